"""The public events that agencies follow, each type with what it says; one registry for every document made of them.

A type never changes its meaning and never loses a field; a break gets a new type (``….v2``) beside the old one.
"""

from dataclasses import dataclass
from typing import Final

EVENT_MEDIA: Final = "application/cloudevents+json; charset=UTF-8"
"""The media type of one event in its structured JSON form, on every way."""
NOTICE_SCHEMA: Final = "/schemas/events/dossier-notice.v1.json"
"""Where the portal publishes the schema of ``data``; the ``dataschema`` of events, behind the portal's address."""
PING_TYPE: Final = "motcua.subscription.ping.v1"
CHALLENGE_TYPE: Final = "motcua.subscription.challenge.v1"


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """One type of event, with what happened in Vietnamese and English."""

    type: str
    vi: str
    en: str

    @property
    def word(self) -> str:
        """The type as one word of an AMQP routing key: ``received-v1``."""
        return word_of(self.type)


def word_of(event_type: str) -> str:
    """``motcua.dossier.received.v1`` → ``received-v1``."""
    return event_type.removeprefix("motcua.").removeprefix("dossier.").replace(".", "-")


PUBLIC_EVENTS: Final = (
    PublicEvent("motcua.dossier.submitted.v1", "Hồ sơ được nộp", "A dossier was submitted"),
    PublicEvent("motcua.dossier.received.v1", "Hồ sơ được tiếp nhận", "It was received"),
    PublicEvent("motcua.dossier.refused.v1", "Hồ sơ bị từ chối tiếp nhận", "Its reception was refused"),
    PublicEvent("motcua.dossier.processing.v1", "Hồ sơ bắt đầu được xử lý", "Its handling began"),
    PublicEvent("motcua.dossier.supplement-requested.v1", "Yêu cầu bổ sung hồ sơ", "A supplement was asked for"),
    PublicEvent("motcua.dossier.supplemented.v1", "Hồ sơ đã được bổ sung", "It was supplemented"),
    PublicEvent("motcua.dossier.edited.v1", "Hồ sơ được sửa", "Its answers or papers were changed"),
    PublicEvent("motcua.dossier.fee-due.v1", "Phải nộp phí, lệ phí", "A fee or charge is due"),
    PublicEvent("motcua.dossier.fee-changed.v1", "Phí, lệ phí được xác định lại", "A fee that was due was changed"),
    PublicEvent("motcua.dossier.fee-kept.v1", "Phí, lệ phí giữ nguyên", "A change of a fee came to nothing"),
    PublicEvent(
        "motcua.dossier.fee-claims-decided.v1",
        "Đã quyết định đề nghị miễn, giảm",
        "Claims to pay less of a fee were granted or refused",
    ),
    PublicEvent("motcua.dossier.withdrawn.v1", "Yêu cầu rút hoặc đã rút hồ sơ", "It was, or is to be, withdrawn"),
    PublicEvent("motcua.dossier.stopped.v1", "Dừng xử lý hồ sơ", "Its handling was stopped"),
    PublicEvent("motcua.dossier.decided.v1", "Đã có kết quả giải quyết", "It was decided"),
    PublicEvent("motcua.dossier.result-attached.v1", "Đã đính kèm kết quả", "Its result was attached"),
    PublicEvent("motcua.dossier.result-returned.v1", "Đã trả kết quả", "The result was returned"),
    PublicEvent("motcua.dossier.assigned.v1", "Đã phân công xử lý", "It was assigned"),
    PublicEvent("motcua.dossier.suspended.v1", "Tạm dừng tính thời hạn", "Its time stands still"),
    PublicEvent("motcua.dossier.resumed.v1", "Tiếp tục tính thời hạn", "Its time goes on"),
    PublicEvent("motcua.dossier.appointment-changed.v1", "Lịch hẹn thay đổi", "An appointment was made or changed"),
    PublicEvent(
        "motcua.dossier.consultation-changed.v1", "Lấy ý kiến thay đổi", "A consultation was asked, or answered"
    ),
    PublicEvent("motcua.dossier.decision-proposed.v1", "Đã trình phê duyệt", "A decision was proposed"),
    PublicEvent("motcua.dossier.decision-sent-back.v1", "Trả lại để xem xét", "A proposal was sent back"),
    PublicEvent("motcua.dossier.supplement-allowed.v1", "Cho phép bổ sung thêm", "A further supplement was allowed"),
    PublicEvent("motcua.dossier.apology-issued.v1", "Đã có phiếu xin lỗi", "An apology was issued"),
    PublicEvent("motcua.dossier.duty-alarm.v1", "Sắp hoặc đã quá hạn", "Somebody's time is nearly over, or over"),
    PublicEvent("motcua.dossier.result-dispatched.v1", "Đã gửi kết quả qua bưu chính", "The result is on its way"),
)
"""All of them, in the order of a dossier's life."""
