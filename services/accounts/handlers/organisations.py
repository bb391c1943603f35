"""Businesses (tổ chức, doanh nghiệp): opened by their legal representative, shared with members by invitation.

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
from services.accounts.adapters.registers import Claim, Finding, RegisterAway, Registers
from services.accounts.audit import Act
from services.accounts.contract import (
    ACCOUNT_NOT_FOUND,
    BUSINESS_REGISTER_AWAY,
    CONTACT,
    IDENTITY,
    IDENTITY_FORM,
    INVITATION_GONE,
    LAST_OWNER,
    LOOKUP,
    MEMBER_ROLE_MISSING,
    MEMBERS_TOO_MANY,
    NOT_REPRESENTATIVE,
    ORGANISATION_EXISTS,
    ORGANISATION_NOT_FOUND,
    TAX_CODE_UNKNOWN,
    TAX_CODE_WRONG,
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
    RegisterOrganisation,
    RemoveMember,
    account_context,
    account_opened,
    organisation_member_changed,
)
from services.accounts.domain.acting import may_give
from services.accounts.domain.identity import kind_of, normalise
from services.accounts.domain.tax_code import tax_code
from services.accounts.handlers.account_states import account_state
from services.accounts.handlers.acting import end_acting
from services.accounts.handlers.fresh import require_fresh
from services.accounts.handlers.networks import network_index
from services.accounts.handlers.opaque import opaque
from services.accounts.handlers.register_checks import note_failed_check, slow_down_checks

log = get_log(__name__)


def register_organisation(
    call: Call[RegisterOrganisation], storage: Storage, sealer: Sealer, registers: Registers
) -> OrganisationView:
    """Open the account of a business for its legal representative, whom the business register vouches for."""
    policy.check(call.caller, call.method)
    code = tax_code(call.request.tax_code)
    if code is None:
        raise _wrong("/tax_code", TAX_CODE_WRONG)
    network = network_index(sealer, call.caller)
    with storage.work(call.caller, call.trace) as work:
        require_fresh(work, call.caller)
        person = own_account(work, call.caller.id)
        slow_down_checks(work, person.identity_index, network)
    number = sealer.unseal(IDENTITY, person.identity_sealed, account_context(person.id))
    # The register is asked between two transactions: nothing is held while somebody else takes their time.
    try:
        found = registers.businesses.check_representative(
            code, Claim(person.identity_kind, number, person.name, person.birth_date)
        )
    except RegisterAway as away:
        log.warning("business register is away", reason=away.reason)
        raise BUSINESS_REGISTER_AWAY(retry_after=60) from None
    if found.finding is not Finding.MATCH:
        note_failed_check(storage, call, person.identity_index, network)
        raise _wrong("/tax_code", TAX_CODE_UNKNOWN if found.finding is Finding.UNKNOWN else NOT_REPRESENTATIVE)
    with storage.command(call) as work:
        organisation = _open(work, sealer, code, found.name, person)
        if organisation is None:
            raise ORGANISATION_EXISTS()
        _put_member(work, organisation.id, person.id, MemberRole.OWNER)
        audit.record(work, Act.ORGANISATION_CHANGED, about=organisation.id, facts={"what": "opened"})
        view = OrganisationView(
            organisation_id=organisation.id, tax_code=code, name=organisation.name, role=MemberRole.OWNER
        )
        return work.done(view)


def list_organisations(call: Call[ListOrganisations], storage: Storage) -> OrganisationList:
    """The caller's organisations, and who has invited them."""
    policy.check(call.caller, call.method)
    with storage.work(call.caller, call.trace) as work:
        return _organisations(work, own_account(work, call.caller.id))


def list_members(call: Call[ListMembers], storage: Storage) -> MemberList:
    """The members of an organisation of the caller's."""
    policy.check(call.caller, call.method)
    with storage.work(call.caller, call.trace) as work:
        _own_role(work, call.request.organisation_id, call.caller.id)
        return _members(work, call.request.organisation_id)


def invite_member(call: Call[InviteMember], storage: Storage, sealer: Sealer) -> InvitationToJoin:
    """Invite a person; they find the invitation when they are signed in, if and when they have an account."""
    policy.check(call.caller, call.method)
    request = call.request
    number = normalise(request.identity_number)
    if kind_of(number) is None:
        raise _wrong("/identity_number", IDENTITY_FORM)
    with storage.command(opaque(call, sealer)) as work:
        require_fresh(work, call.caller)
        own = _own_role(work, request.organisation_id, call.caller.id)
        if not may_give(own.role, request.role):
            raise MEMBER_ROLE_MISSING()
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
        )
        acting_store.add_invitation(
            work.db,
            id=invitation.invitation_id,
            organisation_id=request.organisation_id,
            identity_index=sealer.index(IDENTITY, number),
            identity_masked=invitation.identity_masked,
            role=request.role,
            invited_by=call.caller.id,
            invited_at=work.now,
            ends_at=invitation.expires_at,
        )
        audit.record(work, Act.ORGANISATION_CHANGED, about=request.organisation_id, facts={"what": "invited"})
        return work.done(invitation)


def answer_invitation(call: Call[AnswerInvitation], storage: Storage) -> OrganisationList:
    """Become a member, or decline; only the person whose identity was invited can."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        person = own_account(work, call.caller.id)
        invited = acting_store.take_invitation(work.db, call.request.invitation_id, person.identity_index, work.now)
        if invited is None:
            raise INVITATION_GONE()
        if call.request.accept:
            _put_member(work, invited.organisation_id, person.id, MemberRole(invited.role))
        return work.done(_organisations(work, person))


def change_member(call: Call[ChangeMember], storage: Storage) -> MemberList:
    """Give a member another role; their sessions for the organisation end, so that it counts at once."""
    policy.check(call.caller, call.method)
    request = call.request
    with storage.command(call) as work:
        require_fresh(work, call.caller)
        theirs = _changeable(work, request.organisation_id, request.account_id, call.caller.id)
        own = _own_role(work, request.organisation_id, call.caller.id)
        if not may_give(own.role, request.role):
            raise MEMBER_ROLE_MISSING()
        if theirs.role != request.role:
            _keep_an_owner(work, request.organisation_id, theirs, request.role)
            _put_member(work, request.organisation_id, request.account_id, request.role)
            end_acting(work, request.account_id, request.organisation_id)
        return work.done(_members(work, request.organisation_id))


def remove_member(call: Call[RemoveMember], storage: Storage) -> Nothing:
    """Remove a member, or leave; the sessions in which they act for the organisation end."""
    policy.check(call.caller, call.method)
    request = call.request
    with storage.command(call) as work:
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


def _open(work: Work, sealer: Sealer, code: str, name: str, person: store.Row) -> store.Row | None:
    organisation_id = new_id()
    context = account_context(organisation_id)
    phone = sealer.unseal(CONTACT, person.phone_sealed, account_context(person.id))
    organisation = acting_store.add_organisation(
        work.db,
        id=organisation_id,
        kind="organisation",
        name=name,
        identity_kind="tax_code",
        identity_sealed=sealer.seal(IDENTITY, code, context),
        # A tax code is public, so there is nothing to mask.
        identity_masked=code,
        identity_index=sealer.index(IDENTITY, code),
        identity_last4_index=sealer.index(LOOKUP, code[-4:]),
        phone_sealed=sealer.seal(CONTACT, phone, context),
        phone_masked=person.phone_masked,
        phone_index=person.phone_index,
        phone_last4_index=person.phone_last4_index,
        phone_verified_at=person.phone_verified_at,
        opened_at=work.now,
        changed_at=work.now,
    )
    if organisation is not None:
        work.emit(account_opened, organisation.id, account_state(organisation))
    return organisation


def _put_member(work: Work, organisation_id: str, account_id: str, role: MemberRole) -> None:
    acting_store.put_member(work.db, organisation_id, account_id, role, work.now)
    _tell(work, organisation_id, account_id, role, active=True)


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


def _organisations(work: Work, person: store.Row) -> OrganisationList:
    mine = acting_store.memberships(work.db, person.id)
    waiting = acting_store.invitations_to(work.db, person.identity_index, work.now)
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


def _members(work: Work, organisation_id: str) -> MemberList:
    everybody = acting_store.members_of(work.db, organisation_id)
    waiting = acting_store.invitations_of(work.db, organisation_id, work.now)
    return MemberList(
        members=tuple(
            MemberView(account_id=row.account_id, name=row.name, role=MemberRole(row.role), since=row.since)
            for row in everybody
        ),
        invitations=tuple(_invitation(row) for row in waiting),
    )


def _invitation(row: store.Row) -> InvitationToJoin:
    return InvitationToJoin(
        invitation_id=row.id,
        organisation_id=row.organisation_id,
        organisation_name=row.name,
        identity_masked=row.identity_masked,
        role=MemberRole(row.role),
        expires_at=row.ends_at,
    )


def _wrong(pointer: str, error: ErrorType) -> PortalError:
    return INVALID_REQUEST(problems=[FieldProblem(pointer, error.code, {})])
