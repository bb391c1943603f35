"""An electronic identity (danh tính điện tử) as a provider's claims tell of it, read by a mapping that is data.

How the national provider (VNeID) names its claims is told to whoever is connected and is not public. So what stands in
the data are the standard's names, with one of ours for the identity number, and an operator may put others over them.
"""

import datetime as dt
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from services.accounts.domain.identity import kind_of, normalise
from services.accounts.domain.person import folded, full_name

NAMES: Final = frozenset({"identity_number", "name", "birth_date"})
"""What must be known of who signs in."""
DATE_FORMS: Final = {"YYYY-MM-DD": "%Y-%m-%d", "DD/MM/YYYY": "%d/%m/%Y", "YYYYMMDD": "%Y%m%d"}
"""How a provider may write a date."""


@dataclass(frozen=True, slots=True)
class ClaimRules:
    """Which claims say what, and what an authentication context (``acr``) is worth."""

    scopes: tuple[str, ...]
    algorithms: tuple[str, ...]
    claims: Mapping[str, str]
    assurance: Mapping[str, int]
    request_lifetime_seconds: int
    birth_date_form: str = "YYYY-MM-DD"

    def under(self, mapping: Mapping[str, Any]) -> "ClaimRules":
        """These rules with what an operator's mapping says otherwise."""
        return replace(
            self,
            claims={**self.claims, **mapping.get("claims", {})},
            scopes=tuple(mapping.get("scopes", self.scopes)),
            assurance=mapping.get("assurance", self.assurance),
            birth_date_form=mapping.get("birth_date_form", self.birth_date_form),
        )


def mapping_of(text: str) -> dict[str, Any]:
    """An operator's mapping from its JSON, or ValueError with a sentence: ``claims``, ``scopes``, ``assurance`` and
    ``birth_date_form``, as far as they are other than in the data."""
    try:
        found = json.loads(text)
    except ValueError:
        raise ValueError("should be a JSON object") from None
    shapes: dict[str, Callable[[Any], bool]] = {
        "claims": lambda value: isinstance(value, dict) and set(value) <= NAMES and all(map(_is_name, value.values())),
        "scopes": lambda value: isinstance(value, list) and "openid" in value and all(map(_is_name, value)),
        "assurance": lambda value: (
            isinstance(value, dict) and bool(value) and all(level in (1, 2) for level in value.values())
        ),
        "birth_date_form": lambda value: value in DATE_FORMS,
    }
    if not isinstance(found, dict) or not found or not set(found) <= set(shapes):
        raise ValueError(f"should be a JSON object with some of {', '.join(shapes)}")
    for name, value in found.items():
        if not shapes[name](value):
            raise ValueError(f"has a {name} that is not understood; see docs/operating.md")
    return found


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(value)


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
        written = _text(claims, rules.claims["birth_date"])
        birth_date = dt.date(*time.strptime(written, DATE_FORMS[rules.birth_date_form])[:3])
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
    """A claim that is text, also one inside others: ``citizen.number`` where no claim has that very name."""
    found: object = claims.get(name)
    if found is None:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""
