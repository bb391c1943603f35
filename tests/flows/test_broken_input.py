"""Whatever somebody writes into an address or a form, a page answers, and never with a fault of ours."""

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
import requests

from deploy.portal_client import forms
from tests.flows.conftest import System
from tests.flows.paging import Pages, officer
from tests.flows.test_own_pages import Somebody

pytestmark = pytest.mark.flows

NONSENSE = (
    "", "x" * 6000, "\0", "<script>alert(1)</script>", "\u202eabc", "-1", "0", "99999999999999999999", "9999-12-31",
    "0001-01-01", "31/02/2020", "%00%ff", "١٢٣", "😀" * 50, "' OR 1=1 --", '{"a":1}', "1e400", "nan",
    "../../etc/passwd", "a\r\nX: y", "2026-11-28T10:00", "true",
)  # fmt: skip
DAYS = ("9999-12-31", "0001-01-01", "31/02/2020", "2026-11-28T10:00", "nan", "")
ASKED_OF_ALL = (("cursor",), ("tu", "den"), ("q", "nam", "lang", "khong-co"))
PAGES_LOOKED_AT = 40
"""Of each person; what looks like a page that was seen counts as seen."""
_NUMBERS = re.compile(r"[0-9a-f-]{36}|\d+(\.\d+)+|\d{3,}")
_ENDS = re.compile("dang-xuat|xoa-tai-khoan")
"""What ends the session."""


@dataclass
class Stroller:
    """Opens what pages lead to, and writes nonsense into every address and, where they may, into forms."""

    pages: Pages
    sends: bool
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    answered: Counter[int] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def stroll(self, *starts: str) -> None:
        waiting, seen = list(starts), set[str]()
        while waiting and len(seen) < PAGES_LOOKED_AT:
            address = waiting.pop(0)
            shape = _NUMBERS.sub("#", urlsplit(address).path)
            if shape in seen or _ENDS.search(shape):
                continue
            seen.add(shape)
            found = self._ask("get", address)
            if "text/html" not in found.headers.get("Content-Type", ""):
                continue
            waiting += [unescape(link) for link in re.findall(r'href="(/[^"#]*)', found.text)]
            self._write_into(found)
            if self.sends:
                self._send(found)

    def _write_into(self, page: requests.Response) -> None:
        """Each value of the address, some that it does not have, and every odd day where the page asks for one."""
        parts = urlsplit(page.url)
        given = dict(parse_qsl(parts.query))
        tried = [{name: self._nonsense(name) for name in names} for names in ASKED_OF_ALL]
        tried += [{name: self._nonsense(name)} for name in given]
        tried += [{name: day} for name in ("tu", "den") if f'name="{name}"' in page.text for day in DAYS]
        for wrong in tried:
            self._ask("get", parts.path, params=given | wrong)

    def _nonsense(self, name: str) -> str:
        return self.chance.choice(DAYS if name in ("tu", "den") else NONSENSE)

    def _send(self, page: requests.Response) -> None:
        """Each form, with nonsense in some of its fields and in one that it does not have."""
        for form in forms(page.text):
            to = urljoin(page.url, unescape(form.action))
            if _ENDS.search(to):
                continue
            names = [name for name in form.fields if not name.startswith("_")]
            wrong = {*self.chance.sample(names, min(len(names), 3)), "khong_co"}
            data = form.fields | {name: self._nonsense(name) for name in sorted(wrong)}
            self._ask(form.method, to, **{"data" if form.method == "post" else "params": data})

    def _ask(self, verb: str, address: str, **more: Any) -> requests.Response:
        whole = urljoin(self.pages.at, address)
        answer = self.pages.session.request(verb, whole, timeout=30, **more)
        self.answered[answer.status_code] += 1
        if answer.status_code >= 500:
            self.broken.append(f"{answer.status_code} for {verb} {answer.request.url} {more.get('data', '')}"[:500])
        return answer


def test_nonsense_from_a_person_is_answered(system: System) -> None:
    person = Somebody(system, "Nguyễn Thử Lung Tung").register()
    stroller = Stroller(person.pages, sends=True)
    stroller.stroll("/", "/dang-ky", "/thu-tuc/2.000635", "/ca-nhan", "/tra-cuu")

    assert stroller.broken == []
    assert stroller.answered[200] > PAGES_LOOKED_AT
    assert stroller.answered[422] > 5


def test_nonsense_in_an_officers_address_is_answered(system: System) -> None:
    staff = system.a_story().staff
    for role in ("supervisor", "catalog_editor", "operator"):
        stroller = Stroller(officer(system, staff, role), sends=False)
        stroller.stroll("/can-bo", "/can-bo/so-ke-toan")

        assert stroller.broken == [], role
        assert stroller.answered[200] > 10, role
