"""Answers that earlier code kept in the clear go on being read, and are sealed without losing a receipt."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import keys, resealing
from chassis.errors import Invalid
from chassis.records import dump
from chassis.sealing import ANSWERS as ANSWERS_PURPOSE
from chassis.sealing import SealBroken, Sealer
from chassis.testing import in_the_clear
from services.dossiers import contract
from services.dossiers.domain import content
from services.dossiers.domain.content import Filled
from services.dossiers.handlers import first_sealing
from services.dossiers.sealed import COLUMNS
from services.dossiers.tables import dossiers, supplement_requests
from tests.services.dossiers.world import AGENCY, EXTRACT, PERSON, RECEIVER, World

ANSWERS = {"copies": 1, "father": "001071889911"}


def held(view: contract.DossierView) -> list[content.HeldFile]:
    return [content.HeldFile(file.id, paper.key, file.sha256) for paper in view.papers for file in paper.files]


def hash_of(view: contract.DossierView, salt: str) -> str:
    filled = Filled(view.answers, salt)
    return content.content_hash(EXTRACT, view.procedure_content_hash, AGENCY, view.case, filled, held(view))


def keep_as_earlier_code_did(world: World, view: contract.DossierView) -> str:
    """Put the answers back into the clear, and every digest without its salt; gives the content hash."""
    digest = hash_of(view, "")
    values: dict[str, Any] = {"answers": view.answers, "answers_sealed": "", "content_hash": digest}
    with world.storage.engine.begin() as db:
        receipt = db.execute(sa.select(dossiers.c.receipt).where(dossiers.c.id == view.id)).scalar_one()
        if receipt:
            values["receipt"] = receipt | {"content_hash": digest}
        db.execute(dossiers.update().where(dossiers.c.id == view.id).values(**values))
        asked = supplement_requests.update().where(supplement_requests.c.dossier_id == view.id)
        db.execute(asked.values(answers_hash=content.answers_hash(view.case, Filled(view.answers))))
    return digest


def filled_in(world: World) -> contract.DossierView:
    draft = world.draft()
    world.call(contract.save_draft, PERSON, dossier_id=draft.id, answers=ANSWERS)
    world.attach(draft.id, "declaration")
    return world.attach(draft.id, "identity")


def test_a_draft_in_the_clear_is_read_then_sealed_and_can_be_filed(world: World) -> None:
    draft = filled_in(world)
    keep_as_earlier_code_did(world, draft)
    assert world.seen(draft.id).answers == ANSWERS
    assert in_the_clear(world.storage.engine, ["001071889911"])

    assert first_sealing.seal_answers(world.storage, world.sealer) == 1

    assert in_the_clear(world.storage.engine, ["001071889911"]) == []
    seen = world.seen(draft.id)
    assert (seen.answers, seen.version) == (ANSWERS, draft.version)
    assert len(seen.content_salt) == 32
    assert seen.content_hash == hash_of(seen, seen.content_salt)
    filed = world.call(contract.submit_dossier, PERSON, dossier_id=draft.id, content_hash=seen.content_hash)
    assert filed.receipt.content_hash == seen.content_hash
    assert first_sealing.seal_answers(world.storage, world.sealer) == 0


def test_an_edit_seals_a_draft_that_stands_in_the_clear(world: World) -> None:
    draft = filled_in(world)
    keep_as_earlier_code_did(world, draft)

    seen = world.attach(draft.id, "mandate")

    assert seen.content_hash == hash_of(seen, seen.content_salt) != hash_of(seen, "")
    assert in_the_clear(world.storage.engine, ["001071889911"]) == []


def test_what_was_filed_in_the_clear_keeps_the_hash_that_its_receipt_names(world: World) -> None:
    draft = filled_in(world)
    filed = world.call(contract.submit_dossier, PERSON, dossier_id=draft.id)
    asked = world.asked(filed.id, RECEIVER, papers=(contract.FORM,))
    digest = keep_as_earlier_code_did(world, asked)

    assert first_sealing.seal_answers(world.storage, world.sealer) == 1

    seen = world.seen(filed.id)
    assert (seen.answers, seen.content_hash, seen.receipt.content_hash) == (ANSWERS, digest, digest)
    assert (seen.content_salt, seen.receipt.salt) == ("", "")
    with pytest.raises(Invalid) as refused:
        world.call(contract.supplement_dossier, PERSON, dossier_id=filed.id)
    assert refused.value.code == contract.SUPPLEMENT_INCOMPLETE.code
    world.call(contract.save_draft, PERSON, dossier_id=filed.id, answers=ANSWERS | {"copies": 2})
    assert world.call(contract.supplement_dossier, PERSON, dossier_id=filed.id).state == 1


def test_sealed_answers_do_not_open_in_the_row_of_another_dossier(world: World) -> None:
    one, other = filled_in(world), filled_in(world)
    with world.storage.engine.begin() as db:
        sealed = sa.select(dossiers.c.answers_sealed).where(dossiers.c.id == one.id).scalar_subquery()
        db.execute(dossiers.update().where(dossiers.c.id == other.id).values(answers_sealed=sealed))

    with pytest.raises(SealBroken):
        world.seen(other.id)
    assert world.seen(one.id).answers == ANSWERS


def test_the_person_can_check_a_receipt_with_nothing_but_what_they_are_shown(world: World) -> None:
    filed = world.call(contract.submit_dossier, PERSON, dossier_id=filled_in(world).id)

    shown = dump(world.seen(filed.id))
    papers = sorted({(paper["key"], file["sha256"]) for paper in shown["papers"] for file in paper["files"]})
    whole = {
        "procedure": [shown["procedure_code"], shown["procedure_content_hash"]],
        "agency": shown["agency_code"],
        "case": shown["case"],
        "answers": shown["answers"],
        "papers": [list(paper) for paper in papers],
        "salt": shown["receipt"]["salt"],
    }
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(text.encode()).hexdigest() == shown["receipt"]["content_hash"]


def test_a_changed_key_reaches_the_answers(world: World, tmp_path: Path) -> None:
    keys.generate(tmp_path / "keys")
    world.sealer = Sealer(tmp_path / "keys")
    draft = filled_in(world)
    keys.activate(tmp_path / "keys", "seal-answers", kid := keys.add(tmp_path / "keys", "seal-answers"))

    [found] = resealing.reseal_all(world.storage, world.sealer, COLUMNS, ANSWERS_PURPOSE)

    assert (found.column, found.done, found.broken) == ("dossiers.answers_sealed", 1, 0)
    with world.storage.read() as db:
        assert db.execute(sa.select(dossiers.c.answers_sealed)).scalar_one().startswith(f"v1.{kid}.")
    assert world.seen(draft.id).answers == ANSWERS


def test_two_dossiers_with_the_same_content_have_other_hashes(world: World) -> None:
    assert filled_in(world).content_hash != filled_in(world).content_hash
