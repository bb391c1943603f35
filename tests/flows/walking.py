"""People with a real browser: what they open, press and type on the portal's pages, and what they see."""

import json
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deploy.portal_client import Person, eventually, own_tail, totp
from tests.browser.chromium import Page
from tests.flows.conftest import System

PROCEDURE = "2.000635"
SOON = 10.0
"""Seconds after which a page will not say any more what it does not say."""
PASSWORD = "mot cua mot lan mot noi"


@dataclass
class Walker:
    """Somebody with a browser in front of the portal."""

    system: System
    page: Page
    home: Path
    """Where their own files lie."""
    phone: str = field(default_factory=lambda: f"0912{own_tail()}")
    identity: str = field(default_factory=lambda: f"001090{own_tail()}")

    def open(self, path: str) -> "Walker":
        self.page.open(self.system.address + path)
        return self

    def send(self, to: str, **typed: str) -> "Walker":
        """Fill in and send the form whose address ends with ``to``."""
        self._unfold(to)
        for name, value in typed.items():
            self.page.type(f'{form(to)} [name="{name}"]', value)
        self.page.follow(f"{form(to)} button:not(.unseen)")
        return self

    def tick(self, to: str, name: str, value: str = "") -> None:
        """Press a box or a dot of a form, by what is written beside it."""
        which = f'[value="{value}"]' if value else ""
        self._unfold(to)
        self.page.press(f'{form(to)} label:has([name="{name}"]{which})')

    def _unfold(self, to: str) -> None:
        """Open what a form is folded into."""
        folded = f"details:not([open]):has({form(to)})"
        if self.page.run(f"document.querySelector({json.dumps(folded)}) !== null"):
            self.page.press(f"{folded} > summary")

    def give(self, paper: str, name: str, content: bytes) -> None:
        """Choose a file for a paper; the same name is the same file again."""
        file = self.home / name
        if not file.exists():
            file.write_bytes(content)
        self.page.give(f'{form("/giay-to/" + paper)} input[type="file"]', file)

    def sees(self, *words: str) -> None:
        """Wait until the page says this: scripts may be at work on it."""
        deadline = time.monotonic() + SOON
        while True:
            said = " ".join(self.page.said.split())
            lacking = [one for one in words if one not in said]
            if not lacking or time.monotonic() > deadline:
                break
            time.sleep(0.05)
        assert not lacking, f"{lacking} is not at {self.page.at}: {said[:1500]}"

    def waits_for(self, words: str, path: str = "") -> None:
        """Look at a page again until it says something that another service has to tell first."""

        def said() -> bool:
            if path:
                self.open(path)
            return words in " ".join(self.page.said.split())

        eventually(f"“{words}” at {path or self.page.at}", said)

    def code(self) -> str:
        """The code of the last message to this telephone."""

        def found() -> str | None:
            told = Person(self.system.address).get("/api/v1/sandbox/messages", phone=self.phone)["messages"]
            return next((match[0] for one in told if (match := re.search(r"\b\d{6}\b", one["text"]))), None)

        return eventually("the code arrives", found)

    def register(self, name: str) -> None:
        """Fill in the registration, on whose page one is, and confirm it."""
        who = {"identity_number": self.identity, "full_name": name, "birth_date": "17/05/1990"}
        self.send("/dang-ky", **who, phone=self.phone, password=PASSWORD)
        self.send("/ma-xac-thuc", code=self.code())

    def sign_in_as_staff(self, account: dict[str, Any]) -> None:
        """Sign in at the officers' door. A code of an authenticator works once, so the ones around it are tried too."""
        spent: set[str] = set()

        def signed_in() -> bool:
            now = time.time()
            codes = [totp(account["totp_secret"], now + ahead) for ahead in (0, -30, 30)]
            code = next((one for one in codes if one not in spent), None)
            if code is None:
                return False
            spent.add(code)
            self.open("/can-bo/dang-nhap")
            credentials = {"staff_number": account["staff_number"], "password": account["password"]}
            self.send("/can-bo/dang-nhap", **credentials, totp_code=code)
            return "/dang-nhap" not in self.page.at

        eventually(f"{account['staff_number']} signs in", signed_in, 100)


def form(to: str) -> str:
    """The form that goes to an address with this end."""
    return f'form[method="post"][action$="{to}"]'
