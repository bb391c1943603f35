"""What the end of a dossier means for what was paid for it: where the rules say so, a refund is asked for by itself."""

from chassis.logs import get_log
from chassis.service import Event, Work
from services.dossiers.contract import DossierFacts, DossierRefused, DossierStopped, DossierWithdrawn
from services.payments import store
from services.payments.contract import Provider, RefundWay
from services.payments.domain.refund_rules import Happening
from services.payments.domain.refunds import OPEN
from services.payments.domain.states import SETTLING, State
from services.payments.handlers import refund_books
from services.payments.handlers.refunding import RULES
from services.payments.store import refunding as kept

log = get_log(__name__)

WAYS = {Provider.VNPAY.value: RefundWay.PROVIDER, Provider.DESK.value: RefundWay.CASH}
"""By which way money goes back that came so; else by transfer."""


def on_dossier_withdrawn(event: Event[DossierWithdrawn], work: Work) -> None:
    """A final withdrawal is one from before reception; a later one ends by `on_dossier_stopped`."""
    if event.payload.final:
        _refund_by_rule(work, event.payload, Happening.WITHDRAWN_BEFORE_RECEPTION)


def on_dossier_refused(event: Event[DossierRefused], work: Work) -> None:
    """The agency did not receive it."""
    _refund_by_rule(work, event.payload, Happening.RECEPTION_REFUSED)


def on_dossier_stopped(event: Event[DossierStopped], work: Work) -> None:
    """Handling ended without a decision."""
    _refund_by_rule(work, event.payload, Happening.STOPPED)


def _refund_by_rule(work: Work, dossier: DossierFacts, happening: Happening) -> None:
    reason = RULES.by_itself(happening, dossier.procedure_code, work.now)
    if reason is None:
        return
    for obligation in store.obligations_of(work.db, dossier.dossier_id, lock=True):
        for payment in store.payments_of(work.db, [obligation.id]):
            if State(payment.state) not in SETTLING:
                continue
            way = WAYS.get(payment.provider, RefundWay.TRANSFER)
            left = refund_books.left_to_refund(work, obligation, payment)
            if not left or any(refund.state in OPEN for refund in kept.of_payments(work.db, [payment.id])):
                log.info("nothing to refund by rule", payment_id=payment.id)
                continue
            amount = sum(share.amount for share in left)
            refund_books.request(
                work,
                agency_code=obligation.agency_code,
                payment=payment,
                obligation=obligation,
                way=way,
                shares=left,
                reason_code=reason.code,
                reason=reason.vi,
                needs_second=RULES.needs_second(amount, by_hand=way is not RefundWay.PROVIDER, moment=work.now),
            )
