"""Administrative units: lists, search, single units, and what became of those of before 2025-07-01."""

import datetime as dt
from collections.abc import Iterable

from chassis.contracts import Call
from chassis.errors import FieldProblem
from chassis.storage import utc_now
from services.catalog import policy
from services.catalog.contract import (
    FORMER_UNIT_UNNAMED,
    UNIT_NOT_FOUND,
    AdministrativeUnit,
    AdministrativeUnits,
    FindFormerUnits,
    FormerUnit,
    FormerUnits,
    GetUnit,
    ListCommunes,
    ListProvinces,
    SearchUnits,
    UnitKind,
    UnitLevel,
    unit_register,
)
from services.catalog.domain.units import REFORM, Unit
from services.catalog.domain.validity import day_in_vietnam

MOST_FORMER = 50
_LAST_DAY_BEFORE = REFORM - dt.timedelta(days=1)


def list_provinces(call: Call[ListProvinces]) -> AdministrativeUnits:
    policy.check(call.caller, call.method)
    day = _day(call.request.at)
    return _units(unit_register().provinces(day), day)


def list_communes(call: Call[ListCommunes]) -> AdministrativeUnits:
    policy.check(call.caller, call.method)
    asked, register = call.request, unit_register()
    day = _day(asked.at)
    if register.on(asked.province, day) is None:
        raise UNIT_NOT_FOUND(code=asked.province, at=day.isoformat())
    found = register.communes(asked.province, day)
    return _units((unit for unit in found if asked.kind is None or unit.kind == asked.kind), day)


def search_units(call: Call[SearchUnits]) -> AdministrativeUnits:
    policy.check(call.caller, call.method)
    asked = call.request
    day = _day(asked.at)
    found = unit_register().search(
        asked.name,
        day,
        level=asked.level or "",
        kind=asked.kind or "",
        province=asked.province,
        most=asked.limit,
    )
    return _units(found, day)


def get_unit(call: Call[GetUnit]) -> AdministrativeUnit:
    policy.check(call.caller, call.method)
    day = _day(call.request.at)
    unit = unit_register().on(call.request.code, day)
    if unit is None:
        raise UNIT_NOT_FOUND(code=call.request.code, at=day.isoformat())
    return _view(unit, day)


def find_former_units(call: Call[FindFormerUnits]) -> FormerUnits:
    policy.check(call.caller, call.method)
    asked, register = call.request, unit_register()
    if asked.code:
        unit = register.former(asked.code)
        if unit is None:
            raise UNIT_NOT_FOUND(code=asked.code, at=_LAST_DAY_BEFORE.isoformat())
        found = [unit]
    elif asked.commune or asked.district or asked.province:
        found = register.named_before(asked.commune, asked.district, asked.province)
    else:
        raise FORMER_UNIT_UNNAMED(problems=[FieldProblem("/commune", "required", {})])
    today = _day(None)
    return FormerUnits(items=tuple(_former(unit, today) for unit in found[:MOST_FORMER]))


def _former(unit: Unit, today: dt.date) -> FormerUnit:
    register = unit_register()
    became = register.became(unit, today)
    province = register.province_of(became[0], today)
    assert province is not None  # Every commune lies in a province.
    return FormerUnit(
        unit=_view(unit, _LAST_DAY_BEFORE),
        province=_view(province, today),
        became=tuple(_view(new, today) for new in became),
        divided=unit.level == "commune" and len(became) > 1,
    )


def _day(asked: dt.date | None) -> dt.date:
    return asked or day_in_vietnam(utc_now())


def _units(units: Iterable[Unit], day: dt.date) -> AdministrativeUnits:
    return AdministrativeUnits(items=tuple(_view(unit, day) for unit in units), day=day)


def _view(unit: Unit, day: dt.date) -> AdministrativeUnit:
    register = unit_register()
    province = register.province_of(unit, day)
    above = register.on(unit.parent, day) if unit.parent else None
    district = above if above is not None and above.level == "district" else None
    return AdministrativeUnit(
        code=unit.code,
        level=UnitLevel(unit.level),
        kind=UnitKind(unit.kind),
        name=unit.name,
        full_name=unit.full_name,
        province_code=province.code if province else "",
        province_name=province.full_name if province else "",
        district_code=district.code if district else "",
        district_name=district.full_name if district else "",
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
        basis=unit.basis,
    )
