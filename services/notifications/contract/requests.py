"""What people, agencies and testers of the sandbox ask of notifications."""

from typing import Annotated

from chassis.records import Ident, Rule, record
from services.notifications.contract.subscriptions import Agencies, Procedures, Types
from services.notifications.contract.terms import Cursor, PageSize, Sequence


@record
class ListInbox:
    """The caller's own messages (hộp thư của tôi), newest first."""

    unread_only: bool = False
    cursor: Cursor = ""
    limit: PageSize = 20


@record
class MarkRead:
    """Note that the caller has read one of their messages (đánh dấu đã đọc)."""

    message_id: Ident


@record
class MarkUnread:
    """Have one of the caller's messages count as unread again (đánh dấu chưa đọc)."""

    message_id: Ident


@record
class MarkAllRead:
    """Note that everything up to a message, the newest that was shown, was read; what came since stays unread."""

    up_to: Ident


@record
class ListSandboxMessages:
    """What the sandbox's SMS provider and mail relay would have delivered, newest first; only in the sandbox."""

    phone: Annotated[
        str, Rule(max=254, description="Số điện thoại, hoặc địa chỉ thư điện tử", example="0912345678")
    ] = ""
    email: Annotated[
        str, Rule(max=254, description="Địa chỉ thư điện tử, thay cho số điện thoại", example="an.nguyen@example.vn")
    ] = ""
    limit: PageSize = 20


@record
class ListEvents:
    """Events after a place in the feed, oldest first: those of the caller's agency, or all for an operator."""

    after: Sequence = 0
    limit: Annotated[int, Rule(min=1, max=500)] = 100
    types: Types = ()
    procedures: Procedures = ()
    agencies: Agencies = ()


@record
class GetFeedHead:
    """The place of the newest event; asked by gateways while somebody waits for one."""


@record
class ReportDelivery:
    """An SMS provider says what became of a message that it took (báo cáo chuyển tin).

    ``body`` is what was signed, byte for byte: ``{"id": …, "status": "delivered" | "undelivered" | "no_such_number"}``.
    """

    provider: Annotated[str, Rule(min=1, max=40, description="As which provider the portal knows the sender")]
    report_id: Annotated[str, Rule(min=1, max=100, description="Header webhook-id")]
    timestamp: Annotated[int, Rule(min=0, description="Header webhook-timestamp: seconds since 1970")]
    signature: Annotated[str, Rule(min=1, max=500, description="Header webhook-signature")]
    body: Annotated[str, Rule(max=4000)]
