"""Recovery codes (mã khôi phục): ten letters and digits that stand in for a lost authenticator, each good once.

Crockford's alphabet has no letters that are mistaken for digits; fifty random bits are beyond guessing with the tries
that a request has.
"""

from collections.abc import Callable

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 10


def new_recovery_code(randbelow: Callable[[int], int]) -> str:
    """A new code, written ``XXXXX-XXXXX``."""
    letters = "".join(ALPHABET[randbelow(len(ALPHABET))] for _ in range(LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def bound_recovery_code(account_id: str, code: str) -> str:
    """The text whose keyed hash is stored for a code."""
    return f"{account_id}|{code}"
