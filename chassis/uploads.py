"""A request's body on its way in: bounded in size, bounded in time, complete or refused."""

import time
from typing import Any, Final

import eventlet

from chassis.errors import Invalid, PortalError, error

LEAST_BYTES_A_SECOND: Final = 16_384


class TooLarge(PortalError):
    """The body is larger than is taken here."""

    kind = "too-large"
    status = 413


class TooSlow(PortalError):
    """The body did not arrive in time."""

    kind = "too-slow"
    status = 408


BODY_TOO_LARGE = error(
    "request.body-too-large",
    TooLarge,
    vi="Nội dung gửi lên lớn hơn mức cho phép ({limit:size}). Xin chọn tệp nhỏ hơn hoặc giảm dung lượng rồi gửi lại.",
    en="What was sent is larger than allowed ({limit:size}). Please choose or make a smaller file and send it again.",
)
BODY_TOO_SLOW = error(
    "request.body-too-slow",
    TooSlow,
    vi="Nội dung gửi lên không đến kịp. Xin kiểm tra đường truyền rồi gửi lại.",
    en="What was sent did not arrive in time. Please check your connection and send it again.",
)
BODY_INCOMPLETE = error(
    "request.body-incomplete",
    Invalid,
    vi="Nội dung gửi lên bị đứt giữa chừng. Xin gửi lại.",
    en="What was sent broke off in the middle. Please send it again.",
)


class Upload:
    """A body on its way in: never more than announced, never slower than allowed, never silently cut short.

    Of one that is announced longer than ``most`` bytes, its head may be read, and no more than ``most`` bytes.
    """

    def __init__(self, source: Any, length: int, patience: float, most: int) -> None:
        self.left = min(length, most)
        self.allowed = patience + self.left / LEAST_BYTES_A_SECOND
        self._most = most
        self._cut = length > most
        self._source = source
        self._until = time.monotonic() + self.allowed

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, ``b""`` at the end; `BODY_TOO_SLOW` or `BODY_INCOMPLETE` if they do not come."""
        wanted = self.left if size < 0 else min(size, self.left)
        if not wanted:
            if self._cut and size:
                raise BODY_TOO_LARGE(limit=self._most)
            return b""
        try:
            with eventlet.Timeout(max(0.01, self._until - time.monotonic()), BODY_TOO_SLOW()):
                got: bytes = self._source.read(wanted)
        except TimeoutError:
            raise BODY_TOO_SLOW() from None
        except OSError:
            raise BODY_INCOMPLETE() from None
        if len(got) < wanted:
            raise BODY_INCOMPLETE()
        self.left -= len(got)
        return got

    def readline(self, size: int = -1, /) -> bytes:
        """Not by lines: forms are small and are read whole, what is streamed is not text."""
        return self.read(size)
