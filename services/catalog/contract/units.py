"""The administrative units in every process that asks: no call is needed to know where a commune lies.

`unit_register` is pure and the same everywhere, since the units are data of the release. What it takes, about 8 MB, it
takes at the first question.
"""

import datetime as dt
import functools
from importlib import resources

from services.catalog.domain.units import REFORM, Register, Unit

OTHER_CODES = {"06978": "06970"}
"""Xã Ba Chẽ: a list after QĐ 19/2025/QĐ-TTg had the first, the National Statistics Office has the second."""


@functools.cache
def unit_register() -> Register:
    """All units there are or were."""
    room = resources.files("services.catalog.data") / "units"
    units = []
    for code, kind, name, parent, first, last, basis in _lines((room / "units.tsv").read_text(encoding="utf-8")):
        ends = dt.date.fromisoformat(last) if last else None
        units.append(Unit(code, kind, name, parent, dt.date.fromisoformat(first), ends, basis))
    for code, kind, name, parent, became in _lines((room / "former_units.tsv").read_text(encoding="utf-8")):
        units.append(Unit(code, kind, name, parent, None, REFORM, became=tuple(became.split())))
    return Register(units, OTHER_CODES)


def commune_is_in(commune: str, province: str, day: dt.date) -> bool:
    """Whether on a day (in Vietnam) there is a commune of this code and it lies in the province of that code."""
    return unit_register().belongs(commune, province, day)


def _lines(text: str) -> list[list[str]]:
    return [line.split("\t") for line in text.splitlines()[1:]]
