"""Lists and searches of procedures."""

import bisect
import functools
from collections.abc import Callable

from chassis.contracts import Call
from chassis.errors import FieldProblem
from chassis.storage import Storage
from services.catalog import policy
from services.catalog.contract import (
    AGENCY_NOT_FOUND,
    FIELD_UNKNOWN,
    LIFE_EVENT_UNKNOWN,
    ListProcedures,
    Nearness,
    ProcedurePage,
    ProcedureSummary,
    SearchPage,
    SearchProcedures,
)
from services.catalog.domain.alphabet import Key, sort_key
from services.catalog.handlers.cursors import cursor_of, place_of
from services.catalog.snapshot import OfferedLevels, Snapshot, Snapshots


def list_procedures(call: Call[ListProcedures], storage: Storage, snapshots: Snapshots) -> ProcedurePage:
    policy.check(call.caller, call.method)
    asked = call.request
    snapshot = snapshots.current(storage)
    keep = _filter(asked, snapshot)
    ordered = [(key, code) for key, code in snapshot.ordered if keep(code)]
    after = place_of(asked.cursor, str, str)
    start = bisect.bisect_right(ordered, _place(snapshot, *map(str, after))) if after else 0
    items = tuple(snapshot.summaries[code] for _, code in ordered[start : start + asked.limit])
    more = start + len(items) < len(ordered)
    return ProcedurePage(
        items=items,
        total=len(ordered),
        next_cursor=cursor_of(items[-1].name[:40], items[-1].code) if more else "",
        revision=snapshot.revision,
    )


def _place(snapshot: Snapshot, name: str, code: str) -> tuple[Key, str]:
    """Where a page ended. A procedure that was withdrawn since stood about where the beginning of its name would."""
    known = snapshot.summaries.get(code)
    return sort_key(known.name if known else name), code


def search_procedures(call: Call[SearchProcedures], storage: Storage, snapshots: Snapshots) -> SearchPage:
    policy.check(call.caller, call.method)
    asked = call.request
    snapshot = snapshots.current(storage)
    found = snapshot.index.search(asked.text, _filter(asked, snapshot))
    after = place_of(asked.cursor, float, str)
    places = [(-hit.score, hit.key) for hit in found.hits]
    start = bisect.bisect_right(places, (-float(after[0]), str(after[1]))) if after else 0
    hits = found.hits[start : start + asked.limit]
    more = start + len(hits) < len(found.hits)
    nearness = Nearness.EXACT if found.whole else Nearness.NEAR if found.hits else Nearness.NONE
    return SearchPage(
        items=tuple(snapshot.summaries[hit.key] for hit in hits),
        total=found.total,
        nearness=nearness,
        understood=found.understood,
        next_cursor=cursor_of(float(hits[-1].score), hits[-1].key) if more else "",
        revision=snapshot.revision,
    )


def _filter(asked: ListProcedures | SearchProcedures, snapshot: Snapshot) -> Callable[[str], bool]:
    """Whether a procedure is one of those asked for; raises where a filter names what does not exist."""
    if asked.life_event and asked.life_event not in {group.key for group in snapshot.life_events}:
        raise LIFE_EVENT_UNKNOWN(key=asked.life_event, problems=[FieldProblem("/life_event", "unknown", {})])
    if asked.field and asked.field not in {field.key for field in snapshot.fields}:
        raise FIELD_UNKNOWN(key=asked.field, problems=[FieldProblem("/field", "unknown", {})])
    if asked.agency and asked.agency not in snapshot.agencies:
        raise AGENCY_NOT_FOUND(code=asked.agency, problems=[FieldProblem("/agency", "unknown", {})])

    def keep(code: str) -> bool:
        return _fits(asked, snapshot.summaries[code], snapshot)

    return functools.cache(keep)


def _fits(asked: ListProcedures | SearchProcedures, summary: ProcedureSummary, snapshot: Snapshot) -> bool:
    if asked.tab and asked.tab not in summary.tabs:
        return False
    if asked.audience and asked.audience not in summary.audiences:
        return False
    if asked.life_event and asked.life_event not in summary.life_events:
        return False
    if asked.field and asked.field != summary.field:
        return False
    if asked.level and asked.level not in summary.levels:
        return False
    return _is_offered(asked, snapshot.offered.get(summary.code, {}))


def _is_offered(asked: ListProcedures | SearchProcedures, offered: OfferedLevels) -> bool:
    if asked.agency:
        levels = offered.get(asked.agency, frozenset())
        return asked.service_level in levels if asked.service_level else bool(levels)
    if asked.service_level:
        return any(asked.service_level in levels for levels in offered.values())
    return True
