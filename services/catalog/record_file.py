"""Files of records as they come: plain or gzip (by what is in them), JSON lines, a JSON array, or an object of arrays.

Guarantees: one record is in memory at a time, whatever the size of the file; what cannot be read is told with its place
and does not stop the rest; nothing but the end of the file or of the disk ends the reading.
"""

import codecs
import contextlib
import gzip
import io
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final, cast

LONGEST: Final = 8_000_000
"""The longest record, in characters; a longer one is refused."""
_CHUNK: Final = 1 << 18
_SECTIONS: Final = {
    "procedures": "procedure",
    "agencies": "agency",
    "fields": "field",
    "life_events": "life-event",
    "units": "unit",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One record with its place (counted from 1). ``broken`` non-empty: there is no value, and it says why."""

    place: int
    value: Any = None
    section: str = ""
    broken: str = ""


def entries(path: Path) -> Iterator[Entry]:
    """All records of a file in order."""
    with open(path, "rb") as raw, contextlib.ExitStack() as opened:
        place = 0
        try:
            file = opened.enter_context(contextlib.closing(_unpacked(raw)))
            for place, entry in enumerate(_entries(file), start=1):
                yield Entry(place, *entry)
        except (OSError, EOFError, zlib.error) as error:
            yield Entry(place + 1, broken=f"Tệp hỏng từ đây, phần sau không đọc được: {error}")


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    """The bytes, unpacked where they are gzip, in UTF-8."""
    head = raw.read(2)
    raw.seek(0)
    whole: Any = gzip.GzipFile(fileobj=raw) if head == b"\x1f\x8b" else raw
    mark = whole.peek(4)[:4]
    if mark.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return cast("IO[bytes]", _Recoded(whole))
    if mark.startswith(codecs.BOM_UTF8):
        whole.read(3)
    return cast("IO[bytes]", whole)


class _Recoded(io.RawIOBase):
    """Text of another encoding as UTF-8 bytes, line by line."""

    def __init__(self, file: Any) -> None:
        self._text = io.TextIOWrapper(file, encoding="utf-16", errors="replace")

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._text.close()
        super().close()

    def read(self, size: int | None = -1) -> bytes:
        return self._text.read(-1 if size is None else size).encode()

    def readline(self, size: int | None = -1) -> bytes:
        return self._text.readline(-1 if size is None else size).encode()


Found = tuple[Any, str, str]
"""Value, section, and why it is broken."""


def _entries(file: IO[bytes]) -> Iterator[Found]:
    first = b""
    while not first.strip():
        first = file.readline(LONGEST)
        if not first:
            return
    opening = first.lstrip()[:1]
    if opening == b"[":
        yield from _Stream(file, first).array("")
    elif opening == b"{" and _loaded(first)[2]:
        # An object that does not end on its line: a whole file in one, unless it is a broken line before good ones.
        second = file.readline(LONGEST)
        if second.lstrip()[:1] == b"{" and not _loaded(second)[2]:
            yield _loaded(first)
            yield _loaded(second)
            yield from _lines(file)
        else:
            yield from _Stream(file, first + second).sections()
    elif opening == b"{" and _is_whole_file(first):
        yield from _Stream(file, first).sections()
    else:
        yield _loaded(first)
        yield from _lines(file)


def _is_whole_file(line: bytes) -> bool:
    value = _loaded(line)[0]
    if not isinstance(value, dict):
        return False
    lists = [found for name in _SECTIONS if isinstance(found := value.get(name), list) and found]
    return any(isinstance(found[0], dict) for found in lists)


def _lines(file: IO[bytes]) -> Iterator[Found]:
    while line := file.readline(LONGEST):
        if len(line) >= LONGEST and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST)
            yield None, "", "Bản ghi dài quá mức đọc được"
        elif line.strip():
            yield _loaded(line)


def _loaded(line: bytes) -> Found:
    try:
        value = json.loads(line.decode("utf-8-sig").strip().rstrip(","), parse_constant=lambda _: None)
    except UnicodeDecodeError:
        return None, "", "Không phải UTF-8"
    except (ValueError, RecursionError) as error:
        return None, "", f"Không phải JSON: {str(error)[:200]}"
    section = str(value.get("type", "")) if isinstance(value, dict) else ""
    return value, section if section in _SECTIONS.values() else "", ""


class _Stream:
    """Reads the values of one large JSON text one by one."""

    def __init__(self, file: IO[bytes], begun: bytes) -> None:
        self._file = file
        self._bytes = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._text = self._bytes.decode(begun)
        self._decoder = json.JSONDecoder(parse_constant=lambda _: None)
        self._ended = False

    def sections(self) -> Iterator[Found]:
        """The arrays of an object, element by element; an object without any is a record itself. Others may follow."""
        while self._next() == "{":
            self._take("{")
            record: dict[str, Any] = {}
            streamed = False
            while self._next() == '"':
                key, _, broken = self._value()
                self._take(":")
                if not broken and str(key) in _SECTIONS and self._opens_objects():
                    streamed = True
                    yield from self.array(_SECTIONS[str(key)])
                elif not broken:
                    record[str(key)], _, broken = self._value()
                if broken:
                    break
                self._take(",")
            if self._next() == "}":
                self._take("}")
                if not streamed:
                    yield record, "", ""
            else:
                yield None, "", "Không phải JSON: đối tượng không kết thúc đúng"
                if not self._skip_to_next_object():
                    return
            self._take(",")

    def array(self, section: str) -> Iterator[Found]:
        """The elements of an array."""
        self._take("[")
        while True:
            char = self._next()
            if char == "]":
                self._take("]")
                return
            if not char:
                yield None, section, "Tệp kết thúc giữa chừng"
                return
            value, _, broken = self._value()
            yield value, section, broken
            if broken and not self._skip_to_next_object():
                return
            self._take(",")

    def _opens_objects(self) -> bool:
        """Whether an array of objects comes next; a version names its life events in an array of texts."""
        if self._next() != "[":
            return False
        while not (inside := self._text[1:].lstrip()) and self._more():
            pass
        return inside.startswith("{")

    def _more(self) -> bool:
        chunk = b"" if self._ended else self._file.read(_CHUNK)
        self._ended = not chunk
        self._text += self._bytes.decode(chunk, final=self._ended)
        return not self._ended

    def _next(self) -> str:
        while True:
            self._text = self._text.lstrip()
            if self._text or not self._more():
                return self._text[:1]

    def _take(self, char: str) -> None:
        if self._next() == char:
            self._text = self._text[1:]

    def _value(self) -> Found:
        self._next()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text)
            except RecursionError:
                return None, "", "Lồng nhau quá sâu"
            except ValueError as error:
                if len(self._text) < LONGEST and self._more():
                    continue
                return None, "", f"Không phải JSON: {str(error)[:200]}"
            if end == len(self._text) and self._more():
                continue  # A number may go on.
            self._text = self._text[end:]
            return value, "", ""

    def _skip_to_next_object(self) -> bool:
        """Go on behind what is broken, where a new object begins on a line of its own."""
        place = self._text.find("\n{", 1)
        while place < 0:
            keep, self._text = self._text[-1:], ""
            if not self._more():
                return False
            self._text = keep + self._text
            place = self._text.find("\n{")
        self._text = self._text[place + 1 :]
        return True
