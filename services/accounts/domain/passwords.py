"""Which passwords are accepted, by NIST SP 800-63B-4: long enough, not common, not about their owner; nothing else.

There is no rule of composition and no expiry. Eight characters suffice because a second factor follows at every
sign-in, by code for people and by authenticator for staff; characters are Unicode code points after NFC.
"""

import itertools
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from services.accounts.domain.person import folded
from services.accounts.domain.problems import Problem

SHORTEST_CONTEXT = 4
"""Words about the owner that are shorter than this are too frequent by chance to be looked for."""

_TAIL = re.compile(r"[\d\W_]+$")


@dataclass(frozen=True, slots=True)
class Blocklist:
    """Passwords everybody tries first (``common``), and words that give a local password away (``context``)."""

    common: Collection[str]
    context: Collection[str]


def check_password(
    password: str, *, min_length: int, blocklist: Blocklist, about_owner: Iterable[str] = ()
) -> Problem | None:
    """What is wrong with a password that somebody wants to set, if anything."""
    if len(password) < min_length:
        return Problem("password", "password.too-short", {"min": min_length})
    plain = folded(password)
    core = folded(_TAIL.sub("", password))
    if len(set(plain)) <= 2 or _is_run(plain) or {password.casefold(), plain} & set(blocklist.common):
        return Problem("password", "password.too-common")
    if core in blocklist.context or core in blocklist.common:
        return Problem("password", "password.too-common")
    for word in about_owner:
        fact = folded(word)
        if len(fact) >= SHORTEST_CONTEXT and fact in plain and len(plain) - len(fact) < min_length:
            return Problem("password", "password.too-personal")
    return None


def _is_run(text: str) -> bool:
    steps = {ord(b) - ord(a) for a, b in itertools.pairwise(text)}
    return steps in ({1}, {-1})
