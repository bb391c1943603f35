"""The cash box of a desk: opened with change, filled by receipts, emptied by refunds, counted, closed by two people.

Money that is taken or paid out in cash is booked in the box of the day in the transaction that settles it, with the
day's row locked; so a day that is being counted stands still, and one that is closed takes nothing more.
"""

import sqlalchemy as sa

from chassis import audit
from chassis.ids import new_id
from chassis.service import Call, Storage, Work
from services.payments import policy, store
from services.payments.contract import (
    CASH_DAY_LEFT_OPEN,
    CASH_DAY_NOT_FOUND,
    CASH_DAY_NOT_OPEN,
    CASH_DAY_STATE,
    CASH_TOO_LITTLE,
    DIFFERENCE_NEEDS_REASON,
    NOTE_UNKNOWN,
    SECOND_PERSON_NEEDED,
    CashDay,
    CashDays,
    CashDayState,
    CashMovement,
    ConfirmCashDay,
    CountCashDay,
    GetCashDay,
    ListCashDays,
    NoteCount,
    OpenCashDay,
    Provider,
)
from services.payments.data import load_notes
from services.payments.domain import cash, ledger
from services.payments.domain.cash import DayState
from services.payments.domain.ledger import TransferKind
from services.payments.handlers import booking
from services.payments.store import cash as kept

NOTES = load_notes()


def open_cash_day(call: Call[OpenCashDay], storage: Storage) -> CashDay:
    """Open the box of today; the one before must be closed, and a day is not opened twice."""
    request = call.request
    policy.check_agency(call.caller, call.method, request.agency_code)
    with storage.command(call) as work:
        today = cash.day_of(work.now)
        left = kept.unclosed_day(work.db, request.agency_code, request.desk)
        if left is not None and left.day != today:
            raise CASH_DAY_LEFT_OPEN(day=left.day.strftime("%d/%m/%Y"), desk=request.desk)
        there = kept.day_there(work.db, request.agency_code, request.desk, today)
        if there is not None:
            raise _in_state(there)
        day_id = new_id()
        added = kept.add_day(
            work.db,
            id=day_id,
            agency_code=request.agency_code,
            desk=request.desk,
            day=today,
            state=DayState.OPEN.value,
            float_amount=request.float_amount,
            opened_by=work.caller.id,
            opened_at=work.now,
        )
        if not added:
            there = kept.unclosed_day(work.db, request.agency_code, request.desk)
            raise CASH_DAY_NOT_OPEN(desk=request.desk) if there is None else _in_state(there)
        return work.done(_view(work.db, _found(work.db, day_id)))


def count_cash_day(call: Call[CountCashDay], storage: Storage) -> CashDay:
    """Write down what lies in the box; it takes nothing from now on, unless a second person sends it back."""
    request = call.request
    policy.sign_in_needed(call.caller, call.method)
    with storage.command(call) as work:
        row = kept.find_day(work.db, request.cash_day_id, lock=True)
        _checked(call, row)
        row = _found(work.db, request.cash_day_id)
        if row.state != DayState.OPEN:
            raise _in_state(row)
        notes = {note.value: note.count for note in request.notes}
        try:
            counted = cash.worth(notes, NOTES)
        except cash.UnknownNote as unknown:
            raise NOTE_UNKNOWN(value=unknown.value) from None
        taken, paid_out = kept.sums(work.db, [row.id]).get(row.id, (0, 0))
        difference = counted - cash.expected(row.float_amount, taken, paid_out)
        if not cash.is_explained(difference, request.reason):
            raise DIFFERENCE_NEEDS_REASON(difference=difference)
        kept.change_day(
            work.db,
            row.id,
            state=DayState.COUNTED.value,
            notes=[[value, count] for value, count in sorted(notes.items(), reverse=True)],
            counted=counted,
            difference=difference,
            reason=request.reason,
            counted_by=work.caller.id,
            counted_at=work.now,
        )
        return work.done(_view(work.db, _found(work.db, row.id)))


def confirm_cash_day(call: Call[ConfirmCashDay], storage: Storage) -> CashDay:
    """Close the day and book what differs; or send it back, whereby the box is open again."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.command(call) as work:
        row = kept.find_day(work.db, call.request.cash_day_id, lock=True)
        _checked(call, row)
        row = _found(work.db, call.request.cash_day_id)
        if row.state != DayState.COUNTED:
            raise _in_state(row)
        if row.counted_by == work.caller.id:
            raise SECOND_PERSON_NEEDED()
        if not call.request.agree:
            empty = dict.fromkeys(("notes", "counted", "difference", "counted_by", "counted_at"))
            kept.change_day(work.db, row.id, state=DayState.OPEN.value, reason="", **empty)
            audit.record(work, "cash-day.sent-back", thing=row.id, why=call.request.note)
            return work.done(_view(work.db, _found(work.db, row.id)))
        kept.change_day(
            work.db, row.id, state=DayState.CLOSED.value, confirmed_by=work.caller.id, confirmed_at=work.now
        )
        if row.difference:
            entries = ledger.count_cash(row.agency_code, Provider.DESK.value, row.difference)
            reference = f"cash-differs:{row.id}"
            booking.book(work, TransferKind.CASH_DIFFERS, reference, entries, None, None, row.reason)
        facts = {"agency": row.agency_code, "day": row.day.isoformat(), "difference": str(row.difference)}
        audit.record(work, "cash-day.closed", thing=row.id, why=row.reason, facts=facts)
        return work.done(_view(work.db, _found(work.db, row.id)))


def get_cash_day(call: Call[GetCashDay], storage: Storage) -> CashDay:
    """One day with all that went in and out."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.read() as db:
        row = kept.find_day(db, call.request.cash_day_id)
        _checked(call, row)
        return _view(db, _found(db, call.request.cash_day_id), told=True)


def list_cash_days(call: Call[ListCashDays], storage: Storage) -> CashDays:
    """The days of an agency."""
    request = call.request
    policy.check_agency(call.caller, call.method, request.agency_code)
    with storage.read() as db:
        rows = kept.days_between(db, request.agency_code, request.first, request.last)
        return CashDays(items=tuple(_view(db, row) for row in rows))


# Called where money is settled or paid back


def take_in(work: Work, agency_code: str, desk: str, payment_id: str, amount: int) -> None:
    """Cash for a payment goes into the box of today, or `CASH_DAY_NOT_OPEN`."""
    day = _open_today(work, agency_code, desk)
    kept.move(
        work.db,
        id=new_id(),
        cash_day_id=day.id,
        incoming=True,
        amount=amount,
        payment_id=payment_id,
        officer_id=work.caller.id,
        at=work.now,
    )


def pay_out(work: Work, agency_code: str, desk: str, refund_id: str, amount: int) -> None:
    """Cash for a refund leaves the box of today, or `CASH_DAY_NOT_OPEN`, or `CASH_TOO_LITTLE` by the books."""
    day = _open_today(work, agency_code, desk)
    taken, paid_out = kept.sums(work.db, [day.id]).get(day.id, (0, 0))
    left = cash.expected(day.float_amount, taken, paid_out)
    if amount > left:
        raise CASH_TOO_LITTLE(left=left)
    kept.move(
        work.db,
        id=new_id(),
        cash_day_id=day.id,
        incoming=False,
        amount=amount,
        refund_id=refund_id,
        officer_id=work.caller.id,
        at=work.now,
    )


def _open_today(work: Work, agency_code: str, desk: str) -> store.Row:
    day = kept.unclosed_day(work.db, agency_code, desk)
    if day is None or day.state != DayState.OPEN:
        raise CASH_DAY_NOT_OPEN(desk=desk)
    if day.day != cash.day_of(work.now):
        raise CASH_DAY_LEFT_OPEN(day=day.day.strftime("%d/%m/%Y"), desk=desk)
    return day


def _checked(call: Call[CountCashDay] | Call[ConfirmCashDay] | Call[GetCashDay], row: store.Row | None) -> None:
    policy.check(call.caller, call.method, None if row is None else policy.Books(row.agency_code))


def _in_state(row: store.Row) -> Exception:
    vi, en = cash.WORDS[DayState(row.state)]
    return CASH_DAY_STATE(state_vi=vi, state_en=en)


def _found(db: sa.Connection, cash_day_id: str) -> store.Row:
    row = kept.find_day(db, cash_day_id)
    if row is None:
        raise CASH_DAY_NOT_FOUND()
    return row


def _view(db: sa.Connection, row: store.Row, *, told: bool = False) -> CashDay:
    taken, paid_out = kept.sums(db, [row.id]).get(row.id, (0, 0))
    vi, en = cash.WORDS[DayState(row.state)]
    return CashDay(
        id=row.id,
        agency_code=row.agency_code,
        desk=row.desk,
        day=row.day,
        state=CashDayState(row.state),
        state_vi=vi,
        state_en=en,
        float_amount=row.float_amount,
        taken=taken,
        paid_out=paid_out,
        expected=cash.expected(row.float_amount, taken, paid_out),
        counted=row.counted,
        difference=row.difference,
        notes=tuple(NoteCount(value=value, count=count) for value, count in row.notes or ()),
        reason=row.reason,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        counted_by=row.counted_by or "",
        counted_at=row.counted_at,
        confirmed_by=row.confirmed_by or "",
        confirmed_at=row.confirmed_at,
        movements=tuple(_movement(one) for one in kept.movements(db, row.id)) if told else (),
    )


def _movement(row: store.Row) -> CashMovement:
    return CashMovement(
        id=row.id,
        incoming=row.incoming,
        amount=row.amount,
        payment_id=row.payment_id or "",
        refund_id=row.refund_id or "",
        dossier_code=row.dossier_code or "",
        officer_id=row.officer_id,
        at=row.at,
    )
