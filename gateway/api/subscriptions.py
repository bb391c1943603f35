"""Subscriptions of agencies' programs, and the API keys with which they come."""

from chassis.contracts import Method
from chassis.errors import ErrorType
from gateway.routing import Area, Auth, Words
from services.notifications import contract as notifications

area = Area("subscriptions", Words("Đăng ký nhận sự kiện", "Subscriptions to events"))

ONE = "/api/v1/subscriptions/{subscription_id}"
OPEN = (notifications.SUBSCRIPTION_NOT_FOUND, notifications.SUBSCRIPTION_ENDED)
FILTER = (notifications.OUT_OF_SCOPE, notifications.TYPE_UNKNOWN, notifications.URL_REFUSED)
VERIFIED = (*OPEN, notifications.SUBSCRIPTION_UNVERIFIED)

area.passes(
    "GET",
    "/api/v1/subscriptions",
    notifications.list_subscriptions,
    auth=Auth.PROGRAM,
    summary=Words("Các đăng ký nhận sự kiện", "The subscriptions I manage"),
)
area.passes(
    "POST",
    "/api/v1/subscriptions",
    notifications.create_subscription,
    auth=Auth.PROGRAM,
    status=201,
    summary=Words("Đăng ký nhận sự kiện qua webhook", "Subscribe an endpoint"),
    errors=(*FILTER, notifications.TOO_MANY_SUBSCRIPTIONS),
    notes=Words(
        "Khóa ký chỉ được trả về một lần này. Địa chỉ nhận phải trả lời yêu cầu kiểm tra trước khi nhận sự kiện.",
        "The secret is answered this once. The endpoint has to answer a challenge before it gets anything.",
    ),
)
area.passes(
    "GET", ONE, notifications.get_subscription, auth=Auth.PROGRAM,
    summary=Words("Một đăng ký", "One subscription"), errors=(notifications.SUBSCRIPTION_NOT_FOUND,),
)  # fmt: skip
area.passes(
    "PUT", ONE, notifications.change_subscription, auth=Auth.PROGRAM,
    summary=Words("Thay đổi bộ lọc hoặc địa chỉ nhận", "Change what it gets, and where"), errors=(*OPEN, *FILTER),
)  # fmt: skip
area.passes(
    "DELETE", ONE, notifications.end_subscription, auth=Auth.PROGRAM,
    summary=Words("Chấm dứt đăng ký", "End it for good"),
    errors=(notifications.SUBSCRIPTION_NOT_FOUND, notifications.NOT_BY_THIS_WAY),
)  # fmt: skip


def _act(path: str, method: Method, summary: Words, errors: tuple[ErrorType, ...], status: int = 200) -> None:  # type: ignore[type-arg]  # methods of several records
    area.passes("POST", f"{ONE}/{path}", method, auth=Auth.PROGRAM, status=status, summary=summary, errors=errors)


_act(
    "verification",
    notifications.verify_subscription,
    Words("Kiểm tra lại địa chỉ nhận", "Send the challenge again"),
    (*OPEN, notifications.NOT_BY_THIS_WAY),
)
_act("pause", notifications.pause_subscription, Words("Tạm dừng", "Pause it"), VERIFIED)
_act("resumption", notifications.resume_subscription, Words("Tiếp tục", "Resume it"), VERIFIED)
_act(
    "secret",
    notifications.rotate_secret,
    Words("Đổi khóa ký", "Change the secret"),
    (*OPEN, notifications.NOT_BY_THIS_WAY),
    201,
)
_act("ping", notifications.ping_subscription, Words("Gửi sự kiện thử", "Send a test event"), VERIFIED)
_act(
    "redelivery",
    notifications.redeliver,
    Words("Gửi lại", "Hand over again"),
    (*VERIFIED, notifications.NOTHING_TO_REDELIVER, notifications.HANDOVER_NOT_FOUND),
)
area.passes(
    "GET",
    f"{ONE}/handovers",
    notifications.list_handovers,
    auth=Auth.PROGRAM,
    summary=Words("Nhật ký gửi", "The log of what was handed over"),
    errors=(notifications.SUBSCRIPTION_NOT_FOUND,),
)

keys = Area("api-keys", Words("Khóa API của cơ quan", "API keys of agencies"))

keys.passes(
    "GET",
    "/api/v1/agencies/{agency}/api-keys",
    notifications.list_credentials,
    auth=Auth.STAFF,
    summary=Words("Các khóa API của cơ quan", "The API keys of an agency"),
    errors=(notifications.OUT_OF_SCOPE,),
)
keys.passes(
    "POST",
    "/api/v1/agencies/{agency}/api-keys",
    notifications.make_credential,
    auth=Auth.STAFF,
    status=201,
    summary=Words("Cấp khóa API", "Make an API key"),
    errors=(notifications.OUT_OF_SCOPE,),
    notes=Words("Khóa chỉ được trả về một lần này.", "The key is answered this once."),
)
keys.passes(
    "POST",
    "/api/v1/api-keys/{credential_id}/rotation",
    notifications.rotate_credential,
    auth=Auth.STAFF,
    status=201,
    summary=Words("Đổi khóa API", "Make a key in the place of another"),
    errors=(notifications.CREDENTIAL_NOT_FOUND,),
)
keys.passes(
    "DELETE",
    "/api/v1/api-keys/{credential_id}",
    notifications.revoke_credential,
    auth=Auth.STAFF,
    summary=Words("Thu hồi khóa API", "Take a key back"),
    errors=(notifications.CREDENTIAL_NOT_FOUND,),
)
