"""The commands and queries of payments, each with the record it takes and the record it gives."""

from chassis.audit_reading import listing
from chassis.contracts import command, query
from chassis.workings import looking, replaying
from services.payments.contract.requests import (
    GetObligation,
    GetPayment,
    GetReceipt,
    HandleCallback,
    ListDossierPayments,
    PayAtDesk,
    ReadReturn,
    StartPayment,
)
from services.payments.contract.terms import SERVICE
from services.payments.contract.views import (
    CallbackAnswer,
    DossierPayments,
    ObligationView,
    PaymentStarted,
    PaymentView,
    ReceiptView,
    ReturnView,
)

start_payment = command(SERVICE, "start_payment", StartPayment, PaymentStarted)
handle_callback = command(
    SERVICE,
    "handle_callback",
    HandleCallback,
    CallbackAnswer,
    natural="a callback is known by provider, reference and transaction number; a second one finds the first's effect",
)
pay_at_desk = command(SERVICE, "pay_at_desk", PayAtDesk, ObligationView)

list_dossier_payments = query(SERVICE, "list_dossier_payments", ListDossierPayments, DossierPayments)
get_obligation = query(SERVICE, "get_obligation", GetObligation, ObligationView)
get_payment = query(SERVICE, "get_payment", GetPayment, PaymentView)
read_return = query(SERVICE, "read_return", ReadReturn, ReturnView)
get_receipt = query(SERVICE, "get_receipt", GetReceipt, ReceiptView)
list_audit = listing(SERVICE)
get_workings = looking(SERVICE)
replay_letter = replaying(SERVICE)
