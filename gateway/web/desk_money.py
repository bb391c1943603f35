"""Money at the desk: whose books a page shows, and how a command on money is given from it."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from werkzeug.datastructures import MultiDict
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from gateway.flows import browsing
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
