"""Carrying out what a form asks: what is wrong with it comes back to the page, beside what was typed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from chassis.contracts import Method
from chassis.errors import INVALID_REQUEST, Invalid, PortalError
from chassis.ids import new_id
from chassis.records import load
from gateway.problems import status_of
from gateway.texts import person_sentence
from gateway.visits import Visit
from gateway.web.forms import sentence_of
from gateway.web.refusals import belongs_here

Rep = TypeVar("Rep")

_DAY = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")


@dataclass(frozen=True, slots=True)
class Attempt(Generic[Rep]):
    """What came of it: a reply, or what to say. ``wrong`` has the sentences by field, in the words of the contract."""

    reply: Rep | None
    status: int = 200
    said: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)


def attempt(
    visit: Visit, method: Method[Any, Rep], asked: Mapping[str, Any], wrong_already: Mapping[str, str] | None = None
) -> Attempt[Rep]:
    """Send the command, with the form's key; a page or session that is not there stays an error.

    What the page knows to be wrong already is told with all else that the record says, and nothing is sent.
    """
    if wrong_already:
        return _not_sent(visit, method, asked, wrong_already)
    try:
        return Attempt(visit.send(method, load(method.request, dict(asked)), key=visit.key or new_id()))
    except PortalError as refused:
        if refused.status == 404 or not belongs_here(refused):
            raise
        wrong: dict[str, str] = {}
        if isinstance(refused, Invalid):
            wrong = {one.pointer.strip("/"): person_sentence(one, visit.language) for one in refused.problems}
        return Attempt(None, status_of(refused), sentence_of(refused, visit.language), wrong)


def _not_sent(
    visit: Visit, method: Method[Any, Rep], asked: Mapping[str, Any], known: Mapping[str, str]
) -> Attempt[Rep]:
    wrong = dict(known)
    try:
        load(method.request, dict(asked))
    except Invalid as found:
        for one in found.problems:
            wrong.setdefault(one.pointer.strip("/"), person_sentence(one, visit.language))
    refused = INVALID_REQUEST()
    return Attempt(None, refused.status, sentence_of(refused, visit.language), wrong)


def typed(visit: Visit, *names: str) -> dict[str, str]:
    """The fields of the form that hold something, without the blanks around them."""
    return {name: value for name in names if (value := visit.form.get(name, "").strip())}


def whole_number(text: str) -> Any:
    """A number that was typed; what is none goes on as it is, so that the record says what is wrong with it."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 16 else plain


def day_typed(text: str) -> str:
    """A date as people in Vietnam type it, as the records write it; anything else as it is."""
    found = _DAY.fullmatch(text.strip())
    if found is None:
        return text.strip()
    day, month, year = found.groups()
    return f"{year}-{int(month):02d}-{int(day):02d}"
