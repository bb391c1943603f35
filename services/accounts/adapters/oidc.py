"""Sign-in by an identity provider (OpenID Connect Core 1.0), as the national electronic identity would be connected.

Authorization code flow with PKCE (RFC 7636), state and nonce; discovery; the provider's keys by their ``kid``, asked
for anew when a token names one that is not known (rotation), at most once a minute. Guarantees: nobody is who they say
unless the ID token is signed by one of the provider's keys with an algorithm that the data allows, and issuer,
audience, authorised party, times and nonce are right; claims from the userinfo endpoint count only for the same
``sub``. Outside the sandbox every address is https. Every wait is bounded, answers too; while the provider is away a
breaker answers at once. What is wrong with an answer is logged, not told.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chassis.breaker import Breaker
from services.accounts.adapters.oidc_http import JsonHttp, ProviderAway, ProviderRefused

LEEWAY: Final = 60
"""Seconds that the provider's clock may differ."""
OLDEST: Final = 600
"""Seconds that an ID token may have been made ago."""
METADATA_SECONDS: Final = 3600.0
KEYS_AGAIN: Final = 60.0
"""Seconds before the keys are asked for again on account of a key id that is not known."""

Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Client:
    """How this portal is registered with a provider."""

    issuer: str
    client_id: str
    client_secret: str
    redirect_uri: str
    scopes: tuple[str, ...]
    algorithms: tuple[str, ...]
    mapping: Mapping[str, Any] = field(default_factory=dict)
    """What the operator says of its claims, where that is other than in the data."""


class IdentityProvider:
    """One provider; safe to share between requests."""

    def __init__(self, client: Client, *, insecure: bool = False, clock: Callable[[], float] = time.time) -> None:
        self._client = client
        self._clock = clock
        self._http = JsonHttp(insecure=insecure)
        self._breaker = Breaker("identity-provider", failures=3, rest=15.0, counts=(ProviderAway,))
        self._metadata: Claims = {}
        self._metadata_at = 0.0
        self._keys: KeySet | None = None
        self._keys_at = 0.0

    @property
    def issuer(self) -> str:
        return self._client.issuer

    @property
    def mapping(self) -> Mapping[str, Any]:
        return self._client.mapping

    def authorization_url(self, *, state: str, nonce: str, challenge: str, acr_values: str) -> str:
        """Where the person is sent to; ``challenge`` is the S256 digest of the verifier."""
        asked = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self._client.redirect_uri,
            "scope": " ".join(self._client.scopes),
            "state": state,
            "nonce": nonce,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
            **({"acr_values": acr_values} if acr_values else {}),
        }
        return f"{self._discovered()['authorization_endpoint']}?{urlencode(asked)}"

    def identify(self, *, code: str, verifier: str, nonce: str) -> Claims:
        """The verified claims of whoever the code stands for, or `ProviderRefused`, or `ProviderAway`."""
        answer = self._breaker.call(lambda: self._exchange(code, verifier))
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderRefused("no id token")
        claims = dict(self._verified(token, nonce))
        access, endpoint = answer.get("access_token"), self._discovered().get("userinfo_endpoint")
        if isinstance(access, str) and isinstance(endpoint, str):
            more = self._breaker.call(lambda: self._http.get(endpoint, bearer=access))
            if more.get("sub") != claims["sub"]:
                raise ProviderRefused("userinfo of somebody else")
            claims = {**more, **claims}
        return claims

    def _exchange(self, code: str, verifier: str) -> Claims:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._client.redirect_uri,
            "code_verifier": verifier,
        }
        return self._http.post(
            str(self._discovered()["token_endpoint"]), form, self._client.client_id, self._client.client_secret
        )

    def _verified(self, token: str, nonce: str) -> Claims:
        try:
            found = jwt.decode(token, self._key_for, algorithms=list(self._client.algorithms))
            now = int(self._clock())
            rules = jwt.JWTClaimsRegistry(
                now=now,
                leeway=LEEWAY,
                iss={"essential": True, "value": self._client.issuer},
                aud={"essential": True, "value": self._client.client_id},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": nonce},
            )
            rules.validate(found.claims)
        except (JoseError, ValueError, KeyError, TypeError) as wrong:
            raise ProviderRefused(f"id token: {type(wrong).__name__}") from None
        claims = found.claims
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if (len(audience) > 1 or "azp" in claims) and claims.get("azp") != self._client.client_id:
            raise ProviderRefused("id token: authorised party")
        if claims["iat"] < now - OLDEST - LEEWAY:
            raise ProviderRefused("id token: too old")
        return claims

    def _key_for(self, part: Any) -> Any:
        kid = part.headers().get("kid")
        key = self._known_key(kid)
        if key is None and self._clock() >= self._keys_at + KEYS_AGAIN:
            self._breaker.call(self._fetch_keys)
            key = self._known_key(kid)
        if key is None:
            raise ValueError("key id")
        return key

    def _known_key(self, kid: object) -> Any:
        if self._keys is None:
            self._breaker.call(self._fetch_keys)
        keys = [] if self._keys is None else self._keys.keys
        signing = [key for key in keys if key.get("use") in (None, "sig")]
        return next((key for key in signing if key.kid == kid), None)

    def _fetch_keys(self) -> None:
        found = self._http.get(str(self._discovered()["jwks_uri"]))
        try:
            # Symmetric keys have no place among public ones, and would let a public text sign.
            public = [key for key in found["keys"] if key.get("kty") in ("RSA", "EC", "OKP")]
            self._keys, self._keys_at = KeySet.import_key_set({"keys": public}), self._clock()
        except (JoseError, ValueError, KeyError, TypeError, AttributeError) as wrong:
            raise ProviderAway(f"keys not understood: {type(wrong).__name__}") from None

    def _discovered(self) -> Claims:
        if not self._metadata or self._clock() > self._metadata_at + METADATA_SECONDS:
            self._metadata = self._breaker.call(self._discover)
            self._metadata_at = self._clock()
        return self._metadata

    def _discover(self) -> Claims:
        found = self._http.get(self._client.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer") != self._client.issuer:
            raise ProviderAway("discovery is of another issuer")
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            if not isinstance(found.get(name), str):
                raise ProviderAway(f"discovery lacks {name}")
            self._http.check(found[name])
        return found
