"""Names and birth dates of people as they enter them; the rules are those of every door (`services.persons`)."""

import unicodedata

from services.persons import full_name, is_possible_birth_date

__all__ = ["folded", "full_name", "is_possible_birth_date"]


def folded(text: str) -> str:
    """Text without accents, case and blanks, for comparing what people may type either way."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(c for c in plain if c.isalnum())
