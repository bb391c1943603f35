"""Announcements: written and ended by operators and administrators of agencies, read by everybody."""

import datetime as dt
from typing import Any, Final

import sqlalchemy as sa

from chassis import audit
from chassis.contracts import Call
from chassis.ids import new_id
from chassis.storage import Storage
from services.catalog import contract, offers_store, policy, public_texts_store, store
from services.catalog.contract import (
    Announcement,
    Announcements,
    EndAnnouncement,
    ListAnnouncements,
    ListWrittenAnnouncements,
    Severity,
    WriteAnnouncement,
    WrittenAnnouncement,
    WrittenAnnouncements,
)
from services.catalog.handlers.providing import agency_of

Row = sa.Row[Any]

LONGEST: Final = dt.timedelta(days=366)
LISTED: Final = 100


def write_announcement(call: Call[WriteAnnouncement], storage: Storage) -> WrittenAnnouncement:
    """Keep an announcement; it is on the pages within half a minute of its beginning."""
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        line = frozenset[str]()
        if asked.agency_code:
            line = offers_store.line_of(work.db, agency_of(work.db, asked.agency_code).code)
        policy.check_announcer(call.caller, line)
        if asked.ends_at <= max(asked.begins_at, work.now) or asked.ends_at - asked.begins_at > LONGEST:
            raise contract.ANNOUNCEMENT_TIMES_WRONG()
        row = public_texts_store.add_announcement(
            work.db,
            id=new_id(),
            agency_code=asked.agency_code,
            severity=asked.severity.value,
            title_vi=asked.title_vi,
            title_en=asked.title_en,
            text_vi=asked.text_vi,
            text_en=asked.text_en,
            begins_at=asked.begins_at,
            ends_at=asked.ends_at,
            written_by=call.caller.id,
            written_by_name=call.caller.name,
            written_at=work.now,
        )
        audit.record(work, "announcement.written", thing=row.id, facts={"agency": asked.agency_code})
        return work.done(_written(work.db, row))


def end_announcement(call: Call[EndAnnouncement], storage: Storage) -> WrittenAnnouncement:
    """Take an announcement off the pages."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row = public_texts_store.announcement(work.db, call.request.announcement_id)
        if row is None:
            raise contract.ANNOUNCEMENT_NOT_FOUND()
        policy.check_announcer(call.caller, offers_store.line_of(work.db, row.agency_code) if row.agency_code else ())
        if row.ended_at is not None or row.ends_at <= work.now:
            raise contract.ANNOUNCEMENT_OVER()
        row = public_texts_store.end_announcement(work.db, row.id, work.now)
        audit.record(work, "announcement.ended", thing=row.id, facts={"agency": row.agency_code})
        return work.done(_written(work.db, row))


def list_announcements(call: Call[ListAnnouncements], storage: Storage) -> Announcements:
    """What is shown now or will be."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        rows = public_texts_store.announced(db, storage.now(), contract.MOST_SHOWN)
        return Announcements(items=tuple(_view(db, row) for row in rows))


def list_written_announcements(call: Call[ListWrittenAnnouncements], storage: Storage) -> WrittenAnnouncements:
    """The newest of the caller's agencies."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        mine = policy.announcing(call.caller)
        codes = None if mine is None else frozenset().union(*(offers_store.under(db, code) for code in mine))
        return WrittenAnnouncements(
            items=tuple(_written(db, row) for row in public_texts_store.written(db, codes, LISTED))
        )


def _written(db: sa.Connection, row: Row) -> WrittenAnnouncement:
    return WrittenAnnouncement(
        announcement=_view(db, row),
        written_by=row.written_by_name,
        written_at=row.written_at,
        ended_at=row.ended_at,
    )


def _view(db: sa.Connection, row: Row) -> Announcement:
    return Announcement(
        id=row.id,
        agency_code=row.agency_code,
        agency_name=name_of(db, row.agency_code),
        severity=Severity(row.severity),
        title_vi=row.title_vi,
        title_en=row.title_en,
        text_vi=row.text_vi,
        text_en=row.text_en,
        begins_at=row.begins_at,
        ends_at=row.ends_at,
    )


def name_of(db: sa.Connection, code: str) -> str:
    """The name of an agency; its code where it is not known any more."""
    found = store.agency(db, code) if code else None
    return found.name if found is not None else code
