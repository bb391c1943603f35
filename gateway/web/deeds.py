"""Deeds: commands that officers give from a page, each declared once with the fields of its form.

One declaration draws the form, reads it into the command's own record, and puts what is wrong beside its field and
into the summary above. Nothing typed is lost: a refused form is drawn again as it was sent. One that got no answer in
time keeps its key, so that sending it again has its effect once.
"""

import dataclasses
import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.datastructures import MultiDict

from chassis.contracts import Method
from chassis.errors import INVALID_REQUEST, Invalid, PortalError, text_of
from chassis.ids import new_id
from chassis.records import load
from gateway.routing import Words
from gateway.visits import Visit
from gateway.web import agency_choice
from gateway.web.agency_choice import Picked
from gateway.web.days import day_sentence, day_typed, moment_typed


class Kind(enum.StrEnum):
    """How a field looks and how it is read."""

    TEXT = "text"
    LONG = "long"
    NUMBER = "number"
    MONEY = "money"
    """Whole đồng, as it is written: 1.250.000."""
    DAY = "day"
    MOMENT = "moment"
    """A day and a time of it, by the clock of Hà Nội; each has a field of its own (`HOUR`)."""
    ONE = "one"
    """One of a few, all in sight."""
    LIST = "list"
    """One of many, which the page gives."""
    YES_NO = "yes_no"
    TICK = "tick"
    MANY = "many"
    """Any of a few."""
    AGENCY = "agency"
    """An agency by name or code, with suggestions (`gateway.web.agency_choice`)."""
    PART = "part"
    """Drawn and read by the page itself."""


HOUR = ".hour"
"""What the field of a moment's hour is called besides its day's."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form; ``name`` is the field of the command's record."""

    name: str
    words: Words
    kind: Kind = Kind.TEXT
    needed: bool = True
    hint: Words | None = None
    choices: tuple[tuple[str, Words], ...] = ()
    most: int = 500
    preset: str = ""
    into: str = ""
    """The part of the command's record that the field belongs to; empty: the record itself."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A command with its form."""

    key: str
    method: Method[Any, Any]
    words: Words
    fields: tuple[Field, ...] = ()
    grave: bool = False
    """Ends or takes away something: not the first thing to press."""
    button: Words | None = None
    about: Words | None = None
    """A sentence above the fields."""


def keyed(*deeds: Deed) -> Mapping[str, Deed]:
    """Deeds by the last part of their address."""
    return {deed.key: deed for deed in deeds}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A form that was refused: which one, what was typed, and what is wrong."""

    scope: str
    values: "MultiDict[str, str]"
    status: int
    said: str
    wrong: Mapping[str, str] = field(default_factory=dict)
    key: str = ""
    """The key to send it again with; empty: a new one."""
    picked: Mapping[str, Picked] = field(default_factory=dict)
    """What fields came to that name an agency."""


def scope_of(deed: Deed, thing: str = "") -> str:
    """What tells forms of one deed apart on a page."""
    return f"{deed.key}-{thing}" if thing else deed.key


def plain_of(deed: Deed, form: "MultiDict[str, str]") -> dict[str, Any]:
    """The form as plain values for the command's record; what was left empty is not said."""
    found: dict[str, Any] = {}
    for one in deed.fields:
        if one.kind is Kind.PART:
            continue
        place = found.setdefault(one.into, {}) if one.into else found
        if one.kind is Kind.MANY:
            place[one.name] = form.getlist(one.name)
            continue
        if one.kind is Kind.TICK:
            place[one.name] = one.name in form
            continue
        said = form.get(one.name, "").replace("\r\n", "\n").strip()
        if one.kind is Kind.MOMENT:
            said = moment_typed(said, form.get(one.name + HOUR, ""))
        if said:
            place[one.name] = _value(one.kind, said)
    return found


def _value(kind: Kind, said: str) -> Any:
    """What is no number and no time goes on as it is, so that the record says what is wrong with it."""
    if kind is Kind.MONEY:
        said = said.replace(".", "").replace(" ", "")
    if kind in (Kind.NUMBER, Kind.MONEY):
        return int(said) if said.isascii() and said.isdigit() and len(said) <= 18 else said
    if kind is Kind.YES_NO:
        return {"yes": True, "no": False}.get(said, said)
    if kind is Kind.DAY:
        return day_typed(said)
    return said


def carry_out(
    visit: Visit, deed: Deed, known: Mapping[str, Any] | None = None, thing: str = ""
) -> tuple[Any, Attempt | None]:
    """Give the command: its reply, or the attempt to show again. ``known`` is what the page knows without the form.

    Raises what no form can mend: who must sign in, and what is not there.
    """
    picked = agency_choice.picks(visit, *(one.name for one in deed.fields if one.kind is Kind.AGENCY))
    plain = {**plain_of(deed, visit.form), **agency_choice.codes(picked), **(known or {})}
    wrong = agency_choice.wrongs(visit, picked)
    try:
        request = load(deed.method.request, plain)
        if wrong:
            raise INVALID_REQUEST()
        return visit.send(deed.method, request, key=visit.key or new_id()), None
    except PortalError as refused:
        if refused.status in (401, 404):
            raise
        parts = {one.into for one in deed.fields if one.into}
        tried = attempt_of(visit, refused, scope_of(deed, thing), parts)
        if wrong:
            tried = dataclasses.replace(tried, said="", wrong={**tried.wrong, **wrong}, picked=picked)
        return None, tried


def attempt_of(visit: Visit, refused: PortalError, scope: str, parts: Collection[str] = ()) -> Attempt:
    """The refused form, with each sentence at its field; ``parts`` of the record have fields of their own."""
    wrong: dict[str, str] = {}
    if isinstance(refused, Invalid):
        for problem in refused.problems:
            first, _, rest = problem.pointer.strip("/").partition("/")
            name = rest.partition("/")[0] if rest and first in parts else first
            wrong.setdefault(name, day_sentence(problem, visit.form.get(name), visit.language))
    said = "" if wrong else text_of(refused, visit.language)
    key = visit.key if refused.retryable else ""
    return Attempt(scope, visit.form, refused.status, said, wrong, key)
