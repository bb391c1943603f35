"""People secure their account and act for others, over HTTP and through all services: seen from outside only."""

import io
import json
import random
import re
import time
import zipfile
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from deploy.demo.story import PROCEDURE
from deploy.portal_client import Person, Refused, eventually, own_tail, totp
from services.accounts.domain.tax_code import check_digit
from tests.flows.conftest import System

pytestmark = pytest.mark.flows

PASSWORD, ANOTHER = "mot cua mot lan mot noi", "cua nay mo ra cho moi nguoi"


@dataclass
class Holder:
    """Somebody with an account of their own."""

    system: System
    identity: str
    phone: str
    person: Person

    def messages(self, address: str = "") -> list[dict[str, Any]]:
        asked = {"phone": address or self.phone}
        found: list[dict[str, Any]] = self.system.anybody().get("/api/v1/sandbox/messages", **asked)["messages"]
        return found

    def code(self, matter: str, address: str = "") -> str:
        """The newest code for a purpose, as soon as it has come."""

        def found() -> str | None:
            texts = [told["text"] for told in self.messages(address) if told["matter"] == f"account.code.{matter}"]
            return re.findall(r"\d{6}", texts[0])[0] if texts else None

        return eventually(f"a code for {matter}", found)

    def is_told(self, matter: str) -> None:
        eventually(matter, lambda: any(told["matter"] == matter for told in self.messages()))

    def sign_in(self, password: str = PASSWORD) -> dict[str, Any]:
        """The first step; sent to the telephone unless an authenticator is in use."""
        found: dict[str, Any] = self.person.post(
            "/api/v1/sessions", {"identity_number": self.identity, "password": password}
        ).body
        return found

    def enter(self, challenge: dict[str, Any], code: str) -> Person:
        """The second step, on another device; gives who is signed in there."""
        other = Person(self.system.address)
        path = f"/api/v1/sessions/{challenge['challenge_id']}/confirmation"
        other.token = other.post(path, {"code": code}).body["access_token"]
        return other


@pytest.fixture
def holder(system: System) -> Holder:
    identity = f"001090{own_tail()}"
    phone = f"0983{own_tail()}"
    made = Holder(system, identity, phone, Person(system.address))
    asked = {
        "identity_kind": "cccd",
        "identity_number": identity,
        "full_name": "Nguyễn Thị Thử",
        "birth_date": "1990-05-17",
        "phone": phone,
        "password": PASSWORD,
    }
    challenge = made.person.post("/api/v1/registrations", asked).body["challenge_id"]
    answer = made.person.post(f"/api/v1/registrations/{challenge}/confirmation", {"code": made.code("registration")})
    made.person.token = answer.body["access_token"]
    return made


def status_of(person: Person) -> int:
    headers = {"Authorization": f"Bearer {person.token}"}
    return requests.get(f"{person.address}/api/v1/me", headers=headers, timeout=10).status_code


def test_an_ended_session_is_refused_within_a_second_and_a_new_device_is_told(holder: Holder) -> None:
    other = holder.enter(holder.sign_in(), holder.code("sign-in"))
    holder.is_told("account.device-added")
    assert (status_of(holder.person), status_of(other)) == (200, 200)

    assert holder.person.call("DELETE", "/api/v1/me/sessions").body == {"ended": 1}
    began = time.monotonic()
    eventually("the other session is refused", lambda: status_of(other) == 401, 5)

    assert time.monotonic() - began < 1
    assert status_of(holder.person) == 200


def test_an_authenticator_is_added_and_asked_for_at_sign_in(holder: Holder) -> None:
    offer = holder.person.post("/api/v1/me/second-factor").body
    code = totp(offer["secret"])
    codes = holder.person.post("/api/v1/me/second-factor/confirmation", {"code": code}).body["codes"]
    holder.is_told("account.second-factor-added")

    challenge = holder.sign_in()

    assert challenge["way"] == "authenticator"
    assert holder.enter(challenge, codes[0]).get("/api/v1/me")["assurance"] == 2


def test_a_forgotten_password_is_set_anew_and_told(holder: Holder) -> None:
    challenge = holder.person.post("/api/v1/recoveries", {"identity_number": holder.identity}).body["challenge_id"]
    path = f"/api/v1/recoveries/{challenge}/confirmation"
    holder.person.post(path, {"code": holder.code("recovery"), "new_password": ANOTHER})
    holder.is_told("account.password-changed")
    eventually("the session that was there has ended", lambda: status_of(holder.person) == 401, 5)
    holder.person.token = ""

    with pytest.raises(Refused) as refused:
        holder.sign_in()
    assert refused.value.code == "sign-in.wrong"
    assert holder.sign_in(ANOTHER)["way"] == "sms"


def test_an_email_address_is_proved_by_the_code_that_it_gets(holder: Holder) -> None:
    email = f"thu{random.randrange(10**9)}@example.vn"
    challenge = holder.person.post("/api/v1/me/email", {"email": email}).body["challenge_id"]
    path = f"/api/v1/me/email/{challenge}/confirmation"

    view = holder.person.post(path, {"code": holder.code("email-change", email)}).body

    assert view["email_verified"]
    holder.is_told("account.email-added")


def test_a_dossier_that_is_begun_for_a_business_is_the_business_s(holder: Holder) -> None:
    nine = f"01{random.randrange(10**7):07d}"
    while (digit := check_digit(nine)) is None or nine[2:6] in ("0404", "0409", "0503"):
        nine = f"01{random.randrange(10**7):07d}"
    view = holder.person.post("/api/v1/organisations", {"tax_code": f"{nine}{digit}"}).body
    business = Person(holder.system.address)
    business.token = holder.person.call(
        "PUT", "/api/v1/me/acting-for", json={"principal_id": view["organisation_id"]}
    ).body["access_token"]
    procedure = holder.person.get(f"/api/v1/procedures/{PROCEDURE}")
    offer = next(offer for offer in procedure["offers"] if offer["files_online"])
    cases = [case["key"] for case in procedure.get("cases", [])] or [""]

    def begun() -> Any:
        wanted = {"procedure_code": PROCEDURE, "agency_code": offer["agency_code"], "case": cases[0]}
        try:
            return business.post("/api/v1/dossiers", wanted).body
        except Refused as early:  # the account's event may not have arrived yet
            if early.code != "dossier.applicant-unknown":
                raise
            return None

    dossier = eventually("a draft of the business", begun)

    assert dossier["applicant_id"] == view["organisation_id"]
    assert [line["id"] for line in business.get("/api/v1/dossiers")["items"]] == [dossier["id"]]
    assert holder.person.get("/api/v1/dossiers")["items"] == []


def test_a_consent_is_given_in_the_words_in_force_and_taken_back(holder: Holder) -> None:
    (purpose,) = (
        found
        for found in holder.system.anybody().get("/api/v1/consent-purposes")["purposes"]
        if found["basis"] == "consent"
    )
    path = f"/api/v1/me/consents/{purpose['purpose']}"

    given = holder.person.call("PUT", path, json={"version": purpose["words"][-1]["version"]}).body
    withdrawn = holder.person.call("DELETE", path).body

    assert (given["given"], withdrawn["given"]) == (True, False)
    entries = holder.person.get("/api/v1/me/consent-history")["items"]
    assert [entry["act"] for entry in entries] == ["withdrawn", "given"]
    assert {entry["sha256"] for entry in entries} == {purpose["words"][-1]["sha256"]}
    with pytest.raises(Refused) as refused:
        holder.person.call("DELETE", "/api/v1/me/consents/public-services")
    assert refused.value.code == "consent.not-needed"


def test_a_person_takes_a_copy_of_everything_that_is_held_about_them(holder: Holder) -> None:
    headers = {"Authorization": f"Bearer {holder.person.token}"}

    def copy() -> Any:
        answer = requests.post(f"{holder.person.address}/api/v1/me/data-copies", headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text
        data = json.loads(zipfile.ZipFile(io.BytesIO(answer.content)).read("du-lieu.json"))["services"]
        return data if data["notifications"]["messages"] and data["dossiers"]["applicant"] else None

    data = eventually("every service knows the person", copy)

    (account,) = data["accounts"]["account"]
    (applicant,) = data["dossiers"]["applicant"]
    assert account["identity_number"] == applicant["identity_number"] == holder.identity
    holder.is_told("account.data-exported")


def test_a_person_is_erased_by_every_service_and_the_receipt_says_so(holder: Holder) -> None:
    asked = holder.person.post("/api/v1/me/erasures").body
    path = f"/api/v1/erasures/{asked['receipt']}"

    def done() -> Any:
        found = holder.system.anybody().get(path)
        return found if found["state"] == "done" else None

    view = eventually("every service has confirmed", done, 60)

    assert {kept["kept"] for kept in view["kept"]} == {"consents", "audit"}
    assert status_of(holder.person) == 401
    holder.person.token = ""
    with pytest.raises(Refused) as refused:
        holder.sign_in()
    assert refused.value.code == "sign-in.wrong"
    # The services have confirmed when the farewell is written; it is sent a moment later, and once.
    holder.is_told("account.erased")
    told = [message["matter"] for message in holder.messages()]
    assert (told[0], told.count("account.erased")) == ("account.erased", 1)
