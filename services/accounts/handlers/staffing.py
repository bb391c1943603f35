"""Administration of staff: by an agency administrator within the subtrees they administer, never on themselves.

The console of the operator (`services.accounts.staff_console`) acts as the system, which is bound to no subtree. Who is
outside the caller's subtrees does not exist for the caller. Whatever takes access away, or changes it, ends the
sessions of the person in the same transaction, and with them every access token.
"""

import datetime as dt
import secrets
from collections.abc import Collection, Sequence

from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, FieldProblem
from chassis.ids import new_id
from chassis.sealing import Sealer
from chassis.storage import Storage, Work
from services.accounts import audit, contract, policy, rules, staff_store
from services.accounts.audit import Act
from services.accounts.contract import (
    AddStaff,
    ChangeStaff,
    DisableStaff,
    EnableStaff,
    HeldRole,
    InviteStaff,
    NoteWorkEmail,
    StaffInvited,
    StaffView,
    staff_changed,
)
from services.accounts.domain.sessions import token_hash
from services.accounts.domain.staffing import Given
from services.accounts.domain.totp import SECRET_BYTES, new_secret
from services.accounts.handlers import staff_contacts
from services.accounts.handlers.account_states import staff_state
from services.accounts.handlers.administering import check_gift, may_administer, member_for
from services.accounts.handlers.factors import AUTHENTICATOR, staff_context
from services.accounts.handlers.sessions import end_sessions_of
from services.accounts.handlers.showing_staff import view_of
from services.accounts.handlers.staff import normal_number
from services.accounts.handlers.staff_contacts import NO_EMAIL
from services.accounts.store import Row

INVITATION_BYTES = 32


# Commands


def add_staff(call: Call[AddStaff], storage: Storage, sealer: Sealer) -> StaffInvited:
    """Add a member of staff with an invitation; the invitation is shown this once."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        return work.done(added(work, sealer, call.request))


def added(work: Work, sealer: Sealer, request: AddStaff) -> StaffInvited:
    """A new member of staff, in the transaction of whoever adds them."""
    holdings = _wanted(request.holdings)
    may_administer(work, request.agency_code)
    check_gift(work, "", holdings, ())
    staff_id = new_id()
    member = staff_store.add_member(
        work.db,
        id=staff_id,
        number=normal_number(request.staff_number),
        name=request.name,
        agency_code=request.agency_code,
        roles=[],
        totp_sealed="",
        active=True,
        added_at=work.now,
        changed_at=work.now,
        **staff_contacts.unproved(sealer, staff_id, request.email),
    )
    if member is None:
        raise contract.STAFF_EXISTS()
    member = staff_store.set_holdings(work.db, member.id, holdings, work.now)
    _tell(work, member, Act.STAFF_ADDED, "", roles=_named(holdings), agency=member.agency_code)
    return _invited(work, sealer, member, "")


def change_staff(call: Call[ChangeStaff], storage: Storage) -> StaffView:
    """Have a member of staff hold exactly the roles of the request."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        return work.done(changed(work, call.request))


def changed(work: Work, request: ChangeStaff) -> StaffView:
    """The member with their new roles; what they hold elsewhere is not the caller's to change."""
    member = member_for(work, request.staff_id)
    before = staff_store.holdings_of(work.db, [member.id])[member.id]
    holdings = _wanted(request.holdings)
    check_gift(work, member.id, holdings, before)
    member = staff_store.set_holdings(work.db, member.id, holdings, work.now)
    end_sessions_of(work, member.id, "roles-changed")
    _tell(work, member, Act.STAFF_ROLES, request.why, before=_named(before), roles=_named(holdings))
    return view_of(work, member)


def disable_staff(call: Call[DisableStaff], storage: Storage) -> StaffView:
    """Take all access away at once."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        return work.done(disabled(work, call.request))


def disabled(work: Work, request: DisableStaff) -> StaffView:
    """The member without access; their sessions have ended, their e-mail address is erased."""
    former = member_for(work, request.staff_id)
    member = staff_store.change_member(work.db, former.id, active=False, changed_at=work.now, **NO_EMAIL)
    staff_contacts.tell_gone(work, former)
    end_sessions_of(work, member.id, "deactivated")
    # Whoever acts for them does so no more, at once.
    for deputyship in staff_store.deputyships_of(work.db, rules.day_of(work.now), absent_ids=[member.id]):
        end_sessions_of(work, deputyship.deputy_id, "roles-changed")
    _tell(work, member, Act.STAFF_DISABLED, request.why)
    return view_of(work, member)


def enable_staff(call: Call[EnableStaff], storage: Storage) -> StaffView:
    """Give access back."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        member = member_for(work, call.request.staff_id)
        held = staff_store.holdings_of(work.db, [member.id])[member.id]
        check_gift(work, member.id, held, ())
        member = staff_store.change_member(work.db, member.id, active=True, changed_at=work.now)
        _tell(work, member, Act.STAFF_ENABLED, call.request.why)
        return work.done(view_of(work, member))


def note_work_email(call: Call[NoteWorkEmail], storage: Storage, sealer: Sealer) -> StaffView:
    """Write down where a member of staff can be reached; only a code goes there until they prove it."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        return work.done(email_noted(work, sealer, call.request))


def email_noted(work: Work, sealer: Sealer, request: NoteWorkEmail) -> StaffView:
    """The member with the address that was written down, or without one; not in the place of a proved one."""
    member = member_for(work, request.staff_id)
    if not member.active:
        raise contract.STAFF_NOT_FOUND()
    if member.email_verified_at is not None:
        raise contract.WORK_EMAIL_PROVED()
    noted = staff_contacts.unproved(sealer, member.id, request.email) or NO_EMAIL
    member = staff_store.change_member(work.db, member.id, changed_at=work.now, **noted)
    facts = {"contact": "email", "by": "administrator"}
    audit.record(work, Act.CONTACT_CHANGED, about=member.id, why=request.why, facts=facts)
    return view_of(work, member)


def invite_staff(call: Call[InviteStaff], storage: Storage, sealer: Sealer) -> StaffInvited:
    """Have a member of staff set password and authenticator anew; what was there before is good no more."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        return work.done(invited(work, sealer, call.request))


def invited(work: Work, sealer: Sealer, request: InviteStaff) -> StaffInvited:
    """A new invitation, for somebody all of whose roles the caller could have given."""
    member = member_for(work, request.staff_id)
    held = staff_store.holdings_of(work.db, [member.id])[member.id]
    # An invitation is a way into the account, so it must not lead to more than its maker may give.
    check_gift(work, member.id, held, ())
    staff_store.forget_credentials(work.db, member.id)
    member = staff_store.change_member(work.db, member.id, totp_sealed="", changed_at=work.now)
    end_sessions_of(work, member.id, "deactivated")
    return _invited(work, sealer, member, request.why)


# What all of them need


def _wanted(holdings: Collection[HeldRole]) -> tuple[Given, ...]:
    """The roles of a request; one role is held once in one agency."""
    found = {(held.role.value, held.agency_code): held for held in holdings}
    if len(found) != len(holdings):
        raise INVALID_REQUEST(problems=[FieldProblem("/holdings", "repeated", {})])
    return tuple(Given(role, agency, tuple(sorted(set(held.procedures)))) for (role, agency), held in found.items())


def _named(holdings: Sequence[Given]) -> str:
    """Roles as the audit trail names them."""
    return " ".join(
        f"{held.role}@{held.agency}{':' + ','.join(held.procedures) if held.procedures else ''}" for held in holdings
    )


def _tell(work: Work, member: Row, act: Act, why: str, **facts: str) -> None:
    held = staff_store.holdings_of(work.db, [member.id])[member.id]
    work.emit(staff_changed, member.id, staff_state(member, held))
    audit.record(work, act, about=member.id, why=why, facts=facts)


def _invited(work: Work, sealer: Sealer, member: Row, why: str) -> StaffInvited:
    token = secrets.token_urlsafe(INVITATION_BYTES)
    limits = rules.limits_at(work.now).invitation
    expires_at = work.now + dt.timedelta(seconds=limits.lifetime_seconds)
    secret = new_secret(secrets.token_bytes(SECRET_BYTES))
    staff_store.put_invitation(
        work.db,
        {
            "token_hash": token_hash(token),
            "staff_id": member.id,
            "totp_sealed": sealer.seal(AUTHENTICATOR, secret, staff_context(member.id)),
            "tries_left": limits.tries,
            "made_at": work.now,
            "expires_at": expires_at,
        },
    )
    audit.record(work, Act.STAFF_INVITED, about=member.id, why=why, facts={"until": expires_at.isoformat()})
    return StaffInvited(staff=view_of(work, member), invitation=token, expires_at=expires_at)
