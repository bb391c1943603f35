"""Carrying out what a form asks: what is wrong with it comes back to the page, beside what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from chassis.contracts import Method
from chassis.errors import INVALID_REQUEST, Invalid, PortalError
from chassis.ids import new_id
from chassis.records import load
from gateway.problems import status_of
from gateway.visits import Visit
from gateway.web.days import day_sentence
from gateway.web.forms import sentence_of
from gateway.web.refusals import belongs_here

Rep = TypeVar("Rep")


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
            wrong = _told(visit, asked, refused)
        said = " ".join(dict.fromkeys(wrong.values())) or sentence_of(refused, visit.language)
        return Attempt(None, status_of(refused), said, wrong)


def _not_sent(
    visit: Visit, method: Method[Any, Rep], asked: Mapping[str, Any], known: Mapping[str, str]
) -> Attempt[Rep]:
    wrong = dict(known)
    try:
        load(method.request, dict(asked))
    except Invalid as found:
        wrong = {**_told(visit, asked, found), **wrong}
    refused = INVALID_REQUEST()
    return Attempt(None, refused.status, sentence_of(refused, visit.language), wrong)


def _told(visit: Visit, asked: Mapping[str, Any], refused: Invalid) -> dict[str, str]:
    named = [(one.pointer.strip("/"), one) for one in refused.problems]
    return {name: day_sentence(one, asked.get(name), visit.language) for name, one in named}


def typed(visit: Visit, *names: str) -> dict[str, str]:
    """The fields of the form that hold something, without the blanks around them."""
    return {name: value for name in names if (value := visit.form.get(name, "").strip())}


def whole_number(text: str) -> Any:
    """A number that was typed; what is none goes on as it is, so that the record says what is wrong with it."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 16 else plain
