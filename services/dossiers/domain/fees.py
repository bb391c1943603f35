"""Which fees (phí) and charges (lệ phí) a dossier owes, from what its procedure lists for the way it was filed.

A fixed amount is owed as it is; one per unit (page, copy, person) is owed for one unit unless the officer says how
many, by tiers and up to a cap where the rule has them. Where the amount is left to a province, or not known, nothing is
guessed: `Unassessed` names the fee, and the officer says the amount at reception. An amount the officer says goes
before the rule, which is how an exemption (0 đồng) or reduction is granted: where the rule fixes the amount, whoever
departs from it says why and on which legal basis, and both stay with the fee for everybody concerned to read. So does
whoever asks for nothing where the rule leaves the amount open: that is an exemption too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tier:
    """A price per unit from one quantity to another, both included; ``upto`` None: without end."""

    start: int
    upto: int | None
    amount: int


@dataclass(frozen=True, slots=True)
class ListedFee:
    """A fee as the procedure lists it. ``amount`` and ``tiers`` are prices of one unit; neither: not fixed there."""

    head: str
    kind: str
    label: str
    amount: int | None = None
    tiers: tuple[Tier, ...] = ()
    cap: int | None = None
    per_unit: bool = False
    free: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """What an officer found for one head: how many units, or the whole amount."""

    quantity: int = 1
    amount: int | None = None
    reason: str = ""
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class OwedFee:
    """One thing to pay for, in đồng."""

    head: str
    kind: str
    label: str
    amount: int
    listed: int | None = None
    """What the rule comes to where the officer departed from it."""
    reason: str = ""
    legal_basis: str = ""
    quantity: int | None = None
    """For how many units, where the rule goes by units."""


@dataclass(frozen=True, slots=True)
class Relief:
    """What an officer granted of one fee: so many percent of it fall away, why, and by which legal text."""

    percent: int
    reason: str
    legal_basis: str


class Unreasoned(Exception):
    """An amount other than the rule's was said without a reason and its legal basis.

    ``listed`` is what the rule comes to; None where it leaves the amount open, of which nothing was to be asked for.
    """

    def __init__(self, fee: ListedFee, listed: int | None) -> None:
        super().__init__(fee.head)
        self.fee = fee
        self.listed = listed


class Unassessed(Exception):
    """A fee's amount is not fixed and nobody said it."""

    def __init__(self, fee: ListedFee) -> None:
        super().__init__(fee.head)
        self.fee = fee


def owed(
    listed: Sequence[ListedFee], assessed: Mapping[str, Assessment], reliefs: Mapping[str, Relief] | None = None
) -> tuple[OwedFee, ...]:
    """The fees to ask for; what comes to nothing is left out, but for what somebody was exempted from.

    A granted relief, by head, takes its percentage off the amount of the rule, or off the one that an officer found
    where the rule is open; it takes nothing off an amount by which an officer departs from the rule. Parts of a đồng
    fall away. Whoever is exempt owes nothing of an amount that nobody knows.
    """
    fees: list[OwedFee] = []
    for fee in listed:
        found, relief = assessed.get(fee.head), (reliefs or {}).get(fee.head)
        if found is None and fee.optional:
            continue
        found = found or Assessment()
        units = found.quantity if fee.per_unit or fee.tiers else None
        if relief is not None and relief.percent == 100 and _is_open(fee, found):
            fees.append(OwedFee(fee.head, fee.kind, fee.label, 0, None, relief.reason, relief.legal_basis, units))
            continue
        amount = _amount(fee, found)
        by_rule = _departed_from(fee, found)
        if by_rule is not None:
            fees.append(OwedFee(fee.head, fee.kind, fee.label, amount, by_rule, found.reason, found.legal_basis, units))
        elif _is_open(fee, found) and amount == 0:
            fees.append(OwedFee(fee.head, fee.kind, fee.label, 0, None, found.reason, found.legal_basis, units))
        elif relief is not None and amount > 0:
            left = amount * (100 - relief.percent) // 100
            fees.append(OwedFee(fee.head, fee.kind, fee.label, left, amount, relief.reason, relief.legal_basis, units))
        elif amount > 0:
            fees.append(OwedFee(fee.head, fee.kind, fee.label, amount, quantity=units))
    return tuple(fees)


def _is_open(fee: ListedFee, found: Assessment) -> bool:
    """Whether no amount follows from the rule, and the officer found none either."""
    return not found.amount and fee.amount is None and not fee.tiers and not fee.free


def _amount(fee: ListedFee, found: Assessment) -> int:
    if found.amount is not None:
        return found.amount
    if fee.free:
        return 0
    if fee.tiers:
        return _capped(fee, sum(_units_in(tier, found.quantity) * tier.amount for tier in fee.tiers))
    if fee.amount is None:
        raise Unassessed(fee)
    return _capped(fee, fee.amount * (found.quantity if fee.per_unit else 1))


def _departed_from(fee: ListedFee, found: Assessment) -> int | None:
    """What the rule comes to, if the officer said another amount; `Unreasoned` without reason and legal basis."""
    if found.amount is None:
        return None
    listed: int | None
    try:
        listed = _amount(fee, Assessment(found.quantity))
    except Unassessed:
        listed = None
    if listed == found.amount or (listed is None and found.amount > 0):
        return None
    if not found.reason.strip() or not found.legal_basis.strip():
        raise Unreasoned(fee, listed)
    return listed


def _units_in(tier: Tier, quantity: int) -> int:
    last = quantity if tier.upto is None else min(tier.upto, quantity)
    return max(0, last - tier.start + 1)


def _capped(fee: ListedFee, amount: int) -> int:
    return amount if fee.cap is None else min(amount, fee.cap)
