"""What mails to members of staff say: how many dossiers of each kind, the codes of the first, each with its address.

Nothing of an applicant is in them: a code tells somebody who may open the dossier, and nobody else, whose it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from services.notifications.domain.facts import Phrase

DESK = "/can-bo"


@dataclass(frozen=True, slots=True)
class Part:
    """Dossiers of one kind: how many (``more``: at least), and of the first the ids and codes."""

    words: Phrase
    count: int
    more: bool
    named: Sequence[tuple[str, str]]


def work_of(parts: Sequence[Part], portal: str) -> Phrase:
    """The parts that have anything, one after another, in both languages."""
    some = [part for part in parts if part.count]
    return Phrase(
        "\n".join(line for part in some for line in _lines(part, part.words.vi, "và {} hồ sơ nữa", portal, "")),
        "\n".join(line for part in some for line in _lines(part, part.words.en, "and {} more", portal, "?lang=en")),
    )


def desk_link(portal: str) -> Phrase:
    """Where the desk is opened, in both languages."""
    return Phrase(f"{portal}{DESK}", f"{portal}{DESK}?lang=en")


def _lines(part: Part, words: str, rest: str, portal: str, query: str) -> list[str]:
    plus = "+" if part.more else ""
    lines = [f"{words}: {part.count}{plus}"]
    lines += [f"• {code} {portal}{DESK}/ho-so/{dossier_id}{query}" for dossier_id, code in part.named]
    left = part.count - len(part.named)
    if left > 0 or part.more:
        lines.append(f"• {rest.format(f'{left}{plus}')}")
    return lines
