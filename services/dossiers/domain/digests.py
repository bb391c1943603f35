"""The mail of the morning to a member of staff (thư buổi sáng): when it is made up, how long it says something new, and
what of the open dossiers is theirs.

Theirs is what they hold, what waits for a role that they have in the very agency that decides or receives, and, for a
supervisor, all that the agency owes under where they supervise. What waits for the applicant is nobody's work.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from services.dossiers.domain.actions import Party
from services.dossiers.domain.calendar import Calendar
from services.dossiers.domain.codes import VIETNAM
from services.dossiers.domain.duties import LATE

_BY_ROLE: Final = (Party.RECEIVER, Party.PROCESSOR, Party.APPROVER)
_FAR: Final = 60
"""No row of days without a morning is longer."""


@dataclass(frozen=True, slots=True)
class Terms:
    """When a digest is made up, by when something is due soon, how many dossiers of a kind are named; dated data."""

    at: dt.time
    soon_working_days: int
    named: int


@dataclass(frozen=True, slots=True)
class Role:
    """A role that a member of staff holds: in which agency, for which procedures (none: all)."""

    role: str
    agency: str
    procedures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open dossier: which party it waits for, who holds it, who decides and who receives it."""

    responsible: str
    holder: str
    places: tuple[str, str]
    procedure: str


def next_morning(after: dt.datetime, calendar: Calendar, terms: Terms) -> dt.datetime:
    """The first moment after this one at which a digest is made up: a working day on which the office opens."""
    day = after.astimezone(VIETNAM).date()
    for _ in range(_FAR):
        at = dt.datetime.combine(day, terms.at, VIETNAM)
        if at > after and calendar.is_working_day(day) and calendar.spans(day):
            return at.astimezone(dt.UTC)
        day += dt.timedelta(days=1)
    raise ValueError("an office that never opens has no mornings")


def good_until(due_at: dt.datetime, calendar: Calendar) -> dt.datetime:
    """Until when the digest of a morning says something new: until the office closes on that day."""
    return calendar.close(due_at.astimezone(VIETNAM).date()).astimezone(dt.UTC)


def soon_until(now: dt.datetime, calendar: Calendar, terms: Terms) -> dt.datetime:
    """What is to be done before then is due soon: what may be done until the office closes is."""
    today = now.astimezone(VIETNAM).date()
    return calendar.close(calendar.add_working_days(today, terms.soon_working_days)).astimezone(dt.UTC) + LATE


def is_by_agency(waiting: Waiting) -> bool:
    """Whether it waits for somebody of an agency."""
    return waiting.responsible != Party.APPLICANT


def waits_for(staff_id: str, roles: Sequence[Role], waiting: Waiting) -> bool:
    """Whether it waits for this member of staff: as its holder, or for a role of theirs where nobody holds it."""
    if waiting.responsible == Party.PROCESSOR and waiting.holder:
        return waiting.holder == staff_id
    return waiting.responsible in _BY_ROLE and _holds(roles, waiting.responsible, waiting)


def may_take(roles: Sequence[Role], waiting: Waiting) -> bool:
    """Whether what is held by nobody is theirs to take."""
    return _holds(roles, Party.PROCESSOR, waiting)


def of_role(roles: Sequence[Role], *names: str) -> tuple[Role, ...]:
    """The roles of these names."""
    return tuple(one for one in roles if one.role in names)


def _holds(roles: Collection[Role], name: str, waiting: Waiting) -> bool:
    return any(
        one.role == name
        and one.agency in waiting.places
        and waiting.procedure in (one.procedures or (waiting.procedure,))
        for one in roles
    )
