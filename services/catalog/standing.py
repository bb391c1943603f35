"""What stands of a procedure before more of it is published."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from services.catalog import tables
from services.catalog.contract import ProcedureVersion

_versions = tables.procedure_versions


@dataclass(frozen=True, slots=True)
class Standing:
    """What was last published of a procedure, and by whom it was edited. ``hashes`` are those of all its versions."""

    version: int
    content_hash: str
    edited_by: str
    withdrawn: bool
    retrieved_on: str
    hashes: frozenset[str]

    @classmethod
    def after(cls, published: ProcedureVersion, editor: str, before: "Standing | None") -> "Standing":
        """What stands once this was published."""
        hashes = (before.hashes if before else frozenset()) | {published.content_hash}
        day = published.provenance.retrieved_on.isoformat()
        return cls(published.version, published.content_hash, editor, False, day, hashes)


def standing_of(db: sa.Connection, codes: Sequence[str]) -> dict[str, Standing]:
    """What stands of some procedures; those that were never published are left out."""
    column = _versions.c
    rows = db.execute(
        sa.select(
            column.code,
            column.version,
            column.content_hash,
            column.edited_by,
            column.state,
            column.content["provenance"]["retrieved_on"].astext.label("retrieved_on"),
        )
        .where(column.code.in_(codes), column.state.in_(("published", "withdrawn")))
        .order_by(column.code, column.valid_from, column.version)
    ).all()
    hashes: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        hashes[row.code].add(row.content_hash)
    return {
        row.code: Standing(
            row.version,
            row.content_hash,
            row.edited_by,
            row.state == "withdrawn",
            row.retrieved_on or "",
            frozenset(hashes[row.code]),
        )
        for row in rows
    }
