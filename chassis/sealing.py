"""Sealing: what must not be readable in a database, an event or a back-up, and how it can still be found.

A sealed text is ``v1.<key id>.<nonce>.<ciphertext>`` (AES-256-GCM, a random 96-bit nonce for each sealing, base64url).
Purpose and context are authenticated with it, so a sealed text cannot be moved to another person's row or read for
another purpose. `Sealer.index` is a keyed digest (HMAC-SHA256) for look-up by equality: keyed because an ID number has
so few unknown digits that a plain digest of all of them is made in seconds.

Guarantees: a sealed text that was changed, truncated, moved or made with an unknown key raises `SealBroken`, never
gives a wrong plain text; keys are read at first use of a purpose, so a service needs no key it does not use. Text is
not normalised here: callers index the normal form (phones as E.164, ID numbers as digits).

Legal source: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 (protection by technical measures).
"""

import hashlib
import hmac
import re
import secrets
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nameko.extensions import DependencyProvider

from chassis.keys import Ring, b64, load_ring, unb64
from chassis.settings import ServiceSettings, need, settings_of

IDENTITY: Final = "identity"
CONTACT: Final = "contact"
CODE: Final = "code"

_PURPOSE: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")


class SealBroken(Exception):
    """A sealed text is not what was sealed: changed, moved, for another purpose, or made with an unknown key."""


class Sealer:
    """Seals, unseals and indexes with the keys of one directory. Safe to share between green threads."""

    def __init__(self, keys_dir: Path) -> None:
        self._keys_dir = keys_dir
        self._ciphers: dict[str, tuple[str, dict[str, AESGCM]]] = {}
        self._index_ring: Ring | None = None

    def __repr__(self) -> str:
        return "Sealer()"

    def seal(self, purpose: str, plain: str, context: str) -> str:
        """Seal a text for a purpose; ``context`` (the row's or message's id) must be given again to open it."""
        kid, ciphers = self._ciphers_for(purpose)
        nonce = secrets.token_bytes(12)
        sealed = ciphers[kid].encrypt(nonce, plain.encode("utf-8"), _bound_to(purpose, context))
        return f"v1.{kid}.{b64(nonce)}.{b64(sealed)}"

    def unseal(self, purpose: str, sealed: str, context: str) -> str:
        """The text that was sealed, or `SealBroken`."""
        _, ciphers = self._ciphers_for(purpose)
        try:
            version, kid, nonce, body = sealed.split(".")
            if version != "v1":
                raise ValueError("unknown version")
            return ciphers[kid].decrypt(unb64(nonce), unb64(body), _bound_to(purpose, context)).decode("utf-8")
        except (ValueError, KeyError, InvalidTag):
            raise SealBroken(f"a sealed text of purpose {purpose} cannot be opened") from None

    def index(self, purpose: str, normalised: str) -> str:
        """The digest under which a value is found, 64 hex digits; the same value gives another one for each purpose."""
        ring = self._index_keys()
        return _digest(ring.current, purpose, normalised)

    def indexes(self, purpose: str, normalised: str) -> tuple[str, ...]:
        """The digests with every index key, the active one first: what to look for while the key is being rotated."""
        ring = self._index_keys()
        older = [key for kid, key in ring.keys.items() if kid != ring.active]
        return tuple(_digest(key, purpose, normalised) for key in (ring.current, *older))

    def _ciphers_for(self, purpose: str) -> tuple[str, dict[str, AESGCM]]:
        found = self._ciphers.get(purpose)
        if found is None:
            _check(purpose)
            ring = load_ring(self._keys_dir, f"seal-{purpose}.key")
            found = (ring.active, {kid: AESGCM(key) for kid, key in ring.keys.items()})
            self._ciphers[purpose] = found
        return found

    def _index_keys(self) -> Ring:
        if self._index_ring is None:
            self._index_ring = load_ring(self._keys_dir, "index.key")
        return self._index_ring


def _check(purpose: str) -> None:
    if not _PURPOSE.fullmatch(purpose):
        raise ValueError("a purpose is a lower-case word")


def _bound_to(purpose: str, context: str) -> bytes:
    # A purpose holds no bar, so two different pairs cannot give the same bytes.
    return f"{purpose}|{context}".encode()


def _digest(key: bytes, purpose: str, value: str) -> str:
    _check(purpose)
    return hmac.new(key, f"{purpose}|{value}".encode(), hashlib.sha256).hexdigest()


def mask_identity(number: str) -> str:
    """An ID number as others may see it: ``*********123``; too short a one is hidden whole."""
    return "*" * (len(number) - 3) + number[-3:] if len(number) >= 8 else "*" * len(number)


def mask_phone(phone: str) -> str:
    """A phone number as others may see it, in the national form: ``09******21``."""
    digits = re.sub(r"\D", "", phone)
    if phone.strip().startswith("+84"):
        digits = "0" + digits[2:]
    return digits[:2] + "*" * (len(digits) - 4) + digits[-2:] if len(digits) >= 8 else "*" * len(digits)


def mask_name(name: str) -> str:
    """A person's name as others may see it: the family name and initials, ``Nguyễn V. A.``."""
    words = name.split()
    if len(words) < 2:
        return "".join(f"{word[0]}." for word in words)
    return " ".join([words[0], *(f"{word[0]}." for word in words[1:])])


def mask_email(email: str) -> str:
    """An e-mail address as others may see it: ``a***@example.vn``."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}***@{domain}" if name else "***"


class Sealing(DependencyProvider):
    """Injects the service's `Sealer`; without MOTCUA_KEYS_DIR the service does not start."""

    def setup(self) -> None:
        settings = settings_of(self.container.config, ServiceSettings)
        self._sealer = Sealer(need(settings.keys_dir, "MOTCUA_KEYS_DIR"))

    def get_dependency(self, worker_ctx: Any) -> Sealer:
        return self._sealer
