"""Tax codes of organisations (mã số thuế): ten digits, the last a check digit, or thirteen for a branch."""

import re

WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_FORM = re.compile(r"([0-9]{10})(?:-?([0-9]{3}))?")


def check_digit(nine: str) -> int | None:
    """The tenth digit that belongs to nine; None where there is no such code."""
    digit = 10 - sum(int(figure) * weight for figure, weight in zip(nine, WEIGHTS, strict=True)) % 11
    return digit if digit < 10 else None


def tax_code(raw: str) -> str | None:
    """The code in its normal form (``0314409058`` or ``0314409058-002``), or None if it is not one."""
    found = _FORM.fullmatch("".join(raw.split()).replace(".", ""))
    if found is None:
        return None
    number, branch = found[1], found[2]
    if number[2:9] == "0000000" or branch == "000" or check_digit(number[:9]) != int(number[9]):
        return None
    return f"{number}-{branch}" if branch else number
