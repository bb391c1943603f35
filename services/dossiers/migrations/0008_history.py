"""Actions and looks are linked in one chain for each dossier; none of the three can be changed or removed.

What was there before is linked here, in the order of time, by the first form of `domain.history`, which is written out
so that this migration says the same for ever.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "dossiers_0008"
down_revision = "dossiers_0007"
branch_labels = None
depends_on = None

BATCH = 500
SHOWN = {
    "actions": (
        "action", "from_state", "to_state", "actor_kind", "actor_name", "actor_agency",
        "reason_code", "reason", "legal_basis", "note",
    ),
    "looks": ("look", "actor_name", "agency_code", "fields", "why"),
}  # fmt: skip
INNER = {"actions": ("seq", "actor_id", "details", "trace"), "looks": ("id", "applicant_id", "actor_id")}


def upgrade() -> None:
    op.create_table(
        "history",
        sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("ref", sa.Text, nullable=False),
        sa.Column("form", sa.SmallInteger, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.CheckConstraint("kind IN ('action', 'look')", name="history_kind"),
        sa.UniqueConstraint("dossier_id", "kind", "ref", name="history_once"),
    )
    _link(op.get_bind())
    for table in ("history", "looks"):
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_to_change_history()"
        )
    for table in ("history", "looks", "actions"):
        op.execute(
            f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_change_history()"
        )


def _link(db: sa.Connection) -> None:
    last = ""
    while True:
        batch = db.scalars(
            sa.text("SELECT DISTINCT dossier_id FROM actions WHERE dossier_id > :last ORDER BY 1 LIMIT :batch"),
            {"last": last, "batch": BATCH},
        ).all()
        if not batch:
            return
        rows = [row for dossier_id in batch for row in _chain(db, dossier_id)]
        db.execute(
            sa.text("INSERT INTO history VALUES (:dossier_id, :seq, :kind, :ref, 1, :previous, :hash)"),
            rows,
        )
        last = batch[-1]


def _chain(db: sa.Connection, dossier_id: str) -> Iterator[dict[str, Any]]:
    found = []
    for table in ("actions", "looks"):
        rows = db.execute(sa.text(f"SELECT * FROM {table} WHERE dossier_id = :of"), {"of": dossier_id})  # noqa: S608
        found += [(row["at"], table, row) for row in rows.mappings()]
    found.sort(key=lambda each: (each[0], each[1], each[2].get("seq", 0), each[2].get("id", "")))
    previous = "0" * 64
    for seq, (at, table, row) in enumerate(found, start=1):
        entry = {
            "dossier_id": dossier_id,
            "seq": seq,
            "kind": table.removesuffix("s"),
            "at": at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
            "shown": {name: row[name] for name in SHOWN[table]},
            "inner": _digest({name: row[name] for name in INNER[table]}),
            "previous": previous,
        }
        kept = {"dossier_id": dossier_id, "seq": seq, "kind": entry["kind"], "previous": previous}
        previous = _digest(entry)
        yield {**kept, "ref": str(row["seq"] if table == "actions" else row["id"]), "hash": previous}


def _digest(content: dict[str, Any]) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8")).hexdigest()
