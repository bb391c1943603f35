"""A fee that was asked for is changed: an officer asks, payments answer, and only then it is another.

The amount that is due stays so until payments have put the new one in its place, or said why they did not: so no two
amounts of one fee are ever due, and nobody who is paying at that moment pays for nothing.
"""

from typing import Any

from chassis.contracts import Call
from chassis.ids import new_id
from chassis.logs import get_log
from chassis.service import Event, Sealer, Storage, Work
from services.dossiers import contract
from services.dossiers.contract import DossierReceived, DossierView, FeeChanged, FeeDue, FeeKept, FeeState, ReassessFees
from services.dossiers.domain.actions import Action, State
from services.dossiers.domain.guards import Facts
from services.dossiers.domain.states import TABLE
from services.dossiers.handlers import assessing, clock, issuing
from services.dossiers.handlers.fee_views import fee_items
from services.dossiers.handlers.moves import Row, held, may_take, move, opened
from services.dossiers.handlers.views import dossier_view, facts
from services.dossiers.procedures import pinned
from services.dossiers.store import contents
from services.payments.contract import FeeChangeRefused, PaymentRequested, PaymentWaived

log = get_log(__name__)


def reassess_fees(call: Call[ReassessFees], storage: Storage, sealer: Sealer) -> DossierView:
    """Ask payments to change the fee that is due; reason and legal basis go to the history and to the person."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.REASSESS)
        fee = _changeable(work, row)
        items = assessing.assessed(
            row,
            pinned(work.db, row),
            request.fees,
            row.fee_claims,
            reason=request.reason,
            legal_basis=request.legal_basis,
        )
        stored = [assessing.stored(item) for item in items]
        total = sum(item.amount for item in items)
        if _owes(stored) == _owes(fee.items):
            raise contract.FEE_UNCHANGED()
        row = move(
            work,
            row,
            Action.REASSESS,
            Facts(now=work.now),
            reason=request.reason,
            legal_basis=request.legal_basis,
            note=_sentence(fee.total, total),
            details={"before": fee.items, "after": stored},
        )
        change = {
            "items": stored,
            "total": total,
            "reason": request.reason,
            "legal_basis": request.legal_basis,
            "at": work.now.isoformat(),
        }
        contents.change_fee(work.db, fee.id, change=change)
        asked = FeeDue(
            **facts(row),
            items=fee_items(stored),
            total=total,
            payer_id=row.applicant_id,
            pay_online=fee.pay_online,
            before_processing=fee.before_processing,
            replaces=fee.obligation_id,
            reason=request.reason,
            legal_basis=request.legal_basis,
        )
        work.emit(contract.fee_due, row.id, asked)
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def _owes(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is asked for, however many units it is said to be for."""
    return [{name: value for name, value in item.items() if name != "quantity"} for item in items]


def _changeable(work: Work, row: Row) -> Row:
    """The fee that can be changed now, or the error that says what is in the way."""
    fees = [fee for fee in contents.fees_of(work.db, row.id) if fee.purpose == "fee"]
    due = next((fee for fee in fees if fee.state == FeeState.DUE), None)
    if due is None:
        paid = any(fee.state == FeeState.SETTLED for fee in fees)
        raise contract.FEE_PAID() if paid else contract.FEE_NOT_DUE()
    if not due.obligation_id:
        raise contract.FEE_ON_ITS_WAY()
    if due.change is not None:
        raise contract.FEE_CHANGING()
    return due


# What payments answer


def on_replaced(event: Event[PaymentRequested], work: Work) -> None:
    """The new amount is the one to pay: the former stays beside it, with what it became and why."""
    told = event.payload
    row, fee = _asked(work, told.dossier_id, told.replaces)
    if fee is None:
        return
    change = fee.change
    if told.amount != change["total"]:
        # A human has to look at it: the event is parked as dead and the former fee stays.
        raise ValueError(f"{told.amount} đồng were asked for instead of {change['total']} đồng")
    contents.change_fee(work.db, fee.id, state=FeeState.WITHDRAWN.value, withdrawn_at=told.at)
    contents.add_fee(
        work.db,
        id=new_id(),
        dossier_id=row.id,
        purpose=fee.purpose,
        state=FeeState.DUE.value,
        items=change["items"],
        total=change["total"],
        pay_online=fee.pay_online,
        before_processing=fee.before_processing,
        obligation_id=told.obligation_id,
        due_since=told.at,
    )
    _tell_change(work, row, fee)


def on_payment_waived(event: Event[PaymentWaived], work: Work) -> None:
    """Nothing is to be paid any more. A dossier that waited for it goes on, and its clock starts now."""
    told = event.payload
    row, fee = _asked(work, told.dossier_id, told.obligation_id)
    if fee is None:
        return
    if fee.change["total"]:
        raise ValueError(f"nothing is asked for instead of {fee.change['total']} đồng")
    contents.change_fee(work.db, fee.id, state=FeeState.WITHDRAWN.value, withdrawn_at=told.at)
    if row.state == State.PAYMENT and fee.before_processing:
        _go_on(work, row, fee)
    else:
        _tell_change(work, row, fee)


def on_fee_change_refused(event: Event[FeeChangeRefused], work: Work) -> None:
    """The fee stays as it was; the history says why, and officers may ask again."""
    told = event.payload
    row, fee = _asked(work, told.dossier_id, told.obligation_id)
    if fee is None:
        return
    contents.change_fee(work.db, fee.id, change=None)
    changed = _noted(work, row, Action.KEEP_FEE, note=WHY_KEPT[told.why.value], details={"why": told.why.value})
    if changed is not None:
        kept = FeeKept(**facts(changed), why=told.why.value, total=fee.total, try_after=told.try_after)
        work.emit(contract.fee_kept, row.id, kept)


WHY_KEPT = {
    "settled": "Người nộp đã nộp khoản cũ. Nếu đã thu thừa, lập yêu cầu hoàn phần thừa.",
    "being_paid": "Người nộp đang thanh toán khoản cũ tại ngân hàng. Có thể yêu cầu lại khi lần đó kết thúc.",
    "not_due": "Khoản cũ không còn phải nộp.",
}
"""Why a fee stayed as it was, in the words of the history."""


def _asked(work: Work, dossier_id: str, obligation_id: str) -> tuple[Row, Row | None]:
    """The dossier, locked, and the fee of which a change was asked for; None where that was answered already."""
    row = held(work, dossier_id)
    if row is None:
        raise LookupError("an obligation names a dossier that is not here")
    of_it = (fee for fee in contents.fees_of(work.db, row.id) if fee.obligation_id == obligation_id)
    fee = next((fee for fee in of_it if fee.change is not None and fee.state != FeeState.WITHDRAWN), None)
    if fee is None:
        log.warning("a change of a fee was answered that nobody waits for", dossier_id=dossier_id)
    return row, fee


def _tell_change(work: Work, row: Row, fee: Row) -> None:
    change = fee.change
    changed = _noted(work, row, Action.CHANGE_FEE, **_why(fee))
    if changed is not None:
        work.emit(contract.fee_changed, row.id, _changed(changed, fee.total, change))


def _go_on(work: Work, row: Row, fee: Row) -> None:
    """The dossier waited for a payment that is not to come: it is received now."""
    row = move(
        work,
        row,
        Action.WAIVE_FEE,
        Facts(now=work.now, unpaid=assessing.unpaid_of(work.db, row)),
        **_why(fee),
        kept=clock.started(work.db, row, pinned(work.db, row), work.now),
    )
    work.emit(contract.fee_changed, row.id, _changed(row, fee.total, fee.change))
    event = DossierReceived(**facts(row), received_at=row.received_at, due_at=row.due_at)
    work.emit(contract.dossier_received, row.id, event)
    issuing.issue(work, row, contract.OfficialPaper.RECEPTION)


def _noted(work: Work, row: Row, action: Action, **said: Any) -> Row | None:
    """The step in the history; a dossier that has ended meanwhile takes none."""
    if row.closed_at is not None or (State(row.state), action) not in TABLE:
        return None
    return move(work, row, action, Facts(now=work.now), **said)


def _why(fee: Row) -> dict[str, Any]:
    change = fee.change
    return {
        "reason": change["reason"],
        "legal_basis": change["legal_basis"],
        "note": _sentence(fee.total, change["total"]),
        "details": {"before": fee.items, "after": change["items"]},
    }


def _changed(row: Row, before: int, change: dict[str, Any]) -> FeeChanged:
    said = {"reason": change["reason"], "legal_basis": change["legal_basis"]}
    return FeeChanged(**facts(row), total_before=before, total=change["total"], **said)


def _sentence(before: int, after: int) -> str:
    return f"{_dong(before)} → {_dong(after)}"


def _dong(amount: int) -> str:
    return f"{amount:,} đồng".replace(",", ".")
