"""What two texts of one procedure say otherwise, for people: part by part, in sentences, Vietnamese and English.

Both texts are plain values as a version is written down, whole. Things with a key (papers, fees, cases) are the same
thing in both texts if the key is; lists of sentences are compared line by line. Nothing is said twice, and what is
equal is not said at all: two texts without a difference are equal.
"""

import difflib
import enum
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.catalog.domain import difference_words as words
from services.catalog.domain.difference_words import Pair

Plain = Mapping[str, Any]


class Kind(enum.StrEnum):
    """What happened to a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Op(enum.StrEnum):
    """What happened to a line."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text as it is, was, or has become."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: in which part, of which thing (its key), and what it was and is, in words."""

    part: str
    kind: Kind
    vi: str
    en: str
    key: str = ""
    before: Pair = ("", "")
    after: Pair = ("", "")
    lines: tuple[Line, ...] = ()


def differences(before: Plain, after: Plain) -> tuple[Difference, ...]:
    """Everything that the second text says otherwise, in the order in which people read a procedure."""
    found: list[Difference] = []
    for part, compare in _PARTS:
        found += compare(part, before, after)
    return tuple(found)


Compare = Callable[[str, Plain, Plain], Iterable[Difference]]


def _value(say: Callable[[Any], Pair]) -> Compare:
    """A part with one value: from … to …"""

    def compare(part: str, before: Plain, after: Plain) -> Iterator[Difference]:
        old, new = before.get(part), after.get(part)
        if old != new:
            yield _from_to(part, words.PARTS[part], say(old), say(new))

    return compare


def _from_to(part: str, name: Pair, old: Pair, new: Pair, key: str = "") -> Difference:
    if not old[0]:
        return Difference(part, Kind.ADDED, f"{name[0]}: thêm {new[0]}", f"{name[1]}: added {new[1]}", key, old, new)
    if not new[0]:
        return Difference(part, Kind.REMOVED, f"{name[0]}: bỏ {old[0]}", f"{name[1]}: removed {old[1]}", key, old, new)
    vi, en = f"{name[0]}: từ {old[0]} thành {new[0]}", f"{name[1]}: from {old[1]} to {new[1]}"
    return Difference(part, Kind.CHANGED, vi, en, key, old, new)


def _set(say: Callable[[Any], Pair]) -> Compare:
    """A part with several values whose order says nothing."""

    def compare(part: str, before: Plain, after: Plain) -> Iterator[Difference]:
        old, new = list(before.get(part) or ()), list(after.get(part) or ())
        name = words.PARTS[part]
        for value in new:
            if value not in old:
                yield _from_to(part, name, ("", ""), say(value))
        for value in old:
            if value not in new:
                yield _from_to(part, name, say(value), ("", ""))

    return compare


def _text(part: str, before: Plain, after: Plain) -> Iterator[Difference]:
    """A part of many sentences, or of one long one: line by line."""
    old, new = _sentences(before.get(part)), _sentences(after.get(part))
    if old == new:
        return
    lines = tuple(_lines(old, new))
    added, removed = (sum(line.op is op for line in lines) for op in (Op.ADDED, Op.REMOVED))
    vi, en = words.PARTS[part]
    kind = Kind.ADDED if not old else Kind.REMOVED if not new else Kind.CHANGED
    yield Difference(
        part,
        kind,
        f"{vi}: thêm {added} dòng, bỏ {removed} dòng",
        f"{en}: {added} {'line' if added == 1 else 'lines'} added, {removed} removed",
        lines=lines,
    )


def _sentences(value: Any) -> list[str]:
    if not value:
        return []
    return str(value).splitlines() if isinstance(value, str) else list(value)


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    for op, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            yield from (Line(Op.SAME, text) for text in old[i1:i2])
        else:
            yield from (Line(Op.REMOVED, text) for text in old[i1:i2])
            yield from (Line(Op.ADDED, text) for text in new[j1:j2])


def _things(key_of: Callable[[Plain], str], name_of: Callable[[Plain], str], say: Mapping[str, words.Say]) -> Compare:
    """A part with things that have keys: which came, which went, and what each that stayed says otherwise."""

    def compare(part: str, before: Plain, after: Plain) -> Iterator[Difference]:
        old = {key_of(thing): thing for thing in before.get(part) or ()}
        new = {key_of(thing): thing for thing in after.get(part) or ()}
        name = words.PARTS[part]
        for key, thing in new.items():
            if key not in old:
                yield _from_to(part, name, ("", ""), _quoted(name_of(thing)), key)
            else:
                yield from _inside(part, key, name_of(thing), old[key], thing, say)
        for key, thing in old.items():
            if key not in new:
                yield _from_to(part, name, _quoted(name_of(thing)), ("", ""), key)

    return compare


def _inside(
    part: str, key: str, name: str, old: Plain, new: Plain, say: Mapping[str, words.Say]
) -> Iterator[Difference]:
    title = words.PARTS[part]
    said: set[str] = set()
    for field in dict.fromkeys((*new, *old)):
        if old.get(field) == new.get(field):
            continue
        label, tell = say.get(field, words.OTHER)
        told = tell(old), tell(new)
        if told[0] == told[1]:
            # What differs is too fine for one sentence; that it does is said all the same.
            vi, en = f"{title[0]} “{name}”: {label[0]} thay đổi", f"{title[1]} “{name}”: {label[1]} changed"
            found = Difference(part, Kind.CHANGED, vi, en, key)
        else:
            of = f"{title[0]} “{name}”, {label[0]}", f"{title[1]} “{name}”, {label[1]}"
            found = _from_to(part, of, *told, key)
        if found.vi not in said:
            # Several fields make one price, or one number of copies.
            said.add(found.vi)
            yield found


def _quoted(text: str) -> Pair:
    return f"“{text}”", f"“{text}”"


def _ways(part: str, before: Plain, after: Plain) -> Iterator[Difference]:
    """Ways of execution, told apart by channel and cases."""
    cases = _case_names(before) | _case_names(after)
    old = {(way["channel"], tuple(way["cases"])): way for way in before.get(part) or ()}
    new = {(way["channel"], tuple(way["cases"])): way for way in after.get(part) or ()}
    for place, way in new.items():
        name = words.way(way, cases)
        if place not in old:
            limit = words.limit(way["limit"])
            vi, en = f"Thêm cách nộp {name[0]}, thời hạn {limit[0]}", f"New way: {name[1]}, time limit {limit[1]}"
            yield Difference(part, Kind.ADDED, vi, en, way["channel"], after=limit)
            continue
        if words.limit(old[place]["limit"]) != words.limit(way["limit"]):
            label = f"Thời hạn nộp {name[0]}", f"Time limit when filed {name[1]}"
            yield _from_to(part, label, words.limit(old[place]["limit"]), words.limit(way["limit"]), way["channel"])
        elif old[place] != way:
            label = f"Cách nộp {name[0]}: ghi chú thay đổi", f"Filing {name[1]}: the notes changed"
            yield Difference(part, Kind.CHANGED, *label, key=way["channel"])
    for place, way in old.items():
        if place not in new:
            name = words.way(way, cases)
            limit = words.limit(way["limit"])
            yield Difference(
                part, Kind.REMOVED, f"Bỏ cách nộp {name[0]}", f"No longer filed {name[1]}", way["channel"], before=limit
            )


def _case_names(text: Plain) -> dict[str, str]:
    return {case["key"]: case["name"] for case in text.get("cases") or ()}


def _fee_key(fee: Plain) -> str:
    """One head may have several prices: by case, channel, and from a day on."""
    return "|".join([fee["head"], ",".join(fee["cases"]), ",".join(fee["channels"]), fee["valid_from"] or ""])


def _plainly(value: Any) -> Pair:
    return words.plain(value)


_PARTS: tuple[tuple[str, Compare], ...] = (
    ("name", _value(_plainly)),
    ("field_name", _value(_plainly)),
    ("procedure_type", _value(_plainly)),
    ("publication_decision", _value(_plainly)),
    ("publication_decided_on", _value(words.day)),
    ("publication_issuer", _value(_plainly)),
    ("levels", _set(words.one_of(words.LEVELS))),
    ("tabs", _set(words.one_of(words.TABS))),
    ("audiences", _set(words.one_of(words.AUDIENCES))),
    ("competent_agency", _value(_plainly)),
    ("implementing_agency", _value(_plainly)),
    ("delegated_agency", _value(_plainly)),
    ("coordinating_agency", _value(_plainly)),
    ("reception_address", _value(_plainly)),
    ("cases", _things(lambda case: case["key"], lambda case: case["name"], words.CASE)),
    ("ways", _ways),
    ("fees", _things(_fee_key, lambda fee: fee["label"], words.FEE)),
    ("papers", _things(lambda paper: paper["key"], lambda paper: paper["name"], words.PAPER)),
    ("forms", _things(lambda form: form["key"], lambda form: form["vi"], {})),
    ("sets", _value(_plainly)),
    ("sets_note", _value(_plainly)),
    ("steps", _text),
    ("results", _things(lambda one: one["name"], lambda one: one["name"], words.RESULT)),
    ("conditions", _text),
    ("notes", _text),
    ("description", _text),
    ("legal_basis", _things(lambda text: text["number"], lambda text: text["number"], words.LEGAL)),
    ("related", _set(_plainly)),
    ("related_names", _set(_plainly)),
    ("online_exceptions", _things(lambda one: one["reason"], lambda one: one["note"], words.EXCEPTION)),
    ("clock_starts_after_payment", _value(words.yes_no)),
    ("second_person_approves", _value(words.yes_no)),
    ("clock_note", _value(_plainly)),
    ("life_events", _set(_plainly)),
    ("keywords", _set(_plainly)),
    ("former_codes", _set(_plainly)),
    ("field_code", _value(_plainly)),
    ("provenance", _value(words.source)),
)
COMPARED = frozenset(part for part, _ in _PARTS)
"""The parts that are compared; ``field`` goes with its name."""
