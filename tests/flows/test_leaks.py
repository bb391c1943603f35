"""After whole lives no number, telephone or address of their people stands in the clear in anything that is kept.

One files a dossier to its result. Others register, recover, come by electronic identity, open a business, are invited,
delegate and are delegated to; an officer is invited. Meanwhile a tap hears every message of the broker.
"""

import base64
from pathlib import Path

import pytest
import requests
import sqlalchemy as sa

from gateway.assembly import registry
from gateway.routing import Auth
from tests.flows import searching
from tests.flows.conftest import System, Told

pytestmark = pytest.mark.flows

PHONE, IDENTITY, EMAIL = "0912345678", "001090123456", "an.nguyen@example.vn"

TYPED = {
    *(f"accounts.{name}" for name in ("start_registration", "start_sign_in", "start_recovery", "start_email_change")),
    *(f"accounts.{name}" for name in ("invite_member", "offer_delegation")),
    *(f"dossiers.{name}" for name in ("create_draft", "save_draft")),
    "notifications.list_sandbox_messages",
}
"""Requests in which a person's own number is on its way to the one service that seals it."""
SHOWN = {
    *(f"dossiers.{name}" for name in ("create_draft", "save_draft", "get_dossier", "submit_dossier", "attach_paper")),
    *(f"dossiers.{name}" for name in ("supplement_dossier", "receive_dossier", "request_supplement")),
    *(
        f"dossiers.{name}"
        for name in ("start_processing", "attach_result", "propose_decision", "decide_dossier", "return_result")
    ),
    "notifications.list_sandbox_messages",
}
"""Replies that show a dossier's answers to who may read them, and the sandbox's telephone to whoever tries it out."""


def leaks(state: Path, values: dict[str, str]) -> list[str]:
    return [
        f"{value} in {place}"
        for place, text in searching.everything_kept(state)
        for value in searching.hits(text, values)
    ]


@pytest.mark.timeout(300)
def test_nothing_that_is_kept_shows_a_number_or_an_address(told: Told, system: System) -> None:
    places = dict(searching.everything_kept(told.state))

    assert leaks(told.state, told.private()) == []
    # What was looked through is what there is: accounts, dossiers, events, messages, the agencies' feed and logs.
    assert {
        "accounts.accounts",
        "accounts.audit",
        "accounts.delegations",
        "accounts.member_invitations",
        "accounts.outbox",
        "dossiers.dossiers",
        "dossiers.outbox",
        "notifications.feed",
        "notifications.messages",
        "object store",
    } <= (filled := {place for place, text in places.items() if text})
    assert ("accounts.provider_links" in filled) == system.has_provider
    assert {"log dossiers.log", "log gateway.log", "log broker.log"} <= places.keys()


@pytest.mark.timeout(120)
def test_no_event_on_its_way_shows_a_number_or_an_address(told: Told) -> None:
    events = [heard for heard in told.heard if not heard.method]
    names = {heard.key for heard in events}

    assert [f"{v} in {h.place}" for h in events for v in searching.hits(h.text, told.private())] == []
    assert {"account_opened", "code_requested", "contact_changed", "delegation_granted", "dossier_submitted"} <= names
    assert {"organisation_member_changed", "password_changed", "staff_changed"} <= names


@pytest.mark.timeout(120)
def test_a_number_travels_only_where_it_was_typed_or_is_shown_and_is_not_kept_there(told: Told) -> None:
    calls = [heard for heard in told.heard if heard.method]
    carrying = [heard for heard in calls if searching.hits(heard.text, told.private())]

    assert {heard.method for heard in calls} >= TYPED
    assert {h.method for h in carrying if h.key == h.method} <= TYPED
    assert {h.method for h in carrying if h.key != h.method} <= SHOWN
    assert not [heard.place for heard in carrying if heard.kept]


def test_what_the_gateway_gives_to_everybody_shows_nobody(told: Told) -> None:
    addresses = {route.path for route in registry().routes if route.verb == "GET" and route.auth is Auth.PUBLIC}
    plain = sorted(path for path in addresses if "{" not in path and "open-data" not in path)
    address = told.story.address
    answers = {path: requests.get(address + path, timeout=20).text for path in plain if "sandbox" not in path}

    assert [f"{v} in {path}" for path, text in answers.items() for v in searching.hits(text, told.private())] == []
    assert {"/api/v1/procedures", "/", "/api/v1/events"} & set(answers)


@pytest.mark.timeout(120)
@pytest.mark.parametrize("spelt", ["{0}", "+84{1}", "84 {1}", "0912.{2}", "base64", "hex", "url", "base64 of parts"])
def test_a_leak_is_found_however_it_is_spelt(told: Told, spelt: str) -> None:
    phone = told.story.phone
    coded = {
        "base64": base64.b64encode(f"x{phone}y".encode()).decode(),
        "hex": phone.encode().hex(),
        "url": f"q=%2B84{phone[1:]}&x=1",
        "base64 of parts": base64.b64encode(f"{phone[:4]} {phone[4:7]} {phone[7:]}".encode()).decode(),
    }
    text = coded.get(spelt, spelt.format(phone, phone[1:], phone[4:]))
    engine = searching.database_of(told.state, "catalog")
    with engine.begin() as db:
        db.execute(
            sa.text(
                "INSERT INTO idempotency (caller, method, key, fingerprint) VALUES ('leak', 'leak', 'leak', :text)"
            ),
            {"text": f"somebody said {text} aloud"},
        )
    try:
        assert leaks(told.state, {"telephone": phone}) == ["telephone in catalog.idempotency"]
    finally:
        with engine.begin() as db:
            db.execute(sa.text("DELETE FROM idempotency WHERE caller = 'leak'"))
        engine.dispose()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (PHONE, "gọi 0912 345 678 nhé"),
        (PHONE, "+84912345678"),
        (PHONE, "84-912-345-678"),
        (PHONE, base64.b64encode(b'{"phone":"+84912345678"}').decode()),
        (PHONE, base64.urlsafe_b64encode(b"??>+84912345678?").decode()),
        (PHONE, b"+84912345678".hex().upper()),
        (IDENTITY, "CCCD 001 090 123 456"),
        (IDENTITY, base64.b64encode(b"ab001090123456").decode()),
        (EMAIL, "An.Nguyen@Example.vn".lower()),
        (EMAIL, base64.b64encode(b"a:an.nguyen@example.vn;").decode()),
        (EMAIL, "to=an.nguyen%40example.vn&x=1"),
        (PHONE, "tel:+84%20912%20345%20678"),
        (PHONE, "0912\u00a0345\u00a0678"),
        (IDENTITY, base64.b64encode(b"id: 001 090 123 456.").decode()),
    ],
)
def test_every_spelling_is_known(value: str, text: str) -> None:
    assert searching.hits(f"… {text} …", {"it": value}) == ["it"]


OTHERS = ("09******78", "0912345679", "0010********56", base64.b64encode(b"0913345678").decode())


@pytest.mark.parametrize("text", OTHERS)
def test_masked_and_other_values_are_no_leak(text: str) -> None:
    assert searching.hits(text, {"telephone": PHONE, "identity number": IDENTITY, "address": EMAIL}) == []
