"""Single procedures, agencies, groups and fields."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from chassis.contracts import Call
from chassis.errors import FieldProblem, PortalError
from chassis.rendered import Rendered, render
from chassis.storage import Storage, utc_now
from services.catalog import levels, policy, store
from services.catalog.contract import (
    AGENCY_NOT_FOUND,
    CURSOR_WRONG,
    NOT_IN_FORCE,
    NOT_RECORDED,
    PROCEDURE_NOT_FOUND,
    PROCEDURE_WITHDRAWN,
    VERSION_NOT_FOUND,
    VERSION_OR_DATE,
    Agency,
    AgencyPage,
    Field,
    Fields,
    GetAgency,
    GetProcedure,
    GetRevision,
    LifeEvents,
    ListAgencies,
    ListFields,
    ListLifeEvents,
    ProcedureVersion,
    Revision,
)
from services.catalog.domain.agency_names import is_called
from services.catalog.domain.validity import Interval, day_in_vietnam, in_force, revision_number
from services.catalog.handlers.cursors import cursor_in, place_in
from services.catalog.snapshot import Snapshots


def get_revision(call: Call[GetRevision], storage: Storage) -> Rendered[Revision]:
    policy.check(call.caller, call.method)
    with storage.glance() as db:
        row = store.revision(db)
    number = revision_number(row.revision, day_in_vietnam(utc_now()))
    return render(Revision(revision=number, changed_at=row.changed_at))


def get_procedure(call: Call[GetProcedure], storage: Storage) -> Rendered[ProcedureVersion]:
    policy.check(call.caller, call.method)
    asked = call.request
    if asked.version is not None and asked.at is not None:
        raise VERSION_OR_DATE(problems=[FieldProblem("/at", VERSION_OR_DATE.code, {})])
    with storage.read() as db:
        if asked.version is not None:
            row = numbered(db, asked.code, asked.version)
        else:
            row = version_on(db, asked.code, asked.at or day_in_vietnam(utc_now()))
        offers = store.offers_of(db, row.code)
    return render(levels.with_offers(store.whole(row, ()), offers))


def versions_of(db: sa.Connection, code: str) -> Sequence[sa.Row[Any]]:
    """What was ever published of a procedure, oldest first; raises `PROCEDURE_NOT_FOUND`."""
    rows = store.published_rows(db, code)
    if not rows:
        raise PROCEDURE_NOT_FOUND(code=code)
    return rows


def numbered(db: sa.Connection, code: str, version: int) -> sa.Row[Any]:
    """The version with a number."""
    for row in versions_of(db, code):
        if row.version == version:
            return row
    raise VERSION_NOT_FOUND(code=code, version=version)


def version_on(db: sa.Connection, code: str, day: dt.date) -> sa.Row[Any]:
    """The version in force on a day; where the last one was withdrawn, the refusal says since when and why."""
    rows = {row.version: row for row in versions_of(db, code)}
    number = in_force(((n, Interval(row.valid_from, row.valid_to)) for n, row in rows.items()), day)
    if number is None:
        raise _none_in_force(code, day, rows.values())
    return rows[number]


def _none_in_force(code: str, day: dt.date, rows: Collection[sa.Row[Any]]) -> PortalError:
    ended = [row for row in rows if row.valid_to is not None and row.valid_to <= day]
    last = max(ended, key=lambda row: (row.valid_to, row.version), default=None)
    if last is not None and last.withdrawn_at is not None:
        reason = last.withdrawal_reason.rstrip(". ")
        return PROCEDURE_WITHDRAWN(code=code, since=last.valid_to.isoformat(), reason=reason)
    later = [row.valid_from for row in rows if row.valid_from > day]
    if later and day < min(day_in_vietnam(row.published_at) for row in rows):
        # From its first publication on the catalogue knows what is in force; of before it knows what was recorded.
        earliest = min(row.valid_from for row in rows)
        told = {"at": day.isoformat(), "earliest": earliest.isoformat(), "next": min(later).isoformat()}
        return NOT_RECORDED(
            code=code, problems=[FieldProblem("/at", NOT_RECORDED.code, {"code": code, **told})], **told
        )
    return NOT_IN_FORCE(code=code, at=day.isoformat())


def list_agencies(call: Call[ListAgencies], storage: Storage, snapshots: Snapshots) -> Rendered[AgencyPage]:
    policy.check(call.caller, call.method)
    asked = call.request
    snapshot = snapshots.current(storage)
    if asked.procedure and asked.procedure not in snapshot.summaries:
        problem = FieldProblem("/procedure", PROCEDURE_NOT_FOUND.code, {"code": asked.procedure})
        raise PROCEDURE_NOT_FOUND(code=asked.procedure, problems=[problem])
    if asked.parent and asked.parent not in snapshot.agencies:
        problem = FieldProblem("/parent", AGENCY_NOT_FOUND.code, {"code": asked.parent})
        raise AGENCY_NOT_FOUND(code=asked.parent, problems=[problem])
    offering = snapshot.offered.get(asked.procedure, {})
    after = place_in(asked, asked.cursor, str)
    if after and str(after[0]) not in snapshot.agencies:
        raise CURSOR_WRONG(problems=[FieldProblem("/cursor", CURSOR_WRONG.code, {})])
    fitting = [
        agency
        for code, agency in sorted(snapshot.agencies.items())
        if (asked.level is None or agency.level is asked.level)
        and (asked.kind is None or agency.kind is asked.kind)
        and (not asked.parent or agency.parent_code == asked.parent)
        and (not asked.procedure or code in offering)
        and (not asked.text or is_called(asked.text, agency.name, code))
        and (after is None or code > str(after[0]))
    ]
    items = tuple(fitting[: asked.limit])
    next_cursor = cursor_in(asked, items[-1].code) if len(fitting) > len(items) else ""
    return render(AgencyPage(items=items, next_cursor=next_cursor, revision=snapshot.revision))


def get_agency(call: Call[GetAgency], storage: Storage) -> Agency:
    policy.check(call.caller, call.method)
    with storage.read() as db:
        agency = store.agency(db, call.request.code)
    if agency is None:
        raise AGENCY_NOT_FOUND(code=call.request.code)
    return agency


def list_life_events(call: Call[ListLifeEvents], storage: Storage, snapshots: Snapshots) -> Rendered[LifeEvents]:
    policy.check(call.caller, call.method)
    snapshot = snapshots.current(storage)
    tab = call.request.tab
    items = tuple(group for group in snapshot.life_events if tab is None or group.tab is tab)
    return render(LifeEvents(items=items, revision=snapshot.revision))


def list_fields(call: Call[ListFields], storage: Storage, snapshots: Snapshots) -> Rendered[Fields]:
    policy.check(call.caller, call.method)
    snapshot = snapshots.current(storage)
    items = snapshot.fields
    if call.request.tab is not None:
        counts = snapshot.fields_of_tab[call.request.tab]
        items = tuple(
            Field(key=field.key, name=field.name, count=counts[field.key]) for field in items if counts.get(field.key)
        )
    return render(Fields(items=items, revision=snapshot.revision))
