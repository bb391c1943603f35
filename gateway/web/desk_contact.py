"""The telephone that somebody without an account left at a desk: what they are told there, and how it is corrected."""

from typing import Final

from gateway.routing import Words
from gateway.web.deeds import Deed, Field, Kind
from services.dossiers import contract as dossiers

USES: Final = (
    (
        dossiers.ContactUse.NOTICES.value,
        Words(
            "Tin cần biết: nộp, tiếp nhận, bổ sung, lịch hẹn, phí, trễ hạn, rút, kết quả",
            "Necessary messages: filing, reception, supplement, appointments, fees, delay, withdrawal, result",
        ),
    ),
    (
        dossiers.ContactUse.ALL.value,
        Words(
            "Cả các bước khác (đã hỏi, người nộp đồng ý)",
            "All other steps too (the applicant was asked and agreed)",
        ),
    ),
    (dossiers.ContactUse.NONE.value, Words("Không nhắn tin", "No messages")),
)
ASKED: Final = Field(
    "messages",
    Words("Nhắn tin về hồ sơ tới số này?", "Text messages about the dossier to this number?"),
    Kind.ONE,
    choices=USES,
    into="person",
    hint=Words(
        "Hỏi người nộp. Tin chỉ có mã hồ sơ, ngày, số tiền. Người có tài khoản được báo như họ chọn ở đó.",
        "Ask the applicant. Messages hold code, dates and amounts only. With an account, they are told as chosen.",
    ),
)
"""Asked of whoever begins a dossier for somebody; nothing is ticked before the answer."""

CORRECT: Final = Deed(
    "lien-he",
    dossiers.correct_contact,
    Words("Sửa số điện thoại, cách nhắn tin", "Correct the telephone or its messages"),
    (
        Field(
            "phone",
            Words("Số mới", "New number"),
            needed=False,
            most=20,
            hint=Words("Để trống: giữ số đang có", "Leave empty to keep the present number"),
        ),
        Field(
            "phone_removed",
            Words(
                "Xóa số đang có: không phải của người nộp, hoặc họ không muốn để lại",
                "Remove the number: it is not the applicant's, or they do not want it kept",
            ),
            Kind.TICK,
        ),
        Field("messages", Words("Nhắn tin về hồ sơ", "Text messages about the dossier"), Kind.ONE, choices=USES),
    ),
    grave=True,
    button=Words("Lưu thay đổi", "Save"),
    about=Words(
        "Tin tiếp theo tới số mới; số đã xóa không nhận tin, không dùng để tra cứu nữa.",
        "The next message goes to the new number. A removed number gets none, and no longer tracks the dossier.",
    ),
)
SAID: Final = {
    dossiers.ContactUse.NOTICES: Words("những tin cần biết", "necessary messages"),
    dossiers.ContactUse.ALL: Words("mọi bước", "every step"),
    dossiers.ContactUse.NONE: Words("không nhắn", "none"),
}
"""What the applicant said, in short."""
