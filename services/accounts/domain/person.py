"""Names and birth dates of people as they enter them."""

import datetime as dt
import re
import unicodedata

# Letters of some peoples' languages (Ê̆, Ư̆ of Ê Đê) have no composed form, so marks may follow a letter.
_WORD = r"(?:[^\W\d_][\u0300-\u036f]*)+"
_NAME = re.compile(rf"{_WORD}(?:[ '’\-.]{{1,2}}{_WORD})*\.?")


def full_name(raw: str) -> str | None:
    """A name in NFC with single blanks (họ, chữ đệm và tên), or None if it holds anything but a name's characters.

    One word is enough: some citizens' legal names have no family name.
    """
    name = " ".join(unicodedata.normalize("NFC", raw).split())
    return name if _NAME.fullmatch(name) and len(name) <= 100 else None


def folded(text: str) -> str:
    """Text without accents, case and blanks, for comparing what people may type either way."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in plain if c.isalnum())


def is_possible_birth_date(birth_date: dt.date, today: dt.date, oldest_years: int) -> bool:
    """Whether somebody born on that day can be alive today."""
    return dt.date(today.year - oldest_years, 1, 1) <= birth_date <= today
