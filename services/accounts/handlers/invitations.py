"""Invitations of staff: who holds one sets their own password and authenticator, so that nobody else ever knew them.

An invitation is good once, for a limited time and a limited number of wrong codes; one that is not is answered the
same whatever is wrong with it.
"""

import urllib.parse

from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, FieldProblem, PortalError
from chassis.records import Nothing
from chassis.sealing import Sealer
from chassis.storage import Storage, Work
from services.accounts import audit, contract, policy, rules, staff_store, store
from services.accounts.adapters.passwords import Passwords
from services.accounts.audit import Act, Outcome
from services.accounts.contract import AcceptInvitation, InvitationView, OpenInvitation, staff_changed
from services.accounts.domain.passwords import check_password
from services.accounts.domain.sessions import token_hash
from services.accounts.domain.totp import matching_step
from services.accounts.handlers.account_states import staff_state
from services.accounts.handlers.factors import AUTHENTICATOR, staff_context

ISSUER = "Một Cửa"


def open_invitation(call: Call[OpenInvitation], storage: Storage, sealer: Sealer) -> InvitationView:
    """Whose account it is, and the secret for the authenticator."""
    policy.check(call.caller, call.method)
    with storage.work(call.caller, call.trace) as work:
        found, member = _good(work, call.request.token, lock=False)
        secret = sealer.unseal(AUTHENTICATOR, found.totp_sealed, staff_context(member.id))
        label = urllib.parse.quote(f"{ISSUER}:{member.number}")
        asked = urllib.parse.urlencode({"secret": secret, "issuer": ISSUER}, quote_via=urllib.parse.quote)
        return InvitationView(
            staff_number=member.number,
            name=member.name,
            agency_code=member.agency_code,
            totp_secret=secret,
            totp_uri=f"otpauth://totp/{label}?{asked}",
            expires_at=found.expires_at,
        )


def accept_invitation(call: Call[AcceptInvitation], storage: Storage, sealer: Sealer, passwords: Passwords) -> Nothing:
    """Set password and authenticator; a wrong code costs a try, which is kept although the request is refused."""
    policy.check(call.caller, call.method)
    request = call.request
    with storage.work(call.caller, call.trace) as work:
        _, member = _good(work, request.token, lock=False)
        wrong = check_password(
            request.password,
            min_length=rules.limits_at(work.now).min_password_length,
            blocklist=rules.blocklist(),
            about_owner=(member.number, member.name, *member.name.split()),
        )
    if wrong is not None:
        raise INVALID_REQUEST(problems=[FieldProblem("/password", wrong.code, wrong.params)])
    hashed = passwords.hash(request.password)
    with storage.work(call.caller, call.trace) as work:
        outcome = _accepted(work, sealer, request, hashed)
    if isinstance(outcome, PortalError):
        raise outcome
    return outcome


def _accepted(work: Work, sealer: Sealer, request: AcceptInvitation, hashed: str) -> Nothing | PortalError:
    found, member = _good(work, request.token, lock=True)
    secret = sealer.unseal(AUTHENTICATOR, found.totp_sealed, staff_context(member.id))
    step = matching_step(secret, request.totp_code, work.now, 0)
    if step is None:
        staff_store.miss_invitation(work.db, found.token_hash)
        audit.record(work, Act.STAFF_ENROLLED, about=member.id, actor=member.id, outcome=Outcome.FAILED)
        return contract.STAFF_SIGN_IN_WRONG()
    staff_store.spend_invitation(work.db, found.token_hash)
    store.set_password(work.db, member.id, hashed, work.now)
    member = staff_store.change_member(
        work.db, member.id, totp_sealed=found.totp_sealed, totp_last_step=step, changed_at=work.now
    )
    held = staff_store.holdings_of(work.db, [member.id])[member.id]
    work.emit(staff_changed, member.id, staff_state(member, held))
    audit.record(work, Act.STAFF_ENROLLED, about=member.id, actor=member.id)
    return Nothing()


def _good(work: Work, token: str, *, lock: bool) -> tuple[store.Row, store.Row]:
    """An invitation that is still good, with its member of staff."""
    known = staff_store.invitation(work.db, token_hash(token))
    if known is not None and lock:  # The member first, as whoever invites them anew does: nobody waits in a circle.
        staff_store.lock_member(work.db, known.staff_id)
    found = staff_store.invitation(work.db, token_hash(token), lock=lock)
    if found is None or found.expires_at <= work.now or found.tries_left <= 0:
        raise contract.INVITATION_WRONG()
    member = staff_store.staff_member(work.db, found.staff_id)
    if member is None or not member.active:
        raise contract.INVITATION_WRONG()
    return found, member
