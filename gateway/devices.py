"""The name of a device as its owner would know it again: browser and system, from the User-Agent field.

Only this short name goes on; the field itself, which tells people apart, is neither passed on nor kept.
"""

import re
from typing import Final

from werkzeug.wrappers import Request

_BROWSERS: Final = (
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Cốc Cốc", r"coc_coc_browser/"),
    ("Opera", r"OPR/|Opera"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Safari/"),
)
_SYSTEMS: Final = (
    ("Android", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux|X11"),
)


def device_name(request: Request) -> str:
    """``Chrome · Windows``; empty where the field says nothing that is known here."""
    given = request.headers.get("User-Agent", "")[:500]
    found = (_first(_BROWSERS, given), _first(_SYSTEMS, given))
    return " · ".join(name for name in found if name)


def _first(known: tuple[tuple[str, str], ...], given: str) -> str:
    return next((name for name, form in known if re.search(form, given)), "")
