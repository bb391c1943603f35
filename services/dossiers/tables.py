"""The tables of dossiers. Numbers and answers are sealed or masked; look-up goes by keyed indexes.

History (``actions``, ``looks`` and the chain that links both, ``history``) is append-only: the database itself refuses
to change or remove a row (migrations 0001 and 0008).
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = sa.MetaData()

moment = sa.TIMESTAMP(timezone=True)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False, server_default="")


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
    _text("case_label"),
    sa.Column("answers", JSONB(none_as_null=True)),
    _text("answers_sealed"),
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
    _text("rule_set"),
    sa.Column("limit_value", sa.Integer),
    sa.Column("limit_unit", sa.Text),
    sa.Column("deadline_steps", JSONB, nullable=False, server_default="[]"),
    sa.Column("receipt", JSONB),
    _text("processor_id"),
    sa.Column("outcome", sa.Text),
    _text("reason_code"),
    _text("reason"),
    _text("legal_basis"),
    sa.Column("result_file_id", sa.Text),
    _text("result_number"),
    sa.Column("return_way", sa.Text),
    _text("tracking_number"),
    sa.Column("restricted_at", moment),
    sa.Column("dispatched_at", moment),
    _text("received_by"),
    sa.Column("supplements_allowed_more", sa.Integer, nullable=False, server_default="0"),
    sa.Column("extensions", sa.Integer, nullable=False, server_default="0"),
    sa.Column("proposed_at", moment),
    _text("proposed_by"),
    _text("proposed_outcome"),
    sa.Column("state_since", moment),
    _text("responsible"),
    _text("responsible_id"),
    _text("task"),
    sa.Column("next_due_at", moment),
    sa.Column("watch_stage", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("watch_at", moment),
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
    sa.Index("dossiers_watch", "watch_at", postgresql_where=sa.text("watch_at IS NOT NULL")),
    sa.Index("dossiers_applicant", "applicant_id", "id"),
    sa.Index("dossiers_agency_due", "agency_code", "state", "due_at", "id"),
    sa.Index("dossiers_desk_due", "desk_code", "state", "due_at", "id"),
)
"""Dossiers (hồ sơ). ``version`` counts changes; the procedure is pinned by version and content hash.

``agency_code`` decides, ``desk_code`` receives and returns; often they are one. ``answers_sealed`` holds the answers
and the salt of the hashes (`store.filled`); ``answers`` is how earlier code kept them, and is emptied at the start.
``responsible``, ``task`` and ``next_due_at`` say whose turn it is (`domain.duties`): the database refuses an open
dossier without. ``watch_at`` is when the watch looks at it next, ``watch_stage`` what it did about this duty so far.
"""

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
    _text("form"),
    _text("condition"),
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
    _text("reused"),
    sa.Column("scan", sa.Text, nullable=False, server_default="pending"),
    sa.Column("scan_after", moment, nullable=False, server_default=sa.text("'-infinity'")),
    sa.Column("scan_tries", sa.Integer, nullable=False, server_default="0"),
    sa.Column("scanned_at", moment),
    _text("scan_engine"),
    _text("scan_found"),
    sa.CheckConstraint("scan IN ('pending', 'clean', 'infected')", name="files_scan"),
    sa.Index("files_object_once", "object_key", unique=True, postgresql_where=sa.text("reused = ''")),
    sa.Index("files_unscanned", "scan_after", postgresql_where=sa.text("scan = 'pending' AND removed_at IS NULL")),
    sa.CheckConstraint("size > 0", name="files_size"),
    sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="files_sha256"),
    sa.Index("files_dossier", "dossier_id"),
)
"""Files of papers; those without a paper are results. A removed file keeps its row: the history names it.

``reused`` is the file that was given again: both have one object. ``scan`` is what the scanner for malware said."""

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
    _text("actor_name"),
    _text("actor_agency"),
    _text("reason_code"),
    _text("reason"),
    _text("legal_basis"),
    _text("note"),
    sa.Column("details", JSONB, nullable=False, server_default="{}"),
    _text("trace"),
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
    _text("note"),
    _text("legal_basis"),
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
    _text("obligation_id"),
    _text("payment_id"),
    sa.Column("due_since", moment, nullable=False),
    sa.Column("settled_at", moment),
    sa.CheckConstraint("purpose IN ('fee', 'duty')", name="fees_purpose"),
    sa.CheckConstraint("state IN ('due', 'settled')", name="fees_state"),
    sa.CheckConstraint("total > 0", name="fees_total"),
    sa.UniqueConstraint("dossier_id", "purpose", name="fees_once_for_each_purpose"),
)
"""What is to be paid for a dossier, and whether payments says that it was: fees and charges, or a duty that arose."""

code_counters = sa.Table(
    "code_counters",
    metadata,
    sa.Column("unit", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)
"""The last sequence given to a dossier of a unit on a day."""

pauses = sa.Table(
    "pauses",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("waits_for", sa.Text, nullable=False),
    sa.Column("began_at", moment, nullable=False),
    sa.Column("until", moment, nullable=False),
    sa.Column("ended_at", moment),
    _text("reason"),
    _text("legal_basis"),
    sa.CheckConstraint("kind IN ('suspension', 'duty', 'consultation')", name="pauses_kind"),
    sa.CheckConstraint("waits_for IN ('applicant', 'agency', 'consulted')", name="pauses_waits_for"),
    sa.CheckConstraint("ended_at >= began_at", name="pauses_in_order"),
    sa.Index("pauses_one_open", "dossier_id", unique=True, postgresql_where=sa.text("ended_at IS NULL")),
    sa.Index("pauses_dossier", "dossier_id", "began_at"),
)
"""When the clock of a dossier stood still and why; at most one pause is open."""

appointments = sa.Table(
    "appointments",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("starts_at", moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("moves", sa.Integer, nullable=False, server_default="0"),
    _text("purpose"),
    _text("note"),
    sa.Column("arranged_at", moment, nullable=False),
    sa.Column("ended_at", moment),
    sa.CheckConstraint("kind IN ('site', 'appearance')", name="appointments_kind"),
    sa.CheckConstraint("state IN ('arranged', 'kept', 'missed', 'called_off')", name="appointments_state"),
    sa.CheckConstraint("(state = 'arranged') = (ended_at IS NULL)", name="appointments_ended"),
    sa.Index(
        "appointments_one_open", "dossier_id", "kind", unique=True, postgresql_where=sa.text("state = 'arranged'")
    ),
    sa.Index("appointments_dossier", "dossier_id", "arranged_at"),
)
"""Verifications on site and appearances; of each kind at most one is to come."""

consultations = sa.Table(
    "consultations",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("agency_name", sa.Text, nullable=False),
    sa.Column("question", sa.Text, nullable=False),
    sa.Column("asked_at", moment, nullable=False),
    sa.Column("answer_by", moment, nullable=False),
    sa.Column("pauses", sa.Boolean, nullable=False),
    _text("legal_basis"),
    sa.Column("state", sa.Text, nullable=False),
    _text("answer"),
    sa.Column("ended_at", moment),
    sa.CheckConstraint("state IN ('asked', 'answered', 'silent', 'dropped')", name="consultations_state"),
    sa.CheckConstraint("(state = 'asked') = (ended_at IS NULL)", name="consultations_ended"),
    sa.Index("consultations_dossier", "dossier_id", "asked_at"),
    sa.Index("consultations_agency", "agency_code", "answer_by"),
    sa.Index("consultations_open", "answer_by", postgresql_where=sa.text("state = 'asked'")),
)
"""Questions to other agencies (lấy ý kiến), each with its own time to answer; they may run side by side."""

staff = sa.Table(
    "staff",
    metadata,
    sa.Column("staff_id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("holdings", JSONB, nullable=False),
    sa.Index("staff_holdings", "holdings", postgresql_using="gin", postgresql_ops={"holdings": "jsonb_path_ops"}),
)
"""Members of staff with their roles, as accounts told them (projection): who can be given a dossier, who is told."""

procedures = sa.Table(
    "procedures",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_to", sa.Date),
    sa.Column("withdrawn_at", moment),
    sa.Column("body", JSONB, nullable=False),
    _text("withdrawal_reason"),
)
"""Published versions of procedures, as catalog told them (projection); ``body`` is the whole record."""

offers = sa.Table(
    "offers",
    metadata,
    sa.Column("procedure_code", sa.Text, primary_key=True),
    sa.Column("procedure_version", sa.Integer, primary_key=True),
    sa.Column("agency_code", sa.Text, primary_key=True),
    sa.Column("valid_from", sa.Date, primary_key=True),
    sa.Column("valid_to", sa.Date),
    sa.Column("desk_code", sa.Text, nullable=False),
    sa.Column("scheme", sa.Text, nullable=False),
    sa.Column("level", sa.Text, nullable=False),
    sa.Column("files_online", sa.Boolean, nullable=False),
    sa.Column("pays_online", sa.Boolean, nullable=False),
    sa.Column("returns_online", sa.Boolean, nullable=False),
    sa.Column("returns_by_post", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("returns_at_desk", sa.Boolean, nullable=False, server_default=sa.true()),
)
"""Which agency offers which procedure how, from when (projection): the online level is a matter of all three."""

agencies = sa.Table(
    "agencies",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("body", JSONB, nullable=False),
)
"""Agencies, as catalog told them (projection); ``unit`` is the identifier that dossier codes begin with."""

agency_lines = sa.Table(
    "agency_lines",
    metadata,
    sa.Column("agency_code", sa.Text, primary_key=True),
    sa.Column("superior_code", sa.Text, primary_key=True),
    sa.Index("agency_lines_superior", "superior_code"),
)
"""Each agency with itself and every agency above it, kept up with the agencies: in which subtrees a dossier is."""

applicants = sa.Table(
    "applicants",
    metadata,
    sa.Column("account_id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("identity_kind", sa.Text, nullable=False),
    sa.Column("identity_sealed", sa.Text, nullable=False),
    sa.Column("identity_masked", sa.Text, nullable=False),
    sa.Column("identity_last4_index", sa.Text, nullable=False),
    sa.Column("phone_sealed", sa.Text, nullable=False),
    sa.Column("phone_masked", sa.Text, nullable=False),
    sa.Column("phone_last4_index", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("birth_date", sa.Date),
    _text("email_sealed"),
    sa.Column("leaving_at", moment),
    sa.Column("restricted", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("restriction_changed_at", moment),
    sa.Index("applicants_restricted", "account_id", postgresql_where=sa.text("restricted")),
    sa.Index("applicants_identity", "identity_last4_index"),
)
"""People and organisations who file, as accounts told them (projection); numbers stay sealed."""

looks = sa.Table(
    "looks",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("applicant_id", sa.Text, nullable=False),
    sa.Column("at", moment, nullable=False),
    sa.Column("actor_id", sa.Text, nullable=False),
    sa.Column("actor_name", sa.Text, nullable=False),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("look", sa.Text, nullable=False),
    sa.Column("fields", ARRAY(sa.Text), nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.CheckConstraint("look IN ('dossier', 'file', 'revealed')", name="looks_look"),
    sa.Index("looks_applicant", "applicant_id", "id"),
    sa.Index("looks_dossier", "dossier_id", "actor_id", "look", "at"),
)
"""Who of the staff looked at whose data, and why: for the person to read."""

official_papers = sa.Table(
    "official_papers",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("issuer_name", sa.Text, nullable=False),
    sa.Column("year", sa.SmallInteger, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("issued_at", moment, nullable=False),
    sa.Column("issued_by", sa.Text, nullable=False),
    sa.Column("issued_by_name", sa.Text, nullable=False),
    sa.Column("content", JSONB, nullable=False),
    _text("replaces"),
    sa.UniqueConstraint("agency_code", "kind", "year", "number", name="official_papers_number"),
    sa.CheckConstraint("number >= 1", name="official_papers_numbered"),
    sa.Index("official_papers_dossier", "dossier_id", "id"),
)
"""Official papers as they were issued; the database refuses to change or remove one."""

official_paper_numbers = sa.Table(
    "official_paper_numbers",
    metadata,
    sa.Column("agency_code", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("year", sa.SmallInteger, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)
"""The last number given to a paper of a kind of an agency in a year."""

history = sa.Table(
    "history",
    metadata,
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
"""The chain of each dossier: which action or look comes where, with the hash over its content (`domain.history`)."""

receipts = sa.Table(
    "receipts",
    metadata,
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("issued_at", moment, nullable=False),
    sa.Column("signed", sa.Text, nullable=False),
)
"""Receipts as they were signed; append-only like the history."""

content_marks = sa.Table(
    "content_marks",
    metadata,
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("marks", JSONB, nullable=False),
    sa.Column("at", moment, nullable=False),
    sa.Column("by", sa.Text, nullable=False),
)
"""Which contents a draft had lately, by keyed digests of their parts (`domain.differences`)."""

ratings = sa.Table(
    "ratings",
    metadata,
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id"), primary_key=True),
    sa.Column("rating", sa.Text, nullable=False),
    _text("comment"),
    sa.Column("at", moment, nullable=False),
    sa.CheckConstraint("rating IN ('very_satisfied', 'satisfied', 'dissatisfied')", name="ratings_rating"),
)
"""What people think of how their dossier was handled: once for each, and never changed."""

standings = sa.Table(
    "standings",
    metadata,
    sa.Column("dossier_id", sa.Text, sa.ForeignKey("dossiers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("counted", JSONB, nullable=False),
)
"""What each dossier counts for in the figures, and on which day."""

figures = sa.Table(
    "figures",
    metadata,
    sa.Column("agency_code", sa.Text, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Column("procedure_code", sa.Text, primary_key=True),
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("measure", sa.Text, primary_key=True),
    sa.Column("n", sa.BigInteger, nullable=False),
    sa.Index("figures_day", "day"),
)
"""How many dossiers count for what, by agency, field, procedure and day, as last summed up."""

figure_changes = sa.Table(
    "figure_changes",
    metadata,
    sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("field", sa.Text, nullable=False),
    sa.Column("procedure_code", sa.Text, nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("measure", sa.Text, nullable=False),
    sa.Column("n", sa.SmallInteger, nullable=False),
)
"""What changed since then."""

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
    _text("problem"),
    sa.CheckConstraint("state IN ('receiving', 'taken', 'refused', 'dropped')", name="uploads_state"),
    sa.Index("uploads_dossier", "dossier_id"),
    sa.Index("uploads_expiring", "expires_at", postgresql_where=sa.text("state = 'receiving'")),
)
"""Files that arrive in parts; the bytes, and how many there are, are the store's (`chassis.parts`)."""

lookup_tries = sa.Table(
    "lookup_tries",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("began", moment, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Index("lookup_tries_began", "began"),
)
"""How often strangers asked after dossiers, by keyed hashes of networks and codes (`handlers.public_look_up`)."""

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
