"""What the national portal is to be told: claimed, acknowledged, put off, refused, looked after."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.statements import Prepared, later
from services.dossiers.tables import dossiers, national_records

Row = sa.Row[Any]
_n = national_records.c


def _wanting() -> Prepared:
    now, waits = sa.bindparam("now", type_=_n.due_since.type), _n.state == "due"
    new = insert(national_records).values(
        dossier_id=sa.bindparam("of"),
        state="due",
        wanted_version=sa.bindparam("version"),
        due_since=now,
        next_try_at=now,
    )
    return Prepared(
        new.on_conflict_do_update(
            index_elements=[_n.dossier_id],
            set_={
                "wanted_version": sa.func.greatest(_n.wanted_version, new.excluded.wanted_version),
                "state": "due",
                "due_since": sa.case((waits, _n.due_since), else_=new.excluded.due_since),
                "next_try_at": sa.case((waits, _n.next_try_at), else_=new.excluded.next_try_at),
                "tries": sa.case((waits, _n.tries), else_=0),
                "refusals": sa.case((waits, _n.refusals), else_=0),
            },
        )
    )


_want: Final = _wanting()


def want(db: sa.Connection, dossier_id: str, version: int, now: dt.datetime) -> None:
    """Have this version told, or the later one that is wanted already. What waits goes on waiting as it did; what was
    told or refused is due at once."""
    later(db, _want, {"of": dossier_id, "version": version, "now": now})


def claim(db: sa.Connection, now: dt.datetime, until: dt.datetime, mark: str, limit: int) -> Sequence[str]:
    """Take due dossiers, the longest due first; whoever else looks does not see them until the lease is over."""
    due = sa.select(_n.dossier_id).where(_n.state == "due", _n.next_try_at <= now)
    found = db.scalars(due.order_by(_n.next_try_at).limit(limit).with_for_update(skip_locked=True)).all()
    taken = national_records.update().where(_n.dossier_id.in_(found))
    db.execute(taken.values(claim=mark, next_try_at=until, tries=_n.tries + 1))
    return found


def record(db: sa.Connection, dossier_id: str) -> Row:
    """The row of a dossier that was filed."""
    return db.execute(sa.select(national_records).where(_n.dossier_id == dossier_id)).one()


def acknowledged(db: sa.Connection, dossier_id: str, mark: str, version: int, **values: Any) -> bool:
    """Note what the other side has now; False if the claim was lost meanwhile. What changed since is due at once."""
    done = national_records.update().where(_n.dossier_id == dossier_id, _n.claim == mark)
    done = done.values(
        told_version=version,
        known_there=True,
        state=sa.case((_n.wanted_version <= version, "told"), else_="due"),
        tries=0,
        refusals=0,
        problem="",
        claim="",
        **values,
    )
    return bool(db.execute(done).rowcount)


def put_off(db: sa.Connection, dossier_id: str, mark: str, **values: Any) -> bool:
    """Note why it was not acknowledged and when it is tried again; False if the claim was lost meanwhile."""
    later = national_records.update().where(_n.dossier_id == dossier_id, _n.claim == mark)
    return bool(db.execute(later.values(claim="", **values)).rowcount)


def wants_more(version: int) -> sa.ColumnElement[bool]:
    """Whether a step came since a row was read that wanted this version."""
    return _n.wanted_version > version


def to_check(db: sa.Connection, now: dt.datetime, limit: int) -> Sequence[str]:
    """Dossiers that were told and are to be looked after, the longest waiting first."""
    due = sa.select(_n.dossier_id).where(_n.state == "told", _n.check_at <= now)
    return db.scalars(due.order_by(_n.check_at).limit(limit)).all()


def checked(db: sa.Connection, dossier_id: str, version: int, check_at: dt.datetime | None) -> None:
    """Both sides had the same of this version."""
    same = national_records.update().where(_n.dossier_id == dossier_id, _n.told_version == version)
    db.execute(same.values(check_at=check_at))


def drifted(db: sa.Connection, dossier_id: str, version: int, now: dt.datetime, **values: Any) -> bool:
    """The other side has something else than it acknowledged: have it told again. False if it was told something
    later meanwhile."""
    gone = national_records.update().where(_n.dossier_id == dossier_id, _n.told_version == version, _n.state == "told")
    gone = gone.values(state="due", told_digest="", due_since=now, next_try_at=now, drifts=_n.drifts + 1, **values)
    return bool(db.execute(gone).rowcount)


def check_now(db: sa.Connection, now: dt.datetime, codes: Sequence[str] = ()) -> int:
    """Look after everything that was told (or some dossiers) at once; how many these are."""
    chosen = _held(db, _n.state == "told", _n.check_at.is_not(None), *_of(codes))
    return db.execute(chosen.values(check_at=now)).rowcount


def resend(db: sa.Connection, now: dt.datetime, codes: Sequence[str] = ()) -> int:
    """Make refused dossiers due at once (or some, whatever their state); how many these are."""
    again = _held(db, *(_of(codes) or (_n.state == "refused",)))
    return db.execute(
        again.values(state="due", next_try_at=now, due_since=now, tries=0, refusals=0, told_digest="", told_seq=0)
    ).rowcount


def to_adopt(db: sa.Connection) -> Sequence[sa.Row[str, int]]:
    """What was filed and of which there is no row, or a row that wants less than the dossier is."""
    filed = sa.select(dossiers.c.id, dossiers.c.version).outerjoin(national_records, _n.dossier_id == dossiers.c.id)
    lost = filed.where(dossiers.c.state != 0, sa.or_(_n.dossier_id.is_(None), _n.wanted_version < dossiers.c.version))
    return db.execute(lost.order_by(dossiers.c.id)).all()


def adopt(db: sa.Connection, now: dt.datetime) -> int:
    """Make due what went past the steps; how many these are, as a rule none."""
    found = to_adopt(db)
    for row in found:
        want(db, row.id, row.version, now)
    return len(found)


def _held(db: sa.Connection, *which: sa.ColumnElement[bool]) -> sa.Update:
    """A change of all these rows, which are locked by id: an update alone would lock them as it comes upon them."""
    ids = db.scalars(sa.select(_n.dossier_id).where(*which).order_by(_n.dossier_id).with_for_update()).all()
    return national_records.update().where(_n.dossier_id.in_(ids))


def _of(codes: Sequence[str]) -> tuple[sa.ColumnElement[bool], ...]:
    named = sa.select(dossiers.c.id).where(dossiers.c.code.in_(codes))
    return (_n.dossier_id.in_(named),) if codes else ()


@dataclass(frozen=True, slots=True)
class Backlog:
    """How far the other side is behind."""

    counts: Mapping[str, int]
    oldest: dt.datetime | None


def backlog(db: sa.Connection) -> Backlog:
    """How many dossiers are due and refused, and since when the oldest of them waits; not how many were told."""
    waiting = sa.select(_n.state, sa.func.count(), sa.func.min(_n.due_since)).where(_n.state != "told")
    found = db.execute(waiting.group_by(_n.state)).all()
    return Backlog({state: count for state, count, _ in found}, min((since for _, _, since in found), default=None))


def listed(db: sa.Connection, limit: int) -> Sequence[Row]:
    """Dossiers that were refused, then those that were tried in vain, the longest waiting first."""
    stuck = sa.select(dossiers.c.code, national_records).join(dossiers, dossiers.c.id == _n.dossier_id)
    stuck = stuck.where(sa.or_(_n.state == "refused", sa.and_(_n.state == "due", _n.tries > 0)))
    return db.execute(stuck.order_by(_n.state.desc(), _n.due_since).limit(limit)).all()
