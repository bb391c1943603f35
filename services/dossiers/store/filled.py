"""Answers at rest: sealed, bound to their dossier, with the salt of its digests.

Guarantees: what is kept opens only for its own dossier; rows that earlier code wrote in the clear are read as they are
until `seal_clear` has sealed them, and it leaves none.
"""

import json
import secrets
from typing import Any, Final

import sqlalchemy as sa

from chassis.sealing import ANSWERS, Sealer
from services.dossiers.contract import contact_context
from services.dossiers.domain import content
from services.dossiers.domain.actions import State
from services.dossiers.domain.content import Filled, claim_names
from services.dossiers.store import contents, handed
from services.dossiers.tables import dossiers

Row = sa.Row[Any]

BATCH: Final = 100


def of(sealer: Sealer, row: Row) -> Filled:
    """What is filled in in a dossier."""
    return read(sealer, row.id, row.answers_sealed) if row.answers_sealed else Filled(row.answers)


def read(sealer: Sealer, dossier_id: str, sealed: str) -> Filled:
    """What stands in the sealed column."""
    answers, salt = json.loads(sealer.unseal(ANSWERS, sealed, context(dossier_id)))
    return Filled(answers, salt)


def columns(sealer: Sealer, dossier_id: str, filled: Filled) -> dict[str, Any]:
    """The columns of a dossier that keep what is filled in."""
    plain = json.dumps([dict(filled.answers), filled.salt], ensure_ascii=False, separators=(",", ":"))
    return {"answers": None, "answers_sealed": sealer.seal(ANSWERS, plain, context(dossier_id))}


def new_salt() -> str:
    """128 random bits for a dossier."""
    return secrets.token_hex(16)


def seal_clear(db: sa.Connection, sealer: Sealer) -> int:
    """Seal a batch of the dossiers whose answers stand in the clear; gives how many these were.

    A draft gets a salt, and so another hash. What was filed keeps its hash: a receipt names it.
    """
    clear = sa.select(dossiers).where(dossiers.c.answers.is_not(None)).limit(BATCH).with_for_update(skip_locked=True)
    rows = db.execute(clear).all()
    for row in rows:
        filled, digest = Filled(row.answers), row.content_hash
        if row.state == State.DRAFT:
            filled = filled.salted(new_salt())
            digest = hash_of(row, filled, contents.held(db, row.id), handed.of(db, row.id))
        kept = columns(sealer, row.id, filled)
        db.execute(dossiers.update().where(dossiers.c.id == row.id).values(content_hash=digest, **kept))
    return len(rows)


def hash_of(row: Row, filled: Filled, held: tuple[content.HeldFile, ...], on_paper: tuple[content.Handed, ...]) -> str:
    """The content hash of a dossier as its row says, with these answers, files and papers that were handed in."""
    return content.content_hash(
        row.procedure_code,
        row.procedure_content_hash,
        row.agency_code,
        row.case_label,
        filled,
        held,
        on_paper,
        claim_names(row.fee_claims),
    )


def context(dossier_id: str) -> str:
    """What a dossier's answers are bound to, as is the telephone that was left for it."""
    return contact_context(dossier_id)
