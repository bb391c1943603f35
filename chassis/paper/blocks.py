"""What an official paper is made of, from top to bottom; `setting` sets it. Plain values: no page, no font, no place.

Text is Vietnamese and may be in any spelling form: it is set in NFC. An answer that is None is a blank to write on.
"""

import enum
from dataclasses import dataclass


class Face(enum.StrEnum):
    """The four faces of the one typeface."""

    REGULAR = ""
    BOLD = "B"
    ITALIC = "I"
    BOLD_ITALIC = "BI"


class Align(enum.StrEnum):
    """Where the lines of a paragraph stand."""

    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class FormMark:
    """Which official form this is (ký hiệu mẫu), at the top right, and in italics the legal text it comes with."""

    number: str
    issued_with: str = ""


@dataclass(frozen=True, slots=True)
class Motto:
    """The state's name and motto (quốc hiệu, tiêu ngữ), with the rule under it.

    With ``issuer`` (its superior first, itself last) they share the line with whoever issues the paper, whose
    ``reference`` (số, ký hiệu) stands below, and ``place_and_date`` opposite.
    """

    issuer: tuple[str, ...] = ()
    reference: str = ""
    place_and_date: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """The paper's name, in the middle, and what stands in brackets under it."""

    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Kính gửi."""

    text: str | None


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part; it stays with what follows it."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str
    face: Face = Face.REGULAR
    align: Align = Align.LEFT
    small: bool = False
    indent: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """Some room between parts, in millimetres; none at the top of a page."""

    height: float = 2.0


@dataclass(frozen=True, slots=True)
class Item:
    """A label and its answer on a dotted line. ``share`` is how much of the line it takes beside others.

    ``lines`` is how many lines a blank offers.
    """

    label: str
    answer: str | None = None
    share: float = 1.0
    lines: int = 1
    face: Face = Face.REGULAR


@dataclass(frozen=True, slots=True)
class Line:
    """Items beside each other. If one of them does not fit its share, each gets lines of its own."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Ticks:
    """A label and boxes to tick (đánh dấu X), each with its words."""

    label: str
    options: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Boxes:
    """A number, a digit to a box, as forms ask for personal numbers."""

    label: str
    count: int
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """``share`` of the table's width; where it is ``centred``, cells are."""

    title: str
    share: float = 1.0
    centred: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a head that is repeated on every page. ``blank_rows`` are added empty, to write on."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    blank_rows: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: the title in bold, how in italics, and below the space the name where it is known."""

    title: str
    note: str = "(Ký, ghi rõ họ và tên)"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Place and date, then who signs, beside each other; never parted by a page's end, or from the text before."""

    place_and_date: str
    signatures: tuple[Signature, ...]


Block = FormMark | Motto | Title | Addressee | Heading | Text | Space | Line | Ticks | Boxes | Table | Signatures


@dataclass(frozen=True, slots=True)
class Footer:
    """The small print at the bottom of every page, and the QR code at its right, if any."""

    lines: tuple[str, ...] = ()
    qr: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper. ``language`` is that of its words, as in BCP 47; a ``wide`` one lies on its side."""

    title: str
    blocks: tuple[Block, ...]
    footer: Footer = Footer()
    author: str = ""
    subject: str = ""
    language: str = "vi"
    wide: bool = False
