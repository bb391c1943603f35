"""After a whole dossier no number, telephone or address of its person stands in the clear in anything that is kept."""

import base64
from pathlib import Path

import pytest
import sqlalchemy as sa

from deploy.demo.__main__ import Demo
from tests.flows import searching
from tests.flows.conftest import System

pytestmark = pytest.mark.flows

PHONE, IDENTITY, EMAIL = "0912345678", "001090123456", "an.nguyen@example.vn"


@pytest.fixture(scope="module")
def told(system: System) -> tuple[Path, Demo]:
    """A system in which one person has gone the whole way."""
    if system.state is None:
        pytest.skip("what a system elsewhere keeps cannot be read from here")
    story = system.a_story()
    story.run()
    return system.state, story


def private_values(story: Demo) -> dict[str, str]:
    return {"identity number": story.identity, "telephone": story.phone, "e-mail address": story.email}


def leaks(state: Path, values: dict[str, str]) -> list[str]:
    return [
        f"{value} in {place}"
        for place, text in searching.everything_kept(state)
        for value in searching.hits(text, values)
    ]


@pytest.mark.timeout(240)
def test_nothing_that_is_kept_shows_a_number_or_an_address(told: tuple[Path, Demo]) -> None:
    state, story = told
    places = dict(searching.everything_kept(state))

    assert leaks(state, private_values(story)) == []
    # What was looked through is what there is: the person's account, dossier, events, messages and logs.
    assert {
        "accounts.accounts",
        "accounts.outbox",
        "dossiers.dossiers",
        "dossiers.outbox",
        "notifications.messages",
    } <= {place for place, text in places.items() if text}
    assert "log dossiers.log" in places


@pytest.mark.timeout(120)
@pytest.mark.parametrize("spelt", ["{0}", "+84{1}", "84 {1}", "0912.{2}", "base64", "hex"])
def test_a_leak_is_found_however_it_is_spelt(told: tuple[Path, Demo], spelt: str) -> None:
    state, story = told
    phone = story.phone
    text = {"base64": base64.b64encode(f"x{phone}y".encode()).decode(), "hex": phone.encode().hex()}.get(
        spelt, spelt.format(phone, phone[1:], phone[4:])
    )
    engine = searching.database_of(state, "catalog")
    with engine.begin() as db:
        db.execute(
            sa.text(
                "INSERT INTO idempotency (caller, method, key, fingerprint) VALUES ('leak', 'leak', 'leak', :text)"
            ),
            {"text": f"somebody said {text} aloud"},
        )
    try:
        assert leaks(state, private_values(story)) == ["telephone in catalog.idempotency"]
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
    ],
)
def test_every_spelling_is_known(value: str, text: str) -> None:
    assert searching.hits(f"… {text} …", {"it": value}) == ["it"]


OTHERS = ("09******78", "0912345679", "0010********56", base64.b64encode(b"0913345678").decode())


@pytest.mark.parametrize("text", OTHERS)
def test_masked_and_other_values_are_no_leak(text: str) -> None:
    assert searching.hits(text, {"telephone": PHONE, "identity number": IDENTITY, "address": EMAIL}) == []
