"""Dated data that law and providers fix, with its sources."""

import json
from collections.abc import Mapping
from importlib import resources

from services.payments.domain.limits import Limits
from services.payments.domain.refund_rules import RefundRules


def load_banks() -> Mapping[str, str]:
    """The banks that VietQR knows: BIN to name."""
    banks: Mapping[str, str] = json.loads(resources.files(__name__).joinpath("banks.json").read_text("utf-8"))["banks"]
    return banks


def load_notes() -> frozenset[int]:
    """The values of the notes there are, in đồng."""
    return frozenset(json.loads(resources.files(__name__).joinpath("notes.json").read_text("utf-8"))["values"])


def load_limits() -> Limits:
    """The limits in force by day."""
    return Limits(json.loads(resources.files(__name__).joinpath("limits.json").read_text("utf-8")))


def load_refund_rules() -> RefundRules:
    """When money goes back, by day."""
    return RefundRules(json.loads(resources.files(__name__).joinpath("refund-rules.json").read_text("utf-8")))
