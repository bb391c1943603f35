"""Members of organisations (thành viên tổ chức): invited, given roles, removed.

An organisation is an account without a password: it is its dossiers' owner, and people act for it. Whether an identity
that is invited has an account shows to nobody but its holder.
"""

import datetime as dt

from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, ErrorType, FieldProblem, PortalError
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.records import Nothing
from chassis.sealing import Sealer, mask_identity
from chassis.storage import Storage, Work
from services.accounts import acting_store, audit, policy, rules, store
from services.accounts.audit import Act
from services.accounts.contract import (
    ACCOUNT_NOT_FOUND,
    IDENTITY,
    IDENTITY_FORM,
    INVITATION_ANSWERED,
    INVITATION_GONE,
    INVITATION_TAKEN_BACK,
    INVITATION_UNKNOWN,
    INVITED_ALREADY,
    INVITED_MEMBER,
    LAST_OWNER,
    MEMBER_ALREADY,
    MEMBER_ROLE_MISSING,
    MEMBERS_TOO_MANY,
    ORGANISATION_NOT_FOUND,
    AnswerInvitation,
    ChangeMember,
    InvitationToJoin,
    InviteMember,
    ListMembers,
    ListOrganisations,
    MemberList,
    MemberRole,
    MemberState,
    MemberView,
    OrganisationList,
    OrganisationView,
    RemoveMember,
    TakeBackInvitation,
    organisation_member_changed,
)
from services.accounts.domain.acting import may_give
from services.accounts.domain.identity import kind_of, normalise
from services.accounts.handlers.account_states import identity_of
from services.accounts.handlers.acting import end_acting
from services.accounts.handlers.fresh import require_fresh
from services.accounts.handlers.opaque import opaque

log = get_log(__name__)


def list_organisations(call: Call[ListOrganisations], storage: Storage, sealer: Sealer) -> OrganisationList:
    """The caller's organisations, and who has invited them."""
    policy.check(call.caller, call.method)
    with storage.work(call.caller, call.trace) as work:
        return _organisations(work, sealer, own_account(work, call.caller.id))


def list_members(call: Call[ListMembers], storage: Storage) -> MemberList:
    """The members of an organisation of the caller's."""
    policy.check(call.caller, call.method)
    with storage.work(call.caller, call.trace) as work:
        own = _own_role(work, call.request.organisation_id, call.caller.id)
        return _members(work, call.request.organisation_id, own)


def invite_member(call: Call[InviteMember], storage: Storage, sealer: Sealer) -> InvitationToJoin:
    """Invite a person; they find the invitation when they are signed in, if and when they have an account. Who is a
    member is refused, oneself too, and so is who is invited already, also when two invite at once."""
    policy.check(call.caller, call.method)
    request = call.request
    number = normalise(request.identity_number)
    if kind_of(number) is None:
        raise wrong_field("/identity_number", IDENTITY_FORM)
    with storage.command(opaque(call, sealer)) as work:
        require_fresh(work, call.caller)
        acting_store.hold_organisation(work.db, request.organisation_id)
        own = _own_role(work, request.organisation_id, call.caller.id)
        if not may_give(own.role, request.role):
            raise MEMBER_ROLE_MISSING()
        invited = sealer.index(IDENTITY, number)
        if acting_store.is_member(work.db, request.organisation_id, invited):
            raise wrong_field("/identity_number", INVITED_MEMBER)
        if acting_store.is_invited(work.db, request.organisation_id, invited, work.now):
            raise wrong_field("/identity_number", INVITED_ALREADY)
        limits = rules.limits_at(work.now).acting
        day_ago = work.now - dt.timedelta(days=1)
        if acting_store.invited_since(work.db, request.organisation_id, day_ago) >= limits.invitations_per_day:
            raise MEMBERS_TOO_MANY(retry_after=3600)
        invitation = InvitationToJoin(
            invitation_id=new_id(),
            organisation_id=request.organisation_id,
            organisation_name=own.name,
            identity_masked=mask_identity(number),
            role=request.role,
            expires_at=work.now + dt.timedelta(days=limits.invitation_days),
            may_take_back=True,
        )
        acting_store.add_invitation(
            work.db,
            id=invitation.invitation_id,
            organisation_id=request.organisation_id,
            identity_index=invited,
            identity_masked=invitation.identity_masked,
            role=request.role,
            invited_by=call.caller.id,
            invited_at=work.now,
            ends_at=invitation.expires_at,
        )
        audit.record(work, Act.ORGANISATION_CHANGED, about=request.organisation_id, facts={"what": "invited"})
        return work.done(invitation)


def answer_invitation(call: Call[AnswerInvitation], storage: Storage, sealer: Sealer) -> OrganisationList:
    """Become a member, or decline; only the person whose identity was invited can. It changes no member's role: who is
    one by now is refused, and can decline."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        person = own_account(work, call.caller.id)
        invited = acting_store.take_invitation(
            work.db, call.request.invitation_id, identity_of(sealer, person), work.now
        )
        if invited is None:
            asked = (call.request.invitation_id, identity_of(sealer, person))
            raise INVITATION_TAKEN_BACK() if acting_store.was_taken_back(work.db, *asked) else INVITATION_GONE()
        if call.request.accept:
            acting_store.hold_organisation(work.db, invited.organisation_id)
            if acting_store.is_member(work.db, invited.organisation_id, identity_of(sealer, person)):
                raise MEMBER_ALREADY()
            put_member(work, invited.organisation_id, person.id, MemberRole(invited.role))
        return work.done(_organisations(work, sealer, person))


def take_back_invitation(call: Call[TakeBackInvitation], storage: Storage) -> Nothing:
    """Take an invitation back that nobody has answered; who gave it may, and who may give its role. No fresh proof is
    asked: it gives nobody anything. Of an answer at the same moment one alone counts."""
    policy.check(call.caller, call.method)
    request = call.request
    with storage.command(call) as work:
        own = _own_role(work, request.organisation_id, call.caller.id)
        invited = acting_store.invitation_by(work.db, request.organisation_id, request.invitation_id)
        if invited is None:
            raise INVITATION_UNKNOWN()
        if not _may_take_back(invited, own):
            raise MEMBER_ROLE_MISSING()
        if invited.answered_at is not None:
            raise INVITATION_ANSWERED()
        if invited.taken_back_at is None:
            acting_store.take_back(work.db, invited.id, work.now)
            facts: dict[str, str | int | bool] = {"what": "invitation-taken-back", "invitation": invited.id}
            audit.record(work, Act.ORGANISATION_CHANGED, about=request.organisation_id, facts=facts)
        return work.done(Nothing())


def _may_take_back(invited: store.Row, own: store.Row) -> bool:
    return invited.invited_by == own.account_id or may_give(own.role, invited.role)


def change_member(call: Call[ChangeMember], storage: Storage) -> MemberList:
    """Give a member another role; their sessions for the organisation end, so that it counts at once."""
    policy.check(call.caller, call.method)
    request = call.request
    with storage.command(call) as work:
        require_fresh(work, call.caller)
        acting_store.hold_organisation(work.db, request.organisation_id)
        theirs = _changeable(work, request.organisation_id, request.account_id, call.caller.id)
        own = _own_role(work, request.organisation_id, call.caller.id)
        if not may_give(own.role, request.role):
            raise MEMBER_ROLE_MISSING()
        if theirs.role != request.role:
            _keep_an_owner(work, request.organisation_id, theirs, request.role)
            put_member(work, request.organisation_id, request.account_id, request.role)
            end_acting(work, request.account_id, request.organisation_id)
        return work.done(_members(work, request.organisation_id, own))


def remove_member(call: Call[RemoveMember], storage: Storage) -> Nothing:
    """Remove a member, or leave; the sessions in which they act for the organisation end."""
    policy.check(call.caller, call.method)
    request = call.request
    with storage.command(call) as work:
        acting_store.hold_organisation(work.db, request.organisation_id)
        if request.account_id == call.caller.id:
            theirs = _own_role(work, request.organisation_id, call.caller.id)
        else:
            require_fresh(work, call.caller)
            theirs = _changeable(work, request.organisation_id, request.account_id, call.caller.id)
        _keep_an_owner(work, request.organisation_id, theirs, "")
        acting_store.end_member(work.db, request.organisation_id, request.account_id, work.now)
        _tell(work, request.organisation_id, request.account_id, MemberRole(theirs.role), active=False)
        end_acting(work, request.account_id, request.organisation_id)
        return work.done(Nothing())


def own_account(work: Work, account_id: str) -> store.Row:
    """The caller's own account."""
    account = store.account(work.db, account_id)
    if account is None or not account.active:
        raise ACCOUNT_NOT_FOUND()
    return account


def put_member(work: Work, organisation_id: str, account_id: str, role: MemberRole) -> None:
    """Make somebody a member or give them another role, and tell of it."""
    acting_store.put_member(work.db, organisation_id, account_id, role, work.now)
    _tell(work, organisation_id, account_id, role, active=True)


def leave(work: Work, organisation_id: str, account_id: str, role: MemberRole) -> None:
    """End a membership, and tell of it."""
    acting_store.end_member(work.db, organisation_id, account_id, work.now)
    _tell(work, organisation_id, account_id, role, active=False)


def _tell(work: Work, organisation_id: str, account_id: str, role: MemberRole, *, active: bool) -> None:
    told = MemberState(organisation_id=organisation_id, account_id=account_id, role=role, active=active, at=work.now)
    work.emit(organisation_member_changed, f"{organisation_id}.{account_id}", told)
    what = "member" if active else "member-removed"
    facts: dict[str, str | int | bool] = {"what": what, "member": account_id, "role": role.value}
    audit.record(work, Act.ORGANISATION_CHANGED, about=organisation_id, facts=facts)


def _own_role(work: Work, organisation_id: str, account_id: str) -> store.Row:
    found = acting_store.member(work.db, organisation_id, account_id)
    if found is None:
        raise ORGANISATION_NOT_FOUND()
    return found


def _changeable(work: Work, organisation_id: str, account_id: str, caller_id: str) -> store.Row:
    """Another member whom the caller may change."""
    own = _own_role(work, organisation_id, caller_id)
    theirs = acting_store.member(work.db, organisation_id, account_id)
    if theirs is None:
        raise ORGANISATION_NOT_FOUND()
    if not may_give(own.role, theirs.role):
        raise MEMBER_ROLE_MISSING()
    return theirs


def _keep_an_owner(work: Work, organisation_id: str, theirs: store.Row, role: str) -> None:
    everybody = acting_store.members_of(work.db, organisation_id, lock=True)
    others = [one for one in everybody if one.role == "owner" and one.account_id != theirs.account_id]
    if theirs.role == "owner" and role != "owner" and not others:
        raise LAST_OWNER()


def _organisations(work: Work, sealer: Sealer, person: store.Row) -> OrganisationList:
    mine = acting_store.memberships(work.db, person.id)
    waiting = acting_store.invitations_to(work.db, identity_of(sealer, person), work.now)
    return OrganisationList(
        organisations=tuple(
            OrganisationView(
                organisation_id=row.organisation_id,
                tax_code=row.identity_masked,
                name=row.name,
                role=MemberRole(row.role),
            )
            for row in mine
        ),
        invitations=tuple(_invitation(row) for row in waiting),
    )


def _members(work: Work, organisation_id: str, own: store.Row) -> MemberList:
    everybody = acting_store.members_of(work.db, organisation_id)
    waiting = acting_store.invitations_of(work.db, organisation_id, work.now)
    return MemberList(
        members=tuple(
            MemberView(account_id=row.account_id, name=row.name, role=MemberRole(row.role), since=row.since)
            for row in everybody
        ),
        invitations=tuple(_invitation(row, own) for row in waiting),
        may_give=tuple(role for role in MemberRole if may_give(own.role, role)),
    )


def _invitation(row: store.Row, own: store.Row | None = None) -> InvitationToJoin:
    return InvitationToJoin(
        invitation_id=row.id,
        organisation_id=row.organisation_id,
        organisation_name=row.name,
        identity_masked=row.identity_masked,
        role=MemberRole(row.role),
        expires_at=row.ends_at,
        may_take_back=own is not None and _may_take_back(row, own),
    )


def wrong_field(pointer: str, error: ErrorType) -> PortalError:
    """The refusal of a request for one of its fields."""
    return INVALID_REQUEST(problems=[FieldProblem(pointer, error.code, {})])
