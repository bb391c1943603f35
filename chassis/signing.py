"""Statements that anybody can check later without asking us: JSON, signed as a compact JWS (RFC 7515) with Ed25519.

Guarantees: what was signed names its key, and the public half of every key that ever signed stays in the ring, so a
statement outlives the rotation of keys; the bytes signed are canonical JSON, so the same statement is the same text.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from nameko.extensions import DependencyProvider

from chassis.keys import b64, jwks, load_ring, unb64
from chassis.settings import ServiceSettings, need, settings_of


class Signer:
    """Signs with the active key of a ring, ``<name>.private``, and knows the public half of all of them."""

    def __init__(self, keys_dir: Path, name: str) -> None:
        ring = load_ring(keys_dir, f"{name}.private")
        self._kid = ring.active
        self._key = Ed25519PrivateKey.from_private_bytes(ring.current)
        self._public = load_ring(keys_dir, f"{name}.public")

    def sign(self, kind: str, statement: Mapping[str, Any]) -> str:
        """The statement as one word: header, content and signature, each base64url. ``kind`` is told in the header,
        so that one sort of statement cannot be passed off as another."""
        header = {"alg": "Ed25519", "kid": self._kid, "typ": kind}
        signed = f"{b64(_canonical(header))}.{b64(_canonical(statement))}"
        return f"{signed}.{b64(self._key.sign(signed.encode('ascii')))}"

    def public_keys(self) -> list[dict[str, str]]:
        """The public keys as JWKs (RFC 8037), those of the past too."""
        return jwks(self._public)


def read(keys: Mapping[str, bytes], kind: str, word: str) -> dict[str, Any] | None:
    """What a signed word states; None if it is of another kind, or not signed by one of the keys (key id -> raw)."""
    try:
        signed, _, signature = word.rpartition(".")
        coded, _, content = signed.partition(".")
        header = json.loads(unb64(coded))
        if header["typ"] != kind or header["alg"] != "Ed25519":
            return None
        Ed25519PublicKey.from_public_bytes(keys[header["kid"]]).verify(unb64(signature), signed.encode("ascii"))
        found: dict[str, Any] = json.loads(unb64(content))
    except (KeyError, ValueError, RecursionError, TypeError, InvalidSignature):
        return None
    return found


def unchecked(word: str) -> dict[str, Any]:
    """What a word states that we have of whoever signed it; nothing is checked. `ValueError` for what is none."""
    found: dict[str, Any] = json.loads(unb64(word.split(".")[1]))
    return found


def _canonical(content: Mapping[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


class Signing(DependencyProvider):
    """Injects the `Signer` of a ring; without its key files the service does not start."""

    def __init__(self, name: str) -> None:
        self._name = name

    def setup(self) -> None:
        settings = settings_of(self.container.config, ServiceSettings)
        self._signer = Signer(need(settings.keys_dir, "MOTCUA_KEYS_DIR"), self._name)

    def get_dependency(self, worker_ctx: Any) -> Signer:
        return self._signer
