"""What is kept of a command, so that a repeat gets the same reply: sealed, since replies hold people's answers.

The fingerprint of the request is sealed together with the reply. It is a plain digest, from which an identity number
in an otherwise known request could be found by trying; and it is needed only where the reply is.

Guarantees: a kept reply opens only under the caller, method and key it was kept for, and only with the keys of the
service that kept it; one that was changed, moved or made with an unknown key raises `SealBroken`, never gives a reply.
"""

import json
from dataclasses import dataclass
from typing import Any

from chassis.sealing import REPLIES, Sealer
from chassis.wire_json import decode, encode_text


@dataclass(frozen=True, slots=True)
class Kept:
    """A reply as the wire has it, and the fingerprint of the request that it answers."""

    fingerprint: str
    reply: dict[str, Any]


def seal(sealer: Sealer, kept: Kept, caller: str, method: str, key: str) -> str:
    """What goes into the row of a caller, method and key."""
    return sealer.seal(REPLIES, encode_text([kept.fingerprint, kept.reply]), _row(caller, method, key))


def unseal(sealer: Sealer, sealed: str, caller: str, method: str, key: str) -> Kept:
    """What was kept in the row of a caller, method and key."""
    return Kept(*decode(sealer.unseal(REPLIES, sealed, _row(caller, method, key))))


def _row(caller: str, method: str, key: str) -> str:
    # JSON, since any of the three may hold whatever divides them.
    return json.dumps([caller, method, key])
