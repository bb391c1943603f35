"""Reads the dated data of dossiers: calendars, usual office hours, rules of due dates, codes, limits of files."""

import datetime as dt
import functools
import json
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Any

from services.dossiers.domain.calendar import Calendar, OfficeHours, Span, YearDays
from services.dossiers.domain.codes import CodePattern
from services.dossiers.domain.deadlines import DeadlineRules, Limit, LimitUnit, rules_on
from services.dossiers.domain.digests import Terms
from services.dossiers.domain.duties import Clocks, Plan
from services.dossiers.domain.files import FileRules
from services.dossiers.domain.lookup import LookUpLimits
from services.dossiers.domain.national import Pace
from services.dossiers.domain.official_papers import PaperForm

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@functools.cache
def code_patterns() -> tuple[CodePattern, ...]:
    """Every form of dossier code there was."""
    return tuple(
        CodePattern(
            id=entry["id"],
            valid_from=dt.date.fromisoformat(entry["valid_from"]),
            date_format=entry["date_format"],
            sequence_digits=entry["sequence_digits"],
            accepts=entry["accepts"],
            source=entry["source"],
        )
        for entry in _read("code-patterns.json")["patterns"]
    )


@functools.cache
def deadline_rule_sets() -> tuple[DeadlineRules, ...]:
    """Every set of rules of due dates there was."""
    return tuple(_rules(entry) for entry in _read("deadline-rules.json")["sets"])


def deadline_rules_on(day: dt.date) -> DeadlineRules:
    """The set in force on a day."""
    return rules_on(deadline_rule_sets(), day)


def deadline_rules(set_id: str) -> DeadlineRules:
    """The set that a dossier kept."""
    return next(rules for rules in deadline_rule_sets() if rules.id == set_id)


def _rules(entry: dict[str, Any]) -> DeadlineRules:
    return DeadlineRules(
        id=entry["id"],
        valid_from=dt.date.fromisoformat(entry["valid_from"]),
        source=entry["source"],
        same_day_cut_off=dt.time.fromisoformat(entry["same_day_cut_off"]["value"]),
        same_day_source=entry["same_day_cut_off"]["source"],
        day_of_reception_source=entry["day_of_reception"]["source"],
        last_day_off_source=entry["last_day_off"]["source"],
        outside_hours_source=entry["outside_hours"]["source"],
        due_at_close=entry["due_time"]["value"] == "close",
        restart_source=entry["restart"]["source"],
        pause_source=entry["pause"]["source"],
        supplement_requests=entry["supplement_requests"]["value"],
        examination=_limit(entry["examination"]),
        supplement_expiry=_limit(entry["supplement_expiry"]),
        payment_expiry=_limit(entry["payment_expiry"]),
        extensions=entry["extensions"]["value"],
        extensions_source=entry["extensions"]["source"],
    )


def _limit(entry: dict[str, Any]) -> Limit:
    return Limit(entry["value"], LimitUnit(entry["unit"]), entry["source"])


@functools.cache
def calendar_of(hours: tuple[tuple[int, str, str], ...] = ()) -> Calendar:
    """The country's days with an agency's own hours (weekday 1 to 7, opens, closes), or the usual ones."""
    if hours:
        own = {n: tuple((_time(opens), _time(end)) for day, opens, end in hours if day == n + 1) for n in range(7)}
        return Calendar(OfficeHours(MappingProxyType(own), "Giờ làm việc do cơ quan công bố"), _years())
    usual = _read("office-hours.json")["national"]
    weekly = {n: _spans(usual["weekly"].get(name, ())) for n, name in enumerate(_WEEKDAYS)}
    return Calendar(OfficeHours(MappingProxyType(weekly), usual["source"]), _years())


def _spans(pairs: list[list[str]]) -> tuple[Span, ...]:
    return tuple((_time(opens), _time(closes)) for opens, closes in pairs)


def _time(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


@functools.cache
def _years() -> MappingProxyType[int, YearDays]:
    found = {}
    for file in resources.files("services.dossiers.data").iterdir():
        if file.name.startswith("holidays-"):
            entry = json.loads(file.read_text("utf-8"))
            found[entry["year"]] = YearDays(
                off=_named_days(entry["off_days"]),
                worked=_named_days(entry["working_weekend_days"]),
                source=entry["source"],
                estimated=entry["estimated"],
                short=MappingProxyType(
                    {dt.date.fromisoformat(day["date"]): _spans(day["hours"]) for day in entry.get("short_days", ())}
                ),
            )
    return MappingProxyType(found)


def _named_days(entries: list[dict[str, str]]) -> MappingProxyType[dt.date, str]:
    return MappingProxyType({dt.date.fromisoformat(entry["date"]): entry["name"] for entry in entries})


@dataclass(frozen=True, slots=True)
class Apology:
    """What the watch says and does by itself where nobody apologised in time."""

    limit: Limit
    reason_code: str
    reason_vi: str


def duty_clocks_on(day: dt.date) -> Clocks:
    """How long each party may take, on a day."""
    return _duty_rules(day)[0]


def watch_plan_on(day: dt.date) -> Plan:
    """When somebody is warned and how often lateness goes up, on a day."""
    return _duty_rules(day)[1]


def apology_on(day: dt.date) -> Apology:
    """The apology that is issued by itself, on a day."""
    return _duty_rules(day)[2]


@functools.lru_cache(maxsize=64)
def _duty_rules(day: dt.date) -> tuple[Clocks, Plan, Apology]:
    sets = sorted(_read("duty-clocks.json")["sets"], key=lambda entry: str(entry["valid_from"]))
    found = next((one for one in reversed(sets) if dt.date.fromisoformat(one["valid_from"]) <= day), sets[0])
    plan = {name: value for name, value in found["plan"].items() if name != "source"}
    said = found["apology"]
    clocks = Clocks(**{name: _limit(entry) for name, entry in found["clocks"].items()})
    return clocks, Plan(**plan), Apology(_limit(said), said["reason_code"], said["reason_vi"])


@functools.lru_cache(maxsize=64)
def digest_terms_on(day: dt.date) -> Terms:
    """When the mail of the morning to staff is made up, and what stands in it, on a day."""
    sets = sorted(_read("digest.json")["sets"], key=lambda entry: str(entry["valid_from"]))
    found = next((one for one in reversed(sets) if dt.date.fromisoformat(one["valid_from"]) <= day), sets[0])
    return Terms(dt.time.fromisoformat(found["at"]), found["soon_working_days"], found["named"])


@functools.cache
def file_rules() -> FileRules:
    """Which files are taken."""
    data = _read("file-rules.json")
    return FileRules(
        media_types=frozenset(data["media_types"]),
        max_bytes=data["max_bytes"],
        max_files_per_paper=data["max_files_per_paper"],
        max_pages=data["max_pages"],
        max_pixels=data["max_pixels"],
        parse_seconds=data["parse_seconds"],
        open_uploads=data["open_uploads"],
        upload_hours=data["upload_hours"],
        unscanned_waits=data["unscanned"] == "wait",
    )


@functools.cache
def paper_form(kind: str) -> PaperForm:
    """The form of a kind of official paper."""
    return PaperForm(**_read("official-papers.json")["papers"][kind])


@functools.cache
def look_up_limits() -> LookUpLimits:
    """How often strangers may ask after dossiers."""
    data = _read("look-up-limits.json")
    return LookUpLimits(
        window=dt.timedelta(seconds=data["window_seconds"]),
        wrong_facts_per_code=data["wrong_facts_per_code"],
        wrong_facts_per_network=data["wrong_facts_per_network"],
        completions_per_network=data["completions_per_network"],
    )


@functools.cache
def take_over_level() -> int:
    """From which level of identity on an account takes over what was filed at a desk."""
    return int(_read("counter.json")["take_over_level"])


@functools.cache
def national_pace() -> Pace:
    """How often the national portal is told again, and how often both sides are compared."""
    pace = _read("national-sync.json")["pace"]
    return Pace(
        first_delay=dt.timedelta(seconds=pace["first_delay_seconds"]),
        factor=pace["factor"],
        longest_delay=dt.timedelta(seconds=pace["longest_delay_seconds"]),
        refusals=pace["refusals"],
        lease=dt.timedelta(seconds=pace["lease_seconds"]),
        check_open=dt.timedelta(hours=pace["check_open_hours"]),
        check_closed=dt.timedelta(days=pace["check_closed_days"]),
    )


def national_names() -> dict[str, Any]:
    """How the national portal names things, as far as is known: services, codes, kinds, channels."""
    data = _read("national-sync.json")
    return {part: _without_words(data[part]) for part in ("services", "codes", "kinds", "channels")}


def _without_words(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name not in ("assumed", "source")}


@functools.cache
def _read(name: str) -> dict[str, Any]:
    text = resources.files("services.dossiers.data").joinpath(name).read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
