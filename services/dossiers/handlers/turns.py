"""Whose turn it is with a stored dossier: found from what is the case, and kept in its row for the watch and the lists.

Every step settles it in its own transaction, after everything else; the database refuses an open dossier without it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from chassis.callers import Channel
from chassis.storage import Work
from services.dossiers import rules
from services.dossiers.contract import AppointmentState, ReturnWay, WaitsFor
from services.dossiers.domain.actions import Party, State
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.deadlines import Limit
from services.dossiers.domain.duties import Duty, Situation, Stage, duty_of, next_look
from services.dossiers.handlers import clock
from services.dossiers.store import contents, proceedings, rows

Row = sa.Row[Any]

WAITING = {
    WaitsFor.APPLICANT: Party.APPLICANT,
    WaitsFor.AGENCY: Party.PROCESSOR,
    WaitsFor.CONSULTED: Party.CONSULTED,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """A duty, and which person it is by name, if any."""

    duty: Duty
    person: str


def of(db: sa.Connection, row: Row, now: dt.datetime) -> Turn | None:
    """Whose turn it is with a dossier at a time; None for a draft and for what is closed."""
    day = local_day(now)
    found = duty_of(
        now, _situation(db, row), rules.duty_clocks_on(day), lambda start, limit: _ends(db, row, start, limit)
    )
    if found is None:
        return None
    person = {Party.APPLICANT: row.applicant_id, Party.PROCESSOR: row.processor_id}.get(found.party, "")
    return Turn(found, person)


def _ends(db: sa.Connection, row: Row, start: dt.datetime, limit: Limit) -> dt.datetime:
    return clock.ends(db, row, start, limit)


def _situation(db: sa.Connection, row: Row) -> Situation:
    state = State(row.state)
    more: dict[str, Any] = {}
    if state is State.SUPPLEMENT:
        asked = [one for one in contents.supplements_of(db, row.id) if one.answered_at is None]
        more["respond_by"] = asked[-1].respond_by if asked else None
    if state in (State.PROCESSING, State.PAYMENT):
        pause = proceedings.open_pause(db, row.id)
        if pause is not None and state is State.PAYMENT:
            more["pay_by"] = pause.until
        elif pause is not None:
            more |= {"waits_for": WAITING[WaitsFor(pause.waits_for)], "paused_until": pause.until}
            more["since"] = pause.began_at
    if state is State.PROCESSING:
        times = [
            one.starts_at for one in proceedings.appointments_of(db, row.id) if one.state == AppointmentState.ARRANGED
        ]
        more["meets_at"] = min(times, default=None)
    since = more.pop("since", row.state_since or row.changed_at)
    return Situation(
        state=state,
        closed=row.closed_at is not None,
        since=since,
        online=row.channel == Channel.ONLINE,
        received=row.received_at is not None,
        due_at=row.due_at,
        proposed_at=row.proposed_at,
        collects=row.return_way == ReturnWay.DESK,
        dispatched_at=row.dispatched_at,
        **more,
    )


PROVISIONAL = {"responsible": Party.RECEIVER.value, "task": ""}


def provisional(row: Row, now: dt.datetime, *, open_now: bool) -> dict[str, Any]:
    """Columns that keep a dossier lawful within a step, until `settle` finds out at its end whose turn it is."""
    if not open_now:
        return {
            "responsible": "",
            "responsible_id": "",
            "task": "",
            "next_due_at": None,
            "watch_at": None,
            "watch_stage": 0,
        }
    return {} if row.responsible else PROVISIONAL | {"next_due_at": now, "watch_at": now}


def begun(work: Work, row: Row, values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a draft's turn once it is filed with these values: that follows from its own row alone."""
    filed: Any = SimpleNamespace(**{**row._mapping, **values})
    turn = of(work.db, filed, work.now)
    if turn is None:
        raise LookupError("a dossier that was just filed is somebody's to receive")
    return _columns(work, filed, turn)


def settle(work: Work, dossier_id: str) -> tuple[Row, Turn | None]:
    """Keep whose turn it is; a duty that is another than before is watched from its beginning."""
    row = rows.load(work.db, dossier_id)
    if row is None:
        raise LookupError("a dossier is settled that is not there")
    turn = of(work.db, row, work.now)
    if turn is None or _kept(row, turn):
        return row, turn
    return rows.keep_turn(work.db, row.id, **_columns(work, row, turn)), turn


def _columns(work: Work, row: Row, turn: Turn) -> dict[str, Any]:
    """A turn as a dossier keeps it, watched from its beginning."""
    duty = turn.duty
    plan = rules.watch_plan_on(local_day(work.now))
    return {
        "responsible": duty.party.value,
        "responsible_id": turn.person,
        "task": duty.task.value,
        "next_due_at": duty.until,
        "watch_stage": int(Stage.QUIET),
        "watch_at": next_look(duty, Stage.QUIET, plan, clock.calendar_of(work.db, row)),
    }


def _kept(row: Row, turn: Turn) -> bool:
    duty = turn.duty
    return (row.responsible, row.responsible_id, row.task, row.next_due_at) == (
        duty.party.value,
        turn.person,
        duty.task.value,
        duty.until,
    )
