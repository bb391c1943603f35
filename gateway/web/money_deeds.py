"""What officers do with money: each command of payments with its form, and what tells that it was done."""

from typing import Final

from gateway.routing import Words
from gateway.web.deeds import Deed, Field, Kind, keyed
from services.payments import contract as payments

BOX: Final = Field(
    "desk",
    Words("Quầy thu", "Cash box"),
    preset="1",
    most=20,
    hint=Words("Sổ quỹ đang mở của quầy", "The counter whose box is open"),
)
REFUND_WAYS: Final = (
    ("provider", Words("Qua cổng thanh toán, về nơi đã trả", "Through the gateway, to where it was paid from")),
    ("cash", Words("Tiền mặt tại quầy, có phiếu chi", "Cash at the desk, with a voucher")),
    ("transfer", Words("Cơ quan chuyển khoản, có ủy nhiệm chi", "A transfer by the agency, with its order")),
)
REFUND_REASONS: Final = (
    ("charged-wrongly", Words("Thu sai mức, hoặc thu khi được miễn, giảm", "The fee was wrong or not due")),
    ("paid-twice", Words("Nộp trùng", "Paid twice")),
    ("withdrawn-before-reception", Words("Rút hồ sơ trước khi tiếp nhận", "Withdrawn before reception")),
    ("reception-refused", Words("Hồ sơ không được tiếp nhận", "Reception was refused")),
    ("other", Words("Lý do khác, có căn cứ pháp lý", "Another reason, with its legal basis")),
)
REASON: Final = Field(
    "reason", Words("Lý do", "Reason"), Kind.LONG, hint=Words("Người nộp đọc được.", "The payer reads it.")
)
AGREE: Final = Field(
    "agree",
    Words("Quyết định", "Decision"),
    Kind.YES_NO,
    choices=(("yes", Words("Đồng ý", "Agree")), ("no", Words("Không đồng ý", "Refuse"))),
)
DECISION_NOTE: Final = Field(
    "note", Words("Ý kiến", "Note"), needed=False, hint=Words("Bắt buộc khi không đồng ý", "Required to refuse")
)

TAKE_CASH: Final = Deed(
    "thu",
    payments.pay_at_desk,
    Words("Thu tiền mặt", "Take cash"),
    (BOX, Field("note", Words("Ghi chú", "Note"), needed=False)),
)
ASK_REFUND: Final = Deed(
    "hoan",
    payments.request_refund,
    Words("Đề nghị hoàn tiền", "Ask for a refund"),
    (
        Field("way", Words("Cách hoàn", "Way"), Kind.ONE, choices=REFUND_WAYS),
        Field("reason_code", Words("Lý do theo danh mục", "Reason from the list"), Kind.ONE, choices=REFUND_REASONS),
        REASON,
        Field("legal_basis", Words("Căn cứ pháp lý", "Legal basis"), needed=False),
        Field("shares", Words("Hoàn một phần", "Only a part"), Kind.PART),
    ),
    grave=True,
    about=Words(
        "Trên hạn mức, hoặc khi chi tiền mặt hay chuyển khoản, cần người thứ hai duyệt.",
        "Above the limit, or when paid in cash or by transfer, a second person has to approve it.",
    ),
)
DEEDS: Final = keyed(TAKE_CASH, ASK_REFUND)

OPEN_BOX: Final = Deed(
    "mo",
    payments.open_cash_day,
    Words("Mở sổ quỹ hôm nay", "Open today's cash box"),
    (
        BOX,
        Field(
            "float_amount",
            Words("Tiền lẻ đầu ngày (đồng)", "Change at the start of the day (VND)"),
            Kind.MONEY,
            preset="0",
        ),
    ),
)
COUNT_BOX: Final = Deed(
    "dem",
    payments.count_cash_day,
    Words("Kiểm quỹ cuối ngày", "Count the cash"),
    (
        Field("notes", Words("Số tờ theo mệnh giá", "Notes by value"), Kind.PART),
        Field(
            "reason",
            Words("Lý do chênh lệch", "Reason for a difference"),
            needed=False,
            hint=Words("Bắt buộc khi đếm khác với sổ", "Required if the count differs from the books"),
        ),
    ),
)
CONFIRM_BOX: Final = Deed(
    "xac-nhan", payments.confirm_cash_day, Words("Xác nhận kiểm quỹ", "Confirm the count"), (AGREE, DECISION_NOTE)
)
DECIDE_REFUND: Final = Deed(
    "duyet",
    payments.decide_refund,
    Words("Duyệt hoàn tiền", "Decide the refund"),
    (
        Field("approve", AGREE.words, Kind.YES_NO, choices=AGREE.choices),
        DECISION_NOTE,
    ),
)
PAY_OUT: Final = Deed(
    "chi",
    payments.pay_out_refund,
    Words("Ghi nhận đã chi", "Record the payment"),
    (Field("voucher", Words("Số phiếu chi, ủy nhiệm chi", "Number of the voucher or payment order"), most=60), BOX),
)
PROPOSE_CLOSING: Final = Deed(
    "ket-thuc",
    payments.propose_closing,
    Words("Đề nghị kết thúc thủ công", "Propose to close it by hand"),
    (
        Field(
            "paid",
            Words("Cổng thanh toán trả lời bằng văn bản", "What the gateway answered in writing"),
            Kind.YES_NO,
            choices=(("yes", Words("Đã hoàn", "Refunded")), ("no", Words("Chưa hoàn", "Not refunded"))),
        ),
        Field(
            "provider_no", Words("Mã giao dịch hoàn của cổng", "The gateway's refund number"), needed=False, most=100
        ),
        Field("reason", Words("Văn bản, lý do", "Document and reason"), Kind.LONG),
    ),
    grave=True,
)
DECIDE_CLOSING: Final = Deed(
    "quyet-ket-thuc",
    payments.decide_closing,
    Words("Quyết định kết thúc thủ công", "Decide on closing by hand"),
    (AGREE, DECISION_NOTE),
)
REFUND_SUSPENSE: Final = Deed(
    "tra-lai",
    payments.refund_suspense,
    Words("Trả lại người nộp", "Return it to the payer"),
    (
        Field("way", Words("Cách trả", "Way"), Kind.ONE, choices=REFUND_WAYS),
        REASON,
        Field(
            "amount",
            Words("Số tiền (đồng)", "Amount (VND)"),
            Kind.MONEY,
            needed=False,
            hint=Words("Để trống: toàn bộ số còn lại", "Leave empty for all that is left"),
        ),
    ),
)
CREDIT_SUSPENSE: Final = Deed(
    "ghi-co",
    payments.credit_suspense,
    Words("Ghi cho một khoản phải nộp", "Credit it to a fee that is due"),
    (Field("obligation_id", Words("Mã hồ sơ còn nợ", "Code of the dossier that owes it"), Kind.PART), REASON),
)
DECIDE_CREDIT: Final = Deed(
    "quyet-ghi-co", payments.decide_credit, Words("Quyết định ghi có", "Decide the credit"), (AGREE, DECISION_NOTE)
)
PROPOSE_REPAIR: Final = Deed(
    "dieu-chinh",
    payments.propose_repair,
    Words("Đề nghị điều chỉnh sổ theo bên thu", "Propose to correct our books by the provider's file"),
    (Field("reason", Words("Lý do", "Reason"), Kind.LONG),),
)
DECIDE_REPAIR: Final = Deed(
    "quyet-dieu-chinh",
    payments.decide_repair,
    Words("Quyết định điều chỉnh", "Decide on the correction"),
    (AGREE, DECISION_NOTE),
)
ASK_CORRECTION: Final = Deed(
    "thay-the",
    payments.ask_receipt_correction,
    Words("Đề nghị thay thế", "Ask for a replacement"),
    (
        Field(
            "reason",
            Words("Ghi sai gì", "What is wrong"),
            Kind.LONG,
            hint=Words("Ít nhất 10 chữ cái", "At least 10 letters"),
        ),
    ),
    grave=True,
)
DECIDE_CORRECTION: Final = Deed(
    "quyet-thay-the",
    payments.decide_receipt_correction,
    Words("Quyết định thay thế biên lai", "Decide on the replacement"),
    (AGREE, Field("note", Words("Ý kiến", "Note"), needed=False)),
)
PROPOSE_COLLECTOR: Final = Deed(
    "de-nghi",
    payments.propose_collector,
    Words("Đề nghị thay đổi", "Propose a change"),
    (
        Field("name", Words("Tên cơ quan thu", "Name of the collecting agency"), most=200),
        Field("tax_code", Words("Mã số thuế", "Tax code"), most=14, hint=Words("10 số, hoặc 10 số-3 số", "10 digits")),
        Field(
            "bank_bin",
            Words("Mã BIN ngân hàng", "BIN of the bank"),
            needed=False,
            most=6,
            hint=Words("Để trống nếu không nhận chuyển khoản", "Leave empty if no transfers are taken"),
        ),
        Field("account_number", Words("Số tài khoản", "Account number"), needed=False, most=19),
        Field("account_name", Words("Chủ tài khoản, chữ không dấu", "Account holder"), needed=False, most=100),
    ),
)
DECIDE_COLLECTOR: Final = Deed(
    "quyet",
    payments.decide_collector,
    Words("Quyết định", "Decide"),
    (AGREE, Field("note", Words("Ý kiến", "Note"), needed=False)),
)
ALL_DEEDS: Final = (
    TAKE_CASH, ASK_REFUND, OPEN_BOX, COUNT_BOX, CONFIRM_BOX, DECIDE_REFUND, PAY_OUT, PROPOSE_CLOSING, DECIDE_CLOSING,
    REFUND_SUSPENSE, CREDIT_SUSPENSE, DECIDE_CREDIT, PROPOSE_REPAIR, DECIDE_REPAIR, ASK_CORRECTION, DECIDE_CORRECTION,
    PROPOSE_COLLECTOR, DECIDE_COLLECTOR,
)  # fmt: skip
DONE: Final = {deed.key: deed.words for deed in ALL_DEEDS}
