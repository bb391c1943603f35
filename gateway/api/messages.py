"""A person's messages, and in the sandbox what their telephone would have received."""

from gateway.routing import Area, Auth, Words
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
sandbox.passes(
    "GET",
    "/api/v1/sandbox/messages",
    notifications.list_sandbox_messages,
    auth=Auth.PUBLIC,
    sandbox_only=True,
    summary=Words("Tin nhắn SMS thử nghiệm của một số điện thoại", "Test text messages of a telephone"),
    errors=(notifications.NOT_A_SANDBOX, notifications.PHONE_NOT_UNDERSTOOD),
)
