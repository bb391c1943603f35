"""The tables of payments. Amounts are whole đồng; what is booked or issued is never changed (triggers refuse it)."""

from services.payments.tables.bank import (
    bank_calls,
    bank_merchants,
    bank_orders,
    bank_refunds,
    bank_requests,
)
from services.payments.tables.base import (
    metadata,
)
from services.payments.tables.books import (
    ledger_entries,
    ledger_transfers,
    receipt_corrections,
    receipt_series,
    receipts,
)
from services.payments.tables.desk import (
    bank_lines,
    cash_days,
    cash_movements,
    collectors,
)
from services.payments.tables.owed import (
    obligations,
    payment_steps,
    payments,
    provider_events,
)
from services.payments.tables.reconciling import (
    differences,
    reconciled_payments,
    reconciliations,
    repairs,
)
from services.payments.tables.refunds import (
    refund_closings,
    refund_steps,
    refunds,
    suspense,
    suspense_credits,
)

# fmt: off
__all__ = [
    "bank_calls", "bank_lines", "bank_merchants", "bank_orders", "bank_refunds", "bank_requests", "cash_days",
    "cash_movements", "collectors", "differences", "ledger_entries", "ledger_transfers", "metadata", "obligations",
    "payment_steps", "payments", "provider_events", "receipt_corrections", "receipt_series", "receipts",
    "reconciled_payments", "reconciliations", "refund_closings", "refund_steps", "refunds", "repairs", "suspense",
    "suspense_credits",
]
# fmt: on
