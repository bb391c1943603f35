"""What services call things inside has words in both languages, so that nobody who watches over them reads codes."""

import json
import re
from pathlib import Path

import pytest

from chassis.contracts import EventType
from gateway.web.matter_words import MATTERS, matter_words
from gateway.web.operating_words import CHANNELS, EVENTS, PAUSED, event_words, health_words, lost_words
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers
from services.notifications import contract as notifications
from services.notifications.handlers.pausing import REASONS
from services.payments import contract as payments
from tests.unit.gateway.office_worker import at_work, get

ROOT = Path(__file__).resolve().parents[3]
ALL = (accounts, catalog, dossiers, notifications, payments)


def test_every_event_has_words_in_both_languages() -> None:
    declared = {one.name for module in ALL for one in vars(module).values() if isinstance(one, EventType)}

    assert len(declared) > 50
    assert declared - set(EVENTS) == set()
    assert set(EVENTS) - declared == set()
    assert event_words("dossiers", "dossier_received", "vi") == "Tiếp nhận hồ sơ"


def test_every_matter_has_words_in_both_languages() -> None:
    told = json.loads((ROOT / "services/notifications/data/matters.json").read_text("utf-8"))
    matters = {one["matter"] for version in told["versions"] for one in version["matters"]}

    for language in ("vi", "en"):
        assert [matter for matter in matters if matter_words(matter, language) == matter] == []
    assert set(MATTERS) <= matters
    assert matter_words("desk.payment-settled", "vi") == "Đã thanh toán (không có tài khoản)"


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("12 events wait to be published, the oldest for 61 s", "12 sự kiện chờ gửi đi, cũ nhất đã 61 giây"),
        ("3 dead letters wait for a human: ./motcua dead-letters", "3 sự kiện chết chờ người xử lý; xem dưới đây"),
        ("5 files wait to be scanned, the oldest for 12 min", "5 tệp chờ quét mã độc, lâu nhất đã 12 phút"),
        ("OperationalError", "OperationalError"),
    ],
)
def test_what_is_wrong_with_a_part_is_told_in_vietnamese_with_its_figures(reason: str, said: str) -> None:
    assert health_words(reason, "vi") == said


def test_every_reason_that_a_check_gives_has_words() -> None:
    calls = re.compile(r'health\.(?:degraded|failed)\(\s*f?"([^"]+)"')
    given = [
        re.sub(r"\{_minutes[^}]*\}", "7 min", found)
        for room in ("chassis", "services")
        for path in (ROOT / room).rglob("*.py")
        for found in calls.findall(path.read_text("utf-8"))
    ]
    sample = [re.sub(r"\{[^}]*\}", "7", one) for one in given]

    assert len(sample) > 10
    assert [one for one in sample if health_words(one, "vi") == one] == []


def test_what_stops_a_subscription_or_loses_a_message_has_words() -> None:
    assert set(PAUSED) == {*REASONS, "asked"}
    assert set(CHANNELS) == set(notifications.MessageChannel)
    assert lost_words("expired", "vi") == "hết hạn trước khi gửi được"
    assert lost_words("status 503", "vi") == "nhà cung cấp trả lời mã 503"


@pytest.mark.parametrize("path", ["/can-bo/van-hanh", "/can-bo/mau-tin"])
def test_no_page_of_operators_and_editors_shows_a_bare_name_of_the_services(path: str) -> None:
    page = re.sub(r"<code.*?</code>", "", get(at_work(), path).text)
    shown = re.sub(r"<[^>]+>", " ", page)

    assert re.findall(r"\b(?:failing|degraded|sms|inbox|dossiers?[._]\w+)\b", shown) == []
