"""Administrative units: what holds on which day, what became of the old ones, how people write their names."""

import datetime as dt
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog.contract import commune_is_in, unit_register
from services.catalog.domain.folding import accented_words, fold
from services.catalog.domain.units import REFORM, Register, Unit
from tests.shared_data import shared

NOW = dt.date(2026, 11, 27)
BEFORE = dt.date(2025, 6, 30)
REGISTER = unit_register()


def kinds(day: dt.date) -> Counter[str]:
    return Counter(unit.kind for province in REGISTER.provinces(day) for unit in REGISTER.communes(province.code, day))


def names(units: list[Unit]) -> list[str]:
    return [unit.full_name for unit in units]


@pytest.mark.parametrize(
    ("day", "cities", "communes", "wards"),
    [
        (dt.date(2025, 7, 1), 6, 2_621, 687),
        (dt.date(2026, 4, 30), 7, 2_611, 697),
        (dt.date(2026, 9, 1), 8, 2_611, 697),
        (dt.date(2026, 9, 20), 9, 2_599, 709),
    ],
)
def test_units_are_as_many_as_the_resolutions_say(day: dt.date, cities: int, communes: int, wards: int) -> None:
    provinces = REGISTER.provinces(day)

    assert Counter(province.kind for province in provinces) == {"thanh-pho": cities, "tinh": 34 - cities}
    assert kinds(day) == {"xa": communes, "phuong": wards, "dac-khu": 13}


def test_before_the_reform_there_were_districts() -> None:
    provinces = REGISTER.provinces(BEFORE)
    districts = [unit for province in provinces for unit in REGISTER.inside(province.code, BEFORE)]

    assert (len(provinces), len(districts)) == (63, 696)
    assert sum(kinds(BEFORE).values()) == 10_035


def test_a_code_means_something_only_on_a_day() -> None:
    now, before = REGISTER.on("00004", NOW), REGISTER.on("00004", BEFORE)

    assert now is not None
    assert before is not None
    assert (now.full_name, before.full_name) == ("Phường Ba Đình", "Phường Trúc Bạch")


def test_a_commune_belongs_to_the_province_it_lies_in_on_that_day() -> None:
    assert commune_is_in("00004", "01", NOW)
    assert not commune_is_in("00004", "04", NOW)
    assert not commune_is_in("99999", "01", NOW)
    assert not commune_is_in("01", "01", NOW), "a province is no commune"
    assert commune_is_in("26740", "79", BEFORE)
    # Bình Dương's Dĩ An: a province of its own before, within Thành phố Hồ Chí Minh since.
    assert commune_is_in("25942", "74", BEFORE)
    assert commune_is_in("25942", "79", NOW)


def test_dong_nai_is_a_city_from_the_day_its_resolution_holds() -> None:
    last, first = REGISTER.on("75", dt.date(2026, 4, 29)), REGISTER.on("75", dt.date(2026, 4, 30))

    assert last is not None
    assert first is not None
    assert (last.full_name, first.full_name) == ("Tỉnh Đồng Nai", "Thành phố Đồng Nai")


def test_both_codes_in_circulation_for_ba_che_are_understood() -> None:
    assert REGISTER.on("06978", NOW) == REGISTER.on("06970", NOW)
    assert commune_is_in("06978", "22", NOW)
    assert REGISTER.on("06978", BEFORE) is None


@pytest.mark.parametrize(
    ("commune", "district", "province", "became"),
    [
        ("xã Tân Mỹ Hà", "", "Hà Tĩnh", ["Xã Tứ Mỹ"]),
        ("P. Bến Nghé", "Q.1", "TP HCM", ["Phường Sài Gòn"]),
        ("phuong vinh phuc", "ba dinh", "ha noi", ["Phường Ngọc Hà"]),
        ("Phường 4", "Thành phố Cao Lãnh", "Đồng Tháp", ["Phường Cao Lãnh"]),
        ("Phường 4", "Mỹ Tho", "Tiền Giang", ["Phường Đạo Thạnh"]),
        ("", "Huyện Lý Sơn", "", ["Đặc khu Lý Sơn"]),
    ],
)
def test_an_old_address_leads_to_the_units_of_today(
    commune: str, district: str, province: str, became: list[str]
) -> None:
    (found,) = REGISTER.named_before(commune, district, province)

    assert names(REGISTER.became(found, NOW)) == became


def test_a_divided_commune_gives_all_that_took_a_part_of_it() -> None:
    former = REGISTER.former("00019")

    assert former is not None
    assert names(REGISTER.became(former, NOW)) == [
        "Phường Ba Đình",
        "Phường Hoàn Kiếm",
        "Phường Ô Chợ Dừa",
        "Phường Văn Miếu - Quốc Tử Giám",
    ]


def test_accents_that_are_given_tell_namesakes_apart() -> None:
    assert [unit.name for unit in REGISTER.named_before("Hòa Lợi", "", "Bình Dương")] == ["Hòa Lợi"]
    assert len(REGISTER.named_before("hoa loi", "", "")) > 1


def test_every_unit_of_before_went_somewhere_within_one_province() -> None:
    for province in REGISTER.provinces(BEFORE):
        for commune in [province, *REGISTER.communes(province.code, BEFORE)]:
            above = {REGISTER.province_of(unit, NOW) for unit in REGISTER.became(commune, NOW)}
            assert len(above) == 1, commune


def test_every_commune_of_today_took_in_something() -> None:
    taken = {code for p in REGISTER.provinces(BEFORE) for unit in REGISTER.became(p, NOW) for code in [unit.code]}

    assert len(taken) == 3_321


def test_the_years_of_a_unit_follow_each_other_without_a_gap() -> None:
    for province in REGISTER.provinces(NOW):
        for unit in [province, *REGISTER.communes(province.code, NOW)]:
            day = REFORM
            while (held := REGISTER.on(unit.code, day)) is not None and held.valid_to is not None:
                assert held.name == unit.name
                day = held.valid_to
            assert held == unit


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("ba dinh ha noi", "Phường Ba Đình"),
        ("phuong ba dinh", "Phường Ba Đình"),
        ("Hoà Bình", "Phường Hòa Bình"),
        ("can tho", "Thành phố Cần Thơ"),
        ("phú qu", "Đặc khu Phú Quốc"),
        ("Ea H’Leo", "Xã Ea H'Leo"),
    ],
)
def test_a_unit_is_found_by_what_people_type(asked: str, first: str) -> None:
    assert names(REGISTER.search(asked, NOW))[0] == first


def test_accents_that_are_typed_put_the_exact_name_first() -> None:
    assert names(REGISTER.search("ba đình", NOW))[:2] == ["Phường Ba Đình", "Xã Ba Đình"]
    assert names(REGISTER.search("ba dinh", NOW))[0] == "Xã Ba Dinh"


def test_a_search_keeps_to_what_it_is_narrowed_by() -> None:
    found = REGISTER.search("hòa", NOW, level="commune", kind="phuong", province="79", most=100)

    assert found
    assert all(u.kind == "phuong" and commune_is_in(u.code, "79", NOW) and "hoa" in fold(u.name) for u in found)


@given(text=st.text(max_size=40), day=st.dates())
def test_no_text_breaks_a_search_or_a_look_up(text: str, day: dt.date) -> None:
    small = Register([Unit("01", "thanh-pho", "Hà Nội", valid_from=REFORM), Unit("00004", "phuong", "Ba Đình", "01")])

    assert len(small.search(text, day)) <= 2
    assert small.named_before(text, text, text) == []


LISTED = shared("administrative-units.json")
if LISTED:

    def test_the_units_of_july_2026_are_those_of_an_independent_list() -> None:
        day = dt.date(2026, 7, 25)
        listed = json.loads(LISTED.read_text(encoding="utf-8"))["provinces"]

        assert {p["code"] for p in listed} == {p.code for p in REGISTER.provinces(day)}
        for province in listed:
            ours = {unit.code: spelt(unit.full_name) for unit in REGISTER.communes(province["code"], day)}
            theirs = {REGISTER.on(c["code"], day).code: spelt(c["full_name"]) for c in province["communes"]}
            assert ours == theirs
            assert spelt(REGISTER.on(province["code"], day).full_name) == spelt(province["full_name"])


def spelt(name: str) -> str:
    """A name whatever the place of its tone mark: hòa, hoà."""
    return " ".join(accented_words(name))
