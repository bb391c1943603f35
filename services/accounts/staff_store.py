"""Queries and writes on staff, their roles, invitations and deputies; each runs in the transaction it is given."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from services.accounts.domain.staffing import Given
from services.accounts.tables import agencies, credentials, deputyships, invitations, staff, staff_holdings

Row = sa.Row[Any]


# Agencies


def put_agency(db: sa.Connection, **values: Any) -> None:
    """An agency as it is now."""
    insert = postgresql.insert(agencies).values(**values)
    db.execute(insert.on_conflict_do_update(index_elements=["code"], set_=values))


def agency(db: sa.Connection, code: str) -> Row | None:
    return db.execute(sa.select(agencies).where(agencies.c.code == code)).first()


def above(db: sa.Connection, codes: Collection[str]) -> dict[str, frozenset[str]]:
    """Each of these agencies with itself and those above it, as far as the catalogue has told of them."""
    asked = sa.values(sa.column("code", sa.Text), name="asked").data([(code,) for code in codes]).alias()
    up = sa.select(asked.c.code.label("code"), asked.c.code.label("superior")).cte("up", recursive=True)
    step = sa.select(up.c.code, agencies.c.parent_code).join(agencies, agencies.c.code == up.c.superior)
    found: dict[str, set[str]] = {code: {code} for code in codes}
    if codes:
        for code, superior in db.execute(sa.select(up.union(step.where(agencies.c.parent_code != "")))):
            found[code].add(superior)
    return {code: frozenset(superiors) for code, superiors in found.items()}


def below(db: sa.Connection, codes: Collection[str]) -> frozenset[str]:
    """These agencies and all under them."""
    down = sa.select(agencies.c.code).where(agencies.c.code.in_(codes)).cte("down", recursive=True)
    step = sa.select(agencies.c.code).join(down, agencies.c.parent_code == down.c.code)
    return frozenset(codes) | frozenset(db.scalars(sa.select(down.union(step).c.code)))


# Staff and their roles


def lock_member(db: sa.Connection, staff_id: str) -> Row | None:
    """A member of staff, held until the end of the transaction."""
    return db.execute(sa.select(staff).where(staff.c.id == staff_id).with_for_update()).first()


def member_by_number(db: sa.Connection, number: str) -> Row | None:
    return db.execute(sa.select(staff).where(staff.c.number == number)).first()


def add_member(db: sa.Connection, **values: Any) -> Row | None:
    """A new member of staff; None if the number is somebody's."""
    insert = postgresql.insert(staff).values(**values).on_conflict_do_nothing(index_elements=["number"])
    return db.execute(insert.returning(staff)).first()


def change_member(db: sa.Connection, staff_id: str, **values: Any) -> Row:
    return db.execute(staff.update().where(staff.c.id == staff_id).values(**values).returning(staff)).one()


def holdings_of(db: sa.Connection, staff_ids: Collection[str]) -> dict[str, tuple[Given, ...]]:
    """The roles of each of these members of staff, in order."""
    found: dict[str, list[Given]] = {staff_id: [] for staff_id in staff_ids}
    chosen = sa.select(staff_holdings).where(staff_holdings.c.staff_id.in_(staff_ids))
    for row in db.execute(chosen.order_by(staff_holdings.c.role, staff_holdings.c.agency_code)):
        found[row.staff_id].append(Given(row.role, row.agency_code, tuple(row.procedures)))
    return {staff_id: tuple(held) for staff_id, held in found.items()}


def set_holdings(db: sa.Connection, staff_id: str, holdings: Sequence[Given], now: dt.datetime) -> Row:
    """Have a member of staff hold exactly these roles."""
    db.execute(staff_holdings.delete().where(staff_holdings.c.staff_id == staff_id))
    if holdings:
        rows = [
            {"staff_id": staff_id, "role": held.role, "agency_code": held.agency, "procedures": list(held.procedures)}
            for held in holdings
        ]
        db.execute(staff_holdings.insert(), rows)
    return change_member(db, staff_id, roles=sorted({held.role for held in holdings}), changed_at=now)


def members_of(
    db: sa.Connection, agency_codes: Collection[str] | None, active: bool | None, after: str, limit: int
) -> Sequence[Row]:
    """Staff of these agencies (None: of all), by number, after a number."""
    chosen = sa.select(staff).where(staff.c.number > after)
    if agency_codes is not None:
        chosen = chosen.where(staff.c.agency_code.in_(agency_codes))
    if active is not None:
        chosen = chosen.where(staff.c.active == active)
    return db.execute(chosen.order_by(staff.c.number).limit(limit)).all()


def enrolled(db: sa.Connection, staff_ids: Collection[str]) -> frozenset[str]:
    """Who of these has set a password."""
    return frozenset(db.scalars(sa.select(credentials.c.subject_id).where(credentials.c.subject_id.in_(staff_ids))))


def forget_credentials(db: sa.Connection, staff_id: str) -> None:
    db.execute(credentials.delete().where(credentials.c.subject_id == staff_id))


# Signing in


def staff_with_password(db: sa.Connection, number: str) -> Row | None:
    """A member of staff by number (in small letters), with ``password_hash``."""
    joined = staff.join(credentials, credentials.c.subject_id == staff.c.id)
    chosen = sa.select(staff, credentials.c.password_hash).select_from(joined)
    return db.execute(chosen.where(staff.c.number == number)).first()


def staff_member(db: sa.Connection, staff_id: str) -> Row | None:
    return db.execute(sa.select(staff).where(staff.c.id == staff_id)).first()


def put_staff(db: sa.Connection, values: Mapping[str, Any]) -> None:
    """Add a member of staff, or change the one with that id."""
    changed = {name: value for name, value in values.items() if name not in ("id", "added_at")}
    insert = postgresql.insert(staff).values(**values)
    db.execute(insert.on_conflict_do_update(index_elements=["id"], set_=changed))


def take_totp_step(db: sa.Connection, staff_id: str, step: int, totp_sealed: str) -> bool:
    """Spend a time step of an authenticator; False if it, or a later one, is spent already, or if the authenticator is
    another than the one whose code was looked at: who was invited anew meanwhile has none."""
    same = (staff.c.id == staff_id, staff.c.totp_sealed == totp_sealed, staff.c.active)
    update = staff.update().where(*same, staff.c.totp_last_step < step)
    return db.execute(update.values(totp_last_step=step)).rowcount == 1


# Invitations


def put_invitation(db: sa.Connection, values: Mapping[str, Any]) -> None:
    """The one invitation of a member of staff; an earlier one is good no more."""
    db.execute(invitations.delete().where(invitations.c.staff_id == values["staff_id"]))
    db.execute(invitations.insert().values(**values))


def invitation(db: sa.Connection, token_hash: str, *, lock: bool = False) -> Row | None:
    chosen = sa.select(invitations).where(invitations.c.token_hash == token_hash)
    return db.execute(chosen.with_for_update() if lock else chosen).first()


def miss_invitation(db: sa.Connection, token_hash: str) -> None:
    """Count a try that was wrong."""
    update = invitations.update().where(invitations.c.token_hash == token_hash, invitations.c.tries_left > 0)
    db.execute(update.values(tries_left=invitations.c.tries_left - 1))


def spend_invitation(db: sa.Connection, token_hash: str) -> bool:
    """Use an invitation up; False if somebody else was faster."""
    return db.execute(invitations.delete().where(invitations.c.token_hash == token_hash)).rowcount == 1


# Deputies


def add_deputyship(db: sa.Connection, **values: Any) -> Row:
    return db.execute(deputyships.insert().values(**values).returning(deputyships)).one()


def lock_deputyship(db: sa.Connection, deputyship_id: str) -> Row | None:
    return db.execute(sa.select(deputyships).where(deputyships.c.id == deputyship_id).with_for_update()).first()


def end_deputyship(db: sa.Connection, deputyship_id: str, now: dt.datetime) -> Row:
    kept = sa.func.coalesce(deputyships.c.ended_at, now)
    update = deputyships.update().where(deputyships.c.id == deputyship_id).values(ended_at=kept)
    return db.execute(update.returning(deputyships)).one()


def deputyships_of(
    db: sa.Connection, since: dt.date, *, deputy_id: str = "", absent_ids: Collection[str] = ()
) -> Sequence[Row]:
    """Deputyships that have not ended before a day, of a deputy or for absent people."""
    chosen = sa.select(deputyships).where(deputyships.c.last_day >= since, deputyships.c.ended_at.is_(None))
    whose = deputyships.c.deputy_id == deputy_id if deputy_id else deputyships.c.absent_id.in_(absent_ids)
    return db.execute(chosen.where(whose).order_by(deputyships.c.first_day, deputyships.c.id)).all()


def active_ids(db: sa.Connection, staff_ids: Collection[str]) -> frozenset[str]:
    return frozenset(db.scalars(sa.select(staff.c.id).where(staff.c.id.in_(staff_ids), staff.c.active)))
