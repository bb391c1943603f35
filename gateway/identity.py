"""Who is calling: an access token of ours, verified here without asking anybody; without one, anonymous.

A token that is wrong or expired is refused even where nobody needs to be signed in, so that a client finds out at once
that it must refresh its session. Nothing else of a request says who someone is.
"""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from werkzeug.wrappers import Request

from chassis.callers import Caller, CallerKind
from chassis.errors import Invalid
from chassis.records import load
from chassis.tokens import SIGN_IN_AGAIN

Identify = Callable[[Request, str], Caller]
"""From a request and its language to the caller; raises `Unauthenticated`."""


class Verifier(Protocol):
    """The part of `chassis.tokens.TokenVerifier` that is needed here."""

    def verify(self, token: str) -> Mapping[str, Any]: ...


def identify_by(verifier: Verifier) -> Identify:
    """Callers by the bearer token that ``verifier`` accepts."""

    def identify(request: Request, language: str) -> Caller:
        network = (request.remote_addr or "")[:64]
        given = request.headers.get("Authorization", "")
        if not given:
            return Caller(kind=CallerKind.ANONYMOUS, language=language, network=network)
        scheme, _, token = given.partition(" ")
        if scheme.lower() != "bearer":
            raise SIGN_IN_AGAIN()
        return caller_of(verifier.verify(token.strip()), language, network)

    return identify


def caller_of(claims: Mapping[str, Any], language: str, network: str) -> Caller:
    """The caller that verified claims speak of; only people and staff have tokens."""
    plain = {
        "kind": claims.get("kind"),
        "id": claims.get("sub"),
        "name": claims.get("name", ""),
        "agency": claims.get("agency", ""),
        "roles": claims.get("roles", []),
        "assurance": claims.get("assurance", 0),
        "session": claims.get("sid", ""),
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
