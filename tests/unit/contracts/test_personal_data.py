"""Every column of every table is in the copy that people get of their data, or left out for a written reason."""

import importlib
from types import SimpleNamespace
from typing import Any

import pytest

from chassis import tables as chassis_tables
from chassis.personal_data import Part, kind_of, unexplained

SERVICES = ("accounts", "dossiers", "payments", "notifications")
"""Those that hold data of people; the catalogue holds none but the names of staff who edit it."""


def everything_in(service: str) -> Any:
    own = importlib.import_module(f"services.{service}.tables").metadata.tables
    return SimpleNamespace(tables={**chassis_tables.metadata.tables, **own})


def declared(service: str) -> Any:
    return importlib.import_module(f"services.{service}.personal")


@pytest.mark.parametrize("service", SERVICES)
def test_of_every_column_something_is_said(service: str) -> None:
    personal = declared(service)

    assert unexplained(everything_in(service), personal.PARTS, personal.EXPLAINED) == []


@pytest.mark.parametrize("service", SERVICES)
def test_every_sealed_column_of_a_person_is_told_or_its_secret_is_named(service: str) -> None:
    personal = declared(service)
    told = {one.column for part in personal.PARTS for one in part.told}
    reasons = {part.table.c[name]: why for part in personal.PARTS for name, why in part.left_out.items()}

    for sealed in importlib.import_module(f"services.{service}.sealed").COLUMNS:
        in_a_part = sealed.column in told or sealed.column in reasons
        assert in_a_part or sealed.column.table.name in personal.EXPLAINED


@pytest.mark.parametrize("service", SERVICES)
def test_reasons_are_sentences_and_names_are_used_once(service: str) -> None:
    personal = declared(service)
    names = [part.name for part in personal.PARTS]

    assert len(names) == len(set(names))
    for part in personal.PARTS:
        keys = [one.key for one in part.told]
        assert len(keys) == len(set(keys))
        assert all(kind_of(one) for one in part.told)
        assert all(len(why) > 5 for why in part.left_out.values())
    assert all(len(why) > 5 for why in personal.EXPLAINED.values())


def test_a_column_of_which_nothing_is_said_is_found() -> None:
    personal = declared("notifications")
    contact, *rest = personal.PARTS
    shorter = Part(contact.name, contact.title, contact.table, contact.whose, contact.told[1:], contact.left_out)
    forgotten = {name: why for name, why in personal.EXPLAINED.items() if name != "feed_head"}

    found = unexplained(everything_in("notifications"), [shorter, *rest], {**forgotten, "feeds": "no such table"})

    assert sorted(found) == ["contacts.phone_sealed", "feed_head.id", "feed_head.position", "feeds: no such table"]
