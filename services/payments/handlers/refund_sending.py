"""Sending refunds to the provider, and asking about them until their end is known.

Three steps, as with enquiries: claim and commit; ask, holding neither lock nor connection; judge the answer in a
transaction of its own. That a refund is about to be sent is committed before it is: whoever finds it so later asks the
provider first, and sends it again, under the same request id, only after the provider said twice that it knows of none.
"""

import datetime as dt
from dataclasses import dataclass

from chassis.callers import system
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.service import Storage, Work
from services.payments import store
from services.payments.adapters.provider import (
    PaymentProvider,
    ProviderAway,
    RefundAnswer,
    RefundOrder,
    RefundQuestion,
)
from services.payments.domain.refunds import AT_PROVIDER, RefundAction, RefundState
from services.payments.domain.vnpay_refunds import RefundReport, RefundVerdict
from services.payments.handlers import refund_books, suspending
from services.payments.store import refunding as kept

log = get_log(__name__)

CLAIM = dt.timedelta(seconds=60)
"""For this long a refund belongs to who took it up."""
LONGEST = dt.timedelta(hours=1)
"""Between two questions about one refund; banks take days."""
KNOWN_OF_NONE = "none"
"""The outcome code of a refund of which the provider said last that it knows nothing."""
AGAIN = "again"
"""The outcome code of a refund that is to be sent once more."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One thing to do at the provider: send a refund, or ask about it."""

    refund: store.Row
    order: RefundOrder
    question: RefundQuestion
    sends: bool

    def run(self, provider: PaymentProvider, now: dt.datetime) -> RefundAnswer:
        return provider.refund(self.order, now) if self.sends else provider.ask_refund(self.question, now)


def send_due(storage: Storage, provider: PaymentProvider, ask_after: dt.timedelta, limit: int = 3) -> int:
    """Send or ask about the refunds whose turn it is; gives how many."""
    with storage.work(system(provider.name)) as work:
        due = [_errand(work, row) for row in kept.claim(work.db, work.now, work.now + CLAIM, limit)]
        now = work.now
    for errand in due:
        try:
            answer = errand.run(provider, now)
        except ProviderAway as away:
            log.warning("the provider did not answer", refund_id=errand.refund.id, reason=str(away))
            answer = None
        try:
            take_answer(storage, provider, errand.refund, answer, ask_after)
        except Exception as failed:  # it is asked about again when its claim is over; the others go on
            log.error("an answer about a refund could not be booked", refund_id=errand.refund.id, exc_info=failed)
    return len(due)


def _errand(work: Work, refund: store.Row) -> Errand:
    """What is due for a refund. That it will be sent is committed before it is."""
    order, question = _order(work, refund), question_of(work, refund)
    if refund.state == RefundState.APPROVED:
        refund = refund_books.mark(work, refund, RefundAction.SEND, tries=1)
        return Errand(refund, order, question, sends=True)
    again = refund.outcome_code == AGAIN
    if again:
        log.warning("a refund is sent again", refund_id=refund.id, tries=refund.tries + 1)
        refund = kept.change_refund(work.db, refund.id, tries=refund.tries + 1, outcome_code="code:99")
    return Errand(refund, order, question, sends=again)


def question_of(work: Work, refund: store.Row) -> RefundQuestion:
    """What the provider is asked about a refund that it pays."""
    order = _order(work, refund)
    return RefundQuestion(order.txn_ref, order.created_at, refund.amount, _numbers_of_others(work, refund))


def take_answer(
    storage: Storage, provider: PaymentProvider, asked: store.Row, answer: RefundAnswer | None, ask_after: dt.timedelta
) -> None:
    """Judge one answer, or that there was none."""
    with storage.work(system(provider.name)) as work:
        obligation = store.find_obligation(work.db, asked.obligation_id, lock=True) if asked.obligation_id else None
        payment = store.find_payment(work.db, asked.payment_id) if asked.payment_id else None
        item = kept.find_suspense(work.db, asked.suspense_id, lock=True) if asked.suspense_id else None
        refund = kept.find_refund(work.db, asked.id, lock=True)
        if refund is None:
            raise LookupError("rows of refunds are never deleted")
        if answer is not None:
            store.keep_provider_event(
                work.db,
                id=new_id(),
                provider=provider.name,
                kind="refund",
                params=dict(answer.raw),
                received_at=work.now,
                judged_at=work.now,
                answer=answer.report.verdict.value,
                payment_id=item.payment_id if item is not None else refund.payment_id,
            )
        if RefundState(refund.state) not in AT_PROVIDER:
            return  # Another answer came first.
        report = answer.report if answer is not None else RefundReport(RefundVerdict.UNCLEAR, None, "", "code:99")
        if report.verdict is RefundVerdict.DONE and report.amount not in (None, refund.amount):
            log.error("the provider paid back another amount", refund_id=refund.id, amount=report.amount)
            report = RefundReport(RefundVerdict.UNCLEAR, None, "", "code:99")
        match report.verdict:
            case RefundVerdict.DONE:
                refund_books.settle(
                    work,
                    refund,
                    obligation,
                    payment,
                    item,
                    RefundAction.CONFIRM,
                    report.code,
                    provider_no=report.number,
                )
            case RefundVerdict.REFUSED:
                refund_books.end_without(
                    work, refund, payment, item, RefundAction.REFUSE, report.code, provider_no=report.number
                )
            case RefundVerdict.NONE if refund.outcome_code == KNOWN_OF_NONE:
                kept.change_refund(work.db, refund.id, next_at=work.now, outcome_code=AGAIN)
            case _:
                _wait(work, refund, report, ask_after)


def _wait(work: Work, refund: store.Row, report: RefundReport, ask_after: dt.timedelta) -> None:
    pause: dt.timedelta = min(ask_after * 2 ** min(refund.asks, 10), LONGEST)
    code = KNOWN_OF_NONE if report.verdict is RefundVerdict.NONE else report.code
    number = {"provider_no": report.number} if report.number else {}
    at = RefundState(refund.state)
    if report.verdict is RefundVerdict.PENDING and at is RefundState.UNKNOWN:
        refund = refund_books.mark(work, refund, RefundAction.AWAIT, code)
    elif report.verdict is not RefundVerdict.PENDING and at is RefundState.SENT:
        refund = refund_books.mark(work, refund, RefundAction.DOUBT, code)
    kept.change_refund(work.db, refund.id, outcome_code=code, next_at=work.now + pause, **number)


def _numbers_of_others(work: Work, refund: store.Row) -> frozenset[str]:
    """The provider's numbers of the other refunds of the same money."""
    if refund.payment_id:
        made = kept.of_payments(work.db, [refund.payment_id])
    else:
        made = kept.of_suspense(work.db, [refund.suspense_id])
    return frozenset(row.provider_no for row in made if row.id != refund.id and row.provider_no)


def order_of(work: Work, payment: store.Row | None, item: store.Row | None) -> tuple[store.Row, store.Row] | None:
    """The attempt whose order the provider knows, and the money that came for it (the attempt itself, or a sum in
    suspense); None where the provider knows of no order of ours."""
    if payment is not None and payment.suspense_id:
        item = kept.find_suspense(work.db, payment.suspense_id)
    if item is None:
        return None if payment is None else (payment, payment)
    attempt = store.find_payment(work.db, item.payment_id) if item.payment_id else None
    return None if attempt is None else (attempt, item)


def _order(work: Work, refund: store.Row) -> RefundOrder:
    payment = store.find_payment(work.db, refund.payment_id) if refund.payment_id else None
    item = kept.find_suspense(work.db, refund.suspense_id) if refund.suspense_id else None
    known = order_of(work, payment, item)
    if known is None:
        raise LookupError("a refund by the provider is of an order that it knows")
    attempt, money = known
    return RefundOrder(
        request_id=refund.request_id,
        txn_ref=attempt.txn_ref,
        transaction_no=money.transaction_no or "0",
        amount=refund.amount,
        full=refund.amount == money.amount and not (item is not None and suspending.is_extra(item)),
        created_at=attempt.created_at,
        reason=f"Hoan phi le phi {refund.reason_code}",
    )
