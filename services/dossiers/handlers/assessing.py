"""What a dossier owes by its procedure and by what an officer found, and what of it is asked for."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from chassis.callers import Channel
from chassis.errors import INVALID_REQUEST, FieldProblem, PortalError
from chassis.ids import new_id
from chassis.service import Work
from services.dossiers import claims, contract
from services.dossiers.contract import AssessedFee, FeeState
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.fees import Assessment, OwedFee, Unassessed, Unreasoned, owed
from services.dossiers.handlers.fee_views import fee_items
from services.dossiers.handlers.versions import offered
from services.dossiers.procedures import Procedure
from services.dossiers.store import contents

Row = sa.Row[Any]


def at_reception(
    work: Work, row: Row, procedure: Procedure, said: Iterable[AssessedFee], kept: Sequence[claims.Kept]
) -> tuple[OwedFee, ...]:
    """What the dossier owes after the claims that were granted; nothing if that was asked for before."""
    if any(fee.purpose == "fee" for fee in contents.fees_of(work.db, row.id)):
        return ()
    return assessed(row, procedure, said, kept)


def assessed(
    row: Row,
    procedure: Procedure,
    said: Iterable[AssessedFee],
    kept: Sequence[claims.Kept],
    *,
    reason: str = "",
    legal_basis: str = "",
) -> tuple[OwedFee, ...]:
    """What the dossier owes by what an officer found and granted of the claims ``kept``.

    Reason and basis stand where an amount has none of its own.
    """
    said = tuple(said)
    if len({fee.head for fee in said}) < len(said):
        raise INVALID_REQUEST(problems=[FieldProblem("/fees", "twice", {})])
    found = {
        fee.head: Assessment(fee.quantity, fee.amount, fee.reason or reason, fee.legal_basis or legal_basis)
        for fee in said
    }
    listed = procedure.fees(Channel(row.channel), row.case_label, local_day(row.submitted_at))
    unknown = sorted(set(found) - {fee.head for fee in listed})
    if unknown:
        raise INVALID_REQUEST(
            problems=[FieldProblem("/fees", "not-a-choice", {"choices": ", ".join(fee.head for fee in listed)})]
        )
    try:
        items = owed(listed, found, claims.granted(procedure, row, kept))
    except Unassessed as open_fee:
        raise contract.FEE_NOT_ASSESSED(label=open_fee.fee.label) from None
    except Unreasoned as bare:
        raise _unreasoned(bare, [fee.head for fee in said], found[bare.fee.head]) from None
    if sum(fee.amount for fee in items) > contract.MOST_AT_ONCE:
        raise INVALID_REQUEST(
            problems=[FieldProblem("/fees", "out-of-range", {"min": 0, "max": contract.MOST_AT_ONCE})]
        )
    return items


def _unreasoned(bare: Unreasoned, heads: Sequence[str], found: Assessment) -> PortalError:
    """The refusal of an amount without its why, at each field that is empty."""
    error = contract.FEE_REASON_NEEDED if bare.listed is not None else contract.FEE_WAIVER_REASON_NEEDED
    listed: dict[str, Any] = {"listed": bare.listed} if bare.listed is not None else {}
    told: dict[str, Any] = {"label": bare.fee.label, **listed}
    empty = [name for name in ("reason", "legal_basis") if not getattr(found, name).strip()]
    at = f"/fees/{heads.index(bare.fee.head)}"
    return error(problems=[FieldProblem(f"{at}/{name}", error.code, told) for name in empty], **told)


def stored(fee: OwedFee) -> dict[str, Any]:
    """One thing to pay for, as rows keep it."""
    plain: dict[str, Any] = {"head": fee.head, "kind": fee.kind, "label": fee.label, "amount": fee.amount}
    if fee.quantity is not None:
        plain["quantity"] = fee.quantity
    granted = {"listed": fee.listed, "reason": fee.reason, "legal_basis": fee.legal_basis}
    return plain | granted if fee.listed is not None or fee.reason else plain


def charge(work: Work, row: Row, procedure: Procedure, items: Sequence[OwedFee]) -> dict[str, Any] | None:
    """Note what is to be paid; None if it is nothing."""
    kept = [stored(fee) for fee in items]
    total = sum(fee.amount for fee in items)
    if total == 0:
        return None
    offer = offered(work.db, row, local_day(row.submitted_at))
    pay_online = offer is not None and bool(offer["pays_online"])
    contents.add_fee(
        work.db,
        id=new_id(),
        dossier_id=row.id,
        purpose="fee",
        state=FeeState.DUE.value,
        items=kept,
        total=total,
        pay_online=pay_online,
        before_processing=procedure.clock_starts_after_payment,
        due_since=work.now,
    )
    return {"items": fee_items(kept), "total": total, "payer_id": row.applicant_id, "pay_online": pay_online}


def unpaid_of(db: sa.Connection, row: Row, purpose: str = "fee") -> int:
    """What is still to be paid, in đồng."""
    return sum(
        fee.total for fee in contents.fees_of(db, row.id) if fee.purpose == purpose and fee.state == FeeState.DUE
    )
