"""The provider's callbacks: kept as they came, in a transaction of their own, then judged in another.

A process that dies between the two leaves a message that nobody judged; the provider sends it again, and the timer
`judge_leftovers` takes it up even if it does not.
"""

import datetime as dt

from chassis.callers import system
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.service import Call, Storage, Work
from services.payments import store
from services.payments.adapters.provider import PaymentProvider
from services.payments.contract import CallbackAnswer, HandleCallback
from services.payments.domain.vnpay_codes import RSP_MESSAGES, RspCode
from services.payments.handlers import settlement

log = get_log(__name__)

LEFT_FOR = dt.timedelta(seconds=30)
"""After this a message that was not judged counts as left behind."""


def handle_callback(call: Call[HandleCallback], storage: Storage, provider: PaymentProvider) -> CallbackAnswer:
    """Answer a callback in the documented order of checks: signature, order, amount, known already, change."""
    if call.request.provider != provider.name:
        return _answer(RspCode.ORDER_NOT_FOUND)
    event_id = new_id()
    with storage.work(call.caller, call.trace) as work:
        store.keep_provider_event(
            work.db,
            id=event_id,
            provider=provider.name,
            kind="callback",
            params=call.request.params,
            network=call.request.network or call.caller.network,
            trace=call.trace,
            received_at=work.now,
        )
    # Who sent it is nobody we know: what it does is done in the provider's name, by its signature.
    with storage.work(system(provider.name), call.trace) as work:
        return _answer(_judge(work, event_id, provider))


def judge_leftovers(storage: Storage, provider: PaymentProvider, limit: int = 20) -> int:
    """Judge callbacks whose judging was cut short; gives how many were judged."""
    with storage.work(system(provider.name)) as work:
        left = store.unjudged_events(work.db, work.now - LEFT_FOR, limit)
    judged = 0
    for event_id in left:
        try:
            with storage.work(system(provider.name)) as work:
                _judge(work, event_id, provider)
            judged += 1
        except Exception:
            # One message that cannot be judged must not keep back those that came after it.
            log.exception("a kept callback cannot be judged", event_id=event_id)
    return judged


def _judge(work: Work, event_id: str, provider: PaymentProvider) -> RspCode:
    event = store.find_provider_event(work.db, event_id)
    if event is None:
        raise LookupError("a message that was kept is there")
    if event.judged_at is not None:
        return RspCode(event.answer)
    payment_id = None
    if provider.is_genuine(event.params):
        code, payment_id = settlement.hear(work, provider.name, provider.read(event.params))
    else:
        code = RspCode.INVALID_SIGNATURE
    if code not in (RspCode.CONFIRMED, RspCode.ALREADY_CONFIRMED):
        log.warning("callback refused", answer=code.value, event_id=event_id, payment_id=payment_id)
    store.judge_provider_event(work.db, event_id, at=work.now, answer=code.value, payment_id=payment_id)
    return code


def _answer(code: RspCode) -> CallbackAnswer:
    return CallbackAnswer(code=code.value, message=RSP_MESSAGES[code])
