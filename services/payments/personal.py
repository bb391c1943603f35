"""Everything that payments hold about a person, column by column: told, or left out for a reason."""

from typing import Any, Final

import sqlalchemy as sa

from chassis.personal_data import INTERNAL, Part, Told, audit_part
from chassis.sealing import Sealer
from services.payments import personal_refunds
from services.payments.tables import ledger_transfers, obligations, payment_steps, payments, provider_events, receipts

_o, _p, _r, _e = obligations.c, payments.c, receipts.c, provider_events.c
SECRETS: Final = ("vnp_SecureHash", "vnp_SecureHashType")
"""What proves a message to the portal; it says nothing about a person."""


def _owed(person: str) -> sa.Select[tuple[str]]:
    return sa.select(_o.id).where(_o.payer_id == person)


def _paid(person: str) -> sa.Select[tuple[str]]:
    return sa.select(_p.id).where(_p.obligation_id.in_(_owed(person)))


def message_of(_sealer: Sealer | None, row: Any) -> object:
    """A provider's message without its signature."""
    return {name: value for name, value in row.params.items() if name not in SECRETS}


PARTS: Final = (
    Part(
        "obligations",
        "Phí, lệ phí phải nộp",
        obligations,
        lambda person: _o.payer_id == person,
        (
            Told(_o.id, "Mã nghĩa vụ"),
            Told(_o.dossier_code, "Mã hồ sơ"),
            Told(_o.procedure_name, "Thủ tục"),
            Told(_o.agency_name, "Cơ quan"),
            Told(_o["items"], "Các khoản", kind="list"),
            Told(_o.total, "Tổng số tiền (đồng)"),
            Told(_o.transfer_ref, "Nội dung chuyển khoản"),
            Told(_o.pay_online, "Nộp trực tuyến được"),
            Told(_o.state, "Tình trạng"),
            Told(_o.requested_at, "Yêu cầu lúc"),
            Told(_o.settled_at, "Nộp xong lúc"),
            Told(_o.withdrawn_at, "Thôi thu lúc"),
            Told(_o.withdrawn_why, "Lý do thôi thu"),
        ),
        {
            "dossier_id": "an internal id; the dossier's code is told",
            "dossier_version": "an internal count",
            "procedure_code": "told by its name",
            "agency_code": "told by its name",
            "payer_id": "the person's own id",
        },
    ),
    Part(
        "payments",
        "Các lần nộp tiền",
        payments,
        lambda person: _p.obligation_id.in_(_owed(person)),
        (
            Told(_p.id, "Mã giao dịch"),
            Told(_p.obligation_id, "Mã nghĩa vụ"),
            Told(_p.state, "Tình trạng"),
            Told(_p.provider, "Nơi thu"),
            Told(_p.txn_ref, "Mã gửi nơi thu"),
            Told(_p.transaction_no, "Mã của nơi thu"),
            Told(_p.outcome_code, "Mã kết quả của nơi thu"),
            Told(_p.amount, "Số tiền (đồng)"),
            Told(_p.created_at, "Bắt đầu lúc"),
            Told(_p.expires_at, "Hết hạn lúc"),
            Told(_p.settled_at, "Xong lúc"),
            Told(_p.note, "Ghi chú"),
        ),
        {
            "redirect_url": "the signed address at the bank, of no use once it ended",
            "next_ask_at": "when the provider is asked next",
            "asks": "how often the provider was asked",
            "officer_id": "the id of the officer who took the money",
            "suspense_id": "told with the money in suspense",
        },
    ),
    Part(
        "payment_steps",
        "Các bước của từng lần nộp",
        payment_steps,
        lambda person: payment_steps.c.payment_id.in_(_paid(person)),
        (
            Told(payment_steps.c.payment_id, "Mã giao dịch"),
            Told(payment_steps.c.seq, "Bước"),
            Told(payment_steps.c.action, "Việc"),
            Told(payment_steps.c.from_state, "Từ tình trạng"),
            Told(payment_steps.c.to_state, "Sang tình trạng"),
            Told(payment_steps.c.code, "Mã của nơi thu"),
            Told(payment_steps.c.at, "Lúc"),
        ),
        {"actor": "the id of whoever acted: the person, an officer or the system"},
    ),
    Part(
        "provider_messages",
        "Tin của nơi thu về các lần nộp",
        provider_events,
        lambda person: _e.payment_id.in_(_paid(person)),
        (
            Told(_e.payment_id, "Mã giao dịch"),
            Told(_e.provider, "Nơi thu"),
            Told(_e.kind, "Loại"),
            Told(_e.params, "Nội dung", "content", message_of),
            Told(_e.received_at, "Nhận lúc"),
            Told(_e.answer, "Trả lời"),
        ),
        {
            "id": "an internal id",
            "network": "the provider's address",
            "trace": "an internal id for finding log lines",
            "judged_at": "when the portal had checked it",
        },
    ),
    Part(
        "receipts",
        "Biên lai",
        receipts,
        lambda person: _r.obligation_id.in_(_owed(person)),
        (
            Told(_r.id, "Mã biên lai"),
            Told(_r.kind, "Loại"),
            Told(_r.agency_name, "Cơ quan"),
            Told(_r.form, "Mẫu"),
            Told(_r.series, "Ký hiệu"),
            Told(_r.number, "Số"),
            Told(_r.name, "Tên khoản thu"),
            Told(_r.obligation_id, "Mã nghĩa vụ"),
            Told(_r.payment_id, "Mã giao dịch"),
            Told(_r["items"], "Các khoản", kind="list"),
            Told(_r.total, "Tổng số tiền (đồng)"),
            Told(_r.total_in_words, "Bằng chữ"),
            Told(_r.issued_at, "Lập lúc"),
            Told(_r.counters, "Cho biên lai"),
            Told(_r.counter_kind, "Hủy, điều chỉnh hay thay thế"),
            Told(_r.reason, "Lý do"),
            Told(_r.look_up, "Mã tra cứu"),
            Told(_r.collector_name, "Tên cơ quan thu"),
            Told(_r.tax_code, "Mã số thuế của cơ quan thu"),
        ),
        {
            "agency_code": "told by its name",
            "actor": "the id of whoever acted: the person, an officer or the system",
        },
    ),
    Part(
        "bookings",
        "Các bút toán về khoản của bạn",
        ledger_transfers,
        lambda person: ledger_transfers.c.obligation_id.in_(_owed(person)),
        (
            Told(ledger_transfers.c.kind, "Loại"),
            Told(ledger_transfers.c.obligation_id, "Mã nghĩa vụ"),
            Told(ledger_transfers.c.payment_id, "Mã giao dịch"),
            Told(ledger_transfers.c.note, "Ghi chú"),
            Told(ledger_transfers.c.at, "Lúc"),
        ),
        {
            "id": "an internal id",
            "reference": "makes that each is booked once",
            "actor": "the id of whoever acted: the person, an officer or the system",
        },
    ),
    *personal_refunds.PARTS,
    audit_part(),
)

EXPLAINED: Final = {
    **INTERNAL,
    "ledger_entries": "the agency's books: the lines of the bookings that are told",
    "refund_closings": "two officers agree on the end of a refund, which is told with the refund",
    "refund_steps": "the steps of the refunds that are told, with their times there",
    "receipt_series": "the last number given of each series",
    "bank_lines": "what banks state of the accounts of agencies; payments that came of it are told",
    "reconciliations": "how many payments of a day agree with the provider's file",
    "reconciled_payments": "whether the provider has a payment too; the payment is told",
    "differences": "where the provider's file says something else of a payment, which is told, than our books",
    "difference_repairs": "two officers agree on a booking between the agency and its provider; payments stay as told",
    "cash_days": "the cash boxes of agencies; about no person but, by their ids, the officers at them",
    "cash_movements": "the cash that a payment brought, which is told, as it lies in the box of a day",
    "collectors": "how agencies collect; about no person but, by their ids, the officers who set it",
    "receipt_corrections": "two officers agree on a replacement; the receipt that comes of it is told, with its reason",
    "bank_merchants": "the sandbox bank's; empty elsewhere",
    "bank_orders": "the sandbox bank's; empty elsewhere",
    "bank_calls": "the sandbox bank's; empty elsewhere",
    "bank_refunds": "the sandbox bank's; empty elsewhere",
    "bank_requests": "the sandbox bank's; empty elsewhere",
}
"""Tables that are no part, and why."""
