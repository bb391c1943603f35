"""How refunds, credits and money in suspense are shown."""

from collections.abc import Sequence

import sqlalchemy as sa

from services.payments import store
from services.payments.contract import (
    CreditView,
    OpenEnd,
    PaymentState,
    RefundPart,
    RefundState,
    RefundView,
    RefundWay,
    SuspenseState,
    SuspenseView,
)
from services.payments.domain.refunds import COUNTED, OPEN, WORDS
from services.payments.domain.refunds import RefundState as At
from services.payments.domain.vnpay_codes import refund_text
from services.payments.store import refunding as kept


def refund_view(row: store.Row) -> RefundView:
    """One refund."""
    state_vi, state_en = WORDS[At(row.state)]
    vi, en = refund_text(row.outcome_code) if row.outcome_code else ("", "")
    return RefundView(
        id=row.id,
        payment_id=row.payment_id or "",
        suspense_id=row.suspense_id or "",
        obligation_id=row.obligation_id or "",
        state=RefundState(row.state),
        state_vi=state_vi,
        state_en=state_en,
        way=RefundWay(row.way),
        amount=row.amount,
        shares=tuple(
            RefundPart(head=one["head"], amount=one["amount"], label=one.get("label", "")) for one in row.shares
        ),
        reason_code=row.reason_code,
        reason=row.reason,
        legal_basis=row.legal_basis,
        needs_second=row.needs_second,
        requested_at=row.requested_at,
        decided_at=row.decided_at,
        decision_note=row.decision_note,
        outcome_vi=vi,
        outcome_en=en,
        voucher=row.voucher,
        settled_at=row.settled_at,
        counter_receipt_id=row.receipt_id or "",
    )


def suspense_views(db: sa.Connection, rows: Sequence[store.Row]) -> tuple[SuspenseView, ...]:
    """Sums in suspense with what became of them, in the order given."""
    ids = [row.id for row in rows]
    refunds, made = kept.of_suspense(db, ids), kept.credits_of(db, ids)
    dossiers = kept.dossier_codes(db, [row.obligation_id for row in rows if row.obligation_id])
    return tuple(
        _suspense_view(
            row,
            dossiers.get(row.obligation_id, ""),
            [refund for refund in refunds if refund.suspense_id == row.id],
            [credit for credit in made if credit.suspense_id == row.id],
        )
        for row in rows
    )


def _suspense_view(
    row: store.Row, dossier_code: str, refunds: Sequence[store.Row], made: Sequence[store.Row]
) -> SuspenseView:
    taken = sum(refund.amount for refund in refunds if At(refund.state) in COUNTED)
    taken += sum(credit.amount for credit in made if credit.state != "rejected")
    gone = sum(refund.amount for refund in refunds if refund.state == At.SETTLED)
    gone += sum(credit.amount for credit in made if credit.state == "credited")
    moving = any(At(refund.state) in OPEN for refund in refunds) or any(credit.state == "requested" for credit in made)
    state = SuspenseState.CLEARED if gone == row.amount else SuspenseState.OPEN
    return SuspenseView(
        id=row.id,
        state=SuspenseState.UNDER_WAY if moving else state,
        provider=row.provider,
        txn_ref=row.txn_ref,
        transaction_no=row.transaction_no,
        amount=row.amount,
        left=row.amount - taken,
        agency_code=row.agency_code,
        dossier_code=dossier_code,
        obligation_id=row.obligation_id or "",
        payment_id=row.payment_id or "",
        why=row.why,
        arrived_at=row.arrived_at,
        refunds=tuple(refund_view(refund) for refund in refunds),
        credits=tuple(_credit_view(credit) for credit in made),
    )


def open_end(row: store.Row) -> OpenEnd:
    """An attempt whose end the provider does not tell."""
    return OpenEnd(
        payment_id=row.id,
        obligation_id=row.obligation_id,
        dossier_code=row.dossier_code,
        state=PaymentState(row.state),
        amount=row.amount,
        created_at=row.created_at,
        asks=row.asks,
        next_ask_at=row.next_ask_at,
    )


def _credit_view(row: store.Row) -> CreditView:
    return CreditView(
        id=row.id,
        obligation_id=row.obligation_id,
        amount=row.amount,
        state=row.state,
        reason=row.reason,
        requested_at=row.requested_at,
        decided_at=row.decided_at,
        decision_note=row.decision_note,
        payment_id=row.payment_id or "",
    )
