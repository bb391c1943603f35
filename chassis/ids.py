"""Identifiers: UUID version 7 (RFC 9562), which sort by the time they were made."""

import os
import time
import uuid


def new_id() -> str:
    """A new UUIDv7 as text: 48 bits of Unix milliseconds, then 74 random bits from the operating system."""
    moment = time.time_ns() // 1_000_000
    tail = int.from_bytes(os.urandom(10), "big")
    high, low = tail >> 68, tail & ((1 << 62) - 1)
    return str(uuid.UUID(int=(moment << 80) | (0x7 << 76) | ((high & 0xFFF) << 64) | (0b10 << 62) | low))
