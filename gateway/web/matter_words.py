"""What messages to people are about, for who writes or watches them; ``desk.*`` go to who has no account."""

from collections.abc import Mapping
from typing import Final

from gateway.routing import Words

MATTERS: Final[Mapping[str, Words]] = {
    name: Words(vi, en)
    for name, vi, en in (
        ("account.code.email-change", "Mã xác nhận địa chỉ thư", "Code for an e-mail address"),
        ("account.code.phone-change", "Mã đổi số điện thoại", "Code for a new telephone"),
        ("account.code.recovery", "Mã đặt lại mật khẩu", "Code to set a new password"),
        ("account.code.registration", "Mã đăng ký", "Code to register"),
        ("account.code.sign-in", "Mã đăng nhập", "Code to sign in"),
        ("account.code.step-up", "Mã xác thực lại", "Code for a fresh proof"),
        ("account.corrected", "Đã đính chính tài khoản", "Account corrected"),
        ("account.correction-refused", "Không đính chính tài khoản", "Correction refused"),
        ("account.data-exported", "Đã lấy bản sao dữ liệu", "Copy of one's data taken"),
        ("account.delegation-granted", "Ủy quyền có hiệu lực", "Delegation in force"),
        ("account.delegation-revoked", "Ủy quyền chấm dứt", "Delegation ended"),
        ("account.device-added", "Đăng nhập từ thiết bị mới", "Sign-in on a new device"),
        ("account.email-added", "Thêm địa chỉ thư", "E-mail address added"),
        ("account.email-changed", "Đổi địa chỉ thư", "E-mail address changed"),
        ("account.erased", "Đã xóa dữ liệu", "Data erased"),
        ("account.erasure-asked", "Đã nhận đề nghị xóa dữ liệu", "Erasure asked for"),
        ("account.erasure-cancelled", "Rút đề nghị xóa dữ liệu", "Request for erasure taken back"),
        ("account.erasure-refused", "Chưa xóa được dữ liệu", "Erasure refused"),
        ("account.membership-begun", "Vào tổ chức", "Member of an organisation"),
        ("account.membership-ended", "Rời tổ chức", "No longer a member"),
        ("account.opened", "Mở tài khoản", "Account opened"),
        ("account.password-changed", "Đổi mật khẩu", "Password changed"),
        ("account.phone-changed", "Đổi số điện thoại", "Telephone changed"),
        ("account.restricted", "Hạn chế xử lý dữ liệu", "Data restricted"),
        ("account.restriction-lifted", "Gỡ hạn chế xử lý dữ liệu", "Restriction lifted"),
        ("account.second-factor-added", "Thêm ứng dụng xác thực", "Authenticator added"),
        ("account.second-factor-removed", "Bỏ ứng dụng xác thực", "Authenticator removed"),
        ("contact.phone-unreachable", "Tin nhắn không tới số điện thoại", "Text messages do not arrive"),
        ("dossier.agency-late", "Cơ quan chậm", "The agency is late"),
        ("dossier.apology", "Xin lỗi và hẹn lại", "Apology with a new date"),
        ("dossier.appearance", "Mời đến cơ quan", "Asked to come"),
        ("dossier.appearance-moved", "Dời lịch mời đến cơ quan", "Appointment moved"),
        ("dossier.appointment-called-off", "Hủy lịch hẹn", "Appointment called off"),
        ("dossier.appointment-missed", "Lịch hẹn chưa thực hiện được", "Appointment missed"),
        ("dossier.appointment-reminder", "Nhắc lịch hẹn", "Reminder of an appointment"),
        ("dossier.approved", "Hồ sơ được giải quyết", "Dossier approved"),
        ("dossier.consulting", "Chờ ý kiến cơ quan khác", "Another agency is asked"),
        ("dossier.fee-changed", "Xác định lại phí, lệ phí", "Fee changed"),
        ("dossier.fee-claims-decided", "Quyết định về miễn, giảm phí", "Claims to pay less decided"),
        ("dossier.filed-at-desk", "Nộp tại quầy", "Filed at a desk"),
        ("dossier.filed-by-post", "Nộp qua bưu chính", "Filed by post"),
        ("dossier.not-received", "Hồ sơ không được tiếp nhận", "Dossier not received"),
        ("dossier.processing", "Hồ sơ đang xử lý", "Dossier being processed"),
        ("dossier.rating-asked", "Mời đánh giá", "Rating asked for"),
        ("dossier.received", "Hồ sơ được tiếp nhận", "Dossier received"),
        ("dossier.rejected", "Hồ sơ bị từ chối giải quyết", "Dossier refused"),
        ("dossier.reminder", "Nhắc việc của người nộp", "Reminder to the applicant"),
        ("dossier.result-sent", "Kết quả đã gửi bưu chính", "Result on its way"),
        ("dossier.resumed", "Tính tiếp thời hạn", "Time limit goes on"),
        ("dossier.returned-desk", "Trả kết quả tại quầy", "Result handed over"),
        ("dossier.returned-online", "Trả kết quả trên cổng", "Result on the portal"),
        ("dossier.returned-post", "Trả kết quả qua bưu chính", "Result returned by post"),
        ("dossier.site-visit", "Hẹn xác minh thực địa", "Visit arranged"),
        ("dossier.site-visit-moved", "Dời lịch xác minh thực địa", "Visit moved"),
        ("dossier.stopped", "Dừng xử lý hồ sơ", "Dossier stopped"),
        ("dossier.submitted", "Hồ sơ đã gửi", "Dossier filed"),
        ("dossier.supplement-asked", "Yêu cầu bổ sung", "Supplement asked for"),
        ("dossier.supplemented", "Đã nhận bổ sung", "Supplement came in"),
        ("dossier.suspended", "Tạm dừng thời hạn", "Time limit paused"),
        ("dossier.withdrawal-asked", "Đã nhận yêu cầu rút hồ sơ", "Withdrawal asked for"),
        ("dossier.withdrawn", "Đã rút hồ sơ", "Dossier withdrawn"),
        ("duty.answered", "Đã có ý kiến", "An answer came"),
        ("duty.assigned", "Được giao hồ sơ", "Dossier assigned"),
        ("duty.digest", "Thư buổi sáng", "Mail of the morning"),
        ("duty.escalated", "Vẫn quá hạn", "Still late"),
        ("duty.proposed", "Chờ phê duyệt", "To be approved"),
        ("duty.question", "Cơ quan khác hỏi ý kiến", "A question from another agency"),
        ("duty.question-dropped", "Không cần trả lời nữa", "A question was dropped"),
        ("duty.raised", "Quá hạn", "Late"),
        ("duty.unanswered", "Không có ý kiến", "No answer came"),
        ("duty.urgent", "Thư khi việc được chuyển lên", "Mail of what was sent up"),
        ("duty.warned", "Sắp đến hạn", "Due soon"),
        ("payment.failed", "Thanh toán chưa thành công", "Payment failed"),
        ("payment.requested", "Cần thanh toán", "Payment due"),
        ("payment.settled", "Đã thanh toán", "Payment came in"),
        ("receipt.issued", "Biên lai", "Receipt"),
        ("refund.settled", "Đã hoàn tiền", "Money paid back"),
        ("subscription.paused", "Tạm dừng gửi sự kiện cho cơ quan", "Agency's subscription paused"),
    )
}  # fmt: skip
_AT_A_DESK: Final = {"filed": "filed-at-desk"}


def matter_words(matter: str, language: str) -> str:
    """What a message is about; its own name where there are no words for it."""
    english = language == "en"
    begins, _, rest = matter.partition(".")
    if begins == "desk":
        kind, _, what = rest.partition("-")
        names = (f"dossier.{_AT_A_DESK.get(rest, rest)}", f"{kind}.{what}")
        words = next((MATTERS[name] for name in names if name in MATTERS), None)
        ending = " (no account)" if english else " (không có tài khoản)"
    else:
        words, ending = MATTERS.get(matter), ""
    return matter if words is None else (words.en if english else words.vi) + ending
