"""Identity numbers (số giấy tờ tùy thân): their forms, and what they tell of their holder.

A personal number (số định danh cá nhân, on the CCCD) is ``PPP C YY NNNNNN``: place of birth registration, century and
sex, year of birth, six random digits; it has no check digit (Nghị định 137/2015/NĐ-CP,
Thông tư 59/2021/TT-BCA).
The place is the old province of birth registration, not of residence, and the mergers of 2025 did not change it.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

from services.accounts.domain.problems import Problem

_SEPARATORS = re.compile(r"[\s.\-]")
_FORMS = {
    "cccd": re.compile(r"[0-9]{12}"),
    "cmnd": re.compile(r"[0-9]{9}"),
    "passport": re.compile(r"[A-Z][0-9]{7}"),
}
_FIELD = "identity_number"


@dataclass(frozen=True, slots=True)
class BirthPlaces:
    """Codes of places of birth registration that are in use: old provinces by name, and countries from a code on."""

    provinces: Mapping[str, str]
    first_country: int

    def __contains__(self, code: str) -> bool:
        return code in self.provinces or int(code) >= self.first_country


@dataclass(frozen=True, slots=True)
class Reading:
    """What a personal number tells: place of birth registration, year of birth, and ``male`` or ``female``."""

    place: str
    birth_year: int
    sex: str


def normalise(number: str) -> str:
    """A number as it is stored and compared: capital letters, no blanks, dots or hyphens."""
    return _SEPARATORS.sub("", number).upper()


def kind_of(number: str) -> str | None:
    """The kind whose form a normalised number has; the three forms exclude each other."""
    return next((kind for kind, form in _FORMS.items() if form.fullmatch(number)), None)


def read_personal_number(number: str) -> Reading:
    """What a normalised 12-digit number says of its holder."""
    century, female = divmod(int(number[3]), 2)
    return Reading(
        place=number[:3],
        birth_year=1900 + 100 * century + int(number[4:6]),
        sex="female" if female else "male",
    )


def check_identity(
    kind: str, number: str, birth_date: dt.date, sex: str | None, places: BirthPlaces
) -> tuple[Problem, ...]:
    """Everything wrong with a normalised number of the kind its holder says it has; empty if nothing is."""
    if kind_of(number) != kind:
        return (Problem(_FIELD, "identity.wrong-form"),)
    if kind != "cccd":
        return ()
    reading = read_personal_number(number)
    found = []
    if reading.place not in places:
        found.append(Problem(_FIELD, "identity.province-unknown"))
    if reading.birth_year != birth_date.year:
        found.append(Problem(_FIELD, "identity.birth-year-differs"))
    if sex is not None and sex != reading.sex:
        found.append(Problem(_FIELD, "identity.sex-differs"))
    return tuple(found)
