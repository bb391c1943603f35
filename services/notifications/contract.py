"""The public face of notifications: a person's inbox, what the sandbox sent, and the events that agencies follow.

Agencies see `CloudEvent`, a contract of its own: thin, without personal data, and with a sequence that has no gap.
The internal events of the services are not it, and may grow without an agency noticing.
"""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, query
from chassis.errors import Forbidden, Invalid, NotFound, error
from chassis.records import Ident, Nothing, Rule, record

SERVICE = "notifications"


class MessageChannel(enum.StrEnum):
    """By which way a message reaches a person (kênh thông báo)."""

    INBOX = "inbox"  # hộp thư trên cổng
    SMS = "sms"  # tin nhắn
    EMAIL = "email"  # thư điện tử


class MessageState(enum.StrEnum):
    """Where a message stands (trạng thái tin). Whatever happens, it ends in one that can be seen."""

    QUEUED = "queued"  # waits for its time: the first or the next attempt
    SENDING = "sending"  # a process holds it, for as long as its lease
    SENT = "sent"  # the provider took it, or it lies in the inbox
    READ = "read"  # the person opened it
    FAILED = "failed"  # the provider refused it for good
    GIVEN_UP = "given_up"  # every attempt failed, or it was no longer wanted


Cursor = Annotated[str, Rule(max=400, description="As the previous page gave it; empty for the first")]
PageSize = Annotated[int, Rule(min=1, max=100)]
Matter = Annotated[str, Rule(min=1, max=60, description="What it is about; stable", example="dossier.received")]
Sequence = Annotated[int, Rule(min=0, description="Place in the feed: 1, 2, 3… without a gap")]


# Requests


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
class ListSandboxMessages:
    """What the sandbox's SMS provider would have put on a telephone, newest first; only where no message is real."""

    phone: Annotated[str, Rule(min=1, max=20, description="Số điện thoại", example="0912345678")]
    limit: PageSize = 20


@record
class ListEvents:
    """Events after a place in the feed, oldest first: those of the caller's agency, or all for an operator."""

    after: Sequence = 0
    limit: Annotated[int, Rule(min=1, max=500)] = 100


# Replies


@record
class InboxMessage:
    """One message in a person's inbox, in the language they asked in."""

    id: Ident
    matter: Matter
    title: Annotated[str, Rule(max=300)]
    body: Annotated[str, Rule(max=6000)]
    sent_at: dt.datetime
    read_at: dt.datetime | None = None
    dossier_id: Annotated[str, Rule(max=64)] = ""
    dossier_code: Annotated[str, Rule(max=80)] = ""


@record
class InboxPage:
    """Some messages; ``next_cursor`` is empty on the last page. ``unread`` counts all of the caller's."""

    messages: tuple[InboxMessage, ...]
    unread: Annotated[int, Rule(min=0)]
    next_cursor: Cursor = ""


@record
class SandboxMessage:
    """A text message as its telephone would show it."""

    id: Ident
    matter: Matter
    text: Annotated[str, Rule(max=2000)]
    segments: Annotated[int, Rule(min=1, description="How many SMS an operator would count")]
    sent_at: dt.datetime


@record
class SandboxMessages:
    """What was sent to one telephone."""

    messages: tuple[SandboxMessage, ...]


@record
class DossierNotice:
    """What an agency's event says of a dossier: enough to know that something changed and where to read it."""

    dossier_code: Annotated[str, Rule(max=80, description="Mã số hồ sơ", example="H27.12.34-261124-0001")]
    procedure_code: Annotated[str, Rule(max=40, description="Mã thủ tục hành chính")]
    agency_code: Annotated[str, Rule(max=40, description="Mã định danh cơ quan")]
    status: Annotated[int, Rule(min=1, max=10, description="Trạng thái hồ sơ sau thay đổi", example=2)]
    version: Annotated[int, Rule(min=1, description="Counts the changes of this dossier")]
    link: Annotated[str, Rule(max=500, description="Where those entitled to can read the dossier")]


@record
class CloudEvent:
    """One event of the feed, CloudEvents 1.0 in its structured JSON form; ``id`` is the same on every way it travels.

    ``sequence`` (the CloudEvents extension of that name) is its place in the feed as text of 20 digits, so that the
    order of texts is the order of events.
    """

    specversion: Annotated[str, Rule(choices=("1.0",))]
    id: Ident
    source: Annotated[str, Rule(max=200, example="/dossiers")]
    type: Annotated[str, Rule(max=100, example="motcua.dossier.received.v1")]
    subject: Annotated[str, Rule(max=80, description="Mã số hồ sơ")]
    time: dt.datetime
    datacontenttype: Annotated[str, Rule(choices=("application/json",))]
    sequence: Annotated[str, Rule(pattern=r"\d{20}")]
    data: DossierNotice


@record
class EventPage:
    """Some events; ask again with ``after=next_after``, also when there were none for you."""

    events: tuple[CloudEvent, ...]
    next_after: Sequence
    more: Annotated[bool, Rule(description="Whether asking again now would give further events")]


# Methods

list_inbox = query(SERVICE, "list_inbox", ListInbox, InboxPage)
mark_read = command(SERVICE, "mark_read", MarkRead, Nothing, natural="a message that was read stays read")
list_sandbox_messages = query(SERVICE, "list_sandbox_messages", ListSandboxMessages, SandboxMessages)
list_events = query(SERVICE, "list_events", ListEvents, EventPage)


# Errors

MESSAGE_NOT_FOUND = error(
    "message.not-found",
    NotFound,
    vi="Không tìm thấy tin này trong hộp thư của bạn. Xin tải lại hộp thư.",
    en="There is no such message in your inbox. Please reload it.",
)
NOT_A_SANDBOX = error(
    "sandbox.absent",
    NotFound,
    vi="Hệ thống này gửi tin thật, không có hộp thư thử nghiệm. Xin xem tin trên điện thoại.",
    en="This system sends real messages and keeps no sandbox outbox. Please look at the telephone.",
)
FEED_FOR_AGENCIES = error(
    "feed.for-agencies",
    Forbidden,
    vi="Luồng sự kiện chỉ dành cho cán bộ cơ quan. Xin đăng nhập bằng tài khoản cán bộ.",
    en="The event feed is for agencies. Please sign in with a staff account.",
)
PHONE_NOT_UNDERSTOOD = error(
    "phone.not-understood",
    Invalid,
    vi="Số điện thoại chưa đúng dạng. Xin nhập số di động Việt Nam, ví dụ 0912345678.",
    en="The telephone number is not understood. Please give a Vietnamese mobile number such as 0912345678.",
)
CURSOR_WRONG = error(
    "inbox.cursor-wrong",
    Invalid,
    vi="Vị trí trang không hợp lệ. Xin mở lại hộp thư từ trang đầu.",
    en="The page position is not valid. Please open the inbox from its first page.",
)
