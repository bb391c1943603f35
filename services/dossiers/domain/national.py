"""What the national portal is told of a dossier (đồng bộ hồ sơ và tiến độ), and when it is told again.

A record is what a dossier is now, a line of progress one step that it took. Which steps are told is decided here: those
that change the state, the date or the way of the result; never what is said in words, which may name people.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from services.dossiers.domain.actions import Action, State

ALWAYS_TOLD: Final = frozenset({Action.SUSPEND, Action.RESUME, Action.EXTEND, Action.DISPATCH})
"""Steps that are told though the state stays: they move the date, or the result is on its way."""
WITH_THE_CLOCK: Final = frozenset({Action.CONSULT, Action.ANSWER, Action.FALL_SILENT, Action.TAKE_BACK})
"""Steps that are told where they stop the clock or let it run again, and not else."""

STEP_NAMES: Final[Mapping[Action, str]] = {
    Action.SUBMIT: "Nộp hồ sơ",
    Action.RECEIVE: "Tiếp nhận hồ sơ",
    Action.REQUIRE_PAYMENT: "Yêu cầu nộp phí, lệ phí",
    Action.REQUIRE_DUTY: "Yêu cầu thực hiện nghĩa vụ tài chính",
    Action.SETTLE: "Đã nộp phí, lệ phí",
    Action.SETTLE_DUTY: "Đã hoàn thành nghĩa vụ tài chính",
    Action.WAIVE_FEE: "Không còn phí, lệ phí phải nộp",
    Action.REFUSE: "Từ chối tiếp nhận hồ sơ",
    Action.ASK_SUPPLEMENT: "Yêu cầu bổ sung hồ sơ",
    Action.SUPPLEMENT: "Bổ sung hồ sơ",
    Action.WITHDRAW: "Rút hồ sơ",
    Action.START: "Chuyển xử lý",
    Action.DECIDE: "Có kết quả giải quyết",
    Action.RETURN: "Trả kết quả",
    Action.STOP: "Dừng xử lý",
    Action.SUSPEND: "Tạm dừng tính thời hạn",
    Action.RESUME: "Tính tiếp thời hạn",
    Action.CONSULT: "Lấy ý kiến cơ quan khác, tạm dừng tính thời hạn",
    Action.ANSWER: "Cơ quan được lấy ý kiến đã trả lời, tính tiếp thời hạn",
    Action.FALL_SILENT: "Cơ quan được lấy ý kiến không trả lời đúng hạn, tính tiếp thời hạn",
    Action.TAKE_BACK: "Rút câu hỏi đã gửi cơ quan khác, tính tiếp thời hạn",
    Action.EXTEND: "Xin lỗi và hẹn lại ngày trả kết quả",
    Action.DISPATCH: "Giao kết quả cho bưu chính",
    Action.DELIVER: "Bưu chính đã phát kết quả",
}


@dataclass(frozen=True, slots=True)
class NationalRecord:
    """A dossier as it is now. ``owner``, ``phone`` and ``email`` are empty where they may not be told any more."""

    code: str
    procedure_code: str
    procedure_name: str
    field_code: str
    field_name: str
    kind: str
    channel: str
    agency_name: str
    state: State
    submitted_at: dt.datetime
    received_at: dt.datetime | None
    due_at: dt.datetime | None
    decided_at: dt.datetime | None
    returned_at: dt.datetime | None
    owner: str = ""
    phone: str = ""
    email: str = ""

    def digest(self) -> str:
        """The same for records of which the national portal would show the same; what is personal does not count,
        as it must not be found out from what is kept."""
        shown = {
            name.name: _plain(getattr(self, name.name))
            for name in fields(self)
            if name.name not in ("owner", "phone", "email")
        }
        return hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class ProgressLine:
    """One step: who took it, when, and in which state the dossier was then. ``seq`` is its place in the history."""

    seq: int
    code: str
    actor: str
    agency_name: str
    at: dt.datetime
    what: str
    state: State
    due_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class There:
    """What the national portal has of a dossier; None is what it does not tell, and of which nothing follows."""

    state: str | None
    due_at: str | None
    lines: int | None = None

    def is_same(self, state: State, due_at: str, lines: int) -> bool:
        """Whether all that it tells is what it should have; more lines than were told are no matter."""
        return (
            self.state in (None, str(int(state)))
            and self.due_at in (None, due_at)
            and (self.lines is None or self.lines >= lines)
        )


@dataclass(frozen=True, slots=True)
class Pace:
    """How often is told again, and how often is looked whether both sides have the same."""

    first_delay: dt.timedelta
    factor: int
    longest_delay: dt.timedelta
    refusals: int
    lease: dt.timedelta
    check_open: dt.timedelta
    check_closed: dt.timedelta

    def delay(self, tries: int, dice: float) -> dt.timedelta:
        """How long to wait after so many tries (1, 2, …): doubled each time up to the longest, and between half and
        the whole of it by ``dice`` in [0, 1), so that what failed together does not come back together."""
        doublings = min(max(tries, 1) - 1, 32)
        whole = min(self.first_delay * int(self.factor**doublings), self.longest_delay)
        return dt.timedelta(seconds=whole.total_seconds() * (0.5 + dice / 2))

    def check_after(self, *, closed: bool) -> dt.timedelta:
        """When to look again whether the other side still has what it acknowledged."""
        return self.check_closed if closed else self.check_open


def is_told(action: Action, from_state: int, to_state: int, *, clock: bool = False) -> bool:
    """Whether a step is told as progress; ``clock``: it stopped the clock, or let it run again."""
    if action in WITH_THE_CLOCK:
        return clock
    return action in STEP_NAMES and (from_state != to_state or action in ALWAYS_TOLD)


def lines_after(lines: Sequence[ProgressLine], seq: int) -> tuple[ProgressLine, ...]:
    """The lines that were not told yet, in their order."""
    return tuple(sorted((line for line in lines if line.seq > seq), key=lambda line: line.seq))


def _plain(value: Any) -> Any:
    return value.astimezone(dt.UTC).isoformat() if isinstance(value, dt.datetime) else value
