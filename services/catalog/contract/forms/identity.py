"""Identity numbers (số giấy tờ tùy thân): their forms, and what they tell of their holder. Pure, for every service.

A personal number (số định danh cá nhân, on the CCCD) is ``PPP C YY NNNNNN``: place of birth registration, century and
sex, year of birth, six random digits; it has no check digit (Nghị định 137/2015/NĐ-CP, Thông tư 59/2021/TT-BCA).
The place is the old province of birth registration, not of residence, and the mergers of 2025 did not change it.
"""

import datetime as dt
import functools
import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from services.catalog.contract.forms.known import birth_place_codes, format_of

_SEPARATORS: Final = re.compile("[\t\n\r \u00a0\u2000-\u200a\u202f\u3000.-]")
_CAPITALS: Final = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)
_FORMS: Final = {kind: re.compile(format_of(kind)) for kind in ("cccd", "cmnd", "passport")}


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


@functools.cache
def birth_places(day: dt.date) -> BirthPlaces:
    """The places of birth registration in force on a day."""
    found = birth_place_codes(day)
    return BirthPlaces(provinces=found["codes"], first_country=found["first_country_code"])


def normalise(number: str) -> str:
    """A number as it is stored and compared: capital letters, no blanks, dots or hyphens."""
    return _SEPARATORS.sub("", number).translate(_CAPITALS)


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
