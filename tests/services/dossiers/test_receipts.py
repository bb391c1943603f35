"""Who filed gets a receipt that proves, without the portal, which papers were filed."""

import base64
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from joserfc import jws
from joserfc.jwk import KeySet

from chassis.callers import Acting, Caller, CallerKind
from chassis.errors import Stale
from chassis.keys import activate, add, generate
from chassis.records import dump
from chassis.signing import Signer
from services.dossiers import contract
from tests.services.dossiers.world import PDF, PERSON, PNG, World

SCRIPT = Path(__file__).parents[3] / "docs" / "receipts" / "verify.py"


class Desk:
    """Somebody with the script, the portal's keys and files of theirs."""

    def __init__(self, world: World, directory: Path) -> None:
        self.world = world
        self.directory = directory
        (directory / "form.pdf").write_bytes(PDF)
        (directory / "card.png").write_bytes(PNG)
        self.fetch_keys()

    def fetch_keys(self) -> None:
        keys = self.world.call(contract.get_signing_keys, PERSON)
        (self.directory / "keys.json").write_text(json.dumps(dump(keys)))

    def run(self, kind: str, told: str, *files: str) -> tuple[int, str]:
        (self.directory / "told").write_text(told, "utf-8")
        command = [sys.executable, "-I", str(SCRIPT), kind, "told", "keys.json", *files]
        done = subprocess.run(command, cwd=self.directory, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Desk:
    directory = tmp_path / "at home"
    directory.mkdir()
    return Desk(world, directory)


def changed(word: str, change: Callable[[dict[str, Any]], None]) -> str:
    """A signed word with other content under the same signature."""
    header, content, signature = word.split(".")
    told = json.loads(base64.urlsafe_b64decode(content + "=="))
    change(told)
    coded = base64.urlsafe_b64encode(json.dumps(told, sort_keys=True, separators=(",", ":")).encode())
    return f"{header}.{coded.decode().rstrip('=')}.{signature}"


def test_the_receipt_names_every_paper_with_size_and_hash(world: World) -> None:
    receipt = world.submitted().receipt

    assert receipt is not None
    papers = [(paper.file_name, paper.size, paper.sha256) for paper in receipt.papers]
    assert papers == [
        ("declaration.pdf", len(PDF), hashlib.sha256(PDF).hexdigest()),
        ("identity.png", len(PNG), hashlib.sha256(PNG).hexdigest()),
    ]


def test_any_jose_library_can_check_it(world: World) -> None:
    dossier = world.submitted()
    keys = KeySet.import_key_set(dump(world.call(contract.get_signing_keys, PERSON)))

    opened = jws.deserialize_compact(dossier.receipt.signed, keys, algorithms=["Ed25519"])

    told = json.loads(opened.payload)
    assert (told["code"], told["kind"]) == (dossier.code, "submission")
    assert [paper["sha256"] for paper in told["papers"]] == [paper.sha256 for paper in dossier.receipt.papers]
    assert PERSON.name not in opened.payload.decode()


def test_the_script_says_that_it_is_good_and_which_files_it_tells_of(desk: Desk) -> None:
    receipt = desk.world.submitted().receipt

    code, said = desk.run("receipt", json.dumps(dump(receipt)), "form.pdf", "card.png")

    assert code == 0, said
    assert "= form.pdf" in said
    assert "= card.png" in said


def test_a_file_that_was_not_filed_is_told(desk: Desk) -> None:
    (desk.directory / "form.pdf").write_bytes(PDF + b"\n")

    code, said = desk.run("receipt", desk.world.submitted().receipt.signed, "form.pdf")

    assert code == 1
    assert "form.pdf" in said


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(code="H27.30.12-260810-0002"),
        lambda told: told["papers"].pop(),
        lambda told: told["papers"][0].update(sha256="0" * 64),
        lambda told: told.update(submitted_at="2026-08-01T00:00:00+00:00"),
    ],
)
def test_the_script_sees_a_receipt_that_was_tampered_with(desk: Desk, change: Any) -> None:
    code, said = desk.run("receipt", changed(desk.world.submitted().receipt.signed, change))

    assert (code, "the signature is not right" in said) == (1, True)


def test_a_signature_that_was_touched_or_put_on_something_else_is_seen(desk: Desk) -> None:
    dossier = desk.world.submitted()
    word = dossier.receipt.signed
    other = desk.world.call(contract.get_history, PERSON, dossier_id=dossier.id).signed
    header, content, signature = word.split(".")
    flipped = ("B" if signature[0] == "A" else "A") + signature[1:]

    for false in (f"{header}.{content}.{flipped}", other, word[:-4], "nothing"):
        assert desk.run("receipt", false)[0] in (1, 2)


def test_somebody_elses_signature_is_seen(desk: Desk, tmp_path: Path, keys_dir: Path) -> None:
    generate(tmp_path / "foreign")
    word = desk.world.submitted().receipt.signed
    statement = json.loads(base64.urlsafe_b64decode(word.split(".")[1] + "=="))

    code, said = desk.run("receipt", Signer(tmp_path / "foreign", "receipts").sign("motcua-receipt", statement))

    assert (code, "not among the portal's keys" in said) == (1, True)


def test_a_receipt_outlives_the_rotation_of_keys(desk: Desk, keys_dir: Path) -> None:
    before = desk.world.submitted().receipt.signed
    activate(keys_dir, "receipts", add(keys_dir, "receipts"))
    desk.world.signer = Signer(keys_dir, "receipts")
    desk.fetch_keys()

    after = desk.world.submitted().receipt.signed

    assert before.split(".")[0] != after.split(".")[0]
    assert desk.run("receipt", before)[0] == 0
    assert desk.run("receipt", after)[0] == 0


def test_the_script_checks_a_history_and_sees_what_was_changed_in_it(desk: Desk) -> None:
    dossier = desk.world.processing()
    told = dump(desk.world.call(contract.get_history, PERSON, dossier_id=dossier.id))
    assert desk.run("history", json.dumps(told))[0] == 0

    told["entries"][1]["shown"]["reason"] = "khác"
    assert "entry 2 was changed" in desk.run("history", json.dumps(told))[1]
    told["entries"].pop()
    assert desk.run("history", json.dumps(told))[0] == 1


def test_what_is_changed_before_reception_and_supplemented_has_its_own_receipt(world: World) -> None:
    dossier = world.submitted()
    world.attach(dossier.id, "mandate")
    world.asked(dossier.id)
    world.attach(dossier.id, "identity", PDF)
    last = world.call(contract.supplement_dossier, PERSON, dossier_id=dossier.id)

    found = world.call(contract.get_receipts, PERSON, dossier_id=dossier.id)

    assert [(one.number, one.kind) for one in found.receipts] == [(1, "submission"), (2, "change"), (3, "supplement")]
    assert last.receipt.signed == found.receipts[-1].signed
    assert (last.receipt.number, len(last.receipt.papers)) == (3, 4)
    assert last.receipt.content_hash == last.content_hash


# What was not seen is not filed


def test_who_submits_what_another_tab_changed_is_told_what_differs(world: World) -> None:
    draft = world.draft()
    world.attach(draft.id, "declaration")
    seen = world.call(contract.save_draft, PERSON, dossier_id=draft.id, answers={"copies": 1, "who": {"name": "An"}})
    world.call(contract.save_draft, PERSON, dossier_id=draft.id, answers={"copies": 2, "who": {"name": "An"}, "x": "y"})
    world.attach(draft.id, "identity")
    world.call(contract.remove_paper, PERSON, dossier_id=draft.id, file_id=world.seen(draft.id).papers[0].files[0].id)

    with pytest.raises(Stale) as refused:
        world.call(contract.submit_dossier, PERSON, dossier_id=draft.id, content_hash=seen.content_hash)

    assert [(one.pointer, one.code) for one in refused.value.problems] == [
        ("/answers/copies", "changed"),
        ("/answers/x", "added"),
        ("/papers/declaration", "removed"),
        ("/papers/identity", "added"),
    ]
    assert world.seen(draft.id).state == 0


def test_it_is_said_that_a_delegate_changed_it(world: World) -> None:
    draft = world.draft()
    acting = Acting(principal=PERSON.id, role="delegate")
    delegate = Caller(kind=CallerKind.CITIZEN, id="citizen-binh", acting=acting, assurance=1)
    world.call(contract.save_draft, delegate, dossier_id=draft.id, answers={"copies": 2})

    with pytest.raises(Stale) as refused:
        world.call(contract.submit_dossier, PERSON, dossier_id=draft.id, content_hash=draft.content_hash)

    assert "người được ủy quyền" in refused.value.params["by_vi"]


def test_of_a_content_that_never_was_it_is_only_said_that_it_differs(world: World) -> None:
    draft = world.draft()

    with pytest.raises(Stale) as refused:
        world.call(contract.submit_dossier, PERSON, dossier_id=draft.id, content_hash="f" * 64)

    assert not refused.value.problems
