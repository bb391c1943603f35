"""The operator's page: what is away hides nothing else, a replay has its reason, and each act is one call."""

import pytest

from chassis import workings
from chassis.errors import NOT_FOR_YOU, SERVICE_AWAY
from gateway.flows.workings import LOOKS, REPLAYS
from services.notifications import contract as notifications
from tests.browser import office
from tests.unit.gateway.fakes import House
from tests.unit.gateway.office_worker import at_work, get, send

PAGE = "/can-bo/van-hanh"
LETTER = f"{PAGE}/su-kien/dossiers/7"


@pytest.fixture
def house() -> House:
    return at_work()


def test_a_service_that_is_away_is_told_and_the_others_are_shown(house: House) -> None:
    house.rpc.answer(LOOKS["payments"], SERVICE_AWAY())

    page = get(house, PAGE).text

    assert page.count('<span class="chip bad">không trả lời</span>') == 1
    assert "accounts.account_changed" in page
    assert 'action="/can-bo/van-hanh/tin/msg-1"' in page


def test_queues_at_the_broker_are_told_and_what_is_not_known_is_not_called_nothing(house: House) -> None:
    page = get(house, PAGE).text

    for told in ("rpc-dossiers", "không ai nhận", "không có hàng đợi này", "RabbitMQ không trả lời kịp"):
        assert page.count(told) == 1, told
    # Of a catalogue that knows no queue, and of two services that do not tell, one row each.
    assert page.count("chưa nối hàng đợi nào") == 3


def test_what_is_taken_and_not_acknowledged_is_told_with_the_oldest(house: House) -> None:
    page = get(house, PAGE).text

    rows = {
        name: row for row in page.split("<tr>") for name in ("rpc-dossiers", "dossiers.dead-letters") if name in row
    }
    # Two processes consume, so that one of them tells what is held at the least.
    assert "ít nhất</span> 1<br>" in rows["rpc-dossiers"]
    assert "từ" in rows["rpc-dossiers"]
    assert '<td class="number">5</td>' in rows["dossiers.dead-letters"]
    assert page.count("Chưa xác nhận</th>") == 1


def test_a_service_that_is_away_tells_no_queues_and_hides_none(house: House) -> None:
    house.rpc.answer(LOOKS["payments"], SERVICE_AWAY())

    page = get(house, PAGE).text

    assert "rpc-payments" not in page
    assert "rpc-dossiers" in page
    assert page.count("dịch vụ vắng") == 1


def test_messages_that_cannot_be_listed_hide_no_service(house: House) -> None:
    house.rpc.answer(notifications.list_messages, SERVICE_AWAY())

    page = get(house, PAGE)

    assert page.status_code == 200
    assert "accounts.account_changed" in page.text


def test_a_letter_is_read_with_its_body_and_no_other_letter_is(house: House) -> None:
    page = get(house, LETTER).text

    assert "{&#34;payload&#34;: &#34;***&#34;}" in page
    assert [made.request.letter for made in house.rpc.calls_of(LOOKS["dossiers"])] == [7]
    assert not house.rpc.calls_of(LOOKS["accounts"])


def test_a_letter_is_replayed_with_its_reason(house: House) -> None:
    house.rpc.answer(REPLAYS["dossiers"], workings.Replayed(event_id="01a2", type="account_changed"))

    answer = send(house, LETTER, LETTER, why="Đã sửa lỗi")

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?da=xu-ly-lai")
    [call] = house.rpc.calls_of(REPLAYS["dossiers"])
    assert (call.request.letter, call.request.why) == ("7", "Đã sửa lỗi")


def test_a_replay_without_a_reason_is_not_sent(house: House) -> None:
    page = send(house, LETTER, LETTER, why=" ")

    assert page.status_code == 422
    assert not house.rpc.calls_of(REPLAYS["dossiers"])


@pytest.mark.parametrize("path", ["gateway/7", "dossiers/x", "dossiers/" + "9" * 40])
def test_what_is_no_letter_is_not_found(house: House, path: str) -> None:
    assert get(house, f"{PAGE}/su-kien/{path}").status_code == 404


def test_a_message_is_sent_again_and_a_subscription_goes_on(house: House) -> None:
    house.rpc.answer(notifications.resend_message, notifications.Resent(message_id="msg-2"))
    house.rpc.answer(notifications.resume_subscription, office.SUBSCRIPTION)

    for to, done in ((f"{PAGE}/tin/msg-1", "gui-lai"), (f"{PAGE}/dang-ky/sub-1", "noi-lai")):
        answer = send(house, PAGE, to)
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{PAGE}?da={done}")


def test_a_message_that_cannot_be_sent_again_says_why(house: House) -> None:
    house.rpc.answer(notifications.resend_message, notifications.RESEND_NOT_POSSIBLE())

    page = send(house, PAGE, f"{PAGE}/tin/msg-1")

    assert page.status_code == 409
    assert "không gửi lại được" in page.text


def test_who_is_no_operator_is_told_so(house: House) -> None:
    for method in LOOKS.values():
        house.rpc.answer(method, NOT_FOR_YOU())

    assert get(house, PAGE).status_code == 403


def test_a_replay_over_the_api_names_the_service_and_the_letter(house: House) -> None:
    house.rpc.answer(REPLAYS["accounts"], workings.Replayed(event_id="01a2", type="x"))
    address = "/api/v1/operator/services/{}/dead-letters/{}/replay"
    headers = {"Authorization": "Bearer hanh"}

    done = house.client.post(address.format("accounts", 3), json={"why": "Đã sửa"}, headers=headers)
    missing = [
        house.client.post(address.format(*of), json={"why": "Đã sửa"}, headers=headers).status_code
        for of in (("gateway", 3), ("accounts", "x"), ("accounts", 0))
    ]

    assert done.status_code == 200
    assert missing == [404, 404, 404]
    [call] = house.rpc.calls_of(REPLAYS["accounts"])
    assert call.request.letter == "3"
