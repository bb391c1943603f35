"""What people do beside filing a dossier, over HTTP only: everything in which a number of theirs is told or typed."""

import random
import re
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urljoin, urlsplit

import requests

from deploy.portal_client import Person, eventually, small_pdf, totp
from services.accounts.domain.tax_code import check_digit

PASSWORD, ANOTHER = "mot cua mot lan mot noi", "cua nay mo ra cho moi nguoi"
RETURN = "http://127.0.0.1:8000/sign-in/return"


@dataclass
class Life:
    """Somebody with an account, and what must never be seen of them."""

    address: str
    name: str
    identity: str
    phone: str
    born: str = "1990-05-17"
    email: str = ""
    person: Person = field(init=False)

    def __post_init__(self) -> None:
        self.person = Person(self.address)

    def private(self) -> dict[str, str]:
        found = {"identity number": self.identity, "telephone": self.phone, "e-mail address": self.email}
        return {f"{what} of {self.name}": value for what, value in found.items() if value}

    def code(self, matter: str, to: str = "") -> str:
        """The newest code for a purpose, as soon as it has come."""

        def found() -> str | None:
            told = Person(self.address).get("/api/v1/sandbox/messages", phone=to or self.phone)["messages"]
            texts = [one["text"] for one in told if one["matter"] == f"account.code.{matter}"]
            return re.findall(r"\d{6}", texts[0])[0] if texts else None

        return eventually(f"a code for {matter}", found)

    def register(self) -> None:
        asked = {
            "identity_kind": "cccd",
            "identity_number": self.identity,
            "full_name": self.name,
            "birth_date": self.born,
            "phone": self.phone,
            "password": PASSWORD,
        }
        challenge = self.person.post("/api/v1/registrations", asked).body["challenge_id"]
        path = f"/api/v1/registrations/{challenge}/confirmation"
        self.person.token = self.person.post(path, {"code": self.code("registration")}).body["access_token"]

    def add_email(self) -> None:
        challenge = self.person.post("/api/v1/me/email", {"email": self.email}).body["challenge_id"]
        code = self.code("email-change", self.email)
        self.person.post(f"/api/v1/me/email/{challenge}/confirmation", {"code": code})

    def recover(self) -> None:
        """Forget the password, set another, and sign in with it."""
        asker = Person(self.address)
        challenge = asker.post("/api/v1/recoveries", {"identity_number": self.identity}).body["challenge_id"]
        new = {"code": self.code("recovery"), "new_password": ANOTHER}
        asker.post(f"/api/v1/recoveries/{challenge}/confirmation", new)
        asked = {"identity_number": self.identity, "password": ANOTHER}
        challenge = asker.post("/api/v1/sessions", asked).body["challenge_id"]
        answer = asker.post(f"/api/v1/sessions/{challenge}/confirmation", {"code": self.code("sign-in")})
        self.person.token = answer.body["access_token"]

    def mistype(self) -> None:
        """Sign in with a wrong password, which leaves its traces too."""
        asked = {"identity_number": self.identity, "password": "khong phai mat khau nay"}
        requests.post(f"{self.address}/api/v1/sessions", json=asked, headers=_key(), timeout=10)

    def sign_in_by_provider(self, person: str) -> None:
        """Away to the identity provider as a browser goes, and back."""
        came = Person(self.address)
        started = came.post("/api/v1/provider-sign-ins").body
        browser, url = requests.Session(), started["authorization_url"]
        browser.cookies.update({"person": person, "acr": quote("urn:vn:eid:loa:2", safe="")})
        while not url.startswith(RETURN):
            url = urljoin(url, browser.get(url, allow_redirects=False, timeout=10).headers["Location"])
        back = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        given = {"state": back["state"], "code": back["code"], "iss": back["iss"], "binding": started["binding"]}
        came.token = came.post("/api/v1/provider-sign-ins/confirmation", given).body["access_token"]
        assert came.get("/api/v1/me")["assurance"] == 2

    def open_business(self) -> str:
        nine = f"01{random.randrange(10**7):07d}"
        while (digit := check_digit(nine)) is None or nine[2:6] in ("0404", "0409", "0503"):
            nine = f"01{random.randrange(10**7):07d}"
        opened = self.person.post("/api/v1/organisations", {"tax_code": f"{nine}{digit}"}).body
        return str(opened["organisation_id"])

    def invite(self, business: str, other: "Life") -> None:
        asked = {"identity_number": other.identity, "role": "filer"}
        self.person.post(f"/api/v1/organisations/{business}/invitations", asked)
        [waiting] = other.person.get("/api/v1/me/organisations")["invitations"]
        other.person.post(f"/api/v1/me/invitations/{waiting['invitation_id']}/answer", {"accept": True})
        other.person.call("PUT", "/api/v1/me/acting-for", json={"principal_id": business})

    def delegate(self, other: "Life", days: Callable[[int], str]) -> None:
        asked = {"delegate_identity_number": other.identity, "valid_from": days(0), "valid_to": days(30)}
        offered = self.person.post("/api/v1/me/delegations", asked).body["delegation_id"]
        paper, typed = small_pdf("giay uy quyen"), {"Content-Type": "application/pdf"}
        self.person.call("PUT", f"/api/v1/me/delegations/{offered}/evidence", data=paper, headers=typed)
        other.person.post(f"/api/v1/me/delegations/{offered}/answer", {"accept": True})


def invite_officer(
    address: str, launcher: Callable[..., "subprocess.CompletedProcess[str]"], number: str, email: str
) -> Life:
    """A member of staff is added at the console with a work e-mail address, sets their own secrets by the invitation,
    signs in and proves the address."""
    words = ("--name", "Hồ Thị Mới", "--agency", "H27.30.12", "--role", "auditor", "--email", email)
    added = launcher("staff", "add", number, *words)
    assert added.returncode == 0, added.stdout + added.stderr
    [invitation] = re.findall(r"^  ([\w-]{40,})$", added.stdout, re.MULTILINE)
    officer = Life(address, "Hồ Thị Mới", identity="", phone="", email=email)
    secret = officer.person.post("/api/v1/staff/invitations/opening", {"token": invitation}).body["totp_secret"]
    chosen = {"token": invitation, "password": PASSWORD, "totp_code": totp(secret)}
    officer.person.post("/api/v1/staff/invitations/acceptance", chosen)
    # A code works once; the next is good already.
    credentials = {"staff_number": number, "password": PASSWORD, "totp_code": totp(secret, time.time() + 30)}
    officer.person.token = officer.person.post("/api/v1/staff-sessions", credentials).body["access_token"]
    officer.add_email()
    return officer


def _key() -> dict[str, Any]:
    return {"Idempotency-Key": f"{random.getrandbits(120):x}"}
