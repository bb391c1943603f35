"""Transfers: how to pay by one, and what a bank's statement says has arrived.

A movement is known by account and the bank's number, and does its work once however often a file is imported. It
settles an obligation if its words hold that one's reference, the money is exactly what is due, and it arrived with the
agency that is owed; any other money is kept in suspense, where people find out whose it is. Nothing is dropped.
"""

from chassis.ids import new_id
from chassis.service import Call, Storage, Work
from services.payments import policy, store
from services.payments.contract import (
    ALREADY_SETTLED,
    NO_TRANSFERS,
    OBLIGATION_WITHDRAWN,
    PAYMENT_NOT_FOUND,
    STATEMENT_OF_OTHERS,
    STATEMENT_UNREADABLE,
    BankLine,
    BankLineOutcome,
    BankLines,
    GetTransfer,
    ImportStatement,
    ListBankLines,
    ObligationState,
    Provider,
    StatementImported,
    TransferView,
)
from services.payments.data import load_banks
from services.payments.domain import statements, suspense_words, vietqr
from services.payments.domain.statements import StatementLine
from services.payments.domain.states import State
from services.payments.handlers import settlement, suspending
from services.payments.store import collecting
from services.payments.store import transfers as kept

BANKS = load_banks()
TRANSFER = Provider.TRANSFER.value


def get_transfer(call: Call[GetTransfer], storage: Storage) -> TransferView:
    """Account, amount and words for a transfer that settles the obligation."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.read() as db:
        row = store.find_obligation(db, call.request.obligation_id)
        policy.check(call.caller, call.method, row)
        if row is None:
            raise PAYMENT_NOT_FOUND()
        if row.state == ObligationState.SETTLED:
            raise ALREADY_SETTLED()
        if row.state == ObligationState.WITHDRAWN:
            raise OBLIGATION_WITHDRAWN()
        collector = collecting.takes_transfers(db, row.agency_code)
    if collector is None:
        raise NO_TRANSFERS()
    asked = vietqr.Transfer(collector.bank_bin, collector.account_number, row.total, row.transfer_ref)
    return TransferView(
        obligation_id=row.id,
        bank_bin=collector.bank_bin,
        bank_name=BANKS.get(collector.bank_bin, collector.bank_bin),
        account_number=collector.account_number,
        account_name=collector.account_name,
        amount=row.total,
        purpose=row.transfer_ref,
        qr=vietqr.payload(asked),
    )


def import_statement(call: Call[ImportStatement], storage: Storage) -> StatementImported:
    """Take in a statement, all of it or, where a line is wrong or of another account, nothing."""
    request = call.request
    policy.check_agency(call.caller, call.method, request.agency_code)
    try:
        lines = statements.read_csv(request.content)
    except statements.UnreadableStatement as unreadable:
        raise STATEMENT_UNREADABLE(line=unreadable.line, why_vi=unreadable.vi, why_en=unreadable.en) from None
    with storage.command(call) as work:
        accounts = sorted({line.account_number for line in lines})
        kept.alone_at(work.db, accounts)
        named = {one for line in lines if line.amount > 0 for one in statements.references_in(line.description)}
        kept.hold_obligations(work.db, sorted(named))
        for account in accounts:
            owners = collecting.collectors_by_account(work.db, account)
            if not any(one.agency_code == request.agency_code for one in owners):
                raise STATEMENT_OF_OTHERS(account=account)
        taken = [_take(work, request, line) for line in dict.fromkeys(lines)]
        fresh = [line for line in taken if line is not None]
        return work.done(
            StatementImported(
                name=request.name,
                lines=len(lines),
                settled=sum(line.outcome is BankLineOutcome.SETTLED for line in fresh),
                suspended=sum(line.outcome is BankLineOutcome.SUSPENDED for line in fresh),
                outgoing=sum(line.outcome is BankLineOutcome.OUTGOING for line in fresh),
                known=len(lines) - len(fresh),
                items=tuple(fresh),
            )
        )


def list_bank_lines(call: Call[ListBankLines], storage: Storage) -> BankLines:
    """What banks stated, and what became of it."""
    request = call.request
    policy.check_agency(call.caller, call.method, request.agency_code)
    outcome = "" if request.outcome is None else request.outcome.value
    with storage.read() as db:
        rows = kept.lines_between(db, request.agency_code, request.first, request.last, outcome)
    return BankLines(items=tuple(_view(row) for row in rows))


def _take(work: Work, request: ImportStatement, line: StatementLine) -> BankLine | None:
    """One movement; None if it was known."""
    if kept.is_known(work.db, line.account_number, line.transaction_no):
        return None
    number = f"{line.account_number}:{line.transaction_no}"
    obligation, why = None, ""
    if line.amount > 0:
        obligation, why = _found(work, request.agency_code, line)
    payment_id = None
    if line.amount > 0 and obligation is not None and not why:
        payment_id = _settle(work, obligation, number)
    elif line.amount > 0:
        suspending.keep(
            work,
            provider=TRANSFER,
            agency_code=request.agency_code,
            amount=line.amount,
            txn_ref="",
            transaction_no=number,
            obligation_id=obligation.id if obligation is not None else None,
            payment_id=None,
            why=why,
        )
    outcome = BankLineOutcome.OUTGOING if line.amount < 0 else BankLineOutcome.SUSPENDED
    row = kept.add_line(
        work.db,
        id=new_id(),
        agency_code=request.agency_code,
        account_number=line.account_number,
        transaction_no=line.transaction_no,
        booked_on=line.booked_on,
        amount=line.amount,
        description=line.description,
        outcome=(BankLineOutcome.SETTLED if payment_id else outcome).value,
        why=why,
        obligation_id=obligation.id if obligation is not None else None,
        payment_id=payment_id,
        file_name=request.name,
        imported_by=work.caller.id,
        imported_at=work.now,
    )
    return _view(row)


def _found(work: Work, agency_code: str, line: StatementLine) -> tuple[store.Row | None, str]:
    """The obligation that a transfer is for, and why it does not settle it; no reason: it does."""
    named = [
        kept.obligation_by_reference(work.db, reference) for reference in statements.references_in(line.description)
    ]
    known = [row for row in named if row is not None]
    if not known:
        return None, suspense_words.NO_REFERENCE
    obligation = known[0]
    if len(known) > 1:
        return obligation, suspense_words.MANY_REFERENCES
    if obligation.agency_code != agency_code:
        return obligation, suspense_words.OTHER_AGENCY
    if obligation.state != ObligationState.DUE:
        return obligation, suspense_words.not_awaited(obligation.state)
    if obligation.total != line.amount:
        return obligation, suspense_words.amount_differs(obligation.total)
    return obligation, ""


def _settle(work: Work, obligation: store.Row, number: str) -> str:
    payment_id = new_id()
    store.add_payment(
        work.db,
        id=payment_id,
        obligation_id=obligation.id,
        state=State.CREATED.value,
        provider=TRANSFER,
        txn_ref=number,
        amount=obligation.total,
        created_at=work.now,
        officer_id=work.caller.id,
    )
    payment = store.find_payment(work.db, payment_id)
    if payment is None:
        raise LookupError("the attempt was added a moment ago")
    settlement.settle(work, obligation, payment, number, cash=False)
    return payment_id


def _view(row: store.Row) -> BankLine:
    return BankLine(
        id=row.id,
        account_number=row.account_number,
        transaction_no=row.transaction_no,
        booked_on=row.booked_on,
        amount=row.amount,
        description=row.description,
        outcome=BankLineOutcome(row.outcome),
        why=row.why,
        obligation_id=row.obligation_id or "",
        payment_id=row.payment_id or "",
    )
