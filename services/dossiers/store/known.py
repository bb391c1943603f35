"""What other services told: procedures and who offers them, agencies, applicants. Written by events only."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from chassis.statements import Prepared, ask
from services.dossiers.contract import MOST_PROCESSORS
from services.dossiers.domain.actions import Party
from services.dossiers.store import remembered
from services.dossiers.tables import agencies, agency_lines, applicants, offers, procedures, staff

Row = sa.Row[Any]

_LINES: Final = 0x6D63_6C6E  # "mcln": apart from other advisory locks


def _put(db: sa.Connection, table: sa.Table, values: dict[str, Any]) -> None:
    """Insert the row, or replace what is known under its key."""
    keys = [column.name for column in table.primary_key]
    statement = insert(table).values(**values)
    rest = {name: statement.excluded[name] for name in values if name not in keys}
    db.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest))


def put_procedure(db: sa.Connection, offered: Sequence[dict[str, Any]], **values: Any) -> None:
    """A published version of a procedure, with the agencies that offer it."""
    _put(db, procedures, values)
    db.execute(
        offers.delete().where(
            offers.c.procedure_code == values["code"], offers.c.procedure_version == values["version"]
        )
    )
    if offered:
        db.execute(offers.insert(), list(offered))


def withdraw_procedure(
    db: sa.Connection, code: str, version: int, at: dt.datetime, valid_to: dt.date, reason: str
) -> None:
    """The version can no longer be filed for from ``valid_to`` on; dossiers that pinned it go on."""
    db.execute(
        procedures.update()
        .where(procedures.c.code == code, procedures.c.version == version)
        .values(withdrawn_at=at, valid_to=valid_to, withdrawal_reason=reason)
    )


def procedure_in_force(db: sa.Connection, code: str, day: dt.date) -> Row | None:
    """The newest version that may be filed for on a day, or None."""
    statement = sa.select(procedures).where(
        procedures.c.code == code,
        procedures.c.valid_from <= day,
        sa.or_(procedures.c.valid_to.is_(None), procedures.c.valid_to > day),
    )
    return db.execute(statement.order_by(procedures.c.version.desc()).limit(1)).first()


def procedure_version(db: sa.Connection, code: str, version: int) -> Row | None:
    """A version, in force or not."""
    return db.execute(sa.select(procedures).where(procedures.c.code == code, procedures.c.version == version)).first()


def offer_in_force(db: sa.Connection, code: str, version: int, agency_code: str, day: dt.date) -> Row | None:
    """How an agency offers a version on a day, or None."""
    return db.execute(_offer, {"code": code, "version": version, "agency": agency_code, "day": day}).first()


def validity(
    db: sa.Connection, code: str, version: int, agency_code: str, day: dt.date
) -> tuple[Row | None, Row | None]:
    """Until when a version may be filed for (``version_ends``) and why no longer (``withdrawal_reason``), without all
    that it says; and how the agency offers it on a day."""
    found = ask(db, _validity, {"code": code, "version": version, "agency": agency_code, "day": day}).first()
    return found, found if found is not None and found.agency_code is not None else None


_day: Final = sa.bindparam("day", type_=sa.Date)
_offer: Final = (
    sa.select(offers)
    .where(
        offers.c.procedure_code == sa.bindparam("code"),
        offers.c.procedure_version == sa.bindparam("version"),
        offers.c.agency_code == sa.bindparam("agency"),
        offers.c.valid_from <= _day,
        sa.or_(offers.c.valid_to.is_(None), offers.c.valid_to > _day),
    )
    .order_by(offers.c.valid_from.desc())
    .limit(1)
)
_offered: Final = _offer.subquery("offered")
_validity: Final = Prepared(
    sa.select(procedures.c.valid_to.label("version_ends"), procedures.c.withdrawal_reason, _offered)
    .select_from(procedures.outerjoin(_offered, sa.true()))
    .where(procedures.c.code == sa.bindparam("code"), procedures.c.version == sa.bindparam("version"))
)


def last_offer_before(db: sa.Connection, code: str, version: int, agency_code: str, day: dt.date) -> Row | None:
    """How an agency offered a version before a day on which it no longer does, or None."""
    statement = sa.select(offers).where(
        offers.c.procedure_code == code,
        offers.c.procedure_version == version,
        offers.c.agency_code == agency_code,
        offers.c.valid_to <= day,
    )
    return db.execute(statement.order_by(offers.c.valid_to.desc()).limit(1)).first()


def put_agency(db: sa.Connection, **values: Any) -> None:
    """An agency as it is now."""
    remembered.forget(db, "agency")
    _put(db, agencies, values)


def renew_lines(db: sa.Connection, code: str) -> None:
    """Bring up to date who is above an agency that was told of, and above all that are under it.

    One at a time, until the commit: of two agencies told of at once, one above the other, the second sees the first.
    """
    db.execute(sa.select(sa.func.pg_advisory_xact_lock(_LINES, 0)))
    lines, parent = agency_lines, agencies.c.body["parent_code"].astext
    under = set(db.scalars(sa.select(lines.c.agency_code).where(lines.c.superior_code == code))) | {code}
    db.execute(lines.delete().where(lines.c.agency_code.in_(under)))
    start = sa.select(agencies.c.code.label("agency_code"), agencies.c.code.label("superior_code"))
    up = start.where(agencies.c.code.in_(under)).cte("up", recursive=True)
    step = sa.select(up.c.agency_code, parent).join(agencies, agencies.c.code == up.c.superior_code)
    whole = sa.select(up.union(step.where(sa.func.coalesce(parent, "") != "")))
    db.execute(lines.insert().from_select(["agency_code", "superior_code"], whole))


def under(db: sa.Connection, code: str) -> frozenset[str]:
    """An agency and those under it."""
    return frozenset(ask(db, _under, {"of": code}).scalars()) | {code}


_under: Final = Prepared(
    sa.select(agency_lines.c.agency_code).where(agency_lines.c.superior_code == sa.bindparam("of"))
)


def agency(db: sa.Connection, code: str) -> Row | None:
    """An agency, or None."""
    return remembered.once(db, ("agency", code), lambda: db.execute(_agency, {"of": code}).first())


_agency: Final = sa.select(agencies).where(agencies.c.code == sa.bindparam("of"))


def put_applicant(db: sa.Connection, **values: Any) -> None:
    """A person or organisation as it is now."""
    _put(db, applicants, values)


def applicant(db: sa.Connection, account_id: str) -> Row | None:
    """A person or organisation, or None while their account has not been told of."""
    return db.execute(_applicant, {"of": account_id}).first()


def applicant_who_files(db: sa.Connection, account_id: str) -> Row | None:
    """A person, held as they are until the end of the transaction: whoever wants to erase them waits for it."""
    return ask(db, _who_files, {"of": account_id}).first()


_applicant: Final = sa.select(applicants).where(applicants.c.account_id == sa.bindparam("of"))
_who_files: Final = Prepared(_applicant.with_for_update(read=True))


def put_member(db: sa.Connection, **values: Any) -> None:
    """A member of staff as they are now."""
    _put(db, staff, values)


def member(db: sa.Connection, staff_id: str) -> Row | None:
    """A member of staff, or None."""
    return db.execute(sa.select(staff).where(staff.c.staff_id == staff_id)).first()


def member_held(db: sa.Connection, staff_id: str) -> Row | None:
    """A member of staff, held as they are until the end of the transaction: who leaves does so before it or after."""
    return db.execute(sa.select(staff).where(staff.c.staff_id == staff_id).with_for_update(read=True)).first()


def members(db: sa.Connection, agencies: Collection[str], role: str, procedure_code: str) -> list[str]:
    """Ids of active staff who hold a role in one of these agencies, for a procedure; in order of their ids."""
    wanted = [staff.c.holdings.contains([{"role": role, "agency_code": code}]) for code in agencies]
    found = db.execute(sa.select(staff).where(staff.c.active, sa.or_(sa.false(), *wanted)).order_by(staff.c.staff_id))
    return [
        one.staff_id
        for one in found
        if any(
            held["role"] == role
            and held["agency_code"] in agencies
            and (not held["procedures"] or procedure_code in held["procedures"])
            for held in one.holdings
        )
    ]


def processors(db: sa.Connection, agencies: Collection[str]) -> Sequence[Row]:
    """Active staff who process dossiers in one of these agencies, by name; at most `MOST_PROCESSORS`."""
    wanted = [staff.c.holdings.contains([{"role": Party.PROCESSOR.value, "agency_code": code}]) for code in agencies]
    chosen = sa.select(staff).where(staff.c.active, sa.or_(sa.false(), *wanted))
    return db.execute(chosen.order_by(staff.c.name, staff.c.staff_id).limit(MOST_PROCESSORS)).all()


def above(db: sa.Connection, code: str) -> frozenset[str]:
    """An agency and those above it."""
    found = db.scalars(sa.select(agency_lines.c.superior_code).where(agency_lines.c.agency_code == code))
    return frozenset(found) | {code}


def both_held(db: sa.Connection, one: str, other: str) -> bool:
    """Whether both people are known; held until the end of the transaction, so that neither is erased before it."""
    mine = sa.select(applicants.c.account_id).where(applicants.c.account_id.in_((one, other)))
    found = db.scalars(mine.order_by(applicants.c.account_id).with_for_update(read=True)).all()
    return set(found) == {one, other}


def applicants_like(db: sa.Connection, identity_kind: str, indexes: Collection[str]) -> Sequence[Row]:
    """People whose identity paper ends like that: one in ten thousand, to be told apart by unsealing."""
    chosen = sa.select(applicants).where(
        applicants.c.identity_kind == identity_kind,
        applicants.c.identity_last4_index.in_(indexes),
        applicants.c.active,
    )
    return db.execute(chosen).all()
