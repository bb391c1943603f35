"""How a dossier stands against its due date, and each step to that date as a sentence.

Finished dossiers are early (trước hạn), on time (đúng hạn) or late (quá hạn); open ones have time left (còn hạn), are
due soon (sắp đến hạn), overdue (quá hạn) or stand still (tạm dừng).
"""

import datetime as dt
import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from services.dossiers.domain.actions import Named
from services.dossiers.domain.calendar import Calendar
from services.dossiers.domain.codes import VIETNAM
from services.dossiers.domain.deadlines import Step, StepRule


class Standing(enum.StrEnum):
    """Where a dossier stands against its due date."""

    EARLY = "early"  # trước hạn
    ON_TIME = "on_time"  # đúng hạn
    LATE = "late"  # quá hạn
    IN_TIME = "in_time"  # còn hạn
    DUE_SOON = "due_soon"  # sắp đến hạn
    OVERDUE = "overdue"  # quá hạn, chưa xong
    PAUSED = "paused"  # tạm dừng
    NO_DATE = "no_date"  # không có ngày hẹn


def standing(
    due_at: dt.datetime | None,
    finished_at: dt.datetime | None,
    now: dt.datetime,
    calendar: Calendar,
    *,
    paused: bool = False,
    soon_days: int = 1,
    missed: dt.datetime | None = None,
) -> Standing:
    """How it stands; ``soon_days`` is how many working days before the due one "soon" begins.

    What was finished before the day it was due is early, on that day up to the hour on time, after that late. What
    ``missed`` a date before it was given another one is late for good, as in the figures (`figures.missed_promise`).
    """
    if missed is not None:
        return Standing.OVERDUE if finished_at is None else Standing.LATE
    if due_at is None:
        return Standing.PAUSED if paused else Standing.NO_DATE
    due_on = due_at.astimezone(VIETNAM).date()
    if finished_at is not None:
        if finished_at > due_at:
            return Standing.LATE
        return Standing.EARLY if finished_at.astimezone(VIETNAM).date() < due_on else Standing.ON_TIME
    if now > due_at:
        return Standing.OVERDUE
    soon = calendar.add_working_days(due_on, -soon_days)
    return Standing.DUE_SOON if now.astimezone(VIETNAM).date() >= soon else Standing.IN_TIME


_SENTENCES: Final[Mapping[StepRule, Named]] = MappingProxyType(
    {
        StepRule.STARTED: Named("Thời hạn bắt đầu tính từ {frm_vi}.", "The clock starts at {frm_en}."),
        StepRule.OUTSIDE_HOURS: Named(
            "Lúc đó ngoài giờ làm việc, nên tính từ {to_vi}.", "The office was closed, so it counts from {to_en}."
        ),
        StepRule.SAME_DAY: Named("Trả kết quả trong ngày: {to_vi}.", "The result is due on the same day: {to_en}."),
        StepRule.SAME_DAY_CUT_OFF: Named(
            "Đã quá giờ chốt trong ngày, nên trả vào ngày làm việc tiếp theo: {to_vi}.",
            "The day's cut-off had passed, so it is due on the next working day: {to_en}.",
        ),
        StepRule.SAME_DAY_OFF: Named(
            "Hôm đó không tính là ngày làm việc, nên trả vào ngày làm việc tiếp theo: {to_vi}.",
            "That day is no working day, so it is due on the next one: {to_en}.",
        ),
        StepRule.WORKING_DAYS: Named(
            "Cộng số ngày làm việc của thủ tục, không tính ngày nhận: {to_vi}.",
            "The procedure's working days are added, the first day not counted: {to_en}.",
        ),
        StepRule.CALENDAR_DAYS: Named(
            "Cộng số ngày của thủ tục, không tính ngày nhận: {to_vi}.",
            "The procedure's days are added, the first day not counted: {to_en}.",
        ),
        StepRule.HOURS: Named(
            "Cộng số giờ làm việc của thủ tục: {to_vi}.", "The procedure's working hours are added: {to_en}."
        ),
        StepRule.MONTHS: Named("Cộng số tháng của thủ tục: {to_vi}.", "The procedure's months are added: {to_en}."),
        StepRule.MONTH_END: Named(
            "Tháng đó không có ngày tương ứng, nên lấy ngày cuối tháng: {to_vi}.",
            "That month ends earlier, so its last day counts: {to_en}.",
        ),
        StepRule.DAY_OFF: Named("Ngày {day} là ngày nghỉ, không tính.", "{day} is a day off and is not counted."),
        StepRule.SWAP_DAY: Named("Ngày {to_day} làm bù nên được tính.", "{to_day} is worked instead and is counted."),
        StepRule.LAST_DAY_OFF: Named(
            "Ngày cuối là ngày nghỉ, nên chuyển sang ngày làm việc tiếp theo: {to_vi}.",
            "The last day is off, so it moves to the next working day: {to_en}.",
        ),
        StepRule.PAUSED: Named(
            "Thời gian tạm dừng không tính: ngày hẹn chuyển từ {frm_vi} sang {to_vi}.",
            "Paused time is not counted: the date moves from {frm_en} to {to_en}.",
        ),
        StepRule.RESTARTED: Named(
            "Hồ sơ đã bổ sung đủ, nên thời hạn tính lại từ đầu: {to_vi}.",
            "The supplement is complete, so the limit starts again from zero: {to_en}.",
        ),
        StepRule.NO_LIMIT: Named("Thủ tục không quy định thời hạn.", "The procedure sets no limit."),
        StepRule.EXTENDED: Named(
            "Cơ quan xin lỗi và hẹn lại: từ {frm_vi} sang {to_vi}.",
            "The agency apologised and gave a new date: from {frm_en} to {to_en}.",
        ),
    }
)

_SUMMARIES: Final[Mapping[Standing, Named]] = MappingProxyType(
    {
        Standing.EARLY: Named("Đã giải quyết trước hạn {due_vi}.", "It was finished early; it was due at {due_en}."),
        Standing.ON_TIME: Named("Đã giải quyết đúng hạn {due_vi}.", "It was finished on time; it was due at {due_en}."),
        Standing.LATE: Named("Đã giải quyết quá hạn {due_vi}.", "It was finished late; it was due at {due_en}."),
        Standing.IN_TIME: Named("Còn hạn. Hẹn trả kết quả lúc {due_vi}.", "There is time left. It is due at {due_en}."),
        Standing.DUE_SOON: Named(
            "Sắp đến hạn. Hẹn trả kết quả lúc {due_vi}.", "It is due soon. The result is due at {due_en}."
        ),
        Standing.OVERDUE: Named("Đã quá hạn {due_vi} mà chưa xong.", "It is overdue; it was due at {due_en}."),
        Standing.PAUSED: Named(
            "Thời hạn đang tạm dừng; ngày hẹn mới sẽ được báo khi tính tiếp.",
            "The clock stands still; the new date will be told when it runs again.",
        ),
        Standing.NO_DATE: Named("Chưa có ngày hẹn trả.", "There is no due date yet."),
    }
)


def sentence(step: Step) -> Named:
    """What a step did to the date."""
    words = _SENTENCES[step.rule]
    facts = {
        "frm_vi": spoken_vi(step.moved_from),
        "frm_en": spoken_en(step.moved_from),
        "to_vi": spoken_vi(step.moved_to),
        "to_en": spoken_en(step.moved_to),
        "day": f"{step.moved_from.astimezone(VIETNAM):%d/%m/%Y}",
        "to_day": f"{step.moved_to.astimezone(VIETNAM):%d/%m/%Y}",
    }
    return Named(words.vi.format(**facts), words.en.format(**facts))


def summary(found: Standing, due_at: dt.datetime | None, missed: dt.datetime | None = None) -> Named:
    """How a dossier stands, in a sentence; against the date that it missed, if it did, with the one it has now."""
    words, against = _SUMMARIES[found], missed or due_at
    facts = {"due_vi": spoken_vi(against), "due_en": spoken_en(against)} if against is not None else {}
    said = Named(words.vi.format(**facts), words.en.format(**facts))
    if missed is None or due_at is None or found is not Standing.OVERDUE:
        return said
    return Named(f"{said.vi} Ngày hẹn lại: {spoken_vi(due_at)}.", f"{said.en} The new date is {spoken_en(due_at)}.")


def spoken_vi(at: dt.datetime) -> str:
    """A moment as people in Vietnam read it."""
    return f"{at.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"


def spoken_en(at: dt.datetime) -> str:
    """The same moment in English; still Vietnam's time."""
    return f"{at.astimezone(VIETNAM):%H:%M on %d/%m/%Y}"
