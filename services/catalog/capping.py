"""Offers that claim more than a record bears: found for whoever asks, and noted when a publication makes one so.

The claim stays as it was made and the level falls; that nobody overlooks it, there is a line in the history of the
agency's offers, from the transaction that published. Nobody else needs to be told: who has a draft meets the level of
the day in it, before they file, and other services get the level with the version.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from chassis.storage import Work
from services.catalog import levels, offers_store, store
from services.catalog.contract import Offer, OfferAboveRecord, OfferActKind, ServiceLevel
from services.catalog.domain.derivation import Derived, Facts

Row = sa.Row[Any]


def above(offer: Offer, seen: Sequence[tuple[Row, Facts]], agency_name: str, today: dt.date) -> OfferAboveRecord | None:
    """The first day from which the offer claims more than a version bears, of two versions by the newer; or None."""
    found: tuple[dt.date, int, Row, Derived] | None = None
    for row, facts in seen:
        begins = max(today, offer.valid_from, row.valid_from)
        ends = min((day for day in (offer.valid_to, row.valid_to) if day is not None), default=None)
        if ends is not None and ends <= begins:
            continue
        derived = levels.derived_with(facts, offer, begins)
        if derived is None or not derived.is_capped:
            continue
        if found is None or (begins, -row.version) < found[:2]:
            found = (begins, -row.version, row, derived)
    if found is None:
        return None
    begins, _, row, derived = found
    return OfferAboveRecord(
        code=row.code,
        name=row.name,
        version=row.version,
        agency_code=offer.agency_code,
        agency_name=agency_name,
        from_day=begins,
        claimed=ServiceLevel(derived.claimed.level),
        claimed_vi=derived.claimed.name_vi,
        claimed_en=derived.claimed.name_en,
        level=ServiceLevel(derived.rule.level),
        level_vi=derived.rule.name_vi,
        level_en=derived.rule.name_en,
        reasons=tuple(levels.reason_view(reason) for reason in derived.reasons if reason.bars),
    )


def note(work: Work, today: dt.date, after: Row, before: Row | None, claims: Sequence[Offer]) -> None:
    """Note each claim that a version does not bear, unless the version before held it at the same level already."""
    bears = levels.facts_of(store.whole(after, ()))
    bore = levels.facts_of(store.whole(before, ())) if before is not None else None
    names = offers_store.agency_names(work.db, {offer.agency_code for offer in claims})
    for offer in claims:
        found = above(offer, [(after, bears)], names.get(offer.agency_code, offer.agency_code), today)
        if found is None or (bore is not None and _was_so(bore, offer, found)):
            continue
        why = " ".join(reason.vi for reason in found.reasons)
        reason = f"Từ {found.from_day:%d/%m/%Y}, phiên bản {found.version} chỉ đáp ứng mức {found.level_vi}. {why}"
        offers_store.note(work, found.code, found.agency_code, OfferActKind.CAPPED, reason[:1000])


def _was_so(bore: Facts, offer: Offer, found: OfferAboveRecord) -> bool:
    was = levels.derived_with(bore, offer, found.from_day)
    return was is not None and was.is_capped and was.rule.level == found.level
