"""Who has the code and a second fact sees progress; everybody else learns nothing, not even that the code exists."""

import contextlib
import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.errors import NotFound, PortalError, TooMany
from chassis.records import dump
from chassis.testing import in_the_clear
from services.dossiers import contract, rules
from services.dossiers.handlers import public_look_up
from services.dossiers.tables import lookup_tries
from tests.services.dossiers.world import ANONYMOUS, PERSON, World


@pytest.mark.parametrize("fact", ["1234", "5678"])
def test_four_digits_of_identity_number_or_telephone_show_progress(world: World, fact: str) -> None:
    dossier = world.processing()

    for hyphen in "-–—‑−":
        typed = f" {dossier.code.lower()} ".replace("-", f" {hyphen} ")
        seen = world.call(contract.look_up_dossier, ANONYMOUS, code=typed, fact=fact)
        assert seen.code == degree(world, typed).code == dossier.code

    assert (seen.state, seen.completion) == (4, 60)
    assert [step.state for step in seen.steps] == [1, 2, 4]


def test_it_shows_nothing_of_the_person(world: World) -> None:
    dossier = world.processing()

    shown = json.dumps(dump(world.call(contract.look_up_dossier, ANONYMOUS, code=dossier.code, fact="1234")))

    for personal in (dossier.applicant_name, dossier.applicant_id, dossier.id, "1234", "678"):
        assert personal not in shown.replace(dossier.code, "")


def test_an_unknown_code_and_a_wrong_fact_are_answered_alike(world: World) -> None:
    dossier = world.submitted()

    answers = []
    for code, fact in ((dossier.code, "9999"), ("H27.30.12-260810-0099", "1234"), ("anything", "1234")):
        with pytest.raises(NotFound) as refused:
            world.call(contract.look_up_dossier, ANONYMOUS, code=code, fact=fact)
        answers.append(refused.value.to_wire())

    assert answers[0] == answers[1] == answers[2]


# By the code alone


def degree(world: World, code: str, **caller: Any) -> contract.CompletionView:
    asked = dataclasses.replace(ANONYMOUS, **caller)
    found: contract.CompletionView = world.call(contract.get_completion, asked, code=code)
    return found


def test_the_code_alone_shows_the_degree_of_completion_and_nothing_else(world: World) -> None:
    dossier = world.processing()

    seen = degree(world, f" {dossier.code.lower()} ")

    assert dump(seen) == {
        "code": dossier.code,
        "completion": 60,
        "vi": "Hồ sơ đang được giải quyết, đạt 60%.",
        "en": "The dossier is being handled: 60%.",
    }


def test_a_code_that_nobody_has_is_answered_as_one_that_waits_for_reception(world: World) -> None:
    code = world.submitted().code
    answers = [dump(degree(world, one)) | {"code": ""} for one in (code, "H27.30.12-260810-0099", "X99-260810-0001")]

    assert answers[0] == answers[1] == answers[2]
    assert answers[0]["completion"] == 0


def test_a_dossier_that_ended_is_complete(world: World) -> None:
    dossier = world.submitted()
    world.call(contract.withdraw_dossier, PERSON, dossier_id=dossier.id)

    assert degree(world, dossier.code).completion == 100


@contextlib.contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """The statements that the database gets meanwhile."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    sa.event.listen(world.storage.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(world.storage.engine, "before_cursor_execute", note)


def test_the_same_work_is_done_for_codes_that_exist_and_for_others(world: World) -> None:
    """So that the time taken tells as little as the words: each answer takes the same statements."""
    code, other = world.submitted().code, "H27.30.12-260810-0099"
    done = []
    for one, fact in ((code, "9999"), (other, "1234"), ("anything", "1234")):
        with statements(world) as made, pytest.raises(NotFound):
            world.call(contract.look_up_dossier, ANONYMOUS, code=one, fact=fact)
        done.append(made)
    for one in (code, other, "anything"):
        with statements(world) as made:
            degree(world, one)
        done.append(made)

    assert done[0] == done[1] == done[2]
    assert done[3] == done[4] == done[5]


# By trying


def guessed(world: World, code: str, fact: str = "9999", network: str = "203.0.113.7") -> str:
    """What somebody hears who guesses: the code of the refusal."""
    try:
        world.call(contract.look_up_dossier, dataclasses.replace(ANONYMOUS, network=network), code=code, fact=fact)
    except PortalError as refused:
        return refused.code
    return "found"


def tight(monkeypatch: pytest.MonkeyPatch, **limits: int) -> None:
    changed = dataclasses.replace(rules.look_up_limits(), **limits)
    monkeypatch.setattr(rules, "look_up_limits", lambda: changed)


@pytest.mark.parametrize("exists", [True, False])
def test_guessing_the_second_fact_of_a_code_ends_whether_the_code_exists_or_not(
    world: World, monkeypatch: pytest.MonkeyPatch, exists: bool
) -> None:
    tight(monkeypatch, wrong_facts_per_code=3)
    code = world.submitted().code if exists else "H27.30.12-260810-0099"

    heard = [guessed(world, code, network=f"203.0.113.{n}") for n in range(5)]

    assert heard == [contract.LOOKUP_NO_MATCH.code] * 3 + [contract.LOOKUP_TOO_OFTEN.code] * 2
    assert guessed(world, code, "1234") == contract.LOOKUP_TOO_OFTEN.code
    world.pass_time(days=1)
    assert guessed(world, code, "1234") == ("found" if exists else contract.LOOKUP_NO_MATCH.code)


def test_guessing_codes_from_one_network_ends(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tight(monkeypatch, wrong_facts_per_network=3, completions_per_network=3)
    codes = [f"H27.30.12-260810-{n:04d}" for n in range(5)]

    heard = [guessed(world, code, network=f"2001:db8:1:2::{n}") for n, code in enumerate(codes)]
    assert heard == [contract.LOOKUP_NO_MATCH.code] * 3 + [contract.LOOKUP_TOO_OFTEN.code] * 2
    assert guessed(world, codes[0], network="2001:db8:1:3::1") == contract.LOOKUP_NO_MATCH.code
    for code in codes[:3]:
        degree(world, code, network="203.0.113.9")
    with pytest.raises(TooMany):
        degree(world, codes[3], network="203.0.113.9")


def test_who_knows_the_fact_is_never_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    tight(monkeypatch, wrong_facts_per_code=1, wrong_facts_per_network=1)
    code = world.submitted().code

    assert [guessed(world, code, "1234") for _ in range(4)] == ["found"] * 4


def test_no_network_and_no_code_can_be_read_from_the_counts(world: World) -> None:
    guessed(world, "H27.30.12-260810-0099")

    assert in_the_clear(world.storage.engine, ["203.0.113.7", "H27.30.12-260810-0099"]) == []
    world.pass_time(days=3)
    public_look_up.forget_tries(world.storage)
    with world.storage.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(lookup_tries)) == 0
