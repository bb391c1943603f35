"""What is known by events of things that messages remind of."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from chassis.statements import Prepared, bound, later
from services.notifications.domain.needed import Now
from services.notifications.tables import known_appointments, known_dossiers, known_obligations

_DOSSIER: Final = postgresql.insert(known_dossiers).values(
    bound(known_dossiers, "dossier_id", "state", "version", "changed_at")
)
_NOTE_DOSSIER: Final = Prepared(
    _DOSSIER.on_conflict_do_update(
        index_elements=["dossier_id"],
        set_={name: _DOSSIER.excluded[name] for name in ("state", "version", "changed_at")},
        where=known_dossiers.c.version < _DOSSIER.excluded.version,
    )
)


def note_dossier(db: sa.Connection, dossier_id: str, state: int, version: int, now: dt.datetime) -> None:
    """Keep the state of a dossier, unless a later one is known."""
    later(db, _NOTE_DOSSIER, {"dossier_id": dossier_id, "state": state, "version": version, "changed_at": now})


def note_rating(db: sa.Connection, dossier_id: str, now: dt.datetime) -> None:
    """Keep that a person said how they were served."""
    rated = known_dossiers.update().where(known_dossiers.c.dossier_id == dossier_id)
    db.execute(rated.values(rated=True, changed_at=now))


def note_obligation(db: sa.Connection, obligation_id: str, now: dt.datetime, *, settled: bool) -> None:
    """Keep whether a fee is paid; once it was, an older event changes nothing."""
    insert = postgresql.insert(known_obligations).values(obligation_id=obligation_id, settled=settled, changed_at=now)
    if settled:
        changed = {"settled": True, "changed_at": now}
        db.execute(insert.on_conflict_do_update(index_elements=["obligation_id"], set_=changed))
    else:
        db.execute(insert.on_conflict_do_nothing())


def note_appointment(
    db: sa.Connection, appointment_id: str, state: str, starts_at: dt.datetime, at: dt.datetime
) -> None:
    """Keep how an appointment stands, unless something later is known; ``at`` is when it came to be so."""
    changed = {"state": state, "starts_at": starts_at, "changed_at": at}
    insert = postgresql.insert(known_appointments).values(appointment_id=appointment_id, **changed)
    older = known_appointments.c.changed_at <= insert.excluded.changed_at
    db.execute(insert.on_conflict_do_update(index_elements=["appointment_id"], set_=changed, where=older))


def now_of(db: sa.Connection, still: Mapping[str, Any] | None) -> Now:
    """What is known of what a message reminds of."""
    if not still:
        return Now()
    if "dossier" in still:
        row = db.execute(sa.select(known_dossiers).where(known_dossiers.c.dossier_id == still["dossier"])).first()
        return Now(state=row.state, rated=row.rated) if row else Now()
    if "obligation" in still:
        settled = sa.select(known_obligations.c.settled)
        return Now(settled=db.scalar(settled.where(known_obligations.c.obligation_id == still["obligation"])))
    wanted = known_appointments.c.appointment_id == still["appointment"]
    row = db.execute(sa.select(known_appointments).where(wanted)).first()
    return Now(appointment=(row.state, row.starts_at)) if row else Now()
