"""How many SMS a text is: operators count, and bill, segments.

Source: 3GPP TS 23.038 (GSM 7 bit default alphabet and its extension table; UCS-2) and TS 23.040 (concatenation: the
user data header takes 7 septets or 6 octets of each part). A letter such as ế is not in the GSM alphabet, so that one
makes the whole message UCS-2, with 70 instead of 160 characters to a part.
"""

import math

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")

GSM_SINGLE, GSM_PART = 160, 153
UCS2_SINGLE, UCS2_PART = 70, 67


def encoding(text: str) -> str:
    """``GSM-7``, or ``UCS-2`` as soon as one character is not in the GSM alphabet."""
    return "GSM-7" if all(letter in _BASIC or letter in _EXTENDED for letter in text) else "UCS-2"


def segments(text: str) -> int:
    """The number of parts a text is sent in; at least 1."""
    if encoding(text) == "GSM-7":
        size = sum(2 if letter in _EXTENDED else 1 for letter in text)
        return 1 if size <= GSM_SINGLE else _parts([2 if x in _EXTENDED else 1 for x in text], GSM_PART)
    units = [2 if ord(letter) > 0xFFFF else 1 for letter in text]
    return 1 if sum(units) <= UCS2_SINGLE else _parts(units, UCS2_PART)


def _parts(sizes: list[int], room: int) -> int:
    """Parts needed when a character that takes two units is not torn apart."""
    parts, left = 1, room
    for size in sizes:
        if size > left:
            parts, left = parts + 1, room
        left -= size
    return max(parts, math.ceil(sum(sizes) / room))
