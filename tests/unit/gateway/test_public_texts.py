"""Announcements on every page, and feedback without an account."""

import datetime as dt

import pytest

from chassis.errors import SERVICE_AWAY
from gateway.announced import ASKED_AGAIN, PAUSE, Announced
from gateway.web.days import moment_typed
from services.catalog import contract as catalog
from tests.browser import office
from tests.unit.gateway.builders import NOON
from tests.unit.gateway.fakes import Clock, House
from tests.unit.gateway.office_worker import at_work, get, send

DESK = "/can-bo/thong-bao"


@pytest.fixture
def house() -> House:
    return at_work()


class Told:
    """A catalog that announces, or is away."""

    def __init__(self) -> None:
        self.items: tuple[catalog.Announcement, ...] = (office.ANNOUNCEMENT,)
        self.asked = 0
        self.away = False

    def __call__(self) -> catalog.Announcements:
        self.asked += 1
        if self.away:
            raise SERVICE_AWAY()
        return catalog.Announcements(items=self.items)


def test_announcements_are_asked_for_twice_a_minute_however_many_pages_are_drawn() -> None:
    told, clock = Told(), Clock()
    announced = Announced(told, clock)

    for _ in range(5):
        assert announced.at(NOON) == (office.ANNOUNCEMENT,)
    clock.pass_by(ASKED_AGAIN)
    announced.at(NOON)

    assert told.asked == 2


def test_what_was_heard_last_is_shown_while_the_catalog_is_away_and_it_is_left_alone_for_a_while() -> None:
    told, clock = Told(), Clock()
    announced = Announced(told, clock)
    announced.at(NOON)
    told.away = True
    clock.pass_by(ASKED_AGAIN)

    for _ in range(5):
        assert announced.at(NOON) == (office.ANNOUNCEMENT,)
    assert told.asked == 2
    clock.pass_by(PAUSE)
    announced.at(NOON)
    assert told.asked == 3


def test_an_announcement_is_shown_from_its_beginning_to_its_end_and_no_longer() -> None:
    told, one = Told(), office.ANNOUNCEMENT
    announced = Announced(told, Clock())
    moment = dt.timedelta(seconds=1)

    assert announced.at(one.begins_at - moment) == ()
    assert announced.at(one.begins_at) == (one,)
    assert announced.at(one.ends_at - moment) == (one,)
    assert announced.at(one.ends_at) == ()


def test_every_page_has_it_at_its_head_in_its_language(house: House) -> None:
    assert "Bảo trì tối thứ bảy" in get(house, "/tra-cuu").text
    assert "Maintenance on Saturday" in get(house, "/?lang=en").text


@pytest.mark.parametrize(
    ("day", "hour", "read"),
    [
        ("1/12/2026", "7:30", "2026-12-01T07:30:00+07:00"),
        ("2026-12-01", "0:00", "2026-12-01T00:00:00+07:00"),
        ("01122026", "8 giờ 30", "2026-12-01T08:30:00+07:00"),
        ("1-12-2026", "8h", "2026-12-01T08:00:00+07:00"),
        ("2026-12-01T08:30", "", "2026-12-01T08:30:00+07:00"),
        ("01/12/2026", "", "01/12/2026"),
        ("20261201", "8:30", "20261201 8:30"),
        ("01/12/2026", "17h05", "2026-12-01T17:05:00+07:00"),
        ("mai", "7:30", "mai 7:30"),
        ("01/12/2026", "25:00", "01/12/2026 25:00"),
        ("31/02/2026", "7:30", "31/02/2026 7:30"),
        ("", "", ""),
    ],
)
def test_a_time_is_read_as_people_write_it_and_what_is_none_stays(day: str, hour: str, read: str) -> None:
    assert moment_typed(day, hour) == read


def test_what_is_wrong_with_an_announcement_is_told_and_stays_typed(house: House) -> None:
    typed = {"title_vi": "Nghỉ lễ", "title_en": "Holiday", "text_vi": "Cổng nghỉ.", "text_en": "Closed."}

    page = send(house, DESK, DESK, **typed, begins_day="mai", ends_day="2/1/2027")

    assert page.status_code == 422
    assert 'id="begins_day-wrong"' in page.text
    assert 'value="mai"' in page.text
    assert 'value="Nghỉ lễ"' in page.text
    assert not house.rpc.calls_of(catalog.write_announcement)


def test_an_announcement_is_written_and_taken_off(house: House) -> None:
    for method in (catalog.write_announcement, catalog.end_announcement):
        house.rpc.answer(method, office.WRITTEN)
    typed = {"title_vi": "Nghỉ lễ", "title_en": "Holiday", "text_vi": "Cổng nghỉ.", "text_en": "Closed."}
    days = {"begins_day": "1/1/2027", "begins_hour": "0:00", "ends_day": "2/1/2027", "ends_hour": "17:00"}

    written = send(house, DESK, DESK, **typed, **days, severity="warning")
    ended = send(house, DESK, f"{DESK}/ann-1/go")

    assert (written.status_code, ended.status_code) == (303, 303)
    [call] = house.rpc.calls_of(catalog.write_announcement)
    assert (call.request.severity, call.request.agency_code) == ("warning", "")
    assert call.request.ends_at == dt.datetime(2027, 1, 2, 10, tzinfo=dt.UTC)


# Feedback


def test_feedback_needs_no_account_and_its_code_is_shown(house: House) -> None:
    house.client.delete_cookie("motcua-access", domain="127.0.0.1")

    page = send(house, "/gop-y?thu-tuc=2.000635", "/gop-y", text="Trang này nên có ví dụ.")

    assert page.status_code == 200
    assert "7K2MPX9QRA" in page.text
    [call] = house.rpc.calls_of(catalog.send_feedback)
    assert (call.request.text, call.request.agency_code) == ("Trang này nên có ví dụ.", "")
    assert call.key


def test_as_many_vietnamese_letters_as_the_field_allows_fit_the_form(house: House) -> None:
    page = send(house, "/gop-y", "/gop-y", text="ấ" * 4000)

    assert page.status_code == 200
    assert house.rpc.calls_of(catalog.send_feedback)[0].request.text == "ấ" * 4000


def test_a_machine_that_fills_in_everything_leaves_nothing(house: House) -> None:
    page = send(house, "/gop-y", "/gop-y", text="Mua hàng giá rẻ ở đây", trang="http://a.example")

    assert page.status_code == 303
    assert not house.rpc.calls_of(catalog.send_feedback)


def test_feedback_about_an_agency_that_there_is_not_says_so_and_is_not_lost(house: House) -> None:
    house.rpc.answer(catalog.send_feedback, catalog.AGENCY_NOT_FOUND(code="H99"))

    page = send(house, "/gop-y", "/gop-y", text="Quầy số 3 rất đông.", agency_code="H99")

    assert page.status_code == 422
    assert "Quầy số 3 rất đông." in page.text
    assert 'id="agency_code-wrong"' in page.text


@pytest.mark.parametrize("code", ["7K2MPX9QRB", "x", "7k2m px9q rb"])
def test_a_code_that_nobody_has_says_what_to_check(house: House, code: str) -> None:
    house.rpc.answer(catalog.get_feedback, catalog.FEEDBACK_NOT_FOUND())

    page = get(house, f"/gop-y/tra-loi?ma={code}")

    assert page.status_code == 404
    assert "Xin kiểm tra lại mã" in page.text


def test_staff_answer_once_and_a_refusal_keeps_the_answer(house: House) -> None:
    house.rpc.answer(catalog.answer_feedback, catalog.FEEDBACK_ANSWERED())

    page = send(house, "/can-bo/gop-y", "/can-bo/gop-y/fee-1", answer="Cảm ơn, chúng tôi sẽ sửa.")

    assert page.status_code == 409
    assert "đã được trả lời" in page.text
    assert "Cảm ơn, chúng tôi sẽ sửa." in page.text
