"""Who looked at a person's data and why, as one list: what each service tells, put in the order of time.

A place in the list is a place in each service's own: a page takes from each what comes next, so that none is told twice
or left out, whatever is added meanwhile. A service that is away fails the list: half of it would say too little.
"""

import datetime as dt
import heapq
from dataclasses import dataclass
from typing import Annotated

from chassis import cursors
from chassis.records import Rule, record
from gateway.visits import Visit
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers

DIVIDER = "~"


@record
class Looked:
    """One look at a person's data; a dossier is named where one was looked at."""

    at: dt.datetime
    part: Annotated[str, Rule(choices=("accounts", "dossiers"))]
    look: Annotated[str, Rule(max=60, description="dossier, file, revealed; of an account, the act of the audit trail")]
    by_name: Annotated[str, Rule(max=200)]
    by_agency: Annotated[str, Rule(max=500)]
    fields: tuple[Annotated[str, Rule(max=60)], ...] = ()
    why: Annotated[str, Rule(max=500)] = ""
    dossier_id: Annotated[str, Rule(max=64)] = ""
    dossier_code: Annotated[str, Rule(max=40)] = ""


@record
class LookedPage:
    """A page of looks."""

    items: tuple[Looked, ...]
    next_cursor: Annotated[str, Rule(max=400)] = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A look with its place in its service's list."""

    look: Looked
    place: str


def list_looks(visit: Visit, asked: dossiers.ListLooks) -> LookedPage:
    """The next looks of all services, the newest first."""
    of_dossiers, of_accounts = _places(cursors.read(asked, visit.caller.party))
    first, more = _of_dossiers(visit, of_dossiers, asked.limit)
    second, more_of_accounts = _of_accounts(visit, of_accounts, asked.limit)
    # Each service's own order is kept: a place in its list is where its last look in the page stands.
    merged = list(heapq.merge(first, second, key=lambda told: told.look.at, reverse=True))
    page = merged[: asked.limit]
    if len(merged) == len(page) and not more and not more_of_accounts:
        return LookedPage(items=tuple(told.look for told in page))
    places = {"dossiers": of_dossiers, "accounts": of_accounts} | {told.look.part: told.place for told in page}
    ends = f"{places['dossiers']}{DIVIDER}{places['accounts']}"
    return LookedPage(
        items=tuple(told.look for told in page), next_cursor=cursors.write(asked, ends, visit.caller.party)
    )


def _of_dossiers(visit: Visit, place: str, limit: int) -> tuple[list[Told], bool]:
    page = visit.send(dossiers.list_looks, dossiers.ListLooks(cursor=place, limit=limit))
    found = [
        Told(
            Looked(
                at=one.at,
                part="dossiers",
                look=one.look.value,
                by_name=one.by_name,
                by_agency=one.by_agency,
                fields=tuple(field.value for field in one.fields),
                why=one.why,
                dossier_id=one.dossier_id,
                dossier_code=one.dossier_code,
            ),
            one.look_id,
        )
        for one in page.items
    ]
    return found, bool(page.next_cursor)


def _of_accounts(visit: Visit, place: str, limit: int) -> tuple[list[Told], bool]:
    page = visit.send(accounts.list_account_looks, accounts.ListAccountLooks(cursor=place, limit=limit))
    found = [
        Told(
            Looked(
                at=one.at,
                part="accounts",
                look=one.act,
                by_name=one.by_name,
                by_agency=one.by_agency,
                fields=one.fields,
                why=one.why,
            ),
            one.place,
        )
        for one in page.items
    ]
    return found, bool(page.next_cursor)


def _places(cursor: str) -> tuple[str, str]:
    if not cursor:
        return "", ""
    dossier, divider, account = cursor.partition(DIVIDER)
    if not divider or not (account.isdecimal() or not account):
        raise cursors.wrong()
    return dossier, account
