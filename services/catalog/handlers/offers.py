"""What agencies offer, as it is read: past, current and coming; what was done; what the record does not bear."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from chassis.contracts import Call
from chassis.errors import FieldProblem, PortalError
from chassis.records import load
from chassis.storage import Storage
from services.catalog import capping, levels, offers_store, policy, store
from services.catalog.contract import (
    CURSOR_WRONG,
    Agency,
    AgencyOffer,
    AgencyOffers,
    GetAgencyOffers,
    GetOfferHistory,
    ListOffers,
    ListOffersAboveRecord,
    Offer,
    OfferAboveRecord,
    OfferAct,
    OfferActKind,
    OfferHistory,
    OfferPage,
    OffersAboveRecord,
    OfferTime,
    ServiceLevel,
)
from services.catalog.domain.derivation import Derived, Facts
from services.catalog.domain.validity import Interval, day_in_vietnam, in_force
from services.catalog.handlers.cursors import cursor_in, place_in
from services.catalog.handlers.providing import agency_of
from services.catalog.handlers.reading import versions_of

Row = sa.Row[Any]
CODES_AT_ONCE = 50
MOST_CODES = 200
"""How many procedures one page of offers above the record looks through."""


def get_agency_offers(call: Call[GetAgencyOffers], storage: Storage) -> AgencyOffers:
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.read() as db:
        return agency_offers(db, asked.code, agency_of(db, asked.agency), day_in_vietnam(storage.now()))


def agency_offers(db: sa.Connection, code: str, agency: Agency, today: dt.date) -> AgencyOffers:
    """What one agency offers of a procedure."""
    seen = _Seen(versions_of(db, code), today)
    return AgencyOffers(
        code=code,
        agency_code=agency.code,
        agency_name=agency.name,
        version=offers_store.version_of(db, code, agency.code),
        items=tuple(seen.view(one) for one in store.offers_of(db, code) if one.agency_code == agency.code),
    )


def list_offers(call: Call[ListOffers], storage: Storage) -> OfferPage:
    policy.check(call.caller, call.method)
    asked = call.request
    today = day_in_vietnam(storage.now())
    place = place_in(asked, asked.cursor, str, str)
    with storage.read() as db:
        seen = _Seen(versions_of(db, asked.code), today)
        after = (str(place[0]), _day(place[1])) if place else None
        found = offers_store.page(db, asked.code, asked.time, today, after, asked.limit + 1)
    shown = found[: asked.limit]
    last = shown[-1] if len(found) > len(shown) else None
    return OfferPage(
        code=asked.code,
        items=tuple(seen.view(offer) for offer in shown),
        next_cursor=cursor_in(asked, last.agency_code, last.valid_from.isoformat()) if last else "",
    )


def _day(text: str | float) -> dt.date:
    try:
        return dt.date.fromisoformat(str(text))
    except ValueError:
        raise _wrong_cursor() from None


def _wrong_cursor() -> PortalError:
    return CURSOR_WRONG(problems=[FieldProblem("/cursor", CURSOR_WRONG.code, {})])


class _Seen:
    """Offers of one procedure as they are seen today; each version is read once."""

    def __init__(self, rows: Sequence[Row], today: dt.date) -> None:
        self._rows = {row.version: row for row in rows}
        self._today = today
        self._facts: dict[int, Facts] = {}

    def view(self, offer: Offer) -> AgencyOffer:
        time, day = self._when(offer)
        found = self._derived(offer, day)
        if found is None:
            return AgencyOffer(time=time, claimed=offer)
        return AgencyOffer(
            time=time,
            claimed=offer,
            level=ServiceLevel(found.rule.level),
            level_vi=found.rule.name_vi,
            level_en=found.rule.name_en,
            above_record=found.is_capped,
            reasons=tuple(levels.reason_view(reason) for reason in found.reasons),
        )

    def _when(self, offer: Offer) -> tuple[OfferTime, dt.date]:
        if offer.valid_to is not None and offer.valid_to <= self._today:
            return OfferTime.PAST, max(offer.valid_to - dt.timedelta(days=1), offer.valid_from)
        if offer.valid_from > self._today:
            return OfferTime.COMING, offer.valid_from
        return OfferTime.CURRENT, self._today

    def _derived(self, offer: Offer, day: dt.date) -> Derived | None:
        days = ((number, Interval(row.valid_from, row.valid_to)) for number, row in self._rows.items())
        number = in_force(days, day)
        if number is None:
            return None
        version = store.whole(self._rows[number], ())
        facts = self._facts.setdefault(number, levels.facts_of(version))
        return levels.derived_with(facts, offer, day)


def get_offer_history(call: Call[GetOfferHistory], storage: Storage) -> OfferHistory:
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.read() as db:
        agency = agency_of(db, asked.agency)
        policy.check_at(call.caller, offers_store.line_of(db, agency.code), agency.code, asked.code)
        acts = offers_store.acts_of(db, asked.code, agency.code)
    return OfferHistory(
        code=asked.code,
        agency_code=agency.code,
        items=tuple(
            OfferAct(
                seq=act.seq,
                act=OfferActKind(act.act),
                at=act.at,
                actor_id=act.actor_id,
                actor_name=act.actor_name,
                deputy_for=act.deputy_for,
                reason=act.reason,
                before=tuple(load(Offer, body) for body in act.before),
                after=tuple(load(Offer, body) for body in act.after),
            )
            for act in acts
        ),
    )


def list_offers_above_record(call: Call[ListOffersAboveRecord], storage: Storage) -> OffersAboveRecord:
    """What an agency has to look at: it claims a level that the record in force, or one to come, does not bear."""
    policy.check(call.caller, call.method)
    asked = call.request
    place = place_in(asked, asked.cursor, str, str, str)
    after = (str(place[0]), str(place[1]), str(place[2])) if place else ("", "", "")
    with storage.read() as db:
        agency = agency_of(db, asked.agency)
        line = offers_store.line_of(db, agency.code)
        policy.check_at(call.caller, line, agency.code)
        items: list[OfferAboveRecord] = []
        looked_at = 0
        for key, item in _walk(db, agency.code, day_in_vietnam(storage.now()), after):
            if item is None:
                looked_at += 1
                if looked_at > MOST_CODES:
                    return OffersAboveRecord(
                        agency_code=agency.code, items=tuple(items), next_cursor=cursor_in(asked, key[0], "", "")
                    )
            elif policy.administering(call.caller, line, item.code):
                if len(items) == asked.limit:
                    return OffersAboveRecord(
                        agency_code=agency.code, items=tuple(items), next_cursor=cursor_in(asked, *after)
                    )
                items.append(item)
                after = key
    return OffersAboveRecord(agency_code=agency.code, items=tuple(items))


Key = tuple[str, str, str]


def _walk(db: sa.Connection, agency: str, today: dt.date, after: Key) -> Iterator[tuple[Key, OfferAboveRecord | None]]:
    """In order of procedures, agencies and days: None as a procedure is come to, then its offers above their record."""
    of = offers_store.under(db, agency)
    names = offers_store.agency_names(db, of)
    first = after[0]
    while codes := offers_store.codes_offered(db, of, today, first, CODES_AT_ONCE):
        live: dict[str, list[Row]] = {code: [] for code in codes}
        for row in offers_store.live_versions(db, codes, today):
            live[row.code].append(row)
        for code in codes:
            yield (code, "", ""), None
            seen = [(row, levels.facts_of(store.whole(row, ()))) for row in live[code]]
            for offer in store.offers_of(db, code):
                key = (code, offer.agency_code, offer.valid_from.isoformat())
                if offer.agency_code not in of or key <= after:
                    continue
                item = capping.above(offer, seen, names[offer.agency_code], today)
                if item is not None:
                    yield key, item
        if len(codes) < CODES_AT_ONCE:
            return
        first = codes[-1] + "~"  # behind this code, before the next
