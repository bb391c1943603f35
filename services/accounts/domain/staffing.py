"""Who may give which role to whom (phân quyền cán bộ), and who stands in for whom (ủy quyền khi vắng mặt).

An agency administrator gives roles within the subtrees in which they are administrator, to others only, and only those
of an agency's daily work. Roles that watch over administrators or work on what belongs to no agency are given at the
console of the operator.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

GIVEN_BY_ADMINISTRATORS: Final = frozenset({"receiver", "processor", "approver", "supervisor", "agency_administrator"})
MOST_HOLDINGS: Final = 12
MOST_PROCEDURES: Final = 60
"""Over all holdings of one person: they travel with every call."""
MOST_DEPUTYSHIPS: Final = 3


@dataclass(frozen=True, slots=True)
class Given:
    """A role as it is given: at the top of which subtree, and for which procedures (none: all)."""

    role: str
    agency: str
    procedures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Absence:
    """A deputy's time (thời gian ủy quyền): from the first to the last day, both included."""

    absent: str
    deputy: str
    first: dt.date
    last: dt.date
    ended: bool = False

    def is_on(self, day: dt.date) -> bool:
        """Whether the deputy acts on a day."""
        return not self.ended and self.first <= day <= self.last


def ungivable(
    wanted: Collection[Given],
    before: Collection[Given],
    administers: Collection[str],
    above: Mapping[str, Collection[str]],
) -> tuple[str, ...]:
    """The roles that an administrator of these agencies may not give or take, in order; none if all may be.

    ``above`` has, for each agency that is named, the agency with those above it. What stays as it was is nobody's gift.
    """
    found = []
    for given in sorted(set(wanted) ^ set(before), key=lambda one: (one.role, one.agency, one.procedures)):
        within = bool(set(administers) & set(above.get(given.agency, ())))
        if given.role not in GIVEN_BY_ADMINISTRATORS or not within:
            found.append(f"{given.role}@{given.agency}")
    return tuple(found)


def is_too_much(holdings: Sequence[Given]) -> bool:
    """Whether one person would hold more than a call can carry."""
    return len(holdings) > MOST_HOLDINGS or sum(len(given.procedures) for given in holdings) > MOST_PROCEDURES


def standing(own: Sequence[Given], theirs: Sequence[tuple[str, Sequence[Given]]]) -> tuple[tuple[Given, str], ...]:
    """All that somebody may act by: their own roles, then those of each absent person with that person's id.

    A deputy does not hand on what they hold as a deputy, and does not become an administrator by being one.
    """
    found: list[tuple[Given, str]] = [(given, "") for given in own]
    for absent, holdings in theirs:
        found += [(given, absent) for given in holdings if given.role != "agency_administrator" and given not in own]
    return tuple(found)
