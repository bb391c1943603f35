"""Checks a file that was put into the object store, before a dossier takes it in: whole, as announced, readable."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from chassis.objects import OBJECT_TOO_LARGE
from chassis.service import Objects, in_thread
from services.dossiers import rules
from services.dossiers.contract import FILE_NOT_STORED, FILE_TYPE_REFUSED, FILE_UNREADABLE
from services.dossiers.domain.files import HEAD, TAIL, UNSAID, fitting_name, is_ended, media_type_of, name_to_keep
from services.dossiers.parsing import read_through
from services.dossiers.tables import files


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be taken in. ``media_type`` is what its content is, whatever it was called; ``name`` is one that
    may stand anywhere, and that says the same."""

    object_key: str
    name: str
    media_type: str
    size: int
    sha256: str
    active: bool | None = None
    """Whether something in it runs or opens by itself; None: not known."""


def check(objects: Objects, object_key: str, name: str, announced: str, size: int, sha256: str) -> Checked:
    """Read the object: its size and digest must be those announced, its content whole and of a type that is taken.

    Reads in chunks, in threads; call it outside of a transaction.
    """
    limits = rules.file_rules()
    if size > limits.max_bytes:
        raise OBJECT_TOO_LARGE(limit=limits.max_bytes)
    if not objects.exists(object_key) or objects.size(object_key) != size:
        raise FILE_NOT_STORED()
    head, tail, digest = b"", b"", hashlib.sha256()
    for chunk in _chunks(objects, object_key):
        digest.update(chunk)
        if len(head) < HEAD:
            head += chunk[: HEAD - len(head)]
        tail = (tail + chunk)[-TAIL:]
    if digest.hexdigest() != sha256:
        raise FILE_NOT_STORED()
    media_type = media_type_of(head)
    if media_type is None or media_type not in limits.media_types or announced not in (media_type, UNSAID):
        raise FILE_TYPE_REFUSED()
    if not is_ended(media_type, tail):
        raise FILE_UNREADABLE()
    with objects.file(object_key) as file:
        active = in_thread(read_through, file, media_type, limits)
    return Checked(object_key, fitting_name(name_to_keep(name), media_type), media_type, size, sha256, active)


def _chunks(objects: Objects, object_key: str) -> Iterator[bytes]:
    reading = objects.open(object_key)
    try:
        yield from reading
    finally:
        reading.close()


def refuse_reuse(db: sa.Connection, object_key: str) -> None:
    """An object belongs to one file of one dossier: who knows a key must not get at somebody else's paper."""
    if db.execute(sa.select(files.c.id).where(files.c.object_key == object_key)).first():
        raise FILE_NOT_STORED()
