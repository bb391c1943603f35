"""JSON as services write it for each other and for their own rows: read and written by orjson (ADR 52).

Guarantees: what is written means what the standard library would write, and what is no JSON value for it is none here.
A number beyond 64 bits is written whole and read as a float: no record has a field for it, so it is refused where the
record is read. What is signed, hashed or filled in by people is not for this: there every character counts.
"""

import json
from typing import Any, Final

import orjson

_STRICT: Final = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_SUBCLASS
"""What the standard library would refuse is refused: nothing becomes JSON that nobody made a value of."""


def encode(value: object) -> bytes:
    """The value in UTF-8; `TypeError` or `ValueError` for what has no JSON."""
    try:
        return orjson.dumps(value, option=_STRICT)
    except TypeError:  # numbers beyond 64 bits, keys and texts of classes of their own: rare, and written the slow way
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def encode_text(value: object) -> str:
    """The same as a text."""
    return encode(value).decode()


def decode(raw: bytes | str) -> Any:
    """The value; `ValueError` for what is no JSON."""
    return orjson.loads(raw)
