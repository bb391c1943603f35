"""The menu of information and services, and the list of forms: every way is there, also while the catalogue is away."""

import pytest

from chassis.errors import SERVICE_AWAY
from services.catalog import contract as catalog
from tests.unit.gateway.fakes import House
from tests.unit.gateway.office_worker import at_work, get


@pytest.fixture
def house() -> House:
    return at_work()


def test_the_menu_leads_by_field_agency_and_level_and_to_everything_else(house: House) -> None:
    page = get(house, "/danh-muc").text

    for address in (
        "/thu-tuc?field=ho-tich", "/thu-tuc?agency=ho-tich", "/thu-tuc?level=commune", "/thu-tuc?life_event=ho-tich",
        "/tra-cuu", "/bieu-mau", "/so-lieu", "/huong-dan", "/gop-y",
    ):  # fmt: skip
        assert f'href="{address}"' in page
    assert "Cấp xã" in page


def test_the_other_ways_are_there_while_the_catalogue_is_away(house: House) -> None:
    house.rpc.answer(catalog.get_menu, SERVICE_AWAY())

    page = get(house, "/danh-muc")

    assert page.status_code == 200
    assert 'href="/tra-cuu"' in page.text
    assert "tạm thời chưa mở được" in page.text


def test_the_list_of_forms_names_those_of_each_procedure(house: House) -> None:
    page = get(house, "/bieu-mau?q=khai").text

    assert 'value="khai"' in page
    assert "Cấp bản sao trích lục hộ tịch" in page
    assert [call.request.limit for call in house.rpc.calls_of(catalog.search_procedures)] == [10]


def test_the_home_page_has_the_button_to_track_a_dossier(house: House) -> None:
    page = get(house, "/").text

    assert 'class="button quiet" href="/tra-cuu"' in page
    assert 'href="/danh-muc"' in page
