"""Whoever writes a whole history anew, with all rights and all keys, is found out by a published anchor."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from chassis.callers import ANONYMOUS
from chassis.errors import NotFound
from chassis.keys import load_ring
from chassis.records import dump
from chassis.signing import read
from services.dossiers import contract, verify_history
from services.dossiers.domain.history import GENESIS, Kind, entry_of, hash_of
from services.dossiers.handlers import anchoring
from services.dossiers.tables import actions, anchor_tiles, anchored_heads, history, history_anchors
from tests.services.dossiers.test_history import as_superuser
from tests.services.dossiers.world import PERSON, RECEIVER, World, citizen

SCRIPT = Path(__file__).parents[3] / "docs" / "receipts" / "verify.py"


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
        db.execute(anchor_tiles.delete())
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


def proved(world: World, dossier_id: str, **asked: int) -> contract.AnchorProof:
    found: contract.AnchorProof = world.call(contract.get_anchor_proof, PERSON, dossier_id=dossier_id, **asked)
    return found


def at_home(world: World, directory: Path, proof: contract.AnchorProof) -> tuple[int, str]:
    """Check a proof with the script and what everybody gets of the portal."""
    told = {
        "proof.json": proof,
        "history.json": world.call(contract.get_history, PERSON, dossier_id=proof.dossier_id),
        "keys.json": world.call(contract.get_signing_keys, ANONYMOUS),
    }
    for name, what in told.items():
        (directory / name).write_text(json.dumps(dump(what)))
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT), "anchor", *told], cwd=directory, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_person_proves_at_home_that_an_anchor_is_over_their_history(world: World, tmp_path: Path) -> None:
    dossiers = [world.submitted() for _ in range(5)]
    anchored(world)
    world.call(contract.receive_dossier, RECEIVER, dossier_id=dossiers[2].id)

    for dossier in dossiers:
        proof = proved(world, dossier.id)
        assert proof.anchor == pages(world).anchors[0]
        code, said = at_home(world, tmp_path, proof)
        assert code == 0, said
        assert f"anchor 1 of 2026-08-10, over 5 histories: {proof.anchor.root}" in said

    proof = proved(world, dossiers[2].id)
    for wrong, sentence in (
        (dataclasses.replace(proof, place=(proof.place + 1) % 5), "does not lead to the root"),
        (dataclasses.replace(proof, path=proof.path[1:]), "does not lead to the root"),
        (dataclasses.replace(proof, path=("0" * 64, *proof.path[1:])), "does not lead to the root"),
        (dataclasses.replace(proof, length=2), "of another history"),
    ):
        code, said = at_home(world, tmp_path, wrong)
        assert (code, sentence in said) == (1, True), said


def test_a_proof_is_of_the_newest_anchor_or_of_one_that_somebody_kept(world: World, tmp_path: Path) -> None:
    dossier, other = world.submitted(), world.submitted()
    anchored(world)
    world.pass_time(days=1)
    world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id)
    anchored(world)
    world.pass_time(days=1)
    anchored(world)

    assert [proved(world, dossier.id, newest=newest).anchor.number for newest in (0, 1, 2, 3)] == [2, 1, 2, 2]
    assert proved(world, other.id, newest=2).anchor.number == 1
    assert at_home(world, tmp_path, proved(world, dossier.id, newest=1))[0] == 0


def test_of_an_anchor_from_before_nodes_were_kept_the_proof_is_the_same(world: World, check) -> None:  # type: ignore[no-untyped-def]
    dossier = [world.submitted() for _ in range(3)][1]
    anchored(world)
    proof = proved(world, dossier.id)

    as_superuser(world, "DELETE FROM anchor_tiles")

    assert proved(world, dossier.id) == proof
    assert check()[0] == 0


def test_kept_nodes_that_were_changed_are_found(world: World, check) -> None:  # type: ignore[no-untyped-def]
    world.submitted()
    anchored(world)

    as_superuser(world, "UPDATE anchor_tiles SET node = repeat('0', 64)")

    code, said = check()
    assert code == 1
    assert "anchor 1: BROKEN: the nodes that are kept of its tree are not those of its root" in said


def test_what_is_not_anchored_yet_has_no_proof_and_what_is_not_theirs_is_no_dossier(world: World) -> None:
    dossier = world.submitted()
    with pytest.raises(NotFound) as refused:
        proved(world, dossier.id)
    assert refused.value.code == contract.NOT_ANCHORED.code
    anchored(world)

    with pytest.raises(NotFound) as refused:
        world.call(contract.get_anchor_proof, citizen("binh"), dossier_id=dossier.id)
    assert refused.value.code == contract.DOSSIER_NOT_FOUND.code


@pytest.mark.parametrize("table", ["history_anchors", "anchored_heads", "anchor_tiles"])
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
