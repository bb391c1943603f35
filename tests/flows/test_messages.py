"""People choose how they are told, and are told so: over HTTP and through all services, seen from outside only."""

import random
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from deploy.portal_client import Person, Refused, eventually
from tests.flows.conftest import System

pytestmark = pytest.mark.flows

SUBMITTED = "dossier.submitted"


def outbox(person: Person, address: str, by: str = "phone") -> list[dict[str, Any]]:
    """What arrived at a telephone or mailbox of the sandbox."""
    found: list[dict[str, Any]] = person.get("/api/v1/sandbox/messages", **{by: address})["messages"]
    return found


def a_mailbox_of(person: Person) -> str:
    """An e-mail address that somebody adds to their account, proved by the code in the mail."""
    address = f"thu{random.randrange(10**9)}@example.vn"
    challenge = person.post("/api/v1/me/email", {"email": address}).body["challenge_id"]
    [mail] = eventually("the code", lambda: outbox(person, address, by="email"))
    [code] = re.findall(r"\b\d{6}\b", mail["text"])
    person.post(f"/api/v1/me/email/{challenge}/confirmation", {"code": code})
    return address


def wants_mails(person: Person, named: str) -> bool:
    topics = person.get("/api/v1/me/message-preferences")["topics"]
    [channels] = [topic["channels"] for topic in topics if topic["topic"] == named]
    return bool(next(one["wanted"] for one in channels if one["channel"] == "email"))


def choose(person: Person, topic: str, **channels: bool) -> dict[str, Any]:
    chosen = [{"channel": channel, "wanted": wanted} for channel, wanted in channels.items()]
    body: dict[str, Any] = person.call("PUT", f"/api/v1/me/message-preferences/{topic}", json={"channels": chosen}).body
    return body


@pytest.mark.timeout(300)
def test_who_wants_mails_and_no_text_messages_gets_them_in_the_language_they_chose(system: System) -> None:
    story = system.a_citizen()
    me = story.citizen
    offered = {topic["topic"]: topic for topic in me.get("/api/v1/me/message-preferences")["topics"]}
    assert "duty" not in offered
    assert all(topic["why_vi"] and topic["why_en"] for topic in offered.values())

    with pytest.raises(Refused) as refused:
        choose(me, "security", sms=False)
    assert (refused.value.status, refused.value.code) == (409, "preference.not-to-be-switched-off")
    email = a_mailbox_of(me)
    choose(me, "filing", sms=False, push=True, email=True)
    me.call("PUT", "/api/v1/me/message-language", json={"language": "en"})
    quiet = me.call("PUT", "/api/v1/me/quiet-hours", json={"quiet_from": "03:00", "quiet_to": "03:00"}).body
    assert (quiet["language"], quiet["own_quiet_hours"]) == ("en", True)
    story.draft()
    story.attach()
    story.submit()

    def told() -> list[dict[str, Any]]:
        return [message for message in outbox(me, story.phone) if message["matter"] == SUBMITTED]

    [push] = eventually("the message", told)
    inbox = me.get("/api/v1/me/messages")
    [laid] = [message for message in inbox["messages"] if message["matter"] == SUBMITTED]
    assert push["segments"] == 0  # A template message of the network, no SMS.
    assert "dossier" in push["text"]
    assert inbox["unread"] >= 1

    def mailed() -> list[dict[str, Any]]:
        return [message for message in outbox(me, email, by="email") if message["matter"] == SUBMITTED]

    [mail] = eventually("the mail", mailed)
    link = urlsplit(mail["text"].split()[-1])
    page = requests.get(f"{system.address}{link.path}?{link.query}", timeout=10)
    assert (page.status_code, link.query, email in page.text) == (200, "lang=en", False)
    assert wants_mails(me, "filing") is True
    assert requests.post(page.url, timeout=10).status_code == 200
    assert wants_mails(me, "filing") is False

    me.call("PUT", f"/api/v1/me/messages/read-up-to/{inbox['messages'][0]['id']}")
    assert me.get("/api/v1/me/messages")["unread"] == 0
    me.call("DELETE", f"/api/v1/me/messages/{laid['id']}/read")
    assert me.get("/api/v1/me/messages", unread_only="true")["messages"][0]["id"] == laid["id"]


def test_nobody_reports_unsubscribes_or_operates_without_proof(system: System) -> None:
    anybody = system.anybody()
    reports = f"{system.address}/api/v1/providers/sms-1/reports"
    signed = {"webhook-id": "r-1", "webhook-timestamp": "1764000000", "webhook-signature": "v1,AAAA"}
    body = '{"id": "m", "status": "delivered"}'

    assert requests.post(reports, data=body, headers=signed, timeout=10).status_code == 403
    assert requests.post(reports, data=body, timeout=10).status_code in (403, 422)
    assert requests.post(reports, data="x" * 5000, headers=signed, timeout=10).status_code == 413
    for path in ("/api/v1/operator/messages", "/api/v1/message-templates", "/api/v1/me/message-preferences"):
        with pytest.raises(Refused) as refused:
            anybody.get(path)
        assert refused.value.status == 401
    with pytest.raises(Refused) as refused:
        anybody.post("/api/v1/message-unsubscriptions/v1.not.a.token")
    assert refused.value.status == 404
