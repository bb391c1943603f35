"""What all steps of the demonstration share: who takes part, the dossier as it was last seen, and how it is told."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import requests

from deploy.portal_client import Failed, Person, Refused, eventually

KEYWORDS = "cap ban sao trich luc ho tich"
PROCEDURE = "2.000635"
COPIES = 2
HERE = dt.timezone(dt.timedelta(hours=7))
SUBMITTED, RECEIVED, PROCESSING, SUPPLEMENT, DECIDED, RETURNED = 1, 2, 4, 5, 9, 10


class Story:
    """The portal, the people and the dossier. A step keeps here what later steps need."""

    identity: str
    phone: str
    email: str
    code: str
    asked: str
    obligation: str
    result: bytes
    procedure: dict[str, Any]
    agency: dict[str, Any]
    challenge: dict[str, Any]
    paid: dict[str, Any]

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        self.staff: list[dict[str, Any]] = []
        self.citizen = Person(self.address)
        self.officers: dict[str, Person] = {}
        self.dossier: dict[str, Any] = {}
        self.tag = ""
        self.papers: dict[str, bytes] = {}

    def know_staff(self, accounts: Path | None) -> None:
        """Learn the sandbox's officers: from a file, or from the portal, which shows them where it is a sandbox."""
        if accounts is not None:
            self.staff = json.loads(accounts.read_text(encoding="utf-8"))
            return
        answer = requests.get(f"{self.address}/sandbox/accounts", timeout=10)
        need(
            answer.status_code == 200,
            f"{self.address} shows no sandbox accounts; is it a sandbox? Give --accounts FILE",
        )
        self.staff = answer.json()

    def _path(self) -> str:
        return f"/api/v1/dossiers/{self.dossier['id']}"

    def _keep(self, answer: Any) -> None:
        self.dossier, self.tag = answer.body, answer.tag

    def _act(self, role: str, step: str, body: dict[str, Any]) -> None:
        """Let an officer do something with the dossier as it is now."""
        officer = self.officers[role]
        tag = officer.call("GET", self._path()).tag
        self._keep(officer.post(f"/api/v1/desk/dossiers/{self.dossier['id']}/{step}", body, tag))

    def _message(self, matter: str) -> None:
        """Wait until the citizen's inbox has a message on a matter, and show it."""

        def arrived() -> Any:
            found = self.citizen.get("/api/v1/me/messages", limit=100)["messages"]
            return next((message for message in found if message["matter"] == matter), None)

        tell(f"✉ {eventually(f'a message on {matter}', arrived)['title']}")


def need(condition: object, otherwise: str) -> None:
    """Go on only if something holds."""
    if not condition:
        raise Failed(otherwise)


def refused(status: int, attempt: Callable[[], object]) -> None:
    """Something has to be refused, with this status."""
    try:
        attempt()
    except Refused as problem:
        need(problem.status == status, f"refused otherwise than with {status}: {problem}")
        return
    raise Failed(f"this should have been refused with {status}")


def dong(amount: int) -> str:
    return f"{amount:,} đ".replace(",", ".")


def local(moment: str | None) -> str:
    """A moment as people in Vietnam read it."""
    return dt.datetime.fromisoformat(moment).astimezone(HERE).strftime("%H:%M %d/%m/%Y") if moment else "(chưa có)"


def say(line: str) -> None:
    print(line, flush=True)


def tell(line: str) -> None:
    say(f"       {line}")
