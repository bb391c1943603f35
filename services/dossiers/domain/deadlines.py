"""When a result is due (ngày hẹn trả kết quả), and every rule that moved the date.

The clock starts when the dossier was received complete (NĐ 309/2026/NĐ-CP điều 8 khoản 3), after payment where the
procedure says so. A `Deadline` explains itself: each `Step` says by which rule, of which source, the date went from
where to where. A date that was given to a person is never recomputed when calendars or laws change afterwards.
"""

import calendar as months
import datetime as dt
import enum
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from services.dossiers.domain.actions import Named
from services.dossiers.domain.calendar import Calendar
from services.dossiers.domain.codes import VIETNAM
from services.dossiers.domain.working_days import DAY


class LimitUnit(enum.StrEnum):
    """What a time limit counts in (đơn vị của thời hạn giải quyết)."""

    WORKING_DAY = "working_day"  # ngày làm việc
    CALENDAR_DAY = "calendar_day"  # ngày
    HOUR = "hour"  # giờ làm việc
    MONTH = "month"  # tháng
    SAME_DAY = "same_day"  # trong ngày


class StepRule(enum.StrEnum):
    """The rules that set or move a date."""

    STARTED = "started"
    OUTSIDE_HOURS = "outside-hours"
    SAME_DAY = "same-day"
    SAME_DAY_CUT_OFF = "same-day-cut-off"
    SAME_DAY_OFF = "same-day-off"
    WORKING_DAYS = "working-days"
    CALENDAR_DAYS = "calendar-days"
    HOURS = "hours"
    MONTHS = "months"
    MONTH_END = "month-end"
    DAY_OFF = "day-off"
    SWAP_DAY = "swap-day"
    LAST_DAY_OFF = "last-day-off"
    PAUSED = "paused"
    RESTARTED = "restarted"
    NO_LIMIT = "no-limit"
    EXTENDED = "extended"


STEP_NAMES: Final[dict[StepRule, Named]] = {
    StepRule.STARTED: Named("Bắt đầu tính thời hạn", "The clock starts"),
    StepRule.OUTSIDE_HOURS: Named("Nhận ngoài giờ làm việc, tính từ giờ mở cửa tiếp theo", "Outside office hours"),
    StepRule.SAME_DAY: Named("Trả kết quả trong ngày", "Due on the same day"),
    StepRule.SAME_DAY_CUT_OFF: Named("Nhận sau giờ chốt, trả vào ngày làm việc tiếp theo", "After the day's cut-off"),
    StepRule.SAME_DAY_OFF: Named(
        "Nhận vào ngày không tính là ngày làm việc, trả vào ngày làm việc tiếp theo", "Not on a working day"
    ),
    StepRule.WORKING_DAYS: Named("Cộng số ngày làm việc", "Working days are added"),
    StepRule.CALENDAR_DAYS: Named("Cộng số ngày", "Calendar days are added"),
    StepRule.HOURS: Named("Cộng số giờ làm việc", "Working hours are added"),
    StepRule.MONTHS: Named("Cộng số tháng", "Months are added"),
    StepRule.MONTH_END: Named("Tháng không có ngày tương ứng, lấy ngày cuối tháng", "The month ends earlier"),
    StepRule.DAY_OFF: Named("Ngày nghỉ lễ, tết không tính", "A public holiday is not counted"),
    StepRule.SWAP_DAY: Named("Ngày làm bù được tính", "A worked weekend day is counted"),
    StepRule.LAST_DAY_OFF: Named("Ngày cuối là ngày nghỉ, chuyển sang ngày làm việc tiếp theo", "The last day is off"),
    StepRule.PAUSED: Named("Thời gian tạm dừng không tính", "Paused time is not counted"),
    StepRule.RESTARTED: Named("Tính lại thời hạn từ đầu sau khi bổ sung", "The limit starts again from zero"),
    StepRule.EXTENDED: Named(
        "Hẹn lại ngày trả, có lý do và thư xin lỗi", "A new date was given, with reason and apology"
    ),
    StepRule.NO_LIMIT: Named("Thủ tục không quy định thời hạn", "The procedure sets no limit"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """A procedure's time limit; ``value`` is whole units and is ignored for `LimitUnit.SAME_DAY`."""

    value: int
    unit: LimitUnit
    source: str = ""


@dataclass(frozen=True, slots=True)
class DeadlineRules:
    """The dated set of rules that a dossier keeps; every value stands with the source of it."""

    id: str
    valid_from: dt.date
    source: str
    same_day_cut_off: dt.time
    same_day_source: str
    day_of_reception_source: str
    last_day_off_source: str
    outside_hours_source: str
    due_at_close: bool
    restart_source: str
    pause_source: str
    supplement_requests: int
    examination: Limit
    """Within which, from reception, who examines a dossier may ask for a supplement."""
    supplement_expiry: Limit
    payment_expiry: Limit
    extensions: int
    extensions_source: str


@dataclass(frozen=True, slots=True)
class Step:
    """One rule applied: when it was applied, and from where to where it moved the date (`moved_from` = from)."""

    at: dt.datetime
    rule: StepRule
    source: str
    moved_from: dt.datetime
    moved_to: dt.datetime


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due date with its explanation; ``due_at`` is None where the procedure sets no limit."""

    started_at: dt.datetime
    due_at: dt.datetime | None
    steps: tuple[Step, ...]


def rules_on(sets: Sequence[DeadlineRules], day: dt.date) -> DeadlineRules:
    """The set in force on a day; the earliest one for days before all."""
    known = sorted(sets, key=lambda rules: rules.valid_from)
    in_force = [rules for rules in known if rules.valid_from <= day]
    return in_force[-1] if in_force else known[0]


class _Steps:
    """Collects steps; each continues where the date stood."""

    def __init__(self, at: dt.datetime, stands: dt.datetime) -> None:
        self.at = at
        self.stands = stands
        self.stands_utc = stands.astimezone(dt.UTC)
        self.made: list[Step] = []

    def move(self, rule: StepRule, source: str, to: dt.datetime, frm: dt.datetime | None = None) -> dt.datetime:
        begin = self.stands_utc if frm is None else frm.astimezone(dt.UTC)
        self.stands, self.stands_utc = to, to.astimezone(dt.UTC)
        self.made.append(Step(self.at, rule, source, begin, self.stands_utc))
        return to

    def note(self, rule: StepRule, source: str, frm: dt.datetime, to: dt.datetime) -> None:
        """A step inside a count that is recorded by a step of its own: the standing date is left alone."""
        self.made.append(Step(self.at, rule, source, frm.astimezone(dt.UTC), to.astimezone(dt.UTC)))


def due(start: dt.datetime, limit: Limit | None, calendar: Calendar, rules: DeadlineRules) -> Deadline:
    """The due date of a limit whose clock starts at ``start`` (aware)."""
    local = start.astimezone(VIETNAM)
    steps = _Steps(start, local)
    steps.move(StepRule.STARTED, rules.source, local)
    if limit is None:
        steps.move(StepRule.NO_LIMIT, "", local)
        return Deadline(start, None, tuple(steps.made))
    opening = calendar.next_opening(local)
    if opening != local:
        steps.move(StepRule.OUTSIDE_HOURS, rules.outside_hours_source, opening)
    _COUNTS[limit.unit](steps, opening, limit, calendar, rules)
    return Deadline(start, steps.stands_utc, tuple(steps.made))


def _same_day(steps: _Steps, t0: dt.datetime, limit: Limit, calendar: Calendar, rules: DeadlineRules) -> dt.datetime:
    day = t0.date()
    counts = calendar.is_working_day(day)
    if counts and t0.time() <= rules.same_day_cut_off:
        return steps.move(StepRule.SAME_DAY, limit.source or rules.same_day_source, calendar.close(day))
    due_on = calendar.close(calendar.next_working_day(day))
    # A desk that is open on a Saturday receives then, but that is no working day.
    return steps.move(StepRule.SAME_DAY_CUT_OFF if counts else StepRule.SAME_DAY_OFF, rules.same_day_source, due_on)


def _working_days(
    steps: _Steps, t0: dt.datetime, limit: Limit, calendar: Calendar, rules: DeadlineRules
) -> dt.datetime:
    if limit.value < 1:
        return _same_day(steps, t0, limit, calendar, rules)
    last = calendar.add_working_days(t0.date(), limit.value)
    _explain_days(steps, t0.date(), last, calendar)
    at = _time_of_day(t0, last, calendar, rules)
    return steps.move(StepRule.WORKING_DAYS, limit.source or rules.day_of_reception_source, at)


def _explain_days(steps: _Steps, first: dt.date, last: dt.date, calendar: Calendar) -> None:
    """Name each holiday that was passed over and each weekend day that counted: both moved the date."""
    for day in calendar.special_days(first, last):
        known = calendar.days_of(day.year)
        if name := known.off.get(day):
            onward = calendar.close(calendar.next_working_day(day))
            begins = dt.datetime.combine(day, dt.time(0), VIETNAM)
            steps.note(StepRule.DAY_OFF, f"{name}: {known.source}", begins, onward)
        if name := known.worked.get(day):
            onward = calendar.close(calendar.next_working_day(day))
            steps.note(StepRule.SWAP_DAY, f"{name}: {known.source}", onward, calendar.close(day))


def _calendar_days(
    steps: _Steps, t0: dt.datetime, limit: Limit, calendar: Calendar, rules: DeadlineRules
) -> dt.datetime:
    if limit.value < 1:
        return _same_day(steps, t0, limit, calendar, rules)
    last = t0.date() + limit.value * DAY
    source = limit.source or rules.day_of_reception_source
    steps.move(StepRule.CALENDAR_DAYS, source, _time_of_day(t0, last, calendar, rules))
    return _roll(steps, t0, last, calendar, rules)


def _months(steps: _Steps, t0: dt.datetime, limit: Limit, calendar: Calendar, rules: DeadlineRules) -> dt.datetime:
    index = t0.month - 1 + limit.value
    year, month = t0.year + index // 12, index % 12 + 1
    length = months.monthrange(year, month)[1]
    last = dt.date(year, month, min(t0.day, length))
    steps.move(StepRule.MONTHS, limit.source or rules.source, _time_of_day(t0, last, calendar, rules))
    if t0.day > length:
        steps.move(StepRule.MONTH_END, "Bộ luật Dân sự 2015 điều 148", steps.stands)
    return _roll(steps, t0, last, calendar, rules)


def _roll(steps: _Steps, t0: dt.datetime, last: dt.date, calendar: Calendar, rules: DeadlineRules) -> dt.datetime:
    moved = calendar.this_or_next_working_day(last)
    if moved == last:
        return steps.stands
    return steps.move(StepRule.LAST_DAY_OFF, rules.last_day_off_source, _time_of_day(t0, moved, calendar, rules))


def _hours(steps: _Steps, t0: dt.datetime, limit: Limit, calendar: Calendar, rules: DeadlineRules) -> dt.datetime:
    at = calendar.add_open_time(t0, dt.timedelta(hours=limit.value))
    return steps.move(StepRule.HOURS, limit.source or rules.source, at)


def _time_of_day(t0: dt.datetime, day: dt.date, calendar: Calendar, rules: DeadlineRules) -> dt.datetime:
    if rules.due_at_close:
        return calendar.close(day)
    return dt.datetime.combine(day, t0.time(), VIETNAM)


_COUNTS: Final = {
    LimitUnit.SAME_DAY: _same_day,
    LimitUnit.WORKING_DAY: _working_days,
    LimitUnit.CALENDAR_DAY: _calendar_days,
    LimitUnit.MONTH: _months,
    LimitUnit.HOUR: _hours,
}


def paused(
    deadline: Deadline,
    limit: Limit | None,
    began: dt.datetime,
    ended: dt.datetime,
    calendar: Calendar,
    rules: DeadlineRules,
    source: str = "",
) -> Deadline:
    """The deadline after a pause: what was left of the limit when it began is counted from its end.

    Hours are re-counted in open time, working days in working days, calendar days and months in days of the pause, the
    last day rolled on if it is off. Two pauses one after the other move the date as one would that is as long as both.
    A pause after the due date, or on a dossier without one, changes nothing.
    """
    if deadline.due_at is None or limit is None or began >= deadline.due_at or ended <= began:
        return deadline
    was = deadline.due_at.astimezone(VIETNAM)
    start, end = began.astimezone(VIETNAM), ended.astimezone(VIETNAM)
    steps = _Steps(ended, was)
    why = source or rules.pause_source
    if limit.unit is LimitUnit.HOUR:
        steps.move(StepRule.PAUSED, why, calendar.add_open_time(end, calendar.open_time_between(start, was)))
    elif limit.unit in (LimitUnit.CALENDAR_DAY, LimitUnit.MONTH):
        # Counted from the day before it was rolled over days off, or rolling twice would give days away.
        counted = _before_rolling(deadline).astimezone(VIETNAM)
        counted_on = (counted - dt.timedelta.resolution).date()  # A day that is closed ends at 24:00.
        day = max(counted_on, start.date()) + (end.date() - start.date())
        steps.move(StepRule.PAUSED, why, _time_of_day(counted, day, calendar, rules), counted)
        if _roll(steps, counted, day, calendar, rules) < end:
            late = _time_of_day(counted, calendar.next_working_day(end.date()), calendar, rules)
            steps.move(StepRule.OUTSIDE_HOURS, rules.outside_hours_source, late)
    else:
        left = calendar.working_days_between(_counted_as(start, calendar), was.date())
        day = calendar.add_working_days(_counted_as(end, calendar), left)
        steps.move(StepRule.PAUSED, why, max(was, _time_of_day(was, day, calendar, rules)))
    return Deadline(deadline.started_at, steps.stands_utc, (*deadline.steps, *steps.made))


def _before_rolling(deadline: Deadline) -> dt.datetime:
    at = deadline.due_at or deadline.started_at
    for step in reversed(deadline.steps):
        if step.rule not in (StepRule.LAST_DAY_OFF, StepRule.OUTSIDE_HOURS):
            break
        at = step.moved_from
    return at


def _counted_as(at: dt.datetime, calendar: Calendar) -> dt.date:
    """The working day that a moment belongs to: after hours it is the next."""
    return calendar.this_or_next_working_day(calendar.next_opening(at).date())


def extended(deadline: Deadline, until: dt.datetime, at: dt.datetime, source: str) -> Deadline:
    """The deadline with the new date that was given ``at`` a time, which is never earlier than the one before."""
    if deadline.due_at is None or until <= deadline.due_at:
        raise ValueError("a new date is later than the one before")
    step = Step(at, StepRule.EXTENDED, source, deadline.due_at, until.astimezone(dt.UTC))
    return Deadline(deadline.started_at, until.astimezone(dt.UTC), (*deadline.steps, step))


def restarted(
    before: Deadline, start: dt.datetime, limit: Limit | None, calendar: Calendar, rules: DeadlineRules
) -> Deadline:
    """The deadline after a complete supplement: the whole limit runs again; what was before stays told."""
    fresh = due(start, limit, calendar, rules)
    was = before.due_at or start
    step = Step(start, StepRule.RESTARTED, rules.restart_source, was, fresh.due_at or start)
    return Deadline(start, fresh.due_at, (*before.steps, step, *fresh.steps))
