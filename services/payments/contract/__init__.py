"""The public face of payments: obligations, attempts to pay them, callbacks of the provider, receipts.

An *obligation* is what one dossier owes (nghĩa vụ nộp phí, lệ phí); a *payment* is one attempt to meet it. At most one
payment settles an obligation. The provider's callback is the truth: it alone, or an answer to our own question,
changes a state; the page a browser returns to only reads. Amounts are whole đồng. Every event of this service has the
id of its obligation as aggregate id, so that a subscriber sees request, failures, settlement and receipt in order.

Its names are imported from here; in which of its modules each is written is nobody else's concern.
"""

from services.payments.contract.erasing import (
    data_erased,
    erasure_answered,
)
from services.payments.contract.errors import (
    ALREADY_SETTLED,
    AMOUNT_DIFFERS,
    AMOUNT_OUT_OF_RANGE,
    NOT_PAYABLE_ONLINE,
    OBLIGATION_WITHDRAWN,
    PAYMENT_NOT_FOUND,
    PROVIDER_AWAY,
    RECEIPT_NOT_FOUND,
    ROLE_MISSING,
)
from services.payments.contract.events import (
    PaymentFacts,
    PaymentFailed,
    PaymentRequested,
    PaymentSettled,
    ReceiptCountered,
    ReceiptIssued,
    payment_failed,
    payment_requested,
    payment_settled,
    receipt_countered,
    receipt_issued,
)
from services.payments.contract.exporting import (
    export_personal_data,
)
from services.payments.contract.methods import (
    get_obligation,
    get_payment,
    get_receipt,
    handle_callback,
    list_audit,
    list_dossier_payments,
    pay_at_desk,
    read_return,
    start_payment,
)
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
from services.payments.contract.terms import (
    SERVICE,
    AgencyCode,
    CounterKind,
    ObligationState,
    PaymentState,
    Provider,
    ProviderParams,
    TxnRef,
    Url,
)
from services.payments.contract.views import (
    CallbackAnswer,
    DossierPayments,
    ObligationView,
    PaymentStarted,
    PaymentView,
    ReceiptView,
    ReturnView,
)

# The formatter would give each name a line of its own.
# fmt: off
__all__ = [
    "ALREADY_SETTLED", "AMOUNT_DIFFERS", "AMOUNT_OUT_OF_RANGE", "NOT_PAYABLE_ONLINE", "OBLIGATION_WITHDRAWN",
    "PAYMENT_NOT_FOUND", "PROVIDER_AWAY", "RECEIPT_NOT_FOUND", "ROLE_MISSING", "SERVICE", "AgencyCode",
    "CallbackAnswer", "CounterKind", "DossierPayments", "GetObligation", "GetPayment", "GetReceipt", "HandleCallback",
    "ListDossierPayments", "ObligationState", "ObligationView", "PayAtDesk", "PaymentFacts", "PaymentFailed",
    "PaymentRequested", "PaymentSettled", "PaymentStarted", "PaymentState", "PaymentView", "Provider",
    "ProviderParams", "ReadReturn", "ReceiptCountered", "ReceiptIssued", "ReceiptView", "ReturnView", "StartPayment",
    "TxnRef", "Url", "data_erased", "erasure_answered", "export_personal_data", "get_obligation", "get_payment",
    "get_receipt", "handle_callback", "list_audit", "list_dossier_payments", "pay_at_desk", "payment_failed",
    "payment_requested", "payment_settled", "read_return", "receipt_countered", "receipt_issued", "start_payment",
]
# fmt: on
