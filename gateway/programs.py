"""Programs of agencies, by their API keys: asked of notifications, and known for a second.

A key that is taken back is refused within that second everywhere. While it cannot be asked, nobody passes by a key.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from chassis.callers import Caller, CallerKind
from chassis.errors import Unauthenticated, error
from gateway.guesses import Guesses
from services.notifications.contract import KEY_PREFIX, CredentialOwner

KNOWN_FOR: Final = 0.8
"""Seconds; with the call itself less than one."""
KEPT: Final = 5_000

KEY_NOT_GOOD = error(
    "api-key.not-good",
    Unauthenticated,
    vi="Khóa API này không đúng, đã hết hạn hoặc đã bị thu hồi. Xin quản trị cơ quan cấp khóa mới.",
    en="This API key is not right, has expired or was revoked. Ask the administrator of your agency for a new one.",
)

Ask = Callable[[str], CredentialOwner]
"""Whose key it is that has this SHA-256; raises `Unavailable` while nobody can be asked."""


class Programs:
    """One for the process."""

    def __init__(self, ask: Ask, clock: Callable[[], float], guesses: Guesses) -> None:
        self._ask = ask
        self._clock = clock
        self._guesses = guesses
        self._known: OrderedDict[str, tuple[float, CredentialOwner]] = OrderedDict()
        self._lock = threading.Lock()

    def caller(self, key: str, language: str, network: str) -> Caller:
        """The program whose key this is; raises what tells it that the key does not hold.

        From a network that sent many keys that do not, one that was never good is not asked for: `Guesses`.
        """
        owner = self._owner(hashlib.sha256(key.encode()).hexdigest(), network)
        if not owner.known:
            self._guesses.count(network)
            raise KEY_NOT_GOOD()
        return Caller(
            kind=CallerKind.PROGRAM,
            id=f"program.{owner.id}"[:64],
            name=owner.name,
            agency=owner.agency_code,
            roles=owner.scopes,
            language=language,
            network=network,
        )

    def _owner(self, digest: str, network: str) -> CredentialOwner:
        with self._lock:
            known = self._known.get(digest)
        if known is not None and known[0] > self._clock():
            return known[1]
        if known is None or not known[1].known:
            self._guesses.check(network)
        asked_at = self._clock()
        owner = self._ask(digest)
        with self._lock:
            self._known[digest] = (asked_at + KNOWN_FOR, owner)
            self._known.move_to_end(digest)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)
        return owner


def is_key(token: str) -> bool:
    """Whether a bearer token is an API key."""
    return token.startswith(KEY_PREFIX)
