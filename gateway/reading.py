"""Turning what a stranger sent over HTTP into checked records: query strings, JSON bodies, keys and preconditions.

Guarantees: JSON is UTF-8 without repeated keys, NaN or endless nesting; a parameter is given once; nothing that was not
declared is let in; sizes are bounded before anything is read. What is wrong is told as a problem naming the field.
"""

import dataclasses
import datetime as dt
import json
import re
import types
import typing
from functools import lru_cache
from typing import Annotated, Any, TypeVar

from werkzeug.datastructures import Headers, MultiDict
from werkzeug.wrappers import Request

from chassis.errors import INVALID_REQUEST, KEY_MISSING, FieldProblem, Invalid
from chassis.records import load, wire_name
from gateway.problems import (
    HEADER_WRONG,
    LENGTH_MISSING,
    NOT_JSON,
    TOO_LARGE,
    VERSION_MISSING,
    WRONG_MEDIA,
)

T = TypeVar("T")

JSON_LIMIT = 1_000_000
"""Largest JSON body, in bytes."""
_KEY = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,64}")
_ETAG = re.compile(r'"?v?(\d{1,9})"?')


def declared_length(request: Request, limit: int) -> int:
    """The length of the body, checked against the limit before a byte of it is read."""
    if request.content_length is None:
        # Without a length the server below hands over an empty body: a chunked request would lose its content.
        if request.headers.get("Transfer-Encoding"):
            raise LENGTH_MISSING()
        return 0
    if request.content_length > limit:
        raise TOO_LARGE(limit=limit)
    return request.content_length


def json_body(request: Request, cls: type[T]) -> T:
    """The body as a record, or the problem with it."""
    length = declared_length(request, JSON_LIMIT)
    if not length:
        # A body may be left out where nothing in it is required.
        return load(cls, {})
    if request.mimetype not in ("application/json", "application/merge-patch+json"):
        raise WRONG_MEDIA(accepted="application/json")
    return load(cls, parse_json(request.get_data(cache=False)))


def text_body(request: Request, limit: int = 4000) -> str:
    """The body as it was sent, where its very bytes are signed."""
    declared_length(request, limit)
    try:
        return request.get_data(cache=False).decode("utf-8")
    except UnicodeDecodeError:
        raise NOT_JSON() from None


def parse_json(raw: bytes) -> object:
    """Strict JSON."""
    try:
        return json.loads(raw.decode("utf-8"), object_pairs_hook=_unrepeated, parse_constant=_refuse)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise NOT_JSON() from None


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is repeated")
    return found


def _refuse(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def query_record(args: "MultiDict[str, str]", cls: type[T] | None) -> T | None:
    """The query string as a record; numbers and booleans are read from their text, lists from repeated parameters."""
    problems: list[FieldProblem] = []
    hints = _hints(cls) if cls else {}  # type: ignore[arg-type]  # classes are hashable
    plain: dict[str, object] = {}
    for name in args:
        values = args.getlist(name)
        pointer = "/" + name
        if name not in hints:
            problems.append(FieldProblem(pointer, "unknown", {}))
            continue
        kind = _kind_of(hints[name])
        if typing.get_origin(kind) is tuple:
            inner = _kind_of(typing.get_args(kind)[0])
            plain[name] = [_from_text(value, inner) for value in values if value]
        elif len(values) > 1:
            problems.append(FieldProblem(pointer, "duplicate", {}))
        elif values[0] == "" and name in _optional(cls):
            # A form that is sent with an empty box means that nothing was asked for in it.
            continue
        else:
            plain[name] = _from_text(values[0], kind)
    if problems:
        raise INVALID_REQUEST(problems=problems)
    return load(cls, plain) if cls else None


@lru_cache(maxsize=512)
def _hints(cls: type) -> dict[str, Any]:
    """What a record's fields are, by their names on the wire."""
    typed = typing.get_type_hints(cls, include_extras=True)
    return {wire_name(name): annotation for name, annotation in typed.items()}


def readable(args: "MultiDict[str, str]", cls: type[T]) -> tuple[T, bool]:
    """What of a page's query string can be read, and whether anything was left out: a page shows what it can instead of
    telling somebody that their address is wrong."""
    left, whole = MultiDict(args), True
    while True:
        try:
            found = query_record(left, cls)
        except Invalid as wrong:
            names = {problem.pointer.split("/")[1] for problem in wrong.problems} & set(left)
            if not names:
                raise
            whole = False
            for name in names:
                left.poplist(name)
        else:
            return found if found is not None else cls(), not whole


def _optional(cls: type | None) -> set[str]:
    members = dataclasses.fields(cls) if cls else ()
    missing = dataclasses.MISSING
    return {wire_name(m.name) for m in members if m.default is not missing or m.default_factory is not missing}


def _kind_of(annotation: Any) -> Any:
    while True:
        origin = typing.get_origin(annotation)
        if origin is Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in (types.UnionType, typing.Union):
            annotation = next(arg for arg in typing.get_args(annotation) if arg is not type(None))
        else:
            return annotation


def _from_text(text: str, kind: Any) -> object:
    if kind is int and re.fullmatch(r"-?\d{1,18}", text):
        return int(text)
    if kind is bool and text in ("true", "false"):
        return text == "true"
    if kind is dt.datetime:
        # A plus sign in a query string is read as a blank; a time has no other blank near its end.
        return re.sub(r" (\d\d:\d\d)$", r"+\1", text)
    return text


def idempotency_key(headers: Headers) -> str:
    """The value of ``Idempotency-Key``: a quoted structured-field string or a bare word, 1 to 64 visible characters."""
    raw = headers.get("Idempotency-Key", "").strip()
    if not raw:
        raise KEY_MISSING()
    key = raw[1:-1] if len(raw) > 1 and raw[0] == raw[-1] == '"' else raw
    if not _KEY.fullmatch(key):
        raise HEADER_WRONG(
            header="Idempotency-Key",
            hint_vi="Hãy dùng 1 đến 64 ký tự ASCII không dấu cách, ví dụ một UUID.",
            hint_en="Use 1 to 64 visible ASCII characters, for example a UUID.",
        )
    return key


def expected_version(headers: Headers, *, required: bool) -> int | None:
    """The version in ``If-Match``; where it is required, a change without one is not carried out."""
    raw = headers.get("If-Match", "").strip()
    if not raw and required:
        raise VERSION_MISSING()
    if not raw:
        return None
    found = _ETAG.fullmatch(raw)
    if not found:
        raise HEADER_WRONG(
            header="If-Match",
            hint_vi='Hãy gửi đúng một ETag mà hệ thống đã trả về, ví dụ "v3".',
            hint_en='Send exactly one ETag that the system returned, for example "v3".',
        )
    return int(found[1])


def version_tag(version: int) -> str:
    """The strong ETag of a version, without its quotes."""
    return f"v{version}"
