"""How differences and their repairs are shown."""

from collections.abc import Sequence

import sqlalchemy as sa

from services.payments import store
from services.payments.contract import (
    DifferenceKind,
    DifferenceState,
    DifferenceView,
    MoneySide,
    RepairState,
    RepairView,
)
from services.payments.domain import differences, reconciling
from services.payments.store import differences as kept
from services.payments.store.reconciling import notes_of


def views(db: sa.Connection, rows: Sequence[store.Row]) -> tuple[DifferenceView, ...]:
    """Differences with all that was proposed, in the order given; rows as `store.differences.page` gives them."""
    made, notes = kept.repairs_of(db, [row.id for row in rows]), notes_of(db, rows)
    return tuple(
        _view(
            row,
            notes.get((row.provider, row.txn_ref, row.transaction_no), ""),
            [repair for repair in made if repair.difference_id == row.id],
        )
        for row in rows
    )


def _view(row: store.Row, asked: str, made: Sequence[store.Row]) -> DifferenceView:
    state_vi, state_en = differences.WORDS[differences.DifferenceState(row.state)]
    kind_vi, kind_en = reconciling.WORDS[reconciling.Kind(row.kind)]
    return DifferenceView(
        id=row.id,
        state=DifferenceState(row.state),
        state_vi=state_vi,
        state_en=state_en,
        kind=DifferenceKind(row.kind),
        kind_vi=kind_vi,
        kind_en=kind_en,
        side=MoneySide(row.side),
        provider=row.provider,
        day=row.day,
        txn_ref=row.txn_ref,
        transaction_no=row.transaction_no,
        ours=row.ours,
        theirs=row.theirs,
        more=(row.theirs or 0) - (row.ours or 0),
        agency_code=row.agency_code,
        dossier_code=row.dossier_code or "",
        obligation_id=row.obligation_id or "",
        payment_id=row.payment_id or "",
        refund_id=row.refund_id or "",
        found_at=row.found_at,
        closed_at=row.closed_at,
        asked=asked,
        repairs=tuple(_repair(repair) for repair in made),
    )


def _repair(row: store.Row) -> RepairView:
    return RepairView(
        id=row.id,
        state=RepairState(row.state),
        amount=row.amount,
        reason=row.reason,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        note=row.note,
        suspense_id=row.suspense_id or "",
    )
