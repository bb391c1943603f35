"""Logs: one JSON object a line on standard output, ours and every library's, tied together by the trace.

::

    log = get_log(__name__)
    log.info("dossier received", dossier_id=dossier.id, agency=dossier.agency)

The message is constant and the facts are fields. Guarantees: ``time`` (UTC, RFC 3339), ``level``, ``service`` and
``event`` are on every line, ``trace`` on every line of a request; what `bind` binds stays in its green thread;
fields named like secrets or personal data are removed and numbers that look like ID or phone numbers are masked,
whoever logs them; nothing that is logged can start a line of its own or change how a terminal shows one; logging
never raises.
"""

import contextlib
import json
import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any, Final, TextIO

import structlog

REMOVED: Final = "[removed]"
MAX_TEXT: Final = 8_000

_SECRET_WORDS: Final = ("password", "secret", "token", "authorization", "cookie", "passport", "private")
_PERSONAL_NAMES: Final = frozenset(
    (
        "phone",
        "identity",
        "id_number",
        "email",
        "address",
        "birth_date",
        "display_name",
        "full_name",
        "code",
        "otp",
        "pin",
        "totp",
        "fact",
        "plain",
    )
)
_PERSONAL_ENDS: Final = ("_phone", "_identity", "_sealed", "_email", "_otp")
_OWN_NAMES: Final = frozenset(("trace", "time", "level", "service", "module"))

_PHONE: Final = re.compile(r"(?<![0-9a-f.])(?:\+84|84|0)[ .-]?[1-9](?:[ .-]?\d){8}(?![0-9a-f])")
_NUMBER: Final = re.compile(r"(?<![0-9a-f.])(?:\d{12}|\d{9}|\d{3} \d{3} \d{3}(?: \d{3})?)(?![0-9a-f])")
_UNSEEN: Final = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")


def _masked(found: re.Match[str]) -> str:
    text = found.group()
    return "*" * (len(text) - 2) + text[-2:]


def masked(text: str) -> str:
    """A text with whatever looks like a phone or ID number (9 or 12 digits) hidden but for two digits."""
    return _NUMBER.sub(_masked, _PHONE.sub(_masked, text))


def _is_private(name: str) -> bool:
    low = name.lower()
    if low.endswith("_masked"):
        return False
    return low in _PERSONAL_NAMES or low.endswith(_PERSONAL_ENDS) or any(word in low for word in _SECRET_WORDS)


def _clean(value: object, depth: int = 0) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return masked(value if len(value) <= MAX_TEXT else value[:MAX_TEXT] + "…")
    if depth >= 5:
        return "…"
    if isinstance(value, Mapping):
        return {
            masked(str(key)): REMOVED if _is_private(str(key)) else _clean(inner, depth + 1)
            for key, inner in list(value.items())[:100]
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_clean(inner, depth + 1) for inner in list(value)[:100]]
    return _clean(str(value), depth)


def redact(_: object, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Remove what is private by its name, mask what is private by its form."""
    for name, value in list(entry.items()):
        if name in _OWN_NAMES:
            entry[name] = str(value)[:100]
        else:
            entry[name] = REMOVED if _is_private(name) else _clean(value)
    return entry


def _explain(_: object, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Turn ``exc_info`` into text."""
    info = entry.pop("exc_info", None)
    if isinstance(info, BaseException):
        info = (type(info), info, info.__traceback__)
    elif info and not isinstance(info, tuple):
        info = sys.exc_info()
    if info and info[0] is not None:
        text = "".join(traceback.format_exception(*info))
        # The end of a traceback tells most.
        entry["exception"] = text if len(text) <= MAX_TEXT else "…" + text[-MAX_TEXT:]
    return entry


def _stamp(_: object, __: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    first = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": entry.pop("level", "info"),
        "service": _state.service,
        "event": str(entry.pop("event", "")),
    }
    return {**first, **{name: value for name, value in entry.items() if name not in first}}


def render(_: object, __: str, entry: MutableMapping[str, Any]) -> str:
    """One line of JSON; characters that are not seen, or move others, are written as escapes."""
    line = json.dumps(entry, ensure_ascii=False, default=str)
    return _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", line)


class _State:
    service = ""
    stream: TextIO | None = None


_state = _State()


class _Lines:
    """Where lines go; a standard output that was closed must not stop the work."""

    def write(self, line: str) -> None:
        with contextlib.suppress(OSError, ValueError):
            stream = _state.stream or sys.stdout
            stream.write(line + "\n")
            stream.flush()

    msg = debug = info = warning = error = critical = exception = log = failure = write


_lines = _Lines()
_PROCESSORS: Final[list[Any]] = [structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level]


def _line(logger: object, name: str, entry: MutableMapping[str, Any]) -> str:
    """The line for an entry; whatever is wrong with the entry, a line."""
    try:
        return render(logger, name, redact(logger, name, _stamp(logger, name, _explain(logger, name, entry))))
    except Exception:  # noqa: BLE001 - what is logged may raise when it is turned to text
        return _UNWRITABLE


_UNWRITABLE: Final = '{"level": "error", "event": "a log record could not be written"}'


class _Bridge(logging.Handler):
    """Brings records of the standard library's logging (nameko, kombu, SQLAlchemy) onto the same lines."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            entry: MutableMapping[str, Any] = {
                "event": record.getMessage(),
                "level": record.levelname.lower(),
                "module": record.name,
            }
            if record.exc_info:
                entry["exc_info"] = record.exc_info
            _lines.write(_line(None, "", structlog.contextvars.merge_contextvars(None, "", entry)))
        except Exception:  # noqa: BLE001 - whatever a library puts in a record must not break the work that logged it
            _lines.write(_UNWRITABLE)


_QUIETER: Final = {
    "amqp": logging.WARNING,
    "kombu": logging.WARNING,
    "eventlet.wsgi": logging.WARNING,
    "nameko": logging.INFO,
    "nameko.web.server": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "urllib3": logging.WARNING,
}


def _says_something_new(record: logging.LogRecord) -> bool:
    """False where nameko says that a method raised: whoever started the method logs that, with the trace of the request
    and without its arguments, and a refusal is no fault."""
    return not str(record.msg).removeprefix("(expected) ").startswith("error handling worker")


def setup_logs(service: str, level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send all logs of this process to standard output (or ``stream``) as described above."""
    _state.service, _state.stream = service, stream
    least = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[*_PROCESSORS, _line],
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=lambda *_: _lines,
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    root.handlers[:] = [_Bridge()]
    root.setLevel(least)
    for name, floor in _QUIETER.items():
        logging.getLogger(name).setLevel(max(least, floor))
    logging.getLogger("nameko.containers").addFilter(_says_something_new)


def get_log(name: str) -> Any:
    """A logger for one module: ``debug``, ``info``, ``warning``, ``error``, ``exception`` with fields."""
    return structlog.get_logger(module=name)


def bind(**fields: object) -> None:
    """Put these fields on every further line of this green thread."""
    structlog.contextvars.bind_contextvars(**fields)


def clear() -> None:
    """Forget what `bind` bound in this green thread."""
    structlog.contextvars.clear_contextvars()


def bound(name: str) -> str:
    """A field that is bound in this green thread, or ``""``."""
    return str(structlog.contextvars.get_contextvars().get(name, ""))
