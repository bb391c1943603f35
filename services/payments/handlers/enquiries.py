"""Asking the provider about attempts it has not reported on, until their end is known.

Three steps: claim what is due and commit; ask, holding neither lock nor connection; judge each answer in a transaction
of its own. An attempt expires only after the provider was asked and knew of no payment, so what was paid without a
callback is found; while the provider does not answer, an attempt whose time is over is *unknown* and asked about again.
"""

import datetime as dt

from chassis.callers import system
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.service import Storage, Work
from services.payments import store
from services.payments.adapters.provider import Answer, PaymentProvider, ProviderAway, Question
from services.payments.domain.states import OPEN, Action, State
from services.payments.domain.vnpay import Report, Verdict
from services.payments.domain.vnpay_codes import EXPIRED, RspCode
from services.payments.handlers import moving, settlement
from services.payments.handlers.settlement import GRACE

log = get_log(__name__)

CLAIM = dt.timedelta(seconds=60)
"""For this long a question belongs to who took it up."""
WINDOW = dt.timedelta(minutes=60)
"""How long after its expiry an attempt that the provider calls unfinished is asked about."""
LAST_LOOKS = dt.timedelta(hours=24)
"""How long after its expiry an attempt of which the provider knew nothing is looked at, ever more seldom: money that
comes late and without a callback is found so, and goes to suspense. The enquiry window ends with the last look."""
LONGEST = dt.timedelta(minutes=10)
"""Between two questions about one attempt."""
IN_SUSPENSE = (RspCode.INVALID_AMOUNT.value, RspCode.ALREADY_CONFIRMED.value)
"""What is answered of money that was paid and did not settle its open attempt."""
NOT_FINISHED = "01"
"""vnp_TransactionStatus of an order that was opened; the payer may just not have paid."""


def ask_due(storage: Storage, provider: PaymentProvider, ask_after: dt.timedelta, limit: int = 3) -> int:
    """Ask about the attempts whose turn it is; gives how many."""
    with storage.work(system(provider.name)) as work:
        due = store.claim_questions(work.db, work.now, work.now + CLAIM, limit)
        now = work.now
    for payment in due:
        try:
            answer = provider.ask(Question(payment.txn_ref, payment.created_at), now)
        except ProviderAway as away:
            log.warning("the provider did not answer", payment_id=payment.id, reason=str(away))
            _without_answer(storage, provider, payment, ask_after)
        else:
            take_answer(storage, provider, payment, answer, ask_after)
    return len(due)


def take_answer(
    storage: Storage, provider: PaymentProvider, asked: store.Row, answer: Answer, ask_after: dt.timedelta
) -> None:
    """Judge one answer."""
    with storage.work(system(provider.name)) as work:
        obligation, payment = _locked(work, provider, asked)
        code, state = _judge(work, provider, obligation, payment, answer.report)
        store.keep_provider_event(
            work.db,
            id=new_id(),
            provider=provider.name,
            kind="answer",
            params=dict(answer.raw),
            received_at=work.now,
            judged_at=work.now,
            answer=code,
            payment_id=payment.id,
        )
        _plan(work, payment, state, answer.report, code, ask_after)


def _judge(
    work: Work, provider: PaymentProvider, obligation: store.Row, payment: store.Row, report: Report
) -> tuple[str, State]:
    """What the provider would be answered, and the state that the attempt is in now."""
    if report.verdict not in (Verdict.NOT_FOUND, Verdict.PENDING):
        code = settlement.hear_of(work, provider.name, report, obligation, payment)
        return code.value, _state_now(work, payment)
    if State(payment.state) in OPEN:
        over = payment.expires_at + (GRACE if report.verdict is Verdict.NOT_FOUND else WINDOW) < work.now
        if over and report.code in (NOT_FINISHED, ""):
            settlement.close(work, obligation, payment, Action.EXPIRE, EXPIRED)
        elif report.verdict is Verdict.PENDING and (report.code != NOT_FINISHED or work.now > payment.expires_at):
            moving.move_if_open(work, payment, Action.AWAIT, report.code)
        else:
            return "", State(payment.state)
        return "", _state_now(work, payment)
    return "", State(payment.state)


def _state_now(work: Work, payment: store.Row) -> State:
    known = store.find_payment(work.db, payment.id)
    if known is None:
        raise LookupError("rows of attempts are never deleted")
    return State(known.state)


def _plan(work: Work, payment: store.Row, state: State, report: Report, code: str, ask_after: dt.timedelta) -> None:
    """Ask again while the attempt is open, and look a last few times at one that ended without money.

    One that stays open though it was paid waits for people, as its money lies in suspense: of another amount, or put
    there by a repair. To ask on for ever tells nothing new.
    """
    silent = report.verdict in (Verdict.PENDING, Verdict.NOT_FOUND)
    for_people = state in OPEN and report.verdict is Verdict.PAID and code in IN_SUSPENSE
    if state in OPEN and not for_people:
        next_ask_at = _later(work, payment, ask_after)
    elif (silent or for_people) and work.now < payment.expires_at + LAST_LOOKS:
        next_ask_at = work.now + max(WINDOW, work.now - payment.expires_at)
    else:
        next_ask_at = None
    store.change_payment(work.db, payment.id, next_ask_at=next_ask_at)


def _without_answer(storage: Storage, provider: PaymentProvider, asked: store.Row, ask_after: dt.timedelta) -> None:
    with storage.work(system(provider.name)) as work:
        _, payment = _locked(work, provider, asked)
        if payment.expires_at < work.now:
            moving.move_if_open(work, payment, Action.DOUBT, "")
        store.change_payment(work.db, payment.id, next_ask_at=_later(work, payment, ask_after))


def _later(work: Work, payment: store.Row, ask_after: dt.timedelta) -> dt.datetime:
    pause: dt.timedelta = min(ask_after * 2 ** min(payment.asks, 10), LONGEST)
    return work.now + pause


def _locked(work: Work, provider: PaymentProvider, asked: store.Row) -> tuple[store.Row, store.Row]:
    obligation = store.find_obligation(work.db, asked.obligation_id, lock=True)
    payment = store.find_payment_by_ref(work.db, provider.name, asked.txn_ref, lock=True)
    if obligation is None or payment is None:
        raise LookupError("rows of attempts are never deleted")
    return obligation, payment
