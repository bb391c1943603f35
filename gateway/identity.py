"""Who is calling: an access token of ours, verified here without asking anybody; without one, anonymous.

A token that is wrong or expired is refused even where nobody needs to be signed in, so that a client finds out at once
that it must refresh its session. So is one whose session has ended. While it cannot be known whether it has, whoever
comes to where one must be signed in is asked to come back, and elsewhere is taken for anybody.
Nothing else of a request says who someone is.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from werkzeug.wrappers import Request

from chassis.callers import Caller, CallerKind
from chassis.errors import SERVICE_AWAY, Invalid
from chassis.records import load
from chassis.tokens import SIGN_IN_AGAIN
from gateway.revocations import Standing


class Identify(Protocol):
    """From a request and its language to the caller; raises `Unauthenticated`, or `Unavailable` while in doubt.

    ``anybody`` says that the request may be anybody's, so that doubt makes the caller anonymous.
    """

    def __call__(self, request: Request, language: str, *, anybody: bool) -> Caller: ...


StandingOf = Callable[[str, float], Standing]
"""The standing of a session, for a token of it that was made at a time."""


class Verifier(Protocol):
    """The part of `chassis.tokens.TokenVerifier` that is needed here."""

    def verify(self, token: str) -> Mapping[str, Any]: ...


def identify_by(verifier: Verifier, standing_of: StandingOf) -> Identify:
    """Callers by the bearer token that ``verifier`` accepts, of a session that stands."""

    def identify(request: Request, language: str, *, anybody: bool) -> Caller:
        network = (request.remote_addr or "")[:64]
        given = request.headers.get("Authorization", "")
        unknown = Caller(kind=CallerKind.ANONYMOUS, language=language, network=network)
        if not given:
            return unknown
        scheme, _, token = given.partition(" ")
        if scheme.lower() != "bearer":
            raise SIGN_IN_AGAIN()
        claims = verifier.verify(token.strip())
        caller = caller_of(claims, language, network)
        standing = standing_of(caller.session, float(claims.get("iat", 0)))
        if standing is Standing.ENDED:
            raise SIGN_IN_AGAIN()
        if standing is Standing.UNKNOWN:
            if not anybody:
                raise SERVICE_AWAY(retry_after=1)
            return unknown
        return caller

    return identify


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
