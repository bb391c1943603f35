"""Anchors: the head of an audit trail, signed, outside the database it vouches for.

The leader of each service signs the trail's head at intervals (``MOTCUA_AUDIT_ANCHOR_SECONDS``) if it has grown, writes
it as a line of ``<service>.anchors`` under ``MOTCUA_AUDIT_DIR`` and into its log. Whoever keeps a copy of one of them
where the database's administrators cannot write can prove later that no row up to there was changed, and that none was
cut off. A service whose database lacks what its own file says was there does not start: it was restored to an earlier
point, and others would take what it tells now for what they know (`chassis.restoring`). An anchor is
``v1.<key id>.<payload>.<signature>`` (Ed25519, base64url), so it can be found in any text.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import eventlet
import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from nameko.extensions import SharedExtension

from chassis import audit, logs, tables
from chassis.errors import Unavailable
from chassis.keys import b64, load_ring, unb64
from chassis.leader import Leader
from chassis.providers import DatabaseEngine
from chassis.settings import ServiceSettings, SettingsWrong, need, settings_of
from chassis.storage import Storage

log = logs.get_log(__name__)

TAIL: Final = 20_000
"""Characters at the end of a file in which its newest anchor is looked for."""
_TOKEN: Final = re.compile(r"\bv1\.[a-z0-9]{1,16}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}(?![A-Za-z0-9_-])")


@dataclass(frozen=True, slots=True)
class Anchor:
    """That a service's trail had this head at this time."""

    service: str
    seq: int
    hash: str
    at: str


class AnchorSigner:
    """Signs anchors; held by the services."""

    def __init__(self, keys_dir: Path) -> None:
        ring = load_ring(keys_dir, "audit.private")
        self._kid = ring.active
        self._key = Ed25519PrivateKey.from_private_bytes(ring.current)

    def sign(self, anchor: Anchor) -> str:
        """The anchor as one word."""
        payload = {"a": anchor.at, "h": anchor.hash, "n": anchor.seq, "s": anchor.service}
        signed = f"v1.{self._kid}.{b64(json.dumps(payload, separators=(',', ':')).encode())}"
        return f"{signed}.{b64(self._key.sign(signed.encode('ascii')))}"


class AnchorReader:
    """Finds anchors in files and checks whose they are; needs the public half of the key only. Who signs has the other
    half, and reads by that (``own``)."""

    def __init__(self, keys_dir: Path, *, own: bool = False) -> None:
        ring = load_ring(keys_dir, "audit.private" if own else "audit.public")
        self._keys = {
            kid: Ed25519PrivateKey.from_private_bytes(raw).public_key()
            if own
            else Ed25519PublicKey.from_public_bytes(raw)
            for kid, raw in ring.keys.items()
        }

    def found_in(self, text: str) -> Iterator[Anchor | None]:
        """The anchors in a text, such as an anchor file or a log; None for one whose signature is not ours."""
        for found in _TOKEN.finditer(text):
            yield self._read(found.group())

    def _read(self, token: str) -> Anchor | None:
        signed, _, signature = token.rpartition(".")
        _, kid, coded = signed.split(".")
        try:
            self._keys[kid].verify(unb64(signature), signed.encode("ascii"))
            payload = json.loads(unb64(coded))
            return Anchor(payload["s"], int(payload["n"]), payload["h"], payload["a"])
        except (KeyError, ValueError, TypeError, InvalidSignature):
            return None


def write_down(directory: Path, service: str, token: str) -> None:
    """Add an anchor to the service's file, on disk when this returns."""
    handle = os.open(directory / f"{service}.anchors", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        os.write(handle, (token + "\n").encode("ascii"))
        os.fsync(handle)
    finally:
        os.close(handle)


def last_written(directory: Path, service: str, reader: AnchorReader) -> Anchor | None:
    """The newest anchor in a service's file; None where there is no file, or none of ours in it."""
    try:
        text = (directory / f"{service}.anchors").read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return None
    ours = [anchor for anchor in reader.found_in(text[-TAIL:]) if anchor is not None and anchor.service == service]
    return ours[-1] if ours else None


def lacks(db: sa.Connection, anchor: Anchor) -> bool:
    """Whether the trail is not, or no longer, the one that was anchored: it ends before that row, or has another."""
    there = db.scalar(sa.select(tables.audit.c.hash).where(tables.audit.c.seq == anchor.seq))
    return there != anchor.hash


def may_start(storage: Storage, service: str, directory: Path, keys_dir: Path) -> None:
    """Pass unless the database is older than what was written down of it. One that does not answer is not judged."""
    last = last_written(directory, service, AnchorReader(keys_dir, own=True))
    if last is None:
        return
    try:
        with storage.read() as db:
            went_back = lacks(db, last)
    except Unavailable:
        return
    if went_back:
        problem = (
            f"The database of {service} does not hold what it held at {last.at} (row {last.seq} of its audit trail):"
            " it was restored to an earlier point, or it is another one. Carry out 'restored' for it first"
            f" (docs/operating.md, Backup), and keep {directory / service}.anchors elsewhere."
        )
        raise SettingsWrong([problem])


class Anchoring(SharedExtension):
    """Anchors a service's trail while this instance leads."""

    database = DatabaseEngine()
    leader = Leader()

    def setup(self) -> None:
        settings = settings_of(self.container.config, ServiceSettings)
        self._keys_dir = need(settings.keys_dir, "MOTCUA_KEYS_DIR")
        self._signer = AnchorSigner(self._keys_dir)
        self._directory = settings.audit_dir
        self._seconds = settings.audit_anchor_seconds
        self._anchored = 0
        self._thread: Any = None

    def start(self) -> None:
        if self._directory is not None:
            may_start(self.database.storage, self.container.service_name, self._directory, self._keys_dir)
        self._thread = self.container.spawn_managed_thread(self._run)

    def _run(self) -> None:
        while True:
            if self.leader.leads:
                try:
                    self.anchor()
                except Exception as failed:  # this thread's death would kill the service; the next round tries again
                    if not isinstance(failed, Unavailable):
                        log.error("audit trail could not be anchored", exc_info=failed)
            eventlet.sleep(self._seconds)

    def anchor(self) -> None:
        """Anchor the head unless it has been by this process."""
        storage, service = self.database.storage, self.container.service_name
        with storage.read() as db:
            seq, hash_ = audit.head(db)
        if seq <= self._anchored:
            return
        token = self._signer.sign(Anchor(service, seq, hash_, storage.now().isoformat(timespec="seconds")))
        if self._directory is not None:
            write_down(self._directory, service, token)
        log.info("audit trail anchored", seq=seq, anchor=token)
        self._anchored = seq

    def stop(self) -> None:
        if self._thread is not None:
            self._thread.kill()

    def kill(self) -> None:
        self.stop()
