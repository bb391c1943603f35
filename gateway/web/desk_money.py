"""Money at the desk: whose books a page shows, and how a command on money is given from it."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.contracts import Method
from chassis.errors import Invalid
from chassis.records import load
from gateway.flows import browsing
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.visits import Visit
from gateway.web.deeds import Attempt, Deed, carry_out, scope_of
from gateway.web.desk_places import ADMINISTRATOR, BOOKS, RECEIVER, SUPERVISOR
from gateway.web.money_deeds import DONE
from services.payments import contract as payments

SECOND: Final = (SUPERVISOR, ADMINISTRATOR)
"""Who decides what somebody else asked for."""


def agency_of(visit: Visit) -> str:
    """The agency whose books are shown: the one that the address or the form names, or the first of the caller's."""
    own = agencies_of(visit)
    wanted = visit.form.get("co_quan", "") or visit.request.args.get("co-quan", "")
    if wanted and len(wanted) <= 40:
        return wanted
    if not own:
        raise payments.BOOKS_NOT_FOUND()
    return own[0]


def money_page(
    visit: Visit, template: str, address: str, agency: str, attempt: Attempt | None = None, **facts: Any
) -> Response:
    """A page of an agency's money, with the choice of agencies where the caller has several."""
    done = DONE.get(visit.request.args.get("da", ""))
    asked = {"co-quan": agency if len(agencies_of(visit)) > 1 else ""}
    return visit.page(
        template,
        status=facts.pop("status", attempt.status if attempt is not None else 200),
        agency=agency,
        agencies=[(code, browsing.agency_name(visit.means, code)) for code in agencies_of(visit)],
        attempt=attempt,
        done=done,
        me=visit.caller.id,
        is_cashier=takes_cash(visit, agency),
        is_second=holds(visit, SECOND, agency),
        is_administrator=holds(visit, (ADMINISTRATOR,), agency),
        scope_of=scope_of,
        other_language=here(address, "vi" if visit.language == "en" else "en", **asked),
        **facts,
    )


def money_deed(
    visit: Visit,
    deed: Deed,
    known: Mapping[str, Any],
    again: Callable[[Attempt], Response],
    to: str,
    thing: str = "",
    **query: object,
) -> Response:
    """Give a command on money, and go to where its effect is seen; a refused form is shown ``again``."""
    _, attempt = carry_out(visit, deed, known, thing)
    if attempt is not None:
        return again(attempt)
    agency = visit.form.get("co_quan", "")
    return redirect(here(to, visit.language, **{"co-quan": agency}, **query, da=deed.key), 303)


@dataclass(frozen=True, slots=True)
class Thing:
    """Something of an agency's money that has a page of its own, and deeds that are done from there.

    ``field`` names it in the address, in the query that shows it and in every command about it; what a deed is about
    beside it (a proposal, a credit) is named the same way in both.
    """

    address: str
    field: str
    method: Method[Any, Any]
    template: str
    shown: Callable[[Visit, str, Any], Mapping[str, Any]]
    """What the page shows, by the agency and what was found."""

    def page(self, visit: Visit, attempt: Attempt | None = None) -> Response:
        """The thing that the address names, with the form that was refused."""
        agency = agency_of(visit)
        try:
            asked = load(self.method.request, {self.field: visit.path[self.field]})
        except Invalid:
            raise ADDRESS_UNKNOWN() from None
        facts = self.shown(visit, agency, visit.send(self.method, asked))
        return money_page(visit, self.template, self._at(visit), agency, attempt, **facts)

    def carry_out(self, visit: Visit, deed: Deed | None, part: str = "", **known: Any) -> Response:
        """Do a deed with it, or with the ``part`` of it that the address names as well."""
        if deed is None:
            raise ADDRESS_UNKNOWN()
        named = {name: visit.path[name] for name in (self.field, part) if name}
        thing = visit.path[part] if part else ""
        return money_deed(visit, deed, named | known, functools.partial(self.page, visit), self._at(visit), thing)

    def _at(self, visit: Visit) -> str:
        return f"{self.address}/{visit.path[self.field]}"


def agencies_of(visit: Visit) -> list[str]:
    """The agencies whose books the caller may read: money is of the agency itself, in which the role is held."""
    found = [held.agency for held in visit.caller.reach() if held.role in BOOKS and not held.procedures]
    return list(dict.fromkeys(found))


def holds(visit: Visit, roles: tuple[str, ...], agency: str) -> bool:
    """Whether a form for these roles is worth showing; the service decides when it is sent."""
    return any(held.role in roles for held in visit.caller.held({agency}))


def takes_cash(visit: Visit, agency: str) -> bool:
    """Whether the caller is one who takes money for this agency."""
    return any(held.role == RECEIVER and held.agency == agency for held in visit.caller.reach())


def shares(form: "MultiDict[str, str]") -> list[dict[str, Any]]:
    """How much of each fee head goes back; empty: all that is left."""
    found: list[dict[str, Any]] = []
    for name, value in form.items():
        said = value.strip().replace(".", "")
        if name.startswith("share:") and said:
            amount = int(said) if said.isascii() and said.isdigit() and len(said) <= 18 else said
            found.append({"head": name.removeprefix("share:"), "amount": amount})
    return found
