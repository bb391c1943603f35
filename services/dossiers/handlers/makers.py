"""Whose a draft of the desk is among those who receive there: who began it, unless that is not known."""

from typing import Any

import sqlalchemy as sa

from chassis.callers import Caller
from services.dossiers import policy


def is_a_colleagues(caller: Caller, row: sa.Row[Any]) -> bool:
    """Whether a draft was begun by another officer, and the caller does not watch over its desk."""
    return caller.is_staff and row.begun_by not in ("", caller.id) and not policy.heads_the_desk(caller, row)
