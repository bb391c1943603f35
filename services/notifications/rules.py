"""Reads the dated data of notifications: what is in force at an instant, checked when it is loaded."""

import datetime as dt
import functools
import json
from dataclasses import dataclass
from importlib import resources
from typing import Any

from services.notifications.domain import handing_over
from services.notifications.domain.circuits import Limits
from services.notifications.domain.facts import VIETNAM
from services.notifications.domain.matters import Later, Matter
from services.notifications.domain.preferences import Mode, Topic
from services.notifications.domain.quiet import Quiet, minute_of
from services.notifications.domain.retries import Schedule
from services.notifications.domain.templates import Template, TemplateWrong, template_of

TEMPLATE_FILES = ("accounts.json", "agencies.json", "desk.json", "dossiers.json", "payments.json", "staff.json")


def day_of(now: dt.datetime) -> dt.date:
    """The day in Vietnam at an instant, which decides what is in force."""
    return now.astimezone(VIETNAM).date()


@functools.cache
def matters_on(day: dt.date) -> tuple[Matter, ...]:
    """The table of matters in force on a day."""
    return tuple(_matter(row) for row in _in_force("matters.json", day)["matters"])


def matter_named(name: str, day: dt.date) -> Matter | None:
    """The matter of a name in force on a day."""
    return next((matter for matter in matters_on(day) if matter.name == name), None)


@functools.cache
def other_channels_on(channel: str, day: dt.date) -> tuple[str, ...]:
    """By which channels a message goes that did not arrive by one, the first that the person has."""
    return tuple(_in_force("channels.json", day)["instead"].get(channel, ()))


@functools.cache
def all_templates() -> dict[str, tuple[Template, ...]]:
    """Every version of every template, by matter; raises `TemplateWrong` if any of them cannot be used."""
    known = {matter.name: matter for matter in _every_matter()}
    found: dict[str, tuple[Template, ...]] = {}
    for file in TEMPLATE_FILES:
        for row in _read("templates", file)["templates"]:
            matter = known.get(row["matter"])
            if matter is None or row["matter"] in found:
                raise TemplateWrong(f"{row['matter']}: there is no such matter, or two templates of it")
            found[matter.name] = tuple(
                template_of(matter.name, version, matter.facts, matter.channels) for version in row["versions"]
            )
    missing = known.keys() - found.keys()
    if missing:
        raise TemplateWrong(f"{', '.join(sorted(missing))}: there is no template")
    return found


@functools.cache
def schedule_on(channel: str, day: dt.date) -> Schedule:
    """How often, and after which delays, a channel is tried."""
    found = _in_force("retries.json", day)["channels"][channel]
    return Schedule(tuple(found["delays"]), found["jitter"], found["lease"])


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms on which events are handed over to programs of agencies."""

    schedule: handing_over.Schedule
    in_time: int
    former_secret: dt.timedelta
    log_kept: dt.timedelta
    most_subscriptions: int


@functools.cache
def terms_on(day: dt.date) -> Terms:
    """The terms in force on a day."""
    found = _in_force("webhooks.json", day)
    return Terms(
        schedule=handing_over.Schedule(
            delays=tuple(found["delays"]),
            jitter=found["jitter"],
            lease=found["lease"],
            down_after=found["down_after"],
            probe_delays=tuple(found["probe_delays"]),
            pause_after=found["pause_after"],
            longest_wait=found["longest_wait"],
        ),
        in_time=found["in_time"],
        former_secret=dt.timedelta(hours=found["former_secret_hours"]),
        log_kept=dt.timedelta(days=found["log_days"]),
        most_subscriptions=found["subscriptions_of_an_agency"],
    )


@functools.cache
def circuit_limits_on(channel: str, day: dt.date) -> Limits:
    """When a provider of a channel is no longer asked, and when it is again."""
    found = _in_force("circuits.json", day)["channels"]
    return Limits(**found.get(channel, found["*"]))


@functools.cache
def price_on(channel: str, provider: str, day: dt.date) -> int:
    """What one part of a message costs with a provider, in đồng before tax; 0 where nothing is known."""
    found = _in_force("prices.json", day)["channels"].get(channel, {})
    return int(found.get(provider, found.get("*", 0)))


@functools.cache
def topics_on(day: dt.date) -> dict[str, Topic]:
    """What people can choose, by name, in the order in which it is shown."""
    return {row["topic"]: _topic(row) for row in _in_force("topics.json", day)["topics"]}


@functools.cache
def quiet_on(day: dt.date) -> Quiet:
    """The quiet hours of who set none."""
    found = _in_force("quiet.json", day)
    return Quiet(minute_of(found["starts"]), minute_of(found["ends"]))


@functools.cache
def quiet_channels_on(day: dt.date) -> frozenset[str]:
    """The channels that ring."""
    return frozenset(_in_force("quiet.json", day)["channels"])


def desk_contacts_kept_on(day: dt.date) -> dt.timedelta:
    """For how long a telephone that was left at a desk is kept after its dossier was closed."""
    return dt.timedelta(days=_in_force("desk_contacts.json", day)["kept_days"])


def desk_contacts_waited_for_on(day: dt.date) -> dt.timedelta:
    """For how long a message waits for a telephone of which nothing was told yet."""
    return dt.timedelta(days=_in_force("desk_contacts.json", day)["waits_days"])


def urgent_gap_on(day: dt.date) -> dt.timedelta:
    """How long it is, at least, between two urgent mails to one member of staff."""
    return dt.timedelta(minutes=_in_force("staff_mail.json", day)["urgent_gap_minutes"])


def urgent_named_on(day: dt.date) -> int:
    """How many dossiers an urgent mail names."""
    return int(_in_force("staff_mail.json", day)["urgent_named"])


def priced_on(channel: str, day: dt.date) -> list[str]:
    """The providers of a channel whose price is known; ``*`` is whoever else."""
    return sorted(_in_force("prices.json", day)["channels"].get(channel, {}))


@functools.cache
def magic_numbers_on(day: dt.date) -> dict[str, dict[str, Any]]:
    """Telephone numbers for which the sandbox's provider has an outcome of its own."""
    found: dict[str, dict[str, Any]] = _in_force("sandbox_numbers.json", day)["numbers"]
    return found


def _topic(row: dict[str, Any]) -> Topic:
    return Topic(
        name=row["topic"],
        name_vi=row["vi"],
        name_en=row["en"],
        channels={channel: Mode(mode) for channel, mode in row["channels"].items()},
        can_wait=row.get("can_wait", True),
        must_reach=row.get("must_reach", False),
        why_vi=row["why_vi"],
        why_en=row["why_en"],
        for_staff=row.get("for_staff", False),
    )


def _matter(row: dict[str, Any]) -> Matter:
    return Matter(
        name=row["matter"],
        event=row["event"],
        facts=frozenset(row["facts"]),
        channels=tuple(row["channels"]),
        when=row.get("when", {}),
        urgent=row.get("urgent", False),
        secret=row.get("secret", False),
        consent=row.get("consent", ""),
        topic=row["topic"],
        still=row.get("still", ""),
        later=Later(**row["later"]) if "later" in row else None,
    )


def _every_matter() -> list[Matter]:
    return [_matter(row) for version in _read("matters.json")["versions"] for row in version["matters"]]


def _in_force(name: str, day: dt.date) -> dict[str, Any]:
    versions = [v for v in _read(name)["versions"] if dt.date.fromisoformat(v["valid_from"]) <= day]
    if not versions:
        raise LookupError(f"{name} holds nothing that is in force on {day}")
    newest: dict[str, Any] = max(versions, key=lambda version: str(version["valid_from"]))
    return newest


@functools.cache
def _read(*names: str) -> dict[str, Any]:
    text = resources.files("services.notifications.data").joinpath(*names).read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found
