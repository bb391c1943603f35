"""Who may do what for an organisation, and when a delegation is in force."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

ORDER = ("viewer", "filer", "manager", "owner")
"""Roles of members, each including those before it."""


def at_least(role: str, needed: str) -> bool:
    """Whether a role includes another."""
    return ORDER.index(role) >= ORDER.index(needed)


def may_give(own: str, given: str) -> bool:
    """Whether a member with one role may give, change or take another: managers below their own, owners all."""
    return own == "owner" or (own == "manager" and not at_least(given, "manager"))


@dataclass(frozen=True, slots=True)
class Delegation:
    """An accepted delegation, as far as its scope goes."""

    procedures: tuple[str, ...]
    valid_from: dt.date
    valid_to: dt.date

    def is_on(self, day: dt.date) -> bool:
        return self.valid_from <= day <= self.valid_to


def scope_on(delegations: Iterable[Delegation], day: dt.date) -> tuple[str, ...] | None:
    """What several delegations from one person to another allow on a day: empty is everything, None nothing."""
    on = [delegation for delegation in delegations if delegation.is_on(day)]
    if not on:
        return None
    if any(not delegation.procedures for delegation in on):
        return ()
    return tuple(sorted({procedure for delegation in on for procedure in delegation.procedures}))
