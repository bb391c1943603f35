"""Receipts for everybody to check, their replacement by two people, and the register of an agency."""

import datetime as dt
from typing import Any, Final

import sqlalchemy as sa

from chassis import audit, cursors
from chassis.ids import new_id
from chassis.service import Call, Signer, Storage
from services.dossiers.contract import FeeKind
from services.payments import policy, store
from services.payments.contract import (
    ASKED_ALREADY,
    DECIDED_ALREADY,
    RECEIPT_IS_OVER,
    RECEIPT_NOT_FOUND,
    SECOND_PERSON_NEEDED,
    AskReceiptCorrection,
    CheckReceipt,
    CounterKind,
    CounterReceipt,
    DecideReceiptCorrection,
    GetReceiptRegister,
    ListReceiptCorrections,
    ReceiptCorrection,
    ReceiptCorrections,
    ReceiptProof,
    ReceiptRegister,
    RegisteredReceipt,
)
from services.payments.domain import receipts
from services.payments.handlers import receipting
from services.payments.handlers.booking import items_of
from services.payments.store import issued as kept

KIND: Final = "motcua-money-receipt"
"""The kind of signed statement."""


def check_receipt(call: Call[CheckReceipt], storage: Storage, signer: Signer) -> ReceiptProof:
    """What a receipt says and how it stands, to whoever has its code."""
    with storage.read() as db:
        row = kept.find_by_code(db, _plain(call.request.look_up))
        if row is None:
            raise RECEIPT_NOT_FOUND()
        return proof_of(db, row, storage.now(), signer)


def proof_of(db: sa.Connection, row: store.Row, now: dt.datetime, signer: Signer) -> ReceiptProof:
    """A receipt with what became of it, under the portal's signature."""
    counters = kept.counters_of(db, row.id)
    left = receipts.still_good_for(row.total, [(receipts.CounterKind(one.counter_kind), one.total) for one in counters])
    of = store.find_receipt(db, row.counters) if row.counters else None
    stands = _stands(row, left, counters)
    return ReceiptProof(
        form=row.form,
        series=row.series,
        number=receipts.number_text(row.number),
        name=row.name,
        agency_code=row.agency_code,
        agency_name=row.agency_name,
        collector_name=row.collector_name,
        tax_code=row.tax_code,
        items=items_of(row),
        total=row.total,
        total_in_words=row.total_in_words,
        issued_at=row.issued_at,
        counter_kind=CounterKind(row.counter_kind) if row.counter_kind else None,
        counters_number="" if of is None else numbered(of),
        reason=row.reason,
        stands_for=left if row.counter_kind in ("", CounterKind.REPLACE) else 0,
        stands_vi=stands[0],
        stands_en=stands[1],
        counter_receipts=tuple(
            CounterReceipt(
                id=one.id,
                kind=CounterKind(one.counter_kind),
                series=one.series,
                number=receipts.number_text(one.number),
                total=one.total,
                reason=one.reason,
                issued_at=one.issued_at,
            )
            for one in counters
        ),
        as_of=now,
        signed=signer.sign(KIND, statement(row, left, of, now)),
    )


def statement(row: store.Row, left: int, of: store.Row | None, now: dt.datetime) -> dict[str, Any]:
    """What is signed."""
    return {
        "form": row.form,
        "series": row.series,
        "number": receipts.number_text(row.number),
        "name": row.name,
        "agency": {"code": row.agency_code, "name": row.agency_name, "tax_code": row.tax_code},
        "items": [{"label": item.label, "kind": item.kind.value, "amount": item.amount} for item in items_of(row)],
        "total": row.total,
        "total_in_words": row.total_in_words,
        "issued_at": row.issued_at.astimezone(dt.UTC).isoformat(timespec="seconds"),
        "look_up": row.look_up,
        "counter": {"kind": row.counter_kind, "of": numbered(of), "reason": row.reason} if of is not None else None,
        "stands_for": left if row.counter_kind in ("", CounterKind.REPLACE) else 0,
        "as_of": now.astimezone(dt.UTC).isoformat(timespec="seconds"),
    }


def numbered(row: store.Row) -> str:
    """Series and number in one."""
    return f"{row.series} {receipts.number_text(row.number)}"


def _stands(row: store.Row, left: int, counters: Any) -> tuple[str, str]:
    if row.counter_kind == CounterKind.CANCEL:
        return "Biên lai hủy: khoản tiền đã được trả lại toàn bộ", "Cancels another receipt: all was paid back"
    if row.counter_kind == CounterKind.ADJUST:
        return "Biên lai điều chỉnh giảm: một phần đã được trả lại", "Reduces another receipt: a part was paid back"
    if any(one.counter_kind == CounterKind.REPLACE for one in counters):
        return "Đã được thay thế bằng biên lai khác", "Replaced by another receipt"
    if left == 0:
        return "Đã bị hủy, tiền đã được trả lại", "Cancelled; the money was paid back"
    if left < row.total:
        return "Có hiệu lực một phần", "In force for a part"
    return "Có hiệu lực", "In force"


def _plain(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum())


def ask_receipt_correction(call: Call[AskReceiptCorrection], storage: Storage) -> ReceiptCorrection:
    """Keep the request; a second person decides."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.command(call) as work:
        row = store.find_receipt(work.db, call.request.receipt_id)
        policy.check(call.caller, call.method, row)
        if row is None:
            raise RECEIPT_NOT_FOUND()
        store.find_obligation(work.db, row.obligation_id, lock=True)
        if kept.open_correction(work.db, row.id):
            raise ASKED_ALREADY()
        if not _can_be_replaced(work.db, row):
            raise RECEIPT_IS_OVER()
        correction_id = new_id()
        kept.add_correction(
            work.db,
            id=correction_id,
            receipt_id=row.id,
            reason=call.request.reason,
            asked_by=work.caller.id,
            asked_at=work.now,
        )
        audit.record(work, "receipt.correction-asked", about=row.payer_id, thing=row.id, why=call.request.reason)
        return work.done(_correction(_found(work.db, correction_id)))


def decide_receipt_correction(call: Call[DecideReceiptCorrection], storage: Storage) -> ReceiptCorrection:
    """Issue the replacement, or leave the receipt as it is."""
    policy.sign_in_needed(call.caller, call.method)
    with storage.command(call) as work:
        asked = kept.find_correction(work.db, call.request.correction_id)
        row = None if asked is None else store.find_receipt(work.db, asked.receipt_id)
        policy.check(call.caller, call.method, row)
        if row is None:
            raise RECEIPT_NOT_FOUND()
        store.find_obligation(work.db, row.obligation_id, lock=True)
        asked = _found(work.db, call.request.correction_id)
        if asked.decided_at is not None:
            raise DECIDED_ALREADY()
        if asked.asked_by == work.caller.id:
            raise SECOND_PERSON_NEEDED()
        replacement = None
        if call.request.agree:
            if not _can_be_replaced(work.db, row):
                raise RECEIPT_IS_OVER()
            replacement = receipting.replace(work, row, asked.reason)
        kept.decide_correction(
            work.db,
            asked.id,
            decided_by=work.caller.id,
            decided_at=work.now,
            agreed=call.request.agree,
            note=call.request.note,
            replacement_id=replacement,
        )
        act = "receipt.replaced" if call.request.agree else "receipt.correction-refused"
        audit.record(work, act, about=row.payer_id, thing=row.id, why=asked.reason)
        return work.done(_correction(_found(work.db, asked.id)))


def list_receipt_corrections(call: Call[ListReceiptCorrections], storage: Storage) -> ReceiptCorrections:
    """What waits for a second person."""
    policy.check_agency(call.caller, call.method, call.request.agency_code)
    with storage.read() as db:
        return ReceiptCorrections(
            items=tuple(_correction(row) for row in kept.open_corrections(db, call.request.agency_code))
        )


def get_receipt_register(call: Call[GetReceiptRegister], storage: Storage) -> ReceiptRegister:
    """The receipts of a year by number, with what is missing among those given so far."""
    request = call.request
    policy.check_agency(call.caller, call.method, request.agency_code)
    with storage.read() as db:
        rows = kept.register(db, request.agency_code, request.year, cursors.read(request), request.limit + 1)
        missing = [] if request.cursor else list(kept.missing_numbers(db, request.agency_code))
    page = rows[: request.limit]
    return ReceiptRegister(
        agency_code=request.agency_code,
        agency_name=page[0].agency_name if page else "",
        year=request.year,
        items=tuple(_registered(row) for row in page),
        missing=tuple(missing),
        next_cursor=cursors.write(request, kept.place_of(page[-1])) if len(rows) > request.limit else "",
    )


def _registered(row: store.Row) -> RegisteredReceipt:
    items = () if row.counter_kind else items_of(row)
    takes_back = row.counter_kind in (CounterKind.CANCEL, CounterKind.ADJUST)
    return RegisteredReceipt(
        id=row.id,
        form=row.form,
        series=row.series,
        number=receipts.number_text(row.number),
        issued_at=row.issued_at,
        name=row.name,
        dossier_code=row.dossier_code,
        charges=sum(item.amount for item in items if item.kind is FeeKind.LE_PHI),
        fees=sum(item.amount for item in items if item.kind is FeeKind.PHI),
        total=row.total,
        taken_back=row.total if takes_back else 0,
        provider=row.provider,
        counters=f"{row.countered_series} {receipts.number_text(row.countered_number)}" if row.countered_number else "",
        reason=row.reason,
    )


def _can_be_replaced(db: sa.Connection, row: store.Row) -> bool:
    if row.counter_kind in (CounterKind.CANCEL, CounterKind.ADJUST):
        return False
    counters = [(receipts.CounterKind(one.counter_kind), one.total) for one in kept.counters_of(db, row.id)]
    return receipts.still_good_for(row.total, counters) > 0


def _found(db: sa.Connection, correction_id: str) -> store.Row:
    row = kept.find_correction(db, correction_id)
    if row is None:
        raise RECEIPT_NOT_FOUND()
    return row


def _correction(row: store.Row) -> ReceiptCorrection:
    return ReceiptCorrection(
        id=row.id,
        receipt_id=row.receipt_id,
        series=row.series,
        number=receipts.number_text(row.number),
        reason=row.reason,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        decided_by=row.decided_by or "",
        decided_at=row.decided_at,
        agreed=row.agreed,
        note=row.note,
        replacement_id=row.replacement_id or "",
    )
