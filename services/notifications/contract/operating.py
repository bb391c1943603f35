"""What operators see of messages: what was lost, how providers do, what each day cost. No words, no names."""

import datetime as dt
from typing import Annotated

from chassis.contracts import command, query
from chassis.errors import Conflict, Invalid, error
from chassis.records import Dong, Ident, Rule, record
from services.notifications.contract.terms import SERVICE, Cursor, Matter, MessageChannel, MessageState, PageSize


@record
class ListMessages:
    """Messages in one state, or all that did not reach their person (without one), newest first."""

    state: MessageState | None = None
    channel: MessageChannel | None = None
    cursor: Cursor = ""
    limit: PageSize = 50


@record
class OperatedMessage:
    """One message without what it says and to whom."""

    id: Ident
    channel: MessageChannel
    matter: Matter
    template_version: Annotated[int, Rule(min=1)]
    state: MessageState
    reason: Annotated[str, Rule(max=300)]
    provider: Annotated[str, Rule(max=60)]
    attempts: Annotated[int, Rule(min=0)]
    created_at: dt.datetime
    due_at: dt.datetime
    may_resend: Annotated[bool, Rule(description="Whether it was lost, is no secret and was not sent again yet")]


@record
class OperatedMessages:
    """A page; ``next_cursor`` is empty on the last."""

    messages: tuple[OperatedMessage, ...]
    next_cursor: Cursor = ""


@record
class ResendMessage:
    """Have a message that was lost sent again, as a new one."""

    message_id: Ident


@record
class Resent:
    """The new message."""

    message_id: Ident


@record
class ReadMessageFigures:
    """What happened to messages from one day of Vietnam to another, both counted; at most 92 days."""

    first: dt.date
    last: dt.date


@record
class MessageFigure:
    """Of one day, channel, provider and happening: how many, how many parts, what it cost in đồng before tax."""

    day: dt.date
    channel: MessageChannel
    provider: Annotated[str, Rule(max=60, description="Empty where none was asked")]
    outcome: Annotated[str, Rule(max=40, description="As in ./motcua notifications graph")]
    messages: Annotated[int, Rule(min=0)]
    segments: Annotated[int, Rule(min=0)]
    cost: Dong


@record
class ProviderState:
    """How one provider does; ``open_since``: it is not asked at present, since then."""

    provider: Annotated[str, Rule(max=60)]
    channel: MessageChannel
    open_since: dt.datetime | None
    in_a_row: Annotated[int, Rule(min=0, description="Failures; while it is not asked, good answers")]
    last_failure_at: dt.datetime | None
    last_answer: Annotated[str, Rule(max=300)]


@record
class MessageFigures:
    """The figures, the providers, and what of this month's budget is spent (0: none is set)."""

    figures: tuple[MessageFigure, ...]
    providers: tuple[ProviderState, ...]
    spent_this_month: Dong
    budget: Dong


RESEND_NOT_POSSIBLE = error(
    "message.resend-not-possible",
    Conflict,
    vi="Tin này không gửi lại được: tin chưa hỏng, là mã xác thực, hoặc đã được gửi lại. Xin xem lại danh sách.",
    en="This message cannot be sent again: it is not lost, is a code, or was sent again. Please look at the list.",
)
DAYS_WRONG = error(
    "message.days-wrong",
    Invalid,
    vi="Khoảng ngày không đúng. Xin chọn ngày đầu không sau ngày cuối, tối đa 92 ngày.",
    en="These days are not understood. Please give a first day that is not after the last, at most 92 days.",
)

list_messages = query(SERVICE, "list_messages", ListMessages, OperatedMessages)
resend_message = command(
    SERVICE, "resend_message", ResendMessage, Resent, natural="a message is sent again once; the second time is refused"
)
read_message_figures = query(SERVICE, "read_message_figures", ReadMessageFigures, MessageFigures)
