"""The due date of a stored dossier: reads what is kept of it, applies the rules, gives back what to keep."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from chassis.callers import Channel
from services.dossiers import rules
from services.dossiers.domain import deadlines
from services.dossiers.domain.calendar import Calendar
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.deadlines import Deadline, Limit, LimitUnit, Step, StepRule
from services.dossiers.procedures import Procedure
from services.dossiers.store import known

Row = sa.Row[Any]


def started(db: sa.Connection, row: Row, procedure: Procedure, at: dt.datetime) -> dict[str, Any]:
    """The columns of a dossier whose clock starts at ``at``: for the first time, or again from zero.

    The rules are those in force on that day, and stay with the dossier; so does the limit.
    """
    rule_set = rules.deadline_rules_on(local_day(at))
    calendar = calendar_of(db, row)
    limit = procedure.limit(Channel(row.channel), row.case_label)
    if row.deadline_steps:
        found = deadlines.restarted(kept(row), at, limit, calendar, rule_set)
    else:
        found = deadlines.due(at, limit, calendar, rule_set)
    return {
        "clock_started_at": at,
        "rule_set": rule_set.id,
        "limit_value": None if limit is None else limit.value,
        "limit_unit": None if limit is None else limit.unit.value,
        **_kept_as(found),
    }


def calendar_of(db: sa.Connection, row: Row) -> Calendar:
    """The working calendar of the agency that decides, with its own hours where catalog published them."""
    return calendar_at(db, row.agency_code)


def calendar_at(db: sa.Connection, agency_code: str) -> Calendar:
    """The working calendar of an agency."""
    agency = known.agency(db, agency_code)
    hours = [] if agency is None else agency.body.get("hours") or []
    return rules.calendar_of(tuple((day["weekday"], day["opens"], day["closes"]) for day in hours))


def resumed(db: sa.Connection, row: Row, began: dt.datetime, now: dt.datetime, source: str) -> dict[str, Any]:
    """The columns of a dossier whose clock runs again after standing still since ``began``."""
    calendar, rule_set = calendar_of(db, row), rules.deadline_rules(row.rule_set)
    return _kept_as(deadlines.paused(kept(row), _limit(row), began, now, calendar, rule_set, source))


def extended(row: Row, until: dt.datetime, now: dt.datetime, source: str) -> dict[str, Any]:
    """The columns of a dossier that was given a new date."""
    return _kept_as(deadlines.extended(kept(row), until, now, source))


def _kept_as(found: Deadline) -> dict[str, Any]:
    return {"due_at": found.due_at, "deadline_steps": [_stored(step) for step in found.steps]}


def kept(row: Row) -> Deadline:
    """The deadline as the dossier keeps it; where the clock stands still, the date is the one it stood at."""
    steps = steps_of(row)
    stood_at = steps[-1].moved_to if steps and row.limit_unit else None
    return Deadline(row.clock_started_at, row.due_at or stood_at, steps)


def _limit(row: Row) -> Limit | None:
    return None if row.limit_unit is None else Limit(row.limit_value, LimitUnit(row.limit_unit))


def steps_of(row: Row) -> tuple[Step, ...]:
    return tuple(
        Step(
            at=dt.datetime.fromisoformat(step["at"]),
            rule=StepRule(step["rule"]),
            source=step["source"],
            moved_from=dt.datetime.fromisoformat(step["from"]),
            moved_to=dt.datetime.fromisoformat(step["to"]),
        )
        for step in row.deadline_steps
    )


def _stored(step: Step) -> dict[str, str]:
    return {
        "at": step.at.astimezone(dt.UTC).isoformat(),
        "rule": step.rule.value,
        "source": step.source,
        "from": step.moved_from.astimezone(dt.UTC).isoformat(),
        "to": step.moved_to.astimezone(dt.UTC).isoformat(),
    }


def answer_until(db: sa.Connection, row: Row, now: dt.datetime) -> dt.datetime:
    """Until when a person may answer a request for a supplement, if the officer sets no other time."""
    rule_set = rules.deadline_rules_on(local_day(now))
    return ends(db, row, now, rule_set.supplement_expiry)


def examined_until(db: sa.Connection, row: Row) -> dt.datetime | None:
    """Until when who examines a dossier may ask for a supplement; None while its clock has not started.

    The rules are those that the dossier keeps, and the time begins anew with its limit.
    """
    if row.clock_started_at is None:
        return None
    return ends(db, row, row.clock_started_at, rules.deadline_rules(row.rule_set).examination)


def pay_until(db: sa.Connection, row: Row, now: dt.datetime) -> dt.datetime:
    """Until when a person may pay what was asked."""
    return ends(db, row, now, rules.deadline_rules_on(local_day(now)).payment_expiry)


def ends(db: sa.Connection, row: Row, start: dt.datetime, limit: Limit) -> dt.datetime:
    """When a limit ends that begins at a time, by the calendar of the dossier's agency."""
    found = deadlines.due(start, limit, calendar_of(db, row), rules.deadline_rules_on(local_day(start)))
    if found.due_at is None:
        raise ValueError("a limit always ends")
    return found.due_at
