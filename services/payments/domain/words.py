"""Whole numbers in Vietnamese words, as a receipt must state its amount (số tiền bằng chữ).

Rules kept: *mốt* for one and *lăm* for five after a ten from twenty up, *mười lăm*, *linh* for a missing ten, *không
trăm* for a missing hundred inside a number, *tỷ* repeating every nine digits.
"""

from typing import Final

DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
GROUPS: Final = ("", "nghìn", "triệu")


def _three(number: int, *, inner: bool) -> list[str]:
    """The words of 1..999; ``inner`` groups name their missing hundreds."""
    hundreds, rest = divmod(number, 100)
    tens, units = divmod(rest, 10)
    words = [DIGITS[hundreds], "trăm"] if hundreds or inner else []
    if tens == 0:
        if units:
            words += ["linh", DIGITS[units]] if words else [DIGITS[units]]
        return words
    words += ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if units == 1 and tens > 1:
        words.append("mốt")
    elif units == 5:
        words.append("lăm")
    elif units:
        words.append(DIGITS[units])
    return words


def _below_billion(number: int, *, inner: bool) -> list[str]:
    """The words of 0..999,999,999; inside a longer number the first group that is named has its hundreds."""
    words: list[str] = []
    for power in (2, 1, 0):
        group = number // 1000**power % 1000
        if group:
            words += _three(group, inner=inner or bool(words))
            words += [GROUPS[power]] if power else []
    return words


def in_words(number: int) -> str:
    """The words of a whole number from 0, in lower case."""
    if number < 0:
        raise ValueError("amounts are not negative")
    if number == 0:
        return DIGITS[0]
    billions, rest = divmod(number, 10**9)
    words = [in_words(billions), "tỷ"] if billions else []
    return " ".join(words + _below_billion(rest, inner=bool(billions)))


def amount_in_words(dong: int) -> str:
    """An amount of money as a receipt states it: ``Hai mươi mốt nghìn đồng``."""
    words = in_words(dong)
    return f"{words[0].upper()}{words[1:]} đồng"
