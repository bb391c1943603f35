"""Whose turn it is: at every moment an open dossier has exactly one responsible party and one next due time.

`duty_of` is a function of what is the case and of the time, nothing else: a duty whose time is over may pass to another
party (whoever did not supplement in time leaves it to the agency to end the dossier), and what goes on for no one in
particular does not exist. `Plan` says when somebody is warned, when it is late, when it goes up.
"""

import datetime as dt
import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from services.dossiers.domain.actions import Named, Party, State
from services.dossiers.domain.calendar import Calendar
from services.dossiers.domain.codes import VIETNAM
from services.dossiers.domain.deadlines import Limit


class Task(enum.StrEnum):
    """What the responsible party has to do next (việc phải làm)."""

    RECEIVE = "receive"
    SUPPLEMENT = "supplement"
    PAY = "pay"
    HAND_OVER = "hand_over"
    PROCESS = "process"
    MEET = "meet"
    APPROVE = "approve"
    COMPLETE = "complete"
    ANSWER = "answer"
    RESUME = "resume"
    CONFIRM_WITHDRAWAL = "confirm_withdrawal"
    END = "end"
    RETURN = "return"
    COLLECT = "collect"
    CONFIRM_DELIVERY = "confirm_delivery"


TASK_NAMES: Final[Mapping[Task, Named]] = MappingProxyType(
    {
        Task.RECEIVE: Named("kiểm tra và tiếp nhận hoặc trả lời", "check and receive, or answer"),
        Task.SUPPLEMENT: Named("bổ sung hồ sơ", "supplement the dossier"),
        Task.PAY: Named("nộp phí, lệ phí hoặc nghĩa vụ tài chính", "pay what was asked"),
        Task.HAND_OVER: Named("chuyển xử lý", "hand over for processing"),
        Task.PROCESS: Named("xử lý và trình phê duyệt", "process, and propose a decision"),
        Task.MEET: Named("thực hiện lịch hẹn và ghi kết quả", "keep the appointment and write down its outcome"),
        Task.APPROVE: Named("phê duyệt hoặc trả lại để làm lại", "approve, or send back"),
        Task.COMPLETE: Named("hoàn thiện hoặc xác nhận theo yêu cầu", "complete or confirm what was asked"),
        Task.ANSWER: Named("trả lời ý kiến", "answer the question"),
        Task.RESUME: Named("cho tính tiếp thời hạn", "let the clock run again"),
        Task.CONFIRM_WITHDRAWAL: Named("xác nhận việc rút hồ sơ", "confirm the withdrawal"),
        Task.END: Named("kết thúc hồ sơ đã quá hạn bổ sung hoặc nộp tiền", "end a dossier whose time has run out"),
        Task.RETURN: Named("trả kết quả", "return the result"),
        Task.COLLECT: Named("đến nhận kết quả", "collect the result"),
        Task.CONFIRM_DELIVERY: Named("xác nhận bưu chính đã phát", "confirm that the post delivered"),
    }
)


@dataclass(frozen=True, slots=True)
class Situation:
    """What of a stored dossier decides whose turn it is. ``since`` is when it came into its state."""

    state: State
    closed: bool
    since: dt.datetime
    online: bool = True
    received: bool = False
    due_at: dt.datetime | None = None
    respond_by: dt.datetime | None = None
    pay_by: dt.datetime | None = None
    waits_for: Party | None = None
    paused_until: dt.datetime | None = None
    meets_at: dt.datetime | None = None
    proposed_at: dt.datetime | None = None
    collects: bool = False
    dispatched_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Whose turn it is, what they have to do, since when and until when."""

    party: Party
    task: Task
    since: dt.datetime
    until: dt.datetime


@dataclass(frozen=True, slots=True)
class Clocks:
    """How long each thing may take where nothing else says so; dated data, each with its source."""

    receive_online: Limit
    receive_otherwise: Limit
    hand_over: Limit
    process: Limit
    pay: Limit
    meet: Limit
    resume: Limit
    confirm_withdrawal: Limit
    end: Limit
    return_result: Limit
    collect: Limit
    confirm_delivery: Limit


Ends = Callable[[dt.datetime, Limit], dt.datetime]
"""When a limit ends that begins at a time, by the working calendar."""


def duty_of(now: dt.datetime, it: Situation, clocks: Clocks, ends: Ends) -> Duty | None:
    """Whose turn it is now; None for a draft and for what is closed, and only for those."""
    if it.closed or it.state in (State.DRAFT, State.REFUSED, State.STOPPED, State.RETURNED):
        return None
    return _OF_STATE[it.state](now, it, clocks, ends)


def _submitted(_now: dt.datetime, it: Situation, clocks: Clocks, ends: Ends) -> Duty:
    limit = clocks.receive_online if it.online else clocks.receive_otherwise
    return Duty(Party.RECEIVER, Task.RECEIVE, it.since, ends(it.since, limit))


def _received(_now: dt.datetime, it: Situation, clocks: Clocks, ends: Ends) -> Duty:
    until = ends(it.since, clocks.hand_over)
    if it.due_at is not None:
        until = min(until, it.due_at)
    return Duty(Party.RECEIVER, Task.HAND_OVER, it.since, until)


def _processing(now: dt.datetime, it: Situation, clocks: Clocks, ends: Ends) -> Duty:
    if it.waits_for is not None and it.paused_until is not None:
        if it.waits_for is not Party.PROCESSOR and now <= it.paused_until:
            task = Task.ANSWER if it.waits_for is Party.CONSULTED else Task.COMPLETE
            return Duty(it.waits_for, task, it.since, it.paused_until)
        begun = it.since if it.waits_for is Party.PROCESSOR else it.paused_until
        until = it.paused_until if it.waits_for is Party.PROCESSOR else ends(begun, clocks.resume)
        return Duty(Party.PROCESSOR, Task.RESUME, begun, until)
    until = it.due_at or ends(it.proposed_at or it.since, clocks.process)
    if it.meets_at is not None:
        recorded = ends(it.meets_at, clocks.meet)
        if recorded < until:
            return Duty(Party.PROCESSOR, Task.MEET, it.since, recorded)
    if it.proposed_at is not None:
        return Duty(Party.APPROVER, Task.APPROVE, it.proposed_at, until)
    return Duty(Party.PROCESSOR, Task.PROCESS, it.since, until)


def _supplement(now: dt.datetime, it: Situation, clocks: Clocks, ends: Ends) -> Duty:
    until = it.respond_by or it.since
    if now <= until:
        return Duty(Party.APPLICANT, Task.SUPPLEMENT, it.since, until)
    ender = Party.PROCESSOR if it.received else Party.RECEIVER
    return Duty(ender, Task.END, until, ends(until, clocks.end))


def _payment(now: dt.datetime, it: Situation, clocks: Clocks, ends: Ends) -> Duty:
    until = it.pay_by or ends(it.since, clocks.pay)
    if now <= until:
        return Duty(Party.APPLICANT, Task.PAY, it.since, until)
    return Duty(Party.RECEIVER, Task.END, until, ends(until, clocks.end))


def _withdrawn(_now: dt.datetime, it: Situation, clocks: Clocks, ends: Ends) -> Duty:
    return Duty(Party.RECEIVER, Task.CONFIRM_WITHDRAWAL, it.since, ends(it.since, clocks.confirm_withdrawal))


def _decided(now: dt.datetime, it: Situation, clocks: Clocks, ends: Ends) -> Duty:
    if it.dispatched_at is not None:
        until = ends(it.dispatched_at, clocks.confirm_delivery)
        return Duty(Party.RECEIVER, Task.CONFIRM_DELIVERY, it.dispatched_at, until)
    ready = max(ends(it.since, clocks.return_result), it.due_at or it.since)
    if it.collects:
        until = ends(ready, clocks.collect)
        if now <= until:
            return Duty(Party.APPLICANT, Task.COLLECT, it.since, until)
        return Duty(Party.RECEIVER, Task.RETURN, until, ends(until, clocks.return_result))
    return Duty(Party.RECEIVER, Task.RETURN, it.since, ready)


_OF_STATE: Final = MappingProxyType(
    {
        State.SUBMITTED: _submitted,
        State.RECEIVED: _received,
        State.PROCESSING: _processing,
        State.SUPPLEMENT: _supplement,
        State.PAYMENT: _payment,
        State.WITHDRAWN: _withdrawn,
        State.DECIDED: _decided,
    }
)


# When somebody is told

LATE: Final = dt.timedelta(seconds=1)
"""What is done at the very end of its time is not late."""


class Stage(enum.IntEnum):
    """How far the watch over a duty has gone; above `RAISED` each number is one more time that it went up."""

    QUIET = 0
    WARNED = 1
    RAISED = 2


@dataclass(frozen=True, slots=True)
class Plan:
    """When a duty's party is warned, and how often it goes up once it is late; dated data."""

    warn_hours: int
    warn_percent: int
    escalate_days: int
    escalations: int
    repeat_days: int


def next_look(duty: Duty, stage: int, plan: Plan, calendar: Calendar) -> dt.datetime:
    """When something is to be done about a duty that stands at a stage; there always is such a time.

    A warning, then the end, then a working day later each of the first times that it goes up, and after these again and
    again, more seldom, until somebody has done it.
    """
    if stage == Stage.QUIET:
        return warned_at(duty, plan, calendar)
    if stage == Stage.WARNED:
        return duty.until + LATE
    often = min(stage - Stage.RAISED + 1, plan.escalations)
    seldom = stage - Stage.RAISED + 1 - often
    days = often * plan.escalate_days + seldom * plan.repeat_days
    return calendar.close(calendar.add_working_days(duty.until.astimezone(VIETNAM).date(), days))


def warned_at(duty: Duty, plan: Plan, calendar: Calendar) -> dt.datetime:
    """When so many working hours are left, or so much of the time if that is less: in office hours, before the end."""
    whole = calendar.open_time_between(duty.since, duty.until)
    left = min(dt.timedelta(hours=plan.warn_hours), whole * plan.warn_percent / 100)
    return min(duty.until, calendar.add_open_time(duty.since, whole - left)) if whole else duty.until
