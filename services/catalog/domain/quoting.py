"""What a filing will cost: prices by rule, and what is left of them for whoever is exempt or pays less. Whole đồng.

Where the amount is not fixed by the record, nothing is guessed: it is open, which is not the same as free.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tier:
    """A price per unit from one quantity to another, both included; ``upto`` None: without end."""

    start: int
    upto: int | None
    amount: int


@dataclass(frozen=True, slots=True)
class Price:
    """How a fee's amount is found. Neither ``amount`` nor ``tiers``, and not ``free``: it is open."""

    amount: int | None = None
    tiers: Sequence[Tier] = ()
    cap: int | None = None
    per_unit: bool = False
    free: bool = False


def price_of(price: Price, quantity: int) -> int | None:
    """What so many units cost; None where the record does not fix it."""
    if price.free:
        return 0
    if price.tiers:
        return _capped(price, sum(_units_in(tier, quantity) * tier.amount for tier in price.tiers))
    if price.amount is None:
        return None
    return _capped(price, price.amount * (quantity if price.per_unit else 1))


def relieved(amount: int, percents: Sequence[int]) -> int:
    """What is left of an amount: of several reliefs the greatest counts, not their sum; parts of a đồng fall away."""
    return amount * (100 - max(percents, default=0)) // 100


def _units_in(tier: Tier, quantity: int) -> int:
    last = quantity if tier.upto is None else min(tier.upto, quantity)
    return max(0, last - tier.start + 1)


def _capped(price: Price, amount: int) -> int:
    return amount if price.cap is None else min(amount, price.cap)
