"""A form that could not be carried out now is shown again whole, as the same form; every problem says what to do."""

from typing import Any

import pytest

from chassis.errors import KEY_REUSED, SERVICE_AWAY
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers
from tests.unit.gateway.builders import a_dossier
from tests.unit.gateway.fakes import House, a_house
from tests.unit.gateway.test_browser_sessions import HTML, SENT, SIGNED_IN, drawn, sign_in


def a_signed_in_house(**settings: Any) -> House:
    house = a_house(public_url="http://localhost", **settings)
    house.rpc.answer(accounts.start_sign_in, SENT)
    house.rpc.answer(accounts.confirm_sign_in, SIGNED_IN)
    house.rpc.answer(catalog.list_life_events, SERVICE_AWAY())
    house.rpc.answer(dossiers.get_dossier, a_dossier(code="H27.30.12-261124-0001", state=1))
    sign_in(house)
    return house


def marks(house: House) -> dict[str, str]:
    """What makes a form ours, and the same one each time that it is sent."""
    return {**drawn(house.client.get("/dang-xuat", headers=HTML)), "_key": "key-1"}


@pytest.mark.parametrize("failure", [SERVICE_AWAY(retry_after=7), RuntimeError("nobody foresaw it")])
def test_what_was_typed_is_shown_again_when_something_is_away_or_breaks(failure: Exception) -> None:
    house = a_signed_in_house()
    house.rpc.answer(dossiers.get_dossier, failure)

    page = house.client.post("/ho-so/dos-1/rut", data=marks(house) | {"note": "đổi ý <b>"}, headers=HTML)

    assert page.status_code in (500, 503)
    assert "Những gì bạn nhập còn nguyên" in page.text
    again = drawn(page)
    assert again["note"] == "đổi ý <b>"
    assert again["_key"] == "key-1"
    assert page.headers["X-Request-Id"] in page.text


def test_sent_again_it_is_the_same_command() -> None:
    house = a_signed_in_house()
    house.rpc.answer(dossiers.withdraw_dossier, SERVICE_AWAY())
    house.rpc.answer(dossiers.get_timeline, SERVICE_AWAY())
    page = house.client.post("/ho-so/dos-1/rut", data=marks(house) | {"note": "đổi ý"}, headers=HTML)

    house.rpc.answer(dossiers.withdraw_dossier, a_dossier(code="H27.30.12-261124-0001", state=7))
    done = house.client.post("/ho-so/dos-1/rut", data=drawn(page), headers=HTML)

    assert done.status_code == 303
    first, second = house.rpc.calls_of(dossiers.withdraw_dossier)
    assert (first.key, first.request) == (second.key, second.request)


def test_a_form_sent_before_with_other_content_is_offered_whole_as_a_new_one() -> None:
    house = a_signed_in_house()
    house.rpc.answer(dossiers.remove_paper, KEY_REUSED())

    page = house.client.post("/ho-so/dos-1/bo-tep/fil-1", data=marks(house) | {"note": "x"}, headers=HTML)

    assert page.status_code == 422
    assert "xin bấm gửi lần nữa" in page.text
    assert drawn(page)["note"] == "x"
    assert drawn(page)["_key"] not in ("", "key-1")


def test_who_sends_too_much_reads_how_long_to_wait_and_loses_nothing() -> None:
    house = a_signed_in_house(requests_per_minute=10)
    form = marks(house)
    for _ in range(6):
        page = house.client.post("/ho-so/dos-1/rut", data=form | {"note": "đổi ý"}, headers=HTML)

    assert page.status_code == 429
    assert page.headers["Retry-After"] in page.text
    assert drawn(page)["note"] == "đổi ý"


def test_no_password_is_written_into_such_a_page() -> None:
    house = a_signed_in_house()
    house.rpc.answer(accounts.start_sign_in, RuntimeError("nobody foresaw it"))
    form = drawn(house.client.get("/dang-xuat", headers=HTML))
    typed = {"identity_number": "001090000001", "password": "mot cua mot lan"}

    page = house.client.post("/dang-nhap", data=form | typed, headers=HTML)

    assert page.status_code == 500
    assert "001090000001" in page.text
    assert "mot cua mot lan" not in page.text


def test_a_page_that_is_away_says_that_nothing_is_lost_and_offers_to_try_again() -> None:
    house = a_signed_in_house()
    house.rpc.answer(dossiers.get_dossier, SERVICE_AWAY(retry_after=7))

    page = house.client.get("/ho-so/dos-1", headers=HTML)

    assert page.status_code == 503
    for words in ("7 giây", "Thử lại", "không bị ảnh hưởng", SERVICE_AWAY.code):
        assert words in page.text
