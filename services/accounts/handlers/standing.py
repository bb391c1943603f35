"""What a member of staff may act by today: their own roles, and those of the absent whose deputy they are."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from chassis.callers import Holding
from services.accounts import rules, staff_store
from services.accounts.domain.staffing import Absence, standing
from services.accounts.store import Row


@dataclass(frozen=True, slots=True)
class Standing:
    """The holdings that go into an access token, and until when they are right (None: until changed)."""

    agency: str
    roles: tuple[str, ...]
    holdings: tuple[Holding, ...]
    until: dt.datetime | None = None

    def claims(self) -> dict[str, Any]:
        """What a token says of it."""
        return {
            "agency": self.agency,
            "roles": list(self.roles),
            "holdings": [
                {
                    "role": held.role,
                    "agency": held.agency,
                    "procedures": list(held.procedures),
                    "deputy_for": held.deputy_for,
                }
                for held in self.holdings
            ],
        }


NOBODY = Standing("", (), ())
"""That of people, who hold no roles."""


def standing_of(db: sa.Connection, member: Row, now: dt.datetime) -> Standing:
    """The standing of a member of staff at a time; until the next midnight if a deputyship may end or begin."""
    today = rules.day_of(now)
    told = staff_store.deputyships_of(db, today, deputy_id=member.id)
    absences = [Absence(row.absent_id, row.deputy_id, row.first_day, row.last_day) for row in told]
    on = [absence.absent for absence in absences if absence.is_on(today)]
    still_there = staff_store.active_ids(db, on)
    held = staff_store.holdings_of(db, [member.id, *still_there])
    found = standing(held[member.id], [(absent, held[absent]) for absent in on if absent in still_there])
    holdings = tuple(
        Holding(role=given.role, agency=given.agency, procedures=given.procedures, deputy_for=deputy_for)
        for given, deputy_for in found
    )
    tomorrow = dt.datetime.combine(today + dt.timedelta(days=1), dt.time(), rules.VIETNAM)
    until = tomorrow if absences else None
    return Standing(member.agency_code, tuple(sorted({held.role for held in holdings})), holdings, until)
