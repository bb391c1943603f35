"""Finding an agency by what people call it: some words of its name, its initials, or its code."""

from services.catalog.domain.folding import words


def is_called(said: str, name: str, code: str) -> bool:
    """Whether all that was said fits an agency. Accents and case do not matter, nor the order of words.

    A word fits where one of the name begins with it, where it stands for the first letters of words that follow each
    other ("UBND" for Ủy ban nhân dân), or where the code begins with it. Nothing said fits nothing.
    """
    named = words(name)
    initials = "".join(word[0] for word in named)
    asked = words(said)
    return bool(asked) and all(
        code.lower().startswith(word)
        or any(part.startswith(word) for part in named)
        or (len(word) > 1 and word in initials)
        for word in asked
    )
