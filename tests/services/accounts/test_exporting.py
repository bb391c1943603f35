"""A copy of what accounts hold: all of one person, nothing of another, and only for who has just proved themselves."""

import json
from dataclasses import replace
from typing import Any

import pytest

from chassis import personal_data
from chassis.callers import Acting, Caller
from chassis.errors import Forbidden
from chassis.personal_data import ExportPersonalData
from chassis.testing import call_of, emitted
from services.accounts import contract
from services.accounts.handlers import exporting


def pages(world: Any, caller: Caller, **changes: Any) -> list[personal_data.PersonalDataPage]:
    found: list[personal_data.PersonalDataPage] = []
    cursor = ""
    while True:
        request = ExportPersonalData(cursor=cursor)
        call = call_of(contract.export_personal_data, request, caller=replace(caller, **changes))
        found.append(exporting.export_personal_data(call, world.storage, world.sealer))
        if not (cursor := found[-1].next_cursor):
            return found


def rows_of(found: list[personal_data.PersonalDataPage]) -> dict[str, list[Any]]:
    rows: dict[str, list[Any]] = {}
    for page in found:
        for part in page.parts:
            rows.setdefault(part.name, []).extend(part.rows)
    return rows


def open_copy(world: Any, caller: Caller, **changes: Any) -> contract.ExportOpened:
    call = call_of(contract.open_export, contract.OpenExport(), caller=replace(caller, **changes))
    return exporting.open_export(call, world.storage)


def test_everything_of_the_person_is_there_in_the_clear(world: Any, world_person: dict[str, Any]) -> None:
    person = world.caller_of(world.register())

    found = rows_of(pages(world, person))

    (account,) = found["account"]
    assert (account["identity_number"], account["phone"]) == (world_person["identity_number"], "+84912345678")
    assert (account["name"], account["birth_date"]) == (world_person["full_name"], "1990-05-06")
    assert len(found["sessions"]) == len(found["devices"]) == len(found["password"]) == 1
    assert [row["act"] for row in found["audit"]]


def test_no_secret_and_nobody_else_is_in_it(world: Any) -> None:
    person = world.caller_of(world.register())
    other = world.register(identity_number="001090000011", full_name="Lê Văn Cam", phone="0987654321", email="")

    text = json.dumps([row for rows in rows_of(pages(world, person)).values() for row in rows], ensure_ascii=False)

    assert "$argon2" not in text
    assert other.subject_id not in text
    assert "Lê Văn Cam" not in text


def test_pages_hold_each_row_once_whatever_their_size(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    person = world.caller_of(world.register())
    for _ in range(3):
        person = world.caller_of(world.sign_in())
    whole = rows_of(pages(world, person))

    monkeypatch.setattr(personal_data, "ROWS", 2)
    by_rows = pages(world, person)
    monkeypatch.setattr(personal_data, "ROWS", 200)
    monkeypatch.setattr(personal_data, "BYTES", 1)
    by_bytes = pages(world, person)

    assert rows_of(by_rows) == rows_of(by_bytes) == whole
    assert len(by_rows) > 3
    assert max(sum(len(part.rows) for part in page.parts) for page in by_rows) == 2


def test_a_copy_needs_a_fresh_proof_and_is_told_to_its_owner(world: Any) -> None:
    person = world.caller_of(world.register())

    opened = open_copy(world, person)
    world.pass_time(minutes=11)

    (told,) = emitted(world.storage, contract.data_exported)
    assert (told.export_id, told.account_id) == (opened.export_id, person.id)
    with pytest.raises(Forbidden) as stale:
        open_copy(world, person)
    assert stale.value.code == "session.step-up-needed"
    world.pass_time(minutes=5)
    with pytest.raises(Forbidden) as refused:
        pages(world, person)
    assert refused.value.code == "personal-data.proof-too-old"


def test_nobody_takes_a_copy_for_somebody_else(world: Any) -> None:
    person = world.caller_of(world.register())
    away = Acting(principal="somebody", role="owner")

    for attempt in (open_copy, pages):
        with pytest.raises(Forbidden) as refused:
            attempt(world, person, acting=away)
        assert refused.value.code == "personal-data.own-name"
