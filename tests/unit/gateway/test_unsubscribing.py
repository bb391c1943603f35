"""Unsubscribing from mails: the link opens a page and changes nothing; a press does it, and so does a mail program."""

import pytest

from chassis.errors import SERVICE_AWAY
from chassis.records import Nothing
from services.notifications import contract as notifications
from tests.browser import own_account
from tests.unit.gateway.fakes import House, a_house
from tests.unit.gateway.test_browser_sessions import HTML


@pytest.fixture
def house() -> House:
    made = a_house(public_url="http://localhost")
    own_account.furnish(made)
    made.rpc.answer(notifications.unsubscribe, Nothing())
    return made


def done(house: House) -> int:
    return len(house.rpc.calls_of(notifications.unsubscribe))


def test_opening_the_link_says_which_mails_to_whom_and_changes_nothing(house: House) -> None:
    for verb in ("GET", "HEAD"):
        assert house.client.open("/huy-nhan-thu/on", method=verb, headers=HTML).status_code == 200
    page = house.client.get("/huy-nhan-thu/on?lang=en", headers=HTML).text

    assert "<b>Decisions and results</b> to <b>a***@example.vn</b>" in page
    assert 'method="post" action="/huy-nhan-thu/on?lang=en"' in page
    assert done(house) == 0


def test_the_press_does_it_and_shows_that_it_is_done_with_the_way_back(house: House) -> None:
    pressed = house.client.post("/huy-nhan-thu/off", headers=HTML)
    page = house.client.get(pressed.headers["Location"], headers=HTML).text

    assert pressed.status_code == 303
    assert [made.request.token for made in house.rpc.calls_of(notifications.unsubscribe)] == ["off"]
    assert "Cổng không gửi thư điện tử về <b>Kết quả giải quyết</b>" in page
    assert 'href="/ca-nhan/nhan-tin"' in page
    assert 'method="post"' not in page


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_mail_program_does_it_in_one_click_without_cookie_or_redirect(house: House, kind: str) -> None:
    clicked = house.client.post("/huy-nhan-thu/on", data={"List-Unsubscribe": "One-Click"}, content_type=kind)

    assert (clicked.status_code, clicked.data) == (204, b"")
    assert "Set-Cookie" not in clicked.headers
    assert done(house) == 1


def test_an_old_or_cut_link_leads_to_where_one_chooses(house: House) -> None:
    house.rpc.answer(notifications.unsubscribe, notifications.UNSUBSCRIBE_NOT_VALID())

    for page in (
        house.client.get("/huy-nhan-thu/old", headers=HTML),
        house.client.get("/huy-nhan-thu/" + "x" * 700, headers=HTML),
        house.client.post("/huy-nhan-thu/old", headers=HTML),
    ):
        assert page.status_code == 404
        assert "Xin mở lại từ thư" in page.text
        assert 'href="/ca-nhan/nhan-tin"' in page.text


def test_the_last_way_is_not_taken_away_and_the_page_says_why(house: House) -> None:
    why = {"why_vi": "phải còn một kênh.", "why_en": "one channel stays."}
    house.rpc.answer(notifications.unsubscribe, notifications.NOT_TO_BE_SWITCHED_OFF(**why))

    seen = house.client.get("/huy-nhan-thu/last", headers=HTML)
    pressed = house.client.post("/huy-nhan-thu/last", headers=HTML)

    assert 'method="post"' not in seen.text
    assert "hãy bật một cách khác trước" in seen.text
    assert pressed.status_code == 409
    assert "Không tắt được: phải còn một kênh." in pressed.text


def test_while_messages_are_away_the_page_says_when_to_come_again(house: House) -> None:
    house.rpc.answer(notifications.unsubscribe, SERVICE_AWAY())
    house.rpc.answer(notifications.read_unsubscription, SERVICE_AWAY())

    assert house.client.get("/huy-nhan-thu/on", headers=HTML).status_code == 503
    assert house.client.post("/huy-nhan-thu/on", headers=HTML).status_code == 503


def test_no_form_larger_than_its_one_word_is_read(house: House) -> None:
    assert house.client.post("/huy-nhan-thu/on", data={"x": "y" * 3_000}, headers=HTML).status_code == 413
    assert done(house) == 0
