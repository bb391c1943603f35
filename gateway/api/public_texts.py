"""Announcements and feedback: read and sent by anybody, written and answered by agencies and operators."""

from gateway.routing import Area, Auth, Words
from services.catalog import contract as catalog

area = Area("public-texts", Words("Thông báo và góp ý", "Announcements and feedback"))

area.passes(
    "GET",
    "/api/v1/announcements",
    catalog.list_announcements,
    auth=Auth.PUBLIC,
    summary=Words("Thông báo đang và sắp hiện trên cổng", "What is announced now and soon"),
)
area.passes(
    "GET",
    "/api/v1/desk/announcements",
    catalog.list_written_announcements,
    auth=Auth.STAFF,
    summary=Words("Thông báo của các cơ quan tôi quản trị", "Announcements of the agencies I administer"),
)
area.passes(
    "POST",
    "/api/v1/desk/announcements",
    catalog.write_announcement,
    auth=Auth.STAFF,
    status=201,
    summary=Words("Đăng thông báo", "Announce something"),
    errors=(catalog.ANNOUNCEMENT_TIMES_WRONG, catalog.ANNOUNCER_NEEDED, catalog.AGENCY_NOT_FOUND),
)
area.passes(
    "POST",
    "/api/v1/desk/announcements/{announcement_id}/end",
    catalog.end_announcement,
    auth=Auth.STAFF,
    summary=Words("Gỡ thông báo", "Take an announcement off"),
    errors=(catalog.ANNOUNCEMENT_NOT_FOUND, catalog.ANNOUNCEMENT_OVER, catalog.ANNOUNCER_NEEDED),
)
area.passes(
    "POST",
    "/api/v1/feedback",
    catalog.send_feedback,
    auth=Auth.PUBLIC,
    status=201,
    limit="sign-in",
    summary=Words("Gửi góp ý", "Send feedback"),
    errors=(catalog.AGENCY_NOT_FOUND, catalog.FEEDBACK_TOO_MUCH),
    notes=Words(
        "Không cần tài khoản, không hỏi bạn là ai. Số giấy tờ và số điện thoại trong nội dung được che trước khi lưu.",
        "Without an account, and nobody asks who you are. Private numbers in the text are masked before it is kept.",
    ),
)
area.passes(
    "GET",
    "/api/v1/feedback/{code}",
    catalog.get_feedback,
    auth=Auth.PUBLIC,
    limit="look-up",
    summary=Words("Xem trả lời góp ý theo mã", "The answer to feedback, by its code"),
    errors=(catalog.FEEDBACK_NOT_FOUND,),
)
area.passes(
    "GET",
    "/api/v1/desk/feedback",
    catalog.list_feedback,
    auth=Auth.STAFF,
    summary=Words("Góp ý gửi tới cơ quan", "Feedback to my agencies"),
    errors=(catalog.CURSOR_WRONG,),
)
area.passes(
    "POST",
    "/api/v1/desk/feedback/{feedback_id}/answer",
    catalog.answer_feedback,
    auth=Auth.STAFF,
    summary=Words("Trả lời góp ý", "Answer feedback"),
    errors=(catalog.FEEDBACK_NOT_FOUND, catalog.FEEDBACK_ANSWERED),
)
