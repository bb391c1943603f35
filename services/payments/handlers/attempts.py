"""Commands of people: begin to pay online, and take cash at the desk."""

import datetime as dt

from chassis.ids import new_id
from chassis.service import Call, Storage, Work
from services.payments import contract, policy, store
from services.payments.adapters.provider import PaymentProvider
from services.payments.contract import (
    ALREADY_SETTLED,
    AMOUNT_DIFFERS,
    AMOUNT_OUT_OF_RANGE,
    NOT_PAYABLE_ONLINE,
    OBLIGATION_WITHDRAWN,
    PAYMENT_NOT_FOUND,
    PROVIDER_AWAY,
    ObligationState,
    ObligationView,
    PayAtDesk,
    PaymentStarted,
    Provider,
    StartPayment,
)
from services.payments.domain.states import Action, State, step
from services.payments.domain.vnpay import Order
from services.payments.handlers import booking, cash, settlement, views

MARGIN = dt.timedelta(minutes=1)
"""An attempt with less time than this left is not worth sending anybody to."""


def start_payment(
    call: Call[StartPayment], storage: Storage, provider: PaymentProvider, ask_after: dt.timedelta
) -> PaymentStarted:
    """Lead the payer to the provider: to the page of an attempt that is still good, else of a new one."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.command(call) as work:
        obligation = store.find_obligation(work.db, call.request.obligation_id, lock=True)
        policy.check(call.caller, call.method, obligation)
        obligation = _due(obligation)
        if not obligation.pay_online:
            raise NOT_PAYABLE_ONLINE()
        for payment in store.open_payments(work.db, obligation.id):
            if payment.redirect_url and payment.expires_at > work.now + MARGIN:
                return work.done(_started(payment))
        if provider.is_away:
            # Asked for nothing: what the enquiries of this process found lately. Nobody is led to a page that is dead.
            raise PROVIDER_AWAY()
        limits = booking.LIMITS.attempt(provider.name, work.now)
        if not limits.minimum <= obligation.total <= limits.maximum:
            raise AMOUNT_OUT_OF_RANGE(min=limits.minimum, max=limits.maximum)
        payment_id = new_id()
        order = Order(
            txn_ref=payment_id.replace("-", ""),
            amount=obligation.total,
            info=f"Nop phi le phi ho so {obligation.dossier_code}",
            return_url=provider.return_url,
            address=call.caller.network or "127.0.0.1",
            language=call.request.language,
            created_at=work.now,
            expires_at=work.now + limits.lifetime,
        )
        _add(work, payment_id, obligation, provider.name, order.txn_ref, expires_at=order.expires_at)
        payment = _take(
            work,
            payment_id,
            Action.REDIRECT,
            redirect_url=provider.pay_url(order),
            next_ask_at=work.now + ask_after,
        )
        return work.done(_started(payment))


def pay_at_desk(call: Call[PayAtDesk], storage: Storage) -> ObligationView:
    """Take cash: the whole amount, at once certain, with a receipt; attempts that are open online are given up."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.command(call) as work:
        obligation = store.find_obligation(work.db, call.request.obligation_id, lock=True)
        policy.check(call.caller, call.method, obligation)
        obligation = _due(obligation)
        if call.request.amount != obligation.total:
            raise AMOUNT_DIFFERS(total=obligation.total)
        payment_id = new_id()
        _add(
            work,
            payment_id,
            obligation,
            Provider.DESK.value,
            payment_id,
            officer_id=call.caller.id,
            note=call.request.note,
        )
        payment = store.find_payment(work.db, payment_id)
        if payment is None:
            raise LookupError("the attempt was added a moment ago")
        # The box before the numbers of receipts, as where cash is paid out: so neither waits for the other in a circle.
        cash.take_in(work, obligation.agency_code, call.request.desk, payment_id, obligation.total)
        settlement.settle(work, obligation, payment, "", cash=True)
        return work.done(views.obligation_view(work.db, obligation.id))


def _due(obligation: store.Row | None) -> store.Row:
    if obligation is None:
        raise PAYMENT_NOT_FOUND()
    if obligation.state == ObligationState.SETTLED:
        raise ALREADY_SETTLED()
    if obligation.state == ObligationState.WITHDRAWN:
        raise OBLIGATION_WITHDRAWN()
    return obligation


def _add(work: Work, payment_id: str, obligation: store.Row, provider: str, txn_ref: str, **values: object) -> None:
    store.add_payment(
        work.db,
        id=payment_id,
        obligation_id=obligation.id,
        state=State.CREATED.value,
        provider=provider,
        txn_ref=txn_ref,
        amount=obligation.total,
        created_at=work.now,
        **values,
    )


def _take(work: Work, payment_id: str, action: Action, **values: object) -> store.Row:
    """The attempt after its first step."""
    state = step(State.CREATED, action)
    payment = store.changed_payment(work.db, payment_id, state=state.value, **values)
    store.add_step(
        work.db,
        payment_id,
        action=action.value,
        from_state=State.CREATED.value,
        to_state=state.value,
        actor=work.caller.id,
        at=work.now,
    )
    return payment


def _started(payment: store.Row) -> PaymentStarted:
    return contract.PaymentStarted(payment=views.payment_view(payment), redirect_url=payment.redirect_url)
