"""Suggestions to somebody who is typing: few, and fast enough for every key."""

from collections.abc import Iterator

from chassis.contracts import Call
from chassis.rendered import Rendered, render
from chassis.storage import Storage
from services.catalog import policy
from services.catalog.contract import ListProcedures, Suggestion, SuggestionKind, Suggestions, SuggestProcedures
from services.catalog.domain.search import Found
from services.catalog.domain.suggesting import Phrase
from services.catalog.snapshot import Snapshot, Snapshots

_PHRASES = 12
_TEXT = 400
_NAMED = 2
"""How many groups and fields are suggested at most."""


def suggest_procedures(call: Call[SuggestProcedures], storage: Storage, snapshots: Snapshots) -> Rendered[Suggestions]:
    policy.check(call.caller, call.method)
    asked = call.request
    snapshot = snapshots.current(storage)
    within = snapshot.shelves.within(ListProcedures(tab=asked.tab))
    found = snapshot.index.search(asked.text, within, unfinished=True)
    phrases = list(_phrases(asked.text, found, snapshot, within))
    # Half of the places are for procedures; what the phrases leave free is theirs as well.
    for_phrases = min(len(phrases), asked.limit // 2)
    procedures = [
        Suggestion(kind=SuggestionKind.PROCEDURE, text=snapshot.summaries[hit.key].name, key=hit.key, count=1)
        for hit in found.hits[: asked.limit - for_phrases]
    ]
    suggested = Suggestions(
        items=(*phrases[: asked.limit - len(procedures)], *procedures),
        corrected=found.spelled[:_TEXT],
        revision=snapshot.revision,
    )
    return render(suggested)


def _phrases(typed: str, found: Found, snapshot: Snapshot, within: int) -> Iterator[Suggestion]:
    """Groups, fields and phrases that go on as was typed or, where none does, as it is spelled rightly."""
    going_on = snapshot.phrases.going_on(typed, _PHRASES)
    if not going_on and found.spelled:
        going_on = snapshot.phrases.going_on(found.spelled, _PHRASES)
    named = 0
    for phrase in going_on:
        count = _count(phrase, snapshot, within)
        if phrase.kind != "phrase":
            named += 1
            if named > _NAMED:
                continue
        if count:
            yield Suggestion(
                kind=SuggestionKind(phrase.kind), text=phrase.text, text_en=phrase.text_en, key=phrase.key, count=count
            )


def _count(phrase: Phrase, snapshot: Snapshot, within: int) -> int:
    if phrase.kind == "field":
        return snapshot.shelves.count("field", phrase.key, within)
    if phrase.kind == "life-event":
        return snapshot.shelves.count("life_event", phrase.key, within)
    return snapshot.index.count(phrase.text, within)
