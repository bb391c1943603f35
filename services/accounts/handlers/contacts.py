"""Change of telephone and e-mail address: a fresh proof, a code to the new one, a notice to the former one."""

from typing import Any

from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, ErrorType, FieldProblem, PortalError
from chassis.ids import new_id
from chassis.sealing import Sealer, mask_email, mask_phone
from chassis.storage import Storage, Work
from services.accounts import acting_store, audit, policy, rules, store
from services.accounts.adapters.registers import Claim, Registers
from services.accounts.audit import Act
from services.accounts.contract import (
    ACCOUNT_NOT_FOUND,
    CODE_SPENT,
    CONTACT,
    EMAIL_FORM,
    IDENTITY,
    LOOKUP,
    PHONE_FORM,
    CodePurpose,
    CodeSent,
    CodeWay,
    ConfirmEmailChange,
    ConfirmPhoneChange,
    ContactChanged,
    ProfileView,
    RemoveWorkEmail,
    StartEmailChange,
    StartPhoneChange,
    account_changed,
    account_context,
    contact_changed,
)
from services.accounts.domain.contact import email_address, mobile_number
from services.accounts.handlers import staff_contacts
from services.accounts.handlers.account_states import account_state, identity_of
from services.accounts.handlers.codes import enter_code, open_challenge
from services.accounts.handlers.fresh import require_fresh
from services.accounts.handlers.networks import network_index
from services.accounts.handlers.opaque import opaque
from services.accounts.handlers.profile import profile_of, staff_profile_of
from services.accounts.handlers.register_checks import ask_subscribers, note_failed_check, slow_down_checks
from services.accounts.handlers.sessions import end_sessions_of


def start_phone_change(
    call: Call[StartPhoneChange], storage: Storage, sealer: Sealer, registers: Registers
) -> CodeSent:
    """Check that the new telephone is the person's own (chính chủ), and send a code to it."""
    policy.check(call.caller, call.method)
    phone = mobile_number(call.request.phone)
    if phone is None:
        raise _wrong("/phone", PHONE_FORM)
    with storage.work(call.caller, call.trace) as work:
        require_fresh(work, call.caller)
        account = _own(work, call.caller.id)
        slow_down_checks(work, identity_of(sealer, account), network_index(sealer, call.caller))
    number = sealer.unseal(IDENTITY, account.identity_sealed, account_context(account.id))
    # The register is asked between two transactions: nothing is held while somebody else takes their time.
    problem = ask_subscribers(registers, phone, Claim(account.identity_kind, number, account.name, account.birth_date))
    if problem is not None:
        note_failed_check(storage, call, identity_of(sealer, account), network_index(sealer, call.caller))
        raise problem
    with storage.command(opaque(call, sealer)) as work:
        pending = {
            "phone_sealed": sealer.seal(CONTACT, phone, account_context(account.id)),
            "phone_masked": mask_phone(phone),
            "phone_index": sealer.index(CONTACT, phone),
            "phone_last4_index": sealer.index(LOOKUP, phone[-4:]),
        }
        sent = open_challenge(
            work,
            sealer,
            new_id(),
            purpose=CodePurpose.PHONE_CHANGE,
            account_id=account.id,
            address=phone,
            masked=mask_phone(phone),
            pending=pending,
            lifetime_seconds=rules.limits_at(work.now).code.lifetime_seconds,
            session_id=call.caller.session,
        )
        return work.done(sent)


def confirm_phone_change(call: Call[ConfirmPhoneChange], storage: Storage, sealer: Sealer) -> ProfileView:
    """Use the new telephone from now on, tell the former one, and end the other sessions."""
    policy.check(call.caller, call.method)
    with storage.work(call.caller, call.trace) as work:
        request = call.request
        entered = enter_code(
            work, sealer, request.challenge_id, CodePurpose.PHONE_CHANGE, request.code, session_id=call.caller.session
        )
        outcome = (
            entered if isinstance(entered, PortalError) else _use_phone(work, sealer, call.caller.id, entered.pending)
        )
        if not isinstance(outcome, PortalError):
            end_sessions_of(work, call.caller.id, "contact-changed", but=call.caller.session)
    if isinstance(outcome, PortalError):
        raise outcome
    return _shown(call.caller.id, call.caller.assurance, storage)


def start_email_change(call: Call[StartEmailChange], storage: Storage, sealer: Sealer) -> CodeSent:
    """Send a code to an e-mail address that is to be used, or that is used and not proved yet.

    Nothing else goes to the address of a member of staff before the code came back, whoever wrote it down.
    """
    policy.check(call.caller, call.method)
    with storage.command(opaque(call, sealer)) as work:
        require_fresh(work, call.caller)
        account = staff_contacts.own(work) if call.caller.is_staff else _own(work, call.caller.id)
        email = email_address(call.request.email or _unproved(sealer, account))
        if email is None:
            raise _wrong("/email", EMAIL_FORM)
        pending = {
            "email_sealed": sealer.seal(CONTACT, email, account_context(account.id)),
            "email_masked": mask_email(email),
            "same": bool(account.email_sealed)
            and sealer.unseal(CONTACT, account.email_sealed, account_context(account.id)) == email,
        }
        sent = open_challenge(
            work,
            sealer,
            new_id(),
            purpose=CodePurpose.EMAIL_CHANGE,
            account_id=account.id,
            address=email,
            masked=mask_email(email),
            pending=pending,
            lifetime_seconds=rules.limits_at(work.now).code.lifetime_seconds,
            way=CodeWay.EMAIL,
            session_id=call.caller.session,
        )
        return work.done(sent)


def confirm_email_change(call: Call[ConfirmEmailChange], storage: Storage, sealer: Sealer) -> ProfileView:
    """Use the e-mail address from now on as proved; tell the former one, if it is another."""
    policy.check(call.caller, call.method)
    with storage.work(call.caller, call.trace) as work:
        request = call.request
        entered = enter_code(
            work, sealer, request.challenge_id, CodePurpose.EMAIL_CHANGE, request.code, session_id=call.caller.session
        )
        outcome: PortalError | store.Row
        if isinstance(entered, PortalError):
            outcome = entered
        elif call.caller.is_staff:
            outcome = staff_contacts.use_email(work, sealer, call.caller.id, entered.pending)
        else:
            outcome = _use_email(work, call.caller.id, entered.pending)
    if isinstance(outcome, PortalError):
        raise outcome
    if call.caller.is_staff:
        return staff_profile_of(outcome, call.caller.assurance)
    return _shown(call.caller.id, call.caller.assurance, storage)


def remove_work_email(call: Call[RemoveWorkEmail], storage: Storage) -> ProfileView:
    """Erase the address of the member of staff who asks; nothing is sent there any more."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        require_fresh(work, call.caller)
        member = staff_contacts.removed(work, staff_contacts.own(work))
        return work.done(staff_profile_of(member, call.caller.assurance))


def _unproved(sealer: Sealer, account: store.Row) -> str:
    """The address that is kept and waits for its proof; empty if there is none."""
    if not account.email_sealed or account.email_verified_at is not None:
        return ""
    return sealer.unseal(CONTACT, account.email_sealed, account_context(account.id))


def _use_phone(work: Work, sealer: Sealer, account_id: str, pending: dict[str, Any]) -> PortalError | store.Row:
    former = store.account(work.db, account_id)
    if former is None or not former.active:
        return CODE_SPENT()
    moments = dict.fromkeys(("phone_verified_at", "phone_owner_verified_at", "phone_changed_at"), work.now)
    phone = sealer.unseal(CONTACT, pending["phone_sealed"], account_context(account_id))
    pending |= {name: sealer.indexed(pending[name]) for name in ("phone_index", "phone_last4_index")}
    before = sealer.index(CONTACT, sealer.unseal(CONTACT, former.phone_sealed, account_context(account_id)))
    for organisation in acting_store.organisations_reached_at(work.db, account_id, before):
        # A number that was given up may be somebody else's tomorrow: nothing of a business may go there any more.
        sealed = {"phone_sealed": sealer.seal(CONTACT, phone, account_context(organisation.id))}
        changed = store.change_account(work.db, organisation.id, **{**pending, **sealed}, changed_at=work.now)
        work.emit(account_changed, organisation.id, account_state(changed))
    return _use(work, former, "phone", {**pending, **moments}, former.phone_sealed, former.phone_masked)


def _use_email(work: Work, account_id: str, pending: dict[str, Any]) -> PortalError | store.Row:
    former = store.account(work.db, account_id)
    if former is None or not former.active:
        return CODE_SPENT()
    same = pending.pop("same")
    values = {**pending, "email_verified_at": work.now}
    if same:
        return store.change_account(work.db, account_id, email_verified_at=work.now)
    return _use(work, former, "email", values, former.email_sealed, former.email_masked)


def _use(
    work: Work, former: store.Row, contact: str, values: dict[str, Any], former_sealed: str, former_masked: str
) -> store.Row:
    changed = store.change_account(work.db, former.id, **values, changed_at=work.now)
    work.emit(account_changed, former.id, account_state(changed))
    told = ContactChanged(
        account_id=former.id,
        contact=contact,
        had_former=bool(former_sealed),
        former_sealed=former_sealed,
        former_masked=former_masked,
        masked=changed.phone_masked if contact == "phone" else changed.email_masked,
        at=work.now,
    )
    work.emit(contact_changed, former.id, told)
    audit.record(work, Act.CONTACT_CHANGED, about=former.id, facts={"contact": contact})
    return changed


def _own(work: Work, account_id: str) -> store.Row:
    account = store.account(work.db, account_id)
    if account is None or not account.active:
        raise ACCOUNT_NOT_FOUND()
    return account


def _shown(account_id: str, assurance: int, storage: Storage) -> ProfileView:
    with storage.read() as db:
        return profile_of(db, account_id, assurance)


def _wrong(pointer: str, error: ErrorType) -> PortalError:
    return INVALID_REQUEST(problems=[FieldProblem(pointer, error.code, {})])
