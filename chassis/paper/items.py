"""Sets what is filled in: labels with answers on dotted lines, boxes to tick, digits in boxes.

Nothing overlaps and nothing is cut: what is too long for its place takes more lines.
"""

from chassis.paper.blocks import Boxes, Face, Item, Line, Ticks
from chassis.paper.breaking import lines_of
from chassis.paper.sheet import LEFT, Sheet, nfc

GAP = 1.6
BETWEEN = 3.0
_LEAST_ROOM = 25.0
"""Less than this after a label is no place for an answer: it begins on the next line."""
_KEPT_TOGETHER = 8
"""Lines of a label that a page's end does not part."""
_BOX = 3.7
_AFTER_OPTION = 7.0
_DIGIT_BOX = 6.0


def set_line(sheet: Sheet, line: Line) -> None:
    """Items beside each other where each fits, else below each other."""
    widths = _widths(sheet, line.items)
    if widths is None:
        for item in line.items:
            set_item(sheet, item)
        return
    sheet.need(sheet.leading())
    x, base = LEFT, _base(sheet)
    for item, width in zip(line.items, widths, strict=True):
        sheet.write_at(x, base, item.label)
        start = x + _width(sheet, item.label, Face.REGULAR) + GAP
        end = x + width - (0.0 if item is line.items[-1] else BETWEEN)
        sheet.dots(start, base, end)
        if item.answer:
            _write(sheet, start + 0.8, base, item.answer, item.face)
        x += width
    sheet.set_y(sheet.get_y() + sheet.leading())


def _widths(sheet: Sheet, items: tuple[Item, ...]) -> list[float] | None:
    """How much of the line each gets: as asked for, else as needed; None where they do not fit beside each other."""
    needed = [_needed(sheet, item) for item in items]
    if len(items) < 2 or any("\n" in (item.answer or "") or item.lines > 1 for item in items):
        return None
    total = sum(item.share for item in items)
    asked = [sheet.measure * item.share / total for item in items]
    if all(need <= width for need, width in zip(needed, asked, strict=True)):
        return asked
    spare = sheet.measure - sum(needed)
    return [need + spare / len(items) for need in needed] if spare >= 0 else None


def _needed(sheet: Sheet, item: Item) -> float:
    answer = _width(sheet, item.answer, item.face) + 2.0 if item.answer else 12.0
    return _width(sheet, item.label, Face.REGULAR) + GAP + answer + BETWEEN


def set_item(sheet: Sheet, item: Item) -> None:
    """A label, and its answer from there on over as many dotted lines as it takes; or a blank."""
    label = lines_of(nfc(item.label), sheet.width_of, sheet.measure, sheet.measure)
    sheet.need(sheet.leading() * min(len(label), _KEPT_TOGETHER))
    for line in label[:-1]:
        _next_line(sheet, line)
    start = LEFT + _width(sheet, label[-1], Face.REGULAR) + (GAP if label[-1] else 0.0)
    if start > sheet.right_edge - _LEAST_ROOM:
        _next_line(sheet, label[-1])
        label, start = [""], LEFT
    answer = _answer_lines(sheet, item, sheet.right_edge - start - 0.8)
    sheet.need(sheet.leading() * min(len(answer), 2))
    for number, line in enumerate(answer):
        if number:
            sheet.need(sheet.leading())
            start = LEFT
        base = _base(sheet)
        if not number:
            sheet.write_at(LEFT, base, label[-1])
        sheet.dots(start, base, sheet.right_edge)
        _write(sheet, start + 0.8, base, line, item.face)
        sheet.set_y(sheet.get_y() + sheet.leading())


def _answer_lines(sheet: Sheet, item: Item, first: float) -> list[str]:
    if not item.answer:
        return [""] * item.lines
    with sheet.kept():
        sheet.face(item.face, sheet.font_size_pt)
        return lines_of(nfc(item.answer), sheet.width_of, first, sheet.measure - 0.8)


def set_ticks(sheet: Sheet, ticks: Ticks) -> None:
    """The label, then each box before its words; a box is never parted from them."""
    sheet.need(sheet.leading())
    x = LEFT
    if ticks.label:
        lines = lines_of(nfc(ticks.label), sheet.width_of, sheet.measure, sheet.measure)
        sheet.need(sheet.leading() * min(len(lines) + 1, _KEPT_TOGETHER))
        for line in lines[:-1]:
            _next_line(sheet, line)
        sheet.need(sheet.leading())
        sheet.write_at(LEFT, _base(sheet), lines[-1])
        x += sheet.width_of(lines[-1]) + BETWEEN
    indent = LEFT + 6.0 if ticks.label else LEFT
    longest = max((sheet.width_of(nfc(words)) for words, _ in ticks.options), default=0.0)
    one_each = len(ticks.options) > 2 and longest > sheet.measure / 2
    together = (
        sum(_BOX + GAP + sheet.width_of(nfc(words)) + _AFTER_OPTION for words, _ in ticks.options) - _AFTER_OPTION
    )
    if x + together > sheet.right_edge >= indent + together and x > indent:
        _go_down(sheet)
        x = indent
    for words, ticked in ticks.options:
        width = _BOX + GAP + sheet.width_of(nfc(words))
        if x > indent and (x + width > sheet.right_edge or one_each):
            _go_down(sheet)
            x = indent
        lines = lines_of(
            nfc(words), sheet.width_of, sheet.right_edge - x - _BOX - GAP, sheet.right_edge - indent - _BOX - GAP
        )
        _tick_box(sheet, x, ticked)
        sheet.write_at(x + _BOX + GAP, _base(sheet), lines[0])
        for line in lines[1:]:
            _go_down(sheet)
            sheet.write_at(indent + _BOX + GAP, _base(sheet), line)
        x += width + _AFTER_OPTION
    _go_down(sheet, only_place=True)


def _tick_box(sheet: Sheet, x: float, ticked: bool) -> None:
    base = _base(sheet)
    with sheet.kept():
        sheet.set_line_width(0.25)
        sheet.rect(x, base - _BOX + 0.5, _BOX, _BOX)
        if ticked:
            sheet.face(Face.BOLD, 12.0)
            sheet.write_at(x + _BOX / 2, base + 0.05, "X", centred=True)


def set_boxes(sheet: Sheet, boxes: Boxes) -> None:
    """A box for each digit, the digit in its middle; an answer of another length is written as it is."""
    if boxes.answer and len(boxes.answer) != boxes.count:
        set_item(sheet, Item(boxes.label, boxes.answer))
        return
    height = _DIGIT_BOX + 2.0
    sheet.need(height)
    width = boxes.count * _DIGIT_BOX
    start = LEFT + sheet.width_of(nfc(boxes.label)) + GAP
    if start + width > sheet.right_edge:
        _next_line(sheet, boxes.label)
        sheet.need(height)
        start = sheet.right_edge - width
        boxes = Boxes("", boxes.count, boxes.answer)
    top = sheet.get_y() + 1.0
    base = top + _DIGIT_BOX - 1.6
    sheet.write_at(LEFT, base, boxes.label)
    with sheet.kept():
        sheet.set_line_width(0.25)
        for number in range(boxes.count):
            sheet.rect(start + number * _DIGIT_BOX, top, _DIGIT_BOX, _DIGIT_BOX)
    for number, digit in enumerate(boxes.answer or ""):
        sheet.write_at(start + (number + 0.5) * _DIGIT_BOX, base, digit, centred=True)
    sheet.set_y(sheet.get_y() + height)


def _write(sheet: Sheet, x: float, base: float, text: str, face: Face) -> None:
    with sheet.kept():
        sheet.face(face, sheet.font_size_pt)
        sheet.write_at(x, base, text)


def _width(sheet: Sheet, text: str, face: Face) -> float:
    with sheet.kept():
        sheet.face(face, sheet.font_size_pt)
        return sheet.width_of(nfc(text))


def _base(sheet: Sheet) -> float:
    return sheet.get_y() + sheet.leading() * 0.74


def _next_line(sheet: Sheet, text: str) -> None:
    sheet.need(sheet.leading())
    sheet.write_at(LEFT, _base(sheet), text)
    sheet.set_y(sheet.get_y() + sheet.leading())


def _go_down(sheet: Sheet, *, only_place: bool = False) -> None:
    sheet.set_y(sheet.get_y() + sheet.leading())
    if not only_place:
        sheet.need(sheet.leading())
