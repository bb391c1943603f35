"""Where lines break: between words, and inside a word only if it is longer than a line."""

from collections.abc import Callable, Iterator

Width = Callable[[str], float]


def lines_of(text: str, width_of: Width, first: float, others: float) -> list[str]:
    """Text in lines, the first at most ``first`` wide; it is empty where not even one word fits there.

    Line feeds in the text end lines. No character is lost; blanks at the breaks are.
    """
    found: list[str] = []
    for paragraph in text.splitlines() or [""]:
        room = first if not found else others
        line = ""
        for word in _pieces(paragraph.split(), width_of, others):
            longer = f"{line} {word}" if line else word
            if width_of(longer) <= room:
                line = longer
                continue
            found.append(line)
            line, room = word, others
        found.append(line)
    return found


def _pieces(words: list[str], width_of: Width, room: float) -> Iterator[str]:
    for word in words:
        piece = ""
        for character in word if width_of(word) > room else ():
            if width_of(piece + character) > room:
                yield piece
                piece = ""
            piece += character
        yield piece or word
