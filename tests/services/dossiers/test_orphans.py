"""Objects that nobody names are found and, if an operator says so, removed; nothing that is named or on its way is."""

import datetime as dt
import importlib
import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import audit, orphans
from chassis.ids import new_id
from chassis.metrics import REGISTRY
from chassis.storage import Storage
from chassis.testing import fresh_storage
from deploy.rooms import SERVICES
from services.accounts.tables import delegations
from services.dossiers import contract, watching
from services.dossiers.tables import files
from tests.services.dossiers.test_mandates import granted
from tests.services.dossiers.test_uploads import begun as begun_upload
from tests.services.dossiers.world import PDF, PERSON, World

NOW = dt.datetime(2026, 8, 10, 2, 0, tzinfo=dt.UTC)
WHY = "Dọn kho tệp theo kế hoạch"


@pytest.fixture
def services(world: World) -> Iterator[Mapping[str, Storage]]:
    with fresh_storage("accounts", clock=world.clock) as storage:
        yield {"accounts": storage, "dossiers": world.storage}


def aged(world: World, key: str, days: float = 31) -> str:
    """The object as if it had been written to so long ago."""
    then = NOW.timestamp() - days * orphans.DAY
    os.utime(world.directory / key[:2] / key, (then, then))
    return key


def nobodys(world: World, days: float = 31) -> str:
    """An object that was stored, and of which no service was told."""
    return aged(world, world.stored()["object_key"], days)


def key_of(world: World, **where: Any) -> str:
    with world.storage.read() as db:
        return str(db.scalar(sa.select(files.c.object_key).filter_by(**where)))


def looked(world: World, services: Mapping[str, Storage]) -> orphans.Found:
    return orphans.look(world.objects, services, 30 * orphans.DAY, NOW.timestamp())


def delegated(storage: Storage, key: str) -> None:
    """A delegation with its paper, as accounts keep it."""
    with storage.engine.begin() as db:
        db.execute(sa.text("SET LOCAL session_replication_role = replica"))
        db.execute(
            delegations.insert().values(
                id=new_id(),
                principal_id="p",
                delegate_index="i",
                delegate_masked="m",
                procedures=[],
                valid_from=dt.date(2026, 8, 1),
                valid_to=dt.date(2026, 8, 2),
                evidence_key=key,
                state="offered",
                offered_at=NOW,
            )
        )


def test_what_some_service_names_is_nobodys_orphan_and_the_rest_is(
    world: World, services: Mapping[str, Storage]
) -> None:
    draft = world.draft()
    first = world.attach(draft.id, "declaration").papers[0].files[0]
    kept = key_of(world, id=first.id)
    world.call(contract.remove_paper, PERSON, dossier_id=draft.id, file_id=first.id)  # Its row stays, and names it.
    again = world.attach(draft.id, "identity")
    again_key = key_of(world, removed_at=None)
    offered, mandate = world.stored()["object_key"], world.stored()["object_key"]
    delegated(services["accounts"], offered)
    granted(world, evidence_key=mandate)
    for key in (kept, again_key, offered, mandate):
        aged(world, key)
    orphan, young = nobodys(world), nobodys(world, days=29)

    found = looked(world, services)

    assert again.id == draft.id
    assert [one.key for one in found.orphans] == [orphan]
    assert (found.objects, found.young, found.missing) == (6, 1, [])
    assert world.objects.exists(young)


def test_a_file_that_came_whole_and_is_about_to_be_taken_in_is_on_its_way(
    world: World, services: Mapping[str, Storage]
) -> None:
    upload = begun_upload(world)
    world.parts.append(upload.part_key, 0, io.BytesIO(PDF))
    aged(world, world.parts.finish(upload.part_key).key)

    assert looked(world, services).orphans == []


def test_what_is_named_after_it_was_found_stays(world: World, services: Mapping[str, Storage]) -> None:
    stored = world.stored()
    orphan, taken = nobodys(world), aged(world, stored["object_key"])
    found = looked(world, services)
    assert {one.key for one in found.orphans} == {orphan, taken}
    draft = world.draft()
    world.call(contract.attach_paper, PERSON, dossier_id=draft.id, paper_key="declaration", file_name="a.pdf", **stored)

    assert orphans.remove(world.objects, services, found, WHY) == 1

    assert (world.objects.exists(orphan), world.objects.exists(taken)) == (False, True)


def test_a_row_whose_object_is_gone_is_told_and_stays(
    world: World, services: Mapping[str, Storage], capsys: pytest.CaptureFixture[str]
) -> None:
    draft = world.draft()
    world.attach(draft.id, "declaration")
    key = key_of(world)
    world.objects.delete(key)

    code = orphans.run(world.directory, services, NOW, 30, 10, WHY)

    assert code == 1
    assert f"MISSING: dossiers files.object_key names {key}, which is not there" in capsys.readouterr().out
    assert key_of(world) == key
    assert watching.objects_health(world.directory).level == "degraded"


def test_without_a_word_nothing_is_removed_and_never_more_than_was_seen(
    world: World, services: Mapping[str, Storage], capsys: pytest.CaptureFixture[str]
) -> None:
    keys = [nobodys(world) for _ in range(2)]

    assert orphans.run(world.directory, services, NOW, 30, None, "") == 0
    assert orphans.run(world.directory, services, NOW, 30, 1, WHY) == 2
    assert all(world.objects.exists(key) for key in keys)
    assert "nothing was removed: that is more than 1" in capsys.readouterr().err
    assert orphans.noted(world.directory)["orphaned"] == 2

    assert orphans.run(world.directory, services, NOW, 30, 2, WHY) == 0
    assert not any(world.objects.exists(key) for key in keys)
    assert orphans.noted(world.directory) == {"at": NOW.timestamp(), "objects": 2, "orphaned": 0, "missing": 0}
    for storage in services.values():
        with storage.read() as db:
            row = db.execute(audit.audit.select().where(audit.audit.c.act == "objects.removed")).one()
        assert (row.why, row.facts) == (WHY, {"removed": 2})


def test_what_was_found_is_in_the_figures(world: World, services: Mapping[str, Storage]) -> None:
    assert watching.objects_health(world.directory).level == "ok"
    nobodys(world)
    orphans.run(world.directory, services, NOW, 30, None, "")

    assert watching.objects_health(world.directory).level == "ok"

    names = ("motcua_objects_orphaned", "motcua_objects_missing", "motcua_objects_looked_through")
    assert [REGISTRY.get_sample_value(name) for name in names] == [1, 0, NOW.timestamp()]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (["--older-than", "6"], "may be on its way"),
        (["--remove", "3"], "needs --why"),
        (["--remove", "3", "--why", WHY], "MOTCUA_DATABASE_URL_ACCOUNTS"),
    ],
    ids=["young", "why", "unasked"],
)
def test_the_command_refuses_what_could_take_too_much(
    tmp_path: Path, told: list[str], said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOTCUA_OBJECTS_DIR", str(tmp_path))
    monkeypatch.setenv("MOTCUA_DATABASE_URL_DOSSIERS", "postgresql://nobody@127.0.0.1:1/nothing")
    monkeypatch.delenv("MOTCUA_DATABASE_URL_ACCOUNTS", raising=False)

    with pytest.raises(SystemExit) as ended:
        orphans.main(told)

    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_the_command_asks_the_databases_that_it_is_given(
    world: World, services: Mapping[str, Storage], monkeypatch: pytest.MonkeyPatch
) -> None:
    orphan, fresh = nobodys(world, days=90 + 365), world.stored()["object_key"]
    monkeypatch.setenv("MOTCUA_OBJECTS_DIR", str(world.directory))
    for service, storage in services.items():
        url = storage.engine.url.render_as_string(hide_password=False).replace("postgresql+psycopg2", "postgresql")
        monkeypatch.setenv(f"MOTCUA_DATABASE_URL_{service.upper()}", url)

    assert orphans.main(["--remove", "1", "--why", WHY]) == 0

    assert (world.objects.exists(orphan), world.objects.exists(fresh)) == (False, True)


def test_every_column_that_names_an_object_is_declared() -> None:
    naming = {"object_key", "part_key", "evidence_key"}
    there = {
        (service, str(column))
        for service in SERVICES
        for table in importlib.import_module(f"services.{service}.tables").metadata.tables.values()
        for column in table.columns
        if column.name in naming
    }

    declared = {(service, str(one.column)) for service in orphans.naming_services() for one in orphans.naming(service)}

    assert declared == there
    assert len(there) == 5
