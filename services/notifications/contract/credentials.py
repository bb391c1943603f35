"""API keys with which programs of agencies sign in."""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, query
from chassis.records import Ident, Rule, record
from services.notifications.contract.subscriptions import AgencyName
from services.notifications.contract.terms import SERVICE

KEY_PREFIX = "mck_"
"""What every API key begins with: so the gateway tells one from an access token, and scanners find a leaked one."""


class Scope(enum.StrEnum):
    """What a key is good for (phạm vi của khóa)."""

    EVENTS = "events"  # đọc luồng sự kiện
    SUBSCRIPTIONS = "subscriptions"  # quản lý đăng ký nhận sự kiện


ScopeList = Annotated[tuple[Scope, ...], Rule(min=1, max=10)]


@record
class ListCredentials:
    """The API keys of an agency (các khóa API); what they are is not shown."""

    agency: AgencyName


@record
class MakeCredential:
    """Make an API key for a program of an agency (cấp khóa API)."""

    agency: AgencyName
    name: Annotated[str, Rule(min=1, max=100, example="Phần mềm một cửa của xã")]
    scopes: ScopeList = (Scope.EVENTS, Scope.SUBSCRIPTIONS)


@record
class RotateCredential:
    """Make a key in the place of another (đổi khóa API), which holds for some hours more."""

    credential_id: Ident
    hours: Annotated[int, Rule(min=0, max=168, description="For how long the former key still holds")] = 24


@record
class RevokeCredential:
    """Take a key back at once (thu hồi khóa API)."""

    credential_id: Ident


@record
class IdentifyCredential:
    """Whose key this is; asked by the gateway alone, with the SHA-256 of the key."""

    key_hash: Annotated[str, Rule(pattern=r"[0-9a-f]{64}")]


@record
class CredentialView:
    """One key, without what it is."""

    id: Ident
    agency_code: str
    name: str
    hint: Annotated[str, Rule(description="Its last characters")]
    scopes: tuple[Scope, ...]
    sandbox: bool
    created_at: dt.datetime
    ends_at: dt.datetime | None


@record
class CredentialList:
    """Keys of an agency."""

    credentials: tuple[CredentialView, ...]


@record
class CredentialMade:
    """A key, shown this once."""

    credential: CredentialView
    key: Annotated[str, Rule(max=100)]


@record
class CredentialOwner:
    """Whose a key is, and for what; ``known`` is false for one that does not hold."""

    known: bool
    id: str = ""
    agency_code: str = ""
    name: str = ""
    scopes: tuple[str, ...] = ()


list_credentials = query(SERVICE, "list_credentials", ListCredentials, CredentialList)
make_credential = command(SERVICE, "make_credential", MakeCredential, CredentialMade)
rotate_credential = command(SERVICE, "rotate_credential", RotateCredential, CredentialMade)
revoke_credential = command(
    SERVICE, "revoke_credential", RevokeCredential, CredentialView, natural="what is revoked stays revoked"
)
identify_credential = query(SERVICE, "identify_credential", IdentifyCredential, CredentialOwner, timeout=2.0)
