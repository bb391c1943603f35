"""Who is calling: an access token of ours, verified here without asking anybody; without one, anonymous.

A program shows its token in ``Authorization``, a browser in its cookie. A browser whose token has expired gets the next
one on the way, for its refresh token; one whose session has ended is anybody again, is never refused for it, and keeps
why, until the sign-in page has said so.

A token that is wrong or expired is refused even where nobody needs to be signed in, so that a client finds out at once
that it must refresh its session. So is one whose session has ended. While it cannot be known whether it has, whoever
comes to where one must be signed in is asked to come back, and elsewhere is taken for anybody.
Nothing else of a request says who someone is.
"""

import contextlib
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from werkzeug.wrappers import Request

from chassis.callers import Caller, CallerKind
from chassis.errors import SERVICE_AWAY, Invalid, TooMany, Unauthenticated, Unavailable
from chassis.records import load
from chassis.tokens import SIGN_IN_AGAIN
from gateway.browsers import Browser
from gateway.guesses import Guesses
from gateway.programs import Programs, is_key
from gateway.revocations import Standing
from services.accounts.contract import SignedIn


class Identify(Protocol):
    """From a request and its language to the caller; raises `Unauthenticated`, or `Unavailable` while in doubt.

    ``anybody`` says that the request may be anybody's, so that doubt makes the caller anonymous. ``browser`` is there
    where the cookies of the request count.
    """

    def __call__(self, request: Request, language: str, *, anybody: bool, browser: Browser | None = None) -> Caller: ...


StandingOf = Callable[[str, float], Standing]
"""The standing of a session, for a token of it that was made at a time."""

Renew = Callable[[str, Caller], SignedIn]
"""Changes a refresh token for new tokens; raises `Unauthenticated` when its session is over."""


class Verifier(Protocol):
    """The part of `chassis.tokens.TokenVerifier` that is needed here."""

    def verify(self, token: str) -> Mapping[str, Any]: ...


class Recogniser:
    """Callers by the token that ``verifier`` accepts, of a session that stands; programs by their API keys. An
    `Identify`."""

    def __init__(
        self,
        verifier: Verifier,
        standing_of: StandingOf,
        renew: Renew,
        guesses: Guesses,
        now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
        programs: Programs | None = None,
    ) -> None:
        self._verifier = verifier
        self._standing_of = standing_of
        self._renew = renew
        self._guesses = guesses
        self._now = now
        self._programs = programs

    def __call__(self, request: Request, language: str, *, anybody: bool, browser: Browser | None = None) -> Caller:
        unknown = Caller(kind=CallerKind.ANONYMOUS, language=language, network=(request.remote_addr or "")[:64])
        given = request.headers.get("Authorization", "")
        if not given:
            return unknown if browser is None else self._of_browser(browser, unknown, anybody)
        scheme, _, token = given.partition(" ")
        if scheme.lower() != "bearer":
            raise SIGN_IN_AGAIN()
        if is_key(token.strip()) and self._programs is not None:
            return self._programs.caller(token.strip(), language, unknown.network)
        caller = self._holder_of(token.strip(), unknown, anybody)
        if caller is None:
            raise SIGN_IN_AGAIN()
        return caller

    def _holder_of(self, token: str, unknown: Caller, anybody: bool) -> Caller | None:
        """Whose token it is; None when its session has ended."""
        claims = self._verifier.verify(token)
        caller = caller_of(claims, unknown.language, unknown.network)
        standing = self._standing_of(caller.session, float(claims.get("iat", 0)))
        if standing is Standing.ENDED:
            return None
        if standing is Standing.UNKNOWN:
            if not anybody:
                raise SERVICE_AWAY(retry_after=1)
            return unknown
        return caller

    def _of_browser(self, browser: Browser, unknown: Caller, anybody: bool) -> Caller:
        caller: Caller | None = None
        why = ""
        if browser.access:
            with contextlib.suppress(Unauthenticated):
                caller = self._holder_of(browser.access, unknown, anybody)
        if caller is None and browser.refresh:
            try:
                caller = self._renewed(browser, unknown, anybody)
            except Unauthenticated as over:
                why = str(over.params.get("why") or "")
        if caller is None:
            if browser.access or browser.refresh:
                browser.lose_session(why)
            return unknown
        browser.subject = subject_of(caller)
        return caller

    def _renewed(self, browser: Browser, unknown: Caller, anybody: bool) -> Caller:
        try:
            self._guesses.check(unknown.network)
            signed_in = self._renew(browser.refresh, unknown)
        except (TooMany, Unavailable):
            if not anybody:
                raise
            return unknown
        except Unauthenticated:
            self._guesses.count(unknown.network)
            raise
        browser.sign_in(signed_in, self._now())
        return caller_of(self._verifier.verify(signed_in.access_token), unknown.language, unknown.network)


def subject_of(caller: Caller) -> str:
    """For whom a form is drawn: a person, and whom they act for, so that none is sent as of somebody else."""
    return caller.id if caller.acting is None else f"{caller.id} {caller.acting.principal}"


def caller_of(claims: Mapping[str, Any], language: str, network: str) -> Caller:
    """The caller that verified claims speak of; only people and staff have tokens."""
    plain = {
        "kind": claims.get("kind"),
        "id": claims.get("sub"),
        "name": claims.get("name", ""),
        "agency": claims.get("agency", ""),
        "roles": claims.get("roles", []),
        "holdings": claims.get("holdings", []),
        "assurance": claims.get("assurance", 0),
        "session": claims.get("sid", ""),
        "authenticated_at": claims.get("auth_time", 0),
        "acting": claims.get("acting"),
        "language": language,
        "network": network,
    }
    try:
        caller = load(Caller, plain)
    except Invalid:
        raise SIGN_IN_AGAIN() from None
    if caller.kind not in (CallerKind.CITIZEN, CallerKind.STAFF):
        raise SIGN_IN_AGAIN()
    return caller
