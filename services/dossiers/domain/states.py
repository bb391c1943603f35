"""The life of a dossier: one table of (state, action) -> (state, who, what must be given, guard); no other edge exists.

The edges follow NĐ 61/2018/NĐ-CP, NĐ 118/2025/NĐ-CP and NĐ 309/2026/NĐ-CP, article by article beside each edge. A
guard is the name of a condition on the facts of the dossier; `guards.py` says what each means. ``./motcua dossiers
graph`` draws the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from services.dossiers.domain.actions import Action, Guard, Need, Party, State


@dataclass(frozen=True, slots=True)
class Edge:
    """One permitted move: where to, by whom, under which guard, by which source, and what it must be given."""

    to: State
    parties: frozenset[Party]
    guard: Guard
    source: str
    needs: tuple[Need, ...] = ()

    def lacks(self, given: Mapping[str, Any]) -> tuple[Need, ...]:
        """What of its needs was not given."""
        return tuple(need for need in self.needs if not given.get(need.value))


def _by(*parties: Party) -> frozenset[Party]:
    return frozenset(parties)


_APPLICANT = _by(Party.APPLICANT)
_RECEIVER = _by(Party.RECEIVER)
_PROCESSOR = _by(Party.PROCESSOR)
_APPROVER = _by(Party.APPROVER)
_SYSTEM = _by(Party.SYSTEM)
_SUPERVISOR = _by(Party.SUPERVISOR)
_ASSIGNERS = _by(Party.APPROVER, Party.SUPERVISOR)
_DESK = _by(Party.RECEIVER, Party.PROCESSOR)
_HANDLERS = _by(Party.PROCESSOR, Party.APPROVER)

_EDIT = "Editable while waiting for reception or for a supplement (portal guide; TT 01/2018/TT-VPCP)"
_GIVEN_UP = "Own rule: what nobody has filed may be given up, and then there is no dossier"
_FILING = "NĐ 61/2018/NĐ-CP điều 16, 17"
_RECEPTION = "NĐ 61/2018/NĐ-CP điều 17; NĐ 309/2026/NĐ-CP điều 8"
_ONCE = "NĐ 61/2018/NĐ-CP điều 11 khoản 2 điểm c, điều 17 khoản 2 điểm a; NĐ 309/2026/NĐ-CP điều 8 khoản 1"
_EXAMINATION = "NĐ 61/2018/NĐ-CP điều 19 khoản 4"
_RESTART = "NĐ 61/2018/NĐ-CP điều 19 khoản 4: thời hạn tính lại từ đầu"
_EXPIRY = "NĐ 297/2025/NĐ-CP điều 6"
_WITHDRAWAL = "National state 7, Công dân yêu cầu rút hồ sơ: possible until a result exists"
_TRANSFER = "NĐ 61/2018/NĐ-CP điều 18; NĐ 309/2026/NĐ-CP điều 9"
_HANDLING = "NĐ 61/2018/NĐ-CP điều 19"
_RESULT = "NĐ 61/2018/NĐ-CP điều 19 khoản 8: a refusal after reception is a result"
_RETURN = "NĐ 61/2018/NĐ-CP điều 20"
_CLOCK = "Records 1.012575, 1.013067: thời hạn tính từ khi hoàn thành việc nộp lệ phí"
_DUTY = "National state 6: e.g. land tax"
_STOPPED = "National state 8"

_EXCEPTION = "Own rule: against the one request of NĐ 309/2026/NĐ-CP điều 8 khoản 1 only a supervisor's word, audited"
_LATER = f"{_EXCEPTION}; after the examination's time (NĐ 61/2018/NĐ-CP điều 19 khoản 4) where another law allows it"
_NOT_COUNTED = "NĐ 301/2026/NĐ-CP (time not counted); NĐ 61/2018/NĐ-CP điều 19"
_ON_SITE = "NĐ 61/2018/NĐ-CP điều 19: thẩm tra, xác minh; NĐ 224/2026/NĐ-CP điều 14"
_OPINION = "NĐ 61/2018/NĐ-CP điều 19 khoản 5"
_TAKEN_BACK = "Own rule: nobody decides over a question to another agency (điều 19 khoản 5) that still waits"
_ASSIGNMENT = "TT 01/2018/TT-VPCP điều 17: each step recorded with who handles it"
_APOLOGY = "NĐ 61/2018/NĐ-CP điều 19 khoản 9: xin lỗi, hẹn lại không quá một lần"
_POST = "NĐ 61/2018/NĐ-CP điều 20; QĐ 45/2016/QĐ-TTg"

_ASSESSED_ANEW = "Own rule: a fee that was asked for changes only by a new request with its reason and legal basis"
_ANSWERED = "Own rule: what is owed changes when the books have changed, and not before"

_WHY = (Need.REASON_CODE, Need.REASON, Need.LEGAL_BASIS)
_ALL_AT_FAULT = (Need.PAPERS,)
_SAID = (Need.REASON,)

_S, _A, _G = State, Action, Guard

_FEE_MAY_BE_DUE = (_S.RECEIVED, _S.PROCESSING, _S.SUPPLEMENT, _S.PAYMENT, _S.DECIDED)

_OPINIONS: Final[Mapping[Action, Edge]] = {
    _A.ANSWER: Edge(
        _S.PROCESSING, _by(Party.CONSULTED, Party.PROCESSOR), _G.NONE, _OPINION, (Need.AGENCY, Need.ANSWER)
    ),
    _A.FALL_SILENT: Edge(_S.PROCESSING, _SYSTEM, _G.NONE, _OPINION, (Need.AGENCY,)),
    _A.TAKE_BACK: Edge(_S.PROCESSING, _HANDLERS, _G.NONE, _TAKEN_BACK, (Need.AGENCY, Need.REASON)),
}
"""What becomes of a question to another agency, which goes on while the dossier waits for a duty to be paid."""

TABLE: Final[Mapping[tuple[State, Action], Edge]] = MappingProxyType(
    {
        (_S.DRAFT, _A.EDIT): Edge(_S.DRAFT, _APPLICANT, _G.NONE, _EDIT),
        (_S.DRAFT, _A.DISCARD): Edge(_S.DRAFT, _by(Party.APPLICANT, Party.SUPERVISOR), _G.NONE, _GIVEN_UP),
        (_S.DRAFT, _A.SUBMIT): Edge(_S.SUBMITTED, _APPLICANT, _G.COMPLETE, _FILING, (Need.CODE, Need.CONTENT_HASH)),
        (_S.SUBMITTED, _A.EDIT): Edge(_S.SUBMITTED, _APPLICANT, _G.NONE, _EDIT),
        (_S.SUBMITTED, _A.RECEIVE): Edge(_S.RECEIVED, _RECEIVER, _G.CLOCK_MAY_START, _RECEPTION),
        (_S.SUBMITTED, _A.REQUIRE_PAYMENT): Edge(_S.PAYMENT, _RECEIVER, _G.PAYMENT_COMES_FIRST, _CLOCK),
        (_S.SUBMITTED, _A.REFUSE): Edge(_S.REFUSED, _RECEIVER, _G.NONE, _RECEPTION, _WHY),
        (_S.SUBMITTED, _A.ASK_SUPPLEMENT): Edge(_S.SUPPLEMENT, _RECEIVER, _G.FIRST_REQUEST, _ONCE, _ALL_AT_FAULT),
        (_S.SUBMITTED, _A.ALLOW_SUPPLEMENT): Edge(_S.SUBMITTED, _SUPERVISOR, _G.ASKED_BEFORE, _EXCEPTION, _SAID),
        (_S.SUBMITTED, _A.WITHDRAW): Edge(_S.WITHDRAWN, _APPLICANT, _G.NONE, _WITHDRAWAL),
        (_S.SUPPLEMENT, _A.EDIT): Edge(_S.SUPPLEMENT, _APPLICANT, _G.NONE, _EDIT),
        (_S.SUPPLEMENT, _A.SUPPLEMENT): Edge(_S.SUBMITTED, _APPLICANT, _G.SUPPLIED, _RESTART, (Need.CONTENT_HASH,)),
        (_S.SUPPLEMENT, _A.REFUSE): Edge(_S.REFUSED, _RECEIVER, _G.SUPPLEMENT_EXPIRED, _RECEPTION, _WHY),
        (_S.SUPPLEMENT, _A.STOP): Edge(_S.STOPPED, _HANDLERS, _G.SUPPLEMENT_EXPIRED, _EXPIRY, _WHY),
        (_S.SUPPLEMENT, _A.WITHDRAW): Edge(_S.WITHDRAWN, _APPLICANT, _G.NONE, _WITHDRAWAL),
        (_S.PAYMENT, _A.SETTLE): Edge(_S.RECEIVED, _SYSTEM, _G.PAID_IN_FULL, _CLOCK),
        (_S.PAYMENT, _A.SETTLE_DUTY): Edge(_S.PROCESSING, _SYSTEM, _G.DUTY_PAID_IN_FULL, _DUTY),
        (_S.PAYMENT, _A.WITHDRAW): Edge(_S.WITHDRAWN, _APPLICANT, _G.NONE, _WITHDRAWAL),
        (_S.PAYMENT, _A.STOP): Edge(_S.STOPPED, _APPROVER | _RECEIVER, _G.NONE, _STOPPED, _WHY),
        (_S.RECEIVED, _A.START): Edge(_S.PROCESSING, _DESK, _G.NONE, _TRANSFER),
        (_S.RECEIVED, _A.ASSIGN): Edge(_S.RECEIVED, _ASSIGNERS, _G.NONE, _ASSIGNMENT, (Need.ASSIGNEE,)),
        (_S.RECEIVED, _A.EXTEND): Edge(
            _S.RECEIVED, _ASSIGNERS | _SYSTEM, _G.FIRST_EXTENSION, _APOLOGY, (Need.REASON, Need.UNTIL)
        ),
        (_S.RECEIVED, _A.WITHDRAW): Edge(_S.WITHDRAWN, _APPLICANT, _G.NONE, _WITHDRAWAL),
        (_S.PROCESSING, _A.ASK_SUPPLEMENT): Edge(
            _S.SUPPLEMENT, _PROCESSOR, _G.EXAMINED_IN_TIME, _EXAMINATION, _ALL_AT_FAULT
        ),
        (_S.PROCESSING, _A.REQUIRE_DUTY): Edge(
            _S.PAYMENT, _PROCESSOR, _G.NO_OTHER_DUE, _DUTY, (Need.ITEMS, Need.LEGAL_BASIS)
        ),
        (_S.PROCESSING, _A.ALLOW_SUPPLEMENT): Edge(_S.PROCESSING, _SUPERVISOR, _G.EXCEPTION_NEEDED, _LATER, _SAID),
        (_S.PROCESSING, _A.SUSPEND): Edge(
            _S.PROCESSING, _HANDLERS, _G.CLOCK_RUNS, _NOT_COUNTED, (*_WHY, Need.WAITS_FOR, Need.UNTIL)
        ),
        (_S.PROCESSING, _A.RESUME): Edge(_S.PROCESSING, _HANDLERS | _SYSTEM, _G.SUSPENDED, _NOT_COUNTED),
        (_S.PROCESSING, _A.ARRANGE): Edge(
            _S.PROCESSING, _PROCESSOR, _G.IN_OFFICE_HOURS, _ON_SITE, (Need.KIND, Need.PLACE, Need.STARTS_AT)
        ),
        (_S.PROCESSING, _A.REARRANGE): Edge(
            _S.PROCESSING, _PROCESSOR, _G.IN_OFFICE_HOURS, _ON_SITE, (Need.REASON, Need.PLACE, Need.STARTS_AT)
        ),
        (_S.PROCESSING, _A.MEET): Edge(_S.PROCESSING, _PROCESSOR, _G.NONE, _ON_SITE, (Need.OUTCOME,)),
        (_S.PROCESSING, _A.CONSULT): Edge(
            _S.PROCESSING, _PROCESSOR, _G.NONE, _OPINION, (Need.AGENCY, Need.QUESTION, Need.ANSWER_BY)
        ),
        **{(_S.PROCESSING, action): made for action, made in _OPINIONS.items()},
        (_S.PROCESSING, _A.ASSIGN): Edge(_S.PROCESSING, _ASSIGNERS, _G.NONE, _ASSIGNMENT, (Need.ASSIGNEE,)),
        (_S.PROCESSING, _A.CLAIM): Edge(_S.PROCESSING, _PROCESSOR, _G.HELD_BY_NOBODY, _ASSIGNMENT, (Need.ASSIGNEE,)),
        (_S.PROCESSING, _A.RELEASE): Edge(_S.PROCESSING, _PROCESSOR, _G.HELD_BY_CALLER, _ASSIGNMENT, _SAID),
        (_S.PROCESSING, _A.TRANSFER): Edge(
            _S.PROCESSING, _PROCESSOR, _G.HELD_BY_CALLER, _ASSIGNMENT, (Need.ASSIGNEE, Need.REASON)
        ),
        (_S.PROCESSING, _A.PROPOSE): Edge(_S.PROCESSING, _PROCESSOR, _G.CLOCK_RUNS, _HANDLING, (Need.OUTCOME,)),
        (_S.PROCESSING, _A.SEND_BACK): Edge(_S.PROCESSING, _APPROVER, _G.PROPOSED, _HANDLING, _SAID),
        (_S.PROCESSING, _A.EXTEND): Edge(
            _S.PROCESSING, _ASSIGNERS | _SYSTEM, _G.FIRST_EXTENSION, _APOLOGY, (Need.REASON, Need.UNTIL)
        ),
        (_S.PROCESSING, _A.WITHDRAW): Edge(_S.WITHDRAWN, _APPLICANT, _G.NONE, _WITHDRAWAL),
        (_S.PROCESSING, _A.ATTACH_RESULT): Edge(_S.PROCESSING, _HANDLERS, _G.NONE, _HANDLING, (Need.SHA256,)),
        (_S.PROCESSING, _A.DECIDE): Edge(_S.DECIDED, _APPROVER, _G.LAWFUL_DECISION, _RESULT, (Need.OUTCOME,)),
        (_S.PROCESSING, _A.STOP): Edge(_S.STOPPED, _APPROVER, _G.NONE, _STOPPED, _WHY),
        (_S.WITHDRAWN, _A.STOP): Edge(_S.STOPPED, _DESK | _HANDLERS, _G.WITHDRAWN_AFTER_RECEPTION, _WITHDRAWAL, _WHY),
        (_S.DECIDED, _A.ATTACH_RESULT): Edge(_S.DECIDED, _HANDLERS, _G.NONE, _HANDLING, (Need.SHA256,)),
        (_S.DECIDED, _A.RETURN): Edge(_S.RETURNED, _RECEIVER, _G.RESULT_READY, _RETURN, (Need.WAY,)),
        (_S.DECIDED, _A.DISPATCH): Edge(
            _S.DECIDED, _RECEIVER, _G.RESULT_READY, _POST, (Need.WAY, Need.TRACKING_NUMBER)
        ),
        (_S.DECIDED, _A.DELIVER): Edge(_S.RETURNED, _RECEIVER, _G.DISPATCHED, _POST, (Need.RECEIVED_BY,)),
        **{
            (state, _A.REASSESS): Edge(state, _RECEIVER, _G.NONE, _ASSESSED_ANEW, (Need.REASON, Need.LEGAL_BASIS))
            for state in _FEE_MAY_BE_DUE
        },
        **{
            (state, action): Edge(state, _SYSTEM, _G.NONE, _ANSWERED)
            for state in (*_FEE_MAY_BE_DUE, _S.SUBMITTED, _S.WITHDRAWN)
            for action in (_A.CHANGE_FEE, _A.KEEP_FEE)
        },
        # Who was asked may answer, and their time may end, while a duty is awaited.
        **{(_S.PAYMENT, action): replace(handling, to=_S.PAYMENT) for action, handling in _OPINIONS.items()},
        (_S.PAYMENT, _A.WAIVE_FEE): Edge(_S.RECEIVED, _SYSTEM, _G.PAID_IN_FULL, _ANSWERED),
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
