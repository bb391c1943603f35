"""Telephone numbers and e-mail addresses: which are accepted, and how they are stored.

The rule of telephones is that of every door (`services.persons`).
"""

import re

from services.persons import mobile_number

__all__ = ["email_address", "mobile_number"]

_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}")


def email_address(raw: str) -> str | None:
    """The address with its domain in small letters, or None if it is not one."""
    if len(raw) > 254 or not _EMAIL.fullmatch(raw):
        return None
    local, _, domain = raw.rpartition("@")
    return f"{local}@{domain.lower()}"
