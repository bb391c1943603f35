"""The clock stands still and runs again: suspension, a financial duty that arose, one more supplement."""

import datetime as dt
from typing import Any, Final

from chassis import audit
from chassis.contracts import Call
from chassis.ids import new_id
from chassis.service import Sealer, Storage, Work
from services.dossiers import contract, reasons
from services.dossiers.contract import (
    Act,
    AllowSupplement,
    DossierResumed,
    DossierSuspended,
    DossierView,
    FeeDue,
    FeeState,
    PauseKind,
    RequireDuty,
    ResumeProcessing,
    SupplementAllowed,
    SuspendProcessing,
    WaitsFor,
)
from services.dossiers.domain.actions import Action
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.standing import spoken_vi
from services.dossiers.handlers import clock
from services.dossiers.handlers.circumstances import facts_of
from services.dossiers.handlers.fee_views import fee_items
from services.dossiers.handlers.moves import Row, held, may_take, move, opened
from services.dossiers.handlers.versions import offered
from services.dossiers.handlers.views import dossier_view, facts
from services.dossiers.store import contents, proceedings


def suspend_processing(call: Call[SuspendProcessing], storage: Storage, sealer: Sealer) -> DossierView:
    """The time is not counted from now on, for a reason and on a legal basis; it goes on at ``until`` by itself."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.SUSPEND)
        reasons.named(request.reason_code, Act.SUSPEND, local_day(work.now))
        to_come(work, request.until)
        row = move(
            work,
            row,
            Action.SUSPEND,
            facts_of(work, row),
            reason_code=request.reason_code,
            reason=request.reason,
            legal_basis=request.legal_basis,
            details={"waits_for": request.waits_for.value, "until": request.until.isoformat()},
            kept={"due_at": None},
        )
        begin(work, row, PauseKind.SUSPENSION, request.waits_for, request.until, request.reason, request.legal_basis)
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def resume_processing(call: Call[ResumeProcessing], storage: Storage, sealer: Sealer) -> DossierView:
    """The clock runs again; the due date moves by the time it stood still."""
    with storage.command(call) as work:
        row = opened(work, call)
        pause = proceedings.open_pause(work.db, row.id)
        kept = over(work, row, pause) if pause is not None else {}
        row = move(work, row, Action.RESUME, facts_of(work, row), note=call.request.note, kept=kept)
        end(work, row, pause)
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def require_duty(call: Call[RequireDuty], storage: Storage, sealer: Sealer) -> DossierView:
    """Ask for what the law makes the applicant pay in the course of handling; the clock stands still until it is."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        stored = [
            {"head": item.head, "kind": item.kind.value, "label": item.label, "amount": item.amount}
            for item in request.items
        ]
        total = sum(item.amount for item in request.items)
        offer = offered(work.db, row, local_day(work.now))
        pay_online = offer is not None and bool(offer["pays_online"])
        until = clock.pay_until(work.db, row, work.now)
        row = move(
            work,
            row,
            Action.REQUIRE_DUTY,
            facts_of(work, row),
            legal_basis=request.legal_basis,
            note=request.note,
            details={"items": stored, "until": until.isoformat()},
            kept={"due_at": None},
        )
        contents.add_fee(
            work.db,
            id=new_id(),
            dossier_id=row.id,
            purpose="duty",
            state=FeeState.DUE.value,
            items=stored,
            total=total,
            pay_online=pay_online,
            before_processing=False,
            due_since=work.now,
        )
        asked = FeeDue(
            **facts(row),
            items=fee_items(stored),
            total=total,
            payer_id=row.applicant_id,
            pay_online=pay_online,
            before_processing=False,
        )
        work.emit(contract.fee_due, row.id, asked)
        begin(work, row, PauseKind.DUTY, WaitsFor.APPLICANT, until, request.note, request.legal_basis)
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def settle_duty(work: Work, row: Row, paid_at: dt.datetime, payment_id: str) -> None:
    """The duty is paid: handling goes on, and the clock runs from the moment of payment."""
    pause = proceedings.open_pause(work.db, row.id)
    kept = over(work, row, pause, max(paid_at, pause.began_at)) if pause is not None else {}
    row = move(work, row, Action.SETTLE_DUTY, facts_of(work, row), details={"payment_id": payment_id}, kept=kept)
    end(work, row, pause)


def allow_supplement(call: Call[AllowSupplement], storage: Storage, sealer: Sealer) -> DossierView:
    """Let officers ask once more for a supplement: a supervisor's word, in the history and in the audit trail."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        row = move(
            work,
            row,
            Action.ALLOW_SUPPLEMENT,
            facts_of(work, row, examined_until=clock.examined_until(work.db, row)),
            reason=request.reason,
            kept={"supplements_allowed_more": row.supplements_allowed_more + 1},
        )
        audit.record(work, "supplement.allowed", about=row.applicant_id, thing=row.id, why=request.reason)
        work.emit(contract.supplement_allowed, row.id, SupplementAllowed(**facts(row), reason=request.reason))
        return work.done(dossier_view(work.db, row, call.caller, sealer))


# What a pause is made of, for whoever begins and ends one


def begin(
    work: Work, row: Row, kind: PauseKind, waits_for: WaitsFor, until: dt.datetime, reason: str, legal_basis: str
) -> None:
    """The clock of a dossier that was changed so stands still, and those concerned are told."""
    proceedings.begin_pause(
        work.db,
        id=new_id(),
        dossier_id=row.id,
        kind=kind.value,
        waits_for=waits_for.value,
        began_at=work.now,
        until=until,
        reason=reason,
        legal_basis=legal_basis,
    )
    event = DossierSuspended(
        **facts(row), kind=kind, waits_for=waits_for, until=until, reason=reason, legal_basis=legal_basis
    )
    work.emit(contract.dossier_suspended, row.id, event)


def over(work: Work, row: Row, pause: Row, at: dt.datetime | None = None) -> dict[str, Any]:
    """The columns of a dossier whose pause is over."""
    return clock.resumed(work.db, row, pause.began_at, at or work.now, pause.legal_basis)


def end(work: Work, row: Row, pause: Row | None) -> None:
    """The pause is written off, and those concerned are told the new date."""
    if pause is None:
        return
    proceedings.end_pause(work.db, pause.id, work.now)
    event = DossierResumed(**facts(row), kind=PauseKind(pause.kind), due_at=row.due_at)
    work.emit(contract.dossier_resumed, row.id, event)


def go_on(work: Work, dossier_id: str) -> None:
    """Let the clock of a dossier run again whose suspension has lasted as long as it was to: it ran from then on."""
    row = held(work, dossier_id)
    pause = proceedings.open_pause(work.db, dossier_id)
    if row is None or pause is None or pause.kind != PauseKind.SUSPENSION or pause.until > work.now:
        return
    kept = over(work, row, pause, pause.until)
    details = {"automatic": True, "until": pause.until.isoformat()}
    row = move(work, row, Action.RESUME, facts_of(work, row), details=details, kept=kept)
    end(work, row, pause)


FARTHEST: Final = dt.timedelta(days=366)
"""How far ahead a date may be set by hand. Nothing in a dossier waits for longer without a new step; what is farther is
a slip of the pen, after which nobody would be reminded of the dossier."""


def to_come(work: Work, at: dt.datetime) -> None:
    """Pass if a time is yet to come, and within a year."""
    if at <= work.now:
        raise contract.TIME_PASSED(after=spoken_vi(work.now))
    within_a_year(work, at)


def within_a_year(work: Work, at: dt.datetime) -> None:
    if at > work.now + FARTHEST:
        raise contract.TIME_TOO_FAR(before=spoken_vi(work.now + FARTHEST))
