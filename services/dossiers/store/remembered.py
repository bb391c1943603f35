"""What a transaction has read of a dossier that it holds locked, so that it reads each thing once.

It is off until `begin`, and ends with the transaction's connection. What is remembered is named by its kind and by
whose it is; every writer of the store forgets its kind, whoever calls it (a test walks
over them).
"""

from collections.abc import Callable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa

Read = TypeVar("Read")

_kept: WeakKeyDictionary[sa.Connection, dict[tuple[str, str], Any]] = WeakKeyDictionary()


def begin(db: sa.Connection) -> None:
    """Remember what is read from now on."""
    _kept.setdefault(db, {})


def once(db: sa.Connection, key: tuple[str, str], read: Callable[[], Read]) -> Read:
    """What was read under this key before, or else is read now."""
    kept = _kept.get(db)
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    found: Read = kept[key]
    return found


def know(db: sa.Connection, key: tuple[str, str], what: object) -> None:
    """Take something for read that cannot be otherwise."""
    if db in _kept:
        _kept[db][key] = what


def forget(db: sa.Connection, kind: str) -> None:
    """Read all of a kind anew next time."""
    kept = _kept.get(db)
    if kept:
        for key in [key for key in kept if key[0] == kind]:
            del kept[key]
