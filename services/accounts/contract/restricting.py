"""Restriction (hạn chế xử lý): data stays, and is used for nothing but what the law asks, until it is lifted."""

import datetime as dt

from chassis.contracts import command, event, query
from chassis.records import Ident, record
from services.accounts.contract.terms import SERVICE


@record
class RestrictAccount:
    """Have the caller's data used for nothing more than the law asks."""


@record
class LiftRestriction:
    """Let the caller's data be used as before."""


@record
class GetRestriction:
    """Whether the caller's data is restricted."""


@record
class RestrictionView:
    """Whether data is restricted, and since when."""

    restricted: bool
    since: dt.datetime | None = None


@record
class AccountRestricted:
    """From now on data of an account is restricted, or not any more; whoever holds some follows."""

    account_id: Ident
    restricted: bool
    at: dt.datetime


restrict_account = command(
    SERVICE, "restrict_account", RestrictAccount, RestrictionView, natural="what is restricted stays restricted"
)
lift_restriction = command(
    SERVICE, "lift_restriction", LiftRestriction, RestrictionView, natural="what is lifted stays lifted"
)
get_restriction = query(SERVICE, "get_restriction", GetRestriction, RestrictionView)
account_restricted = event(SERVICE, "account_restricted", AccountRestricted, aggregate="account")
