"""When money goes back, why, and whose word it needs: dated rules; the data stand beside, each with its source.

A rule for certain procedures goes before one for all. Where the law was found to say nothing the row says that it is
the operator's own.
"""

import datetime as dt
import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.payments.domain.limits import NoRule
from services.payments.domain.receipts import VIETNAM


class Happening(enum.StrEnum):
    """What became of the dossier that was paid for."""

    WITHDRAWN_BEFORE_RECEPTION = "withdrawn-before-reception"
    RECEPTION_REFUSED = "reception-refused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why money goes back; ``needs_basis``: only with a legal basis that the officer names."""

    code: str
    vi: str
    en: str
    needs_basis: bool


class RefundRules:
    """The dated rules, read from their JSON form."""

    def __init__(self, data: Mapping[str, Sequence[Mapping[str, object]]]) -> None:
        self._data = data

    def rows(self) -> Mapping[str, Sequence[Mapping[str, object]]]:
        """The rules as they stand in the data, by what they are about."""
        return self._data

    def reasons(self, moment: dt.datetime) -> Mapping[str, Reason]:
        """The reasons that may be given at a moment, by code."""
        found: dict[str, Reason] = {}
        for row in sorted(self._since(self._data["reasons"], moment), key=lambda row: str(row["valid_from"])):
            found[str(row["code"])] = Reason(str(row["code"]), str(row["vi"]), str(row["en"]), bool(row["needs_basis"]))
        return found

    def by_itself(self, happening: Happening, procedure: str, moment: dt.datetime) -> Reason | None:
        """The reason for which all that was paid goes back by the rules alone, or None."""
        rows = [row for row in self._since(self._data["outcomes"], moment) if row["happening"] == happening]
        own = [row for row in rows if procedure in _codes(row)]
        chosen = own or [row for row in rows if not _codes(row)]
        if not chosen:
            return None
        row = max(chosen, key=lambda row: str(row["valid_from"]))
        return self.reasons(moment)[str(row["reason"])] if row["refund"] == "all" else None

    def needs_second(self, amount: int, *, by_hand: bool, moment: dt.datetime) -> bool:
        """Whether a second person has to approve a refund of so many đồng."""
        return amount > int(str(self._newest("approval", moment)["by_hand_above" if by_hand else "provider_above"]))

    def alarm_after(self, moment: dt.datetime) -> int:
        """After how many questions without an end people are to look."""
        return int(str(self._newest("alarm", moment)["asks"]))

    def _newest(self, about: str, moment: dt.datetime) -> Mapping[str, object]:
        rows = self._since(self._data[about], moment)
        if not rows:
            raise NoRule(about)
        return max(rows, key=lambda row: str(row["valid_from"]))

    @staticmethod
    def _since(rows: Sequence[Mapping[str, object]], moment: dt.datetime) -> list[Mapping[str, object]]:
        day = moment.astimezone(VIETNAM).date().isoformat()
        return [row for row in rows if str(row["valid_from"]) <= day]


def _codes(row: Mapping[str, object]) -> Sequence[str]:
    codes = row["procedures"]
    if not isinstance(codes, list):
        raise TypeError("procedures is a list of codes")
    return codes
