"""Who of the staff looked at what accounts hold about a person, or changed it, and why: for the person to read."""

import datetime as dt
from typing import Annotated

from chassis.contracts import query
from chassis.records import Rule, record
from services.accounts.contract.terms import SERVICE

LookPlace = Annotated[str, Rule(max=20, pattern=r"\d*", description="Place in the audit trail")]


@record
class ListAccountLooks:
    """What staff did with the caller's account, the newest first."""

    cursor: LookPlace = ""
    limit: Annotated[int, Rule(min=1, max=100)] = 20


@record
class AccountLook:
    """One act of a member of staff, from the audit trail."""

    place: LookPlace
    at: dt.datetime
    act: Annotated[str, Rule(max=60, description="What was done", example="personal-data.revealed")]
    by_name: Annotated[str, Rule(max=200)]
    by_agency: Annotated[str, Rule(max=500)]
    fields: tuple[Annotated[str, Rule(max=60)], ...] = ()
    why: Annotated[str, Rule(max=500)] = ""


@record
class AccountLooks:
    """A page of looks."""

    items: tuple[AccountLook, ...]
    next_cursor: LookPlace = ""


list_account_looks = query(SERVICE, "list_account_looks", ListAccountLooks, AccountLooks)
