"""One file of a page's form, streamed: it goes to the store as it comes and is never whole in memory.

A browser without JavaScript sends a file as ``multipart/form-data`` (RFC 7578). What stands before the file is read as
fields, so a page puts them there; only the first file is read. A body that breaks off, or that is no such form, is
refused and never taken for a shorter file.
"""

import sys
from collections import deque
from typing import Any

from multipart import MultipartError, PushMultipartParser
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request

from chassis.errors import PortalError
from chassis.objects import OBJECT_EMPTY
from gateway.problems import MALFORMED, TOO_LARGE, WRONG_MEDIA

CHUNK = 65_536
FIELDS_LIMIT = 20_000
"""Bytes of all fields before the file."""


class FilePart:
    """The first file of a form. A `chassis.objects.Source`: ``read`` gives its bytes, empty at its end."""

    def __init__(self, request: Request) -> None:
        if request.mimetype != "multipart/form-data":
            raise WRONG_MEDIA(accepted="multipart/form-data")
        boundary = request.mimetype_params.get("boundary", "")
        if not boundary:
            raise MALFORMED()
        self._stream: Any = request.stream
        self._parser = PushMultipartParser(boundary)
        self._events: deque[Any] = deque()
        self._rest = bytearray()
        self._over = False
        self.fields: MultiDict[str, str] = MultiDict()
        self.refused: PortalError | None = None
        """Why the file is not read; told to who reads it, so that its page can say it."""
        self.name, self.media_type = self._begin()

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes of the file; all that is left without one. `OBJECT_EMPTY` when none was chosen."""
        if self.refused is not None:
            raise self.refused
        wanted = sys.maxsize if size < 0 else size
        while len(self._rest) < wanted and not self._over:
            event = self._next()
            # The parser ends a part with None, and the form by saying nothing more.
            if event is None:
                self._over = True
            else:
                self._rest += event
        given = bytes(self._rest[:wanted])
        del self._rest[:wanted]
        return given

    def told(self, sentence: str) -> str:
        """What is wrong with the file, after its name where it has one."""
        return f"{self.name}: {sentence}" if self.name else sentence

    def _begin(self) -> tuple[str, str]:
        read = 0
        while True:
            event = self._next()
            if event is None:
                # The form has ended without a file.
                self.refused = OBJECT_EMPTY()
                return "", ""
            if event.filename is not None:
                # Some browsers send the path; only the name is the file's.
                name = event.filename.replace("\\", "/").rpartition("/")[2]
                if not name:
                    # So browsers send a form in which no file was chosen.
                    self.refused = OBJECT_EMPTY()
                return name, (event.content_type or "application/octet-stream").partition(";")[0].strip()
            value = bytearray()
            while (piece := self._next()) is not None:
                value += piece
                read += len(piece)
                if read > FIELDS_LIMIT:
                    raise TOO_LARGE(limit=FIELDS_LIMIT)
            self.fields.add(event.name, value.decode("utf-8", "replace"))

    def _next(self) -> Any:
        """The next event; None also when there is none any more."""
        try:
            while not self._events and not self._parser.closed:
                chunk = self._stream.read(CHUNK)
                if not chunk:
                    # Tells of a form that is not whole.
                    self._parser.close()
                    break
                self._events.extend(self._parser.parse(chunk))
        except MultipartError:
            raise MALFORMED() from None
        return self._events.popleft() if self._events else None
