"""A member of staff sets where mails go and which they want; nothing typed is lost, and nothing is shown whole."""

import dataclasses
import re
from typing import Any

import pytest

from chassis.errors import INVALID_REQUEST, FieldProblem
from chassis.storage import utc_now
from services.accounts import contract as accounts
from services.notifications import contract as notifications
from tests.browser import office
from tests.unit.gateway.fakes import House
from tests.unit.gateway.office_worker import at_work, get, send

PAGE = "/can-bo/tai-khoan"
EMAIL = f"{PAGE}/thu-dien-tu"
SENT = accounts.CodeSent(
    challenge_id="chl-1", expires_at=utc_now(), resend_after=60, email_masked="m***@xa.example.vn",
    way=accounts.CodeWay.EMAIL,
)  # fmt: skip


@pytest.fixture
def house() -> House:
    made = at_work()
    made.rpc.answer(accounts.start_email_change, SENT)
    made.rpc.answer(accounts.confirm_email_change, office.STAFF_PROFILE)
    made.rpc.answer(accounts.resend_code, SENT)
    made.rpc.answer(notifications.choose_preferences, office.STAFF_MAILS)
    made.rpc.answer(notifications.choose_language, office.STAFF_MAILS)
    return made


def asked(house: House, method: Any) -> list[Any]:
    return [made.request for made in house.rpc.calls_of(method)]


def test_everybody_at_the_desk_finds_the_page_in_the_menu(house: House) -> None:
    page = get(house, PAGE)

    assert page.status_code == 200
    assert f'<a href="{PAGE}" aria-current="page">Tài khoản</a>' in page.text
    assert "g***@xa.example.vn" in page.text
    assert "Another address" in get(house, f"{PAGE}?lang=en").text


def test_an_address_that_was_written_down_is_proved_without_typing_it(house: House) -> None:
    shown = get(house, PAGE).text
    assert "chưa xác nhận" in shown

    answer = send(house, PAGE, EMAIL)  # The first form on the page.

    assert answer.status_code == 200
    assert "m***@xa.example.vn" in answer.text
    assert [one.email for one in asked(house, accounts.start_email_change)] == [""]


def test_a_code_proves_another_address_and_leads_back(house: House) -> None:
    code_page = send(house, PAGE, EMAIL, email=" moi@xa.example.vn ").text
    assert [one.email for one in asked(house, accounts.start_email_change)] == ["moi@xa.example.vn"]

    done = send(house, code_page, f"{EMAIL}/ma", code="123 456")

    assert (done.status_code, done.headers["Location"]) == (303, f"{PAGE}?da=thu")
    [confirmed] = asked(house, accounts.confirm_email_change)
    assert (confirmed.challenge_id, confirmed.code) == ("chl-1", "123456")
    assert "Đã xác nhận địa chỉ" in get(house, f"{PAGE}?da=thu").text


def test_an_address_is_removed_by_its_owner_with_one_press(house: House) -> None:
    shown = get(house, PAGE).text
    assert f'action="{EMAIL}/bo"' in shown
    house.rpc.answer(accounts.remove_work_email, dataclasses.replace(office.STAFF_PROFILE, email_masked=""))

    done = send(house, PAGE, f"{EMAIL}/bo")

    assert (done.status_code, done.headers["Location"]) == (303, f"{PAGE}?da=bo-thu")
    assert len(asked(house, accounts.remove_work_email)) == 1
    house.rpc.answer(accounts.get_profile, dataclasses.replace(office.STAFF_PROFILE, email_masked=""))
    after = get(house, f"{PAGE}?da=bo-thu").text
    assert "Đã bỏ địa chỉ" in after
    assert f'action="{EMAIL}/bo"' not in after


def test_an_address_that_is_none_is_told_beside_its_field_and_stays(house: House) -> None:
    problem = FieldProblem("/email", accounts.EMAIL_FORM.code, {})
    house.rpc.answer(accounts.start_email_change, INVALID_REQUEST(problems=[problem]))

    answer = send(house, PAGE, EMAIL, email="khong phai thu")

    assert answer.status_code == 422
    assert 'value="khong phai thu"' in answer.text
    assert 'id="email-wrong"' in answer.text


def test_ticks_are_kept_one_by_one_and_only_where_they_change(house: House) -> None:
    answer = send(house, PAGE, f"{PAGE}/thu", wanted=["desk-digest", "desk-urgent"])

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?da=lua-chon")
    [chosen] = asked(house, notifications.choose_preferences)
    assert (chosen.topic, chosen.channels[0].wanted) == ("desk-urgent", True)


def test_no_tick_at_all_switches_everything_off(house: House) -> None:
    send(house, PAGE, f"{PAGE}/thu")

    chosen = [(one.topic, one.channels[0].wanted) for one in asked(house, notifications.choose_preferences)]
    assert chosen == [("desk-digest", False)]


def test_the_language_is_chosen_once_mails_go_anywhere(house: House) -> None:
    assert f'action="{PAGE}/ngon-ngu"' not in get(house, PAGE).text
    proved = dataclasses.replace(office.STAFF_PROFILE, email_verified=True)
    house.rpc.answer(accounts.get_profile, proved)
    page = get(house, PAGE).text
    assert "đã xác nhận" in page
    assert len(re.findall(rf'action="{EMAIL}"', page)) == 1

    send(house, PAGE, f"{PAGE}/ngon-ngu", language="en")

    assert [one.language for one in asked(house, notifications.choose_language)] == ["en"]
