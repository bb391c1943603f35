"""What a correction makes of the details of a person, and what is wrong with it."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from services.accounts.domain import identity, person
from services.accounts.domain.identity import BirthPlaces
from services.accounts.domain.problems import Problem


@dataclass(frozen=True, slots=True)
class Details:
    """What an account says of a person; ``sex`` is empty if it says nothing."""

    name: str
    birth_date: dt.date
    sex: str
    identity_kind: str
    identity_number: str


def corrected(
    present: Details,
    *,
    full_name: str | None,
    birth_date: dt.date | None,
    sex: str | None,
    identity_kind: str | None = None,
    identity_number: str | None = None,
    today: dt.date,
    places: BirthPlaces,
) -> Details | tuple[Problem, ...]:
    """The details as they would be, or all that is wrong with them; what is not given stays."""
    found: list[Problem] = []
    name = person.full_name(full_name) if full_name is not None else present.name
    if name is None:
        found.append(Problem("full_name", "name.wrong-form"))
    born = birth_date or present.birth_date
    if not person.is_possible_birth_date(born, today):
        found.append(Problem("birth_date", "birth-date.out-of-range"))
    kind = identity_kind or present.identity_kind
    number = identity.normalise(identity_number) if identity_number is not None else present.identity_number
    wanted_sex = sex or present.sex
    found += identity.check_identity(kind, number, born, wanted_sex or None, places)
    if found or name is None:
        return tuple(found)
    return Details(name, born, wanted_sex, kind, number)


def merged(present: Details, wanted: Details, fields: Collection[str]) -> Details:
    """The details with these fields as wanted; the others may have changed since, and stay as they are."""
    paper = wanted if "identity" in fields else present
    return Details(
        wanted.name if "name" in fields else present.name,
        wanted.birth_date if "birth_date" in fields else present.birth_date,
        wanted.sex if "sex" in fields else present.sex,
        paper.identity_kind,
        paper.identity_number,
    )


def changed_fields(before: Details, after: Details) -> tuple[str, ...]:
    """What differs, by the names of the contract."""
    names = {"name": "name", "birth_date": "birth_date", "sex": "sex"}
    found = [told for name, told in names.items() if getattr(before, name) != getattr(after, name)]
    if (before.identity_kind, before.identity_number) != (after.identity_kind, after.identity_number):
        found.append("identity")
    return tuple(found)


def register_decides(before: Details, after: Details) -> bool:
    """Whether the population register can vouch for the change: of the sex only a card number speaks."""
    same_paper = dataclasses.replace(before, name="", birth_date=dt.date.min, sex="") == dataclasses.replace(
        after, name="", birth_date=dt.date.min, sex=""
    )
    return same_paper and (before.sex == after.sex or after.identity_kind == "cccd")
