"""What a report of the provider does to an attempt, its obligation, ledger and receipts; always one transaction.

Order of locks: the obligation first, then its attempts. So two reports about attempts of one obligation are judged one
after the other, and the second finds what the first did.
"""

import datetime as dt

from chassis.logs import get_log
from chassis.service import Work
from services.payments import contract, store
from services.payments.contract import ObligationState, PaymentState, Provider, RefundWay
from services.payments.domain import ledger
from services.payments.domain.ledger import TransferKind
from services.payments.domain.states import ASKABLE, OPEN, SETTLING, Action, State, Withdrawn
from services.payments.domain.suspense_words import NO_ORDER, OTHER_AMOUNT, not_awaited
from services.payments.domain.vnpay import Report, Verdict
from services.payments.domain.vnpay_codes import CANCELLED, EXPIRED, SUCCESS, RspCode, response_text
from services.payments.handlers import booking, moving, receipting, refund_books, suspending

log = get_log(__name__)

GRACE = dt.timedelta(minutes=2)
"""How long after its expiry an attempt that nobody paid is still waited for: clocks differ, banks take a moment."""
_WITHOUT_AMOUNT = frozenset({Verdict.NOT_FOUND, Verdict.PENDING, Verdict.UNCLEAR})
"""Verdicts that may come without an amount, as no money is spoken of."""
TWICE = "Khoản này đã được nộp đủ bằng một giao dịch khác"
NOT_DUE = "Tiền đến khi hồ sơ không còn khoản phải nộp này"
NO_AGENCY = ""
"""The agency of money that names no order of ours: nobody's, until people find out."""


def hear(work: Work, provider: str, report: Report) -> tuple[RspCode, str | None]:
    """Judge a genuine report: the order, the amount, whether it is known already, then the change itself.

    Gives what VNPAY is answered and the id of the attempt. Money is booked whatever the state: on the obligation if
    it is due and the attempt open, in suspense otherwise.
    """
    obligation = store.lock_obligation_of(work.db, provider, report.txn_ref)
    if obligation is None:
        if report.verdict is Verdict.PAID and report.amount:
            suspending.suspend(work, provider, NO_AGENCY, report, None, NO_ORDER)
        return RspCode.ORDER_NOT_FOUND, None
    payment = store.find_payment_by_ref(work.db, provider, report.txn_ref, lock=True)
    if payment is None:
        raise LookupError("an attempt vanished; rows are never deleted")
    return hear_of(work, provider, report, obligation, payment), payment.id


def hear_of(work: Work, provider: str, report: Report, obligation: store.Row, payment: store.Row) -> RspCode:
    """Judge a genuine report about an attempt that this transaction has locked after its obligation."""
    if report.amount != payment.amount and not (report.amount is None and report.verdict in _WITHOUT_AMOUNT):
        if report.transaction_no and store.is_transaction_known(work.db, provider, report.transaction_no):
            # This very money is booked already, by another amount: what is true the day file says.
            log.error("another amount was reported of a payment that is booked", payment_id=payment.id)
        elif report.verdict is Verdict.PAID and report.amount:
            suspending.suspend(work, provider, obligation.agency_code, report, payment, OTHER_AMOUNT)
            moving.move_if_open(work, payment, Action.DOUBT, report.code)
        return RspCode.INVALID_AMOUNT
    if report.verdict is Verdict.PAID:
        return _hear_of_money(work, provider, report, obligation, payment)
    if State(payment.state) not in OPEN:
        return RspCode.ALREADY_CONFIRMED
    match report.verdict:
        case Verdict.FAILED:
            close(work, obligation, payment, Action.FAIL, report.code)
        case Verdict.CANCELLED:
            close(work, obligation, payment, Action.CANCEL, report.code)
        case Verdict.PENDING:
            moving.move_if_open(work, payment, Action.AWAIT, report.code)
        case _:
            moving.move_if_open(work, payment, Action.DOUBT, report.code)
    return RspCode.CONFIRMED


def _hear_of_money(work: Work, provider: str, report: Report, obligation: store.Row, payment: store.Row) -> RspCode:
    numbers = (payment.transaction_no, report.transaction_no)
    if State(payment.state) in SETTLING and (numbers[0] == numbers[1] or not all(numbers)):
        # An order is paid once at the provider: a report without a number is about the money that we have.
        return RspCode.ALREADY_CONFIRMED
    if report.transaction_no and store.is_transaction_known(work.db, provider, report.transaction_no):
        # The bank's own numbers contradict each other; to book this again would count the same money twice.
        log.error("one bank transaction was reported for two orders", payment_id=payment.id)
        moving.move_if_open(work, payment, Action.DOUBT, report.code)
        return RspCode.UNKNOWN_ERROR
    if report.transaction_no and store.is_suspended(work.db, provider, report.transaction_no):
        # It lies in suspense, as its amount was another at first or a repair put it there: people credit it.
        return RspCode.ALREADY_CONFIRMED
    if State(payment.state) in OPEN and obligation.state == ObligationState.DUE:
        settle(work, obligation, payment, report.transaction_no, cash=False)
        return RspCode.CONFIRMED
    if State(payment.state) in OPEN:
        moving.move_if_open(work, payment, Action.CANCEL, report.code)
    why = not_awaited(obligation.state)
    item = suspending.suspend(work, provider, obligation.agency_code, report, payment, why)
    if item is None:
        return RspCode.ALREADY_CONFIRMED
    if obligation.state != ObligationState.DUE:
        twice = obligation.state == ObligationState.SETTLED
        _propose_refund(work, item, obligation, "paid-twice" if twice else "not-ours", TWICE if twice else NOT_DUE)
    return RspCode.CONFIRMED


def _propose_refund(work: Work, item: store.Row, obligation: store.Row, reason_code: str, reason: str) -> None:
    """Money that can be for nothing of its dossier goes back, as soon as a person has looked."""
    refund_books.request(
        work,
        agency_code=item.agency_code,
        item=item,
        obligation=obligation,
        way=RefundWay.PROVIDER,
        shares=[ledger.Share(item.provider, item.amount)],
        reason_code=reason_code,
        reason=reason,
        needs_second=True,
    )


def settle(
    work: Work,
    obligation: store.Row,
    payment: store.Row,
    transaction_no: str,
    *,
    cash: bool = False,
    suspended_at: str | None = None,
) -> str:
    """The money is certain: close all attempts, book it, issue the receipt, tell everybody. Gives the receipt's id.

    The obligation is due and the attempt open, both locked by this transaction. ``suspended_at``: the money lay in
    suspense until now, with that agency.
    """
    moving.move(
        work,
        payment,
        Action.SETTLE,
        SUCCESS,
        settled_at=work.now,
        transaction_no=transaction_no,
        next_ask_at=None,
    )
    store.change_obligation(work.db, obligation.id, state=ObligationState.SETTLED, settled_at=work.now)
    give_up_attempts(work, obligation.id)
    shares, kind = booking.shares_of(obligation), TransferKind.SETTLED
    if suspended_at is None:
        entries = ledger.settle(obligation.agency_code, shares, payment.provider, cash=cash)
    else:
        kind, entries = (
            TransferKind.CREDITED,
            ledger.credit(suspended_at, payment.provider, obligation.agency_code, shares),
        )
    booking.book(work, kind, f"settled:{payment.id}", entries, obligation.id, payment.id)
    issued = receipting.issue(work, obligation, payment)
    facts = moving.facts_of(work, obligation)
    settled = contract.PaymentSettled(
        **facts, payment_id=payment.id, provider=Provider(payment.provider), receipt_id=issued.id
    )
    work.emit(contract.payment_settled, obligation.id, settled)
    work.emit(
        contract.receipt_issued,
        obligation.id,
        contract.ReceiptIssued(
            **facts,
            receipt_id=issued.id,
            payment_id=payment.id,
            form=issued.form,
            series=issued.series,
            number=issued.number,
        ),
    )
    log.info("payment settled", payment_id=payment.id, dossier_id=obligation.dossier_id, amount=payment.amount)
    return issued.id


def close(work: Work, obligation: store.Row, payment: store.Row, action: Action, code: str) -> None:
    """An attempt came to nothing; the obligation stays due."""
    state = moving.move(work, payment, action, code, next_ask_at=None)
    vi, en = response_text({Action.CANCEL: CANCELLED, Action.EXPIRE: EXPIRED}.get(action, code))
    failed = contract.PaymentFailed(
        **moving.facts_of(work, obligation),
        payment_id=payment.id,
        provider=Provider(payment.provider),
        state=PaymentState(state),
        reason_code=code,
        reason_vi=vi,
        reason_en=en,
    )
    work.emit(contract.payment_failed, obligation.id, failed)


def give_up_attempts(work: Work, obligation_id: str) -> None:
    """Cancel what is open of an obligation that is not due any more.

    The payer may still be at the bank, so the provider is asked once more after the attempt's time: what was paid
    meanwhile goes to suspense even if no callback ever comes.
    """
    for payment in store.open_payments(work.db, obligation_id):
        last_look = payment.expires_at + GRACE if State(payment.state) in ASKABLE and payment.expires_at else None
        moving.move(work, payment, Action.CANCEL, "", next_ask_at=last_look)


def withdraw_obligation(work: Work, obligation: store.Row, why: Withdrawn) -> None:
    """What was due is not due any more; nothing was paid."""
    store.change_obligation(
        work.db, obligation.id, state=ObligationState.WITHDRAWN, withdrawn_at=work.now, withdrawn_why=why.value
    )
    give_up_attempts(work, obligation.id)
    entries = ledger.withdraw(obligation.agency_code, booking.shares_of(obligation))
    booking.book(work, TransferKind.WITHDRAWN, f"withdrawn:{obligation.id}", entries, obligation.id, None, why.value)


def book_request(work: Work, obligation: store.Row) -> None:
    """A new obligation enters the books."""
    entries = ledger.request(obligation.agency_code, booking.shares_of(obligation))
    booking.book(work, TransferKind.REQUESTED, f"requested:{obligation.id}", entries, obligation.id, None)
