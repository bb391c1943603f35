"""Messages on pages: what is new is seen everywhere and never waited for; what may be chosen is, topic by topic."""

import dataclasses
from pathlib import Path

import pytest

from chassis.errors import SERVICE_AWAY
from chassis.records import Nothing
from gateway.web.inbox import PLACES
from services.dossiers import contract as dossiers
from services.notifications import contract as notifications
from tests.browser import own_account
from tests.unit.gateway.fakes import House, a_house
from tests.unit.gateway.test_browser_sessions import HTML
from tests.unit.gateway.test_own_account_pages import press

INBOX = notifications.MessageChannel.INBOX


@pytest.fixture
def house() -> House:
    made = a_house(public_url="http://localhost")
    own_account.furnish(made)
    made.rpc.answer(dossiers.list_my_dossiers, dossiers.DossierPage(items=()))
    made.rpc.answer(notifications.mark_read, Nothing())
    made.rpc.answer(notifications.choose_preferences, own_account.PREFERENCES)
    made.client.set_cookie("motcua-access", "an")
    return made


def asked(house: House) -> int:
    return len(house.rpc.calls_of(notifications.list_inbox))


def test_what_is_new_is_counted_on_every_page_and_asked_for_seldom(house: House) -> None:
    for _ in range(3):
        assert "tin chưa đọc" in house.client.get("/ho-so", headers=HTML).text
    assert asked(house) == 1

    house.clock.pass_by(21)
    house.client.get("/ho-so", headers=HTML)

    assert asked(house) == 2


def test_a_page_does_without_the_number_while_messages_are_away_and_leaves_them_alone(house: House) -> None:
    house.rpc.answer(notifications.list_inbox, SERVICE_AWAY())

    for _ in range(3):
        page = house.client.get("/ho-so", headers=HTML)
        assert page.status_code == 200
        assert "tin chưa đọc" not in page.text

    assert asked(house) == 1


def test_a_message_that_is_opened_counts_as_read_and_leads_to_its_dossier(house: House) -> None:
    done = press(house, "/ca-nhan/tin-bao", "/ca-nhan/tin-bao/mes-1/mo")

    assert done.headers["Location"] == "/ho-so/dos-1"
    assert house.rpc.calls_of(notifications.mark_read)[-1].request.message_id == "mes-1"
    before = asked(house)
    house.client.get("/ho-so", headers=HTML)
    assert asked(house) == before + 1


def test_everything_up_to_the_newest_that_was_shown_is_marked_and_nothing_newer(house: House) -> None:
    house.rpc.answer(notifications.mark_all_read, Nothing())

    press(house, "/ca-nhan/tin-bao", "/ca-nhan/tin-bao/mes-1/doc-het")

    assert house.rpc.calls_of(notifications.mark_all_read)[-1].request.up_to == "mes-1"


def test_only_what_was_changed_and_may_be_is_told(house: House) -> None:
    at = "/ca-nhan/nhan-tin/kenh"

    done = press(house, "/ca-nhan/nhan-tin", at, wanted="progress:email")

    assert done.status_code == 303
    [told] = house.rpc.calls_of(notifications.choose_preferences)
    assert told.request.topic == "progress"
    assert {one.channel.value: one.wanted for one in told.request.channels} == {"sms": False, "email": True}


def test_a_topic_that_cannot_be_switched_off_says_why_beside_itself(house: House) -> None:
    why = {"why_vi": "luật buộc báo.", "why_en": "the law asks for it."}
    house.rpc.answer(notifications.choose_preferences, notifications.NOT_TO_BE_SWITCHED_OFF(**why))

    page = press(house, "/ca-nhan/nhan-tin", "/ca-nhan/nhan-tin/kenh", wanted="")

    assert page.status_code == 409
    assert 'href="#topic-progress"' in page.text
    assert "luật buộc báo" in page.text
    assert 'value="progress:sms" checked' not in page.text


def test_an_hour_that_is_none_stays_as_it_was_typed(house: House) -> None:
    page = press(house, "/ca-nhan/nhan-tin", "/ca-nhan/nhan-tin/gio-yen-tinh", quiet_from="25:00", quiet_to="06:00")

    assert page.status_code == 422
    assert 'value="25:00"' in page.text
    assert "Xin viết giờ và phút, ví dụ 22:00." in page.text
    assert house.rpc.calls_of(notifications.choose_quiet_hours) == []


def test_quiet_hours_are_typed_as_people_say_them_by_a_clock_of_24_hours(house: House) -> None:
    house.rpc.answer(notifications.choose_quiet_hours, house.rpc.answers[notifications.read_preferences.address])

    page = press(house, "/ca-nhan/nhan-tin", "/ca-nhan/nhan-tin/gio-yen-tinh", quiet_from="22h30", quiet_to="6 giờ")

    assert page.status_code == 303
    chosen = house.rpc.calls_of(notifications.choose_quiet_hours)[-1].request
    assert (chosen.quiet_from, chosen.quiet_to) == ("22:30", "06:00")


def test_an_organisation_is_followed_or_not(house: House) -> None:
    [followed] = house.rpc.answers[notifications.list_followed.address].organisations
    stopped = notifications.FollowedOrganisations(organisations=(dataclasses.replace(followed, follows=False),))
    house.rpc.answer(notifications.follow_organisation, stopped)

    press(house, "/ca-nhan/nhan-tin", "/ca-nhan/nhan-tin/to-chuc/org-1", follows="no")

    assert house.rpc.calls_of(notifications.follow_organisation)[-1].request.follows is False


def test_a_message_without_a_dossier_leads_to_the_page_that_deals_with_it_and_nowhere_else(house: House) -> None:
    done = press(house, "/ca-nhan/tin-bao", "/ca-nhan/tin-bao/mes-2/mo")
    lost = press(house, "/ca-nhan/tin-bao", "/ca-nhan/tin-bao/mes-2/mo", matter="account.opened")

    assert done.headers["Location"] == "/ca-nhan/uy-quyen"
    assert lost.status_code == 404


def test_every_matter_that_has_a_place_is_one_that_people_are_told_of() -> None:
    told = Path(notifications.__file__).parents[1].joinpath("data", "matters.json").read_text("utf-8")

    assert [matter for matter in PLACES if f'"{matter}"' not in told] == []
