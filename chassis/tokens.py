"""Access tokens: JSON Web Tokens (RFC 9068) signed by accounts with Ed25519 and checked by the gateway without asking.

Guarantees (RFC 8725, best current practice): one algorithm, ``Ed25519``, whatever the header says; the key is looked
up among our own by ``kid`` and never taken from the token; ``typ``, ``iss``, ``aud``, ``exp`` and ``iat`` must be there
and right; a header member that we do not write is refused. All that fails is `SIGN_IN_AGAIN`; no reason is told.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry

from chassis.errors import Unauthenticated, error
from chassis.keys import Ring, b64, load_ring

ALGORITHM: Final = "Ed25519"
TYPE: Final = "at+jwt"
AUDIENCE: Final = "motcua"
MAX_LENGTH: Final = 8192
REMEMBERED: Final = 2_000
"""Tokens that a verifier knows to be ours: some two megabytes. To find it out takes a tenth of a request."""

Claims = Mapping[str, Any]

SIGN_IN_AGAIN = error(
    "session.token-refused",
    Unauthenticated,
    vi="Phiên đăng nhập đã hết hạn hoặc không hợp lệ. Xin đăng nhập lại.",
    en="Your session has ended or is not valid. Please sign in again.",
)


class TokenIssuer:
    """Makes access tokens; held by accounts alone. ``issuer`` is the portal's address."""

    def __init__(self, keys_dir: Path, issuer: str, *, clock: Callable[[], float] = time.time) -> None:
        private = load_ring(keys_dir, "tokens.private")
        public = load_ring(keys_dir, "tokens.public")
        self._header = {"alg": ALGORITHM, "typ": TYPE, "kid": private.active}
        self._key = OKPKey.import_key(
            {"kty": "OKP", "crv": "Ed25519", "d": b64(private.current), "x": b64(public.keys[private.active])}
        )
        self._issuer = issuer
        self._clock = clock

    def issue(self, claims: Claims, lifetime: float) -> str:
        """A token with these claims for ``lifetime`` seconds; times, issuer and audience are set here."""
        now = int(self._clock())
        whole = {**claims, "iss": self._issuer, "aud": AUDIENCE, "iat": now, "exp": now + int(lifetime)}
        return jwt.encode(self._header, whole, self._key, algorithms=[ALGORITHM])


class TokenVerifier:
    """Checks access tokens; held by the gateway."""

    def __init__(self, keys_dir: Path, issuer: str, *, clock: Callable[[], float] = time.time) -> None:
        self._keys = _public_keys(load_ring(keys_dir, "tokens.public"))
        self._issuer = issuer
        self._clock = clock
        self._jws = JWSRegistry(algorithms=[ALGORITHM], strict_check_header=True)
        self._signed: OrderedDict[str, Claims] = OrderedDict()

    def verify(self, token: str) -> Claims:
        """The claims of a token that is ours and still good, or `SIGN_IN_AGAIN`.

        That a token is ours is found out once and remembered of the `REMEMBERED` used last; whether it is still good is
        looked at each time.
        """
        if len(token) > MAX_LENGTH:
            raise SIGN_IN_AGAIN()
        try:
            claims = self._signed.pop(token, None) or self._ours(token)
            rules = jwt.JWTClaimsRegistry(
                now=int(self._clock()),
                leeway=0,
                iss={"essential": True, "value": self._issuer},
                aud={"essential": True, "value": AUDIENCE},
                exp={"essential": True},
                iat={"essential": True},
            )
            rules.validate(dict(claims))
        except (JoseError, ValueError, KeyError, TypeError):
            raise SIGN_IN_AGAIN() from None
        self._signed[token] = claims
        if len(self._signed) > REMEMBERED:
            self._signed.popitem(last=False)
        return claims

    def _ours(self, token: str) -> Claims:
        """What a token claims that one of our keys has signed."""
        found = jwt.decode(token, self._key_for, algorithms=[ALGORITHM], registry=self._jws)
        if set(found.header) != {"alg", "typ", "kid"} or found.header["typ"] != TYPE:
            raise ValueError("header")
        return MappingProxyType(found.claims)

    def _key_for(self, part: Any) -> OKPKey:
        return self._keys[str(part.headers()["kid"])]


def _public_keys(ring: Ring) -> dict[str, OKPKey]:
    return {kid: OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": b64(raw)}) for kid, raw in ring.keys.items()}
