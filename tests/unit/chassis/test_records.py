"""Records: what crosses a border is checked, in both directions, by one description."""

import datetime as dt
import enum
import json
import unicodedata
from typing import Annotated

import marshmallow as ma
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.errors import PortalError
from chassis.records import Dong, Ident, Json, Line, Nothing, Rule, dump, is_record, load, record, schema_of, wire_name


class Colour(enum.StrEnum):
    RED = "red"
    BLUE = "blue"


@record
class Stamp:
    colour: Colour
    price: Dong
    issued: dt.date


@record
class Letter:
    id: Ident
    title: Line
    sent: dt.datetime
    stamps: Annotated[tuple[Stamp, ...], Rule(min=1, max=3)]
    fact: Annotated[str, Rule(pattern=r"\d{4}")] = "0000"
    note: str | None = None
    cover: Stamp | None = None
    urgent: bool = False
    extra: Json | None = None
    counts: dict[str, int] | None = None


STAMP = {"colour": "red", "price": 8000, "issued": "2026-01-31"}
LETTER = {"id": "l-1", "title": "Thư", "sent": "2026-01-31T08:00:00+07:00", "stamps": [STAMP]}


def problems(data: object, pointer: str = "") -> dict[str, str]:
    with pytest.raises(PortalError) as caught:
        load(Letter, data, pointer=pointer)
    assert caught.value.code == "request.invalid"
    return {problem.pointer: problem.code for problem in caught.value.problems}


def test_a_sound_letter_is_loaded() -> None:
    letter = load(Letter, LETTER)

    assert letter.stamps[0] == Stamp(colour=Colour.RED, price=8000, issued=dt.date(2026, 1, 31))
    assert letter.sent == dt.datetime(2026, 1, 31, 1, tzinfo=dt.UTC)
    assert letter.sent.tzinfo is dt.UTC
    assert (letter.note, letter.urgent, letter.fact) == (None, False, "0000")


def test_what_is_dumped_is_plain_json_and_loads_to_the_same() -> None:
    letter = load(Letter, {**LETTER, "cover": STAMP, "note": "x", "extra": {"a": [1]}, "counts": {"x": 1}})

    assert load(Letter, json.loads(json.dumps(dump(letter)))) == letter


def test_a_record_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        load(Letter, LETTER).title = "other"  # type: ignore[misc]


def test_every_wrong_field_is_named_by_pointer_and_code() -> None:
    wrong = {
        "id": "-",
        "title": "",
        "sent": "2026-01-31T08:00:00",
        "stamps": [{**STAMP, "price": -1}, {**STAMP, "colour": "green", "issued": "31/01/2026"}],
        "fact": "12345",
        "urgent": "yes",
        "cover": {"colour": "red"},
        "unknown": 1,
        "a/b~c": 1,
    }

    assert problems(wrong) == {
        "/id": "wrong-form",
        "/title": "wrong-length",
        "/sent": "time-without-zone",
        "/stamps/0/price": "out-of-range",
        "/stamps/1/colour": "not-a-choice",
        "/stamps/1/issued": "not-a-date",
        "/fact": "wrong-form",
        "/urgent": "not-a-boolean",
        "/cover/price": "required",
        "/cover/issued": "required",
        "/unknown": "unknown",
        "/a~1b~0c": "unknown",
    }


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("id", None, "required"),
        ("id", 5, "not-text"),
        ("id", "../x", "wrong-form"),
        ("title", "a\x00b", "control-characters"),
        ("title", "a\x1b[31m", "control-characters"),
        ("title", "a\ud800b", "control-characters"),
        ("title", "   ", "wrong-length"),
        ("stamps", "x", "not-a-list"),
        ("stamps", [], "wrong-length"),
        ("stamps", [STAMP] * 4, "wrong-length"),
        ("cover", [], "not-an-object"),
        ("sent", 5, "not-a-time"),
        ("sent", "yesterday", "not-a-time"),
        ("extra", [], "not-an-object"),
        ("extra", {"a": float("nan")}, "not-an-object"),
        ("extra", {"a": ["b\x00"]}, "control-characters"),
        ("extra", {"a\ud800": 1}, "control-characters"),
    ],
)
def test_one_wrong_field_is_one_problem(field: str, value: object, code: str) -> None:
    assert problems({**LETTER, field: value}) == {f"/{field}": code}


@pytest.mark.parametrize("price", ["8000", 8000.0, 1.5, True, "", [], 10**30])
def test_money_is_a_whole_number_that_can_be_stored(price: object) -> None:
    assert set(problems({**LETTER, "stamps": [{**STAMP, "price": price}]})) == {"/stamps/0/price"}


@pytest.mark.parametrize("data", [None, [], "x", 5])
def test_what_is_no_object_is_refused_at_its_place(data: object) -> None:
    assert problems(data, "/inner") == {"/inner": "not-an-object"}


def test_a_pointer_starts_where_the_record_stands() -> None:
    assert "/request/title" in problems({**LETTER, "title": ""}, "/request")


def test_text_is_normalised_and_trimmed() -> None:
    letter = load(Letter, {**LETTER, "title": "  " + unicodedata.normalize("NFD", "Hộ tịch") + "\n"})

    assert letter.title == unicodedata.normalize("NFC", "Hộ tịch")


@given(st.text(max_size=600))
def test_any_text_is_normalised_or_refused(text: str) -> None:
    try:
        letter = load(Letter, {**LETTER, "title": text})
    except PortalError as refused:
        assert [problem.pointer for problem in refused.problems] == ["/title"]  # noqa: PT017
        return
    assert letter.title == unicodedata.normalize("NFC", letter.title).strip()
    assert load(Letter, dump(letter)) == letter
    letter.title.encode("utf-8")


@given(st.datetimes(min_value=dt.datetime(1900, 1, 2), max_value=dt.datetime(2200, 1, 1)), st.integers(-14, 14))  # noqa: DTZ001
def test_an_instant_keeps_its_place_in_time(naive: dt.datetime, hours: int) -> None:
    moment = naive.replace(tzinfo=dt.timezone(dt.timedelta(hours=hours)))

    assert load(Letter, {**LETTER, "sent": moment.isoformat()}).sent == moment


def test_an_open_object_is_bounded() -> None:
    assert problems({**LETTER, "extra": {"a": "x" * 300_000}}) == {"/extra": "too-large"}


def test_only_what_can_be_described_can_be_a_field() -> None:
    @record
    class Odd:
        thing: complex

    with pytest.raises(TypeError, match="cannot hold"):
        schema_of(Odd)
    with pytest.raises(TypeError, match="not a record"):
        schema_of(int)


def test_an_empty_record_takes_nothing() -> None:
    assert load(Nothing, {}) == Nothing()
    assert dump(Nothing()) == {}
    assert is_record(Nothing)
    with pytest.raises(PortalError):
        load(Nothing, {"x": 1})


@record
class Span:
    """A record with names that Python, or the library below, has a use of its own for."""

    from_: int
    value: Annotated[int, Rule(min=0)] = 0
    counts: dict[str, int] | None = None


def test_a_word_that_python_keeps_for_itself_is_a_name_on_the_wire() -> None:
    span = load(Span, {"from": 1})

    assert span == Span(from_=1)
    assert dump(span) == {"from": 1, "value": 0, "counts": None}
    assert (wire_name("from_"), wire_name("to"), wire_name("x_")) == ("from", "to", "x_")


def test_a_problem_of_a_field_named_value_keeps_its_place_and_one_of_an_entry_its_key() -> None:
    with pytest.raises(PortalError) as caught:
        load(Span, {"from": "a", "value": -1, "counts": {"a": "x"}})

    assert {problem.pointer for problem in caught.value.problems} == {"/from", "/value", "/counts/a"}


@pytest.mark.parametrize(
    "text",
    ["9999-12-31T23:59:59-12:00", "9999-12-31T10:00:00+07:00", "0001-01-01T00:00:00+14:00", "0001-06-01T00:00:00Z"],
)
def test_a_time_beyond_which_the_calendar_ends_somewhere_is_none(text: str) -> None:
    with pytest.raises(PortalError) as caught:
        load(Letter, {**LETTER, "sent": text})

    assert [(problem.pointer, problem.code) for problem in caught.value.problems] == [("/sent", "not-a-time")]


@pytest.mark.parametrize("text", ["9999-12-31", "9999-01-01", "0001-01-01", "0001-12-31"])
def test_a_day_at_the_ends_of_the_calendar_is_none(text: str) -> None:
    with pytest.raises(PortalError) as caught:
        load(Stamp, {**STAMP, "issued": text})

    assert [(problem.pointer, problem.code) for problem in caught.value.problems] == [("/issued", "not-a-date")]
    # What a service took before that was so can still be told.
    assert load(Stamp, {**STAMP, "issued": text}, tolerant=True).issued == dt.date.fromisoformat(text)


# The straight way


def by_schema(cls: type, data: object) -> object:
    """What the schema alone makes of this; None: it refuses it."""
    try:
        return schema_of(cls).load(data)  # type: ignore[arg-type]
    except ma.ValidationError:
        return None


def straight(cls: type, data: object) -> object:
    """What `load` makes of this; None: it refuses it."""
    try:
        return load(cls, data)
    except PortalError:
        return None


texts = st.text(max_size=8) | st.sampled_from(
    ["l-1", "red", "2026-01-31", "2026-02-30", "2026-01-31T08:00:00+07:00", "2026-01-31T08:00:00Z",
     "\u0110a\u0301", "á", "  x ", "a\nb", "a\x00", "a\u2028b", "\ud800", "0000", "٣٣٣٣",
     "2026-01-31T08:00:00.5Z", "20260131", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+00:00",
     "9999-12-31", "0001-01-01"]
)  # fmt: skip
values = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | st.just(2**60) | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
changes = st.dictionaries(st.sampled_from([*Letter.__dataclass_fields__, "strange"]), values, max_size=3)  # type: ignore[attr-defined]
stamp_changes = st.dictionaries(st.sampled_from(["colour", "price", "issued", "strange"]), values, max_size=2)


@given(changes, stamp_changes, st.booleans())
def test_whatever_comes_is_read_and_written_as_the_schema_would(
    change: dict[str, object], of_stamp: dict[str, object], covered: bool
) -> None:
    stamp = {**STAMP, **of_stamp}
    data = {**LETTER, "stamps": [STAMP, stamp], **({"cover": stamp} if covered else {}), **change}
    letter = by_schema(Letter, data)

    assert straight(Letter, data) == letter
    if letter is not None:
        written = dump(letter)
        assert written == schema_of(Letter).dump(letter)
        assert list(written) == list(schema_of(Letter).dump(letter))


def test_what_is_right_goes_the_straight_way(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = load(Letter, {**LETTER, "sent": "2026-01-31T01:00:00Z", "cover": STAMP, "note": "a\tb\nc"})
    for name in ("load", "dump"):
        monkeypatch.setattr(ma.Schema, name, lambda *_given, **_named: pytest.fail("the schema was asked"))

    assert load(Letter, dump(letter)) == letter
