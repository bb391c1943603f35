"""The operator's side: lost messages, sending again, figures, providers, the budget; for everybody how promptly."""

import datetime as dt
from typing import Final

import sqlalchemy as sa
from prometheus_client import Gauge

from chassis import audit, cursors
from chassis.contracts import Call
from chassis.logs import get_log
from chassis.metrics import REGISTRY
from chassis.storage import Storage, Work
from services.notifications import policy, rules
from services.notifications.contract import (
    CURSOR_WRONG,
    DAYS_WRONG,
    MESSAGE_NOT_FOUND,
    RESEND_NOT_POSSIBLE,
    GetPromptness,
    ListMessages,
    MessageChannel,
    MessageFigure,
    MessageFigures,
    MessageState,
    OperatedMessage,
    OperatedMessages,
    PromptDay,
    Promptness,
    ProviderState,
    ReadMessageFigures,
    ResendMessage,
    Resent,
)
from services.notifications.domain.states import LOST
from services.notifications.handlers.telling import write_once_more
from services.notifications.store import counted, outgoing

log = get_log(__name__)

DAYS_AT_MOST: Final = 92
BUDGET_WARNS: Final = 0.8
"""The share of the month's budget at which the operator is warned."""

SPENT = Gauge("motcua_messages_spent_dong", "What messages cost this month", registry=REGISTRY)
BUDGET = Gauge("motcua_messages_budget_dong", "What they may cost in a month; 0: no limit is set", registry=REGISTRY)


def list_messages(call: Call[ListMessages], storage: Storage) -> OperatedMessages:
    """Messages in a state, newest first, without words and names."""
    policy.check(call.caller, call.method)
    asked = call.request
    before = cursors.read(asked, refusal=CURSOR_WRONG)
    states = [asked.state.value] if asked.state else sorted(LOST)
    with storage.read() as db:
        rows = outgoing.in_states(
            db,
            states,
            channel=asked.channel.value if asked.channel else "",
            before=before,
            limit=asked.limit + 1,
        )
        again = outgoing.sent_again(db, [row.id for row in rows])
    shown = rows[: asked.limit]
    return OperatedMessages(
        messages=tuple(_shown(row, row.id in again) for row in shown),
        next_cursor=cursors.write(asked, shown[-1].id) if len(rows) > asked.limit else "",
    )


def resend_message(call: Call[ResendMessage], storage: Storage) -> Resent:
    """Add a new message with the same words, once; the operator is on record."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row = outgoing.message(work.db, call.request.message_id, lock=True)
        if row is None:
            raise MESSAGE_NOT_FOUND()
        added = send_again(work, row)
        if not added:
            raise RESEND_NOT_POSSIBLE()
        audit.record(work, "message.resent", about=row.person, thing=row.id)
        return work.done(Resent(message_id=added))


def send_again(work: Work, row: outgoing.Row) -> str:
    """The id of the message that is sent in place of a lost one; empty where that is not possible."""
    return write_once_more(work, row) if row.state in LOST and row.facts is not None else ""


def read_message_figures(call: Call[ReadMessageFigures], storage: Storage, *, budget: int) -> MessageFigures:
    """Figures of days, how providers do now, and the month's budget."""
    policy.check(call.caller, call.method)
    asked = call.request
    if not 0 <= (asked.last - asked.first).days < DAYS_AT_MOST:
        raise DAYS_WRONG()
    with storage.read() as db:
        days, providers = counted.days(db, asked.first, asked.last), counted.healths(db)
        spent = spent_this_month(db, storage.now())
    return MessageFigures(
        figures=tuple(
            MessageFigure(
                day=row.day,
                channel=MessageChannel(row.channel),
                provider=row.provider,
                outcome=row.outcome,
                messages=row.messages,
                segments=row.segments,
                cost=row.cost,
            )
            for row in days
        ),
        providers=tuple(
            ProviderState(
                provider=row.provider,
                channel=MessageChannel(row.channel),
                open_since=row.opened_at,
                in_a_row=row.in_a_row,
                last_failure_at=row.failed_at,
                last_answer=row.detail[:300],
            )
            for row in providers
        ),
        spent_this_month=spent,
        budget=budget,
    )


def spent_this_month(db: sa.Connection, now: dt.datetime) -> int:
    """What all channels cost since the first day of the month in Vietnam, in đồng before tax."""
    today = rules.day_of(now)
    return sum(counted.spent(db, channel.value, today.replace(day=1), today) for channel in MessageChannel)


class BudgetWatch:
    """Says once in each process, and once for each step, that the month's budget is nearly or wholly spent."""

    def __init__(self) -> None:
        self._told: tuple[dt.date, str] | None = None

    def look(self, storage: Storage, budget: int) -> str:
        """``over``, ``near`` or empty; nothing is stopped by it, as a notice that the law wants must go out."""
        with storage.read() as db:
            spent = spent_this_month(db, storage.now())
        SPENT.set(spent)
        BUDGET.set(budget)
        step = "" if not budget or spent < BUDGET_WARNS * budget else "near" if spent < budget else "over"
        month = rules.day_of(storage.now()).replace(day=1)
        if step and self._told != (month, step):
            self._told = (month, step)
            log.error("the budget for messages", step=step, spent=spent, budget=budget)
        return step


def _shown(row: outgoing.Row, sent_again: bool) -> OperatedMessage:
    return OperatedMessage(
        id=row.id,
        channel=MessageChannel(row.channel),
        matter=row.matter,
        template_version=row.template_version,
        state=MessageState(row.state),
        reason=row.reason[:300],
        provider=row.provider,
        attempts=row.attempts,
        created_at=row.created_at,
        due_at=row.due_at,
        may_resend=row.state in LOST and row.facts is not None and not sent_again,
    )


def get_promptness(call: Call[GetPromptness], storage: Storage) -> Promptness:
    """How promptly messages were handed over to a provider, day by day, for everybody."""
    policy.check(call.caller, call.method)
    today = rules.day_of(storage.now())
    with storage.read() as db:
        rows = counted.promptness_since(db, today - dt.timedelta(days=call.request.days - 1))
    days = tuple(
        PromptDay(day=row.day, channel=MessageChannel(row.channel), due=row.due, in_time=row.in_time) for row in rows
    )
    return Promptness(within_seconds=rules.terms_on(today).in_time, days=days)
