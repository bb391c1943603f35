"""Queries of payments; none of them changes anything, the return page's least of all."""

from chassis.service import Call, Storage
from services.payments import policy, store
from services.payments.adapters.provider import PaymentProvider
from services.payments.contract import (
    PAYMENT_NOT_FOUND,
    RECEIPT_NOT_FOUND,
    DossierPayments,
    GetObligation,
    GetPayment,
    GetReceipt,
    ListDossierPayments,
    ObligationView,
    PaymentState,
    PaymentView,
    ReadReturn,
    ReceiptView,
    ReturnView,
)
from services.payments.domain.states import OPEN, State
from services.payments.domain.telling import told
from services.payments.handlers import views
from services.payments.store import refunding as kept

NOT_GENUINE = (
    "Đường dẫn này không phải do cổng thanh toán gửi. Xin xem tình trạng nộp tiền trong trang hồ sơ.",
    "This link was not sent by the payment gateway. Please see the state of the payment on the dossier's page.",
)


def list_dossier_payments(call: Call[ListDossierPayments], storage: Storage) -> DossierPayments:
    """The obligations of a dossier that the caller may see; none for somebody else's, as for an unknown dossier."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.read() as db:
        rows = store.obligations_of(db, call.request.dossier_id)
        seen = [row for row in rows if policy.may(call.caller, call.method, row)]
        return DossierPayments(dossier_id=call.request.dossier_id, obligations=views.obligation_views(db, seen))


def get_obligation(call: Call[GetObligation], storage: Storage) -> ObligationView:
    """One obligation."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.read() as db:
        row = store.find_obligation(db, call.request.obligation_id)
        policy.check(call.caller, call.method, row)
        return views.obligation_view(db, call.request.obligation_id)


def get_payment(call: Call[GetPayment], storage: Storage) -> PaymentView:
    """One attempt."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.read() as db:
        payment = store.find_payment(db, call.request.payment_id)
        if payment is None:
            raise PAYMENT_NOT_FOUND()
        policy.check(call.caller, call.method, store.find_obligation(db, payment.obligation_id))
        held = kept.held_of(db, [payment.obligation_id]).get(payment.id, 0)
        return views.payment_view(payment, kept.of_payments(db, [payment.id]), held)


def get_receipt(call: Call[GetReceipt], storage: Storage) -> ReceiptView:
    """One receipt."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.read() as db:
        row = store.find_receipt(db, call.request.receipt_id)
        policy.check(call.caller, call.method, row)
        if row is None:
            raise RECEIPT_NOT_FOUND()
        return views.receipt_view(row)


def read_return(call: Call[ReadReturn], storage: Storage, provider: PaymentProvider) -> ReturnView:
    """What to show the person whom the provider sent back: the state that we know, never what the query claims."""
    params = call.request.params
    if call.request.provider != provider.name or not provider.is_genuine(params):
        return ReturnView(genuine=False, message_vi=NOT_GENUINE[0], message_en=NOT_GENUINE[1])
    with storage.read() as db:
        payment = store.find_payment_by_ref(db, provider.name, provider.read(params).txn_ref)
        obligation = store.find_obligation(db, payment.obligation_id) if payment else None
        if payment is None or obligation is None:
            return ReturnView(genuine=False, message_vi=NOT_GENUINE[0], message_en=NOT_GENUINE[1])
        receipt_id = store.receipt_ids(db, [obligation.id]).get(obligation.id, "")
        held = kept.held_of(db, [obligation.id]).get(payment.id, 0)
    # Whose money lies apart need not wait: it is for people to look at.
    final = State(payment.state) not in OPEN or held > 0
    message_vi, message_en = told(State(payment.state), payment.outcome_code, held)
    return ReturnView(
        genuine=True,
        payment_id=payment.id,
        obligation_id=obligation.id,
        dossier_id=obligation.dossier_id,
        dossier_code=obligation.dossier_code,
        amount=payment.amount,
        state=PaymentState(payment.state),
        final=final,
        message_vi=message_vi,
        message_en=message_en,
        receipt_id=receipt_id,
        held=held,
    )
