"""Sealing: what must not be readable in a database, an event or a back-up, and how it can still be found.

A sealed text is ``v1.<key id>.<nonce>.<ciphertext>`` (AES-256-GCM, a random 96-bit nonce for each sealing, base64url).
Purpose and context are authenticated with it, so a sealed text cannot be moved to another person's row or read for
another purpose. `Sealer.index` is a keyed digest (HMAC-SHA256) for look-up by equality: keyed because an ID number has
so few unknown digits that a plain digest of all of them is made in seconds. A changed index key does not replace the
one before but is laid over its digests, so that every stored digest can be brought up to date without the value that it
stands for (`Sealer.indexed`, `chassis.reindexing`); who has the older key alone can no longer try numbers out.

Guarantees: a sealed text that was changed, truncated, moved or made with an unknown key raises `SealBroken`, never
gives a wrong plain text; keys are read at first use of a purpose, so a service needs no key it does not use. Text is
not normalised here: callers index the normal form (phones as E.164, ID numbers as digits).

Legal source: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 (protection by technical measures).
"""

import hashlib
import hmac
import re
import secrets
import time
from pathlib import Path
from typing import Any, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from nameko.extensions import DependencyProvider

from chassis.keys import KeysWrong, Ring, b64, load_ring, unb64
from chassis.logs import get_log
from chassis.settings import ServiceSettings, need, settings_of

IDENTITY: Final = "identity"
CONTACT: Final = "contact"
CODE: Final = "code"
ANSWERS: Final = "answers"
REPLIES: Final = "replies"

INDEX: Final = "index.key"

LOOK_EVERY: Final = 2.0
"""Seconds between two looks whether a key file was replaced."""

log = get_log(__name__)

_PURPOSE: Final = re.compile(r"[a-z][a-z0-9-]{0,31}")


class SealBroken(Exception):
    """A sealed text is not what was sealed: changed, moved, for another purpose, or made with an unknown key."""


class Index(str):
    """A keyed digest as it is stored now. ``forms`` are all texts under which the same value may stand in a table while
    an index key is being changed, the present one first: what to look for. ``root``, of a digest that was made from the
    value itself, is the same whatever key is in use.
    """

    __slots__ = ("forms",)
    forms: tuple[str, ...]

    def __new__(cls, current: str, forms: tuple[str, ...]) -> Self:
        made = super().__new__(cls, current)
        made.forms = forms
        return made

    @property
    def root(self) -> str:
        return next(form for form in self.forms if "." not in form)


def forms_of(index: str) -> tuple[str, ...]:
    """What to look for in a column of digests."""
    return index.forms if isinstance(index, Index) else (index,)


class _Chain:
    """The index keys in the order in which they were made; a digest is made with the first and then with each further
    one up to the one in use. The first leaves it plain hexadecimal, a further one puts its id before it."""

    def __init__(self, ring: Ring) -> None:
        self.kids = list(ring.keys)
        self._keys = ring.keys
        self._active = ring.active
        self.first = ring.keys[self.kids[0]]
        self.mark = "" if ring.active == self.kids[0] else f"{ring.active}."

    def of(self, digest: str) -> Index:
        """The digest in every form from its own on."""
        kid, dot, _ = digest.partition(".")
        if dot and kid not in self.kids:
            raise SealBroken("a digest was made with an index key that is not known here")
        place = self.kids.index(kid) if dot else 0
        forms = {self.kids[place]: digest}
        for further in self.kids[place + 1 :]:
            made = hmac.new(self._keys[further], f"index|{digest}".encode(), hashlib.sha256).hexdigest()
            digest = f"{further}.{made}"
            forms[further] = digest
        # A digest of a newer key than the one in use here was made by a process that has changed over already.
        current = forms.pop(self._active, None) or forms[self.kids[place]]
        return Index(current, (current, *(form for form in reversed(forms.values()) if form != current)))


class _Ring:
    """A key file as it is now: read again when it was replaced, looked at every `LOOK_EVERY` seconds at most."""

    def __init__(self, keys_dir: Path, name: str) -> None:
        self._keys_dir = keys_dir
        self._name = name
        self._looked = time.monotonic()
        self._mark = self._mark_now()
        self.ring = load_ring(keys_dir, name)
        self.ciphers = _ciphers(self.ring)

    def look(self, *, now: bool = False) -> None:
        """Read the file again if it was replaced; one that cannot be read leaves what is known."""
        if not now and time.monotonic() - self._looked < LOOK_EVERY:
            return
        self._looked = time.monotonic()
        mark = self._mark_now()
        if mark in (None, self._mark):
            return
        try:
            self.ring = load_ring(self._keys_dir, self._name)
        except KeysWrong as wrong:
            log.error("a key file cannot be read again; the keys that are known stay in use", reason=str(wrong))
            return
        self._mark, self.ciphers = mark, _ciphers(self.ring)

    def _mark_now(self) -> tuple[int, int] | None:
        try:
            found = (self._keys_dir / self._name).stat()
        except OSError:
            return None
        return found.st_ino, found.st_mtime_ns


def _ciphers(ring: Ring) -> dict[str, AESGCM]:
    return {kid: AESGCM(key) for kid, key in ring.keys.items()}


class Sealer:
    """Seals, unseals and indexes with the keys of one directory. Safe to share between green threads.

    A key file that is replaced is taken up within `LOOK_EVERY` seconds, without a restart.
    """

    def __init__(self, keys_dir: Path) -> None:
        self._keys_dir = keys_dir
        self._rings: dict[str, _Ring] = {}

    def __repr__(self) -> str:
        return "Sealer()"

    def active(self, purpose: str) -> str:
        """The id of the key that texts of a purpose are made with now; the file is looked at at once."""
        found = self._ring(f"seal-{_checked(purpose)}.key")
        found.look(now=True)
        return found.ring.active

    def know(self, purpose: str) -> None:
        """Read a purpose's keys now, so that a missing file is told at the start and not at the first use."""
        self._ring(f"seal-{_checked(purpose)}.key")

    def seal(self, purpose: str, plain: str, context: str) -> str:
        """Seal a text for a purpose; ``context`` (the row's or message's id) must be given again to open it."""
        found = self._ring(f"seal-{_checked(purpose)}.key")
        kid = found.ring.active
        nonce = secrets.token_bytes(12)
        sealed = found.ciphers[kid].encrypt(nonce, plain.encode("utf-8"), _bound_to(purpose, context))
        return f"v1.{kid}.{b64(nonce)}.{b64(sealed)}"

    def unseal(self, purpose: str, sealed: str, context: str) -> str:
        """The text that was sealed, or `SealBroken`."""
        found = self._ring(f"seal-{_checked(purpose)}.key")
        try:
            version, kid, nonce, body = sealed.split(".")
            if version != "v1":
                raise ValueError("unknown version")
            if kid not in found.ciphers:
                found.look(now=True)
            return found.ciphers[kid].decrypt(unb64(nonce), unb64(body), _bound_to(purpose, context)).decode("utf-8")
        except (ValueError, KeyError, InvalidTag):
            raise SealBroken(f"a sealed text of purpose {purpose} cannot be opened") from None

    def index(self, purpose: str, normalised: str) -> Index:
        """The digest under which a value is stored and found; the same value gives another one for each purpose."""
        ring = self._ring(INDEX).ring
        return _Chain(ring).of(_digest(_Chain(ring).first, purpose, normalised))

    def indexes(self, purpose: str, normalised: str) -> tuple[str, ...]:
        """The forms of `index`: what to look for."""
        return self.index(purpose, normalised).forms

    def indexed(self, stored: str) -> Index:
        """What was stored as a digest, brought up to date; an empty text stays one."""
        if not stored:
            return Index("", ("",))
        chain = _Chain(self._ring(INDEX).ring)
        if stored.partition(".")[0] not in chain.kids and "." in stored:
            self._ring(INDEX, now=True)
            chain = _Chain(self._ring(INDEX).ring)
        return chain.of(stored)

    def index_key(self) -> str:
        """What digests that are made now begin with; empty while the first key is in use. Looks at the file at once."""
        return _Chain(self._ring(INDEX, now=True).ring).mark

    def _ring(self, name: str, *, now: bool = False) -> _Ring:
        found = self._rings.get(name)
        if found is None:
            found = self._rings[name] = _Ring(self._keys_dir, name)
        else:
            found.look(now=now)
        return found


def _checked(purpose: str) -> str:
    _check(purpose)
    return purpose


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
