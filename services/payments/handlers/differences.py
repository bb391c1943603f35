"""Differences with providers: found by reconciliation, and repaired by two people with a booking of their own."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa

from chassis import audit, cursors
from chassis.ids import new_id
from chassis.service import Call, Storage, Work
from services.payments import policy, store
from services.payments.contract import (
    ASKED_ALREADY,
    DECIDED_ALREADY,
    DIFFERENCE_CHANGED,
    DIFFERENCE_CLOSED,
    DIFFERENCE_NOT_FOUND,
    DIFFERENCE_TOO_EARLY,
    REJECTION_NEEDS_NOTE,
    DecideRepair,
    Differences,
    DifferenceView,
    GetDifference,
    ListDifferences,
    ProposeRepair,
    RepairState,
)
from services.payments.domain import differences
from services.payments.domain.differences import UNCLOSED, WORDS, DifferenceAction, DifferenceState, step
from services.payments.domain.ledger import TransferKind
from services.payments.domain.reconciling import Key, Kind, Match, Side
from services.payments.handlers import booking, difference_views, suspending
from services.payments.store import differences as kept
from services.payments.store import reconciling

WHY = "Nhà cung cấp đã thu, sổ của ta chưa có (đối soát)"
NO_AGENCY = ""


def take_note(work: Work, provider: str, day: dt.date, matches: Sequence[Match]) -> None:
    """Open what differs, and close what does not any more. A proposal lapses when what it is about has changed."""
    known = kept.unclosed(work.db, provider, day, [match.txn_ref for match in matches])
    compared = {match.key: match for match in matches}
    differing = {key: match for key, match in compared.items() if match.kind is not Kind.MATCHED}
    for key, row in known.items():
        match = differing.get(key)
        if match is None and key not in compared and row.day != day:
            continue  # Another line of the same order, about which this file says nothing.
        if match is None:
            _move(work, row, DifferenceAction.VANISH, closed_at=work.now)
            if key not in compared:
                reconciling.agreed(work.db, row, work.now)
        elif (match.ours, match.theirs, day) != (row.ours, row.theirs, row.day):
            now = {"kind": match.kind.value, "ours": match.ours, "theirs": match.theirs, "day": day}
            if row.state == DifferenceState.PROPOSED:
                _move(work, row, DifferenceAction.LAPSE, **now)
            else:
                kept.change(work.db, row.id, **now)
    for key, match in differing.items():
        if key not in known:
            kept.add(work.db, **_found(work.db, provider, match), id=new_id(), day=day, found_at=work.now)


def _found(db: sa.Connection, provider: str, match: Match) -> dict[str, object]:
    about = kept.payment_of(db, provider, match.txn_ref, match.transaction_no)
    refund = None
    if match.side is Side.REFUND:
        refund = kept.refund_of(db, match.txn_ref, match.theirs or match.ours or 0, match.transaction_no)
    return {
        "provider": provider,
        "side": match.side.value,
        "txn_ref": match.txn_ref,
        "transaction_no": match.transaction_no,
        "kind": match.kind.value,
        "ours": match.ours,
        "theirs": match.theirs,
        "agency_code": about.agency_code if about is not None else NO_AGENCY,
        "obligation_id": about.obligation_id if about is not None else None,
        "payment_id": about.payment_id if about is not None else None,
        "refund_id": refund.id if refund is not None else None,
        "state": DifferenceState.OPEN.value,
    }


def list_differences(call: Call[ListDifferences], storage: Storage, operating_agency: str) -> Differences:
    """What of an agency's money does not agree. The operating agency sees as well what is nobody's."""
    request = call.request
    policy.check_agency(call.caller, call.method, request.agency_code)
    agencies = [request.agency_code, *([NO_AGENCY] if request.agency_code == operating_agency else [])]
    with storage.read() as db:
        rows = kept.page(db, agencies, request.day, request.closed, cursors.read(request), request.limit + 1)
        shown = rows[: request.limit]
        return Differences(
            items=difference_views.views(db, shown),
            next_cursor=cursors.write(request, shown[-1].id) if len(rows) > request.limit else "",
        )


def get_difference(call: Call[GetDifference], storage: Storage, operating_agency: str) -> DifferenceView:
    """One difference with what was proposed."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.read() as db:
        row = kept.one(db, call.request.difference_id)
        policy.check(call.caller, call.method, _books(row, operating_agency))
        return _view(db, call.request.difference_id)


def propose_repair(call: Call[ProposeRepair], storage: Storage, operating_agency: str) -> DifferenceView:
    """Propose to book what the file says more or less; nothing is booked by it."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.command(call) as work:
        row = _locked(work, call, operating_agency)
        if row.state == DifferenceState.PROPOSED:
            raise ASKED_ALREADY()
        _must_be(row, DifferenceState.OPEN)
        if differences.may_still_come(Kind(row.kind), reconciling.has_newer_run(work.db, row.provider, row.day)):
            raise DIFFERENCE_TOO_EARLY()
        repair_id = new_id()
        kept.add_repair(
            work.db,
            id=repair_id,
            difference_id=row.id,
            amount=_more(row),
            state=RepairState.PROPOSED.value,
            reason=call.request.reason,
            proposed_by=work.caller.id,
            proposed_at=work.now,
        )
        _move(work, row, DifferenceAction.PROPOSE)
        audit.record(work, "difference.repair-proposed", thing=row.id, why=call.request.reason)
        return work.done(_view(work.db, row.id))


def decide_repair(call: Call[DecideRepair], storage: Storage, operating_agency: str) -> DifferenceView:
    """Confirm, which books the difference and closes it, or refuse; as another person than who proposed it."""
    policy.sign_in_needed(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        row = _locked(work, call, operating_agency)
        repair = kept.find_repair(work.db, asked.repair_id)
        if repair is None or repair.difference_id != row.id:
            raise DIFFERENCE_NOT_FOUND()
        if repair.state != RepairState.PROPOSED:
            raise DECIDED_ALREADY()
        policy.check_second(call.caller, repair.proposed_by)
        if not asked.agree and not asked.note.strip():
            raise REJECTION_NEEDS_NOTE()
        decided = {"decided_by": work.caller.id, "decided_at": work.now, "note": asked.note}
        if asked.agree:
            _book(work, row, repair, decided)
            reconciling.agreed(work.db, row, work.now)
            _move(work, row, DifferenceAction.CONFIRM, closed_at=work.now)
        else:
            kept.change_repair(work.db, repair.id, state=RepairState.REFUSED.value, **decided)
            _move(work, row, DifferenceAction.REFUSE)
        act = "difference.repaired" if asked.agree else "difference.repair-refused"
        audit.record(work, act, thing=row.id, why=asked.note, facts={"amount": str(repair.amount)})
        return work.done(_view(work.db, row.id))


def _book(work: Work, row: store.Row, repair: store.Row, decided: dict[str, object]) -> None:
    """Write what the file says into the books, unless these have changed since it was proposed."""
    side = Side(row.side)
    booked = _booked(work.db, row)
    if (row.theirs or 0) - sum(booked) != repair.amount:
        raise DIFFERENCE_CHANGED(day=row.day.strftime("%d/%m/%Y"))
    plan = differences.plan(row.agency_code, row.provider, side, repair.amount, kept.claimed_of(work.db, row))
    if plan.entries:
        reference = f"repaired:{repair.id}"
        booking.book(
            work, TransferKind.REPAIRED, reference, plan.entries, row.obligation_id, row.payment_id, repair.reason
        )
    item = None
    if plan.to_suspense:
        # What is nowhere in the books is kept under the provider's number, so that it cannot be told of once more.
        whole = not any(booked) and not store.is_transaction_known(work.db, row.provider, row.transaction_no)
        item = suspending.keep(
            work,
            provider=row.provider,
            agency_code=row.agency_code,
            amount=plan.to_suspense,
            txn_ref=row.txn_ref,
            transaction_no=row.transaction_no if whole else "",
            obligation_id=row.obligation_id,
            payment_id=row.payment_id,
            why=WHY,
            extra="" if whole else repair.id,
        )
        if item is None:
            raise DIFFERENCE_CHANGED(day=row.day.strftime("%d/%m/%Y"))
    kept.change_repair(
        work.db,
        repair.id,
        state=RepairState.CONFIRMED.value,
        claimed=plan.claimed,
        suspense_id=item.id if item is not None else None,
        **decided,
    )


def _booked(db: sa.Connection, row: store.Row) -> Sequence[int]:
    """What stands in the books of a line now: as it was booked, and what repairs added."""
    key: Key = (Side(row.side), row.txn_ref, row.transaction_no)
    lines: list[reconciling.Booked] = []
    if key[0] is Side.PAY:
        lines += reconciling.settled_lines(db, row.provider, row.found_at, row.found_at, [row.txn_ref])
        lines += reconciling.suspended_lines(db, row.provider, row.found_at, row.found_at, [row.transaction_no])
    else:
        lines += reconciling.refund_lines(db, row.provider, row.found_at, row.found_at, [row.transaction_no])
    repaired = reconciling.repaired(db, row.provider, [row.txn_ref])
    return [*(line.amount for line, _ in lines if line.key == key), repaired.get(key, 0)]


def _move(work: Work, row: store.Row, action: DifferenceAction, **values: object) -> None:
    state = step(DifferenceState(row.state), action)
    if action in (DifferenceAction.LAPSE, DifferenceAction.VANISH):
        kept.lapse(work.db, row.id, work.now)
    kept.change(work.db, row.id, state=state.value, **values)


def _more(row: store.Row) -> int:
    return (row.theirs or 0) - (row.ours or 0)


def _books(row: store.Row | None, operating_agency: str) -> policy.Books | None:
    return None if row is None else policy.Books(row.agency_code or operating_agency)


def _must_be(row: store.Row, *states: DifferenceState) -> None:
    if row.state not in states:
        vi, en = WORDS[DifferenceState(row.state)]
        raise DIFFERENCE_CLOSED(state_vi=vi, state_en=en)


def _locked(work: Work, call: Call[ProposeRepair] | Call[DecideRepair], operating_agency: str) -> store.Row:
    """The difference, locked after its obligation; refused to who may not, and when it is closed."""
    known = kept.find(work.db, call.request.difference_id)
    policy.check(call.caller, call.method, _books(known, operating_agency))
    if known is not None and known.obligation_id:
        store.find_obligation(work.db, known.obligation_id, lock=True)
    row = kept.find(work.db, call.request.difference_id, lock=True)
    if row is None:
        raise DIFFERENCE_NOT_FOUND()
    _must_be(row, *UNCLOSED)
    return row


def _view(db: sa.Connection, difference_id: str) -> DifferenceView:
    row = kept.one(db, difference_id)
    if row is None:
        raise DIFFERENCE_NOT_FOUND()
    return difference_views.views(db, [row])[0]
