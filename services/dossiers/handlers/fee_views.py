"""Fees and claims of a dossier as callers see them, and items of fees as events carry them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from services.dossiers import claims
from services.dossiers.contract import ClaimState, FeeChange, FeeClaimView, FeeItem, FeeKind, FeeState, FeeView
from services.dossiers.procedures import Procedure
from services.dossiers.store import contents

Row = sa.Row[Any]


def claims_view(row: Row, procedure: Procedure, now: dt.datetime) -> tuple[FeeClaimView, ...]:
    """What is claimed, in the words of the record; a claim that the record does not have any more is told as 0 %."""
    if not row.fee_claims:
        return ()
    offered = claims.offered(procedure, row, now)
    found = []
    for claim in row.fee_claims:
        relief = offered.get((claim["head"], claim["relief"]))
        state = {None: ClaimState.CLAIMED, True: ClaimState.GRANTED, False: ClaimState.REFUSED}[claim.get("granted")]
        found.append(
            FeeClaimView(
                head=claim["head"],
                relief=claim["relief"],
                fee_label=relief.fee_label if relief else "",
                label=relief.label if relief else claim["relief"],
                percent=relief.percent if relief else 0,
                basis=relief.basis if relief else "",
                evidence=relief.evidence if relief else "",
                state=state,
                reason=claim.get("reason", ""),
                decided_at=dt.datetime.fromisoformat(claim["at"]) if "at" in claim else None,
            )
        )
    return tuple(found)


def fee_view(db: sa.Connection, row: Row) -> FeeView | None:
    """The fees of the dossier; a duty that arose in handling comes before them while it is due.

    Of a fee that was changed to nothing the view says so, and nothing is to be paid; nor is anything for a dossier that
    was ended with its fee unpaid, of which payments take the obligation back.
    """
    order = (FeeState.DUE, FeeState.SETTLED, FeeState.WITHDRAWN)
    found = sorted(contents.fees_of(db, row.id), key=lambda fee: (order.index(FeeState(fee.state)), fee.purpose))
    if not found:
        return None
    fee, former = found[0], [one for one in found if one.state == FeeState.WITHDRAWN]
    changes = tuple(fee_change(one) for one in sorted(former, key=lambda one: one.withdrawn_at))
    if fee.state == FeeState.WITHDRAWN:
        last = max(former, key=lambda one: one.withdrawn_at)
        return FeeView(
            state=FeeState.WITHDRAWN,
            items=fee_items(last.change["items"]),
            total=0,
            pay_online=last.pay_online,
            before_processing=last.before_processing,
            changes=changes,
        )
    is_over = row.closed_at is not None and fee.state == FeeState.DUE
    return FeeView(
        state=FeeState.WITHDRAWN if is_over else FeeState(fee.state),
        items=fee_items(fee.items),
        total=fee.total,
        pay_online=fee.pay_online,
        before_processing=fee.before_processing,
        obligation_id=fee.obligation_id,
        settled_at=fee.settled_at,
        changes=changes,
        changing=fee_change(fee) if fee.change is not None else None,
    )


def fee_change(fee: Row) -> FeeChange:
    """What an officer made, or asked to make, of a fee."""
    change = fee.change
    return FeeChange(
        before=fee.total,
        after=change["total"],
        reason=change["reason"],
        legal_basis=change["legal_basis"],
        at=dt.datetime.fromisoformat(change["at"]),
    )


def fee_items(stored: Sequence[dict[str, Any]]) -> tuple[FeeItem, ...]:
    return tuple(
        FeeItem(
            head=item["head"],
            kind=FeeKind(item["kind"]),
            label=item["label"],
            amount=item["amount"],
            listed=item.get("listed"),
            reason=item.get("reason", ""),
            legal_basis=item.get("legal_basis", ""),
            quantity=item.get("quantity"),
        )
        for item in stored
    )
