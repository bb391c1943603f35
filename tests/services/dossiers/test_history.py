"""Nothing of what was done to a dossier, and of who opened it, can be changed without being seen."""

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.callers import Caller
from chassis.errors import NotFound
from chassis.keys import activate, add, generate, load_ring
from chassis.records import dump
from chassis.signing import Signer, read
from services.accounts.contract import CONTACT, account_changed, account_context
from services.dossiers import contract, verify_history
from services.dossiers.domain.history import GENESIS
from services.dossiers.handlers.history import HEAD
from tests.services.dossiers.world import OTHER_AGENCY, PERSON, RECEIVER, World, citizen, officer

AUDITOR = officer("auditor", name="auditor")


def history_of(world: World, dossier_id: str, **asked: Any) -> contract.HistoryView:
    found: contract.HistoryView = world.call(contract.get_history, PERSON, dossier_id=dossier_id, **asked)
    return found


def computed(dossier_id: str, entry: dict[str, Any]) -> str:
    """The hash of an entry as the documentation tells to compute it, by other means than the portal's."""
    content = {"dossier_id": dossier_id, **{name: value for name, value in entry.items() if name != "hash"}}
    return hashlib.sha256(
        json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def as_superuser(world: World, statement: str, **facts: Any) -> None:
    """Do what nobody may: change rows with the guards of the database switched off."""
    with world.storage.engine.begin() as db:
        db.execute(sa.text("SET LOCAL session_replication_role = replica"))
        assert db.execute(sa.text(statement), facts).rowcount


def test_actions_and_looks_are_one_chain_that_anybody_can_compute(world: World) -> None:
    dossier = world.processing()
    world.seen(dossier.id, RECEIVER)

    found = history_of(world, dossier.id)

    told = [(entry.kind, entry.shown.get("action") or entry.shown.get("look")) for entry in found.entries]
    assert told == [("action", "submit"), ("action", "receive"), ("action", "start"), ("look", "dossier")]
    previous = GENESIS
    for entry in (dump(entry) for entry in found.entries):
        assert entry["previous"] == previous
        previous = computed(dossier.id, entry)
        assert entry["hash"] == previous
    assert (found.sound, found.length, found.head) == (True, 4, previous)


def test_it_is_read_in_stretches(world: World) -> None:
    dossier = world.processing()

    assert [entry.seq for entry in history_of(world, dossier.id, after=1, limit=1).entries] == [2]
    assert history_of(world, dossier.id, after=3).entries == ()


def test_it_says_who_opened_the_dossier_and_why(world: World) -> None:
    bound = account_context(PERSON.id)
    sealed = {"phone_sealed": world.sealer.seal(CONTACT, "+84912345678", bound)}
    world.told(account_changed, PERSON.id, dataclasses.replace(world.account(PERSON), **sealed), version=2)
    dossier, why = world.submitted(), "Gọi hẹn người nộp đến đối chiếu bản chính"
    wanted = (contract.PersonalField.PHONE,)

    world.call(contract.reveal_applicant, RECEIVER, dossier_id=dossier.id, fields=wanted, why=why)

    last = history_of(world, dossier.id).entries[-1]
    assert (last.kind, last.shown["look"], last.shown["fields"]) == ("look", "revealed", ["phone"])
    assert (last.shown["actor_name"], last.shown["agency_code"]) == (RECEIVER.name, RECEIVER.agency)
    assert last.shown["why"] == why


def test_an_auditor_who_reads_the_history_is_in_it(world: World) -> None:
    dossier = world.submitted()

    world.call(contract.get_history, AUDITOR, dossier_id=dossier.id)

    assert [entry.kind for entry in history_of(world, dossier.id).entries] == ["action", "look"]


def test_a_draft_has_an_empty_history(world: World) -> None:
    found = history_of(world, world.draft().id)

    assert (found.length, found.head, found.sound, found.signed) == (0, GENESIS, True, "")


@pytest.mark.parametrize("table", ["actions", "looks", "history"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET dossier_id = dossier_id", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_the_database_refuses_to_change_it(world: World, table: str, statement: str) -> None:
    dossier = world.processing()
    world.seen(dossier.id, RECEIVER)

    with pytest.raises(sa.exc.DBAPIError, match="append-only"), world.storage.engine.begin() as db:
        db.execute(sa.text(statement.format(table)))


TAMPERINGS: dict[str, tuple[str, int]] = {
    "UPDATE actions SET reason = 'khác' WHERE dossier_id = :id AND seq = 2": ("changed", 2),
    "UPDATE actions SET actor_id = 'staff-other' WHERE dossier_id = :id AND seq = 2": ("changed", 2),
    "UPDATE actions SET details = '{}' WHERE dossier_id = :id AND seq = 1": ("changed", 1),
    "UPDATE actions SET at = at - interval '1 day' WHERE dossier_id = :id AND seq = 2": ("changed", 2),
    "UPDATE looks SET actor_name = 'Người khác' WHERE dossier_id = :id": ("changed", 4),
    "DELETE FROM looks WHERE dossier_id = :id": ("deleted", 4),
    "DELETE FROM actions WHERE dossier_id = :id AND seq = 3": ("deleted", 3),
    "DELETE FROM history WHERE dossier_id = :id AND seq = 2": ("taken out", 2),
    "UPDATE history SET hash = repeat('a', 64) WHERE dossier_id = :id AND seq = 1": ("changed", 1),
    "UPDATE history SET previous = repeat('a', 64) WHERE dossier_id = :id AND seq = 3": ("changed", 3),
    "INSERT INTO actions SELECT dossier_id, 9, action, from_state, to_state, at, actor_kind, actor_id FROM actions"
    " WHERE dossier_id = :id AND seq = 2": ("put in beside", 5),
}


@pytest.mark.parametrize("statement", TAMPERINGS)
def test_what_a_superuser_changes_is_seen_and_located(world: World, statement: str) -> None:
    dossier = world.processing()
    world.seen(dossier.id, RECEIVER)
    what, where = TAMPERINGS[statement]

    as_superuser(world, statement, id=dossier.id)
    found = history_of(world, dossier.id)

    assert not found.sound
    assert any(one.seq == where and what in one.en for one in found.breaks)
    assert found.signed == ""


def verified(world: World, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = verify_history.main(arguments)
    said = capsys.readouterr()
    return code, said.out + said.err


@pytest.fixture
def environ(world: World, keys_dir: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    url = world.storage.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("MOTCUA_DATABASE_URL", url)
    monkeypatch.setenv("MOTCUA_KEYS_DIR", str(keys_dir))
    return world


def test_the_command_finds_all_sound(environ: World, capsys: pytest.CaptureFixture[str]) -> None:
    one, _, _ = environ.processing(), environ.submitted(), environ.draft()

    assert verified(environ, capsys, one.code) == (0, "1 dossiers examined, all sound\n")
    assert verified(environ, capsys, "--all") == (0, "3 dossiers examined, all sound\n")


def test_the_command_names_what_was_changed(environ: World, capsys: pytest.CaptureFixture[str]) -> None:
    dossier, other = environ.processing(), environ.submitted()
    as_superuser(environ, "UPDATE actions SET note = 'x' WHERE dossier_id = :id AND seq = 2", id=dossier.id)

    assert verified(environ, capsys, other.code)[0] == 0
    code, said = verified(environ, capsys, dossier.code)

    assert (code, said.splitlines()[0]) == (1, f"{dossier.code}: BROKEN: entry 2: its content was changed")


def test_a_state_that_was_set_past_the_history_is_seen(environ: World, capsys: pytest.CaptureFixture[str]) -> None:
    dossier = environ.submitted()
    as_superuser(environ, "UPDATE dossiers SET state = 9 WHERE id = :id", id=dossier.id)

    code, said = verified(environ, capsys, "--all")

    assert code == 1
    assert "it stands in state 9, but its history ends in state 1" in said


def cut_off(world: World, dossier_id: str) -> None:
    """Take the last action away with all that tells of it."""
    as_superuser(world, "DELETE FROM actions WHERE dossier_id = :id AND seq = 3", id=dossier_id)
    as_superuser(world, "DELETE FROM history WHERE dossier_id = :id AND seq = 3", id=dossier_id)
    as_superuser(world, "UPDATE dossiers SET state = 2 WHERE id = :id", id=dossier_id)


def test_an_end_that_was_cut_off_shows_against_a_head_that_somebody_kept(
    environ: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    dossier = environ.processing()
    kept = tmp_path / "kept.json"
    kept.write_text(json.dumps(dump(history_of(environ, dossier.id))), "utf-8")
    assert verified(environ, capsys, "--all", "--heads", str(kept))[0] == 0

    cut_off(environ, dossier.id)

    assert verified(environ, capsys, "--all")[0] == 0
    code, said = verified(environ, capsys, dossier.code, "--heads", str(kept))
    assert code == 1
    assert "its end was cut off" in said


def test_a_head_of_somebody_elses_making_proves_nothing(
    environ: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    foreign = tmp_path / "foreign"
    generate(foreign)
    kept = tmp_path / "kept.txt"
    kept.write_text(Signer(foreign, "receipts").sign(HEAD, {"dossier_id": "x", "length": 9, "head": GENESIS, "at": ""}))

    assert verified(environ, capsys, "--all", "--heads", str(kept)) == (
        2, "a signed head is not one of this portal's\n",
    )  # fmt: skip


def test_an_unknown_code_is_said(environ: World, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(environ, capsys, "H27.30.12-260810-9999")[0] == 2


def test_a_head_is_still_known_after_the_key_was_rotated(world: World, keys_dir: Path, tmp_path: Path) -> None:
    generate(tmp_path / "own")
    before = Signer(tmp_path / "own", "receipts").sign(HEAD, {"length": 1})

    activate(tmp_path / "own", "receipts", add(tmp_path / "own", "receipts"))
    after = Signer(tmp_path / "own", "receipts").sign(HEAD, {"length": 1})

    keys = load_ring(tmp_path / "own", "receipts.public").keys
    assert before != after
    assert read(keys, HEAD, before) == read(keys, HEAD, after) == {"length": 1}
    assert read(keys, "another-kind", before) is None


@pytest.mark.parametrize("caller", [citizen("binh"), officer("auditor", agency=OTHER_AGENCY)])
def test_for_others_there_is_no_such_dossier(world: World, caller: Caller) -> None:
    dossier = world.submitted()

    with pytest.raises(NotFound):
        world.call(contract.get_history, caller, dossier_id=dossier.id)
