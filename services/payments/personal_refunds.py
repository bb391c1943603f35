"""What payments hold about a person's money that went back, or that nothing was waiting for; see `personal`."""

from typing import Final

import sqlalchemy as sa

from chassis.personal_data import Part, Told
from services.payments.tables import obligations, refunds, suspense, suspense_credits


def _owed(person: str) -> sa.Select[tuple[str]]:
    return sa.select(obligations.c.id).where(obligations.c.payer_id == person)


PARTS: Final = (
    Part(
        "refunds",
        "Các khoản hoàn tiền",
        refunds,
        lambda person: refunds.c.obligation_id.in_(_owed(person)),
        (
            Told(refunds.c.id, "Mã khoản hoàn"),
            Told(refunds.c.payment_id, "Mã giao dịch"),
            Told(refunds.c.suspense_id, "Mã tiền treo"),
            Told(refunds.c.obligation_id, "Mã nghĩa vụ"),
            Told(refunds.c.state, "Tình trạng"),
            Told(refunds.c.way, "Hình thức"),
            Told(refunds.c.amount, "Số tiền (đồng)"),
            Told(refunds.c.shares, "Theo từng khoản", kind="list"),
            Told(refunds.c.reason_code, "Mã lý do"),
            Told(refunds.c.reason, "Lý do"),
            Told(refunds.c.legal_basis, "Căn cứ pháp lý"),
            Told(refunds.c.needs_second, "Cần người thứ hai duyệt"),
            Told(refunds.c.requested_at, "Đề nghị lúc"),
            Told(refunds.c.decided_at, "Duyệt lúc"),
            Told(refunds.c.decision_note, "Ý kiến khi duyệt"),
            Told(refunds.c.provider_no, "Mã hoàn của nơi thu"),
            Told(refunds.c.outcome_code, "Mã kết quả của nơi thu"),
            Told(refunds.c.voucher, "Số chứng từ chi"),
            Told(refunds.c.settled_at, "Hoàn xong lúc"),
            Told(refunds.c.receipt_id, "Biên lai hủy hoặc giảm"),
        ),
        {
            "agency_code": "told with the obligation, by its name",
            "requested_by": "the id of whoever asked: an officer or the system",
            "decided_by": "the id of the officer who decided",
            "paid_by": "the id of the officer who paid it out",
            "request_id": "makes that the provider pays it back once",
            "tries": "how often it was sent",
            "asks": "how often the provider was asked",
            "next_at": "when the provider is asked next",
        },
    ),
    Part(
        "suspense",
        "Tiền chưa rõ của khoản nào, theo các giao dịch của bạn",
        suspense,
        lambda person: suspense.c.obligation_id.in_(_owed(person)),
        (
            Told(suspense.c.id, "Mã tiền treo"),
            Told(suspense.c.provider, "Nơi thu"),
            Told(suspense.c.txn_ref, "Mã gửi nơi thu"),
            Told(suspense.c.transaction_no, "Mã của nơi thu"),
            Told(suspense.c.amount, "Số tiền (đồng)"),
            Told(suspense.c.obligation_id, "Mã nghĩa vụ"),
            Told(suspense.c.payment_id, "Mã giao dịch"),
            Told(suspense.c.why, "Vì sao"),
            Told(suspense.c.arrived_at, "Đến lúc"),
        ),
        {
            "reference": "makes that each sum is booked once",
            "agency_code": "told with the obligation, by its name",
        },
    ),
    Part(
        "suspense_credits",
        "Tiền treo ghi cho các khoản của bạn",
        suspense_credits,
        lambda person: suspense_credits.c.obligation_id.in_(_owed(person)),
        (
            Told(suspense_credits.c.id, "Mã ghi có"),
            Told(suspense_credits.c.suspense_id, "Mã tiền treo"),
            Told(suspense_credits.c.obligation_id, "Mã nghĩa vụ"),
            Told(suspense_credits.c.amount, "Số tiền (đồng)"),
            Told(suspense_credits.c.state, "Tình trạng"),
            Told(suspense_credits.c.reason, "Lý do"),
            Told(suspense_credits.c.requested_at, "Đề nghị lúc"),
            Told(suspense_credits.c.decided_at, "Quyết định lúc"),
            Told(suspense_credits.c.decision_note, "Ý kiến"),
            Told(suspense_credits.c.payment_id, "Mã giao dịch"),
        ),
        {
            "requested_by": "the id of the officer who asked",
            "decided_by": "the id of the officer who decided",
        },
    ),
)
