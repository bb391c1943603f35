"""Names and birth dates of people as they enter them.

The rules are shared with the desks where people file, and stand there, so that nobody is told two things.
"""

import unicodedata

from services.accounts.contract.entering import full_name, is_possible_birth_date

__all__ = ["folded", "full_name", "is_possible_birth_date"]


def folded(text: str) -> str:
    """Text without accents, case and blanks, for comparing what people may type either way."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in plain if c.isalnum())
