"""A supervisor who does not open the portal hears of late dossiers by mail, through services and broker."""

import random
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
import sqlalchemy as sa

from deploy.portal_client import Person, Refused, eventually
from tests.flows.conftest import System
from tests.flows.searching import database_of
from tests.flows.test_messages import choose, outbox, wants_mails

pytestmark = pytest.mark.flows


def time_goes_by(system: System, dossier_id: str) -> None:
    """The dossier is late since yesterday, and a morning has come for everybody who gets a digest."""
    assert system.state is not None
    engine = database_of(system.state, "dossiers")
    late = (
        "UPDATE dossiers SET next_due_at = now() - interval '1 day', watch_at = now() + interval '1 day' WHERE id = :id"
    )
    with engine.begin() as db:
        assert db.execute(sa.text(late), {"id": dossier_id}).rowcount == 1
        assert db.execute(sa.text("UPDATE staff_digests SET due_at = now()")).rowcount > 0
    engine.dispose()


def a_work_address_of(supervisor: Person) -> str:
    """A work e-mail address, proved by the code in the mail."""
    address = f"giam.sat{random.randrange(10**9)}@xa.example.vn"
    challenge = supervisor.post("/api/v1/me/email", {"email": address}).body["challenge_id"]
    [mail] = eventually("the code", lambda: outbox(supervisor, address, by="email"))
    [code] = re.findall(r"\b\d{6}\b", mail["text"])
    with pytest.raises(Refused):
        supervisor.post(f"/api/v1/me/email/{challenge}/confirmation", {"code": f"{(int(code) + 1) % 10**6:06d}"})
    shown = supervisor.post(f"/api/v1/me/email/{challenge}/confirmation", {"code": code}).body
    assert (shown["email_masked"], shown["email_verified"]) == ("g***@xa.example.vn", True)
    return address


@pytest.mark.timeout(300)
def test_a_supervisor_gets_the_digest_of_a_morning_and_ends_it_in_one_click(system: System) -> None:
    if system.state is None:
        pytest.skip("the time of a system elsewhere cannot be moved from here")
    story = system.a_citizen()
    [account] = [one for one in story.staff if one["roles"] == ["supervisor"]]
    supervisor = story._officer(account)
    address = a_work_address_of(supervisor)
    topics = supervisor.get("/api/v1/me/message-preferences")["topics"]
    assert [topic["topic"] for topic in topics] == ["desk-digest", "desk-urgent"]
    story.draft()
    story.attach()
    story.submit()
    code, dossier_id = story.dossier["code"], story.dossier["id"]

    def digests() -> list[dict[str, Any]]:
        return [mail for mail in outbox(supervisor, address, by="email") if mail["matter"] == "duty.digest"]

    def known() -> bool:
        assert system.state is not None
        engine = database_of(system.state, "dossiers")
        with engine.connect() as db:
            found = db.scalar(sa.text("SELECT count(*) FROM staff_digests"))
        engine.dispose()
        return bool(found)

    eventually("the address to be known", known)
    time_goes_by(system, dossier_id)

    [mail] = eventually("the digest", digests)
    assert re.search(r"^Quá hạn: \d+\+?$", mail["text"], re.MULTILINE)
    assert code in mail["text"] or "hồ sơ nữa" in mail["text"]
    assert story.phone not in mail["text"]
    link = urlsplit(mail["text"].split()[-1])
    page = requests.get(f"{system.address}{link.path}", timeout=10)
    assert (page.status_code, address in page.text) == (200, False)
    assert wants_mails(supervisor, "desk-digest") is True
    assert requests.post(page.url, timeout=10).status_code == 200
    assert wants_mails(supervisor, "desk-digest") is False
    choose(supervisor, "desk-digest", email=True)
    assert wants_mails(supervisor, "desk-digest") is True
