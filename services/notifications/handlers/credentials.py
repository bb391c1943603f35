"""API keys of agencies: made, changed for another, taken back. A key is shown once, and its digest alone kept."""

import datetime as dt
import hashlib
import secrets

from chassis import audit
from chassis.contracts import Call
from chassis.ids import new_id
from chassis.storage import Storage, Work
from services.notifications import policy
from services.notifications.contract import (
    CREDENTIAL_NOT_FOUND,
    KEY_PREFIX,
    OUT_OF_SCOPE,
    CredentialList,
    CredentialMade,
    CredentialOwner,
    CredentialView,
    IdentifyCredential,
    ListCredentials,
    MakeCredential,
    RevokeCredential,
    RotateCredential,
    Scope,
)
from services.notifications.store import subscribed


def key_digest(key: str) -> str:
    """What is kept of a key. It is random and long, so a plain digest can be turned back by nobody."""
    return hashlib.sha256(key.encode()).hexdigest()


def shown(row: subscribed.Row) -> CredentialView:
    return CredentialView(
        id=row.id,
        agency_code=row.agency_code,
        name=row.name,
        hint=row.hint,
        scopes=tuple(Scope(scope) for scope in row.scopes),
        sandbox=row.sandbox,
        created_at=row.created_at,
        ends_at=row.ends_at,
    )


def list_credentials(call: Call[ListCredentials], storage: Storage) -> CredentialList:
    policy.check(call.caller, call.method)
    _check_reach(call, call.request.agency)
    with storage.read() as db:
        rows = subscribed.credentials_of(db, call.request.agency)
    return CredentialList(credentials=tuple(shown(row) for row in rows))


def make_credential(call: Call[MakeCredential], storage: Storage, *, sandbox: bool) -> CredentialMade:
    policy.check(call.caller, call.method)
    asked = call.request
    _check_reach(call, asked.agency)
    with storage.command(call) as work:
        return work.done(make(work, asked.agency, asked.name, asked.scopes, sandbox=sandbox))


def make(work: Work, agency: str, name: str, scopes: tuple[Scope, ...], *, sandbox: bool) -> CredentialMade:
    """A new key."""
    mode = "test" if sandbox else "live"
    key = f"{KEY_PREFIX}{mode}_{secrets.token_urlsafe(32)}"
    credential_id = new_id()
    subscribed.add_credential(
        work.db,
        {
            "id": credential_id,
            "agency_code": agency,
            "name": name,
            "key_hash": key_digest(key),
            "hint": key[-4:],
            "scopes": [scope.value for scope in dict.fromkeys(scopes)],
            "sandbox": sandbox,
            "created_at": work.now,
            "created_by": work.caller.id,
        },
    )
    audit.record(work, "credential.made", thing=credential_id, facts={"agency": agency})
    made = subscribed.credential(work.db, credential_id)
    assert made is not None
    return CredentialMade(credential=shown(made), key=key)


def rotate_credential(call: Call[RotateCredential], storage: Storage) -> CredentialMade:
    """A key in the place of another, which still holds for the hours that were asked for."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row = _own(call, work, call.request.credential_id)
        if row.ends_at is not None:
            raise CREDENTIAL_NOT_FOUND()
        scopes = tuple(Scope(scope) for scope in row.scopes)
        made = make(work, row.agency_code, row.name, scopes, sandbox=row.sandbox)
        until = work.now + dt.timedelta(hours=call.request.hours)
        subscribed.end_credential(work.db, row.id, until, made.credential.id)
        audit.record(work, "credential.rotated", thing=row.id, facts={"agency": row.agency_code})
        return work.done(made)


def rotate_all(work: Work, agency: str, hours: int) -> list[CredentialMade]:
    """A key in the place of each of an agency's that holds without an end."""
    found = []
    for row in subscribed.credentials_of(work.db, agency):
        if row.ends_at is None:
            scopes = tuple(Scope(scope) for scope in row.scopes)
            made = make(work, agency, row.name, scopes, sandbox=row.sandbox)
            subscribed.end_credential(work.db, row.id, work.now + dt.timedelta(hours=hours), made.credential.id)
            found.append(made)
    return found


def revoke_credential(call: Call[RevokeCredential], storage: Storage) -> CredentialView:
    """The key holds no longer, from the commit on; gateways ask within a second."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row = _own(call, work, call.request.credential_id)
        subscribed.end_credential(work.db, row.id, work.now)
        audit.record(work, "credential.revoked", thing=row.id, facts={"agency": row.agency_code})
        ended = subscribed.credential(work.db, row.id)
        assert ended is not None
        return work.done(shown(ended))


def identify_credential(call: Call[IdentifyCredential], storage: Storage, *, sandbox: bool) -> CredentialOwner:
    """Whose key this is. One of the sandbox is unknown where things are real, and the other way round."""
    policy.check(call.caller, call.method)
    with storage.glance() as db:
        row = subscribed.credential_of(db, call.request.key_hash, storage.now())
    if row is None or row.sandbox != sandbox:
        return CredentialOwner(known=False)
    return CredentialOwner(known=True, id=row.id, agency_code=row.agency_code, name=row.name, scopes=tuple(row.scopes))


def _check_reach(call: Call[ListCredentials] | Call[MakeCredential], agency: str) -> None:
    if not policy.manages(call.caller, agency):
        raise OUT_OF_SCOPE(agency=agency)


def _own(call: Call[RotateCredential] | Call[RevokeCredential], work: Work, credential_id: str) -> subscribed.Row:
    row = subscribed.credential(work.db, credential_id)
    if row is None or not policy.manages(call.caller, row.agency_code):
        raise CREDENTIAL_NOT_FOUND()
    return row
