"""Lists and searches of procedures, and the menu that counts them."""

import bisect
import itertools
from collections.abc import Iterator

from chassis.contracts import Call
from chassis.errors import FieldProblem
from chassis.rendered import Rendered, assemble, render
from chassis.storage import Storage
from services.catalog import policy
from services.catalog.contract import (
    AGENCY_NOT_FOUND,
    FIELD_UNKNOWN,
    LIFE_EVENT_UNKNOWN,
    Attempt,
    AttemptKind,
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
from services.catalog.domain.search import Found
from services.catalog.handlers.cursors import cursor_of, place_of
from services.catalog.shelves import FILTERS, Asked
from services.catalog.snapshot import Snapshot, Snapshots

LITTLE = 3
"""With so few hits or fewer it is said what else to try."""
ATTEMPTS = 6
_TEXT = 400


def list_procedures(call: Call[ListProcedures], storage: Storage, snapshots: Snapshots) -> Rendered[SearchPage]:
    policy.check(call.caller, call.method)
    asked = call.request
    snapshot = snapshots.current(storage)
    within = _within(asked, snapshot)
    after = place_of(asked.cursor, str, str)
    start = bisect.bisect_right(snapshot.ordered, _place(snapshot, *map(str, after))) if after else 0
    listed = (code for _, code in itertools.islice(snapshot.ordered, start, None))
    fitting = (code for code in listed if within >> snapshot.index.slot_of(code) & 1)
    codes = list(itertools.islice(fitting, asked.limit + 1))
    last = codes[asked.limit - 1] if len(codes) > asked.limit else ""
    frame = SearchPage(
        items=(),
        total=within.bit_count(),
        nearness=Nearness.EXACT,
        understood="",
        next_cursor=cursor_of(snapshot.summaries[last].name[:40], last) if last else "",
        revision=snapshot.revision,
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
    after = place_of(asked.cursor, float, str)
    start = 0
    if after:
        places = [(-hit.score, hit.key) for hit in found.hits]
        start = bisect.bisect_right(places, (-float(after[0]), str(after[1])))
    hits = found.hits[start : start + asked.limit]
    more = start + len(hits) < len(found.hits)
    little = found.total <= LITTLE or not found.whole
    frame = SearchPage(
        items=(),
        total=found.total,
        nearness=Nearness.EXACT if found.whole else Nearness.NEAR if found.hits else Nearness.NONE,
        understood=found.understood[:_TEXT],
        next_cursor=cursor_of(float(hits[-1].score), hits[-1].key) if more else "",
        revision=snapshot.revision,
        corrected=found.spelled[:_TEXT],
        changes=tuple(Change(typed=one.typed, taken=one.taken, kind=ChangeKind(one.why)) for one in found.changes),
        unknown_words=found.unknown,
        attempts=tuple(_attempts(asked, found, snapshot))[:ATTEMPTS] if little and not asked.cursor else (),
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


def _attempts(asked: SearchProcedures, found: Found, snapshot: Snapshot) -> Iterator[Attempt]:
    """What finds more: a filter left out, a word left out, a field or group that is called so."""
    for name in reversed(FILTERS):
        if getattr(asked, name):
            without = snapshot.index.search(asked.text, snapshot.shelves.within(asked, but=name))
            if without.whole and without.total > found.total * found.whole:
                yield Attempt(kind=AttemptKind.WITHOUT_FILTER, key=name, count=without.total)
    within = snapshot.shelves.within(asked)
    if not found.whole:
        yield from _without_a_word(found, snapshot, within)
    for phrase in snapshot.phrases.going_on(found.understood, 4 * ATTEMPTS):
        if phrase.kind in ("field", "life-event"):
            name = "field" if phrase.kind == "field" else "life_event"
            count = snapshot.shelves.count(name, phrase.key, snapshot.shelves.within(asked, but=name))
            if count:
                yield Attempt(
                    kind=AttemptKind(phrase.kind), key=phrase.key, name=phrase.text, name_en=phrase.text_en, count=count
                )


def _without_a_word(found: Found, snapshot: Snapshot, within: int) -> Iterator[Attempt]:
    """The words without which something has all the others, those that leave most first."""
    left_out = []
    for word, rest in snapshot.index.less_a_word(found.words):
        count = (rest & within).bit_count()
        if count:
            left_out.append((-count, word))
    for minus, word in sorted(left_out)[:3]:
        yield Attempt(kind=AttemptKind.WITHOUT_WORD, key=word, count=-minus)


def _within(asked: Asked, snapshot: Snapshot) -> int:
    """The procedures that the filters keep; raises where one names what does not exist."""
    if asked.life_event and asked.life_event not in {group.key for group in snapshot.life_events}:
        raise LIFE_EVENT_UNKNOWN(key=asked.life_event, problems=[FieldProblem("/life_event", "unknown", {})])
    if asked.field and asked.field not in {field.key for field in snapshot.fields}:
        raise FIELD_UNKNOWN(key=asked.field, problems=[FieldProblem("/field", "unknown", {})])
    if asked.agency and asked.agency not in snapshot.agencies:
        raise AGENCY_NOT_FOUND(code=asked.agency, problems=[FieldProblem("/agency", "unknown", {})])
    return snapshot.shelves.within(asked)
