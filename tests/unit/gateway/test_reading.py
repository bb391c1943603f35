"""What a stranger sends becomes checked records, or a problem that names the field."""

import datetime as dt

import pytest
from werkzeug.datastructures import Headers, MultiDict
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from chassis.errors import Invalid, PortalError
from chassis.records import record
from gateway.problems import status_of
from gateway.reading import (
    expected_version,
    idempotency_key,
    json_body,
    parse_json,
    query_record,
    readable,
    version_tag,
)


@record
class Question:
    """All kinds of fields that a query string may have."""

    text: str = ""
    limit: int = 20
    exact: bool = False
    states: tuple[int, ...] = ()
    since: dt.datetime | None = None


def asked(*pairs: tuple[str, str]) -> Question | None:
    return query_record(MultiDict(list(pairs)), Question)


def refused(call: object) -> PortalError:
    with pytest.raises(PortalError) as caught:
        call()  # type: ignore[operator]
    return caught.value


def test_numbers_booleans_lists_and_times_are_read_from_their_text() -> None:
    found = asked(("text", "khai sinh"), ("limit", "5"), ("exact", "true"), ("since", "2026-07-01T08:00:00 07:00"))

    assert found is not None
    assert (found.text, found.limit, found.exact) == ("khai sinh", 5, True)
    assert found.since == dt.datetime(2026, 7, 1, 1, tzinfo=dt.UTC)


def test_a_list_of_numbers_may_be_repeated() -> None:
    found = asked(("states", "1"), ("states", "2"))

    assert found is not None
    assert found.states == (1, 2)


def test_an_empty_box_of_a_form_asks_for_nothing() -> None:
    assert asked(("text", ""), ("limit", "")) == Question()


@pytest.mark.parametrize(
    ("pairs", "pointer", "code"),
    [
        ([("limit", "many")], "/limit", "not-a-number"),
        ([("limit", "1"), ("limit", "2")], "/limit", "duplicate"),
        ([("colour", "red")], "/colour", "unknown"),
        ([("exact", "yes")], "/exact", "not-a-boolean"),
        ([("since", "yesterday")], "/since", "not-a-time"),
    ],
)
def test_a_wrong_parameter_is_named(pairs: list[tuple[str, str]], pointer: str, code: str) -> None:
    problem = refused(lambda: asked(*pairs))

    assert isinstance(problem, Invalid)
    assert [(found.pointer, found.code) for found in problem.problems] == [(pointer, code)]


@pytest.mark.parametrize("raw", [b"{", b'{"a":1,"a":2}', b'{"a":NaN}', b"\xff\xfe", b"[" * 100_000, b'{"a":Infinity}'])
def test_json_that_can_be_read_two_ways_or_not_at_all_is_refused(raw: bytes) -> None:
    assert status_of(refused(lambda: parse_json(raw))) == 400


def a_request(**given: object) -> Request:
    return Request(EnvironBuilder(method="POST", **given).get_environ())  # type: ignore[arg-type]


def test_a_body_of_another_kind_is_refused() -> None:
    request = a_request(data=b"limit=1", content_type="application/x-www-form-urlencoded")

    assert status_of(refused(lambda: json_body(request, Question))) == 415


def test_a_body_that_is_too_large_is_refused_before_it_is_read() -> None:
    request = a_request(content_type="application/json", data=b" " * 1_000_001)

    assert status_of(refused(lambda: json_body(request, Question))) == 413


def test_a_chunked_body_is_asked_for_its_length_and_never_taken_for_empty() -> None:
    environ = EnvironBuilder(method="POST", headers=[("Transfer-Encoding", "chunked")]).get_environ()
    environ.pop("CONTENT_LENGTH", None)

    assert status_of(refused(lambda: json_body(Request(environ), Question))) == 411


@pytest.mark.parametrize("given", ["abc-1", '"abc-1"', '  "abc-1" '])
def test_a_key_is_taken_quoted_or_bare(given: str) -> None:
    assert idempotency_key(Headers({"Idempotency-Key": given})) == "abc-1"


@pytest.mark.parametrize("given", ["two words", "x" * 65, '"', "khóa", '""'])
def test_a_key_of_another_form_is_refused(given: str) -> None:
    assert status_of(refused(lambda: idempotency_key(Headers({"Idempotency-Key": given})))) == 400


def test_a_missing_key_is_a_bad_request_where_one_is_needed() -> None:
    assert status_of(refused(lambda: idempotency_key(Headers()))) == 400


def test_the_version_in_if_match_is_the_one_the_etag_showed() -> None:
    assert expected_version(Headers({"If-Match": f'"{version_tag(7)}"'}), required=True) == 7


def test_an_edit_without_if_match_is_answered_by_428() -> None:
    assert status_of(refused(lambda: expected_version(Headers(), required=True))) == 428
    assert expected_version(Headers(), required=False) is None


@pytest.mark.parametrize("given", ["*", 'W/"v7"', '"v7", "v8"', "seven"])
def test_an_if_match_that_names_no_single_version_is_refused(given: str) -> None:
    assert status_of(refused(lambda: expected_version(Headers({"If-Match": given}), required=True))) == 400


def test_a_page_reads_what_it_can_of_its_address_and_says_that_something_was_left_out():
    given = MultiDict([("text", "khai sinh"), ("limit", "many"), ("unheard", "of"), ("exact", "true"), ("exact", "no")])

    assert readable(given, Question) == (Question(text="khai sinh"), True)
    assert readable(MultiDict([("limit", "7")]), Question) == (Question(limit=7), False)
