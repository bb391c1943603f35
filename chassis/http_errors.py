"""What an HTTP server answers by itself, without asking its service."""

from chassis.errors import PortalError, Unavailable, error


class NoSuchMethod(PortalError):
    """The HTTP method is not one that is used here."""

    kind = "no-such-method"
    status = 501


HTTP_METHOD_UNKNOWN = error(
    "request.unknown-http-method",
    NoSuchMethod,
    vi="Phương thức HTTP này không được dùng ở đây.",
    en="This HTTP method is not used here.",
)
BUSY = error(
    "service.busy",
    Unavailable,
    vi="Hệ thống đang có nhiều yêu cầu. Xin thử lại sau vài giây.",
    en="There are many requests at the moment. Please try again in a few seconds.",
)
