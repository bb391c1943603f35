"""The administrative units as the check of addresses wants them."""

import datetime as dt
import functools
from collections.abc import Mapping
from types import MappingProxyType

from services.catalog.contract.units import unit_register


@functools.lru_cache(maxsize=3)
def communes_on(day: dt.date) -> Mapping[str, str]:
    """Province by commune, of all communes in force on a day (in Vietnam)."""
    register = unit_register()
    found: dict[str, str] = {}
    for province in register.provinces(day):
        found.update({unit.code: province.code for unit in register.communes(province.code, day)})
    return MappingProxyType(found)
