"""What a transaction has read of a dossier that it holds locked, so that it reads each thing once.

It is off until `begin`, and ends with the transaction's connection. Who changes what is remembered must `forget` it.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import sqlalchemy as sa

Read = TypeVar("Read")

_kept: WeakKeyDictionary[sa.Connection, dict[Hashable, Any]] = WeakKeyDictionary()


def begin(db: sa.Connection) -> None:
    """Remember what is read from now on."""
    _kept.setdefault(db, {})


def once(db: sa.Connection, key: Hashable, read: Callable[[], Read]) -> Read:
    """What was read under this key before, or else is read now."""
    kept = _kept.get(db)
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    found: Read = kept[key]
    return found


def know(db: sa.Connection, key: Hashable, what: object) -> None:
    """Take something for read that cannot be otherwise."""
    if db in _kept:
        _kept[db][key] = what


def forget(db: sa.Connection, key: Hashable) -> None:
    """Read it anew next time."""
    _kept.get(db, {}).pop(key, None)
