"""The life of a dossier: one table of (state, action) -> (state, who, guard); every other edge is impossible.

The states and their numbers are those that the one-stop systems send to the national portal (trạng thái hồ sơ); the
edges follow NĐ 61/2018/NĐ-CP, NĐ 118/2025/NĐ-CP and NĐ 309/2026/NĐ-CP, article by article beside each edge. A guard is
the name of a condition on the facts of the dossier; `guards.py` says what each means.
"""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


class State(enum.IntEnum):
    """Official states of a dossier (trạng thái hồ sơ), and 0 for a draft (bản nháp), which no agency has seen."""

    DRAFT = 0  # Bản nháp
    SUBMITTED = 1  # Mới đăng ký
    RECEIVED = 2  # Được tiếp nhận
    REFUSED = 3  # Không được tiếp nhận
    PROCESSING = 4  # Đang xử lý
    SUPPLEMENT = 5  # Yêu cầu bổ sung giấy tờ
    PAYMENT = 6  # Yêu cầu thực hiện nghĩa vụ tài chính
    WITHDRAWN = 7  # Công dân yêu cầu rút hồ sơ
    STOPPED = 8  # Dừng xử lý
    DECIDED = 9  # Đã xử lý xong
    RETURNED = 10  # Đã trả kết quả


class Action(enum.StrEnum):
    """What can be done to a dossier (hành động trên hồ sơ)."""

    EDIT = "edit"  # sửa thông tin, giấy tờ
    SUBMIT = "submit"  # nộp
    RECEIVE = "receive"  # tiếp nhận
    REQUIRE_PAYMENT = "require_payment"  # yêu cầu nộp phí, lệ phí trước khi tính thời hạn
    REQUIRE_DUTY = "require_duty"  # yêu cầu nghĩa vụ tài chính phát sinh khi xử lý
    SETTLE = "settle"  # đã nộp phí, lệ phí
    SETTLE_DUTY = "settle_duty"  # đã hoàn thành nghĩa vụ tài chính
    REFUSE = "refuse"  # từ chối tiếp nhận
    ASK_SUPPLEMENT = "ask_supplement"  # yêu cầu bổ sung
    SUPPLEMENT = "supplement"  # bổ sung
    WITHDRAW = "withdraw"  # rút hồ sơ
    START = "start"  # chuyển xử lý
    ATTACH_RESULT = "attach_result"  # đính kèm kết quả
    DECIDE = "decide"  # phê duyệt, ký kết quả
    RETURN = "return"  # trả kết quả
    STOP = "stop"  # dừng xử lý


class Party(enum.StrEnum):
    """Who may act; the names of staff are the roles that accounts gives."""

    APPLICANT = "applicant"  # người nộp hồ sơ
    RECEIVER = "receiver"  # cán bộ tiếp nhận và trả kết quả
    PROCESSOR = "processor"  # cán bộ thụ lý
    APPROVER = "approver"  # người có thẩm quyền phê duyệt
    SYSTEM = "system"  # hệ thống


class Guard(enum.StrEnum):
    """Conditions that an edge asks for beyond state and party."""

    NONE = ""
    COMPLETE = "complete"
    CLOCK_MAY_START = "clock_may_start"
    PAYMENT_COMES_FIRST = "payment_comes_first"
    PAID_IN_FULL = "paid_in_full"
    DUTY_PAID_IN_FULL = "duty_paid_in_full"
    FIRST_REQUEST = "first_request"
    SUPPLIED = "supplied"
    REASONED = "reasoned"
    SUPPLEMENT_EXPIRED = "supplement_expired"
    WITHDRAWN_AFTER_RECEPTION = "withdrawn_after_reception"
    LAWFUL_DECISION = "lawful_decision"
    RESULT_READY = "result_ready"


@dataclass(frozen=True, slots=True)
class Named:
    """A name in both languages that people read."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Edge:
    """One permitted move: where to, by whom, under which guard, by which source."""

    to: State
    parties: frozenset[Party]
    guard: Guard
    source: str


STATE_NAMES: Final[Mapping[State, Named]] = MappingProxyType(
    {
        State.DRAFT: Named("Bản nháp", "Draft"),
        State.SUBMITTED: Named("Mới đăng ký", "Newly submitted"),
        State.RECEIVED: Named("Được tiếp nhận", "Received"),
        State.REFUSED: Named("Không được tiếp nhận", "Not received"),
        State.PROCESSING: Named("Đang xử lý", "In process"),
        State.SUPPLEMENT: Named("Yêu cầu bổ sung giấy tờ", "Supplement requested"),
        State.PAYMENT: Named("Yêu cầu thực hiện nghĩa vụ tài chính", "Payment requested"),
        State.WITHDRAWN: Named("Công dân yêu cầu rút hồ sơ", "Withdrawn by the applicant"),
        State.STOPPED: Named("Dừng xử lý", "Stopped"),
        State.DECIDED: Named("Đã xử lý xong", "Decided"),
        State.RETURNED: Named("Đã trả kết quả", "Result returned"),
    }
)

ACTION_NAMES: Final[Mapping[Action, Named]] = MappingProxyType(
    {
        Action.EDIT: Named("Sửa hồ sơ", "Edited"),
        Action.SUBMIT: Named("Nộp hồ sơ", "Submitted"),
        Action.RECEIVE: Named("Tiếp nhận hồ sơ", "Received"),
        Action.REQUIRE_PAYMENT: Named("Yêu cầu nộp phí, lệ phí", "Payment requested"),
        Action.REQUIRE_DUTY: Named("Yêu cầu thực hiện nghĩa vụ tài chính", "Financial duty requested"),
        Action.SETTLE: Named("Đã nộp phí, lệ phí", "Fees paid"),
        Action.SETTLE_DUTY: Named("Đã hoàn thành nghĩa vụ tài chính", "Financial duty met"),
        Action.REFUSE: Named("Từ chối tiếp nhận", "Reception refused"),
        Action.ASK_SUPPLEMENT: Named("Yêu cầu bổ sung, hoàn thiện hồ sơ", "Supplement requested"),
        Action.SUPPLEMENT: Named("Bổ sung hồ sơ", "Supplemented"),
        Action.WITHDRAW: Named("Rút hồ sơ", "Withdrawn"),
        Action.START: Named("Chuyển xử lý", "Processing started"),
        Action.ATTACH_RESULT: Named("Đính kèm kết quả", "Result attached"),
        Action.DECIDE: Named("Phê duyệt kết quả", "Decided"),
        Action.RETURN: Named("Trả kết quả", "Result returned"),
        Action.STOP: Named("Dừng xử lý", "Stopped"),
    }
)


def _by(*parties: Party) -> frozenset[Party]:
    return frozenset(parties)


_APPLICANT = _by(Party.APPLICANT)
_RECEIVER = _by(Party.RECEIVER)
_PROCESSOR = _by(Party.PROCESSOR)
_APPROVER = _by(Party.APPROVER)
_SYSTEM = _by(Party.SYSTEM)
_DESK = _by(Party.RECEIVER, Party.PROCESSOR)
_HANDLERS = _by(Party.PROCESSOR, Party.APPROVER)

_EDIT = "Editable while waiting for reception or for a supplement (portal guide; TT 01/2018/TT-VPCP)"
_RECEPTION = "NĐ 61/2018/NĐ-CP điều 17; NĐ 309/2026/NĐ-CP điều 8"
_ONCE = "NĐ 61/2018/NĐ-CP điều 11 khoản 2 điểm c, điều 17 khoản 2 điểm a; NĐ 309/2026/NĐ-CP điều 8 khoản 1"
_EXAMINATION = "NĐ 61/2018/NĐ-CP điều 19 khoản 4"
_RESTART = "NĐ 61/2018/NĐ-CP điều 19 khoản 4: thời hạn tính lại từ đầu"
_WITHDRAWAL = "National state 7, Công dân yêu cầu rút hồ sơ: possible until a result exists"
_RESULT = "NĐ 61/2018/NĐ-CP điều 19 khoản 8: a refusal after reception is a result"
_RETURN = "NĐ 61/2018/NĐ-CP điều 20"
_CLOCK = "Records 1.012575, 1.013067: thời hạn tính từ khi hoàn thành việc nộp lệ phí"

_S, _A, _G = State, Action, Guard

TABLE: Final[Mapping[tuple[State, Action], Edge]] = MappingProxyType(
    {
        (_S.DRAFT, _A.EDIT): Edge(_S.DRAFT, _APPLICANT, _G.NONE, _EDIT),
        (_S.DRAFT, _A.SUBMIT): Edge(_S.SUBMITTED, _APPLICANT, _G.COMPLETE, "NĐ 61/2018/NĐ-CP điều 16, 17"),
        (_S.SUBMITTED, _A.EDIT): Edge(_S.SUBMITTED, _APPLICANT, _G.NONE, _EDIT),
        (_S.SUBMITTED, _A.RECEIVE): Edge(_S.RECEIVED, _RECEIVER, _G.CLOCK_MAY_START, _RECEPTION),
        (_S.SUBMITTED, _A.REQUIRE_PAYMENT): Edge(_S.PAYMENT, _RECEIVER, _G.PAYMENT_COMES_FIRST, _CLOCK),
        (_S.SUBMITTED, _A.REFUSE): Edge(_S.REFUSED, _RECEIVER, _G.REASONED, _RECEPTION),
        (_S.SUBMITTED, _A.ASK_SUPPLEMENT): Edge(_S.SUPPLEMENT, _RECEIVER, _G.FIRST_REQUEST, _ONCE),
        (_S.SUBMITTED, _A.WITHDRAW): Edge(_S.WITHDRAWN, _APPLICANT, _G.NONE, _WITHDRAWAL),
        (_S.SUPPLEMENT, _A.EDIT): Edge(_S.SUPPLEMENT, _APPLICANT, _G.NONE, _EDIT),
        (_S.SUPPLEMENT, _A.SUPPLEMENT): Edge(_S.SUBMITTED, _APPLICANT, _G.SUPPLIED, _RESTART),
        (_S.SUPPLEMENT, _A.REFUSE): Edge(_S.REFUSED, _RECEIVER, _G.SUPPLEMENT_EXPIRED, _RECEPTION),
        (_S.SUPPLEMENT, _A.STOP): Edge(_S.STOPPED, _HANDLERS, _G.SUPPLEMENT_EXPIRED, "NĐ 297/2025/NĐ-CP điều 6"),
        (_S.SUPPLEMENT, _A.WITHDRAW): Edge(_S.WITHDRAWN, _APPLICANT, _G.NONE, _WITHDRAWAL),
        (_S.PAYMENT, _A.SETTLE): Edge(_S.RECEIVED, _SYSTEM, _G.PAID_IN_FULL, _CLOCK),
        (_S.PAYMENT, _A.SETTLE_DUTY): Edge(_S.PROCESSING, _SYSTEM, _G.DUTY_PAID_IN_FULL, "National state 6"),
        (_S.PAYMENT, _A.WITHDRAW): Edge(_S.WITHDRAWN, _APPLICANT, _G.NONE, _WITHDRAWAL),
        (_S.PAYMENT, _A.STOP): Edge(_S.STOPPED, _APPROVER | _RECEIVER, _G.REASONED, "National state 8: not paid"),
        (_S.RECEIVED, _A.START): Edge(_S.PROCESSING, _DESK, _G.NONE, "NĐ 61/2018/NĐ-CP điều 18; NĐ 309/2026 điều 9"),
        (_S.RECEIVED, _A.WITHDRAW): Edge(_S.WITHDRAWN, _APPLICANT, _G.NONE, _WITHDRAWAL),
        (_S.PROCESSING, _A.ASK_SUPPLEMENT): Edge(_S.SUPPLEMENT, _PROCESSOR, _G.FIRST_REQUEST, _EXAMINATION),
        (_S.PROCESSING, _A.REQUIRE_DUTY): Edge(_S.PAYMENT, _PROCESSOR, _G.NONE, "National state 6: e.g. land tax"),
        (_S.PROCESSING, _A.WITHDRAW): Edge(_S.WITHDRAWN, _APPLICANT, _G.NONE, _WITHDRAWAL),
        (_S.PROCESSING, _A.ATTACH_RESULT): Edge(_S.PROCESSING, _HANDLERS, _G.NONE, "NĐ 61/2018/NĐ-CP điều 19"),
        (_S.PROCESSING, _A.DECIDE): Edge(_S.DECIDED, _APPROVER, _G.LAWFUL_DECISION, _RESULT),
        (_S.PROCESSING, _A.STOP): Edge(_S.STOPPED, _APPROVER, _G.REASONED, "National state 8"),
        (_S.WITHDRAWN, _A.STOP): Edge(_S.STOPPED, _DESK | _HANDLERS, _G.WITHDRAWN_AFTER_RECEPTION, _WITHDRAWAL),
        (_S.DECIDED, _A.ATTACH_RESULT): Edge(_S.DECIDED, _HANDLERS, _G.NONE, "NĐ 61/2018/NĐ-CP điều 19"),
        (_S.DECIDED, _A.RETURN): Edge(_S.RETURNED, _RECEIVER, _G.RESULT_READY, _RETURN),
    }
)
"""Everything that can happen to a dossier."""

EDITABLE: Final = frozenset(state for state, action in TABLE if action is Action.EDIT)
"""States in which the applicant may change answers and papers."""


class Impossible(Exception):
    """No edge leads from this state by this action."""

    def __init__(self, state: State, action: Action) -> None:
        super().__init__(f"{action} is impossible in state {state.value}")
        self.state = state
        self.action = action


class NotTheirs(Exception):
    """The edge exists, but not for this party; ``parties`` may take it."""

    def __init__(self, parties: frozenset[Party]) -> None:
        super().__init__("the action belongs to " + ", ".join(sorted(parties)))
        self.parties = parties


def edge(state: State, action: Action, parties: frozenset[Party]) -> Edge:
    """The move that one of ``parties`` makes by ``action``; raises `Impossible`, or `NotTheirs`."""
    found = TABLE.get((state, action))
    if found is None:
        raise Impossible(state, action)
    if not found.parties & parties:
        raise NotTheirs(found.parties)
    return found


def actions_for(state: State, parties: frozenset[Party]) -> tuple[Action, ...]:
    """What these parties may try in this state, in the order of the table."""
    return tuple(action for (at, action), made in TABLE.items() if at is state and made.parties & parties)


def is_closed(state: State, received: bool) -> bool:
    """Whether nothing can happen any more. A withdrawal before reception is final; a later one waits for the agency."""
    if state is State.WITHDRAWN:
        return not received
    return not any(at is state for at, _ in TABLE)


def graph() -> str:
    """The table as a Graphviz digraph, for people."""
    lines = ["digraph dossier {"]
    lines += [f'  {state.value} [label="{state.value} {name.vi}"];' for state, name in STATE_NAMES.items()]
    for (at, action), made in TABLE.items():
        guard = f" [{made.guard}]" if made.guard else ""
        lines.append(f'  {at.value} -> {made.to.value} [label="{action}{guard}"];')
    return "\n".join([*lines, "}"])
