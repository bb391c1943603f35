"""Pages of what an agency offers: looked at before it is said, by the version that was seen, ended with a reason."""

import pytest

from services.catalog import contract as catalog
from tests.browser import office
from tests.unit.gateway.fakes import House
from tests.unit.gateway.office_worker import at_work, get, send

ROOM = "/can-bo/muc-do"
ONE = f"{ROOM}?thu-tuc=2.000635&co-quan=H27.30.12"


@pytest.fixture
def house() -> House:
    made = at_work()
    for method in (catalog.set_offer, catalog.end_offer):
        made.rpc.answer(method, office.OFFERS)
    return made


def test_a_level_that_fell_below_what_was_claimed_says_why(house: House) -> None:
    page = get(house, ONE).text

    assert "thấp hơn công bố" in page
    assert "Pháp luật yêu cầu bạn có mặt." in page


def test_a_claim_is_looked_at_with_every_reason_and_nothing_is_set(house: House) -> None:
    page = send(house, ONE, ROOM, level="partial", valid_from="1/12/2026", returns_by_post="khong", viec="xem")

    assert page.status_code == 200
    assert "Chưa công bố được" in page.text
    assert 'value="partial" required checked' in page.text
    [call] = house.rpc.calls_of(catalog.preview_offer)
    asked = call.request
    assert (asked.level, asked.valid_from.isoformat()) == ("partial", "2026-12-01")
    assert (asked.returns_by_post, asked.pays_online) == (False, None)
    assert not house.rpc.calls_of(catalog.set_offer)


def test_a_claim_is_made_by_the_version_that_was_seen(house: House) -> None:
    answer = send(house, ONE, ROOM, level="full", valid_from="01/12/2026", why="Đủ điều kiện", viec="cong-bo")

    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"{ROOM}?thu-tuc=2.000635&co-quan=H27.30.12&da=cong-bo",
    )
    [call] = house.rpc.calls_of(catalog.set_offer)
    assert (call.request.expected_version, call.request.why) == (3, "Đủ điều kiện")


def test_an_offer_ends_with_a_reason_and_without_one_it_does_not(house: House) -> None:
    refused = send(house, ONE, ROOM, viec="ket-thuc", last_day="01/12/2026", reason="")
    done = send(house, ONE, ROOM, viec="ket-thuc", last_day="01/12/2026", reason="Chuyển về tỉnh")

    assert (refused.status_code, done.status_code) == (422, 303)
    [call] = house.rpc.calls_of(catalog.end_offer)
    assert (call.request.last_day.isoformat(), call.request.reason) == ("2026-12-01", "Chuyển về tỉnh")


def test_an_agency_that_there_is_not_says_so(house: House) -> None:
    house.rpc.answer(catalog.get_agency_offers, catalog.AGENCY_NOT_FOUND(code="H99"))

    page = get(house, f"{ROOM}?thu-tuc=2.000635&co-quan=H99")

    assert page.status_code == 422
    assert "H99" in page.text
