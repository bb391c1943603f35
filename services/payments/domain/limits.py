"""Dated limits of payments: a rule is the newest that is in force on a day; the data stand beside, with sources."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.payments.domain.receipts import VIETNAM, Form


@dataclass(frozen=True, slots=True)
class AttemptLimits:
    """How long an attempt to pay online is good for, and what amounts a provider takes (đồng, both allowed)."""

    lifetime: dt.timedelta
    minimum: int
    maximum: int


class NoRule(LookupError):
    """No rule is in force on the day that was asked for."""


class Limits:
    """The dated rules, read from their JSON form."""

    def __init__(self, data: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
        self._data = data

    def rows(self) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """The rules as they stand in the data, by what they are about."""
        return self._data

    def attempt(self, provider: str, moment: dt.datetime) -> AttemptLimits:
        """The limits of an attempt that is begun at a moment."""
        rows = [row for row in self._data["attempts"] if row["provider"] == provider]
        row = _in_force(rows, moment)
        return AttemptLimits(
            dt.timedelta(minutes=int(str(row["minutes"]))), int(str(row["minimum"])), int(str(row["maximum"]))
        )

    def receipt_form(self, moment: dt.datetime) -> Form:
        """The form of receipts issued at a moment."""
        row = _in_force(self._data["receipt_forms"], moment)
        return Form(str(row["form"]), str(row["series"]), str(row["name"]))


def _in_force(rows: Sequence[Mapping[str, object]], moment: dt.datetime) -> Mapping[str, object]:
    day = moment.astimezone(VIETNAM).date().isoformat()
    known = [row for row in rows if str(row["valid_from"]) <= day]
    if not known:
        raise NoRule(day)
    return max(known, key=lambda row: str(row["valid_from"]))
