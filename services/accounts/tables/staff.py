"""Agencies and their staff."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from services.accounts.tables.base import metadata, moment

agencies = sa.Table(
    "agencies",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("parent_code", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Index("agencies_parent", "parent_code"),
)
"""Agencies and those above them, as the catalogue told them (projection)."""

staff = sa.Table(
    "staff",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("number", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("agency_code", sa.Text, nullable=False),
    sa.Column("roles", ARRAY(sa.Text), nullable=False),
    sa.Column("totp_sealed", sa.Text, nullable=False),
    sa.Column("totp_last_step", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("added_at", moment, nullable=False),
    sa.Column("changed_at", moment, nullable=False),
    sa.Column("email_sealed", sa.Text, nullable=False, server_default=""),
    sa.Column("email_masked", sa.Text, nullable=False, server_default=""),
    sa.Column("email_verified_at", moment),
    sa.CheckConstraint("email_verified_at IS NULL OR email_sealed <> ''", name="staff_email_proved"),
    sa.Index("staff_agency_code", "agency_code"),
)
"""Officials and employees of agencies (cán bộ, công chức, viên chức); ``number`` is in small letters. The work e-mail
address is bound to the id as that of an account; nothing but its proof is sent there before ``email_verified_at``."""

staff_holdings = sa.Table(
    "staff_holdings",
    metadata,
    sa.Column("staff_id", sa.Text, sa.ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("agency_code", sa.Text, primary_key=True),
    sa.Column("procedures", ARRAY(sa.Text), nullable=False),
    sa.Index("staff_holdings_agency", "agency_code"),
)
"""The roles of staff with where they hold; ``staff.roles`` is the list of their names."""

invitations = sa.Table(
    "invitations",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("staff_id", sa.Text, sa.ForeignKey("staff.id", ondelete="CASCADE"), nullable=False, unique=True),
    sa.Column("totp_sealed", sa.Text, nullable=False),
    sa.Column("tries_left", sa.Integer, nullable=False),
    sa.Column("made_at", moment, nullable=False),
    sa.Column("expires_at", moment, nullable=False),
    sa.CheckConstraint("tries_left >= 0", name="invitations_tries_left"),
)
"""The one invitation of a member of staff that is good; gone once used. The token is kept as its hash."""

deputyships = sa.Table(
    "deputyships",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("absent_id", sa.Text, sa.ForeignKey("staff.id"), nullable=False),
    sa.Column("deputy_id", sa.Text, sa.ForeignKey("staff.id"), nullable=False),
    sa.Column("first_day", sa.Date, nullable=False),
    sa.Column("last_day", sa.Date, nullable=False),
    sa.Column("named_by", sa.Text, nullable=False),
    sa.Column("named_at", moment, nullable=False),
    sa.Column("ended_at", moment),
    sa.CheckConstraint("absent_id <> deputy_id", name="deputyships_two_people"),
    sa.CheckConstraint("first_day <= last_day", name="deputyships_days"),
    sa.Index("deputyships_deputy", "deputy_id", "last_day"),
    sa.Index("deputyships_absent", "absent_id", "last_day"),
)
"""Who acts for whom, from the first to the last day."""
