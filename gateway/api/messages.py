"""A person's messages, and in the sandbox what their telephone and mailbox would have received."""

from werkzeug.wrappers import Response

from gateway.reading import text_body
from gateway.routing import Area, Auth, Reuse, Words
from gateway.visits import Visit
from services.notifications import contract as notifications

area = Area("messages", Words("Tin báo", "Messages"))
sandbox = Area("sandbox", Words("Môi trường thử nghiệm", "Sandbox"))

area.passes(
    "GET",
    "/api/v1/me/messages",
    notifications.list_inbox,
    auth=Auth.SIGNED_IN,
    summary=Words("Hộp thư của tôi", "My inbox"),
    errors=(notifications.CURSOR_WRONG,),
)
area.passes(
    "POST",
    "/api/v1/me/messages/{message_id}/read",
    notifications.mark_read,
    auth=Auth.SIGNED_IN,
    status=204,
    summary=Words("Đánh dấu đã đọc", "Mark as read"),
    errors=(notifications.MESSAGE_NOT_FOUND,),
)
area.passes(
    "DELETE",
    "/api/v1/me/messages/{message_id}/read",
    notifications.mark_unread,
    auth=Auth.SIGNED_IN,
    status=204,
    summary=Words("Đánh dấu chưa đọc", "Mark as unread"),
    errors=(notifications.MESSAGE_NOT_FOUND,),
)
area.passes(
    "PUT",
    "/api/v1/me/messages/read-up-to/{up_to}",
    notifications.mark_all_read,
    auth=Auth.SIGNED_IN,
    status=204,
    summary=Words("Đánh dấu đã đọc đến tin này", "Mark everything up to a message as read"),
)
sandbox.passes(
    "GET",
    "/api/v1/sandbox/messages",
    notifications.list_sandbox_messages,
    auth=Auth.PUBLIC,
    sandbox_only=True,
    summary=Words(
        "Tin thử nghiệm gửi đến một số điện thoại hoặc một địa chỉ thư điện tử",
        "Test messages to a telephone or an e-mail address",
    ),
    errors=(notifications.NOT_A_SANDBOX, notifications.PHONE_NOT_UNDERSTOOD, notifications.ADDRESS_NEEDED),
    notes=Words(
        "Thư điện tử có đủ mã xác thực và, ở dòng cuối, đường dẫn để hủy nhận thư.",
        "Mails are shown with their codes and, in the last line, the link that unsubscribes.",
    ),
)


@area.route(
    "POST",
    "/api/v1/providers/{provider}/reports",
    notifications.report_delivery,
    auth=Auth.PROVIDER,
    supplied=("report_id", "timestamp", "signature", "body"),
    status=204,
    limit="provider",
    summary=Words("Nhà mạng báo kết quả chuyển tin", "A provider reports what became of a message"),
    errors=(notifications.REPORT_NOT_PROVED, notifications.REPORT_NOT_UNDERSTOOD),
    notes=Words(
        "Do nhà cung cấp tin nhắn gọi; ký theo Standard Webhooks 1.0.0 (webhook-id, webhook-timestamp, "
        "webhook-signature). Gửi lại nhiều lần không sao.",
        "Called by the SMS provider; signed by Standard Webhooks 1.0.0 (webhook-id, webhook-timestamp, "
        "webhook-signature). Sending it again does no harm.",
    ),
)
def report_delivery(visit: Visit) -> Response:
    """Hand the provider's words on as they were signed."""
    headers = visit.request.headers
    timestamp = headers.get("webhook-timestamp", "")
    visit.call(
        report_id=headers.get("webhook-id", "")[:100],
        timestamp=int(timestamp) if timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12 else 0,
        signature=headers.get("webhook-signature", "")[:500],
        body=text_body(visit.request),
    )
    return Response(status=204)


area.passes(
    "GET",
    "/api/v1/me/message-preferences",
    notifications.read_preferences,
    auth=Auth.SIGNED_IN,
    summary=Words("Tôi nhận tin nào, qua kênh nào", "By which channels I am told of what"),
    notes=Words(
        "Cán bộ thấy thư buổi sáng (desk-digest) và thư báo ngay (desk-urgent), gửi tới thư công vụ đã xác nhận.",
        "Members of staff see the mail of the morning (desk-digest) and of what is sent up (desk-urgent), which go to "
        "the work e-mail address that they proved.",
    ),
)
area.passes(
    "PUT",
    "/api/v1/me/message-preferences/{topic}",
    notifications.choose_preferences,
    auth=Auth.SIGNED_IN,
    summary=Words("Chọn kênh cho một nhóm tin", "Choose channels for a topic"),
    errors=(notifications.TOPIC_NOT_FOUND, notifications.CHANNEL_NOT_OFFERED, notifications.NOT_TO_BE_SWITCHED_OFF),
    notes=Words(
        "Kênh không nêu thì giữ nguyên. Điều không tắt được có ghi lý do trong danh sách.",
        "Channels that are not named stay as they are. Why something cannot be switched off stands in the list.",
    ),
)
area.passes(
    "GET",
    "/api/v1/message-unsubscriptions/{token}",
    notifications.read_unsubscription,
    auth=Auth.PROVIDER,
    limit="look-up",
    summary=Words("Đường dẫn hủy nhận thư tắt thư nào", "Which mails an address to unsubscribe switches off"),
    errors=(notifications.UNSUBSCRIBE_NOT_VALID,),
)
area.passes(
    "POST",
    "/api/v1/message-unsubscriptions/{token}",
    notifications.unsubscribe,
    auth=Auth.PROVIDER,
    status=204,
    limit="look-up",
    summary=Words("Hủy nhận thư của một nhóm tin", "Switch mails of a topic off"),
    errors=(notifications.UNSUBSCRIBE_NOT_VALID, notifications.NOT_TO_BE_SWITCHED_OFF),
    notes=Words(
        "Không cần đăng nhập. Đường dẫn trong thư và List-Unsubscribe (RFC 8058) mở trang /huy-nhan-thu.",
        "Without signing in. The link in a mail and its List-Unsubscribe (RFC 8058) lead to the page /huy-nhan-thu.",
    ),
)
area.passes(
    "PUT",
    "/api/v1/me/quiet-hours",
    notifications.choose_quiet_hours,
    auth=Auth.CITIZEN,
    summary=Words("Đặt giờ yên tĩnh", "Set my quiet hours"),
    notes=Words(
        "Tin chờ được thì đợi đến hết giờ yên tĩnh; mã xác thực và tin bảo mật gửi ngay. Hai giờ bằng nhau: không có.",
        "What can wait waits until they are over; codes and security notices go at once. The same time twice: none.",
    ),
)
area.passes(
    "PUT",
    "/api/v1/me/message-language",
    notifications.choose_language,
    auth=Auth.SIGNED_IN,
    summary=Words("Chọn ngôn ngữ của tin", "Choose the language of my messages"),
)

area.passes(
    "GET",
    "/api/v1/me/followed-organisations",
    notifications.list_followed,
    auth=Auth.CITIZEN,
    summary=Words("Tổ chức tôi nhận tin cùng", "Organisations whose messages I get too"),
)
area.passes(
    "PUT",
    "/api/v1/me/followed-organisations/{organisation_id}",
    notifications.follow_organisation,
    auth=Auth.CITIZEN,
    summary=Words("Nhận hoặc thôi nhận tin của tổ chức", "Get an organisation's messages, or stop"),
    errors=(notifications.NOT_A_MEMBER,),
)
operator = Area("operator", Words("Vận hành", "Operating"))

operator.passes(
    "GET",
    "/api/v1/operator/messages",
    notifications.list_messages,
    auth=Auth.STAFF,
    summary=Words("Tin không đến được người nhận", "Messages that did not reach their person"),
    errors=(notifications.CURSOR_WRONG,),
    notes=Words(
        "Không có nội dung và người nhận. Nêu trạng thái để xem tin ở trạng thái khác.",
        "Without words and names. Name a state to see messages in another one.",
    ),
)
operator.passes(
    "POST",
    "/api/v1/operator/messages/{message_id}/resending",
    notifications.resend_message,
    auth=Auth.STAFF,
    summary=Words("Gửi lại một tin", "Have a message sent again"),
    errors=(notifications.MESSAGE_NOT_FOUND, notifications.RESEND_NOT_POSSIBLE),
)
area.passes(
    "GET",
    "/api/v1/messages/figures",
    notifications.get_promptness,
    auth=Auth.PUBLIC,
    reuse=Reuse.PUBLIC,
    summary=Words("Tin báo được gửi kịp thời, theo ngày", "How promptly messages are handed over, by day"),
)
operator.passes(
    "GET",
    "/api/v1/operator/message-figures",
    notifications.read_message_figures,
    auth=Auth.STAFF,
    summary=Words("Số liệu gửi tin, nhà cung cấp, chi phí", "Figures of messages, providers, cost"),
    errors=(notifications.DAYS_WRONG,),
)

wording = Area("message-templates", Words("Mẫu tin báo", "Words of messages"))

wording.passes(
    "GET",
    "/api/v1/message-templates",
    notifications.list_templates,
    auth=Auth.STAFF,
    summary=Words("Danh sách mẫu tin", "All templates of messages"),
)

wording.passes(
    "GET",
    "/api/v1/message-templates/{matter}",
    notifications.read_template,
    auth=Auth.STAFF,
    summary=Words("Một mẫu tin và các phiên bản", "A template with its versions"),
    errors=(notifications.TEMPLATE_NOT_FOUND,),
)

wording.passes(
    "POST",
    "/api/v1/message-templates/{matter}/previews",
    notifications.preview_template,
    auth=Auth.STAFF,
    summary=Words("Xem trước mẫu tin, số tin và chi phí", "How words look, in how many parts, at what cost"),
    errors=(
        notifications.TEMPLATE_NOT_FOUND,
        notifications.TEMPLATE_FAULTY,
    ),
)

wording.passes(
    "POST",
    "/api/v1/message-templates/{matter}/drafts",
    notifications.draft_template,
    auth=Auth.STAFF,
    status=201,
    summary=Words("Lưu bản nháp mẫu tin", "Keep words as a draft"),
    errors=(
        notifications.TEMPLATE_NOT_FOUND,
        notifications.TEMPLATE_FAULTY,
    ),
)

wording.passes(
    "POST",
    "/api/v1/message-template-drafts/{draft_id}/publication",
    notifications.publish_template,
    auth=Auth.STAFF,
    summary=Words("Công bố mẫu tin (người thẩm định)", "Publish a draft (a reviewer who did not write it)"),
    errors=(
        notifications.TEMPLATE_NOT_FOUND,
        notifications.TEMPLATE_JUDGED,
        notifications.TEMPLATE_OWN_WORDS,
        notifications.TEMPLATE_IN_THE_PAST,
        notifications.TEMPLATE_FAULTY,
    ),
)

wording.passes(
    "POST",
    "/api/v1/message-template-drafts/{draft_id}/discard",
    notifications.discard_template,
    auth=Auth.STAFF,
    summary=Words("Hủy bản nháp", "Discard a draft"),
    errors=(
        notifications.TEMPLATE_NOT_FOUND,
        notifications.TEMPLATE_JUDGED,
    ),
)
