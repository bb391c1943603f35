"""The decision and its result: decide, attach the result, return it."""

from typing import Any

from chassis.contracts import Call
from chassis.ids import new_id
from chassis.service import Objects, Sealer, Storage
from services.dossiers import contract, policy
from services.dossiers.contract import (
    AttachResult,
    DecideDossier,
    DossierDecided,
    DossierView,
    Outcome,
    ResultReturned,
    ReturnResult,
    ReturnWay,
)
from services.dossiers.domain.actions import Action
from services.dossiers.domain.guards import Facts
from services.dossiers.handlers import uploads
from services.dossiers.handlers.desk import unpaid_of
from services.dossiers.handlers.moves import may, move, opened
from services.dossiers.handlers.versions import check_return_way
from services.dossiers.handlers.views import dossier_view, facts
from services.dossiers.procedures import pinned
from services.dossiers.store import contents, rows
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
        may(work, row, Action.DECIDE)
        row = move(
            work,
            row,
            Action.DECIDE,
            Facts(
                now=work.now,
                refuses=request.outcome is Outcome.REFUSED,
                reasoned=all(reasons.values()),
                same_person=row.processor_id == call.caller.id,
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


def attach_result(call: Call[AttachResult], storage: Storage, objects: Objects, sealer: Sealer) -> DossierView:
    """Take in the result as a file that was read through; the one before it stays in the history."""
    request = call.request
    with storage.read() as db:
        policy.check_on(call.caller, call.method, rows.load(db, request.dossier_id))
    checked = uploads.check(
        objects, request.object_key, request.file_name, request.media_type, request.size, request.sha256
    )
    with storage.command(call) as work:
        row = opened(work, call)
        may(work, row, Action.ATTACH_RESULT)
        uploads.refuse_reuse(work.db, checked.object_key)
        contents.remove_files(work.db, work.now, files.c.dossier_id == row.id, files.c.paper_key.is_(None))
        file_id = new_id()
        contents.add_file(
            work.db,
            id=file_id,
            dossier_id=row.id,
            paper_key=None,
            object_key=checked.object_key,
            name=checked.name,
            media_type=checked.media_type,
            size=checked.size,
            sha256=checked.sha256,
            added_at=work.now,
            added_by=call.caller.id,
        )
        row = move(
            work,
            row,
            Action.ATTACH_RESULT,
            Facts(now=work.now),
            details={"file": file_id, "sha256": checked.sha256, "number": request.number},
            kept={"result_file_id": file_id, "result_number": request.number},
        )
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def return_result(call: Call[ReturnResult], storage: Storage, sealer: Sealer) -> DossierView:
    """Hand the result over in a way that the agency offered on the day of filing; what is owed must be paid first."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may(work, row, Action.RETURN)
        check_return_way(work.db, row, request.way, work.now)
        result = next((file for file in contents.files_of(work.db, row.id) if file.id == row.result_file_id), None)
        row = move(
            work,
            row,
            Action.RETURN,
            Facts(
                now=work.now,
                unpaid=unpaid_of(work.db, row),
                refuses=row.outcome == Outcome.REFUSED,
                returned_online=request.way is ReturnWay.ONLINE,
                has_result=result is not None,
            ),
            note=request.note,
            details={"way": request.way.value, "tracking_number": request.tracking_number},
            kept={
                "returned_at": work.now,
                "return_way": request.way.value,
                "tracking_number": request.tracking_number,
            },
        )
        event = ResultReturned(
            **facts(row),
            outcome=Outcome(row.outcome),
            way=request.way,
            due_at=row.due_at,
            result_name=result.name if result else "",
            result_sha256=result.sha256 if result else "",
            tracking_number=request.tracking_number,
        )
        work.emit(contract.result_returned, row.id, event)
        return work.done(dossier_view(work.db, row, call.caller, sealer))
