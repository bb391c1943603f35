"""What a browser carries from page to page: its session, the secret of its forms, its device; all in cookies.

The gateway keeps nothing of it. Guarantees:

* No script can read a cookie (``HttpOnly``), no other site can make a browser send one with a form (``SameSite=Lax``),
  no other host can set one, and none travels in clear where the portal has TLS (``__Host-``, RFC 6265bis).
* A form of ours holds a token made of the browser's secret; a form without it is not ours (signed double submit, OWASP
  CSRF Prevention Cheat Sheet). The token also names who was signed in when the form was drawn, so that a form drawn for
  one account is not sent as another. It is another one in every page, so that a packed page tells nothing of it.
* Cookies count on pages only. The API takes a cookie for its caller only with the token in `FORM_HEADER`, which a page
  of another site cannot send.
"""

import datetime as dt
import enum
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, unquote

from werkzeug.wrappers import Request, Response

from services.accounts.contract import SignedIn

FORM_HEADER: Final = "X-Motcua-Form"
"""Holds the form's token when a script of ours calls the API."""
FORM_FIELD: Final = "_form"
"""The hidden field of every form that changes something."""
KEY_FIELD: Final = "_key"
"""The hidden field with the idempotency key of the form: sent twice, a form has its effect once."""

ACCESS, REFRESH, SECRET, DEVICE = "motcua-access", "motcua-refresh", "motcua-form", "motcua-device"
IDENTITY: Final = "motcua-identity"
"""What ties the return from the identity provider to this browser, and where its person was going."""

ENTERED: Final = "motcua-entered"
"""By which code somebody has just signed in here, so that a second press of the same form leads on as the first."""
A_SECOND_PRESS: Final = 600

ENDED: Final = "motcua-ended"
"""Why the session that was carried here has ended, until the sign-in page has said so."""
AN_HOUR: Final = 3_600


class WhyEnded(enum.StrEnum):
    """What a person is told of the end of their session."""

    ENDED = "ended"
    REUSED = "reused"
    """Its refresh token was shown twice, as by a thief."""
    ACTING = "acting"
    """They acted for somebody, and may not any more, or not as they did."""


_TOLD_AS: Final = {"token-reused": WhyEnded.REUSED, "acting-ended": WhyEnded.ACTING}
"""Words of accounts that are told as something of their own."""

LARGEST: Final = 3_900
"""Bytes of a cookie that every browser keeps (RFC 6265 section 6.1 asks for 4,096 with its name and attributes)."""
A_YEAR: Final = 365 * 86_400


@dataclass(slots=True)
class Browser:
    """The cookies of one request, and what its answer will change about them."""

    request: Request
    secure: bool
    subject: str = ""
    """Who is signed in; part of the form's token."""
    _changed: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def access(self) -> str:
        return self._get(ACCESS)

    @property
    def refresh(self) -> str:
        return self._get(REFRESH)

    @property
    def device(self) -> str:
        """What accounts gave this browser to be known again by; empty: never signed in here."""
        return self._get(DEVICE)

    def sign_in(self, signed_in: SignedIn, now: dt.datetime) -> None:
        """Carry this session from now on."""
        left = max(1, int((signed_in.refresh_expires_at - now).total_seconds()))
        self._set(ACCESS, signed_in.access_token, left)
        self._set(REFRESH, signed_in.refresh_token, left)
        if signed_in.device_token:
            self._set(DEVICE, signed_in.device_token, A_YEAR)
        self._forget_end()
        self.subject = signed_in.subject_id

    def entered_by(self, challenge_id: str) -> None:
        """Keep for some minutes by which code the session began."""
        self._set(ENTERED, challenge_id, A_SECOND_PRESS)

    def has_entered_by(self, challenge_id: str) -> bool:
        """Whether who is signed in has come by this code a moment ago."""
        return bool(self.subject and challenge_id) and self._get(ENTERED) == challenge_id

    def carry(self, access_token: str, expires_at: dt.datetime, now: dt.datetime) -> None:
        """Carry another access token of the same session; when it expires, the refresh token gives the next."""
        self._set(ACCESS, access_token, max(1, int((expires_at - now).total_seconds())))

    def sign_out(self) -> None:
        """Carry no session. The device stays known, so that its owner is not told of a new one each time."""
        self._set(ACCESS, "", 0)
        self._set(REFRESH, "", 0)
        if self._get(ENTERED):
            self._set(ENTERED, "", 0)
        self.subject = ""

    def lose_session(self, why: str = "") -> None:
        """Carry no session, since it has ended, and keep why, in a word of accounts, for the sign-in page; of an end
        that its person made by signing out nothing is kept."""
        self.sign_out()
        if why != "signed-out":
            self._set(ENDED, _TOLD_AS.get(why, WhyEnded.ENDED).value, AN_HOUR)

    def told_end(self) -> WhyEnded | None:
        """Why the session carried here has ended, to be said now: it is told once. None where there is nothing."""
        kept = self._get(ENDED)
        self._forget_end()
        return WhyEnded(kept) if kept in tuple(WhyEnded) else None

    def _forget_end(self) -> None:
        if self._get(ENDED):
            self._set(ENDED, "", 0)

    def leave_for_identity(self, binding: str, going_to: str, seconds: int) -> None:
        """Keep what a return from the identity provider must show, as long as that is awaited."""
        self._set(IDENTITY, f"{binding} {quote(going_to)}", seconds)

    def back_from_identity(self) -> tuple[str, str]:
        """What was kept, and where somebody was going; good for one return."""
        binding, _, going_to = self._get(IDENTITY).partition(" ")
        self._set(IDENTITY, "", 0)
        return binding, unquote(going_to)

    def form_token(self) -> str:
        """The token for a form that is drawn now; gives the browser its secret, if it has none."""
        secret = self._get(SECRET)
        if len(secret) < 40:
            secret = secrets.token_urlsafe(32)
            self._set(SECRET, secret, A_YEAR)
        salt = secrets.token_urlsafe(9)
        return f"{salt}.{_proof(secret, self.subject, salt)}"

    def is_ours(self, token: str) -> bool:
        """Whether a form's token was drawn by us, for this browser and for who is signed in now."""
        secret = self._get(SECRET)
        salt, _, proof = token.partition(".")
        return len(secret) >= 40 and hmac.compare_digest(proof.encode(), _proof(secret, self.subject, salt).encode())

    def write(self, response: Response) -> None:
        """Put what changed into the answer."""
        for name, (value, seconds) in self._changed.items():
            response.set_cookie(
                self._name(name), value, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite="Lax"
            )

    def _name(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name

    def _get(self, name: str) -> str:
        if name in self._changed:
            return self._changed[name][0]
        return self.request.cookies.get(self._name(name), "")

    def _set(self, name: str, value: str, seconds: int) -> None:
        # One that is too large is not carried: an access token is then renewed at each request.
        self._changed[name] = (value, seconds) if len(value) <= LARGEST else ("", 0)


def _proof(secret: str, subject: str, salt: str) -> str:
    return hmac.new(secret.encode(), f"{salt} {subject}".encode(), hashlib.sha256).hexdigest()
