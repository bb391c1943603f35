"""Anchors every history once a day, and shows the anchors to everybody.

An operator with all rights can write a whole chain anew; whoever keeps a published anchor, or the line of the log that
tells of it, can show that it was done. Guarantees: one anchor for each Vietnamese day on which a service ran, numbered
without a gap, each with the digest of the one before; heads and anchor are committed together, and the database refuses
to change either.
"""

import bisect
from typing import Any

import sqlalchemy as sa

from chassis.callers import system
from chassis.contracts import Call
from chassis.logs import get_log
from chassis.service import Signer, Storage
from services.dossiers import policy
from services.dossiers.contract import (
    NOT_ANCHORED,
    SERVICE,
    AnchorPage,
    AnchorProof,
    GetAnchorProof,
    HistoryAnchor,
    ListAnchors,
)
from services.dossiers.domain.anchoring import GENESIS, TILE, Head, Statement, digest_of, path_of, root_over, tiles_of
from services.dossiers.domain.codes import local_day
from services.dossiers.store import anchors, rows

Row = sa.Row[Any]

log = get_log(__name__)

ANCHOR = "motcua-history-anchor"
"""The kind of signed statement that an anchor is."""


def anchor_histories(storage: Storage, signer: Signer) -> bool:
    """Anchor all that grew, unless that was done today; whether it was done."""
    with storage.work(system(SERVICE)) as work:
        today = local_day(work.now)
        if not anchors.alone(work.db):
            return False
        before = anchors.last(work.db)
        if before is not None and before.day >= today:
            return False
        number = 1 if before is None else before.number + 1
        count = anchors.take_heads(work.db, number)
        tiles = list(tiles_of(anchors.heads_of(work.db, number)))
        anchors.keep_tiles(work.db, number, tiles)
        statement = Statement(
            number=number,
            day=today,
            made_at=work.now,
            dossiers=count,
            root=root_over(tiles),
            previous=GENESIS if before is None else digest_of(before.content),
        )
        signed = signer.sign(ANCHOR, statement.content())
        anchors.add(work.db, today, number=number, content=statement.content(), signed=signed)
    log.info("histories anchored", number=number, dossiers=count, anchor=signed)
    return True


def list_anchors(call: Call[ListAnchors], storage: Storage) -> AnchorPage:
    """Anchors in their order, for anybody to keep."""
    policy.check(call.caller, call.method)
    request = call.request
    with storage.read() as db:
        found = anchors.after(db, request.after, request.limit + 1)
    shown = found[: request.limit]
    return AnchorPage(
        anchors=tuple(map(_anchor, shown)),
        next_after=shown[-1].number if shown else request.after,
        more=len(found) > request.limit,
    )


def get_anchor_proof(call: Call[GetAnchorProof], storage: Storage) -> AnchorProof:
    """The path from the head of a dossier's history to the root of an anchor, read from what was kept of its tree.

    Of an anchor from before nodes were kept, all of its heads are read. Nothing is judged here: who holds the history,
    the proof and an anchor sees for themselves whether they belong together.
    """
    with storage.read() as db:
        row = policy.check_on(call.caller, call.method, rows.load(db, call.request.dossier_id))
        under = anchors.head_under(db, row.id, call.request.newest)
        if under is None:
            raise NOT_ANCHORED()
        head = Head(row.id, under.length, under.head)
        tiles = anchors.tiles_of(db, under.number) or list(tiles_of(anchors.heads_of(db, under.number)))
        tile = bisect.bisect_right([one.first_id for one in tiles], row.id) - 1
        heads = anchors.heads_from(db, under.number, tiles[tile].first_id, TILE)
    place = tile * TILE + heads.index(head)
    return AnchorProof(
        dossier_id=row.id,
        length=head.length,
        head=head.head,
        place=place,
        path=path_of(place, tiles, heads),
        anchor=_anchor(under),
    )


def _anchor(row: Row) -> HistoryAnchor:
    return HistoryAnchor(
        number=row.number,
        day=row.day,
        made_at=row.content["made_at"],
        dossiers=row.content["dossiers"],
        root=row.content["root"],
        previous=row.content["previous"],
        signed=row.signed,
    )
