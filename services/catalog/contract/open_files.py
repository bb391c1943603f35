"""How the parts of the open data make a file: the same bytes from the portal's address and from the command."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from services.catalog.contract.open_data import OpenDataPart
from services.catalog.domain import open_data

MEDIA_TYPES: Final = {
    "json": "application/json",
    "jsonl": "application/jsonl; charset=utf-8",
    "csv": "text/csv; charset=utf-8; header=present",
}
_LISTS: Final = {
    "field": "fields",
    "life-event": "life_events",
    "agency": "agencies",
    "procedure": "procedures",
    "unit": "units",
}
LICENCE_URL: Final = "https://creativecommons.org/licenses/by/4.0/"


def csv_row(cells: Iterable[object]) -> str:
    """A line of a table for spreadsheet programs, its end included; no cell of it is taken for a formula."""
    return open_data.row(cells)


def open_file(ending: str, read_part: Callable[[str], OpenDataPart]) -> Iterator[bytes]:
    """The bytes of a file of that ending, piece by piece; ``read_part`` gives the part after a cursor."""
    made = {"json": _json, "jsonl": _lines, "csv": _table}[ending](_parts(read_part))
    return (piece.encode() for piece in made)


def _parts(read_part: Callable[[str], OpenDataPart]) -> Iterator[OpenDataPart]:
    part = read_part("")
    yield part
    while part.next_cursor:
        part = read_part(part.next_cursor)
        yield part


def _about(part: OpenDataPart) -> dict[str, Any]:
    return {
        "title": "Dữ liệu mở của danh mục thủ tục hành chính",
        "licence": part.licence,
        "licence_url": LICENCE_URL,
        "as_of": part.day.isoformat(),
        "revision": part.revision,
    }


def _json(parts: Iterator[OpenDataPart]) -> Iterator[str]:
    """One object; the documents of a kind are one array of it."""
    section = ""
    for part in parts:
        if not section:
            section = "about"
            yield '{"about":' + json.dumps(_about(part), ensure_ascii=False)
        for item in part.items:
            if item.section != section:
                closing = "" if section == "about" else "\n]"
                yield f'{closing},\n"{_LISTS[item.section]}":[\n{item.text}'
                section = item.section
            else:
                yield f",\n{item.text}"
    yield "}\n" if section == "about" else "\n]}\n"


def _lines(parts: Iterator[OpenDataPart]) -> Iterator[str]:
    """A document on each line, the first saying what it is."""
    begun = False
    for part in parts:
        if not begun:
            begun = True
            yield json.dumps({"type": "about", **_about(part)}, ensure_ascii=False) + "\n"
        yield from (f"{item.text}\n" for item in part.items)


def _table(parts: Iterator[OpenDataPart]) -> Iterator[str]:
    """Rows, behind the mark by which spreadsheet programs know UTF-8."""
    yield "\ufeff"
    for part in parts:
        yield from (f"{item.text}\r\n" for item in part.items)
