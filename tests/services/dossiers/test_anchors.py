"""Whoever writes a whole history anew, with all rights and all keys, is found out by a published anchor."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from chassis.callers import ANONYMOUS
from chassis.keys import load_ring
from chassis.records import dump
from chassis.signing import read
from services.dossiers import contract, verify_history
from services.dossiers.domain.history import GENESIS, Kind, entry_of, hash_of
from services.dossiers.handlers import anchoring
from services.dossiers.tables import actions, anchored_heads, history, history_anchors
from tests.services.dossiers.test_history import as_superuser
from tests.services.dossiers.world import RECEIVER, World


@pytest.fixture
def check(world: World, keys_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    """Run ``dossiers verify --all``, with files of kept anchors; gives the exit code and what was said."""
    url = world.storage.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("MOTCUA_DATABASE_URL", url.replace("postgresql+psycopg2", "postgresql"))
    monkeypatch.setenv("MOTCUA_KEYS_DIR", str(keys_dir))

    def run(*files: Path) -> tuple[int, str]:
        code = verify_history.main(["--all", *(["--heads", *map(str, files)] if files else [])])
        return code, capsys.readouterr().out

    return run


def anchored(world: World) -> bool:
    return anchoring.anchor_histories(world.storage, world.signer)


def pages(world: World) -> contract.AnchorPage:
    found: contract.AnchorPage = world.call(contract.list_anchors, ANONYMOUS)
    return found


def rewritten(world: World, dossier_id: str) -> None:
    """Change what was done first, and write the whole chain anew so that it holds."""
    as_superuser(world, "UPDATE actions SET note = 'khác' WHERE dossier_id = :of AND seq = 1", of=dossier_id)
    with world.storage.engine.begin() as db:
        db.execute(sa.text("SET LOCAL session_replication_role = replica"))
        links = db.execute(sa.select(history).where(history.c.dossier_id == dossier_id).order_by("seq")).all()
        previous = GENESIS
        for link in links:
            row = db.execute(
                sa.select(actions).where(actions.c.dossier_id == dossier_id, actions.c.seq == int(link.ref))
            ).one()
            made = hash_of(entry_of(Kind.ACTION, row._mapping), link.seq, previous)
            mine = history.update().where(history.c.dossier_id == dossier_id, history.c.seq == link.seq)
            db.execute(mine.values(previous=previous, hash=made))
            previous = made


def test_each_day_has_one_anchor_over_what_grew_and_all_are_linked(world: World, check, keys_dir: Path) -> None:  # type: ignore[no-untyped-def]
    first, second = world.submitted(), world.submitted()
    assert (anchored(world), anchored(world)) == (True, False)
    world.pass_time(days=1)
    world.call(contract.receive_dossier, RECEIVER, dossier_id=second.id)
    assert anchored(world)
    world.pass_time(days=1)
    assert anchored(world)

    found = pages(world).anchors
    assert [(one.number, one.dossiers) for one in found] == [(1, 2), (2, 1), (3, 0)]
    assert len({one.root for one in found}) == 3
    public = load_ring(keys_dir, "receipts.public").keys
    for one in found:
        stated = read(public, anchoring.ANCHOR, one.signed)
        assert stated is not None
        assert stated["root"] == one.root
    assert first.id not in json.dumps(dump(pages(world)))
    assert check()[0] == 0


def test_a_history_written_anew_is_found_by_its_anchor(world: World, check) -> None:  # type: ignore[no-untyped-def]
    dossier = world.received()
    anchored(world)

    rewritten(world, dossier.id)

    code, said = check()
    assert code == 1
    assert f"anchor 1: BROKEN: the history of {dossier.id} had another entry 2 then" in said


def test_a_history_and_its_anchored_head_written_anew_are_found_by_the_root(world: World, check) -> None:  # type: ignore[no-untyped-def]
    dossier = world.received()
    anchored(world)

    rewritten(world, dossier.id)
    as_superuser(
        world,
        "UPDATE anchored_heads SET head = (SELECT hash FROM history h WHERE h.dossier_id = :of AND h.seq = length)"
        " WHERE dossier_id = :of",
        of=dossier.id,
    )

    code, said = check()
    assert code == 1
    assert "the heads that are kept for it are not those it is over" in said


def test_anchors_made_anew_with_the_key_are_found_by_a_kept_one(world: World, check, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    dossier = world.received()
    anchored(world)
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps(dump(pages(world))))
    assert check(kept)[0] == 0

    rewritten(world, dossier.id)
    with world.storage.engine.begin() as db:
        db.execute(sa.text("SET LOCAL session_replication_role = replica"))
        db.execute(anchored_heads.delete())
        db.execute(history_anchors.delete())
    anchored(world)

    assert check()[0] == 0
    code, said = check(kept)
    assert code == 1
    assert "anchor 1: BROKEN: a kept anchor says something else" in said


def test_the_end_of_a_history_that_was_cut_off_is_found(world: World, check) -> None:  # type: ignore[no-untyped-def]
    dossier = world.received()
    anchored(world)
    as_superuser(world, "DELETE FROM history WHERE dossier_id = :of AND seq = 2", of=dossier.id)
    as_superuser(world, "DELETE FROM actions WHERE dossier_id = :of AND seq = 2", of=dossier.id)
    as_superuser(world, "UPDATE dossiers SET state = 1, due_at = NULL WHERE id = :of", of=dossier.id)

    code, said = check()

    assert code == 1
    assert "anchor 1: BROKEN: the history of" in said


@pytest.mark.parametrize("table", ["history_anchors", "anchored_heads"])
def test_the_database_refuses_to_change_or_remove_an_anchor(world: World, table: str) -> None:
    world.submitted()
    anchored(world)

    for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET number = 7", f"TRUNCATE {table}"):
        with pytest.raises(sa.exc.DBAPIError), world.storage.engine.begin() as db:
            db.execute(sa.text(statement))


def test_two_processes_that_anchor_at_once_make_one(world: World) -> None:
    world.submitted()
    with world.storage.engine.begin() as other:
        other.execute(sa.text("SELECT pg_advisory_xact_lock(:room, 0)"), {"room": 0x6D63_616E})
        assert not anchored(world)
    assert anchored(world)
