"""Drafts of the one-stop desks within reach, newest first: a merge like every list of officers (`store.queues`)."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa

from services.dossiers.store import cursors, reaching
from services.dossiers.tables import dossiers
from services.dossiers.tables.dossier import AT_DESK

Row = sa.Row[Any]

_d = dossiers.c

SHOWN: Final = (
    _d.id, _d.procedure_code, _d.procedure_name, _d.agency_code, _d.agency_name, _d.channel, _d.applicant_name,
    _d.changed_at, _d.begun_by,
)  # fmt: skip
"""What a line of the list shows; the rest of a dossier is not read for it."""
ORDER: Final = "newest-at-desk"


def page(db: sa.Connection, reach: Collection[reaching.Reach], cursor: str, limit: int) -> tuple[Sequence[Row], str]:
    """A page of the drafts, the one begun last first, and the next cursor."""
    given, scopes = reaching.scopes_of(reach, "")
    if not scopes:
        return [], ""
    values: dict[str, Any] = {**given, "most": limit + 1}
    if cursor:
        (values["before"],) = cursors.read(cursor, ORDER, 1)
    rows = db.execute(_listing(scopes, bool(cursor)), values).all()
    more = len(rows) > limit
    return rows[:limit], cursors.write(ORDER, rows[limit - 1].id) if more else ""


@lru_cache(maxsize=8)
def _listing(scopes: tuple[str, ...], goes_on: bool) -> sa.Select[Any]:
    """The statement, put together once for each kind of reach."""
    most = reaching.given("most", sa.Integer)
    beyond = [_d.id < reaching.given("before", sa.Text)] if goes_on else []
    firsts = []
    for scope in map(reaching.Scope, scopes):
        for by in (_d.agency_code, _d.desk_code):
            side = scope.side(by)
            where = [*reaching.there(by), AT_DESK, *scope.of(by, dict(side.c.items())), *beyond]
            found = sa.select(_d.id).where(*where).order_by(_d.id.desc()).limit(most).lateral("found")
            branch = sa.select(found.c.id).select_from(side.join(found, sa.true()))
            firsts.append(branch.order_by(found.c.id.desc()).limit(most).subquery().select())
    together = sa.union(*firsts).subquery()
    chosen = sa.select(together.c.id).order_by(together.c.id.desc()).limit(most).subquery("page")
    whole = sa.select(*SHOWN).select_from(chosen.join(dossiers, _d.id == chosen.c.id))
    return whole.order_by(chosen.c.id.desc())
