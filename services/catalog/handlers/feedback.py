"""Feedback: sent by anybody, read and answered by the agency it is about, or by operators."""

import datetime as dt
import secrets
from typing import Any, Final

import sqlalchemy as sa

from chassis import audit
from chassis.contracts import Call
from chassis.ids import new_id
from chassis.logs import masked
from chassis.storage import Storage
from services.catalog import contract, offers_store, policy, public_texts_store
from services.catalog.contract import (
    AnswerFeedback,
    FeedbackLine,
    FeedbackPage,
    FeedbackSent,
    FeedbackState,
    FeedbackView,
    GetFeedback,
    ListFeedback,
    SendFeedback,
)
from services.catalog.handlers.announcing import name_of
from services.catalog.handlers.cursors import cursor_in, place_in
from services.catalog.handlers.providing import agency_of

Row = sa.Row[Any]

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without what looks alike: 0 and O, 1 and I."""
LENGTH: Final = 10
MOST_A_DAY: Final = 20_000


def send_feedback(call: Call[SendFeedback], storage: Storage) -> FeedbackSent:
    """Keep what somebody says, with private numbers masked; the code that is answered is shown this once."""
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        if asked.agency_code:
            agency_of(work.db, asked.agency_code)
        if public_texts_store.sent_since(work.db, work.now - dt.timedelta(days=1), MOST_A_DAY) >= MOST_A_DAY:
            raise contract.FEEDBACK_TOO_MUCH(retry_after=3600)
        row = public_texts_store.add_feedback(
            work.db,
            id=new_id(),
            code="".join(secrets.choice(ALPHABET) for _ in range(LENGTH)),
            agency_code=asked.agency_code,
            procedure_code=asked.procedure_code,
            text=masked(asked.text)[:5000],
            sent_at=work.now,
        )
        return work.done(FeedbackSent(code=row.code, sent_at=row.sent_at))


def get_feedback(call: Call[GetFeedback], storage: Storage) -> FeedbackView:
    """What became of it; whoever has the code may read."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        row = public_texts_store.feedback_by_code(db, call.request.code)
        if row is None:
            raise contract.FEEDBACK_NOT_FOUND()
        return _view(db, row)


def list_feedback(call: Call[ListFeedback], storage: Storage) -> FeedbackPage:
    """The newest within the caller's reach."""
    policy.check(call.caller, call.method)
    asked = call.request
    place = place_in(asked, asked.cursor, str)
    with storage.read() as db:
        rows = public_texts_store.feedback_page(
            db,
            _reach(db, call),
            answered=None if asked.state is None else asked.state is FeedbackState.ANSWERED,
            before=str(place[0]) if place else "",
            limit=asked.limit + 1,
        )
        shown = rows[: asked.limit]
        more = len(rows) > len(shown)
        return FeedbackPage(
            items=tuple(FeedbackLine(id=row.id, feedback=_view(db, row)) for row in shown),
            next_cursor=cursor_in(asked, shown[-1].id) if more else "",
        )


def answer_feedback(call: Call[AnswerFeedback], storage: Storage) -> FeedbackLine:
    """Answer it, once."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row = public_texts_store.one_feedback(work.db, call.request.feedback_id)
        reach = _reach(work.db, call)
        if row is None or (reach is not None and row.agency_code not in reach):
            raise contract.FEEDBACK_NOT_FOUND()
        if row.answered_at is not None:
            raise contract.FEEDBACK_ANSWERED()
        row = public_texts_store.answer(
            work.db,
            row.id,
            answer=call.request.answer,
            answered_at=work.now,
            answered_by=call.caller.id,
        )
        audit.record(work, "feedback.answered", thing=row.id, facts={"agency": row.agency_code})
        return work.done(FeedbackLine(id=row.id, feedback=_view(work.db, row)))


def _reach(db: sa.Connection, call: Call[Any]) -> frozenset[str] | None:
    """The agencies whose feedback the caller reads; None: all, and that about the portal."""
    tops = policy.hearing(call.caller)
    return None if tops is None else frozenset().union(*(offers_store.under(db, code) for code in tops))


def _view(db: sa.Connection, row: Row) -> FeedbackView:
    return FeedbackView(
        code=row.code,
        agency_code=row.agency_code,
        agency_name=name_of(db, row.agency_code),
        procedure_code=row.procedure_code,
        text=row.text,
        state=FeedbackState.SENT if row.answered_at is None else FeedbackState.ANSWERED,
        sent_at=row.sent_at,
        answer=row.answer,
        answered_at=row.answered_at,
    )
