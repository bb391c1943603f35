"""Telephone numbers and e-mail addresses: which are accepted, and how they are stored.

Only Vietnamese mobile numbers get codes: a code sent abroad or to a premium number is how SMS fraud earns its money.
The prefix does not prove the network (numbers may be carried over), so it is not looked at beyond the mobile ranges.
"""

import re

import phonenumbers

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}")


def mobile_number(raw: str) -> str | None:
    """The number in E.164 (``+84912345678``), or None if it is not a Vietnamese mobile number."""
    try:
        number = phonenumbers.parse(raw, "VN")
    except phonenumbers.NumberParseException:
        return None
    mobile = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    if number.country_code != 84 or number.extension or not phonenumbers.is_valid_number_for_region(number, "VN"):
        return None
    if phonenumbers.number_type(number) not in mobile:
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def email_address(raw: str) -> str | None:
    """The address with its domain in small letters, or None if it is not one."""
    if len(raw) > 254 or not _EMAIL.fullmatch(raw):
        return None
    local, _, domain = raw.rpartition("@")
    return f"{local}@{domain.lower()}"
