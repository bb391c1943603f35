"""The tables of dossiers. Numbers and answers are sealed or masked; look-up goes by keyed indexes.

History (``actions``, ``looks`` and the chain that links both, ``history``) is append-only: the database itself refuses
to change or remove a row (migrations 0001 and 0008).
"""

from services.dossiers.tables.base import metadata
from services.dossiers.tables.dossier import (
    actions,
    code_counters,
    dossiers,
    fees,
    files,
    handed_in,
    papers,
    shared_desks,
    supplement_items,
    supplement_requests,
    uploads,
)
from services.dossiers.tables.figures import figure_changes, figure_margins, figure_months, figures, ratings, standings
from services.dossiers.tables.handling import (
    appointments,
    consultations,
    pauses,
    staff,
    staff_digests,
    told_escalations,
)
from services.dossiers.tables.known import agencies, agency_lines, applicants, mandates, offers, procedures
from services.dossiers.tables.national import national_records
from services.dossiers.tables.proofs import (
    anchor_tiles,
    anchored_heads,
    content_marks,
    history,
    history_anchors,
    looks,
    lookup_tries,
    official_paper_numbers,
    official_papers,
    receipts,
)

# fmt: off
__all__ = [
    "actions", "agencies", "agency_lines", "anchor_tiles", "anchored_heads", "applicants", "appointments",
    "code_counters", "consultations", "content_marks", "dossiers", "fees", "figure_changes", "figure_margins",
    "figure_months", "figures", "files", "handed_in", "history", "history_anchors", "looks", "lookup_tries",
    "mandates", "metadata", "national_records", "offers", "official_paper_numbers", "official_papers", "papers",
    "pauses", "procedures", "ratings", "receipts", "shared_desks", "staff", "staff_digests", "standings",
    "supplement_items", "supplement_requests", "told_escalations", "uploads",
]
# fmt: on
