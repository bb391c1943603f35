"""What is logged and told in errors while messages go out shows nobody's number and no code."""

from typing import Any

import pytest
import structlog.testing

from chassis.errors import PortalError
from services.dossiers import contract as dossiers
from services.notifications.domain.providers import Attempt, Parcel
from tests.services.notifications import building

REFUSED = "+84990000003"


def test_no_log_line_of_a_message_that_fails_shows_its_words_or_its_address(
    world: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    class Broken:
        name = "broken"

        def send(self, parcel: Parcel) -> Attempt:
            raise RuntimeError("a defect")

    with structlog.testing.capture_logs() as logged:
        world.code_is_asked("482913", phone=REFUSED)
        world.send()
        world.providers["sms"] = [Broken()]
        world.code_is_asked("593024", challenge="c-2")
        world.send()
        world.account_opens()
        world.happens(dossiers.dossier_processing, building.dossier_payload(dossiers.dossier_processing))
        world.send()

    out = repr(logged) + "".join(capfd.readouterr())
    assert "a message did not reach its person" in out
    assert "a message could not be handed over" in out
    for private in ("482913", "593024", REFUSED, REFUSED[3:], building.PHONE, building.PHONE[3:]):
        assert private not in out


def test_an_error_about_a_telephone_does_not_repeat_it(world: Any) -> None:
    with pytest.raises(PortalError) as refused:
        world.sms("09123456789999")

    assert "0912" not in repr(refused.value.to_wire())
