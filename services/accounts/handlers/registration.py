"""Registration of people: what they enter is checked, then their telephone proves itself, then the account is opened.

Nobody learns here who has an account: an identity that has one is told so only after its holder's own telephone,
which the operators' register vouches for, has given the code.
"""

import datetime as dt

from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, FieldProblem, PortalError
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.records import Nothing, load
from chassis.sealing import Sealer, mask_email, mask_identity, mask_phone
from chassis.storage import Storage
from chassis.tokens import TokenIssuer
from services.accounts import policy, rules, store
from services.accounts.adapters.passwords import Passwords
from services.accounts.adapters.registers import Claim, Finding, RegisterAway, Registers
from services.accounts.contract import (
    ACCOUNT_EXISTS,
    CONTACT,
    IDENTITY,
    IDENTITY_MISMATCH,
    IDENTITY_UNKNOWN,
    LOOKUP,
    REGISTER_AWAY,
    AccountKind,
    CheckRegistration,
    CodePurpose,
    CodeSent,
    ConfirmRegistration,
    SignedIn,
    StartRegistration,
    account_context,
    account_opened,
)
from services.accounts.domain.applicant import Applicant, examine, faults
from services.accounts.domain.problems import Problem
from services.accounts.handlers.account_states import account_state
from services.accounts.handlers.codes import enter_code, open_challenge
from services.accounts.handlers.consents import check_choices, record_choices
from services.accounts.handlers.networks import network_index
from services.accounts.handlers.opaque import opaque
from services.accounts.handlers.register_checks import ask_subscribers, note_failed_check, slow_down_checks
from services.accounts.handlers.sessions import open_session
from services.accounts.pending import PendingAccount

log = get_log(__name__)


def start_registration(
    call: Call[StartRegistration], storage: Storage, sealer: Sealer, passwords: Passwords, registers: Registers
) -> CodeSent:
    """Check what a person says of themselves, against the registers too, and send a code to their telephone."""
    policy.check(call.caller, call.method)
    check_choices(call.request.consents, storage)
    network = network_index(sealer, call.caller)
    with storage.work(call.caller, call.trace) as work:
        applicant = _examined(call.request, work.now)
        subject = sealer.index(IDENTITY, applicant.identity_number)
        slow_down_checks(work, subject, network)
    # The registers are asked between two transactions: nothing is held while somebody else takes their time.
    problem = _ask_registers(registers, applicant)
    if problem is not None:
        note_failed_check(storage, call, subject, network)
        raise problem
    password_hash = passwords.hash(call.request.password)
    account_id, challenge_id = new_id(), new_id()
    with storage.command(opaque(call, sealer)) as work:
        sent = open_challenge(
            work,
            sealer,
            challenge_id,
            purpose=CodePurpose.REGISTRATION,
            account_id=account_id,
            address=applicant.phone,
            masked=mask_phone(applicant.phone),
            pending=_pending(sealer, account_id, applicant, password_hash, call.request, work.now).to_json(),
            lifetime_seconds=rules.limits_at(work.now).registration.lifetime_seconds,
        )
        return work.done(sent)


def check_registration(call: Call[CheckRegistration], storage: Storage) -> Nothing:
    """Refuse what is wrong in a registration that is not whole, all of it at once; nobody is asked and nothing kept."""
    policy.check(call.caller, call.method)
    asked, today = call.request, rules.day_of(storage.now())
    found = faults(
        identity_kind=asked.identity_kind,
        identity_number=asked.identity_number or None,
        full_name=asked.full_name or None,
        birth_date=asked.birth_date,
        sex=None,
        phone=asked.phone or None,
        email=asked.email or None,
        password=asked.password or None,
        today=today,
        limits=rules.limits_on(today),
        places=rules.birth_places_on(today),
        blocklist=rules.blocklist(),
    )
    if found:
        raise _wrong(found)
    return Nothing()


def confirm_registration(
    call: Call[ConfirmRegistration], storage: Storage, sealer: Sealer, tokens: TokenIssuer
) -> SignedIn:
    """Open the account whose code came back, and its first session."""
    policy.check(call.caller, call.method)
    with storage.work(call.caller, call.trace) as work:
        request = call.request
        outcome: SignedIn | PortalError
        found = enter_code(work, sealer, request.challenge_id, CodePurpose.REGISTRATION, request.code)
        if isinstance(found, PortalError):
            outcome = found
        else:
            pending = load(PendingAccount, found.pending)
            values = pending.account_values(found.account_id, AccountKind.CITIZEN, work.now, sealer)
            account = store.add_account(work.db, values, pending.password_hash)
            if account is None:
                outcome = ACCOUNT_EXISTS()
            else:
                work.emit(account_opened, account.id, account_state(account))
                record_choices(work, account.id, pending.consents)
                outcome = open_session(
                    work,
                    sealer,
                    tokens,
                    account.id,
                    "citizen",
                    account.name,
                    assurance=1,
                    device=request.device,
                    first=True,
                )
                log.info("account opened", account_id=account.id)
    if isinstance(outcome, PortalError):
        raise outcome
    return outcome


def _examined(request: StartRegistration, now: dt.datetime) -> Applicant:
    today = rules.day_of(now)
    limits = rules.limits_on(today)
    found = examine(
        identity_kind=request.identity_kind,
        identity_number=request.identity_number,
        full_name=request.full_name,
        birth_date=request.birth_date,
        sex=request.sex,
        phone=request.phone,
        email=request.email,
        password=request.password,
        today=today,
        limits=limits,
        places=rules.birth_places_on(today),
        blocklist=rules.blocklist(),
    )
    if isinstance(found, Applicant):
        return found
    raise _wrong(found)


def _wrong(found: tuple[Problem, ...]) -> PortalError:
    return INVALID_REQUEST(problems=[FieldProblem(f"/{p.field}", p.code, p.params) for p in found])


def _ask_registers(registers: Registers, applicant: Applicant) -> PortalError | None:
    """What the registers have against a registration, if anything; raises `Unavailable` while one is away."""
    claim = Claim(applicant.identity_kind, applicant.identity_number, applicant.full_name, applicant.birth_date)
    try:
        finding = registers.population.check(claim)
    except RegisterAway as away:
        log.warning("population register is away", reason=away.reason)
        raise REGISTER_AWAY(retry_after=60) from None
    if finding is not Finding.MATCH:
        wrong = IDENTITY_UNKNOWN if finding is Finding.UNKNOWN else IDENTITY_MISMATCH
        return INVALID_REQUEST(problems=[FieldProblem("/identity_number", wrong.code, {})])
    return ask_subscribers(registers, applicant.phone, claim)


def _pending(
    sealer: Sealer,
    account_id: str,
    applicant: Applicant,
    password_hash: str,
    request: StartRegistration,
    now: dt.datetime,
) -> PendingAccount:
    context = account_context(account_id)
    number, phone, email = applicant.identity_number, applicant.phone, applicant.email
    return PendingAccount(
        name=applicant.full_name,
        birth_date=applicant.birth_date,
        sex=request.sex or "",
        identity_kind=applicant.identity_kind,
        identity_sealed=sealer.seal(IDENTITY, number, context),
        identity_masked=mask_identity(number),
        identity_index=sealer.index(IDENTITY, number),
        identity_last4_index=sealer.index(LOOKUP, number[-4:]),
        phone_sealed=sealer.seal(CONTACT, phone, context),
        phone_masked=mask_phone(phone),
        phone_index=sealer.index(CONTACT, phone),
        phone_last4_index=sealer.index(LOOKUP, phone[-4:]),
        phone_owner_verified_at=now,
        email_sealed=sealer.seal(CONTACT, email, context) if email else "",
        email_masked=mask_email(email) if email else "",
        password_hash=password_hash,
        consents=request.consents,
    )
