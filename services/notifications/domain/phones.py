"""Telephone numbers in the one form by which they are found."""

import phonenumbers


def normal_phone(raw: str) -> str | None:
    """A Vietnamese number in E.164 (``+84912345678``); None if it cannot be one."""
    try:
        number = phonenumbers.parse(raw, "VN")
    except phonenumbers.NumberParseException:
        return None
    if number.country_code != 84 or not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
