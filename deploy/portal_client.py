"""A person at the portal's public HTTP API, for the demonstration and for tests that drive the whole system.

Knows HTTP and nothing of how the portal is built: what it can do, any browser or program of an agency can.
"""

import base64
import hashlib
import hmac
import html.parser
import itertools
import json
import random
import socket
import ssl
import struct
import time
import urllib.parse
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import requests

T = TypeVar("T")
TIMEOUT = (3.05, 15)
"""Seconds to connect and to wait for an answer; the portal promises one within 10 s."""
EVENTUALLY = 25.0
"""Seconds within which what follows from events has happened."""


class Failed(Exception):
    """Something was not as it has to be; the message says what."""


class Refused(Failed):
    """The portal answered with a problem (RFC 9457)."""

    def __init__(self, status: int, problem: dict[str, Any], what: str) -> None:
        self.status = status
        self.problem = problem
        self.code = str(problem.get("code", problem.get("type", "")))
        super().__init__(f"{what}: {status} {json.dumps(problem, ensure_ascii=False)}")


@dataclass
class Answer:
    """What the portal answered."""

    body: Any
    headers: requests.structures.CaseInsensitiveDict[str]
    content: bytes

    @property
    def tag(self) -> str:
        """The version of what was read, to be sent back with a change of it."""
        return self.headers.get("ETag", "")


@dataclass
class Person:
    """Somebody at the portal, signed in or not. Unsafe calls carry a key, so that a repeat is done only once."""

    address: str
    token: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str, **query: Any) -> Any:
        return self.call("GET", path, params=query).body

    def post(self, path: str, body: dict[str, Any] | None = None, tag: str = "") -> Answer:
        return self.call("POST", path, json={} if body is None else body, headers={"If-Match": tag} if tag else {})

    def patch(self, path: str, body: dict[str, Any], tag: str) -> Answer:
        return self.call("PATCH", path, json=body, headers={"If-Match": tag})

    def upload(self, path: str, name: str, content: bytes, **query: Any) -> Answer:
        """Send a PDF, with the digest by which the portal checks that it arrived whole."""
        digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
        headers = {"Content-Type": "application/pdf", "Content-Digest": f"sha-256=:{digest}:"}
        return self.call("PUT", path, params={"file_name": name, **query}, data=content, headers=headers)

    def upload_in_parts(self, path: str, name: str, content: bytes, part: int, broken_at: int = 0) -> int:
        """Send a PDF by tus 1.0.0, and go on after the connection broke at a byte; gives how many parts it took."""
        tus = {"Tus-Resumable": "1.0.0"}
        told = ",".join(
            f"{key} {base64.b64encode(value.encode()).decode()}"
            for key, value in (("filename", name), ("filetype", "application/pdf"))
        )
        begun = self.call("POST", path, headers={**tus, "Upload-Length": str(len(content)), "Upload-Metadata": told})
        place = urllib.parse.urlsplit(begun.headers["Location"]).path
        sent, parts = 0, 0
        while sent < len(content):
            piece = content[sent : sent + part]
            if broken_at and sent <= broken_at < sent + part:
                self._broken_off(place, sent, piece, broken_at - sent)
                broken_at = 0
                sent = int(self.call("HEAD", place, headers=tus).headers["Upload-Offset"])
                continue
            digest = base64.b64encode(hashlib.sha256(piece).digest()).decode()
            headers = {**tus, "Content-Type": "application/offset+octet-stream", "Upload-Offset": str(sent)}
            headers["Upload-Checksum"] = f"sha256 {digest}"
            sent = int(self.call("PATCH", place, data=piece, headers=headers).headers["Upload-Offset"])
            parts += 1
        return parts

    def _broken_off(self, place: str, offset: int, piece: bytes, after: int) -> None:
        """A part of which only the beginning arrives before the connection is gone."""
        where = urllib.parse.urlsplit(self.address)
        secure = ssl.create_default_context().wrap_socket if where.scheme == "https" else None
        port = where.port or (443 if secure else 80)
        with socket.create_connection((where.hostname or "", port), timeout=TIMEOUT[0]) as plain:
            line = secure(plain, server_hostname=where.hostname) if secure else plain
            head = (
                f"PATCH {place} HTTP/1.1\r\nHost: {where.netloc}\r\nAuthorization: Bearer {self.token}\r\n"
                f"Tus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\n"
                f"Upload-Offset: {offset}\r\nContent-Length: {len(piece)}\r\n\r\n"
            )
            line.sendall(head.encode("ascii") + piece[:after])
            line.shutdown(socket.SHUT_WR)
            line.recv(1000)

    def call(self, method: str, path: str, **options: Any) -> Answer:
        """One request. It is repeated, with its key, when the portal asks for that (503) or the connection breaks."""
        headers = {"Accept-Language": "vi", **options.pop("headers", {})}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        if method != "GET":
            headers["Idempotency-Key"] = str(uuid.uuid4())
        what = f"{method} {path}"
        for attempt in range(5):
            try:
                response = self.session.request(
                    method, self.address + path, headers=headers, timeout=TIMEOUT, allow_redirects=False, **options
                )
            except requests.ConnectionError as error:
                if attempt == 4:
                    raise Failed(f"{what}: {error}") from error
            else:
                if response.status_code != 503 or attempt == 4:
                    return _answer(response, what)
            time.sleep(1 + attempt)
        raise AssertionError("the last attempt returns or raises")


def _answer(response: requests.Response, what: str) -> Answer:
    kind = response.headers.get("Content-Type", "")
    body = response.json() if "json" in kind and response.content else None
    if response.status_code >= 400:
        raise Refused(response.status_code, body if isinstance(body, dict) else {"said": response.text[:500]}, what)
    return Answer(body, response.headers, response.content)


def eventually(what: str, found: Callable[[], T | None], seconds: float = EVENTUALLY) -> T:
    """Ask again until there is an answer; `Failed` after the time that such a thing may take."""
    deadline, pause = time.monotonic() + seconds, 0.05
    while True:
        answer = found()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise Failed(f"not after {seconds:.0f} s: {what}")
        time.sleep(pause)
        pause = min(1.0, pause * 1.5)


_TAILS = itertools.count(random.randrange(100_000), 77_773)


def own_tail() -> str:
    """The last six digits of an identity number or telephone, which this process gives to nobody else.

    Four last digits that begin with 7 mean nothing special to the sandbox.
    """
    tail = next(_TAILS) % 100_000
    return f"{tail // 1000:02d}7{tail % 1000:03d}"


def totp(secret: str, moment: float | None = None) -> str:
    """The six digits that an authenticator shows (RFC 6238, SHA-1, 30 s)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    counter = int((time.time() if moment is None else moment) // 30)
    digest = hmac.new(key, struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def small_pdf(text: str, ballast: int = 0) -> bytes:
    """A whole, valid PDF of one page with a line of (ASCII) text; ``ballast`` makes it so many bytes larger."""
    line = text.encode("ascii", "replace").replace(b"\\", b"").replace(b"(", b"[").replace(b")", b"]")
    stream = b"BT /F1 12 Tf 72 760 Td (" + line + b") Tj ET"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F1 5 0 R >> >>",
        *([b"<< /Length %d >>\nstream\n%s\nendstream" % (ballast, b"." * ballast)] if ballast else []),
    )
    whole, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(whole))
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    ending = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(whole))
    return whole + b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table + ending


@dataclass
class Form:
    """A form of an HTML page: where it goes, and what it would send."""

    action: str
    method: str
    fields: dict[str, str]
    buttons: list[tuple[str, str]]


class _Forms(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(named.get("action", ""), named.get("method", "get").lower(), {}, []))
        elif self.found and tag == "button":
            self.found[-1].buttons.append((named.get("name", ""), named.get("value", "")))
        elif self.found and tag == "select":
            self._select = named.get("name", "")
        elif self.found and tag == "option" and ("selected" in named or self._select not in self.found[-1].fields):
            self.found[-1].fields[self._select] = named.get("value", "")
        elif self.found and tag == "input" and named.get("name"):
            if named.get("type") == "submit":
                self.found[-1].buttons.append((named["name"], named.get("value", "")))
            elif named.get("type") not in ("radio", "checkbox") or "checked" in named:
                self.found[-1].fields[named["name"]] = named.get("value", "")


def forms(page: str) -> list[Form]:
    """The forms of a page."""
    parser = _Forms()
    parser.feed(page)
    return parser.found


class Browser:
    """A browser without scripts, for pages that are not the API's: the bank's, and the one it sends people back to."""

    def __init__(self, session: requests.Session | None = None) -> None:
        self._session = session or requests.Session()
        self._session.headers["Accept-Language"] = "vi"
        self.address = ""
        self.page = ""

    def open(self, address: str) -> None:
        self._show(self._session.get(address, timeout=TIMEOUT))

    def press(self, form: Form, button: tuple[str, str] = ("", ""), **typed: str) -> None:
        """Send a form, as pressing one of its buttons does."""
        fields = {**form.fields, **typed, **({button[0]: button[1]} if button[0] else {})}
        target = urllib.parse.urljoin(self.address, form.action)
        if form.method == "post":
            self._show(self._session.post(target, data=fields, timeout=TIMEOUT))
        else:
            self._show(self._session.get(target, params=fields, timeout=TIMEOUT))

    def _show(self, response: requests.Response) -> None:
        if response.status_code >= 400:
            raise Failed(f"{response.url} answered {response.status_code}: {response.text[:300]}")
        self.address, self.page = response.url, response.text
