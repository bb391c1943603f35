"""Which fees (phí) and charges (lệ phí) a dossier owes, from what its procedure lists for the way it was filed.

A listed amount is owed as it is; one per unit (page, copy, person) needs a quantity; one that a province fixes needs
an amount. What was listed without either is not guessed: `Unassessed` names it, and the officer says it at reception.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ListedFee:
    """A fee as the procedure lists it; ``amount`` None: not fixed there. ``per_unit``: times a quantity."""

    head: str
    kind: str
    label: str
    amount: int | None
    per_unit: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """What an officer found for one head."""

    quantity: int = 1
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class OwedFee:
    """One thing to pay for, in đồng."""

    head: str
    kind: str
    label: str
    amount: int


class Unassessed(Exception):
    """A fee's amount is not fixed and nobody said it."""

    def __init__(self, fee: ListedFee) -> None:
        super().__init__(fee.head)
        self.fee = fee


def owed(listed: Sequence[ListedFee], assessed: Mapping[str, Assessment]) -> tuple[OwedFee, ...]:
    """The fees to ask for; what comes to nothing is left out."""
    fees: list[OwedFee] = []
    for fee in listed:
        found = assessed.get(fee.head)
        if found is None and fee.optional:
            continue
        amount = fee.amount
        if found is not None:
            unit = found.amount if found.amount is not None else fee.amount
            if unit is None:
                raise Unassessed(fee)
            amount = unit * found.quantity
        if amount is None:
            raise Unassessed(fee)
        if amount > 0:
            fees.append(OwedFee(fee.head, fee.kind, fee.label, amount))
    return tuple(fees)
