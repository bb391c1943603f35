"""How rows are shown to callers."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from services.payments import store
from services.payments.contract import (
    CounterKind,
    ObligationState,
    ObligationView,
    PaymentState,
    PaymentView,
    Provider,
    ReceiptView,
    RefundState,
)
from services.payments.domain.receipts import number_text
from services.payments.domain.states import OBLIGATION_WORDS, SETTLING, WITHDRAWN_WORDS, WORDS, State, Withdrawn
from services.payments.domain.telling import told
from services.payments.domain.vnpay_codes import SUCCESS, response_text
from services.payments.handlers.booking import items_of
from services.payments.handlers.refund_views import refund_view
from services.payments.store import collecting
from services.payments.store import refunding as kept


def payment_view(row: store.Row, refunds: Sequence[store.Row] = (), held: int = 0) -> PaymentView:
    """One attempt, with what was or is being paid back of it, and what lies in suspense."""
    state = State(row.state)
    state_vi, state_en = WORDS[state]
    vi, en = response_text(row.outcome_code) if row.outcome_code else ("", "")
    if held or (row.outcome_code == SUCCESS and state not in SETTLING):
        # What the bank calls a success is none here.
        vi, en = told(state, row.outcome_code, held)
    return PaymentView(
        id=row.id,
        obligation_id=row.obligation_id,
        state=PaymentState(row.state),
        state_vi=state_vi,
        state_en=state_en,
        provider=Provider(row.provider),
        txn_ref=row.txn_ref,
        amount=row.amount,
        created_at=row.created_at,
        expires_at=row.expires_at,
        settled_at=row.settled_at,
        outcome_code=row.outcome_code,
        outcome_vi=vi,
        outcome_en=en,
        refunded=sum(refund.amount for refund in refunds if refund.state == RefundState.SETTLED),
        refunds=tuple(refund_view(refund) for refund in refunds),
        held=held,
    )


def obligation_views(db: sa.Connection, rows: Sequence[store.Row]) -> tuple[ObligationView, ...]:
    """Obligations with their attempts and receipts, in the order given."""
    ids = [row.id for row in rows]
    attempts = store.payments_of(db, ids)
    receipts = store.receipt_ids(db, ids)
    refunds = kept.of_payments(db, [attempt.id for attempt in attempts])
    held = kept.held_of(db, ids) if attempts else {}
    due = {row.agency_code for row in rows if row.state == ObligationState.DUE}
    transfers = {code for code in due if collecting.takes_transfers(db, code) is not None}
    return tuple(
        _obligation_view(
            row,
            [attempt for attempt in attempts if attempt.obligation_id == row.id],
            refunds,
            receipts.get(row.id, ""),
            held,
            row.state == ObligationState.DUE and row.agency_code in transfers,
        )
        for row in rows
    )


def obligation_view(db: sa.Connection, obligation_id: str) -> ObligationView:
    """One obligation that exists."""
    row = store.find_obligation(db, obligation_id)
    if row is None:
        raise LookupError("the obligation is there")
    return obligation_views(db, [row])[0]


def _obligation_view(
    row: store.Row,
    attempts: Sequence[store.Row],
    refunds: Sequence[store.Row],
    receipt_id: str,
    held: Mapping[str, int],
    takes_transfers: bool,
) -> ObligationView:
    state_vi, state_en = OBLIGATION_WORDS[row.state]
    why_vi, why_en = WITHDRAWN_WORDS[Withdrawn(row.withdrawn_why)] if row.withdrawn_why else ("", "")
    return ObligationView(
        id=row.id,
        dossier_id=row.dossier_id,
        dossier_code=row.dossier_code,
        procedure_code=row.procedure_code,
        procedure_name=row.procedure_name,
        agency_code=row.agency_code,
        agency_name=row.agency_name,
        state=ObligationState(row.state),
        state_vi=state_vi,
        state_en=state_en,
        items=items_of(row),
        total=row.total,
        pay_online=row.pay_online,
        takes_transfers=takes_transfers,
        requested_at=row.requested_at,
        settled_at=row.settled_at,
        receipt_id=receipt_id,
        payments=tuple(
            payment_view(
                attempt, [refund for refund in refunds if refund.payment_id == attempt.id], held.get(attempt.id, 0)
            )
            for attempt in attempts
        ),
        withdrawn_at=row.withdrawn_at,
        withdrawn_vi=why_vi,
        withdrawn_en=why_en,
    )


def receipt_view(row: store.Row) -> ReceiptView:
    """One receipt, from `store.find_receipt`."""
    return ReceiptView(
        id=row.id,
        form=row.form,
        series=row.series,
        number=number_text(row.number),
        name=row.name,
        agency_code=row.agency_code,
        agency_name=row.agency_name,
        dossier_id=row.dossier_id,
        dossier_code=row.dossier_code,
        procedure_name=row.procedure_name,
        obligation_id=row.obligation_id,
        payment_id=row.payment_id,
        items=items_of(row),
        total=row.total,
        total_in_words=row.total_in_words,
        provider=Provider(row.provider),
        issued_at=row.issued_at,
        look_up=row.look_up,
        counters=row.counters or "",
        counter_kind=CounterKind(row.counter_kind) if row.counter_kind else None,
        reason=row.reason,
    )
