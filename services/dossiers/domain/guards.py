"""What the guards of the state table mean: each looks at the facts of one dossier and names what is in the way.

What a step must be given in any case (reason, legal basis, papers) stands in the table itself, as its needs.
"""

import datetime as dt
import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from services.dossiers.domain.actions import Guard


class Problem(enum.StrEnum):
    """Why a guard holds a move back."""

    PAPERS_MISSING = "papers_missing"
    FEES_UNPAID = "fees_unpaid"
    NOTHING_TO_PAY_FIRST = "nothing_to_pay_first"
    ALREADY_ASKED = "already_asked"
    EXAMINATION_OVER = "examination_over"
    SUPPLEMENT_INCOMPLETE = "supplement_incomplete"
    SUPPLEMENT_STILL_OPEN = "supplement_still_open"
    REASON_NEEDED = "reason_needed"
    WITHDRAWAL_WAS_FINAL = "withdrawal_was_final"
    SECOND_PERSON_NEEDED = "second_person_needed"
    RESULT_MISSING = "result_missing"
    NOT_ASKED_YET = "not_asked_yet"
    ALLOWANCE_UNUSED = "allowance_unused"
    CLOCK_STANDS_STILL = "clock_stands_still"
    DUTY_ASKED = "duty_asked"
    NOT_SUSPENDED = "not_suspended"
    OUTSIDE_OFFICE_HOURS = "outside_office_hours"
    HELD_BY_ANOTHER = "held_by_another"
    NOT_HELD = "not_held"
    NOT_PROPOSED = "not_proposed"
    EXTENDED_ALREADY = "extended_already"
    NO_CLOCK = "no_clock"
    NOT_DISPATCHED = "not_dispatched"
    OPINION_AWAITED = "opinion_awaited"


@dataclass(frozen=True, slots=True)
class Facts:
    """What guards may look at. Amounts are in đồng; ``now`` decides what has expired."""

    now: dt.datetime
    papers_missing: int = 0
    pays_first: bool = False
    unpaid: int = 0
    unpaid_duty: int = 0
    supplements_asked: int = 0
    supplements_allowed: int = 1
    exceptions: int = 0
    """How many of those allowed are a supervisor's exception."""
    examined_until: dt.datetime | None = None
    """Until when who examines may ask for a supplement; None: the clock has not started."""
    items_open: int = 0
    respond_by: dt.datetime | None = None
    reasoned: bool = False
    received: bool = False
    refuses: bool = False
    same_person: bool = False
    second_person_required: bool = False
    returned_online: bool = False
    has_result: bool = False
    paused: bool = False
    suspended: bool = False
    duty_asked: bool = False
    opens_next: dt.datetime | None = None
    """When the agency opens next after a time at which it is closed; None: it is open then."""
    held_by_somebody: bool = False
    held_by_caller: bool = False
    proposed: bool = False
    due_at: dt.datetime | None = None
    extensions: int = 0
    extensions_allowed: int = 1
    dispatched: bool = False
    awaited: tuple[str, ...] = ()
    """Names of the agencies that were asked and may still answer."""


def _none(_: Facts) -> Problem | None:
    return None


def _complete(facts: Facts) -> Problem | None:
    return Problem.PAPERS_MISSING if facts.papers_missing else None


def _clock_may_start(facts: Facts) -> Problem | None:
    return Problem.FEES_UNPAID if facts.pays_first and facts.unpaid else None


def _payment_comes_first(facts: Facts) -> Problem | None:
    return None if facts.pays_first and facts.unpaid else Problem.NOTHING_TO_PAY_FIRST


def _paid_in_full(facts: Facts) -> Problem | None:
    return Problem.FEES_UNPAID if facts.unpaid else None


def _duty_paid_in_full(facts: Facts) -> Problem | None:
    return Problem.FEES_UNPAID if facts.unpaid_duty else None


def _first_request(facts: Facts) -> Problem | None:
    return Problem.ALREADY_ASKED if facts.supplements_asked >= facts.supplements_allowed else None


def _examination_over(facts: Facts) -> bool:
    return facts.examined_until is not None and facts.now > facts.examined_until


def _examined_in_time(facts: Facts) -> Problem | None:
    if found := _first_request(facts):
        return found
    return Problem.EXAMINATION_OVER if _examination_over(facts) and not facts.exceptions else None


def _supplied(facts: Facts) -> Problem | None:
    if facts.items_open:
        return Problem.SUPPLEMENT_INCOMPLETE
    return _complete(facts)


def _supplement_expired(facts: Facts) -> Problem | None:
    if facts.respond_by is not None and facts.now <= facts.respond_by:
        return Problem.SUPPLEMENT_STILL_OPEN
    return None


def _withdrawn_after_reception(facts: Facts) -> Problem | None:
    return None if facts.received else Problem.WITHDRAWAL_WAS_FINAL


def _lawful_decision(facts: Facts) -> Problem | None:
    if facts.refuses and not facts.reasoned:
        return Problem.REASON_NEEDED
    if facts.same_person and (facts.second_person_required or facts.proposed):
        return Problem.SECOND_PERSON_NEEDED
    if facts.second_person_required and not facts.proposed:
        return Problem.NOT_PROPOSED
    return Problem.OPINION_AWAITED if facts.awaited else _clock_runs(facts)


def _result_ready(facts: Facts) -> Problem | None:
    if facts.unpaid and not facts.refuses:
        return Problem.FEES_UNPAID
    if facts.returned_online and not facts.refuses and not facts.has_result:
        return Problem.RESULT_MISSING
    return None


def _asked_before(facts: Facts) -> Problem | None:
    if not facts.supplements_asked:
        return Problem.NOT_ASKED_YET
    return Problem.ALLOWANCE_UNUSED if facts.supplements_asked < facts.supplements_allowed else None


def _exception_needed(facts: Facts) -> Problem | None:
    """Of examination: one more request, or the first after the time for it."""
    if not facts.supplements_asked and _examination_over(facts):
        return Problem.ALLOWANCE_UNUSED if facts.exceptions else None
    return _asked_before(facts)


def _clock_runs(facts: Facts) -> Problem | None:
    return Problem.CLOCK_STANDS_STILL if facts.paused else None


def _no_other_due(facts: Facts) -> Problem | None:
    return Problem.DUTY_ASKED if facts.duty_asked or facts.unpaid else _clock_runs(facts)


def _suspended(facts: Facts) -> Problem | None:
    return None if facts.suspended else Problem.NOT_SUSPENDED


def _in_office_hours(facts: Facts) -> Problem | None:
    return Problem.OUTSIDE_OFFICE_HOURS if facts.opens_next is not None else None


def _held_by_nobody(facts: Facts) -> Problem | None:
    return Problem.HELD_BY_ANOTHER if facts.held_by_somebody else None


def _held_by_caller(facts: Facts) -> Problem | None:
    return None if facts.held_by_caller else Problem.NOT_HELD


def _proposed(facts: Facts) -> Problem | None:
    return None if facts.proposed else Problem.NOT_PROPOSED


def _first_extension(facts: Facts) -> Problem | None:
    if facts.due_at is None:
        return Problem.NO_CLOCK
    return Problem.EXTENDED_ALREADY if facts.extensions >= facts.extensions_allowed else None


def _dispatched(facts: Facts) -> Problem | None:
    return None if facts.dispatched else Problem.NOT_DISPATCHED


_GUARDS: Final[Mapping[Guard, Callable[[Facts], Problem | None]]] = MappingProxyType(
    {
        Guard.NONE: _none,
        Guard.COMPLETE: _complete,
        Guard.CLOCK_MAY_START: _clock_may_start,
        Guard.PAYMENT_COMES_FIRST: _payment_comes_first,
        Guard.PAID_IN_FULL: _paid_in_full,
        Guard.DUTY_PAID_IN_FULL: _duty_paid_in_full,
        Guard.FIRST_REQUEST: _first_request,
        Guard.EXAMINED_IN_TIME: _examined_in_time,
        Guard.SUPPLIED: _supplied,
        Guard.SUPPLEMENT_EXPIRED: _supplement_expired,
        Guard.WITHDRAWN_AFTER_RECEPTION: _withdrawn_after_reception,
        Guard.LAWFUL_DECISION: _lawful_decision,
        Guard.RESULT_READY: _result_ready,
        Guard.ASKED_BEFORE: _asked_before,
        Guard.EXCEPTION_NEEDED: _exception_needed,
        Guard.CLOCK_RUNS: _clock_runs,
        Guard.NO_OTHER_DUE: _no_other_due,
        Guard.SUSPENDED: _suspended,
        Guard.IN_OFFICE_HOURS: _in_office_hours,
        Guard.HELD_BY_NOBODY: _held_by_nobody,
        Guard.HELD_BY_CALLER: _held_by_caller,
        Guard.PROPOSED: _proposed,
        Guard.FIRST_EXTENSION: _first_extension,
        Guard.DISPATCHED: _dispatched,
    }
)


def problem(guard: Guard, facts: Facts) -> Problem | None:
    """What holds the guarded move back, or None when it may be made."""
    return _GUARDS[guard](facts)
