"""Sets a paper: block after block from the top, on as many pages as it takes."""

import datetime as dt
import itertools

from chassis.paper.blocks import (
    Addressee,
    Align,
    Block,
    Boxes,
    Face,
    FormMark,
    Heading,
    Item,
    Line,
    Motto,
    Paper,
    Signatures,
    Space,
    Table,
    Text,
    Ticks,
    Title,
)
from chassis.paper.breaking import lines_of
from chassis.paper.items import set_boxes, set_item, set_line, set_ticks
from chassis.paper.sheet import LEFT, SIZE, SMALL, TOP, Sheet, nfc
from chassis.paper.tables import set_table

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


def set_paper(paper: Paper, made_at: dt.datetime) -> bytes:
    """The paper as PDF. Equal papers of the same ``made_at`` give equal bytes; it is the file's date of creation.

    Signatures never stand on a page without some of what they are put to. If that alone would begin a page, the paper
    is set closer where this saves the page; otherwise the text breaks, so that the page before it is not left blank.
    """
    sheet = Sheet(paper, made_at)
    if _set_blocks(sheet, paper):
        closer = Sheet(paper, made_at, close=True)
        _set_blocks(closer, paper)
        if len(closer.pages) < len(sheet.pages):
            sheet, closer = closer, sheet
        closer.discard()
    sheet.finish()
    return bytes(sheet.output())


def _set_blocks(sheet: Sheet, paper: Paper) -> bool:
    """Whether nothing but the end of what is signed, and the signatures, went on to the last page."""
    went_on = False
    for block, following in itertools.pairwise((*paper.blocks, None)):
        assert block is not None
        if isinstance(block, Text) and isinstance(following, Signatures):
            went_on = sheet.get_y() + _height(sheet, block) + _signing_height(sheet) > sheet.lowest
            _set_text(sheet, block, kept=_signing_height(sheet) if went_on else 0.0)
            continue
        if isinstance(block, Heading):
            sheet.need((8 if isinstance(following, Table) else 4) * sheet.leading())
        _set(sheet, block)
    return went_on


def _set(sheet: Sheet, block: Block) -> None:
    match block:
        case Line():
            set_line(sheet, block)
        case Ticks():
            set_ticks(sheet, block)
        case Boxes():
            set_boxes(sheet, block)
        case Table():
            _table(sheet, block)
        case Space():
            if sheet.get_y() > TOP:
                sheet.set_y(sheet.get_y() + block.height)
        case _:
            _set_words(sheet, block)


def _set_words(sheet: Sheet, block: FormMark | Motto | Title | Addressee | Heading | Text | Signatures) -> None:
    match block:
        case FormMark():
            _form_mark(sheet, block)
        case Motto():
            _motto(sheet, block)
        case Title():
            _title(sheet, block)
        case Addressee():
            _addressee(sheet, block)
        case Heading():
            _heading(sheet, block)
        case Text():
            _set_text(sheet, block)
        case Signatures():
            _signatures(sheet, block)


def _table(sheet: Sheet, block: Table) -> None:
    if block.label:
        sheet.need(4 * sheet.leading())
        _paragraph(sheet, block.label, Align.LEFT)
    set_table(sheet, block)


def _form_mark(sheet: Sheet, block: FormMark) -> None:
    """Right of the middle, each line around one axis, narrow enough to stay out of the motto's way."""
    with sheet.kept():
        sheet.face(Face.BOLD, SMALL)
        _lines_around(sheet, block.number, sheet.right_edge - 32.0, 64.0)
        if block.issued_with:
            sheet.face(Face.ITALIC, 9.5)
            _lines_around(sheet, block.issued_with, sheet.right_edge - 32.0, 64.0)
    sheet.set_y(sheet.get_y() + 3.0)


def _motto(sheet: Sheet, block: Motto) -> None:
    if block.issuer:
        _letterhead(sheet, block)
        return
    with sheet.kept():
        sheet.face(Face.BOLD, 13.0)
        _lines_around(sheet, STATE, sheet.middle, sheet.measure)
        sheet.face(Face.BOLD, 14.0)
        _lines_around(sheet, MOTTO, sheet.middle, sheet.measure)
        _rule(sheet, sheet.middle, sheet.width_of(MOTTO))
    sheet.set_y(sheet.get_y() + 5.0)


def _letterhead(sheet: Sheet, block: Motto) -> None:
    left, right = LEFT + 35.0, sheet.right_edge - 45.0
    top = sheet.get_y()
    with sheet.kept():
        for number, line in enumerate(block.issuer):
            sheet.face(Face.BOLD if number == len(block.issuer) - 1 else Face.REGULAR, 12.0)
            _lines_around(sheet, line.upper(), left, 70.0)
        _rule(sheet, left, 24.0)
        sheet.face(Face.REGULAR, SIZE)
        if block.reference:
            sheet.set_y(sheet.get_y() + 1.5)
            _lines_around(sheet, block.reference, left, 70.0)
        bottom = sheet.get_y()
        sheet.set_y(top)
        sheet.face(Face.BOLD, 12.0)
        _lines_around(sheet, STATE, right, 92.0)
        sheet.face(Face.BOLD, 13.0)
        _lines_around(sheet, MOTTO, right, 92.0)
        _rule(sheet, right, sheet.width_of(MOTTO))
        if block.place_and_date:
            sheet.face(Face.ITALIC, SIZE)
            sheet.set_y(sheet.get_y() + 1.5)
            _lines_around(sheet, block.place_and_date, right, 92.0)
    sheet.set_y(max(bottom, sheet.get_y()) + 5.0)


def _title(sheet: Sheet, block: Title) -> None:
    with sheet.kept():
        sheet.face(Face.BOLD, 14.0)
        _lines_around(sheet, block.text.upper(), sheet.middle, sheet.measure - 10.0)
        if block.note:
            sheet.face(Face.ITALIC, SIZE)
            _lines_around(sheet, block.note, sheet.middle, sheet.measure - 10.0)
    sheet.set_y(sheet.get_y() + 2.5)


def _addressee(sheet: Sheet, block: Addressee) -> None:
    label = "Kính gửi:"
    if block.text and sheet.width_of(f"{label} {nfc(block.text)}") < sheet.measure - 20.0:
        _lines_around(sheet, f"{label} {block.text}", sheet.middle, sheet.measure)
    else:
        set_item(sheet, Item(label, block.text))
    sheet.set_y(sheet.get_y() + 2.0)


def _heading(sheet: Sheet, block: Heading) -> None:
    with sheet.kept():
        sheet.set_y(sheet.get_y() + 1.0)
        sheet.face(Face.BOLD, SIZE)
        _paragraph(sheet, block.text, Align.LEFT)


def _set_text(sheet: Sheet, block: Text, kept: float = 0.0) -> None:
    """``kept``: the height of what must have the text's last two lines, or all of a shorter text, on its page."""
    with sheet.kept():
        sheet.face(block.face, SMALL if block.small else SIZE)
        _paragraph(sheet, block.text, block.align, indent=10.0 if block.indent else 0.0, kept=kept)


def _signatures(sheet: Sheet, block: Signatures) -> None:
    sheet.need(_signing_height(sheet))
    sheet.set_y(sheet.get_y() + 2.0)
    width = sheet.measure / max(2, len(block.signatures))
    last = sheet.right_edge - width / 2
    with sheet.kept():
        if block.place_and_date:
            sheet.face(Face.ITALIC, SIZE)
            axis = min(last, sheet.right_edge - sheet.width_of(nfc(block.place_and_date)) / 2)
            _lines_around(sheet, block.place_and_date, axis, sheet.measure)
        top = bottom = sheet.get_y()
        for number, signature in enumerate(reversed(block.signatures)):
            axis = last - number * width
            sheet.set_y(top)
            sheet.face(Face.BOLD, SIZE if width > 50.0 else SMALL)
            _lines_around(sheet, signature.title, axis, width - 4.0)
            sheet.face(Face.ITALIC, SMALL if width > 50.0 else 9.5)
            _lines_around(sheet, signature.note, axis, width - 4.0)
            sheet.set_y(sheet.get_y() + sheet.signing_space)
            sheet.face(Face.BOLD, SIZE)
            _lines_around(sheet, signature.name, axis, width - 4.0)
            bottom = max(bottom, sheet.get_y())
    sheet.set_y(bottom)


def _height(sheet: Sheet, block: Text) -> float:
    with sheet.kept():
        sheet.face(block.face, SMALL if block.small else SIZE)
        return len(lines_of(nfc(block.text), sheet.width_of, sheet.measure - 10.0, sheet.measure)) * sheet.leading()


def _signing_height(sheet: Sheet) -> float:
    return 4 * sheet.leading() + sheet.signing_space + 4.0


def _rule(sheet: Sheet, axis: float, length: float) -> None:
    sheet.set_line_width(0.25)
    sheet.line(axis - length / 2, sheet.get_y() + 0.6, axis + length / 2, sheet.get_y() + 0.6)


def _lines_around(sheet: Sheet, text: str, axis: float, room: float) -> None:
    for line in lines_of(nfc(text), sheet.width_of, room, room):
        sheet.need(sheet.leading())
        sheet.write_at(axis, sheet.get_y() + sheet.leading() * 0.74, line, centred=True)
        sheet.set_y(sheet.get_y() + sheet.leading())


def _paragraph(sheet: Sheet, text: str, align: Align, indent: float = 0.0, kept: float = 0.0) -> None:
    lines = list(lines_of(nfc(text), sheet.width_of, sheet.measure - indent, sheet.measure))
    together = max(0, len(lines) - 2) if len(lines) > 3 else 0
    for number, line in enumerate(lines):
        sheet.need((len(lines) - together) * sheet.leading() + kept if kept and number == together else sheet.leading())
        base = sheet.get_y() + sheet.leading() * 0.74
        width = sheet.width_of(line)
        x = {
            Align.LEFT: LEFT + (0.0 if number else indent),
            Align.CENTRE: sheet.centre - width / 2,
            Align.RIGHT: sheet.right_edge - width,
        }[align]
        sheet.write_at(x, base, line)
        sheet.set_y(sheet.get_y() + sheet.leading())
