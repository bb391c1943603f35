"""The published catalogue by what it is narrowed by: for each value the set of procedures that have it.

Filters and facets are cuts of such sets (`domain.bits`), so they cost microseconds also with ten thousand procedures.
"""

import enum
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from services.catalog.contract import (
    AgencyLevel,
    Audience,
    Count,
    Facets,
    ListProcedures,
    ProcedureSummary,
    SearchProcedures,
    ServiceLevel,
    Tab,
)
from services.catalog.domain.alphabet import sort_key
from services.catalog.domain.documents import no_pause

Asked = ListProcedures | SearchProcedures
OfferedLevels = Mapping[str, frozenset[ServiceLevel]]

FILTERS = ("tab", "audience", "life_event", "field", "level", "agency", "service_level")
"""What a list or search may be narrowed by, in the order in which leaving out is suggested last to first."""
AGENCIES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Names:
    """How the values that are no terms of the contract are called: names, and English names where there are any."""

    fields: Mapping[str, str]
    life_events: Mapping[str, tuple[str, str]]
    agencies: Mapping[str, str]


class Shelves:
    """Sets of procedures by each value of each filter; never changed once built."""

    def __init__(
        self,
        summaries: Mapping[str, ProcedureSummary],
        offered: Mapping[str, OfferedLevels],
        slot_of: Callable[[str], int],
        names: Names,
        pause: Callable[[], None] = no_pause,
    ) -> None:
        self._names = names
        self._sets: dict[str, dict[str, int]] = {name: defaultdict(int) for name in FILTERS}
        self._levels_of_agency: dict[tuple[str, str], int] = defaultdict(int)
        self.everything = 0
        for code, summary in summaries.items():
            pause()
            one = 1 << slot_of(code)
            self.everything |= one
            for name, values in (
                ("tab", summary.tabs),
                ("audience", summary.audiences),
                ("life_event", summary.life_events),
                ("field", (summary.field,)),
                ("level", summary.levels),
            ):
                for value in values:
                    self._sets[name][value] |= one
            for agency, levels in offered.get(code, {}).items():
                self._sets["agency"][agency] |= one
                for level in levels:
                    self._sets["service_level"][level] |= one
                    self._levels_of_agency[agency, level] |= one
        self._agencies_by_size = sorted(
            self._sets["agency"], key=lambda code: (-self._sets["agency"][code].bit_count(), code)
        )

    def within(self, asked: Asked, but: str = "") -> int:
        """The procedures that all filters keep; ``but`` names one that is left out."""
        found = self.everything
        for name in FILTERS:
            value = getattr(asked, name)
            if value and name != but and not (name == "service_level" and asked.agency and but != "agency"):
                found &= self._sets[name].get(value, 0)
        if asked.agency and asked.service_level and but not in ("agency", "service_level"):
            # An agency offers at a level of its own: that of others does not count.
            found &= self._levels_of_agency.get((asked.agency, asked.service_level), 0)
        return found

    def facets(self, asked: Asked, found: int) -> Facets:
        """How the procedures found (without any filter) are spread, each facet without its own filter."""
        return Facets(
            tabs=self._counts("tab", list(Tab), asked, found),
            audiences=self._counts("audience", list(Audience), asked, found),
            life_events=self._life_events(asked, found),
            fields=self._fields(asked, found),
            levels=self._counts("level", list(AgencyLevel), asked, found),
            agencies=self._agencies(asked, found),
            service_levels=self._service_levels(asked, found),
        )

    def count(self, name: str, value: str, among: int) -> int:
        """How many of these have a value."""
        return (self._sets[name].get(value, 0) & among).bit_count()

    def _counts(self, name: str, values: list[enum.StrEnum], asked: Asked, found: int) -> tuple[Count, ...]:
        among = found & self.within(asked, but=name)
        counted = ((value, self.count(name, value, among)) for value in values)
        return tuple(Count(key=value.value, count=count) for value, count in counted if count)

    def _fields(self, asked: Asked, found: int) -> tuple[Count, ...]:
        among = found & self.within(asked, but="field")
        counted = ((key, self.count("field", key, among)) for key in self._sets["field"])
        named = [Count(key=key, name=self._names.fields[key], count=count) for key, count in counted if count]
        return tuple(sorted(named, key=lambda one: sort_key(one.name)))

    def _life_events(self, asked: Asked, found: int) -> tuple[Count, ...]:
        among = found & self.within(asked, but="life_event")
        counted = ((key, names, self.count("life_event", key, among)) for key, names in self._names.life_events.items())
        return tuple(
            Count(key=key, name=name, name_en=name_en, count=count) for key, (name, name_en), count in counted if count
        )

    def _agencies(self, asked: Asked, found: int) -> tuple[Count, ...]:
        among = found & self.within(asked, but="agency")
        if asked.service_level:
            counted = [
                (code, (self._levels_of_agency.get((code, asked.service_level), 0) & among).bit_count())
                for code in self._agencies_by_size
            ]
        else:
            counted = [(code, self.count("agency", code, among)) for code in self._agencies_by_size]
        counted.sort(key=lambda one: (-one[1], one[0]))
        return tuple(
            Count(key=code, name=self._names.agencies.get(code, ""), count=count)
            for code, count in counted[:AGENCIES_SHOWN]
            if count
        )

    def _service_levels(self, asked: Asked, found: int) -> tuple[Count, ...]:
        if not asked.agency:
            return self._counts("service_level", list(ServiceLevel), asked, found)
        among = found & self.within(asked, but="service_level")
        counted = (
            (level, (self._levels_of_agency.get((asked.agency, level), 0) & among).bit_count())
            for level in ServiceLevel
        )
        return tuple(Count(key=level.value, count=count) for level, count in counted if count)
