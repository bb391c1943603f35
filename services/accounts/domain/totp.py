"""Codes of an authenticator (RFC 6238: HMAC-SHA-1, 30 s, six digits); each time step is good once."""

import base64
import datetime as dt
import hashlib
import hmac

STEP_SECONDS = 30
SECRET_BYTES = 20
_DIGITS = 6


def step_at(now: dt.datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def code_at(secret: str, step: int) -> str:
    """The code that an authenticator with this Base32 secret shows during a time step."""
    padded = secret + "=" * (-len(secret) % 8)
    digest = hmac.new(base64.b32decode(padded, casefold=True), step.to_bytes(8), hashlib.sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4]) & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}d}"


def matching_step(secret: str, code: str, now: dt.datetime, last_step: int) -> int | None:
    """The time step that a code proves, one step early or late allowed; None if wrong or not after ``last_step``."""
    current = step_at(now)
    found = None
    for step in (current - 1, current, current + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > last_step:
            found = step
    return found


def new_secret(random_bytes: bytes) -> str:
    """A Base32 secret from `SECRET_BYTES` random bytes."""
    return base64.b32encode(random_bytes).decode().rstrip("=")
