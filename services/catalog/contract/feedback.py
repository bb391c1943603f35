"""Feedback (góp ý): what anybody tells the portal or an agency, without an account and without saying who they are."""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, query
from chassis.errors import Conflict, NotFound, TooMany, error
from chassis.records import Ident, Rule, record
from services.catalog.contract.terms import SERVICE, Cursor, PageSize

_Code = Annotated[str, Rule(pattern=r"[2-9A-HJ-NP-Z]{10}", description="Mã góp ý", example="7K2MPX9QRA")]
_Text = Annotated[str, Rule(min=10, max=4000)]


class FeedbackState(enum.StrEnum):
    """Where feedback stands."""

    SENT = "sent"  # đã gửi
    ANSWERED = "answered"  # đã trả lời


@record
class SendFeedback:
    """Say something about the portal, an agency or a procedure. Private numbers in it are masked before it is kept."""

    text: _Text
    agency_code: Annotated[str, Rule(max=40, description="Empty: about the portal itself")] = ""
    procedure_code: Annotated[str, Rule(max=8, pattern=r"(?:\d\.\d{6})?")] = ""


@record
class FeedbackSent:
    """By its code its sender finds the answer; nobody else knows the code but who reads the feedback."""

    code: _Code
    sent_at: dt.datetime


@record
class GetFeedback:
    """What became of one's feedback."""

    code: _Code


@record
class FeedbackView:
    """Feedback with its answer, if there is one."""

    code: _Code
    agency_code: Annotated[str, Rule(max=40)]
    agency_name: Annotated[str, Rule(max=500)]
    procedure_code: Annotated[str, Rule(max=8)]
    text: Annotated[str, Rule(max=5000)]
    state: FeedbackState
    sent_at: dt.datetime
    answer: Annotated[str, Rule(max=4000)] = ""
    answered_at: dt.datetime | None = None


@record
class ListFeedback:
    """Feedback to the caller's agencies and those under them, the newest first; an operator sees all of it."""

    state: FeedbackState | None = None
    cursor: Cursor = ""
    limit: PageSize = 20


@record
class FeedbackLine:
    """One, as staff see it."""

    id: Ident
    feedback: FeedbackView


@record
class FeedbackPage:
    """Some; ``next_cursor`` is empty on the last page."""

    items: tuple[FeedbackLine, ...]
    next_cursor: Cursor = ""


@record
class AnswerFeedback:
    """Answer it, once; its sender reads the answer by the code."""

    feedback_id: Ident
    answer: Annotated[str, Rule(min=3, max=4000)]


FEEDBACK_NOT_FOUND = error(
    "feedback.not-found",
    NotFound,
    vi="Không có góp ý nào mang mã này. Xin kiểm tra lại mã gồm 10 chữ và số.",
    en="There is no feedback with this code. Please check its 10 letters and digits.",
)
FEEDBACK_ANSWERED = error(
    "feedback.answered",
    Conflict,
    vi="Góp ý này đã được trả lời.",
    en="This feedback was answered already.",
)
FEEDBACK_TOO_MUCH = error(
    "feedback.too-much",
    TooMany,
    vi="Hôm nay cổng đã nhận quá nhiều góp ý. Xin gửi lại sau, hoặc đến Bộ phận Một cửa.",
    en="The portal got too much feedback today. Please send it later, or go to the one-stop desk.",
)

send_feedback = command(SERVICE, "send_feedback", SendFeedback, FeedbackSent)
get_feedback = query(SERVICE, "get_feedback", GetFeedback, FeedbackView)
list_feedback = query(SERVICE, "list_feedback", ListFeedback, FeedbackPage)
answer_feedback = command(SERVICE, "answer_feedback", AnswerFeedback, FeedbackLine, natural="feedback is answered once")
