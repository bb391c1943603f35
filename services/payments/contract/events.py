"""What payments tells the others."""

import datetime as dt
from typing import Annotated

from chassis.contracts import event
from chassis.records import Dong, Ident, Rule, record
from services.dossiers.contract import FeeItem
from services.payments.contract.refunds import RefundWay
from services.payments.contract.terms import SERVICE, AgencyCode, CounterKind, PaymentState, Provider, WhyKept


@record
class PaymentFacts:
    """What every event of an obligation carries; ``amount`` is its total."""

    obligation_id: Ident
    dossier_id: Ident
    dossier_code: Annotated[str, Rule(max=80)]
    procedure_code: Annotated[str, Rule(max=40)]
    procedure_name: Annotated[str, Rule(max=2000)]
    agency_code: AgencyCode
    payer_id: Ident
    amount: Dong
    at: dt.datetime


@record
class PaymentRequested(PaymentFacts):
    """A fee is to be paid and can be from now on; ``replaces`` is the obligation that it took the place of."""

    items: tuple[FeeItem, ...]
    pay_online: bool
    replaces: Annotated[str, Rule(max=64)] = ""


@record
class PaymentWaived(PaymentFacts):
    """An officer changed the fee to nothing: the obligation is withdrawn and nothing takes its place."""


@record
class FeeChangeRefused(PaymentFacts):
    """The fee stays as it was: changed now, it could be charged twice. ``try_after``: from then on it may be asked."""

    why: WhyKept
    try_after: dt.datetime | None = None


@record
class PaymentSettled(PaymentFacts):
    """The obligation is met: the money is certain."""

    payment_id: Ident
    provider: Provider
    receipt_id: Ident


@record
class PaymentFailed(PaymentFacts):
    """One attempt came to nothing (refused, cancelled or expired); the obligation is still due."""

    payment_id: Ident
    provider: Provider
    state: PaymentState
    reason_code: Annotated[str, Rule(max=20)]
    reason_vi: Annotated[str, Rule(max=500)]
    reason_en: Annotated[str, Rule(max=500)]


@record
class RefundSettled(PaymentFacts):
    """Money went back: ``refunded`` đồng of a payment, or of money in suspense (then without ``payment_id``).

    ``whole`` says that nothing is left of the payment. ``receipt_id`` is the counter-receipt, empty for suspense.
    """

    refund_id: Ident
    payment_id: Annotated[str, Rule(max=64)]
    refunded: Dong
    whole: bool
    way: RefundWay
    reason_code: Annotated[str, Rule(max=60)]
    receipt_id: Annotated[str, Rule(max=64)]


@record
class ReceiptIssued(PaymentFacts):
    """A receipt with its number exists."""

    receipt_id: Ident
    payment_id: Ident
    form: Annotated[str, Rule(max=20)]
    series: Annotated[str, Rule(max=20)]
    number: Annotated[str, Rule(pattern=r"\d{8}")]


@record
class ReceiptCountered(PaymentFacts):
    """A counter-receipt exists: what ``counters`` proved is taken back by ``taken_back`` đồng, or it was replaced."""

    receipt_id: Ident
    payment_id: Ident
    form: Annotated[str, Rule(max=20)]
    series: Annotated[str, Rule(max=20)]
    number: Annotated[str, Rule(pattern=r"\d{8}")]
    counters: Ident
    kind: CounterKind
    taken_back: Dong
    reason: Annotated[str, Rule(max=500)]


payment_requested = event(SERVICE, "payment_requested", PaymentRequested, aggregate="payment")
payment_waived = event(SERVICE, "payment_waived", PaymentWaived, aggregate="payment")
fee_change_refused = event(SERVICE, "fee_change_refused", FeeChangeRefused, aggregate="payment")
payment_settled = event(SERVICE, "payment_settled", PaymentSettled, aggregate="payment")
payment_failed = event(SERVICE, "payment_failed", PaymentFailed, aggregate="payment")
refund_settled = event(SERVICE, "refund_settled", RefundSettled, aggregate="payment")
receipt_issued = event(SERVICE, "receipt_issued", ReceiptIssued, aggregate="payment")
receipt_countered = event(SERVICE, "receipt_countered", ReceiptCountered, aggregate="payment")
