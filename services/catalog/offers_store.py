"""The offers of agencies with their history: every change of them is written here, whoever makes it."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from chassis.records import load
from chassis.storage import Work
from services.catalog import store
from services.catalog.contract import Offer, OfferActKind, OfferTime
from services.catalog.domain.canonical import sparse
from services.catalog.tables import agencies, offer_acts, offers, procedure_versions

Row = sa.Row[Any]
_OWN = (OfferActKind.SET.value, OfferActKind.ENDED.value)


def replace(
    work: Work,
    code: str,
    new: Iterable[Offer],
    act: OfferActKind = OfferActKind.LOADED,
    *,
    reason: str = "",
    deputy_for: str = "",
) -> None:
    """Make these the offers of a procedure; for each agency whose offers change, the history gets an act.

    The caller holds the lock of the revision, which makes the numbers gapless.
    """
    before, after = _by_agency(store.offers_of(work.db, code)), _by_agency(new)
    changed = sorted(agency for agency in {*before, *after} if before.get(agency) != after.get(agency))
    if not changed:
        return
    store.replace_offers(work.db, code, [offer for of_agency in after.values() for offer in of_agency])
    last = versions_of(work.db, code)
    rows = [
        {
            "procedure_code": code,
            "agency_code": agency,
            "seq": last.get(agency, 0) + 1,
            "act": act.value,
            "at": work.now,
            "actor_id": work.caller.id,
            "actor_name": work.caller.name if work.caller.is_staff else "",
            "deputy_for": deputy_for,
            "reason": reason,
            "before": [sparse(offer) for offer in before.get(agency, ())],
            "after": [sparse(offer) for offer in after.get(agency, ())],
        }
        for agency in changed
    ]
    work.db.execute(offer_acts.insert(), rows)


def note(work: Work, code: str, agency: str, act: OfferActKind, reason: str) -> None:
    """Add an act to the history that changes no offer, under whoever published what it tells of."""
    kept = [sparse(offer) for offer in store.offers_of(work.db, code) if offer.agency_code == agency]
    row = {
        "procedure_code": code,
        "agency_code": agency,
        "seq": version_of(work.db, code, agency) + 1,
        "act": act.value,
        "at": work.now,
        "actor_id": work.caller.id,
        "actor_name": work.caller.name if work.caller.is_staff else "",
        "reason": reason,
        "before": kept,
        "after": kept,
    }
    work.db.execute(offer_acts.insert().values(row))


def _by_agency(found: Iterable[Offer]) -> dict[str, tuple[Offer, ...]]:
    ordered = store.in_order(found)
    return {agency: tuple(of_agency) for agency, of_agency in groupby(ordered, key=lambda offer: offer.agency_code)}


def versions_of(db: sa.Connection, code: str) -> dict[str, int]:
    """For each agency how often something was done to its offers of a procedure."""
    last = sa.select(offer_acts.c.agency_code, sa.func.max(offer_acts.c.seq).label("seq"))
    rows = db.execute(last.where(offer_acts.c.procedure_code == code).group_by(offer_acts.c.agency_code))
    return {row.agency_code: row.seq for row in rows}


def version_of(db: sa.Connection, code: str, agency: str) -> int:
    """How often something was done to an agency's offers of a procedure."""
    last = sa.select(sa.func.coalesce(sa.func.max(offer_acts.c.seq), 0))
    mine = (offer_acts.c.procedure_code == code) & (offer_acts.c.agency_code == agency)
    return int(db.execute(last.where(mine)).scalar_one())


def acts_of(db: sa.Connection, code: str, agency: str) -> Sequence[Row]:
    """The history, oldest first."""
    mine = (offer_acts.c.procedure_code == code) & (offer_acts.c.agency_code == agency)
    return db.execute(sa.select(offer_acts).where(mine).order_by(offer_acts.c.seq)).all()


def page(
    db: sa.Connection, code: str, time: OfferTime | None, today: dt.date, after: tuple[str, dt.date] | None, limit: int
) -> list[Offer]:
    """Offers of a procedure by agency, then day, from behind a place."""
    column = offers.c
    wanted = sa.select(column.body).where(column.procedure_code == code)
    if after is not None:
        place = sa.tuple_(sa.literal(after[0]), sa.literal(after[1]))
        wanted = wanted.where(sa.tuple_(column.agency_code, column.valid_from) > place)
    if time is OfferTime.PAST:
        wanted = wanted.where(column.valid_to <= today)
    elif time is OfferTime.COMING:
        wanted = wanted.where(column.valid_from > today)
    elif time is OfferTime.CURRENT:
        wanted = wanted.where(column.valid_from <= today, column.valid_to.is_(None) | (column.valid_to > today))
    ordered = wanted.order_by(column.agency_code, column.valid_from).limit(limit)
    return [load(Offer, body) for body in db.scalars(ordered)]


def with_own(db: sa.Connection, code: str, brought: Iterable[Offer]) -> tuple[Offer, ...]:
    """Offers from elsewhere (shipped, imported), but those of agencies that speak for themselves as these have it."""
    own = set(
        db.scalars(
            sa.select(offer_acts.c.agency_code)
            .where(offer_acts.c.procedure_code == code, offer_acts.c.act.in_(_OWN))
            .distinct()
        )
    )
    theirs = (offer for offer in brought if offer.agency_code not in own)
    kept = (offer for offer in store.offers_of(db, code) if offer.agency_code in own) if own else ()
    return store.in_order((*theirs, *kept))


# Who stands above and under whom


def line_of(db: sa.Connection, code: str) -> frozenset[str]:
    """An agency with all above it."""
    up = sa.select(agencies.c.code, agencies.c.parent_code).where(agencies.c.code == code).cte("up", recursive=True)
    step = sa.select(agencies.c.code, agencies.c.parent_code).join(up, agencies.c.code == up.c.parent_code)
    return frozenset({code, *db.scalars(sa.select(up.union(step).c.code))})


def under(db: sa.Connection, code: str) -> frozenset[str]:
    """An agency with all under it."""
    down = sa.select(agencies.c.code).where(agencies.c.code == code).cte("down", recursive=True)
    step = sa.select(agencies.c.code).join(down, agencies.c.parent_code == down.c.code)
    return frozenset({code, *db.scalars(sa.select(down.union(step).c.code))})


# What may not hold


def codes_offered(db: sa.Connection, of: Collection[str], day: dt.date, after: str, limit: int) -> list[str]:
    """Codes of procedures that some of these agencies offer on a day or later, in order, from ``after`` on."""
    codes = (
        sa.select(offers.c.procedure_code)
        .where(offers.c.agency_code.in_(of), offers.c.procedure_code >= after)
        .where(offers.c.valid_to.is_(None) | (offers.c.valid_to > day))
        .distinct()
        .order_by(offers.c.procedure_code)
    )
    return list(db.scalars(codes.limit(limit)))


def live_versions(db: sa.Connection, codes: Collection[str], day: dt.date) -> Sequence[Row]:
    """The versions of procedures that hold on a day or later, oldest first."""
    column = procedure_versions.c
    live = (
        sa.select(procedure_versions)
        .where(column.code.in_(codes), column.state.in_(("published", "withdrawn")))
        .where(column.valid_to.is_(None) | (column.valid_to > day))
    )
    return db.execute(live.order_by(column.code, column.version)).all()


def agency_names(db: sa.Connection, codes: Collection[str]) -> dict[str, str]:
    """The names of agencies."""
    rows = db.execute(sa.select(agencies.c.code, agencies.c.name).where(agencies.c.code.in_(codes)))
    return {row.code: row.name for row in rows}
