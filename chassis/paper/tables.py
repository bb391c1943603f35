"""Sets tables: ruled, the head repeated on every page, rows that are higher than what is left go on there."""

from chassis.paper.blocks import Column, Face, Table
from chassis.paper.breaking import lines_of
from chassis.paper.sheet import LEFT, TOP, Sheet, nfc

_SIZE = 11.5
_PAD_X, _PAD_Y = 1.4, 1.0


def set_table(sheet: Sheet, table: Table) -> None:
    """The label, if any, the head, the rows; then empty rows to write on."""
    total = sum(column.share for column in table.columns)
    widths = [sheet.measure * column.share / total for column in table.columns]
    with sheet.kept():
        sheet.face(Face.REGULAR, _SIZE)
        sheet.set_line_width(0.2)
        sheet.need(_head_height(sheet, table.columns, widths) + 2 * sheet.leading())
        _head(sheet, table.columns, widths)
        for row in table.rows:
            _row(sheet, table.columns, widths, row)
        for _ in range(table.blank_rows):
            _row(sheet, table.columns, widths, tuple(" " for _ in widths))
    sheet.set_y(sheet.get_y() + 2.0)


def _cells(sheet: Sheet, texts: tuple[str, ...], widths: list[float], faces: list[Face]) -> list[list[str]]:
    found = []
    for text, width, face in zip(texts, widths, faces, strict=True):
        sheet.face(face, _SIZE)
        room = width - 2 * _PAD_X
        found.append(lines_of(nfc(text), sheet.width_of, room, room))
    return found


def _head_height(sheet: Sheet, columns: tuple[Column, ...], widths: list[float]) -> float:
    cells = _cells(sheet, tuple(column.title for column in columns), widths, [Face.BOLD] * len(columns))
    return max(map(len, cells)) * sheet.leading() + 2 * _PAD_Y


def _head(sheet: Sheet, columns: tuple[Column, ...], widths: list[float]) -> None:
    faces = [Face.BOLD] * len(columns)
    cells = _cells(sheet, tuple(column.title for column in columns), widths, faces)
    _draw(sheet, cells, widths, faces, [True] * len(columns))


def _row(sheet: Sheet, columns: tuple[Column, ...], widths: list[float], row: tuple[str, ...]) -> None:
    faces = [Face.BOLD if column.bold else Face.REGULAR for column in columns]
    cells = _cells(sheet, row, widths, faces)
    while any(cells):
        room = int((sheet.lowest - sheet.get_y() - 2 * _PAD_Y) / sheet.leading())
        whole = max(map(len, cells))
        if room < min(whole, 2):
            sheet.add_page()
            sheet.set_y(TOP)
            _head(sheet, columns, widths)
            continue
        _draw(sheet, [cell[:room] for cell in cells], widths, faces, [column.centred for column in columns])
        cells = [cell[room:] for cell in cells]


def _draw(sheet: Sheet, cells: list[list[str]], widths: list[float], faces: list[Face], centred: list[bool]) -> None:
    leading = sheet.leading()
    height = max(map(len, cells)) * leading + 2 * _PAD_Y
    top, x = sheet.get_y(), LEFT
    for lines, width, face, in_middle in zip(cells, widths, faces, centred, strict=True):
        sheet.rect(x, top, width, height)
        sheet.face(face, _SIZE)
        for number, line in enumerate(lines):
            base = top + _PAD_Y + number * leading + leading * 0.74
            sheet.write_at(x + (width / 2 if in_middle else _PAD_X), base, line, centred=in_middle)
        x += width
    sheet.set_y(top + height)
