"""Rows of one channel that differ: told apart by situations (trường hợp) where the rows of all channels agree on them.

The database has a row for each channel and situation, in any order, and no column that names the situation. Two rows of
a channel with the same limit and fee are one way. Where they differ, situations exist if every channel has the same
ones; else nothing says which row a dossier meets, and what differs stays open.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.catalog.domain.national.text import cut, line, slug
from services.catalog.domain.national.ways import WayRow

Kind = tuple[str, str, str]
"""What tells rows of a channel apart: limit, fee, and the words in brackets after the fee."""


@dataclass(slots=True)
class Met:
    """What a dossier of one situation meets at one channel. ``open``: rows differ and cannot be told apart."""

    channel: str
    rows: list[WayRow]
    case: str = ""
    open: bool = False

    @property
    def note(self) -> str:
        """The descriptions, each once; with their limits and fees where these stay open."""
        found = []
        for row in self.rows:
            cells = [row.time, row.fee, row.fee_note, row.description] if self.open else [row.description]
            found.append(" · ".join(part for part in cells if part))
        return "\n".join(dict.fromkeys(part for part in found if part))


@dataclass(slots=True)
class Situations:
    """The situations with their names, and what is met in each; without situations ``names`` is empty."""

    names: dict[str, str] = field(default_factory=dict)
    met: list[Met] = field(default_factory=list)


def told_apart(rows: Sequence[WayRow], *, may_have_cases: bool) -> Situations:
    """Group the rows. ``may_have_cases`` False: the papers have situations of their own, which these would cross."""
    channels: dict[str, dict[Kind, list[WayRow]]] = {}
    for row in rows:
        kind = (line(row.time), line(row.fee), line(row.fee_note))
        channels.setdefault(row.channel, {}).setdefault(kind, []).append(row)
    if all(len(kinds) == 1 for kinds in channels.values()):
        return Situations({}, [Met(channel, same) for channel, kinds in channels.items() for same in kinds.values()])
    by_words = _by_description(rows)
    if may_have_cases and by_words:
        return by_words
    if may_have_cases and len({frozenset(kinds) for kinds in channels.values()}) == 1:
        return _by_kind(channels)
    return Situations(
        {},
        [
            Met(channel, [row for same in kinds.values() for row in same], open=len(kinds) > 1)
            for channel, kinds in channels.items()
        ],
    )


def _by_description(rows: Sequence[WayRow]) -> Situations | None:
    """Situations named by descriptions, where every channel has the same descriptions and each of them once."""
    channels: dict[str, dict[str, WayRow]] = {}
    for row in rows:
        words = line(row.description) or line(row.fee_note)
        known = channels.setdefault(row.channel, {})
        if not words or words in known:
            return None
        known[words] = row
    if len({frozenset(known) for known in channels.values()}) != 1:
        return None
    keys = _keys(list(next(iter(channels.values()))))
    met = [Met(channel, [row], keys[words]) for channel, known in channels.items() for words, row in known.items()]
    return Situations({key: words for words, key in keys.items()}, met)


def _by_kind(channels: dict[str, dict[Kind, list[WayRow]]]) -> Situations:
    """Situations named by what is met in them."""
    kinds = list(next(iter(channels.values())))
    names = {kind: " · ".join(part for part in kind if part) for kind in kinds}
    for kind in kinds:
        words = next((line(row.description) for row in channels[next(iter(channels))][kind] if row.description), "")
        names[kind] = f"{names[kind]}: {words}" if words else names[kind]
    keys = _keys(list(names.values()))
    met = [Met(channel, same, keys[names[kind]]) for channel, known in channels.items() for kind, same in known.items()]
    return Situations({key: name for name, key in keys.items()}, met)


def _keys(names: list[str]) -> dict[str, str]:
    """A key for each name."""
    found: dict[str, str] = {}
    for name in names:
        base = slug(name, 56) or "truong-hop"
        key, number = base, 2
        while key in found.values():
            key, number = f"{base}-{number}", number + 1
        found[name] = key
    return found


def case_names(situations: Situations, most: int = 2000) -> list[tuple[str, str]]:
    """Keys and names as the catalogue keeps them."""
    return [(key, cut(name, most)[0]) for key, name in situations.names.items()]
