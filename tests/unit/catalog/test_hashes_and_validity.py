"""Content hashes and validity."""

import datetime as dt
import unicodedata
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog import seeds
from services.catalog.domain.alphabet import sort_key
from services.catalog.domain.canonical import canonical, content_hash, sparse
from services.catalog.domain.validity import Interval, day_in_vietnam, in_force, revision_number, start_of_next
from services.catalog.handlers.publishing import hash_of

DAY = dt.date(2026, 11, 24)
NEXT = dt.timedelta(days=1)


def test_the_canonical_form_is_that_of_rfc_8785() -> None:
    # Keys are sorted by UTF-16 code units: the emoji (a surrogate pair) comes before U+FF21.
    assert canonical({"\uff21": 1, "\U0001f600": "đ", "a": [True, None, -1]}) == (
        '{"a":[true,null,-1],"\U0001f600":"đ","\uff21":1}'.encode()
    )


@pytest.mark.parametrize("value", [1.5, {"a": 0.1}, unicodedata.normalize("NFD", "ế"), {1, 2}], ids=repr)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"canonical|NFC"):
        canonical(value)


@given(st.dictionaries(st.sampled_from("abcđ"), st.integers() | st.booleans(), max_size=4), st.randoms())
def test_the_order_of_keys_does_not_change_the_hash(value: dict[str, int], chance: object) -> None:
    items = list(value.items())
    chance.shuffle(items)  # type: ignore[attr-defined]

    assert content_hash(dict(items)) == content_hash(value)


def test_a_field_added_later_with_its_default_changes_no_hash() -> None:
    @dataclass(frozen=True)
    class Before:
        name: str
        note: str = ""

    @dataclass(frozen=True)
    class After:
        name: str
        note: str = ""
        added: tuple[str, ...] = ()

    assert content_hash(sparse(Before("x"))) == content_hash(sparse(After("x")))
    assert content_hash(sparse(After("x"))) != content_hash(sparse(After("x", added=("y",))))


def test_the_hash_covers_content_and_not_publication() -> None:
    version = seeds.read_seeds().procedures[0]

    published = replace(version, version=9, valid_from=DAY, valid_to=DAY, offers=(), content_hash="1" * 64)

    assert hash_of(published) == hash_of(version)
    assert hash_of(replace(version, name="khác")) != hash_of(version)


def test_an_interval_holds_from_its_first_day_to_before_its_last() -> None:
    interval = Interval(DAY, DAY + NEXT)

    assert [interval.holds(DAY + NEXT * n) for n in (-1, 0, 1)] == [False, True, False]
    assert Interval(DAY).holds(dt.date.max)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.integers(0, 30))
def test_on_every_day_at_most_the_newest_version_is_in_force(asked: list[int], offset: int) -> None:
    # Published one after the other, each on the day before which nothing may be changed.
    versions: list[tuple[int, Interval]] = []
    today = DAY
    for number, ahead in enumerate(asked, start=1):
        begins = start_of_next(DAY + NEXT * ahead, today, versions[-1][1] if versions else None)
        versions = [(n, interval.closed_by(begins)) for n, interval in versions]
        versions.append((number, Interval(begins)))

    day = DAY + NEXT * offset
    holding = [number for number, interval in versions if interval.holds(day)]

    assert len(holding) <= 1
    assert in_force(versions, day) == (holding[0] if holding else None)


DAYS = st.integers(0, 12).map(lambda number: DAY + NEXT * number)
INTERVALS = st.builds(Interval, DAYS, st.none() | DAYS)


def held(interval: Interval) -> set[dt.date]:
    return {day for day in (DAY + NEXT * number for number in range(20)) if interval.holds(day)}


@given(INTERVALS, INTERVALS)
def test_intervals_overlap_where_some_day_lies_in_both(one: Interval, other: Interval) -> None:
    assert one.overlaps(other) is other.overlaps(one) is bool(held(one) & held(other))


@given(INTERVALS, DAYS)
def test_a_successor_takes_its_days_and_no_others_and_no_interval_ends_before_it_begins(
    interval: Interval, successor: dt.date
) -> None:
    left = interval.closed_by(successor)

    assert held(left) == {day for day in held(interval) if day < successor}
    assert left.valid_to is not None
    assert left.valid_to >= left.valid_from == interval.valid_from


def test_of_versions_that_hold_at_once_the_newest_is_in_force() -> None:
    both = [(1, Interval(DAY)), (2, Interval(DAY)), (3, Interval(DAY + NEXT))]

    assert in_force(both, DAY) == 2
    assert in_force(both, DAY - NEXT) is None


def test_what_held_yesterday_is_not_changed_by_a_version_that_comes_today() -> None:
    assert start_of_next(DAY - 30 * NEXT, DAY, Interval(DAY - 100 * NEXT)) == DAY
    assert start_of_next(DAY - 30 * NEXT, DAY, None) == DAY - 30 * NEXT


def test_the_day_in_vietnam_begins_seven_hours_before_utc() -> None:
    assert day_in_vietnam(dt.datetime(2026, 11, 23, 17, 0, tzinfo=dt.UTC)) == DAY
    assert day_in_vietnam(dt.datetime(2026, 11, 23, 16, 59, tzinfo=dt.UTC)) == DAY - NEXT


def test_a_publication_and_a_new_day_each_make_a_new_revision() -> None:
    numbers = [revision_number(3, DAY), revision_number(4, DAY), revision_number(4, DAY + NEXT)]

    assert numbers == sorted(set(numbers))


def test_the_alphabet_puts_d_before_dd_and_tones_last() -> None:
    words = ["đất", "dân", "ăn", "an", "bán", "ban", "âm", "ổ", "o"]

    assert sorted(words, key=sort_key) == ["an", "ăn", "âm", "ban", "bán", "dân", "đất", "o", "ổ"]
