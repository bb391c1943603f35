"""The registers that a registration is checked against, as ports.

The population register (cơ sở dữ liệu quốc gia về dân cư) knows who holds an identity number. The subscriber register
of the operators knows whether a telephone is its holder's own (thuê bao chính chủ, Thông tư 08/2026/TT-BKHCN). The
business register (cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp) knows who represents a business.
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
class Business:
    """What the business register says: of the claim, and what the business is called (empty unless it matches)."""

    finding: Finding
    name: str = ""


class BusinessRegister(Protocol):
    """Says whether a person is the legal representative of a business."""

    def check_representative(self, tax_code: str, claim: Claim) -> Business:
        """The finding and the registered name, or `RegisterAway`."""


@dataclass(frozen=True, slots=True)
class Registers:
    """The registers, as accounts need them."""

    population: PopulationRegister
    subscribers: SubscriberRegister
    businesses: BusinessRegister
