"""JSON between services means what the standard library would write and read."""

import dataclasses
import datetime as dt
import json
from enum import IntEnum, StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.wire_json import decode, encode, encode_text

WHOLE = st.integers(min_value=-(2**63), max_value=2**64 - 1)
VALUES = st.recursive(
    st.none() | st.booleans() | WHOLE | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


class Colour(StrEnum):
    RED = "đỏ"


class Number(IntEnum):
    ONE = 1


@dataclasses.dataclass
class Thing:
    name: str


@given(VALUES)
def test_either_reads_what_the_other_wrote(value: Any) -> None:
    theirs = json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    assert json.loads(encode(value)) == value
    assert decode(theirs) == decode(theirs.encode()) == value
    assert encode_text(value) == encode(value).decode()


@pytest.mark.parametrize("value", [{"màu": Colour.RED}, [Number.ONE], 10**30, -(10**30), {1: "khóa"}, ("a", "b")])
def test_what_only_the_standard_library_takes_is_written_by_it(value: Any) -> None:
    assert encode(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    "value", [Thing("a"), dt.datetime(2026, 11, 24, tzinfo=dt.UTC), dt.date(2026, 11, 24), b"bytes", {"a"}, "\ud800"]
)
def test_what_is_no_json_for_it_is_none_here(value: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        encode(value)


@pytest.mark.parametrize("raw", ["{ not json", "", "NaN", "[1,]", "[" * 100_000, b"\xff", '"\\ud800"x'])
def test_what_is_no_json_is_told_by_one_error(raw: bytes | str) -> None:
    with pytest.raises(ValueError):  # its words are the library's
        decode(raw)
