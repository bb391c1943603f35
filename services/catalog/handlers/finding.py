"""Lists and searches of procedures, and the menu that counts them."""

import bisect
import itertools
from typing import Any

from chassis.contracts import Call
from chassis.errors import ErrorType, FieldProblem, PortalError
from chassis.rendered import Rendered, assemble, render
from chassis.storage import Storage
from services.catalog import policy
from services.catalog.contract import (
    AGENCY_NOT_FOUND,
    FIELD_UNKNOWN,
    LIFE_EVENT_UNKNOWN,
    Change,
    ChangeKind,
    GetMenu,
    ListProcedures,
    Menu,
    Nearness,
    SearchPage,
    SearchProcedures,
)
from services.catalog.domain.alphabet import Key, sort_key
from services.catalog.domain.bits import membership
from services.catalog.handlers import advising
from services.catalog.handlers.cursors import cursor_in, place_in
from services.catalog.shelves import Asked
from services.catalog.snapshot import Snapshot, Snapshots

_TEXT = 400


def list_procedures(call: Call[ListProcedures], storage: Storage, snapshots: Snapshots) -> Rendered[SearchPage]:
    policy.check(call.caller, call.method)
    asked = call.request
    snapshot = snapshots.current(storage)
    within = _within(asked, snapshot)
    after = place_in(asked, asked.cursor, str, str)
    start = bisect.bisect_right(snapshot.ordered, _place(snapshot, *map(str, after))) if after else 0
    listed = (code for _, code in itertools.islice(snapshot.ordered, start, None))
    fits = membership(within)
    fitting = (code for code in listed if fits(snapshot.index.slot_of(code)))
    codes = list(itertools.islice(fitting, asked.limit + 1))
    last = codes[asked.limit - 1] if len(codes) > asked.limit else ""
    frame = SearchPage(
        items=(),
        total=within.bit_count(),
        nearness=Nearness.EXACT if within else Nearness.NONE,
        understood="",
        next_cursor=cursor_in(asked, snapshot.summaries[last].name[:40], last) if last else "",
        revision=snapshot.revision,
        attempts=advising.on_list(asked, within.bit_count(), snapshot),
        facets=snapshot.shelves.facets(asked, snapshot.shelves.everything) if asked.facets else None,
    )
    return assemble(frame, items=snapshot.shown.of(codes[: asked.limit]))


def _place(snapshot: Snapshot, name: str, code: str) -> tuple[Key, str]:
    """Where a page ended. A procedure that was withdrawn since stood about where the beginning of its name would."""
    known = snapshot.summaries.get(code)
    return sort_key(known.name if known else name), code


def search_procedures(call: Call[SearchProcedures], storage: Storage, snapshots: Snapshots) -> Rendered[SearchPage]:
    policy.check(call.caller, call.method)
    asked = call.request
    snapshot = snapshots.current(storage)
    found = snapshot.index.search(asked.text, _within(asked, snapshot))
    after = place_in(asked, asked.cursor, float, str)
    start = 0
    if after:
        places = [(-hit.score, hit.key) for hit in found.hits]
        start = bisect.bisect_right(places, (-float(after[0]), str(after[1])))
    hits = found.hits[start : start + asked.limit]
    more = start + len(hits) < len(found.hits)
    frame = SearchPage(
        items=(),
        total=found.total,
        nearness=Nearness.EXACT if found.whole else Nearness.NEAR if found.hits else Nearness.NONE,
        understood=found.understood[:_TEXT],
        next_cursor=cursor_in(asked, float(hits[-1].score), hits[-1].key) if more else "",
        revision=snapshot.revision,
        corrected=found.spelled[:_TEXT],
        changes=tuple(Change(typed=one.typed, taken=one.taken, kind=ChangeKind(one.why)) for one in found.changes),
        unknown_words=found.unknown,
        attempts=advising.on_search(asked, found, snapshot) if not asked.cursor else (),
        facets=snapshot.shelves.facets(asked, found.everywhere) if asked.facets else None,
    )
    return assemble(frame, items=snapshot.shown.of([hit.key for hit in hits]))


def get_menu(call: Call[GetMenu], storage: Storage, snapshots: Snapshots) -> Rendered[Menu]:
    policy.check(call.caller, call.method)
    snapshot = snapshots.current(storage)
    asked = ListProcedures(tab=call.request.tab)
    within = snapshot.shelves.within(asked)
    counted = snapshot.shelves.facets(asked, within)
    tabs = {group.key: group.tab for group in snapshot.life_events}
    menu = Menu(
        total=within.bit_count(),
        fields=counted.fields,
        agencies=counted.agencies,
        levels=counted.levels,
        life_events=tuple(one for one in counted.life_events if asked.tab is None or tabs[one.key] is asked.tab),
        revision=snapshot.revision,
    )
    return render(menu)


def _within(asked: Asked, snapshot: Snapshot) -> int:
    """The procedures that the filters keep; raises where one names what does not exist."""
    if asked.life_event and asked.life_event not in {group.key for group in snapshot.life_events}:
        raise _unknown(LIFE_EVENT_UNKNOWN, "/life_event", key=asked.life_event)
    if asked.field and asked.field not in {field.key for field in snapshot.fields}:
        raise _unknown(FIELD_UNKNOWN, "/field", key=asked.field)
    if asked.agency and asked.agency not in snapshot.agencies:
        raise _unknown(AGENCY_NOT_FOUND, "/agency", code=asked.agency)
    return snapshot.shelves.within(asked)


def _unknown(error: ErrorType, pointer: str, **facts: Any) -> PortalError:
    """The error, with the filter that names what does not exist."""
    return error(**facts, problems=[FieldProblem(pointer, error.code, facts)])
