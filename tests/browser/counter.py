"""What the services say to who works at the counter and with money, and the addresses that show it."""

import dataclasses
import datetime as dt

from chassis.callers import Channel
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from services.payments import contract as payments
from tests.unit.gateway.builders import HASH, NOON
from tests.unit.gateway.fakes import House

RECEIVERS = (
    "/can-bo/lap", "/can-bo/lap?q=khai+sinh", "/can-bo/lap?thu-tuc=2.000635&lang=en", "/can-bo/lap/counter/giay-to",
    "/can-bo/lap/counter-form/khai",
    "/can-bo/lap/counter/nhan-ket-qua", "/can-bo/lap/counter/kiem-tra", "/can-bo/quy", "/can-bo/quy/day-1",
    "/can-bo/quy/day-1?lang=en", "/can-bo/tien", "/can-bo/tien/hoan/ref-1", "/can-bo/tien/treo/sus-1",
    "/can-bo/chenh-lech", "/can-bo/chenh-lech/dif-1", "/can-bo/sao-ke", "/can-bo/bien-lai", "/can-bo/so-ke-toan",
    "/can-bo/cach-thu", "/can-bo/so", "/can-bo/ho-so/counter-filed/bien-nhan",
)  # fmt: skip
OTHERS = (
    "/can-bo/quy/day-2", "/can-bo/tien/treo/sus-1", "/can-bo/chenh-lech/dif-1", "/can-bo/cach-thu",
    "/can-bo/dinh-chinh", "/can-bo/y-kien",
)  # fmt: skip
PAGES = [("binh", path) for path in RECEIVERS] + [("hanh", path) for path in OTHERS]
"""Who opens which address."""

DAY = payments.CashDay(
    id="day-1", agency_code="H27", desk="1", day=NOON.date(), state=payments.CashDayState.OPEN, state_vi="Đang thu",
    state_en="Open", float_amount=500_000, taken=24_000, paid_out=0, expected=524_000, opened_by="stf-1",
    opened_at=NOON, movements=(
        payments.CashMovement(
            id="mov-1", incoming=True, amount=24_000, payment_id="pay-1", dossier_code="H27.30.12-261124-0001",
            officer_id="stf-1", at=NOON,
        ),
    ),
)  # fmt: skip
COUNTED = dataclasses.replace(
    DAY, id="day-2", agency_code="H27.30.12", state=payments.CashDayState.COUNTED, state_vi="Đã kiểm quỹ",
    state_en="Counted", counted=523_000, difference=-1000, reason="Thối nhầm", counted_by="stf-1", counted_at=NOON,
)  # fmt: skip
REFUND = payments.RefundView(
    id="ref-1", payment_id="pay-1", state=payments.RefundState.APPROVED, state_vi="Đã duyệt", state_en="Approved",
    way=payments.RefundWay.CASH, amount=8000,
    shares=(payments.RefundPart(head="ban-sao", amount=8000, label="Bản sao trích lục"),),
    reason_code="paid-twice", reason="Nộp hai lần", needs_second=True, requested_at=NOON,
)  # fmt: skip
CREDIT = payments.CreditView(
    id="cre-1", obligation_id="obl-1", amount=8000, state="requested", reason="Cùng người nộp", requested_at=NOON
)
SUSPENSE = payments.SuspenseView(
    id="sus-1", state=payments.SuspenseState.UNDER_WAY, provider="transfer", txn_ref="FT1", amount=16_000, left=8000,
    agency_code="H27", why="Nội dung chuyển khoản không có mã khoản phải nộp", arrived_at=NOON, refunds=(REFUND,),
    credits=(CREDIT,),
)  # fmt: skip
REPAIR = payments.RepairView(
    id="rep-1", state=payments.RepairState.PROPOSED, amount=8000, reason="Theo tệp đối soát", proposed_by="stf-1",
    proposed_at=NOON,
)  # fmt: skip
DIFFERENCE = payments.DifferenceView(
    id="dif-1", state=payments.DifferenceState.PROPOSED, state_vi="Đã đề nghị", state_en="Proposed",
    kind=payments.DifferenceKind.MISSING_HERE, kind_vi="Bên kia có, ở đây không", kind_en="Missing here",
    side=payments.MoneySide.PAY, provider="vnpay", day=NOON.date(), txn_ref="X1", transaction_no="1", theirs=8000,
    more=8000, found_at=NOON, repairs=(REPAIR,),
)  # fmt: skip
LINE = payments.BankLine(
    id="lin-1", account_number="123", transaction_no="FT1", booked_on=NOON.date(), amount=16_000,
    description="NGUYEN VAN AN nop le phi", outcome=payments.BankLineOutcome.SUSPENDED, why=SUSPENSE.why,
)  # fmt: skip
RECEIPT = payments.RegisteredReceipt(
    id="rec-1", form="01BLP", series="1C26T", number="00000001", issued_at=NOON, name="Biên lai thu phí, lệ phí",
    dossier_code="H27.30.12-261124-0001", charges=0, fees=8000, total=8000, taken_back=0, provider="desk",
)  # fmt: skip
CORRECTION = payments.ReceiptCorrection(
    id="cor-1", receipt_id="rec-1", series="1C26T", number="00000001", reason="Sai tên người nộp", asked_by="stf-1",
    asked_at=NOON,
)  # fmt: skip
ACCOUNT = payments.BookLine(
    account="cash", account_vi="Tiền mặt", account_en="Cash", head="ban-sao", opening=0, debit=8000, credit=0,
    closing=8000, head_name="Bản sao trích lục",
)  # fmt: skip
COLLECTOR = payments.Collector(agency_code="H27", name="UBND tỉnh", tax_code="0100109106")
PROPOSAL = payments.CollectorProposal(id="pro-1", collector=COLLECTOR, asked_by="stf-1", asked_at=NOON)
QUESTION = dossiers.ConsultationLine(
    id="con-1", dossier_id="dos-1", dossier_code="H27.31-261124-0001", procedure_code="2.000635",
    procedure_name="Cấp bản sao trích lục hộ tịch", asking_agency="Sở Tư pháp", question="Có vướng quy hoạch không?",
    asked_at=NOON, answer_by=NOON + dt.timedelta(days=3), state=dossiers.ConsultationState.ASKED,
)  # fmt: skip
RECEIVED = dossiers.RegisterLine(
    number=1, dossier_id="dos-1", dossier_code="H27.30.12-261124-0001", applicant_name="Nguyễn Văn An",
    procedure_name="Cấp bản sao trích lục hộ tịch", applicant_phone_masked="*******678", agency_name="UBND xã",
    received_at=NOON, due_at=NOON,
)  # fmt: skip
WANTED = accounts.CorrectionRequestLine(
    correction_id="dc-1", name_masked="N***", fields=(accounts.CorrectionField.NAME,), asked_at=NOON, has_evidence=True
)
FILED = dossiers.Receipt(
    code="H27.30.12-261124-0001", submitted_at=NOON, content_hash=HASH, papers=(),
    handed_in=(dossiers.ReceiptOnPaper(paper_key="giay-1", paper_name="Giấy tờ tùy thân", originals=1, copies=0),),
)  # fmt: skip
LEFT_OPEN = dossiers.DeskDraftLine(
    id="counter", procedure_code="2.000635", procedure_name="Cấp bản sao trích lục hộ tịch", agency_code="H27.30.12",
    agency_name="Ủy ban nhân dân xã Tân Mỹ Hà", channel=Channel.DIRECT, applicant_name="Phạm Văn Quầy", changed_at=NOON,
)  # fmt: skip
BY_POST = dataclasses.replace(LEFT_OPEN, id="counter-form", channel=Channel.POST, applicant_name="Trần Thị Bưu")
AT_THE_COUNTER = {"id": "counter", "channel": Channel.DIRECT, "actions": ("save_draft", "submit_dossier")}
"""What a draft of the desk is, beside what every draft is."""


def furnish(house: House) -> None:
    """Have every service say one thing of money, opinions, corrections and the register."""
    say = house.rpc.answer
    say(payments.list_cash_days, payments.CashDays(items=(DAY, COUNTED)))
    say(payments.get_cash_day, lambda asked: COUNTED if asked.cash_day_id == "day-2" else DAY)
    work = payments.MoneyWork(open_ends=(), refunds=(REFUND,), suspense=(SUSPENSE,))
    say(payments.list_money_work, work)
    say(payments.list_closings, payments.Closings(items=()))
    say(payments.get_refund, REFUND)
    say(payments.get_suspense, SUSPENSE)
    say(payments.list_differences, payments.Differences(items=(DIFFERENCE,)))
    say(payments.get_difference, DIFFERENCE)
    say(payments.list_bank_lines, payments.BankLines(items=(LINE,)))
    say(payments.list_receipt_corrections, payments.ReceiptCorrections(items=(CORRECTION,)))
    register = payments.ReceiptRegister(agency_code="H27", agency_name="UBND tỉnh", year=2026, items=(RECEIPT,))
    say(payments.get_receipt_register, register)
    books = payments.AgencyBooks(agency_code="H27", first=NOON.date(), last=NOON.date(), lines=(ACCOUNT,), balance=0)
    say(payments.get_books, books)
    say(payments.get_collector, payments.CollectorView(agency_code="H27", collector=COLLECTOR, proposals=(PROPOSAL,)))
    say(dossiers.list_desk_drafts, dossiers.DeskDraftPage(items=(LEFT_OPEN, BY_POST), next_cursor="x"))
    say(dossiers.list_consultations, dossiers.ConsultationList(items=(QUESTION,)))
    page = dossiers.RegisterPage(agency_code="H27", agency_name="UBND tỉnh", year=2026, items=(RECEIVED,), parts=1)
    say(dossiers.get_register, page)
    say(accounts.list_correction_requests, accounts.CorrectionRequests(requests=(WANTED,)))
