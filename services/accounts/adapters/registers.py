"""The two registers that a registration is checked against, as ports.

The population register (cơ sở dữ liệu quốc gia về dân cư) knows who holds an identity number. The subscriber register
of the operators knows whether a telephone is its holder's own (thuê bao chính chủ, Thông tư 08/2026/TT-BKHCN).
"""

import datetime as dt
import enum
from dataclasses import dataclass
from typing import Protocol


class Finding(enum.StrEnum):
    """What a register says of a claim."""

    MATCH = "match"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"


class RegisterAway(Exception):
    """The register gave no answer that can be relied on within its time; ``reason`` holds no personal data."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True, repr=False)
class Claim:
    """Who somebody says they are. Without a repr, so that no log can show it by accident."""

    identity_kind: str
    identity_number: str
    full_name: str
    birth_date: dt.date


class PopulationRegister(Protocol):
    """Says whether an identity number belongs to a person of that name and birth date."""

    def check(self, claim: Claim) -> Finding:
        """The finding, or `RegisterAway`."""


class SubscriberRegister(Protocol):
    """Says whether a telephone is registered to a person."""

    def check_owner(self, phone: str, claim: Claim) -> Finding:
        """The finding for a number in E.164, or `RegisterAway`."""


@dataclass(frozen=True, slots=True)
class Registers:
    """Both registers, as registration needs them."""

    population: PopulationRegister
    subscribers: SubscriberRegister
