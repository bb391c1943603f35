"""Identifiers: UUID version 7 (RFC 9562), which sort by the time they were made."""

import os
import time
import uuid


def new_id() -> str:
    """A new UUIDv7 as text: 60 bits of time, then 62 random bits from the operating system.

    The time is Unix milliseconds and 4096ths of one, which the standard allows in place of random bits (section 6.2,
    method 3): what one process makes one after the other sorts so, also within a millisecond.
    """
    moment, part = divmod(time.time_ns(), 1_000_000)
    fraction = (part << 12) // 1_000_000
    low = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    return str(uuid.UUID(int=(moment << 80) | (0x7 << 76) | (fraction << 64) | (0b10 << 62) | low))
