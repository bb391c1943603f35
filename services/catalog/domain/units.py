"""Administrative units (đơn vị hành chính) and the days on which they are what they are.

Since 2025-07-01 there are provinces and communes; before there were districts between them. Codes were used again: of
one code on one day there is at most one unit. Units of before stand as they were on the last day of the old order.
"""

import bisect
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from services.catalog.domain.alphabet import sort_key
from services.catalog.domain.folding import accented_words, fold, has_accents, words

REFORM: Final = dt.date(2025, 7, 1)
"""The first day of the two levels (Nghị quyết 203/2025/QH15, điều 2)."""
LEVELS: Final = {2: "province", 3: "district", 5: "commune"}
"""The level of a unit by the length of its code (QĐ 124/2004/QĐ-TTg, QĐ 19/2025/QĐ-TTg)."""
KINDS: Final = {
    "tinh": "Tỉnh",
    "thanh-pho": "Thành phố",
    "quan": "Quận",
    "huyen": "Huyện",
    "thi-xa": "Thị xã",
    "xa": "Xã",
    "phuong": "Phường",
    "thi-tran": "Thị trấn",
    "dac-khu": "Đặc khu",
}
_ABBREVIATED: Final = {
    "tp": "thanh pho",
    "tx": "thi xa",
    "tt": "thi tran",
    "t": "tinh",
    "q": "quan",
    "h": "huyen",
    "x": "xa",
    "p": "phuong",
}
_NICKNAMES: Final = {"hcm": "ho chi minh", "tphcm": "thanh pho ho chi minh", "sai gon": "ho chi minh"}
_NUMBERED: Final = re.compile(r"\b(q|p|quan|phuong)\.?(\d)")


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit while it was of one kind and name. ``parent`` is a province, or before the reform a district.

    ``valid_from`` None: since before these records. ``became``: the communes that took in a unit of before.
    """

    code: str
    kind: str
    name: str
    parent: str = ""
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    basis: str = ""
    became: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        return LEVELS[len(self.code)]

    @property
    def full_name(self) -> str:
        return f"{KINDS[self.kind]} {self.name}"

    def holds(self, day: dt.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


class Register:
    """All units; every question is about one day. ``other_codes`` are codes that some lists print for a unit."""

    def __init__(self, units: Iterable[Unit], other_codes: Mapping[str, str] | None = None) -> None:
        self._by_code: dict[str, list[Unit]] = defaultdict(list)
        self._inside: dict[str, list[Unit]] = defaultdict(list)
        self._other_codes = dict(other_codes or {})
        self._searched: dict[bool, list[_Entry]] = {}
        for unit in units:
            self._by_code[unit.code].append(unit)
            self._inside[unit.parent].append(unit)

    def everything(self) -> list[Unit]:
        """All units there are or were, by code and time."""
        return [unit for code in sorted(self._by_code) for unit in sorted(self._by_code[code], key=_begin)]

    def on(self, code: str, day: dt.date) -> Unit | None:
        """The unit that had this code on a day."""
        found = next((unit for unit in self._by_code.get(code, ()) if unit.holds(day)), None)
        if found is None and day >= REFORM and code in self._other_codes:
            return self.on(self._other_codes[code], day)
        return found

    def province_of(self, unit: Unit, day: dt.date) -> Unit | None:
        """The province that a unit lies in; its own, if it is one."""
        above = unit
        while above.parent:
            found = self.on(above.parent, day)
            if found is None:
                return None
            above = found
        return above

    def belongs(self, commune: str, province: str, day: dt.date) -> bool:
        """Whether on this day a commune of this code was, and lay in the province of that code."""
        unit = self.on(commune, day)
        if unit is None or unit.level != "commune":
            return False
        above = self.province_of(unit, day)
        return above is not None and above.code == province

    def provinces(self, day: dt.date) -> list[Unit]:
        """The provinces of a day, by name."""
        return in_order(unit for unit in self._inside[""] if unit.holds(day))

    def inside(self, code: str, day: dt.date) -> list[Unit]:
        """What lies directly in a unit on a day, by name: communes, or the districts of before."""
        return in_order(unit for unit in self._inside.get(code, ()) if unit.holds(day))

    def communes(self, province: str, day: dt.date) -> list[Unit]:
        """All communes of a province on a day, by name."""
        below = self.inside(province, day)
        for district in [unit for unit in below if unit.level == "district"]:
            below += self.inside(district.code, day)
        return in_order(unit for unit in below if unit.level == "commune")

    def former(self, code: str) -> Unit | None:
        """The unit that had this code until the reform."""
        return self.on(code, REFORM - dt.timedelta(days=1))

    def named_before(self, commune: str, district: str, province: str) -> list[Unit]:
        """The units of before that are called so, of the lowest level that is named; accents and kinds may be left out.

        Accents that are given count when there are several: Hòa Lợi is not Hóa Lợi.
        """
        found = [unit for unit in self._inside[""] if not unit.holds(REFORM) and _called(unit, province)]
        found = found if province else [unit for unit in self._inside[""] if not unit.holds(REFORM)]
        if district or commune:
            below = [unit for above in found for unit in self._inside.get(above.code, ()) if unit.level == "district"]
            found = [unit for unit in below if _called(unit, district)] if district else below
        if commune:
            found = [unit for above in found for unit in self._inside.get(above.code, ()) if _called(unit, commune)]
        asked = commune or district or province
        closest = [unit for unit in found if _spelt(unit, asked)]
        return in_order(closest or found)

    def became(self, unit: Unit, day: dt.date) -> list[Unit]:
        """The communes of a day that took in a unit of before: a commune's, or together those of all it held."""
        codes = set(unit.became)
        waiting = list(self._inside.get(unit.code, ())) if unit.valid_to == REFORM else []
        while waiting:
            inner = waiting.pop()
            if inner.valid_to == REFORM:
                codes.update(inner.became)
                waiting.extend(self._inside.get(inner.code, ()))
        return in_order(found for code in codes if (found := self.on(code, day)))

    def search(
        self, text: str, day: dt.date, *, level: str = "", kind: str = "", province: str = "", most: int = 20
    ) -> list[Unit]:
        """Units whose name has every word, best first; names of what they lie in may stand beside the unit's own."""
        asked, spelt = words(text), accented_words(text) if has_accents(text) else []
        if not asked:
            return []
        best: list[tuple[tuple[object, ...], Unit]] = []
        for entry in self._entries(day >= REFORM):
            unit = entry.unit
            if not unit.holds(day) or (level and unit.level != level) or (kind and unit.kind != kind):
                continue
            if province and entry.province != province:
                continue
            rank = entry.rank(asked, spelt)
            if rank is not None:
                bisect.insort(best, ((*rank, sort_key(unit.name), unit.code), unit), key=lambda hit: hit[0])
                del best[most:]
        return [unit for _, unit in best]

    def _entries(self, reformed: bool) -> list["_Entry"]:
        """What is searched, of before or of since the reform; made at the first search."""
        if reformed in self._searched:
            return self._searched[reformed]
        found = self._searched[reformed] = []
        for units in self._by_code.values():
            for unit in units:
                if (unit.valid_to == REFORM) == reformed:
                    continue
                day = unit.valid_from or REFORM - dt.timedelta(days=1)
                names, above = [], unit
                while above.parent and (next_above := self.on(above.parent, day)):
                    above = next_above
                    names.append(above.full_name)
                found.append(_Entry.of(unit, above.code, names))
        return found


@dataclass(frozen=True, slots=True)
class _Entry:
    """A unit as it is searched for."""

    unit: Unit
    province: str
    own: tuple[str, ...]
    whole: tuple[str, ...]
    around: frozenset[str]
    spelt: frozenset[str]

    @classmethod
    def of(cls, unit: Unit, province: str, above: list[str]) -> "_Entry":
        return cls(
            unit,
            province,
            tuple(words(unit.name)),
            tuple(words(unit.full_name)),
            frozenset(word for name in above for word in words(name)),
            frozenset(accented_words(" ".join([unit.full_name, *above]))),
        )

    def rank(self, asked: list[str], spelt: list[str]) -> tuple[int, int, int] | None:
        """How well it fits, less is better; None if it does not."""
        known = {*self.whole, *self.around}
        *earlier, last = asked
        if any(word not in known for word in earlier) or not any(word.startswith(last) for word in known):
            return None
        if not any(word in asked or (last not in self.around and word.startswith(last)) for word in self.own):
            return None
        missing = sum(1 for word in spelt[:-1] if word not in self.spelt)
        missing += bool(spelt) and not any(word.startswith(spelt[-1]) for word in self.spelt)
        if tuple(asked) in (self.own, self.whole):
            place = 0
        elif asked[: len(self.whole)] == list(self.whole) or asked[: len(self.own)] == list(self.own):
            place = 1
        elif " ".join(self.own).startswith(" ".join(asked)):
            place = 2
        else:
            place = 3
        return missing, place, len(self.unit.code)


def _begin(unit: Unit) -> dt.date:
    return unit.valid_from or dt.date.min


def in_order(units: Iterable[Unit]) -> list[Unit]:
    """By name as a Vietnamese dictionary has them, then by code."""
    return sorted(units, key=lambda unit: (sort_key(unit.name), unit.code))


def _called(unit: Unit, asked: str) -> bool:
    """Whether a unit is called so, with its kind (also abbreviated) or without."""
    said = _NUMBERED.sub(r"\1 \2", fold(asked))
    own, kind = fold(unit.name), fold(KINDS[unit.kind])
    first, _, rest = said.partition(" ")
    if first in _ABBREVIATED and rest:
        said = f"{_ABBREVIATED[first]} {rest}"
    said = said.removeprefix(kind + " ")
    return own == _NICKNAMES.get(said, said)


def _spelt(unit: Unit, asked: str) -> bool:
    said = accented_words(asked)
    own = accented_words(unit.name)
    return said[-len(own) :] == own
