"""Administrative units as the service answers for them."""

import datetime as dt
from typing import Any

import pytest

from chassis.errors import Invalid, NotFound
from chassis.testing import call_of
from services.catalog import contract
from services.catalog.handlers import locating

NOW = dt.date(2026, 11, 27)


def asked(method: Any, handler: Any, **fields: Any) -> Any:
    return handler(call_of(method, method.request(**fields)))


def test_provinces_and_their_communes_are_listed_by_name() -> None:
    provinces = asked(contract.list_provinces, locating.list_provinces, at=NOW)
    communes = asked(contract.list_communes, locating.list_communes, province="42", at=NOW)

    assert (len(provinces.items), provinces.items[0].name, provinces.day) == (34, "An Giang", NOW)
    assert len(communes.items) == 69
    assert {(unit.province_name, unit.level) for unit in communes.items} == {("Tỉnh Hà Tĩnh", "commune")}


def test_communes_of_one_kind_can_be_asked_for() -> None:
    found = asked(contract.list_communes, locating.list_communes, province="91", kind=contract.UnitKind.DAC_KHU, at=NOW)

    assert [unit.name for unit in found.items] == ["Kiên Hải", "Phú Quốc", "Thổ Châu"]


def test_a_unit_of_before_is_read_with_its_district() -> None:
    unit = asked(contract.get_unit, locating.get_unit, code="00004", at=dt.date(2025, 6, 30))

    assert (unit.full_name, unit.district_name, unit.province_name) == (
        "Phường Trúc Bạch",
        "Quận Ba Đình",
        "Thành phố Hà Nội",
    )
    assert (unit.valid_from, unit.valid_to) == (None, dt.date(2025, 7, 1))


def test_a_former_commune_says_where_it_lies_now() -> None:
    (found,) = asked(contract.find_former_units, locating.find_former_units, code="18181").items

    assert (found.unit.full_name, found.province.full_name) == ("Xã Tân Mỹ Hà", "Tỉnh Hà Tĩnh")
    assert [unit.full_name for unit in found.became] == ["Xã Tứ Mỹ"]
    assert not found.divided


def test_a_divided_commune_is_said_to_be_divided() -> None:
    (found,) = asked(
        contract.find_former_units,
        locating.find_former_units,
        commune="Phường Điện Biên",
        district="Ba Đình",
        province="Hà Nội",
    ).items

    assert found.divided
    assert len(found.became) == 4


def test_a_search_answers_in_the_order_of_fitness() -> None:
    found = asked(contract.search_units, locating.search_units, name="xa tu my", at=NOW)

    assert found.items[0].full_name == "Xã Tứ Mỹ"


def test_what_does_not_exist_is_said_with_the_day() -> None:
    with pytest.raises(NotFound) as caught:
        asked(contract.get_unit, locating.get_unit, code="99999", at=NOW)
    assert caught.value.params == {"code": "99999", "at": "2026-11-27"}
    with pytest.raises(NotFound):
        asked(contract.list_communes, locating.list_communes, province="02", at=NOW)
    with pytest.raises(NotFound):
        asked(contract.find_former_units, locating.find_former_units, code="99999")
    with pytest.raises(Invalid):
        asked(contract.find_former_units, locating.find_former_units)
