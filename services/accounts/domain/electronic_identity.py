"""An electronic identity (danh tính điện tử) as a provider's claims tell of it, read by a mapping that is data."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from services.accounts.domain.identity import kind_of, normalise
from services.accounts.domain.person import folded, full_name


@dataclass(frozen=True, slots=True)
class ClaimRules:
    """Which claims say what, and what an authentication context (``acr``) is worth."""

    scopes: tuple[str, ...]
    algorithms: tuple[str, ...]
    claims: Mapping[str, str]
    assurance: Mapping[str, int]
    request_lifetime_seconds: int


@dataclass(frozen=True, slots=True, repr=False)
class ElectronicIdentity:
    """Who signed in, by the provider's word. Without a repr, so that no log shows it."""

    subject: str
    identity_number: str
    name: str
    birth_date: dt.date
    assurance: int


def read_identity(claims: Mapping[str, object], rules: ClaimRules) -> ElectronicIdentity | str:
    """The identity in verified claims, or the name of what is missing or cannot be read in them."""
    number = normalise(_text(claims, rules.claims["identity_number"]))
    if kind_of(number) is None:
        return "identity_number"
    name = full_name(_text(claims, rules.claims["name"]))
    if name is None:
        return "name"
    try:
        birth_date = dt.date.fromisoformat(_text(claims, rules.claims["birth_date"]))
    except ValueError:
        return "birth_date"
    assurance = rules.assurance.get(_text(claims, "acr"), 0)
    if not assurance:
        return "acr"
    return ElectronicIdentity(_text(claims, "sub"), number, name, birth_date, assurance)


def is_same_person(identity: ElectronicIdentity, name: str, birth_date: dt.date) -> bool:
    """Whether an account's holder is the person: same birth date, same name but for accents and case."""
    return identity.birth_date == birth_date and folded(identity.name) == folded(name)


def _text(claims: Mapping[str, object], name: str) -> str:
    found = claims.get(name)
    return found if isinstance(found, str) else ""
