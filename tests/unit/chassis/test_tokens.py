"""Access tokens, and the attacks of RFC 8725 on them."""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jwt
from joserfc.jwk import OKPKey

from chassis.errors import PortalError
from chassis.keys import b64, generate, load_ring
from chassis.tokens import SIGN_IN_AGAIN, TokenIssuer, TokenVerifier

NOW = 1_800_000_000
PORTAL = "https://dichvucong.example.vn"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("keys")
    generate(directory)
    return directory


def verifier(keys: Path, now: float = NOW, issuer: str = PORTAL) -> TokenVerifier:
    return TokenVerifier(keys, issuer, clock=lambda: now)


def token(keys: Path, issuer: str = PORTAL, **claims: object) -> str:
    return TokenIssuer(keys, issuer, clock=lambda: NOW).issue({"sub": "c-1", **claims}, 600)


def forged(keys: Path, header: dict[str, Any], **changed: object) -> str:
    """A token signed with the true key, but written otherwise than the issuer does."""
    private = load_ring(keys, "tokens.private")
    claims = {"sub": "c-1", "iss": PORTAL, "aud": "motcua", "iat": NOW, "exp": NOW + 600, **changed}
    kept = {name: value for name, value in claims.items() if value is not None}
    signed = f"{_segment({'alg': 'Ed25519', 'typ': 'at+jwt', 'kid': private.active, **header})}.{_segment(kept)}"
    key = Ed25519PrivateKey.from_private_bytes(private.current)
    return f"{signed}.{b64(key.sign(signed.encode()))}"


def _segment(value: object) -> str:
    return b64(json.dumps(value).encode())


def refused(keys: Path, text: str, now: float = NOW, issuer: str = PORTAL) -> bool:
    with pytest.raises(PortalError) as caught:
        verifier(keys, now, issuer).verify(text)
    return caught.value.code == SIGN_IN_AGAIN.code


def test_the_gateway_reads_what_accounts_wrote(keys: Path) -> None:
    claims = verifier(keys).verify(token(keys, kind="citizen", roles=["a"]))

    assert (claims["sub"], claims["kind"], claims["roles"]) == ("c-1", "citizen", ["a"])
    assert claims["exp"] == NOW + 600


def test_a_forged_token_that_is_written_as_ours_would_pass(keys: Path) -> None:
    """Proof that the refusals below are due to what each of them changes."""
    assert verifier(keys).verify(forged(keys, {}))["sub"] == "c-1"


def test_a_token_ends(keys: Path) -> None:
    assert verifier(keys, NOW + 599).verify(token(keys))
    assert refused(keys, token(keys), NOW + 600)


def test_a_token_that_was_seen_before_ends_as_any_other(keys: Path) -> None:
    now = [NOW]
    seen = TokenVerifier(keys, PORTAL, clock=lambda: now[0])
    text = token(keys)
    assert seen.verify(text)["sub"] == "c-1"

    now[0] = NOW + 599
    assert seen.verify(text)["sub"] == "c-1"
    now[0] = NOW + 600
    for _ in range(2):
        with pytest.raises(PortalError):
            seen.verify(text)


def test_knowing_a_token_lets_no_other_pass(keys: Path) -> None:
    seen, text = verifier(keys), token(keys)
    seen.verify(text)
    head, body, signature = text.split(".")
    another = json.dumps({**seen.verify(text), "sub": "c-2"}).encode()

    for changed in (f"{head}.{body}.{signature[:-4]}AAAA", f"{head}.{b64(another)}.{signature}", f"{head}.{body}."):
        with pytest.raises(PortalError):
            seen.verify(changed)


def test_what_a_token_claims_cannot_be_changed_for_who_comes_with_it_next(keys: Path) -> None:
    seen, text = verifier(keys), token(keys)

    with pytest.raises(TypeError):
        seen.verify(text)["sub"] = "c-2"  # type: ignore[index]

    assert seen.verify(text)["sub"] == "c-1"


def test_no_more_tokens_are_remembered_than_were_to_be(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.tokens.REMEMBERED", 2)
    seen, texts = verifier(keys), [token(keys, sub=f"c-{n}") for n in range(3)]

    for text in (*texts, texts[1]):
        seen.verify(text)

    assert list(seen._signed) == [texts[2], texts[1]]


def test_claims_given_by_the_caller_cannot_replace_issuer_audience_or_times(keys: Path) -> None:
    claims = verifier(keys).verify(token(keys, iss="x", aud="y", exp=9e9, iat=1))

    assert (claims["iss"], claims["aud"], claims["exp"]) == (PORTAL, "motcua", NOW + 600)


@pytest.mark.parametrize(
    "changed",
    [{"iss": "https://evil.example"}, {"aud": "else"}, {"exp": None}, {"iss": None}, {"aud": None}, {"iat": None},
     {"exp": "soon"}, {"exp": NOW - 1}, {"iat": NOW + 100}, {"nbf": NOW + 100}],
)  # fmt: skip
def test_a_claim_that_is_missing_or_wrong_is_refused(keys: Path, changed: dict[str, object]) -> None:
    assert refused(keys, forged(keys, {}, **changed))


@pytest.mark.parametrize(
    "header", [{"typ": "JWT"}, {"alg": "EdDSA"}, {"kid": "k0"}, {"kid": "../passport"}, {"cty": "x"}]
)
def test_a_header_that_we_do_not_write_is_refused(keys: Path, header: dict[str, object]) -> None:
    assert refused(keys, forged(keys, header))


def test_a_token_without_signature_is_refused(keys: Path) -> None:
    claims = token(keys).split(".")[1]
    kid = load_ring(keys, "tokens.public").active

    assert refused(keys, f"{_segment({'alg': 'none', 'typ': 'at+jwt', 'kid': kid})}.{claims}.")


def test_the_public_key_is_no_secret_to_sign_with(keys: Path) -> None:
    ring = load_ring(keys, "tokens.public")
    signed = f"{_segment({'alg': 'HS256', 'typ': 'at+jwt', 'kid': ring.active})}.{token(keys).split('.')[1]}"
    mac = hmac.new(ring.current, signed.encode(), hashlib.sha256).digest()

    assert refused(keys, f"{signed}.{b64(mac)}")


def test_a_key_that_the_token_brings_along_is_not_used(keys: Path) -> None:
    own = OKPKey.generate_key("Ed25519")
    header = {"alg": "Ed25519", "typ": "at+jwt", "kid": "k0", "jwk": own.as_dict(private=False)}
    claims = {"sub": "c-1", "iss": PORTAL, "aud": "motcua", "iat": NOW, "exp": NOW + 600}

    assert refused(keys, jwt.encode(header, claims, own, algorithms=["Ed25519"]))


def test_another_portals_token_is_refused(keys: Path, tmp_path: Path) -> None:
    generate(tmp_path)

    assert refused(keys, token(tmp_path))
    assert refused(keys, token(keys, issuer="https://other.example"))


def test_a_token_that_is_too_long_is_refused_though_it_is_ours(keys: Path) -> None:
    assert verifier(keys).verify(token(keys, name="x" * 5000))["name"] == "x" * 5000
    assert refused(keys, token(keys, name="x" * 7000))


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "é", "x" * 9000, "eyJ9.e30.AA", "W10.W10.AA"])
def test_nonsense_is_refused_like_all_else(keys: Path, text: str) -> None:
    assert refused(keys, text)
