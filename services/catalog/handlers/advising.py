"""What to try where a search or a list finds nothing, or little, so that nobody is left without a way on.

A filter left out, an agency under the one that was chosen, a word left out, a field or group that is called so; and
where nothing at all leads on, the groups that have most.
"""

from collections.abc import Callable, Iterator
from itertools import chain, islice

from services.catalog.contract import Attempt, AttemptKind, ListProcedures, SearchProcedures
from services.catalog.domain.search import Found
from services.catalog.shelves import FILTERS, Asked
from services.catalog.snapshot import Snapshot

LITTLE = 3
"""With so few hits or fewer it is said what else to try."""
ATTEMPTS = 6
_SHOWN = 3
"""How many words, agencies or groups of one sort are given at most."""
_DEEP = 8
"""Levels of agencies that are looked through; there are four."""

Fitting = Callable[[int], int]
"""Of a set of procedures those that fit what was typed."""


def on_search(asked: SearchProcedures, found: Found, snapshot: Snapshot) -> tuple[Attempt, ...]:
    """What to try beside what a search found, if that is little."""
    if found.total > LITTLE and found.whole:
        return ()

    def fitting(within: int) -> int:
        other = snapshot.index.search(asked.text, within)
        return other.everywhere & within if other.whole else 0

    ways = chain(
        _without_filters(asked, snapshot, found.total * found.whole, fitting),
        _agencies_below(asked, snapshot, fitting),
        _without_a_word(asked, found, snapshot),
        _called_so(asked, found.understood, snapshot),
    )
    return _told(ways, asked, snapshot, none_found=not found.total)


def on_list(asked: ListProcedures, total: int, snapshot: Snapshot) -> tuple[Attempt, ...]:
    """What to try where nothing has all that was chosen."""
    if total:
        return ()

    def fitting(within: int) -> int:
        return within

    ways = chain(_without_filters(asked, snapshot, 0, fitting), _agencies_below(asked, snapshot, fitting))
    return _told(ways, asked, snapshot, none_found=True)


def _told(ways: Iterator[Attempt], asked: Asked, snapshot: Snapshot, *, none_found: bool) -> tuple[Attempt, ...]:
    found = tuple(islice(ways, ATTEMPTS))
    return found if found or not none_found else tuple(_well_filled(asked, snapshot))


def _without_filters(asked: Asked, snapshot: Snapshot, known: int, fitting: Fitting) -> Iterator[Attempt]:
    """Each filter without which there is more."""
    for name in reversed(FILTERS):
        if getattr(asked, name):
            count = fitting(snapshot.shelves.within(asked, but=name)).bit_count()
            if count > known:
                yield Attempt(kind=AttemptKind.WITHOUT_FILTER, key=name, count=count)


def _agencies_below(asked: Asked, snapshot: Snapshot, fitting: Fitting) -> Iterator[Attempt]:
    """Agencies under the one that was chosen, which may offer nothing itself, that offer most of it."""
    if not asked.agency:
        return
    among = fitting(snapshot.shelves.within(asked, but="agency"))
    below = (code for code in snapshot.agencies if code != asked.agency and _is_below(code, asked.agency, snapshot))
    counted = [(-snapshot.shelves.count("agency", code, among), code) for code in below]
    for minus, code in sorted(counted)[:_SHOWN]:
        if minus:
            yield Attempt(kind=AttemptKind.AGENCY, key=code, name=snapshot.agencies[code].name, count=-minus)


def _is_below(code: str, above: str, snapshot: Snapshot) -> bool:
    for _ in range(_DEEP):
        agency = snapshot.agencies.get(code)
        if agency is None or code == above:
            break
        code = agency.parent_code
    return code == above


def _without_a_word(asked: Asked, found: Found, snapshot: Snapshot) -> Iterator[Attempt]:
    """The words without which something has all the others, those that leave most first."""
    if found.whole:
        return
    within = snapshot.shelves.within(asked)
    left_out = []
    for word, rest in snapshot.index.less_a_word(found.words):
        count = (rest & within).bit_count()
        if count:
            left_out.append((-count, word))
    for minus, word in sorted(left_out)[:_SHOWN]:
        yield Attempt(kind=AttemptKind.WITHOUT_WORD, key=word, count=-minus)


def _called_so(asked: Asked, understood: str, snapshot: Snapshot) -> Iterator[Attempt]:
    """Fields and groups that are called as was searched for."""
    for phrase in snapshot.phrases.going_on(understood, 4 * ATTEMPTS):
        if phrase.kind in ("field", "life-event"):
            name = "field" if phrase.kind == "field" else "life_event"
            count = snapshot.shelves.count(name, phrase.key, snapshot.shelves.within(asked, but=name))
            if count:
                yield Attempt(
                    kind=AttemptKind(phrase.kind), key=phrase.key, name=phrase.text, name_en=phrase.text_en, count=count
                )


def _well_filled(asked: Asked, snapshot: Snapshot) -> Iterator[Attempt]:
    """The groups of the tab that have most procedures; where there are no groups, the fields."""
    of_tab = snapshot.shelves.within(ListProcedures(tab=asked.tab))
    groups = [
        (group.key, group.name, group.name_en) for group in snapshot.life_events if asked.tab in (None, group.tab)
    ]
    fields = [(field.key, field.name, "") for field in snapshot.fields]
    for kind, name, known in (
        (AttemptKind.LIFE_EVENT, "life_event", groups),
        (AttemptKind.FIELD, "field", fields),
    ):
        counted = [(-snapshot.shelves.count(name, one[0], of_tab), one) for one in known]
        filled = sorted(one for one in counted if one[0])[:_SHOWN]
        for minus, (key, text, text_en) in filled:
            yield Attempt(kind=kind, key=key, name=text, name_en=text_en, count=-minus)
        if filled:
            return
