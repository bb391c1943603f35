"""What services say to the pages of a dossier of one's own: fees, transfer, receipt, history."""

import dataclasses

from services.dossiers import contract as dossiers
from services.notifications import contract as notifications
from services.payments import contract as payments
from tests.unit.gateway.builders import HASH, NOON
from tests.unit.gateway.fakes import House

PAGES = [
    ("an", "/ho-so/dos-1/phi"),
    ("an", "/ho-so/dos-1/chuyen-khoan/obl-1"),
    ("an", "/ho-so/dos-1/giay-tiep-nhan"),
    ("an", "/ho-so/dos-1/lich-su?lang=en"),
    ("an", "/ho-so?q=khai&thu_tuc=2.000635"),
    ("", "/bien-lai"),
    ("", "/payments/vnpay/return?vnp_TxnRef=1"),
]
"""Who sees what; for the checks of every page."""

DUE = payments.ObligationView(
    id="obl-1", dossier_id="dos-1", dossier_code="H27.30.12-261124-0001", procedure_code="2.000635",
    procedure_name="Cấp bản sao trích lục hộ tịch", agency_code="H27.30.12",
    agency_name="Ủy ban nhân dân xã Tân Mỹ Hà", state=payments.ObligationState.DUE, state_vi="Chờ nộp",
    state_en="Due",
    items=(dossiers.FeeItem(head="ban-sao", kind=dossiers.FeeKind.PHI, label="Bản sao trích lục", amount=16_000),),
    total=16_000, pay_online=True, takes_transfers=True, requested_at=NOON,
    payments=(
        payments.PaymentView(
            id="pay-1", obligation_id="obl-1", state=payments.PaymentState.UNKNOWN, provider=payments.Provider.VNPAY,
            state_vi="Chưa rõ kết quả, đang hỏi ngân hàng", state_en="Not known yet, asking the bank",
            txn_ref="26112412000001", amount=16_000, created_at=NOON, expires_at=NOON,
        ),
    ),
)  # fmt: skip
PAID = dataclasses.replace(
    DUE, id="obl-0", state=payments.ObligationState.SETTLED, state_vi="Đã nộp", state_en="Paid", receipt_id="rec-1",
    settled_at=NOON, total=8000,
    payments=(
        dataclasses.replace(
            DUE.payments[0], id="pay-0", state=payments.PaymentState.PARTIALLY_REFUNDED, state_vi="Đã hoàn một phần",
            state_en="Partly refunded", amount=8000, refunded=3000, outcome_vi="Giao dịch thành công.",
            outcome_en="The payment succeeded.",
            refunds=(
                payments.RefundView(
                    id="ref-1", payment_id="pay-0", state=payments.RefundState.SETTLED, state_vi="Đã hoàn",
                    state_en="Paid back", way=payments.RefundWay.PROVIDER, amount=3000, shares=(),
                    reason_code="charged-wrongly", reason="Thu nhầm một bản", requested_at=NOON,
                ),
            ),
        ),
    ),
)  # fmt: skip
TRANSFER = payments.TransferView(
    obligation_id="obl-1", bank_bin="970436", bank_name="Ngân hàng thử nghiệm", account_number="1023456789",
    account_name="UBND XA TAN MY HA", amount=16_000, purpose="MC261124000001",
    qr="00020101021238540010A00000072701240006970436011010234567890208QRIBFTTA53037045405160005802VN6304ABCD",
)  # fmt: skip
ISSUED = dossiers.IssuedPaper(
    id="opa-1", dossier_id="dos-1", kind=dossiers.OfficialPaper.RECEPTION, agency_code="H27.30.12",
    issuer_name="Bộ phận Một cửa xã Tân Mỹ Hà", year=2026, number=15, reference="15/TNHS", issued_at=NOON,
    issued_by_name="Lê Thị Tiếp",
    content=dossiers.PaperContent(
        dossier_code="H27.30.12-261124-0001", procedure_code="2.000635",
        procedure_name="Cấp bản sao trích lục hộ tịch", agency_name="Ủy ban nhân dân xã Tân Mỹ Hà",
        applicant_name="Nguyễn Văn An", applicant_identity_masked="********1234", applicant_phone_masked="091*****78",
    ),
)  # fmt: skip
HISTORY = dossiers.HistoryView(
    dossier_id="dos-1", code="H27.30.12-261124-0001", length=2, head=HASH, sound=True,
    entries=(
        dossiers.HistoryEntry(
            seq=1, kind="action", at="2026-11-24T05:00:00.000000+00:00", shown={"action": "submit"}, inner=HASH,
            previous="0" * 64, hash=HASH,
        ),
        dossiers.HistoryEntry(
            seq=2, kind="look", at="2026-11-24T06:00:00.000000+00:00", inner=HASH, previous=HASH, hash=HASH,
            shown={
                "look": "revealed", "actor_name": "Lê Thị Tiếp", "agency_code": "H27.30.12", "fields": ["phone"],
                "why": "Gọi điện hỏi về tờ khai thiếu trang",
            },
        ),
    ),
)  # fmt: skip
ANCHORED = dossiers.AnchorProof(
    dossier_id="dos-1", length=2, head=HASH, place=0, path=(HASH,),
    anchor=dossiers.HistoryAnchor(
        number=1, day=NOON.date(), made_at="2026-11-24T17:00:00+00:00", dossiers=2, root=HASH, previous="0" * 64,
        signed="a.b.c",
    ),
)  # fmt: skip
FEES = (PAID, DUE)


def furnish(house: House) -> None:
    """Let the services know one dossier with all of this."""
    say = house.rpc.answer
    say(payments.get_transfer, TRANSFER)
    signed = dossiers.SignedReceipt(number=1, kind=dossiers.ReceiptKind.SUBMISSION, issued_at=NOON, signed="a.b.c")
    receipts = dossiers.ReceiptsView(dossier_id="dos-1", code=HISTORY.code, receipts=(signed,))
    say(dossiers.get_receipts, receipts)
    say(dossiers.list_official_papers, dossiers.OfficialPapers(dossier_id="dos-1", items=(ISSUED,)))
    say(dossiers.get_history, HISTORY)
    say(dossiers.get_anchor_proof, ANCHORED)
    message = notifications.InboxMessage(
        id="msg-1", matter="dossier.submitted", title="Đã nhận hồ sơ của bạn", sent_at=NOON, dossier_id="dos-1",
        body="Mã hồ sơ H27.30.12-261124-0001. Cơ quan kiểm tra và báo bạn từng bước.",
    )  # fmt: skip
    say(notifications.list_inbox, notifications.InboxPage(messages=(message,), unread=1))
    degree = dossiers.CompletionView(code=HISTORY.code, completion=40, vi="Đang giải quyết", en="In progress")
    say(dossiers.get_completion, degree)
