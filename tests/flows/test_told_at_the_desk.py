"""Who files at a desk without an account is told by the telephone that they left, through services and broker."""

from typing import Any

import pytest

from deploy.demo.__main__ import Demo
from deploy.demo.story import PROCEDURE
from deploy.portal_client import Person, eventually, own_tail
from tests.flows.conftest import System
from tests.flows.test_counter_pages import texts

pytestmark = pytest.mark.flows

NAME = "Nguyễn Văn Thử"


@pytest.fixture(scope="module")
def story(system: System) -> Demo:
    """One whose officers have signed in, once: the next code of an authenticator would be half a minute later."""
    made = system.a_story()
    made.read_procedure()
    made.officers_sign_in()
    return made


class AtTheDesk:
    """An officer files for somebody who registers later, if at all."""

    def __init__(self, system: System, story: Demo) -> None:
        self.system, self.story = system, story
        self.officer: Person = self.story.officers["receiver"]
        self.tail = own_tail()
        self.phone, self.other = (f"091{third}{own_tail()}" for third in (2, 3))
        self.id = ""

    def files(self, messages: str) -> dict[str, Any]:
        person = {
            "identity_kind": "cccd",
            "identity_number": "001090" + self.tail,
            "full_name": NAME,
            "phone": self.phone,
            "messages": messages,
        }
        wanted = {"procedure_code": PROCEDURE, "agency_code": self.story.agency["code"], "channel": "direct"}
        if self.story.procedure["cases"]:
            wanted["case"] = self.story.procedure["cases"][0]["key"]
        begun = self.officer.post("/api/v1/desk/drafts", {**wanted, "person": person, "on_paper": True}).body
        self.id = begun["id"]
        lying = [{"paper_key": paper["key"], "originals": 1} for paper in begun["papers"]]
        self.hand_in(lying)
        draft = self.officer.call("GET", self.path())
        way = self.officer.patch(self.path(), {"answers": {}, "return_way": "desk"}, draft.tag)
        filed: dict[str, Any] = self.officer.post(
            f"{self.path()}/submission", {"content_hash": way.body["content_hash"]}, way.tag
        ).body
        return filed

    def path(self) -> str:
        return f"/api/v1/dossiers/{self.id}"

    def hand_in(self, papers: list[dict[str, Any]]) -> None:
        tag = self.officer.call("GET", self.path()).tag
        place = f"/api/v1/desk/dossiers/{self.id}/handed-in"
        self.officer.call("PUT", place, json={"papers": papers}, headers={"If-Match": tag})

    def correct(self, **said: Any) -> dict[str, Any]:
        seen = {"If-Match": self.officer.call("GET", self.path()).tag}
        place = f"/api/v1/desk/dossiers/{self.id}/contact"
        body: dict[str, Any] = self.officer.call("PUT", place, json=said, headers=seen).body
        return body

    def told(self, phone: str) -> list[str]:
        return [one["matter"] for one in texts(self.system, phone)]

    def is_told(self, phone: str, matter: str) -> None:
        eventually(f"{matter} on the telephone", lambda: matter in self.told(phone))


@pytest.mark.timeout(300)
def test_the_telephone_of_the_desk_is_told_until_it_is_another_and_an_account_takes_over(
    system: System, story: Demo
) -> None:
    desk = AtTheDesk(system, story)
    filed = desk.files("all")
    desk.is_told(desk.phone, "desk.filed")

    # Asked for a supplement: told at the number that was left.
    asked = filed["papers"][0]["key"]
    wanted = {"items": [{"paper_key": asked, "reason": "Bản này thiếu chữ ký"}], "legal_basis": "NĐ 61/2018/NĐ-CP"}
    tag = desk.officer.call("GET", desk.path()).tag
    desk.officer.post(f"/api/v1/desk/dossiers/{desk.id}/supplement-request", wanted, tag)
    desk.is_told(desk.phone, "desk.supplement-asked")
    assert not any("chữ ký" in one["text"] or NAME in one["text"] for one in texts(system, desk.phone))

    # The number was wrong: the next messages go to the right one, and only there.
    shown = desk.correct(messages="all", phone=desk.other)
    assert (shown["contact_use"], shown["applicant_phone_masked"][-3:]) == ("all", desk.other[-3:])
    lying = [{"paper_key": paper["key"], "originals": 1, "anew": paper["key"] == asked} for paper in filed["papers"]]
    desk.hand_in(lying)
    tag = desk.officer.call("GET", desk.path()).tag
    desk.officer.post(f"{desk.path()}/supplement", {}, tag)
    desk.is_told(desk.other, "desk.supplemented")
    assert sorted(desk.told(desk.phone)) == ["desk.filed", "desk.supplement-asked"]
    found = system.anybody().post("/api/v1/dossier-lookups", {"code": filed["code"], "fact": desk.other[-4:]}).body
    assert found["code"] == filed["code"]

    # Withdrawn at the desk, which whoever left the number should hear of.
    tag = desk.officer.call("GET", desk.path()).tag
    desk.officer.post(f"{desk.path()}/withdrawal", {"reason": "Nộp nơi khác"}, tag)
    desk.is_told(desk.other, "desk.withdrawn")

    # They open an account, which takes the dossier over; erased, nothing of what was told at the desk is left.
    story.register_as("001090" + desk.tail)
    story.confirm()
    eventually("the account has the dossier", lambda: story.citizen.get("/api/v1/dossiers")["items"])

    receipt = story.citizen.post("/api/v1/me/erasures").body["receipt"]

    def done() -> bool:
        return bool(system.anybody().get(f"/api/v1/erasures/{receipt}")["state"] == "done")

    eventually("every service has confirmed", done, 60)
    assert (desk.told(desk.phone), desk.told(desk.other)) == ([], [])


@pytest.mark.timeout(300)
def test_a_number_that_nobody_has_is_shown_to_the_desk_until_it_is_corrected(system: System, story: Demo) -> None:
    desk = AtTheDesk(system, story)
    right, desk.phone = desk.phone, "0990000013"  # The sandbox's provider reports that nobody has it.
    desk.files("notices")

    def unreached() -> Any:
        return desk.officer.call("GET", desk.path()).body.get("contact_unreached_at")

    eventually("the desk is shown that messages do not arrive", unreached)

    shown = desk.correct(messages="notices", phone=right)

    assert shown.get("contact_unreached_at") is None


@pytest.mark.timeout(300)
def test_a_number_that_is_taken_away_hears_of_nothing_more(system: System, story: Demo) -> None:
    desk = AtTheDesk(system, story)
    desk.files("notices")
    desk.is_told(desk.phone, "desk.filed")

    desk.correct(messages="none", phone_removed=True)
    tag = desk.officer.call("GET", desk.path()).tag
    desk.officer.post(f"{desk.path()}/withdrawal", {"reason": "Nộp nơi khác"}, tag)
    # Events of dossiers come over one queue: what is told of one that was filed later has passed the withdrawal.
    again = AtTheDesk(system, story)
    again.files("notices")
    again.is_told(again.phone, "desk.filed")

    assert desk.told(desk.phone) == ["desk.filed"]
