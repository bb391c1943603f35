"""The public face of payments: obligations, attempts to pay them, callbacks of the provider, receipts.

An *obligation* is what one dossier owes (nghĩa vụ nộp phí, lệ phí); a *payment* is one attempt to meet it. At most one
payment settles an obligation. The provider's callback is the truth: it alone, or an answer to our own question,
changes a state; the page a browser returns to only reads. Amounts are whole đồng. Every event of this service has the
id of its obligation as aggregate id, so that a subscriber sees request, failures, settlement and receipt in order.

Its names are imported from here; in which of its modules each is written is nobody else's concern.
"""

from services.payments.contract.cash import (
    CashDay,
    CashDays,
    CashDayState,
    CashMovement,
    CashNote,
    ConfirmCashDay,
    CountCashDay,
    Desk,
    GetCashDay,
    ListCashDays,
    NoteCount,
    OpenCashDay,
    confirm_cash_day,
    count_cash_day,
    get_cash_day,
    list_cash_days,
    open_cash_day,
)
from services.payments.contract.collecting import (
    AccountNumber,
    BankBin,
    Collector,
    CollectorProposal,
    CollectorView,
    DecideCollector,
    GetCollector,
    ProposeCollector,
    TaxNumber,
    decide_collector,
    get_collector,
    propose_collector,
)
from services.payments.contract.desk_errors import (
    ASKED_ALREADY,
    BANK_UNKNOWN,
    BOOKS_NOT_FOUND,
    CASH_DAY_LEFT_OPEN,
    CASH_DAY_NOT_FOUND,
    CASH_DAY_NOT_OPEN,
    CASH_DAY_STATE,
    CASH_TOO_LITTLE,
    COLLECTOR_INCOMPLETE,
    DECIDED_ALREADY,
    DIFFERENCE_NEEDS_REASON,
    NO_TRANSFERS,
    NOTE_UNKNOWN,
    RECEIPT_IS_OVER,
    RECEIPT_REGISTER_TOO_LONG,
    SECOND_PERSON_NEEDED,
    STATEMENT_OF_OTHERS,
    STATEMENT_UNREADABLE,
)
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
from services.payments.contract.receipts import (
    AskReceiptCorrection,
    CheckReceipt,
    CorrectionReason,
    CounterReceipt,
    DecideReceiptCorrection,
    GetReceiptRegister,
    ListReceiptCorrections,
    LookUpCode,
    Note,
    ReceiptCorrection,
    ReceiptCorrections,
    ReceiptNumber,
    ReceiptProof,
    ReceiptRegister,
    RegisteredReceipt,
    Series,
    ask_receipt_correction,
    check_receipt,
    decide_receipt_correction,
    get_receipt_register,
    list_receipt_corrections,
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
from services.payments.contract.transfers import (
    BankLine,
    BankLineOutcome,
    BankLines,
    GetTransfer,
    ImportStatement,
    ListBankLines,
    StatementImported,
    TransferView,
    get_transfer,
    import_statement,
    list_bank_lines,
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
    "ALREADY_SETTLED", "AMOUNT_DIFFERS", "AMOUNT_OUT_OF_RANGE", "ASKED_ALREADY", "BANK_UNKNOWN", "BOOKS_NOT_FOUND",
    "CASH_DAY_LEFT_OPEN", "CASH_DAY_NOT_FOUND", "CASH_DAY_NOT_OPEN", "CASH_DAY_STATE", "CASH_TOO_LITTLE",
    "COLLECTOR_INCOMPLETE", "DECIDED_ALREADY", "DIFFERENCE_NEEDS_REASON", "NOTE_UNKNOWN", "NOT_PAYABLE_ONLINE",
    "NO_TRANSFERS", "OBLIGATION_WITHDRAWN", "PAYMENT_NOT_FOUND", "PROVIDER_AWAY", "RECEIPT_IS_OVER",
    "RECEIPT_NOT_FOUND", "RECEIPT_REGISTER_TOO_LONG", "ROLE_MISSING", "SECOND_PERSON_NEEDED", "SERVICE",
    "STATEMENT_OF_OTHERS", "STATEMENT_UNREADABLE", "AccountNumber", "AgencyCode", "AskReceiptCorrection", "BankBin",
    "BankLine", "BankLineOutcome", "BankLines", "CallbackAnswer", "CashDay", "CashDayState", "CashDays",
    "CashMovement", "CashNote", "CheckReceipt", "Collector", "CollectorProposal", "CollectorView", "ConfirmCashDay",
    "CorrectionReason", "CountCashDay", "CounterKind", "CounterReceipt", "DecideCollector", "DecideReceiptCorrection",
    "Desk", "DossierPayments", "GetCashDay", "GetCollector", "GetObligation", "GetPayment", "GetReceipt",
    "GetReceiptRegister", "GetTransfer", "HandleCallback", "ImportStatement", "ListBankLines", "ListCashDays",
    "ListDossierPayments", "ListReceiptCorrections", "LookUpCode", "Note", "NoteCount", "ObligationState",
    "ObligationView", "OpenCashDay", "PayAtDesk", "PaymentFacts", "PaymentFailed", "PaymentRequested",
    "PaymentSettled", "PaymentStarted", "PaymentState", "PaymentView", "ProposeCollector", "Provider",
    "ProviderParams", "ReadReturn", "ReceiptCorrection", "ReceiptCorrections", "ReceiptCountered", "ReceiptIssued",
    "ReceiptNumber", "ReceiptProof", "ReceiptRegister", "ReceiptView", "RegisteredReceipt", "ReturnView", "Series",
    "StartPayment", "StatementImported", "TaxNumber", "TransferView", "TxnRef", "Url", "ask_receipt_correction",
    "check_receipt", "confirm_cash_day", "count_cash_day", "data_erased", "decide_collector",
    "decide_receipt_correction", "erasure_answered", "export_personal_data", "get_cash_day", "get_collector",
    "get_obligation", "get_payment", "get_receipt", "get_receipt_register", "get_transfer", "handle_callback",
    "import_statement", "list_audit", "list_bank_lines", "list_cash_days", "list_dossier_payments",
    "list_receipt_corrections", "open_cash_day", "pay_at_desk", "payment_failed", "payment_requested",
    "payment_settled", "propose_collector", "read_return", "receipt_countered", "receipt_issued", "start_payment",
]
# fmt: on
