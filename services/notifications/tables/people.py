"""How people are reached, and what they said of it."""

import sqlalchemy as sa

from services.notifications.tables.base import metadata, moment

contacts = sa.Table(
    "contacts",
    metadata,
    sa.Column("account_id", sa.Text, primary_key=True),
    sa.Column("language", sa.Text, nullable=False, server_default="vi"),
    sa.Column("phone_sealed", sa.Text, nullable=False),
    sa.Column("email_sealed", sa.Text, nullable=False, server_default=""),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("changed_at", moment, nullable=False),
    sa.Column("restricted", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("restriction_changed_at", moment),
    sa.CheckConstraint("language IN ('vi', 'en')", name="contacts_language"),
)
"""How to reach an account's owner; sealed as accounts sealed it, with `account_context`."""

consents = sa.Table(
    "consents",
    metadata,
    sa.Column("account_id", sa.Text, primary_key=True),
    sa.Column("purpose", sa.Text, primary_key=True),
    sa.Column("given", sa.Boolean, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("changed_at", moment, nullable=False),
)
"""What people agreed to, as accounts told it (projection); no row: nothing was said, which is no consent."""

preferences = sa.Table(
    "preferences",
    metadata,
    sa.Column("account_id", sa.Text, primary_key=True),
    sa.Column("topic", sa.Text, primary_key=True),
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("wanted", sa.Boolean, nullable=False),
    sa.Column("changed_at", moment, nullable=False),
)
"""By which channels people want to be told of what; no row: nothing was chosen, the default of the day holds."""

quiet_hours = sa.Table(
    "quiet_hours",
    metadata,
    sa.Column("account_id", sa.Text, primary_key=True),
    sa.Column("starts", sa.SmallInteger, nullable=False),
    sa.Column("ends", sa.SmallInteger, nullable=False),
    sa.Column("changed_at", moment, nullable=False),
    sa.CheckConstraint("starts BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439", name="quiet_hours_minutes"),
)
"""When what can wait does not ring: minutes of the day in Vietnam; the same twice for never."""

followers = sa.Table(
    "followers",
    metadata,
    sa.Column("organisation_id", sa.Text, primary_key=True),
    sa.Column("account_id", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("follows", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("changed_at", moment, nullable=False),
    sa.Index("followers_member", "account_id"),
)
"""Members of organisations as accounts told it (projection), and whether they follow what the organisation is told."""

urgent_waiting = sa.Table(
    "urgent_waiting",
    metadata,
    sa.Column("staff_id", sa.Text, primary_key=True),
    sa.Column("dossier_id", sa.Text, primary_key=True),
    sa.Column("dossier_code", sa.Text, nullable=False),
    sa.Column("state", sa.SmallInteger, nullable=False),
    sa.Column("event_id", sa.Text, nullable=False),
    sa.Column("at", moment, nullable=False),
)
"""What was sent up to members of staff and stands in no urgent mail yet; ``state`` is the dossier's when it was."""

urgent_mails = sa.Table(
    "urgent_mails",
    metadata,
    sa.Column("staff_id", sa.Text, primary_key=True),
    sa.Column("next_at", moment, nullable=False),
)
"""Before when a member of staff gets no other urgent mail."""

desk_contacts = sa.Table(
    "desk_contacts",
    metadata,
    sa.Column("dossier_id", sa.Text, primary_key=True),
    sa.Column("applicant_id", sa.Text, nullable=False),
    sa.Column("phone_sealed", sa.Text, nullable=False),
    sa.Column("messages", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("changed_at", moment, nullable=False),
    sa.Column("reached_at", moment),
    sa.Column("unreached_at", moment),
    sa.CheckConstraint("messages IN ('none', 'notices', 'all')", name="desk_contacts_messages"),
    sa.Index("desk_contacts_applicant", "applicant_id"),
)
"""How who filed at a desk without an account is told of their dossier, as they said there; sealed as dossiers sealed
it, with `contact_context`. ``applicant_id`` is an account once one took the dossier over; nobody is told here then. A
row goes some time after its dossier was closed (`desk_contacts.json`). ``reached_at`` is when the newest message that
was delivered had gone out, ``unreached_at`` when the newest went out that did not arrive; none while that is not so.
"""
