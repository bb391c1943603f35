"""Drafts that are given up: they go with all that they hold; the history of a look at one stays, and no more."""

import datetime as dt
from collections.abc import Collection
from typing import Any, Final

import sqlalchemy as sa

from services.dossiers.domain.actions import State
from services.dossiers.tables import content_marks, dossiers, files, handed_in, history, papers, uploads

_d = dossiers.c
_EMPTY: Final[dict[str, Any]] = {
    **dict.fromkeys(("applicant_id", "applicant_name", "applicant_identity_masked", "applicant_phone_masked"), ""),
    **dict.fromkeys(("identity_last4_index", "phone_last4_index", "contact_sealed", "answers_sealed"), ""),
    **dict.fromkeys(("case_label", "content_hash"), ""),
    "answers": {},
    "fee_claims": [],
    "return_way": None,
}


def remove(db: sa.Connection, now: dt.datetime, *which: sa.ColumnElement[bool]) -> list[str]:
    """Delete drafts; gives the objects that were of their files alone, also of uploads under way.

    A history is added to and never changed, so of a draft that somebody has looked at the emptied row stays, for the
    history to hang on: nobody's, and found by nobody.
    """
    mine = sa.select(_d.id).where(_d.state == State.DRAFT, *which)
    ids = db.scalars(mine.order_by(_d.id).with_for_update()).all()
    # All who share an object are held, so that of several drafts that go at once each sees whether it is the last.
    of_these = set(db.scalars(sa.select(files.c.object_key).where(files.c.dossier_id.in_(ids))))
    keys = set(db.scalars(_sharing(of_these).order_by(files.c.id).with_for_update()))
    keys |= set(db.scalars(sa.select(uploads.c.part_key).where(uploads.c.dossier_id.in_(ids))))
    for table in (files, uploads, papers, handed_in, content_marks):
        db.execute(table.delete().where(table.c.dossier_id.in_(ids)))
    seen = sa.exists().where(history.c.dossier_id == _d.id)
    db.execute(dossiers.delete().where(_d.id.in_(ids), ~seen))
    db.execute(dossiers.update().where(_d.id.in_(ids)).values(restricted_at=now, **_EMPTY))
    # A paper that was given again shares its object with the one given first, which may have been filed.
    keys -= set(db.scalars(_sharing(keys)))
    return sorted(keys)


def _sharing(keys: Collection[str]) -> sa.Select[str]:
    """The object of each file that has one of these, asked so that the indexes of both kinds serve."""
    shared = files.c.object_key.in_(keys)
    of_either = sa.or_(shared & (files.c.reused == ""), shared & (files.c.reused != ""))
    return sa.select(files.c.object_key).where(of_either)
