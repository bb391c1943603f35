"""Pages of the words of messages: what was typed is what is looked at and kept, by channel and language."""

import pytest

from services.notifications import contract as notifications
from tests.browser import office
from tests.unit.gateway.fakes import House
from tests.unit.gateway.office_worker import at_work, get, send

ONE = "/can-bo/mau-tin/dossier.received"
TYPED = {
    "sms:vi:body": "Hồ sơ {code} đã nhận.",
    "sms:en:body": "",
    "email:vi:title": "Đã nhận",
    "email:vi:body": "Hẹn {due}.",
    "plain": "1",
}
WORDS = {
    "sms": {"vi": "Hồ sơ {code} đã nhận."},
    "email": {"vi": {"title": "Đã nhận", "body": "Hẹn {due}."}},
    "plain": True,
}


@pytest.fixture
def house() -> House:
    return at_work()


def test_words_are_looked_at_as_they_were_typed_and_nothing_is_kept(house: House) -> None:
    page = send(house, ONE, ONE, **TYPED, viec="xem")

    assert page.status_code == 200
    assert "UCS-2, 2 tin, sandbox 700" in page.text
    assert "sms/en: missing" in page.text
    assert "Hồ sơ {code} đã nhận." in page.text
    [call] = house.rpc.calls_of(notifications.preview_template)
    assert dict(call.request.words) == WORDS
    assert not house.rpc.calls_of(notifications.draft_template)


def test_words_are_kept_as_a_draft_with_a_day_as_people_write_it(house: House) -> None:
    house.rpc.answer(notifications.draft_template, office.WORDING)

    answer = send(house, ONE, ONE, **TYPED, viec="luu", valid_from="1/12/2026", note="Ngắn hơn")

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{ONE}?da=luu")
    [call] = house.rpc.calls_of(notifications.draft_template)
    assert (dict(call.request.words), call.request.valid_from.isoformat()) == (WORDS, "2026-12-01")
    assert call.key


def test_a_day_that_is_none_is_told_and_the_words_stay(house: House) -> None:
    page = send(house, ONE, ONE, **TYPED, viec="luu", valid_from="mai")

    assert page.status_code == 422
    assert 'id="valid_from-wrong"' in page.text
    assert "Hẹn {due}." in page.text


def test_who_wrote_the_words_is_told_that_somebody_else_publishes_them(house: House) -> None:
    house.rpc.answer(notifications.publish_template, notifications.TEMPLATE_OWN_WORDS())

    page = send(house, ONE, f"{ONE}/dra-1/cong-bo")

    assert page.status_code == 409
    assert "Người viết không tự công bố" in page.text


def test_a_matter_that_there_is_not_is_not_found(house: House) -> None:
    house.rpc.answer(notifications.read_template, notifications.TEMPLATE_NOT_FOUND())

    assert get(house, "/can-bo/mau-tin/no-such").status_code == 404
