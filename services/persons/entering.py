"""What people enter of themselves, and what is taken: the rules of registration, for every door that people come by.

Whoever registers, corrects their details or comes to a desk is told the same of the same name, date or telephone.
"""

import datetime as dt
import functools
import json
import re
import unicodedata
from importlib import resources
from typing import Any

import phonenumbers

# Letters of some peoples' languages (Ê̆, Ư̆ of Ê Đê) have no composed form, so marks may follow a letter.
_WORD = r"(?:[^\W\d_][\u0300-\u036f]*)+"
_NAME = re.compile(rf"{_WORD}(?:[ '’\-.]{{1,2}}{_WORD})*\.?")


def full_name(raw: str) -> str | None:
    """A name in NFC with single blanks (họ, chữ đệm và tên), or None if it holds anything but a name's characters.

    One word is enough: some citizens' legal names have no family name.
    """
    name = " ".join(unicodedata.normalize("NFC", raw).split())
    return name if _NAME.fullmatch(name) and len(name) <= 100 else None


def is_possible_birth_date(birth_date: dt.date, today: dt.date) -> bool:
    """Whether somebody born on that day can be alive today."""
    return dt.date(today.year - oldest_years(today), 1, 1) <= birth_date <= today


def oldest_years(day: dt.date) -> int:
    """How old somebody may be, by what is in force on a day; by the first version before there was any."""
    found = [one for one in _ages() if dt.date.fromisoformat(one["valid_from"]) <= day] or _ages()[:1]
    return int(found[-1]["oldest_years"])


@functools.cache
def _ages() -> list[dict[str, Any]]:
    """All versions, oldest first."""
    text = resources.files("services.persons.data").joinpath("ages.json").read_text("utf-8")
    return sorted(json.loads(text)["versions"], key=lambda one: str(one["valid_from"]))


def mobile_number(raw: str) -> str | None:
    """The number in E.164 (``+84912345678``), or None if it is not a Vietnamese mobile number.

    Only these get messages: one sent abroad or to a premium number is how SMS fraud earns its money. The prefix does
    not prove the network (numbers may be carried over), so it is not looked at beyond the mobile ranges.
    """
    try:
        number = phonenumbers.parse(raw, "VN")
    except phonenumbers.NumberParseException:
        return None
    mobile = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if number.country_code != 84 or number.extension or phonenumbers.number_type(number) not in mobile:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
