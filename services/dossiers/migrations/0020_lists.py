"""Lists of dossiers at any number of them: an index for each, and names that are found without marks.

Indexes are made beside the work that goes on; one that an interrupted run left half made is made anew. The indexes of
before go last: the release before reads by the new ones as well, more slowly.
"""

from alembic import op

revision = "dossiers_0020"
down_revision = "dossiers_0019"
branch_labels = None
depends_on = None

MARKED = (
    "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴĐ"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)
PLAIN = (
    "aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd"
    "aaaaaaaaaaaaaaaaaeeeeeeeeeeeiiiiiooooooooooooooooouuuuuuuuuuuyyyyyd"
    "abcdefghijklmnopqrstuvwxyz"
)

DUE = "COALESCE(due_at, 'infinity'::timestamptz)"
NAME = 'folded_name(applicant_name) COLLATE "C"'
OPEN = "closed_at IS NULL AND restricted_at IS NULL AND state > 0"
CLOSED = "closed_at IS NOT NULL AND restricted_at IS NULL AND state > 0"
UNASSIGNED = "processor_id = '' AND state = ANY (ARRAY[2, 4]) AND restricted_at IS NULL"
FILED = "restricted_at IS NULL AND state > 0"
HELD = f"(processor_id, state, {DUE}, id) INCLUDE (due_at, next_due_at, agency_code, desk_code, procedure_code)"

LISTS = [
    (name + kind, first + keys, "due_at", where)
    for name, first in (("", ""), ("procedure_", "procedure_code, "))
    for kind, keys, where in (
        ("open", f"state, {DUE}, id", OPEN),
        ("closed", f"state, {DUE}, id", CLOSED),
        ("late", "next_due_at, id", OPEN),
        ("unassigned", f"{DUE}, id", UNASSIGNED),
    )
] + [("all", f"{DUE}, id", "due_at", FILED), ("name", f"{NAME}, id", "applicant_name, procedure_code", FILED)]


def upgrade() -> None:
    op.execute(
        "CREATE OR REPLACE FUNCTION folded_name(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT "
        f"AS $$ SELECT translate(name, '{MARKED}', '{PLAIN}') $$"
    )
    with op.get_context().autocommit_block():
        for kind, keys, include, where in LISTS:
            for by, also in (("agency", ""), ("desk", " AND desk_code <> agency_code")):
                _make(f"dossiers_{kind}_{by}", f"({by}_code, {keys}) INCLUDE ({include}) WHERE {where}{also}")
        for kind, where in (("open", OPEN), ("closed", CLOSED)):
            _make(f"dossiers_held_{kind}", f"{HELD} WHERE processor_id <> '' AND {where}")
        _make("dossiers_of_applicant", "(applicant_id, state, id) INCLUDE (procedure_code)")
        _make("dossiers_to_watch", "(watch_at, id) WHERE watch_at IS NOT NULL")
        for name in ("dossiers_watch", "dossiers_agency_due", "dossiers_desk_due", "dossiers_applicant"):
            op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


def _make(name: str, what: str) -> None:
    op.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
    op.execute(f"CREATE INDEX CONCURRENTLY {name} ON dossiers {what}")
