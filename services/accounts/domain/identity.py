"""Identity numbers (số giấy tờ tùy thân): whether one fits what its holder says of themselves.

The rules of the numbers themselves are shared with electronic forms and stand there, so that nobody is told two things.
"""

import datetime as dt

from services.accounts.domain.problems import Problem
from services.catalog.contract.forms import BirthPlaces, kind_of, normalise, read_personal_number

__all__ = ["BirthPlaces", "check_identity", "kind_of", "normalise", "read_personal_number"]

_FIELD = "identity_number"


def check_identity(
    kind: str, number: str, birth_date: dt.date | None, sex: str | None, places: BirthPlaces
) -> tuple[Problem, ...]:
    """Everything wrong with a normalised number of the kind its holder says it has; empty if nothing is. Without a day
    of birth the year in the number is not looked at."""
    if kind_of(number) != kind:
        return (Problem(_FIELD, "identity.wrong-form"),)
    if kind != "cccd":
        return ()
    reading = read_personal_number(number)
    found = []
    if reading.place not in places:
        found.append(Problem(_FIELD, "identity.province-unknown"))
    if birth_date is not None and reading.birth_year != birth_date.year:
        found.append(Problem(_FIELD, "identity.birth-year-differs"))
    if sex is not None and sex != reading.sex:
        found.append(Problem(_FIELD, "identity.sex-differs"))
    return tuple(found)
