"""A dossier itself: what it holds, what was asked, what was done, what it owes."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.dossiers.tables.base import metadata, moment, text

dossiers = sa.Table(
    "dossiers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, unique=True),
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("procedure_code", sa.Text, nullable=False),
    sa.Column("procedure_version", sa.Integer, nullable=False),
    sa.Column("procedure_content_hash", sa.Text, nullable=False),
    sa.Column("procedure_name", sa.Text, nullable=False),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("agency_name", sa.Text, nullable=False),
    sa.Column("desk_code", sa.Text, nullable=False),
    sa.Column("applicant_id", sa.Text, nullable=False),
    sa.Column("applicant_name", sa.Text, nullable=False),
    sa.Column("applicant_identity_masked", sa.Text, nullable=False),
    sa.Column("applicant_phone_masked", sa.Text, nullable=False),
    sa.Column("identity_last4_index", sa.Text, nullable=False),
    sa.Column("phone_last4_index", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    text("case_label"),
    sa.Column("answers", JSONB(none_as_null=True)),
    text("answers_sealed"),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("created_at", moment, nullable=False),
    sa.Column("changed_at", moment, nullable=False),
    sa.Column("submitted_at", moment),
    sa.Column("received_at", moment),
    sa.Column("clock_started_at", moment),
    sa.Column("due_at", moment),
    sa.Column("decided_at", moment),
    sa.Column("returned_at", moment),
    sa.Column("closed_at", moment),
    text("rule_set"),
    sa.Column("limit_value", sa.Integer),
    sa.Column("limit_unit", sa.Text),
    sa.Column("deadline_steps", JSONB, nullable=False, server_default="[]"),
    sa.Column("receipt", JSONB),
    text("processor_id"),
    sa.Column("outcome", sa.Text),
    text("reason_code"),
    text("reason"),
    text("legal_basis"),
    sa.Column("result_file_id", sa.Text),
    text("result_number"),
    sa.Column("return_way", sa.Text),
    text("tracking_number"),
    sa.Column("restricted_at", moment),
    sa.Column("dispatched_at", moment),
    text("received_by"),
    sa.Column("supplements_allowed_more", sa.Integer, nullable=False, server_default="0"),
    sa.Column("extensions", sa.Integer, nullable=False, server_default="0"),
    sa.Column("proposed_at", moment),
    text("proposed_by"),
    text("proposed_outcome"),
    sa.Column("state_since", moment),
    text("responsible"),
    text("responsible_id"),
    text("task"),
    sa.Column("next_due_at", moment),
    sa.Column("watch_stage", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("watch_at", moment),
    sa.Column("fee_claims", JSONB, nullable=False, server_default="[]"),
    text("contact_sealed"),
    sa.Column("contact_use", sa.Text, nullable=False, server_default="notices"),
    text("begun_by"),
    sa.Column("contact_unreached_at", moment),
    sa.CheckConstraint("state BETWEEN 0 AND 10", name="dossiers_state"),
    sa.CheckConstraint("version >= 1", name="dossiers_version"),
    sa.CheckConstraint("(state = 0) = (code IS NULL)", name="dossiers_code_when_submitted"),
    sa.CheckConstraint("channel IN ('online', 'direct', 'post')", name="dossiers_channel"),
    sa.CheckConstraint("outcome IN ('approved', 'refused')", name="dossiers_outcome"),
    sa.CheckConstraint("return_way IN ('online', 'desk', 'post')", name="dossiers_return_way"),
    sa.CheckConstraint(
        "limit_unit IN ('working_day', 'calendar_day', 'hour', 'month', 'same_day')", name="dossiers_limit_unit"
    ),
    sa.CheckConstraint(
        "(state = 0 OR closed_at IS NOT NULL) = (responsible = '')", name="dossiers_one_responsible_while_open"
    ),
    sa.CheckConstraint("(responsible = '') = (next_due_at IS NULL)", name="dossiers_next_due_while_open"),
    sa.CheckConstraint("(responsible = '') = (watch_at IS NULL)", name="dossiers_watched_while_open"),
    sa.CheckConstraint(
        "responsible IN ('', 'applicant', 'receiver', 'processor', 'approver', 'consulted')",
        name="dossiers_responsible",
    ),
    sa.CheckConstraint("(answers IS NULL) <> (answers_sealed = '')", name="dossiers_answers_once"),
    sa.Index("dossiers_answers_clear", "id", postgresql_where=sa.text("answers IS NOT NULL")),
    sa.Index("dossiers_to_watch", "watch_at", "id", postgresql_where=sa.text("watch_at IS NOT NULL")),
    sa.Index("dossiers_of_applicant", "applicant_id", "state", "id", postgresql_include=["procedure_code"]),
)
"""Dossiers (hồ sơ). ``version`` counts changes; the procedure is pinned by version and content hash.

``agency_code`` decides, ``desk_code`` receives and returns; often they are one. ``answers_sealed`` holds the answers
and the salt of the hashes (`store.filled`); ``answers`` is how earlier code kept them, and is emptied at the start.
``contact_sealed`` is the telephone that was given for this dossier at a desk; empty, the applicant's own is meant, or
none where none is shown masked either. ``contact_use``: what who has no account is told there (`ContactUse`).
``contact_unreached_at`` is since when messages do not reach that telephone, by what their provider says.
``begun_by`` is the officer who began it at a desk; empty for one begun online, and of drafts from before it was kept.
``fee_claims`` are what its applicant claims not to owe, and what came of it (`claims`).
``responsible``, ``task`` and ``next_due_at`` say whose turn it is (`domain.duties`): the database refuses an open
dossier without. ``watch_at`` is when the watch looks at it next, ``watch_stage`` what it did about this duty so far.
"""

# Lists. Who decides and who receives a dossier are found by indexes of their own; most dossiers are received where they
# are decided, and stand in those of the agency only. An index that begins with the agency serves what a role reaches
# whole, one that has the procedure next serves roles for some procedures and lists of one. See `store.queues`.

DUE = sa.literal_column("COALESCE(dossiers.due_at, 'infinity'::timestamp with time zone)", moment)
NAME = sa.literal_column("folded_name(dossiers.applicant_name)", sa.Text).collate("C")
OPEN = sa.text("dossiers.closed_at IS NULL AND dossiers.restricted_at IS NULL AND dossiers.state > 0")
CLOSED = sa.text("dossiers.closed_at IS NOT NULL AND dossiers.restricted_at IS NULL AND dossiers.state > 0")
FILED = sa.text("dossiers.restricted_at IS NULL AND dossiers.state > 0")
UNASSIGNED = sa.text(
    "dossiers.processor_id = '' AND dossiers.state = ANY (ARRAY[2, 4]) AND dossiers.restricted_at IS NULL"
)
HELD = sa.text("dossiers.processor_id <> ''")
AT_DESK = sa.text("dossiers.state = 0 AND dossiers.channel <> 'online' AND dossiers.restricted_at IS NULL")
"""Drafts that officers began, for who came or whose papers came by post."""


def _index(name: str, *keys: Any, where: sa.TextClause, include: Sequence[str] = ()) -> None:
    for by, also in (("agency", ""), ("desk", " AND desk_code <> agency_code")):
        sa.Index(
            f"dossiers_{name}_{by}",
            dossiers.c[f"{by}_code"],
            *keys,
            postgresql_where=sa.text(where.text.replace("dossiers.", "") + also),
            postgresql_include=list(include) or None,
        )


_due = sa.text("COALESCE(due_at, 'infinity'::timestamp with time zone)")
_d = dossiers.c
for _name, _first in (("", ()), ("procedure_", (_d.procedure_code,))):
    _index(f"{_name}open", *_first, _d.state, _due, _d.id, where=OPEN, include=["due_at"])
    _index(f"{_name}closed", *_first, _d.state, _due, _d.id, where=CLOSED, include=["due_at"])
    _index(f"{_name}late", *_first, _d.next_due_at, _d.id, where=OPEN, include=["due_at"])
    _index(f"{_name}unassigned", *_first, _due, _d.id, where=UNASSIGNED, include=["due_at"])
    _index(f"{_name}at_desk", *_first, _d.id, where=AT_DESK)
_index("all", _due, _d.id, where=FILED, include=["due_at"])
_found = ["applicant_name", "procedure_code"]
_index("name", sa.text("folded_name(applicant_name)"), _d.id, where=FILED, include=_found)  # with COLLATE "C"
for _name, _where in (("open", OPEN), ("closed", CLOSED)):
    sa.Index(
        f"dossiers_held_{_name}",
        _d.processor_id,
        _d.state,
        _due,
        _d.id,
        postgresql_where=sa.text(f"{HELD.text} AND {_where.text}".replace("dossiers.", "")),
        postgresql_include=["due_at", "next_due_at", "agency_code", "desk_code", "procedure_code"],
    )

shared_desks = sa.Table("shared_desks", metadata, sa.Column("desk_code", sa.Text, primary_key=True))
"""Desks that ever had a dossier of another agency: the database writes one down with its first (a trigger), so that a
list looks for such dossiers at no other desk."""

papers = sa.Table(
    "papers",
    metadata,
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("required", sa.Boolean, nullable=False),
    sa.Column("originals", sa.Integer, nullable=False),
    sa.Column("copies", sa.Integer, nullable=False),
    text("form"),
    text("condition"),
)
"""The papers (thành phần hồ sơ) that the dossier's case asks for, as the pinned version of the procedure lists them."""

files = sa.Table(
    "files",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("paper_key", sa.Text),
    sa.Column("object_key", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("added_at", moment, nullable=False),
    sa.Column("added_by", sa.Text, nullable=False),
    sa.Column("removed_at", moment),
    text("reused"),
    sa.Column("scan", sa.Text, nullable=False, server_default="pending"),
    sa.Column("scan_after", moment, nullable=False, server_default=sa.text("'-infinity'")),
    sa.Column("scan_tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("scanned_at", moment),
    text("scan_engine"),
    text("scan_found"),
    sa.Column("active", sa.Boolean),
    sa.CheckConstraint("scan IN ('pending', 'clean', 'infected')", name="files_scan"),
    sa.Index("files_object_once", "object_key", unique=True, postgresql_where=sa.text("reused = ''")),
    sa.Index("files_object_again", "object_key", postgresql_where=sa.text("reused <> ''")),
    sa.Index("files_unscanned", "scan_after", postgresql_where=sa.text("scan = 'pending' AND removed_at IS NULL")),
    sa.CheckConstraint("size > 0", name="files_size"),
    sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="files_sha256"),
    sa.Index("files_dossier", "dossier_id"),
)
"""Files of papers; those without a paper are results. A removed file keeps its row: the history names it.

``reused`` is the file that was given again: both have one object. ``scan`` is what the scanner for malware said.
``active``: whether something in it runs or opens by itself; null where nobody looked."""

actions = sa.Table(
    "actions",
    metadata,
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("from_state", sa.SmallInteger, nullable=False),
    sa.Column("to_state", sa.SmallInteger, nullable=False),
    sa.Column("at", moment, nullable=False),
    sa.Column("actor_kind", sa.Text, nullable=False),
    sa.Column("actor_id", sa.Text, nullable=False),
    text("actor_name"),
    text("actor_agency"),
    text("reason_code"),
    text("reason"),
    text("legal_basis"),
    text("note"),
    sa.Column("details", JSONB, nullable=False, server_default="{}"),
    text("trace"),
)
"""What was done to a dossier since it was submitted, numbered without gap; edits of a draft are nobody's business."""

supplement_requests = sa.Table(
    "supplement_requests",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("asked_at", moment, nullable=False),
    sa.Column("asked_by", sa.Text, nullable=False),
    sa.Column("respond_by", moment, nullable=False),
    text("note"),
    text("legal_basis"),
    sa.Column("answers_hash", sa.Text, nullable=False),
    sa.Column("answered_at", moment),
    sa.Index("supplement_requests_dossier", "dossier_id"),
)
"""Requests for a supplement (Phiếu yêu cầu bổ sung); ``answers_hash`` is the form's as it was when asked."""

supplement_items = sa.Table(
    "supplement_items",
    metadata,
    sa.Column("request_id", sa.Text, sa.ForeignKey("supplement_requests.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("position", sa.Integer, primary_key=True),
    sa.Column("paper_key", sa.Text, nullable=False),
    sa.Column("paper_name", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("had_sha256", ARRAY(sa.Text), nullable=False),
)
"""The papers asked for; ``had_sha256`` are the files it had then, which do not count as an answer."""

fees = sa.Table(
    "fees",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("items", JSONB, nullable=False),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("pay_online", sa.Boolean, nullable=False),
    sa.Column("before_processing", sa.Boolean, nullable=False),
    text("obligation_id"),
    text("payment_id"),
    sa.Column("due_since", moment, nullable=False),
    sa.Column("settled_at", moment),
    text("way"),
    sa.Column("change", JSONB(none_as_null=True)),
    sa.Column("withdrawn_at", moment),
    sa.CheckConstraint("purpose IN ('fee', 'duty')", name="fees_purpose"),
    sa.CheckConstraint("state IN ('due', 'settled', 'withdrawn')", name="fees_state"),
    sa.CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="fees_withdrawn_at"),
    sa.CheckConstraint("total > 0", name="fees_total"),
    sa.Index(
        "fees_one_for_each_purpose",
        "dossier_id",
        "purpose",
        unique=True,
        postgresql_where=sa.text("state <> 'withdrawn'"),
    ),
    sa.Index("fees_dossier", "dossier_id"),
)
"""What is to be paid for a dossier, and whether payments says that it was: fees and charges, or a duty that arose.

``change`` is what an officer asked that it become: while it is due, payments have not answered; once it is withdrawn,
that is what it became.
"""

code_counters = sa.Table(
    "code_counters",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)
"""The last sequence given to a dossier of a unit on a day."""

uploads = sa.Table(
    "uploads",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("paper_key", sa.Text, nullable=False),
    sa.Column("part_key", sa.Text, nullable=False, unique=True),
    sa.Column("file_name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("begun_at", moment, nullable=False),
    sa.Column("begun_by", sa.Text, nullable=False),
    sa.Column("expires_at", moment, nullable=False),
    sa.Column("file_id", sa.Text),
    text("problem"),
    sa.CheckConstraint("state IN ('receiving', 'taken', 'refused', 'dropped')", name="uploads_state"),
    sa.Index("uploads_dossier", "dossier_id"),
    sa.Index("uploads_expiring", "expires_at", postgresql_where=sa.text("state = 'receiving'")),
)
"""Files that arrive in parts; the bytes, and how many there are, are the store's (`chassis.parts`)."""

handed_in = sa.Table(
    "handed_in",
    metadata,
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("paper_key", sa.Text, primary_key=True),
    sa.Column("originals", sa.Integer, nullable=False),
    sa.Column("copies", sa.Integer, nullable=False),
    sa.Column("at", moment, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
    sa.CheckConstraint("originals >= 0 AND copies >= 0 AND originals + copies > 0", name="handed_in_something"),
)
"""Papers that were handed in on paper at the desk or by post; they count like files."""
