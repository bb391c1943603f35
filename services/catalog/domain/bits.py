"""Sets of small numbers as whole numbers: number *n* is in the set when bit *n* is one.

Cutting two sets of ten thousand takes a quarter of a microsecond this way, and counting one not much more.
"""

import sys
from collections.abc import Callable, Iterable, Mapping


def bits_of(numbers: Iterable[int]) -> int:
    """The set of these numbers."""
    found = 0
    for number in numbers:
        found |= 1 << number
    return found


def numbers_in(bits: int, most: int = sys.maxsize) -> list[int]:
    """The numbers of a set, smallest first; so many at most."""
    text = bin(bits)[:1:-1]
    find = text.find
    found: list[int] = []
    at = find("1")
    while at >= 0 and len(found) < most:
        found.append(at)
        at = find("1", at + 1)
    return found


def membership(bits: int) -> Callable[[int], bool]:
    """Whether a number is in the set, for asking again and again."""
    text = bin(bits)[:1:-1]
    size = len(text)
    return lambda number: number < size and text[number] == "1"


def any_of(sets: Iterable[int]) -> int:
    """What is in one of the sets at least."""
    found = 0
    for one in sets:
        found |= one
    return found


def by_weight(sets: Mapping[int, int] | Iterable[tuple[int, int]]) -> list[int]:
    """For pairs (set, weight): the sum of weights of each number, written in binary, one set for each digit."""
    digits: list[int] = []
    for bits, weight in sets.items() if isinstance(sets, Mapping) else sets:
        for place in range(weight.bit_length()):
            if weight >> place & 1:
                _add(digits, bits, place)
    return digits


def _add(digits: list[int], bits: int, place: int) -> None:
    while bits:
        while len(digits) <= place:
            digits.append(0)
        digits[place], bits = digits[place] ^ bits, digits[place] & bits
        place += 1


def weighing(digits: list[int], least: int, among: int) -> int:
    """The numbers of ``among`` whose sum of weights is at least so much."""
    above, equal = 0, among
    for place in range(max(len(digits), least.bit_length()) - 1, -1, -1):
        digit = digits[place] if place < len(digits) else 0
        if least >> place & 1:
            equal &= digit
        else:
            above |= equal & digit
            equal &= ~digit
    return above | equal


def greatest(digits: list[int], among: int) -> int:
    """The greatest sum that any number of ``among`` has."""
    found, left = 0, among
    for place in range(len(digits) - 1, -1, -1):
        if left & digits[place]:
            left &= digits[place]
            found |= 1 << place
    return found if left else 0
