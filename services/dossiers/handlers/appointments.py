"""Verifications on site and appearances at the agency: arranged in office hours, moved, kept, missed, called off."""

from chassis.contracts import Call
from chassis.ids import new_id
from chassis.service import Sealer, Storage, Work
from services.dossiers import contract
from services.dossiers.contract import (
    AppointmentChanged,
    AppointmentKind,
    AppointmentOutcome,
    AppointmentState,
    ArrangeAppointment,
    DossierView,
    EndAppointment,
    MoveAppointment,
)
from services.dossiers.domain.actions import Action
from services.dossiers.domain.guards import Facts
from services.dossiers.domain.standing import spoken_vi
from services.dossiers.handlers import clock
from services.dossiers.handlers.circumstances import facts_of
from services.dossiers.handlers.moves import Row, may_take, move, opened
from services.dossiers.handlers.pausing import to_come
from services.dossiers.handlers.views import dossier_view, facts
from services.dossiers.store import proceedings


def arrange_appointment(call: Call[ArrangeAppointment], storage: Storage, sealer: Sealer) -> DossierView:
    """Set a time and a place; of each kind one appointment at a time."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.ARRANGE)
        to_come(work, request.starts_at)
        if any(one.kind == request.kind and one.state == AppointmentState.ARRANGED for one in _all(work, row)):
            raise contract.APPOINTMENT_OPEN()
        appointment_id = new_id()
        row = move(
            work,
            row,
            Action.ARRANGE,
            _open_then(work, row, request),
            note=request.purpose,
            details={
                "appointment": appointment_id,
                "kind": request.kind.value,
                "place": request.place,
                "starts_at": request.starts_at.isoformat(),
            },
        )
        proceedings.add_appointment(
            work.db,
            id=appointment_id,
            dossier_id=row.id,
            kind=request.kind.value,
            place=request.place,
            starts_at=request.starts_at,
            purpose=request.purpose,
            arranged_at=work.now,
        )
        _tell(work, row, appointment_id)
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def move_appointment(call: Call[MoveAppointment], storage: Storage, sealer: Sealer) -> DossierView:
    """Another time, and perhaps another place, with the reason."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.REARRANGE)
        found = _to_come(work, row, request.appointment_id)
        to_come(work, request.starts_at)
        place = request.place or found.place
        row = move(
            work,
            row,
            Action.REARRANGE,
            _open_then(work, row, request),
            reason=request.reason,
            details={"appointment": found.id, "place": place, "starts_at": request.starts_at.isoformat()},
        )
        proceedings.change_appointment(
            work.db, found.id, place=place, starts_at=request.starts_at, moves=found.moves + 1
        )
        _tell(work, row, found.id, moved=True)
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def end_appointment(call: Call[EndAppointment], storage: Storage, sealer: Sealer) -> DossierView:
    """What became of it; whether it was kept or missed can be said once its time has come."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.MEET)
        found = _to_come(work, row, request.appointment_id)
        if request.outcome is not AppointmentOutcome.CALLED_OFF and work.now < found.starts_at:
            raise contract.APPOINTMENT_TO_COME(at=spoken_vi(found.starts_at))
        row = move(
            work,
            row,
            Action.MEET,
            facts_of(work, row),
            note=request.note,
            details={"appointment": found.id, "outcome": request.outcome.value},
        )
        proceedings.change_appointment(
            work.db, found.id, state=request.outcome.value, ended_at=work.now, note=request.note
        )
        _tell(work, row, found.id)
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def _open_then(work: Work, row: Row, request: ArrangeAppointment | MoveAppointment) -> Facts:
    calendar = clock.calendar_of(work.db, row)
    opens = None if calendar.is_open(request.starts_at) else calendar.next_opening(request.starts_at)
    return facts_of(work, row, opens_next=opens)


def _all(work: Work, row: Row) -> list[Row]:
    return list(proceedings.appointments_of(work.db, row.id))


def _to_come(work: Work, row: Row, appointment_id: str) -> Row:
    for one in _all(work, row):
        if one.id == appointment_id and one.state == AppointmentState.ARRANGED:
            return one
    raise contract.APPOINTMENT_NOT_FOUND()


def _tell(work: Work, row: Row, appointment_id: str, *, moved: bool = False) -> None:
    found = next(one for one in _all(work, row) if one.id == appointment_id)
    event = AppointmentChanged(
        **facts(row),
        appointment_id=found.id,
        kind=AppointmentKind(found.kind),
        appointment=AppointmentState(found.state),
        place=found.place,
        starts_at=found.starts_at,
        moves=found.moves,
        moved=moved,
    )
    work.emit(contract.appointment_changed, row.id, event)
