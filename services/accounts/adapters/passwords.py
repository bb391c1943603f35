"""Passwords as argon2id hashes with OWASP's least parameters (19 MiB, two passes, one lane).

Every check costs the same, also where there is nobody to check: a spare hash is verified then, so that the time of an
answer does not tell whether an identity is known. The work is done where ``run`` does it (off the hub, in a service).
"""

from collections.abc import Callable
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_SPARE = _hasher.hash("nobody has this password, and whoever tries it is refused anyway")


class Passwords:
    """Makes and checks password hashes; about 20 ms of one processor each."""

    def __init__(self, run: Callable[..., Any]) -> None:
        self._run = run

    def hash(self, password: str) -> str:
        """A new hash with a salt of its own."""
        made: str = self._run(_hasher.hash, password)
        return made

    def match(self, stored: str | None, password: str) -> bool:
        """Whether a password is the one that was hashed; None stands for an unknown subject and never matches."""
        right: bool = self._run(_verify, stored or _SPARE, password)
        return right and stored is not None


def _verify(stored: str, password: str) -> bool:
    try:
        return bool(_hasher.verify(stored, password))
    except (VerificationError, InvalidHashError):
        return False
