"""Key files: made, found, shared out and rotated in one directory.

Every file is a *ring*: ``{"active": "<key id>", "keys": {"<key id>": "<base64url>"}}``. What is made anew uses the
active key; what was made earlier names its key and is still understood. Guarantees: a file appears whole or not at
all, readable by its owner only; `generate` never changes a key that exists, also when two processes call it at once;
no key is ever printed or shown by repr.

============================  ===========================================================================
``passport.private/.public``  Ed25519; the gateway proves to services whose call it is
``tokens.private/.public``    Ed25519; accounts signs access tokens, the gateway checks them
``audit.private/.public``     Ed25519; services sign the heads of their audit trails
``receipts.private/.public``  Ed25519; dossiers signs receipts of papers and heads of histories, payments signs
                             receipts of money; anybody checks them
``seal-<purpose>.key``        AES-256; ID numbers, contacts, one-time codes and answers at rest and in events
``seal-replies.key``          AES-256; what a service keeps of the replies to its commands, another key for each service
``index.key``                 HMAC-SHA256; look-up of sealed values
============================  ===========================================================================

Commands: ``python -m chassis.keys generate DIR``, ``share FROM TO SERVICE NAME…`` (least rights: a service's directory
holds only what it needs, and of `OWN` keys one derived for it alone), ``add DIR NAME`` and ``activate DIR NAME KEY-ID``
(rotation in two steps, so that every reader knows a key before anything is made with it).
"""

import argparse
import base64
import binascii
import contextlib
import json
import os
import re
import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from chassis.settings import SettingsWrong

SIGNING: Final = ("passport", "tokens", "audit", "receipts")
SECRET: Final = ("seal-identity", "seal-contact", "seal-code", "seal-answers", "seal-replies", "index")
OWN: Final = ("seal-replies.key",)
"""Files of which each service's share holds keys of its own: no service can open what another one sealed with them."""
NAMES: Final = tuple(f"{name}.{half}" for name in SIGNING for half in ("private", "public")) + tuple(
    f"{name}.key" for name in SECRET
)

_KEY_ID: Final = re.compile(r"[a-z0-9]{1,16}")


class KeysWrong(SettingsWrong):
    """A key file is missing, broken, or would have to be overwritten."""

    def __init__(self, problem: str) -> None:
        super().__init__([problem])


@dataclass(frozen=True, slots=True)
class Ring:
    """The keys of one file, by key id; all are 32 bytes."""

    active: str
    keys: Mapping[str, bytes] = field(repr=False)

    @property
    def current(self) -> bytes:
        """The key to make new things with."""
        return self.keys[self.active]


def b64(raw: bytes) -> str:
    """base64url without padding, as JOSE writes it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def unb64(coded: str) -> bytes:
    """The reverse of `b64`; raises ValueError for anything `b64` would not have written."""
    raw = base64.b64decode(coded + "=" * (-len(coded) % 4), altchars=b"-_", validate=True)
    if b64(raw) != coded:
        raise ValueError("not canonical base64url")
    return raw


def load_ring(keys_dir: Path, name: str) -> Ring:
    """The ring in one key file, or `KeysWrong`."""
    try:
        found = json.loads((keys_dir / name).read_text("ascii"))
        ring = Ring(found["active"], {kid: unb64(coded) for kid, coded in found["keys"].items()})
    except FileNotFoundError:
        raise KeysWrong(f"The key file {name} is missing; make it with `python -m chassis.keys generate`.") from None
    except OSError:
        raise KeysWrong(f"The key file {name} cannot be read by this process.") from None
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
        raise KeysWrong(f"The key file {name} is broken; restore it from its backup.") from None
    sound = all(_KEY_ID.fullmatch(kid) and len(key) == 32 for kid, key in ring.keys.items())
    if not sound or ring.active not in ring.keys:
        raise KeysWrong(f"The key file {name} is broken; restore it from its backup.")
    return ring


def generate(keys_dir: Path) -> list[str]:
    """Make whatever key file is missing; returns the names of those made."""
    keys_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = [f"{name}.key" for name in SECRET if _create(keys_dir, f"{name}.key", _new_ring())]
    for name in SIGNING:
        private, public = f"{name}.private", f"{name}.public"
        if (keys_dir / public).exists() and not (keys_dir / private).exists():
            raise KeysWrong(
                f"{public} is there without {private}: this directory holds a share, keys are made elsewhere."
            )
        if _create(keys_dir, private, _new_ring()):
            made.append(private)
        if _create(keys_dir, public, _public_of(load_ring(keys_dir, private))):
            made.append(public)
    return made


def share(source: Path, target: Path, service: str, names: Sequence[str]) -> None:
    """Give a service the named key files, replacing older copies: also how a rotation reaches the services."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in names:
        if name not in NAMES:
            raise KeysWrong(f"There is no key file called {name}; known are {', '.join(NAMES)}.")
        ring = load_ring(source, name)
        _replace(target, name, _derived(ring, name, service) if name in OWN else ring)


def add(keys_dir: Path, name: str) -> str:
    """First step of a rotation: a further key that readers learn, and nothing is made with yet. Returns its id."""
    file, ring = _rotated(keys_dir, name)
    kid = _new_kid()
    grown = Ring(ring.active, {**ring.keys, kid: secrets.token_bytes(32)})
    _store(keys_dir, name, file, grown)
    return kid


def activate(keys_dir: Path, name: str, kid: str) -> None:
    """Second step, once every reader has the new key: make everything with it from now on."""
    file, ring = _rotated(keys_dir, name)
    if kid not in ring.keys:
        raise KeysWrong(f"{file} holds no key {kid}.")
    _store(keys_dir, name, file, Ring(kid, ring.keys))


def waiting(keys_dir: Path, name: str) -> str:
    """The newest key that readers know and nothing is made with yet: of a rotation that was cut off. Empty: none."""
    _, ring = _rotated(keys_dir, name)
    newest = list(ring.keys)[-1]
    return "" if newest == ring.active else newest


def listed(keys_dir: Path) -> str:
    """The keys of a directory, a line for each: its name, its id, and whether things are made with it."""
    lines = []
    for name in sorted(path.name for path in keys_dir.iterdir() if path.name in NAMES):
        ring = load_ring(keys_dir, name)
        lines += [f"{name:<20}  {kid:<10}  {'in use' if kid == ring.active else 'read only'}\n" for kid in ring.keys]
    return "".join(lines)


def jwks(public: Ring) -> list[dict[str, str]]:
    """The keys of a public ring of Ed25519 as JWKs (RFC 8037)."""
    return [
        {"kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "Ed25519", "kid": kid, "x": b64(raw)}
        for kid, raw in public.keys.items()
    ]


def _rotated(keys_dir: Path, name: str) -> tuple[str, Ring]:
    if name not in SIGNING + SECRET:
        raise KeysWrong(f"There is no key called {name}; known are {', '.join(SIGNING + SECRET)}.")
    file = f"{name}.private" if name in SIGNING else f"{name}.key"
    return file, load_ring(keys_dir, file)


def _store(keys_dir: Path, name: str, file: str, ring: Ring) -> None:
    if name in SIGNING:
        # The public half goes first: a reader may know a key too many, never one too few.
        _replace(keys_dir, f"{name}.public", _public_of(ring))
    _replace(keys_dir, file, ring)


def _new_kid() -> str:
    return "k" + secrets.token_hex(4)


def _new_ring() -> Ring:
    kid = _new_kid()
    return Ring(kid, {kid: secrets.token_bytes(32)})


def _public_of(ring: Ring) -> Ring:
    def half(seed: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()

    return Ring(ring.active, {kid: half(seed) for kid, seed in ring.keys.items()})


def _derived(ring: Ring, name: str, service: str) -> Ring:
    """The keys of one service under the same ids: always the same, and telling nothing about those of another."""

    def own(key: bytes) -> bytes:
        return HKDF(SHA256(), length=32, salt=None, info=f"{name}|{service}".encode()).derive(key)

    return Ring(ring.active, {kid: own(key) for kid, key in ring.keys.items()})


def _write_aside(keys_dir: Path, name: str, ring: Ring) -> Path:
    aside = keys_dir / f".{name}.{secrets.token_hex(8)}"
    body = json.dumps({"active": ring.active, "keys": {kid: b64(key) for kid, key in ring.keys.items()}}, indent=1)
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "w", encoding="ascii") as out:
        out.write(body + "\n")
        out.flush()
        os.fsync(out.fileno())
    return aside


def _create(keys_dir: Path, name: str, ring: Ring) -> bool:
    """Put a file where none is; False if there is one. A hard link is what makes the first of two writers win."""
    if (keys_dir / name).exists():
        return False
    aside = _write_aside(keys_dir, name, ring)
    try:
        with contextlib.suppress(FileExistsError):
            os.link(aside, keys_dir / name)
            return True
        return False
    finally:
        aside.unlink()


def _replace(keys_dir: Path, name: str, ring: Ring) -> None:
    _write_aside(keys_dir, name, ring).replace(keys_dir / name)


def main(arguments: Sequence[str]) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m chassis.keys", description="Make, share and rotate key files.")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("generate", help="make whatever is missing")
    command.add_argument("dir", type=Path)
    command = commands.add_parser("share", help="copy the keys that one service needs")
    command.add_argument("source", type=Path)
    command.add_argument("target", type=Path)
    command.add_argument("service")
    command.add_argument("names", nargs="+")
    command = commands.add_parser("add", help="rotation, first step: add a key that is not used yet")
    command.add_argument("dir", type=Path)
    command.add_argument("name", choices=SIGNING + SECRET)
    command = commands.add_parser("activate", help="rotation, second step: use the key from now on")
    command.add_argument("dir", type=Path)
    command.add_argument("name", choices=SIGNING + SECRET)
    command.add_argument("kid")
    command = commands.add_parser("waiting", help="the key of a rotation that was cut off, if any")
    command.add_argument("dir", type=Path)
    command.add_argument("name", choices=SIGNING + SECRET)
    command = commands.add_parser("public", help="public keys for others to check signatures with, as a JWK set")
    command.add_argument("dir", type=Path)
    command.add_argument("name", choices=SIGNING)
    command = commands.add_parser("list", help="which keys there are, by their ids")
    command.add_argument("dir", type=Path)
    asked = parser.parse_args(arguments)
    try:
        if asked.command == "generate":
            made = generate(asked.dir)
            sys.stdout.write(f"made {', '.join(made)}\n" if made else "all keys were there\n")
        elif asked.command == "share":
            share(asked.source, asked.target, asked.service, asked.names)
        elif asked.command == "add":
            sys.stdout.write(add(asked.dir, asked.name) + "\n")
        elif asked.command == "waiting":
            sys.stdout.write(waiting(asked.dir, asked.name) + "\n")
        elif asked.command == "public":
            keys = jwks(load_ring(asked.dir, f"{asked.name}.public"))
            sys.stdout.write(json.dumps({"keys": keys}, indent=1) + "\n")
        elif asked.command == "list":
            sys.stdout.write(listed(asked.dir))
        else:
            activate(asked.dir, asked.name, asked.kid)
    except SettingsWrong as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
