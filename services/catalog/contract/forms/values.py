"""Single values: from what somebody typed or sent to the one normal form of its kind, or a problem.

Every function takes any JSON value that is not empty and returns a value and no code, or no value and a code. A value
in normal form is its own normal form. ``gateway/web/static/eforms.js`` does the same, character for character.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from services.catalog.contract.forms import identity
from services.catalog.contract.forms.conditions import LARGEST, Context, hundredths
from services.catalog.contract.forms.dates import date
from services.catalog.contract.forms.known import format_of
from services.catalog.contract.forms.texts import SMALL, Found, clean, compact, fine, wrong


def text(field: Mapping[str, Any], raw: Any, _context: Context) -> Found:
    value, code, facts = clean(raw, lines=field["kind"] == "long_text")
    if code:
        return None, code, facts
    if len(value) < field.get("min", 0):
        return wrong("too-short", min=field["min"])
    if len(value) > field["max"]:
        return wrong("too-long", max=field["max"])
    pattern = field.get("pattern")
    if pattern and not re.fullmatch(pattern, value):
        return wrong("pattern")
    return fine(value)


_NO_NAME: Final = re.compile(r'[0-9!"#$%&()*+,/:;<=>?@\[\\\]^_`{|}~]')
_NAME_MARKS: Final = re.compile(r"[ '’.\-]")


def name(_field: Mapping[str, Any], raw: Any, _context: Context) -> Found:
    value, code, facts = clean(raw)
    if code:
        return None, code, facts
    if len(value) > 100:
        return wrong("too-long", max=100)
    return wrong("name") if _NO_NAME.search(value) or not _NAME_MARKS.sub("", value) else fine(value)


# Vietnamese first: 1.250,5. A dot before one or two last digits can only be a decimal point, so it is taken as one.
_GROUPED: Final = re.compile(r"-?[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?")
_PLAIN: Final = re.compile(r"-?[0-9]+(?:[.,][0-9]{1,2})?")
_CURRENCY: Final = re.compile(r"(?:đồng|đ|₫|vnđ|vnd)$")
_LEADING: Final = re.compile(r"^(-?)0+(?=[0-9])")


def _written(raw: Any, code: str) -> Found:
    """A number as ``-?digits(.digits)?``, from a JSON number or from text."""
    if isinstance(raw, bool):
        return wrong(code)
    if isinstance(raw, int):
        return fine(str(raw)) if abs(raw) <= LARGEST else wrong(code)
    if isinstance(raw, float):
        # Below a thousandth the ways of writing a fraction part, and no form asks for so little.
        if not abs(raw) <= LARGEST or 0 < abs(raw) < 0.001:
            return wrong(code)
        shown = str(int(raw)) if raw.is_integer() else repr(raw)
        return fine(shown) if re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", shown) else wrong(code)
    if not isinstance(raw, str):
        return wrong(code)
    shown, problem, facts = compact(raw)
    if problem:
        return None, problem, facts
    if code == "money":
        shown = _CURRENCY.sub("", shown.translate(SMALL).replace("Đ", "đ"))
    if _GROUPED.fullmatch(shown):
        return fine(shown.replace(".", "").replace(",", "."))
    return fine(shown.replace(",", ".")) if _PLAIN.fullmatch(shown) else wrong(code)


def number(field: Mapping[str, Any], raw: Any, _context: Context) -> Found:
    code = field["kind"]
    shown, problem, facts = _written(raw, code)
    if problem:
        return None, problem, facts
    decimals = field.get("decimals", 0)
    whole, _, part = _LEADING.sub(r"\1", shown).partition(".")
    part = part.rstrip("0")
    if len(part) > decimals:
        return wrong("decimals", max=decimals) if decimals else wrong("money" if code == "money" else "whole")
    exact = hundredths(f"{whole}.{part or '0'}")
    if exact is None:
        return wrong(code)
    low = field.get("low", 0 if code == "money" else None)
    if low is not None and exact < low * 100:
        return wrong("low", min=low)
    if field.get("high") is not None and exact > field["high"] * 100:
        return wrong("high", max=field["high"])
    return fine(f"{whole}.{part}" if part else exact // 100)


def choice(field: Mapping[str, Any], raw: Any, _context: Context) -> Found:
    """``options`` of the field are its own or, written out by who calls, those of a shared list."""
    keys = [option["key"] for option in field["options"]]
    if not field.get("many"):
        value = raw.strip(" ") if isinstance(raw, str) else None
        return fine(value) if value in keys else wrong("choice")
    given = [raw] if isinstance(raw, str) else raw
    if not isinstance(given, list) or len(given) > 500:
        return wrong("choice")
    if not all(isinstance(item, str) and item in keys for item in given):
        return wrong("choice")
    return fine([key for key in keys if key in given])


def yes_no(_field: Mapping[str, Any], raw: Any, _context: Context) -> Found:
    if isinstance(raw, bool):
        return fine(raw)
    if isinstance(raw, str) and raw in ("true", "false"):
        return fine(raw == "true")
    return wrong("yes-no")


def personal_number(_field: Mapping[str, Any], raw: Any, context: Context) -> Found:
    value, code, facts = clean(raw)
    if code:
        return None, code, facts
    value = identity.normalise(value)
    if identity.kind_of(value) != "cccd":
        return wrong("identity")
    return fine(value) if value[:3] in identity.birth_places(context.today) else wrong("identity-place")


def paper_number(paper: str | None, raw: Any, context: Context) -> Found:
    """The number of an identity paper of a kind; of an unknown kind only that it is one at all."""
    if paper == "cccd":
        return personal_number({}, raw, context)
    value, code, facts = clean(raw)
    if code:
        return None, code, facts
    value = identity.normalise(value)
    if paper in ("cmnd", "passport"):
        return fine(value) if identity.kind_of(value) == paper else wrong(paper)
    return fine(value) if re.fullmatch(format_of("other_paper"), value) else wrong("paper-number")


_PHONE_MARKS: Final = re.compile(r"[.()\-]")
_HOME: Final = re.compile(r"^(?:\+?84|0084)0?")


def phone(_field: Mapping[str, Any], raw: Any, _context: Context) -> Found:
    value, code, facts = compact(raw)
    if code:
        return None, code, facts
    value = _HOME.sub("0", _PHONE_MARKS.sub("", value))
    known = re.fullmatch(format_of("phone"), value) or re.fullmatch(format_of("phone_abroad"), value)
    return fine(value) if known else wrong("phone")


def email(_field: Mapping[str, Any], raw: Any, _context: Context) -> Found:
    value, code, facts = clean(raw)
    if code:
        return None, code, facts
    if len(value) > 254 or not re.fullmatch(format_of("email"), value):
        return wrong("email")
    local, _, domain = value.rpartition("@")
    return fine(f"{local}@{domain.translate(SMALL)}")


_TAX_WEIGHTS: Final = (31, 29, 23, 19, 17, 13, 7, 5, 3)


def tax_code(_field: Mapping[str, Any], raw: Any, context: Context) -> Found:
    value, code, facts = compact(raw)
    if code:
        return None, code, facts
    value = value.replace("-", "").replace(".", "")
    if len(value) == 13:
        value = f"{value[:10]}-{value[10:]}"
    if not re.fullmatch(format_of("tax_code"), value):
        return wrong("tax-code")
    if len(value) == 12:
        return personal_number({}, value, context)
    # The check digit makes the weighted sum come out; where it would be 10 there is no such code.
    expected = 10 - sum(int(digit) * weight for digit, weight in zip(value, _TAX_WEIGHTS, strict=False)) % 11
    plausible = expected == int(value[9]) and value[2:9] != "0000000" and not value.endswith("-000")
    return fine(value) if plausible else wrong("tax-check")


def province(_field: Mapping[str, Any], raw: Any, context: Context) -> Found:
    value = raw.strip(" ") if isinstance(raw, str) else ""
    if not re.fullmatch(r"[0-9]{2}", value):
        return wrong("province")
    if context.communes is not None and value not in context.communes.values():
        return wrong("province")
    return fine(value)


def commune(_field: Mapping[str, Any], raw: Any, context: Context) -> Found:
    value = raw.strip(" ") if isinstance(raw, str) else ""
    if not re.fullmatch(r"[0-9]{5}", value):
        return wrong("commune")
    return fine(value) if context.communes is None or value in context.communes else wrong("commune")


KINDS: Final[Mapping[str, Callable[[Mapping[str, Any], Any, Context], Found]]] = {
    "text": text,
    "long_text": text,
    "name": name,
    "number": number,
    "money": number,
    "date": date,
    "choice": choice,
    "yes_no": yes_no,
    "identity": personal_number,
    "phone": phone,
    "email": email,
    "tax_code": tax_code,
    "province": province,
    "commune": commune,
}
"""The function of each kind that is a single value, but for ``paper_number``, which hangs on its paper."""
