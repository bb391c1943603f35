"""Who filed at a desk without an account, as a person to whom messages go: one for each dossier.

They left a telephone for this dossier alone, and said there what it is used for; another dossier of theirs may have
another. They have no inbox and chose nothing else.
"""

from typing import Final

DESK: Final = "desk"
"""As what they are told (see `Matter.fits`): in words of their own, which name the code and no inbox."""
_PREFIX: Final = "desk:"


def person_of(dossier_id: str) -> str:
    """Under what messages about a dossier are kept of which its applicant is told at the contact left for it."""
    return f"{_PREFIX}{dossier_id}"


def dossier_of(person: str) -> str:
    """The dossier whose contact a message goes to; empty for an account's messages."""
    return person.removeprefix(_PREFIX) if person.startswith(_PREFIX) else ""
