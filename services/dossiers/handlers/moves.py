"""One step in a dossier's life, the same way for every command: open it, ask table and guard, change, remember."""

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa

from chassis.callers import Caller, Channel
from chassis.contracts import Call
from chassis.errors import NOT_FOR_YOU, PortalError
from chassis.storage import Work
from services.accounts.contract import roles_told
from services.dossiers import contract, policy
from services.dossiers.contract import ACTION_NOT_ALLOWED, DOSSIER_STALE, ROLE_MISSING
from services.dossiers.domain import guards
from services.dossiers.domain.actions import ACTION_NAMES, NEED_NAMES, STATE_NAMES, Action, Need, Party, State
from services.dossiers.domain.guards import Facts, Problem
from services.dossiers.domain.standing import spoken_vi
from services.dossiers.domain.states import Edge, Impossible, NotTheirs, edge, is_closed
from services.dossiers.handlers import counting, telling, turns
from services.dossiers.store import contents, national, proceedings, rows

Row = sa.Row[Any]

WHY: Final = frozenset({Need.REASON_CODE, Need.REASON, Need.LEGAL_BASIS})


HANDLING: Final = frozenset({State.PROCESSING, State.PAYMENT})
"""States in which pauses, appointments and consultations may go on; a dossier that leaves them leaves these behind.
Which questions it leaves without an answer its history says, and who was asked is told."""


UNPROPOSED: Final = MappingProxyType({"proposed_at": None, "proposed_by": "", "proposed_outcome": ""})
"""Columns of a dossier of which nothing is before who approves: what was proposed ends with the handling."""


def held(work: Work, dossier_id: str) -> Row | None:
    """A dossier, locked until the commit. What is done to it from here on is later than all that was done before."""
    row = rows.load_for_change(work.db, dossier_id)
    if row is not None:
        work.not_before(row.changed_at)
    return row


def opened(work: Work, call: Call[Any]) -> Row:
    """The dossier that a command is about, locked, if the caller may give the command and decided on this version."""
    row = policy.check_on(call.caller, call.method, held(work, call.request.dossier_id))
    expected = call.request.expected_version
    if expected is not None and expected != row.version:
        raise DOSSIER_STALE(expected=expected, actual=row.version)
    return row


def may_take(work: Work, row: Row, action: Action) -> Edge:
    """Pass if the caller may take this action from where the dossier stands; its guard comes with `move`."""
    return may(row, action, policy.parties(work.caller, row))


def may(row: Row, action: Action, parties: frozenset[Party]) -> Edge:
    """The edge of the table for this action by these parties from where the dossier stands."""
    try:
        return edge(State(row.state), action, parties)
    except Impossible as impossible:
        if action is Action.EDIT:
            raise contract.NOT_EDITABLE() from None
        raise _not_allowed(impossible.state) from None
    except NotTheirs as theirs:
        staff = sorted(theirs.parties & policy.STAFF_PARTIES)
        raise (ROLE_MISSING(**roles_told(staff)) if staff else NOT_FOR_YOU()) from None


def move(
    work: Work,
    row: Row,
    action: Action,
    facts: Facts,
    *,
    reason_code: str = "",
    reason: str = "",
    legal_basis: str = "",
    note: str = "",
    details: dict[str, Any] | None = None,
    kept: dict[str, Any] | None = None,
    parties: frozenset[Party] | None = None,
) -> Row:
    """Take the edge of the table, if all it needs is given and its guard lets it; writes the history.

    Gives the changed dossier. ``parties`` says what the caller is to it where roles do not tell. ``kept`` are columns
    of the dossier to set; the reasons, the note and ``details`` go to the history.
    """
    parties = policy.parties(work.caller, row) if parties is None else parties
    given = {**(details or {}), "reason_code": reason_code, "reason": reason, "legal_basis": legal_basis}
    taken = _taken(row, action, parties, given, facts)
    first = row.state == State.DRAFT and taken.to is State.SUBMITTED
    values = _values(work, row, taken.to, dict(kept or {}), first)
    absent = policy.deputy_for(work.caller, row, taken.parties)
    marked = {**(details or {}), **({"deputy_for": absent} if absent else {})}
    dropped: Sequence[Row] = ()
    if row.state in HANDLING and taken.to not in HANDLING:
        dropped = proceedings.end_all(work.db, row.id, work.now, ACTION_NAMES[action].vi)
        if dropped:
            marked["dropped"] = [{"consultation": one.id, "agency": one.agency_code} for one in dropped]
    changed = rows.change(work.db, row, work.now, state=int(taken.to), **values)
    for one in dropped:
        telling.consultation(work, changed, one)
    marked |= _missed(row, changed, work.now)
    unseen = first and row.channel == Channel.ONLINE  # Looks at a draft of the desk come before its first action.
    (contents.add_first_action if unseen else contents.add_action)(
        work.db,
        row.id,
        action=action.value,
        from_state=row.state,
        to_state=int(taken.to),
        at=work.now,
        actor_kind=work.caller.kind.value,
        actor_id=work.caller.id,
        actor_name=_named(work.caller),
        actor_agency=work.caller.agency,
        reason_code=reason_code,
        reason=reason,
        legal_basis=legal_basis,
        note=note,
        details={**marked, **_on_behalf(work, row, action), **_for_figures(changed)},
        trace=work.trace,
    )
    counting.count(work.db, changed, counting.step(action, changed, work.now, marked), first=first)
    national.want(work.db, row.id, changed.version, work.now)
    return changed


def _taken(row: Row, action: Action, parties: frozenset[Party], given: Mapping[str, Any], facts: Facts) -> Edge:
    """The edge, if its parties, what must be given and its guard allow it; the first that does not refuses."""
    taken = may(row, action, parties)
    lacking = taken.lacks(given)
    if lacking:
        raise _give(lacking)
    problem = guards.problem(taken.guard, facts)
    if problem is not None:
        raise refusal(problem, facts, State(row.state))
    return taken


def _values(work: Work, row: Row, to: State, values: dict[str, Any], first: bool) -> dict[str, Any]:
    """The columns to set with those that follow from the new state: its times, and whose turn it is."""
    ends = is_closed(to, values.get("received_at", row.received_at) is not None)
    if ends and row.closed_at is None:
        values["closed_at"] = work.now
    if to != row.state:
        values["state_since"] = work.now
        if row.proposed_at is not None and to is not State.DECIDED:
            values |= UNPROPOSED
    if first:
        values |= turns.begun(work, row, {**values, "state": int(to)})
    elif to is not State.DRAFT:
        values |= turns.provisional(row, work.now, open_now=not ends)
        work.at_the_end(lambda: turns.settle(work, row.id))
    return values


def _for_figures(changed: Row) -> dict[str, Any]:
    """What the history keeps of a step so that figures can be made anew from it alone."""
    due = {"due_at": changed.due_at.isoformat()} if changed.due_at is not None else {}
    return due | ({"final": True} if changed.closed_at is not None else {})


def _missed(row: Row, changed: Row, now: dt.datetime) -> dict[str, str]:
    """What the history keeps of a date that had passed before this step gave another one, or none for now."""
    passed = row.due_at is not None and now > row.due_at and row.decided_at is None
    moved = changed.due_at != row.due_at and changed.closed_at is None
    return {"due_before": row.due_at.isoformat()} if passed and moved else {}


def _named(caller: Caller) -> str:
    """Who acted, by name: staff, and who acts for somebody else, as these have a right to know. The applicant is none
    that has to be named in their own history."""
    return caller.name if caller.is_staff or caller.acting is not None else ""


FOR_THE_APPLICANT = frozenset({Action.EDIT, Action.SUBMIT, Action.SUPPLEMENT, Action.WITHDRAW})
"""What is the applicant's to do, so that an officer who does it at the desk does it for them."""


def _on_behalf(work: Work, row: Row, action: Action) -> dict[str, str]:
    """What the history says of a step that somebody took for the applicant."""
    if work.caller.is_staff and action in FOR_THE_APPLICANT:
        return {"acting_as": "officer", "acting_for": row.applicant_id, "channel": row.channel}
    acting = work.caller.acting
    return {"acting_as": acting.role, "acting_for": acting.principal} if acting is not None else {}


SIMPLE: Final = {
    Problem.NOT_ASKED_YET: contract.SUPPLEMENT_NOT_USED,
    Problem.ALLOWANCE_UNUSED: contract.SUPPLEMENT_STILL_ALLOWED,
    Problem.CLOCK_STANDS_STILL: contract.CLOCK_STANDS_STILL,
    Problem.NOT_SUSPENDED: contract.NOT_SUSPENDED,
    Problem.HELD_BY_ANOTHER: contract.HELD_BY_ANOTHER,
    Problem.NOT_HELD: contract.NOT_HELD,
    Problem.NOT_PROPOSED: contract.NOT_PROPOSED,
    Problem.EXTENDED_ALREADY: contract.EXTENDED_ALREADY,
    Problem.NO_CLOCK: contract.CLOCK_NOT_RUNNING,
    Problem.NOT_DISPATCHED: contract.NOT_DISPATCHED,
    Problem.REASON_NEEDED: contract.REASON_NEEDED,
    Problem.SECOND_PERSON_NEEDED: contract.SECOND_PERSON_NEEDED,
    Problem.RESULT_MISSING: contract.RESULT_MISSING,
    Problem.ALREADY_ASKED: contract.SUPPLEMENT_ALREADY_ASKED,
}
"""Problems whose error has nothing to tell beside itself."""


def refusal(problem: Problem, facts: Facts, state: State) -> PortalError:
    """The error that tells a caller of a guard's problem."""
    match problem:
        case Problem.PAPERS_MISSING:
            return contract.PAPERS_MISSING(count=facts.papers_missing)
        case Problem.FEES_UNPAID:
            return contract.FEES_UNPAID(amount=facts.unpaid + facts.unpaid_duty)
        case Problem.SUPPLEMENT_INCOMPLETE:
            return contract.SUPPLEMENT_INCOMPLETE(count=facts.items_open)
        case Problem.SUPPLEMENT_STILL_OPEN:
            until = facts.respond_by.isoformat() if facts.respond_by else ""
            return contract.SUPPLEMENT_STILL_OPEN(until=until)
        case Problem.EXAMINATION_OVER:
            return contract.EXAMINATION_OVER(until=spoken_vi(facts.examined_until) if facts.examined_until else "")
        case Problem.OPINION_AWAITED:
            return contract.OPINION_AWAITED(agencies=", ".join(facts.awaited))
        case Problem.OUTSIDE_OFFICE_HOURS:
            return contract.OUTSIDE_OFFICE_HOURS(next=spoken_vi(facts.opens_next) if facts.opens_next else "")
        case Problem.DUTY_ASKED:
            return contract.DUTY_ASKED(amount=facts.unpaid)
        case Problem.NOTHING_TO_PAY_FIRST | Problem.WITHDRAWAL_WAS_FINAL:
            return _not_allowed(state)
        case _:
            return SIMPLE[problem]()


def _give(lacking: tuple[Need, ...]) -> PortalError:
    if set(lacking) <= WHY:
        return contract.REASON_NEEDED()
    names = [NEED_NAMES[need] for need in lacking]
    return contract.STEP_INCOMPLETE(
        needs=[need.value for need in lacking],
        what_vi=", ".join(name.vi for name in names),
        what_en=", ".join(name.en for name in names),
    )


def _not_allowed(state: State) -> PortalError:
    return ACTION_NOT_ALLOWED(state_vi=STATE_NAMES[state].vi, state_en=STATE_NAMES[state].en)
