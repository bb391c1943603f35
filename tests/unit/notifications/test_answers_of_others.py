"""What providers and endpoints answer is theirs to choose: nothing of it ends as a defect of ours."""

from typing import Any

import pytest

from chassis.errors import PortalError
from services.notifications.adapters import zns
from services.notifications.domain.handing_over import Answer, Told
from services.notifications.domain.providers import Result
from services.notifications.handlers.handing_over import _echoed
from services.notifications.handlers.reporting import _read

ENDLESS = b"[" * 4096
NOTHING_SAID = [b"", b"{", b"null", b"[]", b'"x"', b"7", b"\xff", ENDLESS, b'{"a":' * 600]


@pytest.mark.parametrize("answer", [*NOTHING_SAID, b"{}", b'{"challenge": "other"}', b'{"challenge": ["c-1"]}'])
def test_an_endpoint_that_does_not_say_its_challenge_back_has_not_taken_it(answer: bytes) -> None:
    told = _echoed(Told(Answer.TAKEN, 200, body=answer), "c-1")

    assert (told.answer, told.status) == (Answer.NOT_TAKEN, 200)
    assert _echoed(Told(Answer.TAKEN, 200, body=b'{"challenge": ""}'), "").answer is Answer.NOT_TAKEN
    right = Told(Answer.TAKEN, 200, body=b'{"challenge": "c-1", "more": 1}')
    assert _echoed(right, "c-1") is right


@pytest.mark.parametrize("answer", [*NOTHING_SAID, b"{}", b'{"error": null}', b'{"error": "x"}'])
def test_a_provider_that_says_nothing_we_understand_may_have_taken_the_message(answer: bytes) -> None:
    assert zns._answered(answer).result is Result.UNSURE


@pytest.mark.parametrize(
    "body",
    [
        "", "[]", "null", ENDLESS.decode(), "{}", '{"id": "m"}', '{"id": 1, "status": "delivered"}',
        '{"id": "m", "status": "eaten"}', '{"id": "m", "status": ["delivered"]}', '{"id": "m", "status": null}',
        '{"id": "' + "m" * 65 + '", "status": "delivered"}',
    ],
)  # fmt: skip
def test_a_report_that_is_not_understood_is_refused(body: str) -> None:
    with pytest.raises(PortalError) as refused:
        _read(body)

    assert refused.value.code == "report.not-understood"


def test_a_report_that_is_understood_tells_message_status_and_a_short_detail() -> None:
    read: Any = _read('{"id": "' + "m" * 64 + '", "status": "delivered", "detail": "' + "d" * 70 + '"}')

    assert read == ("m" * 64, "delivered", "d" * 60)
