"""A4 sheets with the margins, typeface and page numbers of official papers (Nghị định 30/2020/NĐ-CP, phụ lục I).

Margins 20 mm at the top and bottom, 30 mm at the left, 15 mm at the right; page numbers from the second page on, in the
middle of the top margin, 13 pt. The typeface is Liberation Serif, which has the measures of Times New Roman.
"""

import contextlib
import datetime as dt
import unicodedata
from collections.abc import Iterator
from importlib import resources

import segno
from fpdf import FPDF
from fpdf.fonts import TTFFont

from chassis.paper.blocks import Face, Paper

TOP, RIGHT, BOTTOM, LEFT = 20.0, 15.0, 20.0, 30.0

SIZE = 13.0
SMALL = 11.0
FOOTER_SIZE = 8.0
QR_SIDE = 18.0
POINT = 25.4 / 72
_FAMILY = "LiberationSerif"
_FILES = {
    Face.REGULAR: "Regular",
    Face.BOLD: "Bold",
    Face.ITALIC: "Italic",
    Face.BOLD_ITALIC: "BoldItalic",
}


class Sheet(FPDF):
    """Pages, and a place on the current one: ``y`` is the top of the next line, in millimetres.

    Equal papers give equal bytes: the one date in the file is given, and nothing else is of the moment.
    """

    def __init__(self, paper: Paper, made_at: dt.datetime, *, close: bool = False) -> None:
        """``close``: with the lines nearer to each other, so that more goes on a page."""
        super().__init__(orientation="landscape" if paper.wide else "portrait", format="A4")
        self.right_edge = self.w - RIGHT
        self.measure = self.right_edge - LEFT
        self.middle = (LEFT + self.right_edge) / 2
        self.centre = self.w / 2
        self._paper = paper
        self._leading = 1.15 if close else 1.3
        self.signing_space = 15.0 if close else 20.0
        self.set_auto_page_break(auto=False)
        self.set_margins(LEFT, TOP, RIGHT)
        self.set_lang(paper.language)
        self.set_title(nfc(paper.title))
        self.set_author(nfc(paper.author))
        self.set_subject(nfc(paper.subject))
        self.set_creator("Một Cửa")
        self.set_creation_date(made_at)
        self._faces: set[Face] = set()
        self.face(Face.REGULAR)
        self.lowest = self.h - BOTTOM - (6.0 if paper.footer.qr else 0.0)
        self.add_page()
        self.set_y(TOP)

    def header(self) -> None:
        if self.page_no() > 1:
            with self.kept():
                self.face(Face.REGULAR, 13.0)
                self.write_at(self.centre, 12.0, str(self.page_no()), centred=True)

    def finish(self) -> None:
        """Set the small print of every page, now that it is known how many there are."""
        pages = len(self.pages)
        for number in range(1, pages + 1):
            self.page = number
            self._small_print(f"Trang {number}/{pages}")

    def _small_print(self, page: str) -> None:
        footer = self._paper.footer
        with self.kept():
            # The face that was chosen last was chosen on another page: this one has yet to be told.
            self.face(Face.REGULAR, SIZE)
            self.face(Face.REGULAR, FOOTER_SIZE)
            self.set_text_color(90)
            self.set_draw_color(150)
            self.set_line_width(0.1)
            lines = (*footer.lines, page)
            end = self.right_edge - (QR_SIDE + 3.0 if footer.qr else 0.0)
            y = self.h - 6.0 - 3.2 * len(lines)
            self.line(LEFT, y, end, y)
            for line in lines:
                y += 3.2
                self.write_at(LEFT, y, line)
            if footer.qr:
                self._qr(footer.qr, self.right_edge - QR_SIDE, self.h - 4.0 - QR_SIDE, QR_SIDE)

    def discard(self) -> None:
        """Let go of the typeface's files, of a sheet that is not put out."""
        for font in self.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Whatever is done to face, line and colour inside is undone after it."""
        face, size = Face(self.font_style), self.font_size_pt
        width = self.line_width
        try:
            yield
        finally:
            self.face(face, size)
            self.set_line_width(width)
            self.set_draw_color(0)
            self.set_text_color(0)

    def face(self, face: Face, size: float = SIZE) -> None:
        """From here on this face and size, in points; a face is read when it is first used."""
        if face not in self._faces:
            file = resources.files("chassis.paper.fonts") / f"LiberationSerif-{_FILES[face]}.ttf"
            with resources.as_file(file) as path:
                self.add_font(_FAMILY, face.value, path)
            self._faces.add(face)
        self.set_font(_FAMILY, face.value, size)

    def leading(self) -> float:
        """From one base line to the next in the current size, in millimetres."""
        return self.font_size_pt * self._leading * POINT

    def width_of(self, text: str) -> float:
        return self.get_string_width(text)

    def write_at(self, x: float, base: float, text: str, *, centred: bool = False) -> None:
        """Text on a base line, from ``x`` or around it."""
        text = nfc(text)
        if centred:
            x -= self.width_of(text) / 2
        if text:
            self.text(x, base, text)

    def need(self, height: float) -> bool:
        """Go on to a new page unless so much is left on this one; says whether it did."""
        if self.get_y() + height <= self.lowest:
            return False
        self.add_page()
        self.set_y(TOP)
        return True

    def dots(self, x: float, base: float, end: float) -> None:
        """A dotted line to write on, just under a base line."""
        if end - x < 1.0:
            return
        with self.kept():
            self.set_line_width(0.22)
            self.set_draw_color(70)
            self.set_dash_pattern(dash=0.22, gap=0.95)
            self.line(x, base + 0.75, end, base + 0.75)
            self.set_dash_pattern()

    def _qr(self, content: str, x: float, y: float, side: float) -> None:
        matrix = segno.make(content, error="m", micro=False).matrix
        cell = side / len(matrix)
        self.set_fill_color(0)
        for row, cells in enumerate(matrix):
            start = None
            for column, dark in enumerate((*cells, 0)):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    self.rect(x + start * cell, y + row * cell, (column - start) * cell, cell + 0.02, style="F")
                    start = None


def nfc(text: str) -> str:
    """Text with every letter and its marks as one character, as the typeface has them."""
    return unicodedata.normalize("NFC", text)
