"""Publishing: agencies, and versions of procedures. All of it happens in the caller's transaction, events included.

A version that was published is only ever closed (``valid_to``) or withdrawn. What follows it begins today or later.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from chassis.ids import new_id
from chassis.storage import Work
from services.catalog import capping, contract, levels, listings, offers_store, store
from services.catalog.contract import Agency, Offer, OfferActKind, ProcedureVersion
from services.catalog.domain.canonical import content_hash, sparse
from services.catalog.domain.validity import Interval, day_in_vietnam, revision_number, start_of_next


def count_on(work: Work) -> int:
    """Make what was changed in this transaction a new revision of the catalogue, and tell of it; called once."""
    publications = store.next_revision(work.db, work.now)
    revision = revision_number(publications, day_in_vietnam(work.now))
    told = contract.Revision(revision=revision, changed_at=work.now)
    work.emit(contract.catalogue_changed, contract.SERVICE, told)
    return publications


def publish_agency(work: Work, agency: Agency, known_hash: str | None) -> bool:
    """Keep an agency and tell of it, unless it is known as it is; says whether it was news."""
    found = content_hash(sparse(agency))
    if found == known_hash:
        return False
    store.keep_agency(work.db, agency, found, work.now)
    work.emit(contract.agency_published, agency.code, agency)
    return True


def hash_of(version: ProcedureVersion) -> str:
    """The content hash of a version: of all that it says, not of how it is published."""
    return content_hash(sparse(version, without=store.PUBLICATION_FIELDS))


def publish_version(
    work: Work, asked: ProcedureVersion, *, editor: str, reviewer: str, previous_until: dt.date | None = None
) -> ProcedureVersion:
    """Publish content as the next version; the one before it ends where this one begins, or on ``previous_until``.

    Of ``asked`` the content, the day from which it is to hold and the offers are taken.
    """
    today = day_in_vietnam(work.now)
    store.add_procedure(work.db, asked.code, work.now)
    earlier = store.published_rows(work.db, asked.code)
    before = _interval(earlier[-1]) if earlier else None
    begins = start_of_next(asked.valid_from, today, before)
    offers_store.replace(work, asked.code, asked.offers)
    for row in earlier:
        if row.state == "published":
            ends = max(begins, previous_until or begins)
            _close(work, row, _interval(row).closed_by(ends), asked.offers)
    content = sparse(asked, without=store.PUBLICATION_FIELDS)
    version_id = new_id()
    store.add_version(
        work.db,
        id=version_id,
        code=asked.code,
        version=_next_number(earlier),
        state="published",
        name=asked.name,
        field=asked.field,
        content=content,
        content_hash=content_hash(content),
        valid_from=begins,
        edited_by=editor,
        edited_at=work.now,
        reviewed_by=reviewer,
        reviewed_at=work.now,
        published_at=work.now,
    )
    row = store.published_rows(work.db, asked.code)[-1]
    published = _told(row, asked.offers)
    listings.keep(work.db, version_id, listings.listing_of(published))
    work.emit(contract.procedure_published, asked.code, published)
    capping.note(work, today, row, earlier[-1] if earlier else None, asked.offers)
    return published


def _next_number(earlier: Sequence[sa.Row[Any]]) -> int:
    return max((row.version for row in earlier), default=0) + 1


def record_past(work: Work, asked: ProcedureVersion, *, editor: str, reviewer: str) -> ProcedureVersion | None:
    """Keep a version of the past with both its days; None where another is known to have held on one of them.

    It gets the next number and changes nothing that stands. Followers are not told: nobody can file under it.
    """
    past = Interval(asked.valid_from, asked.valid_to)
    if past.valid_to is None or past.valid_to > day_in_vietnam(work.now):
        raise ValueError(f"{asked.code} from {past.valid_from} on is no version of the past")
    store.add_procedure(work.db, asked.code, work.now)
    earlier = store.published_rows(work.db, asked.code)
    if any(past.overlaps(_interval(row)) for row in earlier):
        return None
    content = sparse(asked, without=store.PUBLICATION_FIELDS)
    number = _next_number(earlier)
    store.add_version(
        work.db,
        id=new_id(),
        code=asked.code,
        version=number,
        state="published",
        name=asked.name,
        field=asked.field,
        content=content,
        content_hash=content_hash(content),
        valid_from=past.valid_from,
        valid_to=past.valid_to,
        edited_by=editor,
        edited_at=work.now,
        reviewed_by=reviewer,
        reviewed_at=work.now,
        published_at=work.now,
    )
    return replace(asked, version=number, content_hash=content_hash(content))


def publish_offers(
    work: Work,
    code: str,
    offers: Sequence[Offer],
    act: OfferActKind = OfferActKind.LOADED,
    *,
    reason: str = "",
    deputy_for: str = "",
) -> None:
    """Make these the offers of a procedure; every version that may still be filed is told of again, with them."""
    today = day_in_vietnam(work.now)
    known = store.offers_of(work.db, code)
    offers_store.replace(work, code, offers, act, reason=reason, deputy_for=deputy_for)
    news = [offer for offer in offers if offer not in known]
    for row in store.published_rows(work.db, code):
        if row.state == "published" and (row.valid_to is None or row.valid_to > today):
            work.emit(contract.procedure_published, code, _told(row, offers))
            capping.note(work, today, row, None, news)


def withdraw_version(
    work: Work, row: sa.Row[Any], from_day: dt.date, reason: str, repealed_by: str = ""
) -> contract.ProcedureWithdrawn:
    """End a version without a successor (bãi bỏ)."""
    left = _interval(row).closed_by(from_day)
    store.change_version(
        work.db,
        row.id,
        state="withdrawn",
        valid_to=left.valid_to,
        withdrawn_at=work.now,
        withdrawal_reason=reason,
        repealed_by=repealed_by,
    )
    told = contract.ProcedureWithdrawn(
        code=row.code,
        version=row.version,
        content_hash=row.content_hash,
        withdrawn_at=work.now,
        valid_to=left.valid_to or from_day,
        reason=reason,
        repealed_by=repealed_by,
    )
    work.emit(contract.procedure_withdrawn, row.code, told)
    return told


def _interval(row: sa.Row[Any]) -> Interval:
    return Interval(row.valid_from, row.valid_to)


def _close(work: Work, row: sa.Row[Any], left: Interval, offers: Sequence[Offer]) -> None:
    if left.valid_to == row.valid_to:
        return
    store.change_version(work.db, row.id, valid_to=left.valid_to)
    closed = replace(_told(row, offers), valid_to=left.valid_to)
    work.emit(contract.procedure_published, row.code, closed)


def _told(row: sa.Row[Any], claims: Sequence[Offer]) -> ProcedureVersion:
    """A version as others are told of it: with the offers as they hold, whatever was claimed."""
    return levels.with_offers(store.whole(row, ()), claims)
