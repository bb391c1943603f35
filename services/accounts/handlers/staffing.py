"""Administration of staff: by an agency administrator within the subtrees they administer, never on themselves.

The console of the operator (`services.accounts.staff_console`) acts as the system, which is bound to no subtree. Who is
outside the caller's subtrees does not exist for the caller. Whatever takes access away, or changes it, ends the
sessions of the person in the same transaction, and with them every access token.
"""

import datetime as dt
import secrets
from collections.abc import Collection, Sequence

from chassis.callers import Caller, CallerKind
from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, NOT_FOR_YOU, FieldProblem
from chassis.ids import new_id
from chassis.sealing import Sealer
from chassis.storage import Storage, Work
from services.accounts import audit, contract, policy, rules, staff_store
from services.accounts.audit import Act
from services.accounts.contract import (
    AddStaff,
    ChangeStaff,
    DeputyView,
    DisableStaff,
    EnableStaff,
    EndDeputy,
    GetStaff,
    HeldRole,
    InviteStaff,
    ListStaff,
    NameDeputy,
    StaffInvited,
    StaffPage,
    StaffView,
    staff_changed,
)
from services.accounts.domain.sessions import token_hash
from services.accounts.domain.staffing import MOST_DEPUTYSHIPS, Absence, Given, is_too_much, ungivable
from services.accounts.domain.totp import SECRET_BYTES, new_secret
from services.accounts.handlers.account_states import held_roles, staff_state
from services.accounts.handlers.factors import AUTHENTICATOR, staff_context
from services.accounts.handlers.sessions import end_sessions_of
from services.accounts.handlers.staff import normal_number
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
    _may_administer(work, request.agency_code)
    _check_gift(work, "", holdings, ())
    member = staff_store.add_member(
        work.db,
        id=new_id(),
        number=normal_number(request.staff_number),
        name=request.name,
        agency_code=request.agency_code,
        roles=[],
        totp_sealed="",
        active=True,
        added_at=work.now,
        changed_at=work.now,
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
    member = _member(work, request.staff_id)
    before = staff_store.holdings_of(work.db, [member.id])[member.id]
    holdings = _wanted(request.holdings)
    _check_gift(work, member.id, holdings, before)
    member = staff_store.set_holdings(work.db, member.id, holdings, work.now)
    end_sessions_of(work, member.id, "roles-changed")
    _tell(work, member, Act.STAFF_ROLES, request.why, before=_named(before), roles=_named(holdings))
    return _view(work, member)


def disable_staff(call: Call[DisableStaff], storage: Storage) -> StaffView:
    """Take all access away at once."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        return work.done(disabled(work, call.request))


def disabled(work: Work, request: DisableStaff) -> StaffView:
    """The member without access; their sessions have ended."""
    member = _member(work, request.staff_id)
    member = staff_store.change_member(work.db, member.id, active=False, changed_at=work.now)
    end_sessions_of(work, member.id, "deactivated")
    # Whoever acts for them does so no more, at once.
    for deputyship in staff_store.deputyships_of(work.db, rules.day_of(work.now), absent_ids=[member.id]):
        end_sessions_of(work, deputyship.deputy_id, "roles-changed")
    _tell(work, member, Act.STAFF_DISABLED, request.why)
    return _view(work, member)


def enable_staff(call: Call[EnableStaff], storage: Storage) -> StaffView:
    """Give access back."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        member = _member(work, call.request.staff_id)
        held = staff_store.holdings_of(work.db, [member.id])[member.id]
        _check_gift(work, member.id, held, ())
        member = staff_store.change_member(work.db, member.id, active=True, changed_at=work.now)
        _tell(work, member, Act.STAFF_ENABLED, call.request.why)
        return work.done(_view(work, member))


def invite_staff(call: Call[InviteStaff], storage: Storage, sealer: Sealer) -> StaffInvited:
    """Have a member of staff set password and authenticator anew; what was there before is good no more."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        return work.done(invited(work, sealer, call.request))


def invited(work: Work, sealer: Sealer, request: InviteStaff) -> StaffInvited:
    """A new invitation, for somebody all of whose roles the caller could have given."""
    member = _member(work, request.staff_id)
    held = staff_store.holdings_of(work.db, [member.id])[member.id]
    # An invitation is a way into the account, so it must not lead to more than its maker may give.
    _check_gift(work, member.id, held, ())
    staff_store.forget_credentials(work.db, member.id)
    member = staff_store.change_member(work.db, member.id, totp_sealed="", changed_at=work.now)
    end_sessions_of(work, member.id, "deactivated")
    return _invited(work, sealer, member, request.why)


def name_deputy(call: Call[NameDeputy], storage: Storage) -> DeputyView:
    """Have a colleague act for somebody absent."""
    policy.check(call.caller, call.method)
    request = call.request
    with storage.command(call) as work:
        first, second = sorted((request.absent_id, request.deputy_id))
        _member(work, first)
        _member(work, second)
        today = rules.day_of(work.now)
        if request.last_day < max(request.first_day, today):
            raise INVALID_REQUEST(problems=[FieldProblem("/last_day", "out-of-range", {"min": today.isoformat()})])
        if request.absent_id == request.deputy_id:
            raise INVALID_REQUEST(problems=[FieldProblem("/deputy_id", "repeated", {})])
        _check_gift(
            work, request.deputy_id, staff_store.holdings_of(work.db, [request.absent_id])[request.absent_id], ()
        )
        known = staff_store.deputyships_of(work.db, today, deputy_id=request.deputy_id)
        if len(known) >= MOST_DEPUTYSHIPS:
            raise contract.HOLDINGS_TOO_MANY()
        made = staff_store.add_deputyship(
            work.db,
            id=new_id(),
            absent_id=request.absent_id,
            deputy_id=request.deputy_id,
            first_day=request.first_day,
            last_day=request.last_day,
            named_by=call.caller.id,
            named_at=work.now,
        )
        end_sessions_of(work, request.deputy_id, "roles-changed")
        facts = {"absent": made.absent_id, "first": made.first_day.isoformat(), "last": made.last_day.isoformat()}
        audit.record(work, Act.DEPUTY_NAMED, about=made.deputy_id, thing=made.id, why=request.why, facts=facts)
        return work.done(_deputy_view(made))


def end_deputy(call: Call[EndDeputy], storage: Storage) -> DeputyView:
    """End a deputy's time now."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        found = staff_store.lock_deputyship(work.db, call.request.deputyship_id)
        if found is None:
            raise contract.STAFF_NOT_FOUND()
        _member(work, found.absent_id)
        ended = staff_store.end_deputyship(work.db, found.id, work.now)
        if found.ended_at is None:
            end_sessions_of(work, found.deputy_id, "roles-changed")
            audit.record(work, Act.DEPUTY_ENDED, about=found.deputy_id, thing=found.id, why=call.request.why)
        return work.done(_deputy_view(ended))


# Questions


def get_staff(call: Call[GetStaff], storage: Storage) -> StaffView:
    policy.check(call.caller, call.method)
    with storage.work(call.caller, call.trace) as work:
        return _view(work, _member(work, call.request.staff_id, change=False))


def list_staff(call: Call[ListStaff], storage: Storage) -> StaffPage:
    """The staff of the agencies that the caller administers, a page at a time."""
    policy.check(call.caller, call.method)
    request = call.request
    with storage.work(call.caller, call.trace) as work:
        wanted = {request.agency_code} if request.agency_code else administered(call.caller)
        if request.agency_code:
            _may_administer(work, request.agency_code)
        codes = None if wanted is None else staff_store.below(work.db, wanted)
        found = staff_store.members_of(work.db, codes, request.active, request.cursor, request.limit + 1)
        page = found[: request.limit]
        cursor = page[-1].number if len(found) > request.limit else ""
        return StaffPage(items=tuple(views_of(work, page)), next_cursor=cursor)


# What all of them need


def administered(caller: Caller) -> set[str] | None:
    """The agencies at the top of the subtrees that the caller administers; None for the operator's console: all."""
    if caller.kind is CallerKind.SYSTEM:
        return None
    # Not as somebody's deputy: `standing` hands no administration on.
    return {held.agency for held in caller.reach() if held.role == "agency_administrator" and not held.deputy_for}


def _may_administer(work: Work, agency_code: str) -> None:
    """Refuse an agency that is not known, or not under what the caller administers."""
    mine = administered(work.caller)
    if staff_store.agency(work.db, agency_code) is None:
        raise contract.AGENCY_UNKNOWN(agency=agency_code)
    if mine is not None and not mine & staff_store.above(work.db, [agency_code])[agency_code]:
        raise NOT_FOR_YOU()


def _member(work: Work, staff_id: str, *, change: bool = True) -> Row:
    """A member of staff of an agency that the caller administers, locked; to be changed by others only."""
    member = staff_store.lock_member(work.db, staff_id)
    mine = administered(work.caller)
    if member is None:
        raise contract.STAFF_NOT_FOUND()
    if mine is not None and not mine & staff_store.above(work.db, [member.agency_code])[member.agency_code]:
        raise contract.STAFF_NOT_FOUND().as_denial()
    if change and member.id == work.caller.id:
        raise contract.NOT_ON_YOURSELF()
    return member


def _check_gift(work: Work, staff_id: str, wanted: Sequence[Given], before: Sequence[Given]) -> None:
    """Refuse what the caller may not give or take."""
    if staff_id and staff_id == work.caller.id:
        raise contract.NOT_ON_YOURSELF()
    if is_too_much(wanted):
        raise contract.HOLDINGS_TOO_MANY()
    for agency_code in sorted({given.agency for given in wanted} - {given.agency for given in before}):
        if staff_store.agency(work.db, agency_code) is None:
            raise contract.AGENCY_UNKNOWN(agency=agency_code)
    mine = administered(work.caller)
    if mine is None:
        return
    above = staff_store.above(work.db, {given.agency for given in (*wanted, *before)})
    if refused := ungivable(wanted, before, mine, above):
        raise contract.ROLE_NOT_YOURS_TO_GIVE(roles=", ".join(refused))


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
    return StaffInvited(staff=_view(work, member), invitation=token, expires_at=expires_at)


def _view(work: Work, member: Row) -> StaffView:
    return views_of(work, [member])[0]


def views_of(work: Work, members: Sequence[Row]) -> list[StaffView]:
    ids = [member.id for member in members]
    held, enrolled = staff_store.holdings_of(work.db, ids), staff_store.enrolled(work.db, ids)
    deputyships = staff_store.deputyships_of(work.db, rules.day_of(work.now), absent_ids=ids)
    return [
        StaffView(
            id=member.id,
            staff_number=member.number,
            name=member.name,
            agency_code=member.agency_code,
            active=member.active,
            enrolled=member.id in enrolled,
            holdings=held_roles(held[member.id]),
            deputies=tuple(_deputy_view(row) for row in deputyships if row.absent_id == member.id),
        )
        for member in members
    ]


def _deputy_view(row: Row) -> DeputyView:
    absence = Absence(row.absent_id, row.deputy_id, row.first_day, row.last_day, ended=row.ended_at is not None)
    return DeputyView(
        id=row.id,
        absent_id=absence.absent,
        deputy_id=absence.deputy,
        first_day=absence.first,
        last_day=absence.last,
        ended=absence.ended,
    )
