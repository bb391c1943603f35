"""Who a procedure is for, and at which levels it is carried out, in the database's words."""

import re
from typing import Final

from services.catalog.domain.folding import fold
from services.catalog.domain.national.text import clean

AUDIENCES: Final = {
    "cong dan viet nam": "citizen",
    "nguoi viet nam dinh cu o nuoc ngoai": "overseas_vietnamese",
    "nguoi nuoc ngoai": "foreigner",
    "can bo cong chuc vien chuc": "official",
    "doanh nghiep": "enterprise",
    "doanh nghiep co von dau tu nuoc ngoai": "foreign_invested_enterprise",
    "to chuc khong bao gom doanh nghiep htx": "organisation",
    "to chuc nuoc ngoai": "foreign_organisation",
    "hop tac xa": "cooperative",
    "doanh nghiep viet nam": "enterprise",
    "nguoi nuoc ngoai cu tru tai viet nam": "foreigner",
    "to chuc dang": "organisation",
    "dang vien": "citizen",
    # What older records and other portals write.
    "ca nhan": "citizen",
    "to chuc": "organisation",
}
TABS: Final = {
    "citizen": "citizen",
    "overseas_vietnamese": "citizen",
    "foreigner": "citizen",
    "official": "citizen",
    "enterprise": "business",
    "foreign_invested_enterprise": "business",
    "organisation": "business",
    "foreign_organisation": "business",
    "cooperative": "business",
}
LEVELS: Final = {
    "cap bo": "ministry",
    "bo": "ministry",
    "cap tinh": "province",
    "tinh": "province",
    "cap xa": "commune",
    "xa": "commune",
    "co quan khac": "other",
}


def read_audiences(value: object) -> tuple[list[str], list[str]]:
    """The audiences in the source's order, and what was not understood."""
    return _read(AUDIENCES, value)


def read_levels(value: object) -> tuple[list[str], list[str]]:
    """The levels from the highest, and what was not understood; districts are no more."""
    found, unknown = _read(LEVELS, value)
    order = list(dict.fromkeys(LEVELS.values()))
    return sorted(found, key=order.index), unknown


def _read(words: dict[str, str], value: object) -> tuple[list[str], list[str]]:
    rest = " " + " ".join(fold(part) for part in re.split(r"[,;()\n]+", clean(value))) + " "
    rest = re.sub(r" +", " ", rest)
    places: list[tuple[int, str]] = []
    for word in sorted(words, key=len, reverse=True):
        while (place := rest.find(f" {word} ")) >= 0:
            places.append((place, words[word]))
            rest = rest[: place + 1] + "|" * len(word) + rest[place + 1 + len(word) :]
    unknown = [part.strip() for part in re.split(r"[|]+", rest) if part.strip()]
    return list(dict.fromkeys(name for _, name in sorted(places))), unknown


def tabs_of(audiences: list[str]) -> list[str]:
    """The doors of the portal behind which it is found."""
    found = {TABS[audience] for audience in audiences}
    return [tab for tab in ("citizen", "business") if tab in found]
