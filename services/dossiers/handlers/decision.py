"""The decision and its result: propose, send back, decide, attach the result."""

from typing import Any

from chassis.contracts import Call
from chassis.service import Objects, Sealer, Storage
from services.dossiers import contract, policy
from services.dossiers import reasons as reason_codes
from services.dossiers.adapters.scanning import Scanner
from services.dossiers.contract import (
    Act,
    AttachResult,
    DecideDossier,
    DecisionProposed,
    DecisionSentBack,
    DossierDecided,
    DossierView,
    Outcome,
    ProposeDecision,
    ResultAttached,
    SendBack,
)
from services.dossiers.domain.actions import Action, Party
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.guards import Facts
from services.dossiers.handlers import quarantine, telling, uploads
from services.dossiers.handlers.circumstances import facts_of
from services.dossiers.handlers.moves import UNPROPOSED, may_take, move, opened
from services.dossiers.handlers.views import dossier_view, facts
from services.dossiers.procedures import pinned
from services.dossiers.store import contents, proceedings, rows
from services.dossiers.tables import files


def decide_dossier(call: Call[DecideDossier], storage: Storage, sealer: Sealer) -> DossierView:
    """The competent person approves, or refuses with code, reason and legal basis: after reception that is a result."""
    request = call.request
    reasons: dict[str, Any] = {
        "reason_code": request.reason_code,
        "reason": request.reason,
        "legal_basis": request.legal_basis,
    }
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.DECIDE)
        if request.reason_code:
            reason_codes.named(request.reason_code, Act.DECLINE, local_day(work.now))
        row = move(
            work,
            row,
            Action.DECIDE,
            facts_of(
                work,
                row,
                refuses=request.outcome is Outcome.REFUSED,
                reasoned=all(reasons.values()),
                awaited=tuple(proceedings.awaited(work.db, row.id)),
                second_person_required=pinned(work.db, row).second_person_approves,
            ),
            reason_code=request.reason_code,
            reason=request.reason,
            legal_basis=request.legal_basis,
            note=request.note,
            details={"outcome": request.outcome.value},
            kept=reasons | {"outcome": request.outcome.value, "decided_at": work.now},
        )
        event = DossierDecided(**facts(row), outcome=request.outcome, due_at=row.due_at, **reasons)
        work.emit(contract.dossier_decided, row.id, event)
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def attach_result(
    call: Call[AttachResult], storage: Storage, objects: Objects, sealer: Sealer, scanner: Scanner
) -> DossierView:
    """Take in the result as a file that was read through; the one before it stays in the history."""
    request = call.request
    with storage.read() as db:
        policy.check_on(call.caller, call.method, rows.load(db, request.dossier_id))
    checked = uploads.check(
        objects, request.object_key, request.file_name, request.media_type, request.size, request.sha256
    )
    verdict = quarantine.first_look(objects, scanner, checked.object_key)
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.ATTACH_RESULT)
        uploads.refuse_reuse(work.db, checked.object_key)
        contents.remove_files(work.db, work.now, files.c.dossier_id == row.id, files.c.paper_key.is_(None))
        file_id = quarantine.take_in(work, row.id, None, checked, verdict)
        row = move(
            work,
            row,
            Action.ATTACH_RESULT,
            Facts(now=work.now),
            details={"file": file_id, "sha256": checked.sha256, "number": request.number},
            kept={"result_file_id": file_id, "result_number": request.number},
        )
        there = ResultAttached(**facts(row), result_sha256=checked.sha256, number=request.number)
        work.emit(contract.result_attached, row.id, there)
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def propose_decision(call: Call[ProposeDecision], storage: Storage, sealer: Sealer) -> DossierView:
    """Put the dossier before who approves; it is theirs until they decide or send it back."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        row = move(
            work,
            row,
            Action.PROPOSE,
            facts_of(work, row),
            note=request.note,
            details={"outcome": request.outcome.value},
            kept={
                "proposed_at": work.now,
                "proposed_by": call.caller.id,
                "proposed_outcome": request.outcome.value,
                "processor_id": row.processor_id or call.caller.id,
            },
        )
        tell = telling.holders(work.db, [row.agency_code, row.desk_code], Party.APPROVER, row.procedure_code)
        proposed = DecisionProposed(**facts(row), outcome=request.outcome, tell=tell)
        work.emit(contract.decision_proposed, row.id, proposed)
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def send_back(call: Call[SendBack], storage: Storage, sealer: Sealer) -> DossierView:
    """Give a proposal back to who made it, with the reason."""
    with storage.command(call) as work:
        row = opened(work, call)
        row = move(work, row, Action.SEND_BACK, facts_of(work, row), reason=call.request.reason, kept=dict(UNPROPOSED))
        work.emit(contract.decision_sent_back, row.id, DecisionSentBack(**facts(row), reason=call.request.reason))
        return work.done(dossier_view(work.db, row, call.caller, sealer))
