"""What goes on while a dossier is handled: pauses, appointments, consultations. Their dossier's row must be locked."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from services.dossiers.tables import actions, agencies, appointments, consultations, dossiers, pauses

Row = sa.Row[Any]

ASKED = "asked"
ARRANGED = "arranged"


def begin_pause(db: sa.Connection, **values: Any) -> None:
    """The clock stands still from now on; a second open pause of one dossier is refused by the database."""
    db.execute(pauses.insert().values(**values))


def open_pause(db: sa.Connection, dossier_id: str) -> Row | None:
    """The pause that a dossier is in, or None."""
    mine = (pauses.c.dossier_id == dossier_id) & pauses.c.ended_at.is_(None)
    return db.execute(sa.select(pauses).where(mine)).first()


def paused_until(db: sa.Connection, kind: str, now: dt.datetime, limit: int) -> Sequence[str]:
    """Dossiers in a pause of a kind whose time is over."""
    lasts = (pauses.c.kind == kind) & pauses.c.ended_at.is_(None) & (pauses.c.until <= now)
    return db.scalars(sa.select(pauses.c.dossier_id).where(lasts).order_by(pauses.c.until).limit(limit)).all()


def end_pause(db: sa.Connection, pause_id: str, now: dt.datetime) -> None:
    """The clock runs again."""
    db.execute(pauses.update().where(pauses.c.id == pause_id).values(ended_at=now))


def prolong_pause(db: sa.Connection, pause_id: str, until: dt.datetime) -> None:
    """A pause is expected to last until a later time."""
    later = sa.func.greatest(pauses.c.until, sa.literal(until, pauses.c.until.type))
    db.execute(pauses.update().where(pauses.c.id == pause_id).values(until=later))


def add_appointment(db: sa.Connection, **values: Any) -> None:
    """An appointment to come."""
    db.execute(appointments.insert().values(state=ARRANGED, **values))


def appointments_of(db: sa.Connection, dossier_id: str) -> Sequence[Row]:
    """The dossier's appointments, the oldest first."""
    mine = sa.select(appointments).where(appointments.c.dossier_id == dossier_id)
    return db.execute(mine.order_by(appointments.c.arranged_at, appointments.c.id)).all()


def change_appointment(db: sa.Connection, appointment_id: str, **values: Any) -> Row:
    """The appointment as it is now."""
    mine = appointments.update().where(appointments.c.id == appointment_id)
    return db.execute(mine.values(**values).returning(appointments)).one()


def add_consultation(db: sa.Connection, **values: Any) -> Row:
    """A question to another agency."""
    return db.execute(consultations.insert().values(state=ASKED, **values).returning(consultations)).one()


def consultations_of(db: sa.Connection, dossier_id: str) -> Sequence[Row]:
    """The dossier's questions, the oldest first."""
    mine = sa.select(consultations).where(consultations.c.dossier_id == dossier_id)
    return db.execute(mine.order_by(consultations.c.asked_at, consultations.c.id)).all()


def awaited(db: sa.Connection, dossier_id: str) -> Sequence[str]:
    """The names of the agencies whose answers to questions of the dossier are awaited."""
    mine = (consultations.c.dossier_id == dossier_id, consultations.c.state == ASKED)
    return db.scalars(sa.select(consultations.c.agency_name).where(*mine).order_by(consultations.c.asked_at)).all()


def end_consultation(
    db: sa.Connection, consultation_id: str, state: str, now: dt.datetime, answer: str = "", why: str = ""
) -> Row:
    """The question was answered, or it is over without an answer, and why."""
    mine = consultations.update().where(consultations.c.id == consultation_id)
    return db.execute(
        mine.values(state=state, ended_at=now, answer=answer, ended_why=why).returning(consultations)
    ).one()


def answers_of(db: sa.Connection, dossier_ids: Collection[str]) -> Sequence[Row]:
    """Who wrote the answers to the questions of some dossiers down, as the history keeps it."""
    of = actions.c
    chosen: sa.Select[Any] = sa.select(
        of.actor_name, of.actor_agency, of.details, agencies.c.name, dossiers.c.agency_code.label("asking")
    )
    chosen = chosen.join(dossiers, dossiers.c.id == of.dossier_id).outerjoin(
        agencies, agencies.c.code == of.actor_agency
    )
    return db.execute(chosen.where(of.dossier_id.in_(sorted(dossier_ids)), of.action == "answer")).all()


def consultations_for(db: sa.Connection, agencies: Collection[str], only_open: bool, limit: int) -> Sequence[Row]:
    """Questions to some agencies with what they may know of the dossier, the first due first."""
    of = dossiers.c
    chosen = sa.select(consultations, of.code, of.procedure_code, of.procedure_name, of.agency_name.label("asking"))
    chosen = chosen.join(dossiers, of.id == consultations.c.dossier_id)
    chosen = chosen.where(consultations.c.agency_code.in_(sorted(agencies)))
    if only_open:
        chosen = chosen.where(consultations.c.state == ASKED)
    return db.execute(chosen.order_by(consultations.c.answer_by, consultations.c.id).limit(limit)).all()


def unanswered_since(db: sa.Connection, now: dt.datetime, limit: int) -> Sequence[str]:
    """Dossiers with a question whose time to answer is over."""
    late = sa.select(consultations.c.dossier_id).where(consultations.c.state == ASKED, consultations.c.answer_by < now)
    return db.scalars(late.distinct().limit(limit)).all()


def end_all(db: sa.Connection, dossier_id: str, now: dt.datetime, why: str) -> Sequence[Row]:
    """Whatever goes on is over, because the dossier is no longer handled; gives the questions that are dropped."""
    db.execute(
        pauses.update().where(pauses.c.dossier_id == dossier_id, pauses.c.ended_at.is_(None)).values(ended_at=now)
    )
    db.execute(
        appointments.update()
        .where(appointments.c.dossier_id == dossier_id, appointments.c.state == ARRANGED)
        .values(state="called_off", ended_at=now)
    )
    dropped = (
        consultations.update()
        .where(consultations.c.dossier_id == dossier_id, consultations.c.state == ASKED)
        .values(state="dropped", ended_at=now, ended_why=why)
    )
    return db.execute(dropped.returning(consultations)).all()
