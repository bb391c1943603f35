"""The steps of the one-stop desk: receive, refuse, ask for a supplement, hand over, stop."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, FieldProblem
from chassis.ids import new_id
from chassis.service import Sealer, Storage
from services.dossiers import contract, policy, reasons
from services.dossiers.contract import (
    FORM,
    Act,
    DossierProcessing,
    DossierReceived,
    DossierRefused,
    DossierStopped,
    DossierView,
    FeeDue,
    OfficialPaper,
    ReceiveDossier,
    RefuseDossier,
    RequestSupplement,
    StartProcessing,
    StopDossier,
    SupplementRequested,
)
from services.dossiers.domain import content
from services.dossiers.domain.actions import Action, Party
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.guards import Facts
from services.dossiers.handlers import assessing, claiming, clock, drafts, issuing, pausing
from services.dossiers.handlers.circumstances import facts_of
from services.dossiers.handlers.moves import may_take, move, opened
from services.dossiers.handlers.paper_views import supplement_items
from services.dossiers.handlers.views import dossier_view, facts
from services.dossiers.procedures import pinned
from services.dossiers.store import contents, filled

Row = sa.Row[Any]


def receive_dossier(call: Call[ReceiveDossier], storage: Storage, sealer: Sealer) -> DossierView:
    """Accept the dossier as complete, which none is that lacks a required paper.

    The clock starts, or waits for the payment where the procedure says so.
    """
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.RECEIVE)
        _nothing_missing(work.db, row)
        procedure = pinned(work.db, row)
        decided = claiming.decide(work, row, procedure, request.claims)
        items = assessing.at_reception(work, row, procedure, request.fees, decided or row.fee_claims)
        new_fee = assessing.charge(work, row, procedure, items)
        relieved = [assessing.stored(fee) for fee in items if fee.listed is not None or fee.reason]
        details = ({"relieved": relieved} if relieved else {}) | ({"claims": decided} if decided else {})
        more = {} if decided is None else {"fee_claims": decided}
        unpaid = assessing.unpaid_of(work.db, row)
        paying_first = procedure.clock_starts_after_payment and unpaid > 0
        state_of_things = Facts(now=work.now, pays_first=procedure.clock_starts_after_payment, unpaid=unpaid)
        if paying_first:
            row = move(
                work,
                row,
                Action.REQUIRE_PAYMENT,
                state_of_things,
                note=request.note,
                details=details,
                kept={"received_at": work.now, "due_at": None, **more},
            )
        else:
            kept = clock.started(work.db, row, procedure, work.now) | {"received_at": work.now, **more}
            row = move(work, row, Action.RECEIVE, state_of_things, note=request.note, details=details, kept=kept)
            event = DossierReceived(**facts(row), received_at=work.now, due_at=row.due_at)
            work.emit(contract.dossier_received, row.id, event)
            issuing.issue(work, row, OfficialPaper.RECEPTION, note=request.note)
        if decided is not None:
            claiming.tell(work, row, procedure)
        if new_fee is not None:
            work.emit(contract.fee_due, row.id, FeeDue(**facts(row), **new_fee, before_processing=paying_first))
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def _nothing_missing(db: sa.Connection, row: Row) -> None:
    """Pass if something was given for each required paper; who receives says that the dossier is whole."""
    lacking = drafts.missing(db, row)
    if lacking:
        names = {paper.key: paper.name for paper in contents.papers_of(db, row.id)}
        problems = [FieldProblem(f"/papers/{key}", "required", {}) for key in lacking]
        raise contract.RECEPTION_PAPERS_MISSING(problems=problems, papers="; ".join(names[key] for key in lacking))


def refuse_dossier(call: Call[RefuseDossier], storage: Storage, sealer: Sealer) -> DossierView:
    """Refuse to receive the dossier, with reason code, reason and legal basis (Phiếu từ chối)."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.REFUSE)
        reasons.named(request.reason_code, Act.REFUSE, local_day(work.now))
        row = move(
            work,
            row,
            Action.REFUSE,
            Facts(now=work.now, respond_by=_respond_by(work.db, row)),
            **_reasons(request),
            kept=_reasons(request) | {"due_at": None},
        )
        work.emit(contract.dossier_refused, row.id, DossierRefused(**facts(row), **_reasons(request)))
        said = {"reason": request.reason, "legal_basis": request.legal_basis}
        issuing.issue(work, row, OfficialPaper.REFUSAL, **said)
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def request_supplement(call: Call[RequestSupplement], storage: Storage, sealer: Sealer) -> DossierView:
    """Ask once for all that is missing or wrong. The clock stops; after a complete answer it starts from zero."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.ASK_SUPPLEMENT)
        respond_by = request.respond_by or clock.answer_until(work.db, row, work.now)
        if respond_by <= work.now:
            raise INVALID_REQUEST(problems=[FieldProblem("/respond_by", "out-of-range", {"min": work.now.isoformat()})])
        pausing.within_a_year(work, respond_by)
        request_id = new_id()
        items = _asked_items(work.db, row, request)
        seen = facts_of(work, row, examined_until=clock.examined_until(work.db, row))
        # An exception for a first request after its time is used up by it; one for a second counts as that.
        used_up = 1 if seen.exceptions and not seen.supplements_asked else 0
        row = move(
            work,
            row,
            Action.ASK_SUPPLEMENT,
            seen,
            legal_basis=request.legal_basis,
            note=request.note,
            details={"request_id": request_id, "papers": [item["paper_key"] for item in items]},
            kept={"due_at": None, "supplements_allowed_more": row.supplements_allowed_more - used_up},
        )
        contents.add_supplement(
            work.db,
            items,
            id=request_id,
            dossier_id=row.id,
            asked_at=work.now,
            asked_by=call.caller.id,
            respond_by=respond_by,
            note=request.note,
            legal_basis=request.legal_basis,
            answers_hash=content.answers_hash(row.case_label, filled.of(sealer, row)),
        )
        event = SupplementRequested(
            **facts(row),
            request_id=request_id,
            items=supplement_items(work.db, request_id),
            note=request.note,
            legal_basis=request.legal_basis,
            respond_by=respond_by,
        )
        work.emit(contract.supplement_requested, row.id, event)
        issuing.issue(
            work,
            row,
            OfficialPaper.SUPPLEMENT,
            items=event.items,
            respond_by=respond_by,
            legal_basis=request.legal_basis,
            note=request.note,
        )
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def _asked_items(db: sa.Connection, row: Row, request: RequestSupplement) -> list[dict[str, Any]]:
    papers = {paper.key: paper.name for paper in contents.papers_of(db, row.id)} | {FORM: "Biểu mẫu điện tử"}
    given = contents.files_of(db, row.id)
    items: dict[str, dict[str, Any]] = {}
    for position, item in enumerate(request.items):
        if item.paper_key not in papers:
            raise contract.PAPER_UNKNOWN(paper=item.paper_key)
        if item.paper_key in items:
            raise INVALID_REQUEST(problems=[FieldProblem(f"/items/{position}/paper_key", "repeated", {})])
        items[item.paper_key] = {
            "paper_key": item.paper_key,
            "paper_name": papers[item.paper_key],
            "reason": item.reason,
            "had_sha256": [file.sha256 for file in given if file.paper_key == item.paper_key],
        }
    return list(items.values())


def start_processing(call: Call[StartProcessing], storage: Storage, sealer: Sealer) -> DossierView:
    """Handling begins. A processor who starts it is the one who handles it."""
    with storage.command(call) as work:
        row = opened(work, call)
        processor = call.caller.id if Party.PROCESSOR in policy.parties(call.caller, row) else row.processor_id
        row = move(
            work, row, Action.START, Facts(now=work.now), note=call.request.note, kept={"processor_id": processor}
        )
        work.emit(contract.dossier_processing, row.id, DossierProcessing(**facts(row), due_at=row.due_at))
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def stop_dossier(call: Call[StopDossier], storage: Storage, sealer: Sealer) -> DossierView:
    """End the handling without a decision, with reason and legal basis."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.STOP)
        reasons.named(request.reason_code, Act.STOP, local_day(work.now))
        row = move(
            work,
            row,
            Action.STOP,
            Facts(
                now=work.now,
                received=row.received_at is not None,
                respond_by=_respond_by(work.db, row),
            ),
            **_reasons(request),
            kept=_reasons(request) | {"due_at": None},
        )
        work.emit(contract.dossier_stopped, row.id, DossierStopped(**facts(row), **_reasons(request)))
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def _reasons(request: RefuseDossier | StopDossier) -> dict[str, Any]:
    return {"reason_code": request.reason_code, "reason": request.reason, "legal_basis": request.legal_basis}


def _respond_by(db: sa.Connection, row: Row) -> dt.datetime | None:
    """Until when the person may still answer; None when nothing is being waited for."""
    asked = [request for request in contents.supplements_of(db, row.id) if request.answered_at is None]
    until: dt.datetime | None = asked[-1].respond_by if asked else None
    return until
