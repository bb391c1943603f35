"""A bound on how long something may take that waits for others: a whole exchange, however it is dripped out."""

from collections.abc import Iterator
from contextlib import contextmanager

import eventlet


class Late(Exception):
    """It took longer than it may."""


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Raise `Late` from whatever the block waits for once the time is over. Computing is not interrupted."""
    timeout = eventlet.Timeout(seconds)
    try:
        yield
    except eventlet.Timeout as over:
        if over is not timeout:
            raise
        raise Late(f"took longer than {seconds} s") from None
    finally:
        timeout.cancel()
