"""How the result reaches the person: online, at the desk, by post with a tracking number."""

import sqlalchemy as sa

from chassis.contracts import Call
from chassis.service import Sealer, Storage
from services.dossiers import contract
from services.dossiers.contract import (
    ConfirmDelivery,
    DossierView,
    Outcome,
    ResultDispatched,
    ResultReturned,
    ReturnResult,
    ReturnWay,
)
from services.dossiers.domain.actions import Action
from services.dossiers.handlers.circumstances import facts_of
from services.dossiers.handlers.moves import Row, may_take, move, opened
from services.dossiers.handlers.versions import check_return_way
from services.dossiers.handlers.views import dossier_view, facts
from services.dossiers.store import contents


def return_result(call: Call[ReturnResult], storage: Storage, sealer: Sealer) -> DossierView:
    """Hand the result over in a way that the agency offered on the day of filing; what is owed must be paid first.

    Online and at the desk the person has it at once. By post it is on its way, under its tracking number, until the
    delivery is confirmed.
    """
    request = call.request
    by_post = request.way is ReturnWay.POST
    with storage.command(call) as work:
        row = opened(work, call)
        action = Action.DISPATCH if by_post else Action.RETURN
        may_take(work, row, action)
        check_return_way(work.db, row, request.way, work.now)
        if by_post and not request.tracking_number:
            raise contract.TRACKING_NEEDED()
        has_result = any(file.id == row.result_file_id for file in contents.files_of(work.db, row.id))
        way = {"return_way": request.way.value, "tracking_number": request.tracking_number}
        when = {"dispatched_at": work.now} if by_post else {"returned_at": work.now, "received_by": request.received_by}
        row = move(
            work,
            row,
            action,
            facts_of(
                work,
                row,
                refuses=row.outcome == Outcome.REFUSED,
                returned_online=request.way is ReturnWay.ONLINE,
                has_result=has_result,
            ),
            note=request.note,
            details={
                "way": request.way.value,
                "tracking_number": request.tracking_number,
                "received_by": request.received_by,
            },
            kept=way | when,
        )
        if by_post:
            sent = ResultDispatched(**facts(row), outcome=Outcome(row.outcome), tracking_number=request.tracking_number)
            work.emit(contract.result_dispatched, row.id, sent)
        else:
            work.emit(contract.result_returned, row.id, _returned(work.db, row))
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def confirm_delivery(call: Call[ConfirmDelivery], storage: Storage, sealer: Sealer) -> DossierView:
    """The post has delivered the result; the dossier is at its end."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        row = move(
            work,
            row,
            Action.DELIVER,
            facts_of(work, row),
            note=request.note,
            details={"received_by": request.received_by, "tracking_number": row.tracking_number},
            kept={"returned_at": work.now, "received_by": request.received_by},
        )
        work.emit(contract.result_returned, row.id, _returned(work.db, row))
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def _returned(db: sa.Connection, row: Row) -> ResultReturned:
    result = next((file for file in contents.files_of(db, row.id) if file.id == row.result_file_id), None)
    return ResultReturned(
        **facts(row),
        outcome=Outcome(row.outcome),
        way=ReturnWay(row.return_way),
        due_at=row.due_at,
        result_name=result.name if result else "",
        result_sha256=result.sha256 if result else "",
        tracking_number=row.tracking_number,
    )
