"""What accounts answers: a code is on its way, a session, a profile."""

import datetime as dt
from typing import Annotated

from chassis.records import Ident, Rule, record
from services.accounts.contract.terms import CodeWay, Device, IdentityKind, Masked, StaffRole


@record
class CodeSent:
    """A code is on its way, if all that was given is right; the answer is the same for known and unknown people."""

    challenge_id: Ident
    expires_at: dt.datetime
    resend_after: Annotated[int, Rule(min=0, description="Seconds until another code may be asked for")]
    phone_masked: Masked = ""
    way: Annotated[CodeWay, Rule(description="Where the code comes from")] = CodeWay.SMS
    email_masked: Masked = ""


@record
class SignedIn:
    """A session with its first or next pair of tokens."""

    session_id: Ident
    subject_id: Ident
    kind: Annotated[str, Rule(choices=("citizen", "staff"))]
    name: Annotated[str, Rule(max=200)]
    access_token: Annotated[str, Rule(max=4000)]
    access_expires_at: dt.datetime
    refresh_token: Annotated[str, Rule(max=200)]
    refresh_expires_at: dt.datetime
    token_type: Annotated[str, Rule(choices=("Bearer",))] = "Bearer"  # noqa: S105  # a kind of token (RFC 6750)
    device_token: Annotated[
        str, Rule(max=64, description="To be kept on the device and shown at its next sign-in; empty if it has one")
    ] = ""


@record
class ProviderSignIn:
    """Where to go, and what to keep in the browser meanwhile."""

    authorization_url: Annotated[str, Rule(max=4000)]
    state: Annotated[str, Rule(max=64, description="Comes back in the address")]
    binding: Annotated[str, Rule(max=64, description="Must be shown with it; belongs into no address")]
    expires_at: dt.datetime


@record
class SteppedUp:
    """An access token that says that its bearer has just proved who they are."""

    access_token: Annotated[str, Rule(max=4000)]
    access_expires_at: dt.datetime
    assurance: Annotated[int, Rule(min=0, max=3)]
    fresh_until: Annotated[dt.datetime, Rule(description="Until when sensitive acts may be done")]


@record
class SecondFactorOffer:
    """A secret for an authenticator; it counts for nothing before it is confirmed."""

    secret: Annotated[str, Rule(max=64, description="Base32, to be typed in")]
    otpauth_uri: Annotated[str, Rule(max=500, description="To be shown as a QR code")]
    expires_at: dt.datetime


@record
class RecoveryCodes:
    """Codes for who loses their authenticator; shown once, each good once."""

    codes: tuple[Annotated[str, Rule(max=11)], ...]


@record
class SessionView:
    """One living session, as its owner may recognise it."""

    session_id: Ident
    device: Device
    network: Annotated[str, Rule(max=40, description="First part of the network address", example="203.0.*.*")]
    started_at: dt.datetime
    last_used_at: Annotated[dt.datetime, Rule(description="Of the last pair of tokens, so up to ten minutes old")]
    ends_at: Annotated[dt.datetime, Rule(description="When it ends at the latest")]
    current: Annotated[bool, Rule(description="Whether it is the one that asks")]


@record
class SessionList:
    """The living sessions of one person, the last used first."""

    sessions: tuple[SessionView, ...]


@record
class SessionsEnded:
    """How many sessions were ended."""

    ended: Annotated[int, Rule(min=0)]


@record
class RevokedSession:
    """An ended session, and until when an access token of it might be shown."""

    session_id: Ident
    tokens_until: dt.datetime


@record
class RevokedSessions:
    """Ended sessions in the order of their ends; ``next_after`` is empty on the last page."""

    sessions: tuple[RevokedSession, ...]
    next_after: Annotated[str, Rule(max=100)] = ""


@record
class ProfileView:
    """What an account's owner sees of it; numbers are masked. Empty where it does not apply to staff or to people."""

    id: Ident
    kind: Annotated[str, Rule(choices=("citizen", "organisation", "staff"))]
    name: Annotated[str, Rule(max=200)]
    assurance: Annotated[int, Rule(min=0, max=3)]
    identity_kind: IdentityKind | None = None
    identity_masked: Masked = ""
    birth_date: dt.date | None = None
    phone_masked: Masked = ""
    email_masked: Masked = ""
    phone_owner_verified: bool = False
    email_verified: bool = False
    second_factor: Annotated[bool, Rule(description="Whether sign-in needs an authenticator")] = False
    recovery_codes_left: Annotated[int, Rule(min=0)] = 0
    staff_number: Annotated[str, Rule(max=40)] = ""
    agency_code: Annotated[str, Rule(max=40)] = ""
    roles: tuple[StaffRole, ...] = ()
