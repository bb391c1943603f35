"""Identifiers are UUIDs of version 7 that sort in the order in which they were made."""

import time
import uuid

import pytest

from chassis.ids import new_id


def test_an_id_is_a_uuid_of_version_7_with_the_milliseconds_it_was_made_in() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid.UUID(new_id())

    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000


def test_ids_of_one_millisecond_sort_in_the_order_in_which_they_were_made(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 1_800_000_000_000_000_000
    times = [moment + step * 1_000 for step in range(1_000)]  # a microsecond apart, to the last of the millisecond
    monkeypatch.setattr(time, "time_ns", iter(times).__next__)

    made = [new_id() for _ in times]

    assert made == sorted(made)
    assert len({uuid.UUID(each).int >> 80 for each in made}) == 1


def test_ids_of_the_same_moment_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time_ns", lambda: 1_800_000_000_000_000_000)

    assert len({new_id() for _ in range(1_000)}) == 1_000
