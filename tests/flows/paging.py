"""Somebody with an old browser in front of the portal's pages: forms and links, and no script."""

import re
from html import unescape
from typing import Any
from urllib.parse import urljoin

import requests

from deploy.portal_client import Form, eventually, forms, totp
from tests.flows.conftest import System


class Pages:
    """What a person with an old browser sees and does."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.session = requests.Session()
        self.session.headers["Accept"] = "text/html"
        self.status = 0
        self.page = ""
        self.at = ""

    def open(self, path: str) -> "Pages":
        return self._show(self.session.get(urljoin(self._address, path), timeout=30))

    def send(self, to: str, **typed: Any) -> "Pages":
        """Fill in and send the form that goes to an address with ``to`` in it."""
        form = self.form(to)
        return self._show(self.session.post(urljoin(self._address, form.action), data=form.fields | typed, timeout=30))

    def give(self, to: str, name: str, content: bytes) -> "Pages":
        file = {"file": (name, content, "application/pdf")}
        form = self.form(to)
        return self._show(
            self.session.post(urljoin(self._address, form.action), data=form.fields, files=file, timeout=30)
        )

    def form(self, to: str) -> Form:
        found = [form for form in forms(self.page) if form.method == "post" and to in unescape(form.action)]
        assert found, f"no form to {to} on {self.at}: {self.said()[:500]}"
        return found[0]

    def said(self) -> str:
        """The page's text, as somebody reads it."""
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", self.page)))

    def _show(self, response: requests.Response) -> "Pages":
        self.status, self.page, self.at = response.status_code, response.text, response.url
        return self


def officer(system: System, staff: list[dict[str, Any]], role: str) -> Pages:
    """An officer who has signed in on pages; each code of an authenticator works once."""
    account = next(account for account in staff if role in account["roles"])
    pages, spent = Pages(system.address), ""

    def signed_in() -> bool:
        nonlocal spent
        code = totp(account["totp_secret"])
        if code == spent:
            return False
        spent = code
        pages.open("/can-bo")
        pages.send(
            "/can-bo/dang-nhap", staff_number=account["staff_number"], password=account["password"], totp_code=code
        )
        return pages.status == 200

    eventually(f"{account['staff_number']} signs in", signed_in, 100)
    return pages
