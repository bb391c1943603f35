"""Dated data that law and providers fix, with its sources."""

import json
from importlib import resources

from services.payments.domain.limits import Limits


def load_limits() -> Limits:
    """The limits in force by day."""
    return Limits(json.loads(resources.files(__name__).joinpath("limits.json").read_text("utf-8")))
