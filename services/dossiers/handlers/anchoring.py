"""Anchors every history once a day, and shows the anchors to everybody.

An operator with all rights can write a whole chain anew; whoever keeps a published anchor, or the line of the log that
tells of it, can show that it was done. Guarantees: one anchor for each Vietnamese day on which a service ran, numbered
without a gap, each with the digest of the one before; heads and anchor are committed together, and the database refuses
to change either.
"""

from chassis.callers import system
from chassis.contracts import Call
from chassis.logs import get_log
from chassis.service import Signer, Storage
from services.dossiers import policy
from services.dossiers.contract import SERVICE, AnchorPage, HistoryAnchor, ListAnchors
from services.dossiers.domain.anchoring import GENESIS, Statement, digest_of, root_of
from services.dossiers.domain.codes import local_day
from services.dossiers.store import anchors

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
        statement = Statement(
            number=number,
            day=today,
            made_at=work.now,
            dossiers=count,
            root=root_of(anchors.heads_of(work.db, number)),
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
        rows = anchors.after(db, request.after, request.limit + 1)
    shown = rows[: request.limit]
    return AnchorPage(
        anchors=tuple(
            HistoryAnchor(
                number=row.number,
                day=row.day,
                made_at=row.content["made_at"],
                dossiers=row.content["dossiers"],
                root=row.content["root"],
                previous=row.content["previous"],
                signed=row.signed,
            )
            for row in shown
        ),
        next_after=shown[-1].number if shown else request.after,
        more=len(rows) > request.limit,
    )
