"""What accounts tells the others: accounts, codes to be sent, what was done to secure them, who acts for whom, staff,
and sessions to be refused.

Names are for ever. `account_opened` is what is elsewhere called the registration of an account, of a person or of an
organisation; `contact_changed` comes beside the `account_changed` that holds the new contact, and holds the former one.
"""

import datetime as dt
from typing import Annotated

from chassis.contracts import event
from chassis.records import Ident, Rule, record
from services.accounts.contract.acting import MemberRole, ProcedureCode
from services.accounts.contract.staffing import HeldRole
from services.accounts.contract.terms import (
    SERVICE,
    AccountKind,
    CodePurpose,
    Device,
    IdentityKind,
    Masked,
    Sealed,
    StaffRole,
)

WHY_ENDED = (
    "signed-out",
    "acting-ended",
    "ended-by-owner",
    "token-reused",
    "deactivated",
    "roles-changed",
    "password-changed",
    "contact-changed",
    "second-factor-changed",
    "database-restored",
)
"""Why sessions end before their time."""


@record
class AccountState:
    """An account after a change, as far as other services need it; sealed strings have `account_context`."""

    account_id: Ident
    kind: AccountKind
    display_name: Annotated[str, Rule(max=200)]
    identity_kind: IdentityKind
    identity_sealed: Sealed
    identity_masked: Masked
    identity_last4_index: Annotated[str, Rule(max=128)]
    phone_sealed: Sealed
    phone_masked: Masked
    phone_last4_index: Annotated[str, Rule(max=128)]
    email_sealed: Sealed = ""
    email_masked: Masked = ""
    birth_date: dt.date | None = None
    active: bool = True
    proof_level: Annotated[
        int, Rule(min=0, max=2, description="1: a register confirmed the holder, and that the telephone is theirs")
    ] = 0


@record
class CodeRequested:
    """A one-time code must reach a telephone before it expires; sealed strings have `challenge_context`."""

    challenge_id: Ident
    purpose: CodePurpose
    phone_sealed: Sealed
    phone_masked: Masked
    code_sealed: Sealed
    expires_at: dt.datetime


@record
class StaffState:
    """A member of staff after a change."""

    staff_id: Ident
    staff_number: Annotated[str, Rule(max=40)]
    name: Annotated[str, Rule(max=200)]
    agency_code: Annotated[str, Rule(max=40)]
    roles: tuple[StaffRole, ...]
    active: bool
    holdings: tuple[HeldRole, ...] = ()
    mailed: Annotated[bool, Rule(description="Whether they proved a work e-mail address")] = False


@record
class StaffContact:
    """Where a member of staff is reached by e-mail from now on, proved by them; empty: nowhere (any more).

    ``email_sealed`` has `account_context`.
    """

    staff_id: Ident
    email_sealed: Sealed


@record
class SessionRevoked:
    """A session that must be refused from now on, although its access token has not expired."""

    session_id: Ident
    subject_id: Ident
    reason: Annotated[str, Rule(choices=WHY_ENDED)]
    tokens_until: Annotated[dt.datetime | None, Rule(description="When the last access token of it has expired")] = None


@record
class EmailCodeRequested:
    """A one-time code must reach an e-mail address before it expires; sealed strings have `challenge_context`."""

    challenge_id: Ident
    purpose: CodePurpose
    email_sealed: Sealed
    email_masked: Masked
    code_sealed: Sealed
    expires_at: dt.datetime


@record
class ContactChanged:
    """A telephone or e-mail address was replaced: the former one is told. Sealed strings have `account_context`.

    ``account_id`` may be a member of staff's, whose former address is told only where they had proved it.
    """

    account_id: Ident
    contact: Annotated[str, Rule(choices=("phone", "email"))]
    had_former: bool
    former_sealed: Sealed
    former_masked: Masked
    masked: Masked
    at: dt.datetime


@record
class PasswordChanged:
    """The password of an account was changed by its owner, or set anew by who has forgotten it."""

    account_id: Ident
    way: Annotated[str, Rule(choices=("changed", "recovered"))]
    at: dt.datetime


@record
class SecondFactorChanged:
    """An authenticator was added to an account or removed from it."""

    account_id: Ident
    added: bool
    at: dt.datetime


@record
class DeviceAdded:
    """Somebody signed in to an account on a device that it did not know."""

    device_id: Ident
    account_id: Ident
    device: Device
    network: Annotated[str, Rule(max=40, description="First part of the network address")]
    at: dt.datetime


@record
class MemberState:
    """A member of an organisation after a change; not ``active`` once they have left or were removed."""

    organisation_id: Ident
    account_id: Ident
    role: MemberRole
    active: bool
    at: dt.datetime


@record
class DelegationGranted:
    """Somebody has accepted to act for another person from now on, within a scope (ủy quyền có hiệu lực)."""

    delegation_id: Ident
    principal_id: Ident
    delegate_id: Ident
    procedures: tuple[ProcedureCode, ...]
    valid_from: dt.date
    valid_to: dt.date
    at: dt.datetime
    evidence_key: Annotated[str, Rule(max=100, description="Its paper in the store, for dossiers filed by it")] = ""
    evidence_type: Annotated[str, Rule(max=100)] = ""
    evidence_size: Annotated[int, Rule(min=0)] = 0
    evidence_sha256: Annotated[str, Rule(max=64)] = ""


@record
class DelegationRevoked:
    """A delegation that was accepted has been ended by one of its sides."""

    delegation_id: Ident
    principal_id: Ident
    delegate_id: Ident
    at: dt.datetime


account_opened = event(SERVICE, "account_opened", AccountState, aggregate="account")
account_changed = event(SERVICE, "account_changed", AccountState, aggregate="account")
code_requested = event(SERVICE, "code_requested", CodeRequested, aggregate="challenge")
staff_changed = event(SERVICE, "staff_changed", StaffState, aggregate="staff")
staff_contact_changed = event(SERVICE, "staff_contact_changed", StaffContact, aggregate="staff")
session_revoked = event(SERVICE, "session_revoked", SessionRevoked, aggregate="session")
email_code_requested = event(SERVICE, "email_code_requested", EmailCodeRequested, aggregate="challenge")
contact_changed = event(SERVICE, "contact_changed", ContactChanged, aggregate="account")
password_changed = event(SERVICE, "password_changed", PasswordChanged, aggregate="account")
second_factor_changed = event(SERVICE, "second_factor_changed", SecondFactorChanged, aggregate="account")
device_added = event(SERVICE, "device_added", DeviceAdded, aggregate="device")
organisation_member_changed = event(
    SERVICE, "organisation_member_changed", MemberState, aggregate="organisation-member"
)
delegation_granted = event(SERVICE, "delegation_granted", DelegationGranted, aggregate="delegation")
delegation_revoked = event(SERVICE, "delegation_revoked", DelegationRevoked, aggregate="delegation")
