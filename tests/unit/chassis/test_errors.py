"""Errors: one code, one status, two sentences, the same on both sides of the wire."""

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis import errors
from chassis.errors import (
    INTERNAL,
    KINDS,
    Conflict,
    FieldProblem,
    Internal,
    NotFound,
    PortalError,
    declared_errors,
    error,
    from_wire,
    text_of,
    told_at_a_console,
)

LOST = error("test.lost", NotFound, vi="Không tìm thấy {thing}.", en="{thing} was not found. Look elsewhere.")

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


def test_a_command_names_each_field_that_is_wrong() -> None:
    wrong = errors.INVALID_REQUEST(problems=[FieldProblem("/email", "email.wrong-form", {}), FieldProblem("", "x", {})])

    assert told_at_a_console(wrong).splitlines()[1:] == ["  /email: email.wrong-form", "  /: x"]
    assert told_at_a_console(LOST(thing="the stamp")) == "the stamp was not found. Look elsewhere."


def test_a_declared_error_is_raised_with_its_facts() -> None:
    with pytest.raises(NotFound) as caught:
        LOST.fail(thing="the stamp")

    assert (caught.value.code, caught.value.status, caught.value.retryable) == ("test.lost", 404, False)
    assert text_of(caught.value, "en") == "the stamp was not found. Look elsewhere."
    assert text_of(caught.value, "vi") == "Không tìm thấy the stamp."


def test_a_missing_fact_shows_as_a_gap_instead_of_failing() -> None:
    assert text_of(LOST(), "vi") == "Không tìm thấy …."


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("2026-07-01", "01/07/2026"),
        ("2026-11-24T23:30:00+00:00", "06:30, 25/11/2026"),
        ("2026-02-31", "2026-02-31"),
        ("2026-07-01 trở đi", "2026-07-01 trở đi"),
        (20260701, "20260701"),
    ],
)
def test_a_sentence_has_dates_as_people_write_them_and_the_facts_stay_as_they_are(fact: object, said: str) -> None:
    raised = LOST(thing=fact)

    assert text_of(raised, "vi") == f"Không tìm thấy {said}."
    assert text_of(raised, "en") == f"{said} was not found. Look elsewhere."
    assert raised.params == {"thing": fact}


@pytest.mark.parametrize("cls", list(KINDS.values()))
def test_every_kind_crosses_the_wire_whole(cls: type[PortalError]) -> None:
    problems = [FieldProblem("/a/0", "wrong-length", {"min": "1"})]
    sent = cls("test.lost", params={"thing": "x"}, problems=problems, retry_after=7)

    got = from_wire(json.loads(json.dumps(sent.to_wire())))

    assert type(got) is cls
    assert got.to_wire() == sent.to_wire()
    assert got.problems == tuple(problems)


def test_an_error_survives_pickling() -> None:
    sent = LOST(thing="x", retry_after=3)

    assert pickle.loads(pickle.dumps(sent)).to_wire() == sent.to_wire()


@given(st.dictionaries(st.sampled_from(["kind", "code", "params", "problems", "retry_after"]), anything))
def test_whatever_arrives_becomes_an_error_that_can_be_told(body: dict[str, object]) -> None:
    got = from_wire(body)

    assert isinstance(got, PortalError)
    json.dumps(got.to_wire())
    assert text_of(got, "vi")


def test_an_unknown_kind_is_internal_and_tells_nothing() -> None:
    got = from_wire({"kind": "ValueError", "code": "secret=hunter2"})

    assert type(got) is Internal
    assert text_of(got, "en") == INTERNAL.text("en", {})


def test_a_code_cannot_get_another_meaning() -> None:
    with pytest.raises(ValueError, match=r"test\.lost"):
        error("test.lost", Conflict, vi="Khác.", en="Other.")
    assert error("test.lost", NotFound, vi=LOST.vi, en=LOST.en) == LOST


def test_each_kind_has_its_own_name_and_an_error_status() -> None:
    assert all(kind == cls.kind for kind, cls in KINDS.items())
    assert all(400 <= cls.status < 600 for cls in KINDS.values())
    assert {cls for cls in KINDS.values() if cls.retryable} == {errors.TooMany, errors.Unavailable}


def test_every_declared_error_speaks_both_languages_about_the_same_facts() -> None:
    for declared in declared_errors().values():
        assert declared.vi.strip()
        assert declared.en.strip()
        assert declared.vi != declared.en
        gaps = [declared.text(language, {}).count("…") for language in ("vi", "en")]
        assert gaps[0] == gaps[1], declared.code
