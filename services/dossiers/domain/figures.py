"""What is counted about dossiers, for everybody to see how each agency keeps its word.

A dossier's history is folded, happening by happening, into its *standing*; a standing says what it counts for, on which
day. Whatever is counted follows from happenings alone, so the figures can be made anew from the history at any time and
come out the same. Days are Vietnamese; early, on time and late compare the day and time of the decision with the date
that held then (NĐ 61/2018/NĐ-CP điều 20, QĐ 766/QĐ-TTg nhóm 2). A date that had passed before it was moved, by an
apology, a pause or a request for a supplement, is *missed*: the first promise stays, and with it that it was not kept.
"""

import dataclasses
import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from services.dossiers.domain.actions import Action
from services.dossiers.domain.codes import local_day

UNDATED: Final = dt.date(9999, 12, 31)
"""The day under which an open dossier without a date is counted."""


class Measure(enum.StrEnum):
    """One thing that is counted."""

    SUBMITTED = "submitted"  # đã nộp
    SUBMITTED_ONLINE = "submitted_online"  # nộp trực tuyến
    RECEIVED = "received"  # đã tiếp nhận
    REFUSED = "refused"  # không tiếp nhận
    SUPPLEMENTED = "supplemented"  # phải bổ sung
    EARLY = "early"  # giải quyết trước hạn
    ON_TIME = "on_time"  # giải quyết đúng hạn
    LATE = "late"  # giải quyết quá hạn
    MISSED = "missed"  # lỡ hẹn: được hẹn lại khi đã quá hạn
    UNLIMITED = "unlimited"  # giải quyết, không quy định thời hạn
    STOPPED = "stopped"  # dừng xử lý, rút hồ sơ
    RETURNED = "returned"  # đã trả kết quả
    RETURNED_ONLINE = "returned_online"  # trả kết quả trực tuyến
    PAID = "paid"  # đã nộp phí, lệ phí
    PAID_ONLINE = "paid_online"  # nộp trực tuyến
    VERY_SATISFIED = "very_satisfied"  # rất hài lòng
    SATISFIED = "satisfied"  # hài lòng
    DISSATISFIED = "dissatisfied"  # chưa hài lòng
    OPEN = "open"  # đang giải quyết; counted on the day on which it is due


class Other(enum.StrEnum):
    """What happens to a dossier and is no action in the table of states."""

    PAID = "paid"
    RATED = "rated"


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened; ``due_at`` is the date that held after it, ``due_before`` the one that it moved."""

    what: Action | Other
    at: dt.datetime
    due_at: dt.datetime | None = None
    details: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    final: bool = False
    due_before: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a dossier counts for so far: each measure with its day."""

    counted: Mapping[Measure, dt.date] = dataclasses.field(default_factory=dict)

    def to_stored(self) -> dict[str, str]:
        return {measure.value: day.isoformat() for measure, day in sorted(self.counted.items())}

    @classmethod
    def of_stored(cls, stored: Mapping[str, str]) -> "Standing":
        return cls({Measure(name): dt.date.fromisoformat(day) for name, day in stored.items()})


def after(standing: Standing, happening: Happening) -> Standing:
    """The standing once this happened, too. What is counted stays at its first day; while open, the due day moves, but
    not from one that was missed."""
    day = local_day(happening.at)
    counted = dict(standing.counted)
    for measure in _counts(happening, missed=Measure.MISSED in counted):
        counted.setdefault(measure, day)
    if isinstance(happening.what, Action):
        promised = counted.pop(Measure.OPEN, UNDATED)
        if not ENDED & set(counted):
            due = UNDATED if happening.due_at is None else local_day(happening.due_at)
            counted[Measure.OPEN] = min(due, promised) if Measure.MISSED in counted else due
    return Standing(counted)


def _counts(happening: Happening, *, missed: bool) -> tuple[Measure, ...]:
    """For what a happening counts on its day. Who got a new date after the first had passed stays late."""
    details = happening.details
    if missed_promise((happening,)) is not None:
        return (Measure.MISSED, *_counts(dataclasses.replace(happening, due_before=None), missed=True))
    match happening.what:
        case Action.DECIDE:
            return (Measure.LATE,) if missed else (_in_time(happening),)
        case Action.WITHDRAW:
            return (Measure.STOPPED,) if happening.final else ()
        case Other.RATED:
            return (Measure(details["rating"]),)
        case what:
            always, online = _COUNTED.get(what, ((), ()))
            is_online = "online" in (details.get("channel" if what is Action.SUBMIT else "way"), details.get("paid"))
            return (*always, *online) if is_online else always


def missed_promise(happenings: Iterable[Happening]) -> dt.datetime | None:
    """The first date that had passed before it was moved; None if every promise was kept or still may be."""
    return next((one.due_before for one in happenings if one.due_before is not None and one.at > one.due_before), None)


_COUNTED: Final[Mapping[Action | Other, tuple[tuple[Measure, ...], tuple[Measure, ...]]]] = {
    Action.SUBMIT: ((Measure.SUBMITTED,), (Measure.SUBMITTED_ONLINE,)),
    Action.RECEIVE: ((Measure.RECEIVED,), ()),
    Action.REQUIRE_PAYMENT: ((Measure.RECEIVED,), ()),
    Action.REFUSE: ((Measure.REFUSED,), ()),
    Action.ASK_SUPPLEMENT: ((Measure.SUPPLEMENTED,), ()),
    Action.RETURN: ((Measure.RETURNED,), (Measure.RETURNED_ONLINE,)),
    Action.DELIVER: ((Measure.RETURNED,), ()),
    Action.STOP: ((Measure.STOPPED,), ()),
    Other.PAID: ((Measure.PAID,), (Measure.PAID_ONLINE,)),
}
"""What counts for what, always and if it was done online."""

ENDED: Final = frozenset(
    {Measure.REFUSED, Measure.EARLY, Measure.ON_TIME, Measure.LATE, Measure.UNLIMITED, Measure.STOPPED}
)
"""A dossier that counts for one of these is no longer open."""


def standing_of(happenings: Iterable[Happening]) -> Standing:
    """The standing after a whole history."""
    standing = Standing()
    for happening in happenings:
        standing = after(standing, happening)
    return standing


def difference(before: Standing, now: Standing) -> list[tuple[Measure, dt.date, int]]:
    """What has to be added to and taken from the figures for a dossier that went from one standing to the other."""
    old, new = set(before.counted.items()), set(now.counted.items())
    return [(measure, day, -1) for measure, day in sorted(old - new)] + [
        (measure, day, 1) for measure, day in sorted(new - old)
    ]


def _in_time(happening: Happening) -> Measure:
    if happening.due_at is None:
        return Measure.UNLIMITED
    if happening.at > happening.due_at:
        return Measure.LATE
    return Measure.ON_TIME if local_day(happening.at) == local_day(happening.due_at) else Measure.EARLY


def permille(part: int, whole: int) -> int | None:
    """A share in thousandths, rounded half up; None of nothing."""
    return None if whole == 0 else (2000 * part + whole) // (2 * whole)
