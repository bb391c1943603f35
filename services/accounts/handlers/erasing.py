"""Requests for erasure: asked with a fresh proof, taken back while nothing was erased, followed by their receipt."""

import datetime as dt
import secrets
from collections.abc import Sequence

import sqlalchemy as sa

from chassis.contracts import Call
from chassis.ids import new_id
from chassis.personal_data import OWN_NAME_ONLY
from chassis.storage import Storage, Work
from services.accounts import audit, erasure_store, policy, rules, store
from services.accounts.audit import Act
from services.accounts.contract import (
    ACCOUNT_NOT_FOUND,
    ERASURE_NOT_FOUND,
    ERASURE_TOO_LATE,
    AskErasure,
    CancelErasure,
    ErasureAsked,
    ErasureEnded,
    ErasureList,
    ErasureObstacle,
    ErasureRequestLine,
    ErasureRequests,
    ErasureState,
    ErasureView,
    GetErasure,
    Holder,
    KeptData,
    KeptView,
    ListErasureRequests,
    ListErasures,
    ObstacleView,
    erasure_asked,
    erasure_ended,
)
from services.accounts.domain.erasing import OBSTACLES, awaited
from services.accounts.handlers.fresh import require_fresh

SHOWN = 200
"""Requests under way that operators see at once; they are few."""
ALWAYS_KEPT = (KeptData.CONSENTS, KeptData.AUDIT)


def ask_erasure(call: Call[AskErasure], storage: Storage, reflect: dt.timedelta) -> ErasureView:
    """Begin a request: whoever holds something is asked at once, nothing is erased before the time to reflect ends."""
    policy.check(call.caller, call.method)
    if call.caller.acting is not None:
        raise OWN_NAME_ONLY()
    with storage.command(call) as work:
        require_fresh(work, call.caller)
        # A request before its account, as whoever carries it out does; who asks beside us is seen after the account.
        erasure_store.under_way_of(work.db, call.caller.id)
        account = store.lock_account(work.db, call.caller.id)
        if account is None or not account.active:
            raise ACCOUNT_NOT_FOUND()
        known = erasure_store.under_way_of(work.db, account.id)
        if known is not None:
            return work.done(_view(work.db, known))
        row = _begun(work, account.id, reflect)
        audit.record(work, Act.RIGHT_ASKED, about=account.id, thing=row.id, facts={"right": "erasure"})
        if erasure_store.owned_alone(work.db, account.id):
            row = refuse(work, row, (ErasureObstacle.ONLY_OWNER.value,))
        return work.done(_view(work.db, row))


def cancel_erasure(call: Call[CancelErasure], storage: Storage) -> ErasureView:
    """Take the request back; nothing was erased, and everything goes on."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row = erasure_store.under_way_of(work.db, call.caller.id)
        if row is None or row.state == ErasureState.ERASING:
            raise ERASURE_TOO_LATE()
        row = erasure_store.change(work.db, row.id, state=ErasureState.CANCELLED, decided_at=work.now)
        _ended(work, row, refused=False)
        return work.done(_view(work.db, row))


def list_erasures(call: Call[ListErasures], storage: Storage) -> ErasureList:
    """The caller's requests with what became of them."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        return ErasureList(erasures=tuple(_view(db, row) for row in erasure_store.of_account(db, call.caller.id)))


def get_erasure(call: Call[GetErasure], storage: Storage) -> ErasureView:
    """What became of a request, for whoever has its receipt."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        row = erasure_store.by_receipt(db, call.request.receipt)
        if row is None:
            raise ERASURE_NOT_FOUND()
        return _view(db, row)


def list_erasure_requests(call: Call[ListErasureRequests], storage: Storage) -> ErasureRequests:
    """What is under way, and who is waited for."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        rows = erasure_store.under_way(db, SHOWN)
        return ErasureRequests(requests=tuple(_line(db, row) for row in rows))


def refuse(work: Work, row: store.Row, obstacles: Sequence[str]) -> store.Row:
    """End a request with what stands in its way; its person is told, and reads what to do."""
    changed = erasure_store.change(
        work.db, row.id, state=ErasureState.REFUSED, obstacles=list(obstacles), decided_at=work.now
    )
    _ended(work, changed, refused=True)
    return changed


def _begun(work: Work, account_id: str, reflect: dt.timedelta) -> store.Row:
    row = erasure_store.add(
        work.db,
        id=new_id(),
        account_id=account_id,
        receipt=secrets.token_urlsafe(24),
        state=ErasureState.ASKED,
        asked_at=work.now,
        answer_by=rules.erasure_clock_at(work.now).answer_by(work.now),
        carried_out_from=work.now + reflect,
    )
    told = ErasureAsked(
        erasure_id=row.id,
        account_id=account_id,
        asked_at=row.asked_at,
        answer_by=row.answer_by,
        carried_out_from=row.carried_out_from,
    )
    work.emit(erasure_asked, account_id, told)
    return row


def _ended(work: Work, row: store.Row, *, refused: bool) -> None:
    told = ErasureEnded(erasure_id=row.id, account_id=row.account_id, refused=refused, at=work.now)
    work.emit(erasure_ended, row.account_id, told)
    facts: dict[str, str | int | bool] = {"right": "erasure", "state": row.state, "why": " ".join(row.obstacles)}
    audit.record(work, Act.RIGHT_ANSWERED, about=row.account_id, thing=row.id, facts=facts)


def _view(db: sa.Connection, row: store.Row) -> ErasureView:
    kept: list[KeptData] = []
    if row.state in (ErasureState.ERASING, ErasureState.DONE):
        said = {name for answer in erasure_store.answers(db, row.id) for name in answer.kept}
        kept = [one for one in KeptData if one.value in said or one in ALWAYS_KEPT]
    return ErasureView(
        receipt=row.receipt,
        state=ErasureState(row.state),
        asked_at=row.asked_at,
        answer_by=row.answer_by,
        carried_out_from=row.carried_out_from,
        decided_at=row.decided_at,
        done_at=row.done_at,
        obstacles=tuple(
            ObstacleView(obstacle=ErasureObstacle(name), vi=OBSTACLES[name][0], en=OBSTACLES[name][1])
            for name in row.obstacles
        ),
        kept=tuple(_kept(one, row.asked_at) for one in kept),
    )


def _kept(what: KeptData, asked_at: dt.datetime) -> KeptView:
    told = rules.kept_on(rules.day_of(asked_at))[what.value]
    return KeptView(kept=what, vi=told.vi, en=told.en, source=told.source, years=told.years)


def _line(db: sa.Connection, row: store.Row) -> ErasureRequestLine:
    answers = erasure_store.answers(db, row.id)
    erasing = row.state == ErasureState.ERASING
    said = {answer.holder for answer in answers if not erasing or answer.erased_at is not None}
    return ErasureRequestLine(
        erasure_id=row.id,
        state=ErasureState(row.state),
        asked_at=row.asked_at,
        answer_by=row.answer_by,
        awaited=tuple(Holder(name) for name in awaited([holder.value for holder in Holder], said)),
    )
