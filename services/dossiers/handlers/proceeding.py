"""What goes on in the handling of a dossier, as its view shows it."""

from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from services.dossiers.contract import (
    AnsweredBy,
    AppointmentKind,
    AppointmentState,
    AppointmentView,
    ConsultationState,
    ConsultationView,
    Outcome,
    PauseKind,
    PauseView,
    WaitsFor,
)
from services.dossiers.domain.actions import State
from services.dossiers.store import known, proceedings

Row = sa.Row[Any]

QUIET = frozenset({State.DRAFT, State.SUBMITTED, State.REFUSED})
"""States before which nothing of this can have begun; a supplement asked for in handling leads back to the second."""


def shown(db: sa.Connection, row: Row, *, for_staff: bool) -> dict[str, Any]:
    """The fields of a dossier's view that tell of its handling; what agencies ask each other is for staff."""
    if row.state in QUIET and row.received_at is None:
        return {}
    member = known.member(db, row.processor_id) if row.processor_id else None
    pause = proceedings.open_pause(db, row.id)
    questions = proceedings.consultations_of(db, row.id) if for_staff else ()
    answers = who_answered(db, questions)
    return {
        "assignee_id": row.processor_id,
        "assignee_name": member.name if member is not None else "",
        "proposed": Outcome(row.proposed_outcome) if row.proposed_outcome and for_staff else None,
        "pause": None if pause is None else _pause(pause),
        "appointments": tuple(_appointment(one) for one in proceedings.appointments_of(db, row.id)),
        "consultations": tuple(_consultation(one, answers.get(one.id)) for one in questions),
    }


def who_answered(db: sa.Connection, questions: Iterable[Row]) -> Mapping[str, AnsweredBy]:
    """By the question's id, who wrote its answer down. Of answers from before it was noted for which side they spoke,
    their agency tells."""
    of = {one.dossier_id for one in questions if one.state == ConsultationState.ANSWERED}
    found = proceedings.answers_of(db, of) if of else ()
    return {
        step.details["consultation"]: AnsweredBy(
            name=step.actor_name,
            agency_code=step.actor_agency,
            agency_name=step.name or step.actor_agency,
            recorded_by_asker=step.details.get("recorded_by_asker", step.actor_agency == step.asking),
        )
        for step in found
    }


def _pause(found: Row) -> PauseView:
    return PauseView(
        kind=PauseKind(found.kind),
        waits_for=WaitsFor(found.waits_for),
        began_at=found.began_at,
        until=found.until,
        reason=found.reason,
        legal_basis=found.legal_basis,
    )


def _appointment(found: Row) -> AppointmentView:
    return AppointmentView(
        id=found.id,
        kind=AppointmentKind(found.kind),
        place=found.place,
        starts_at=found.starts_at,
        state=AppointmentState(found.state),
        purpose=found.purpose,
        moves=found.moves,
        note=found.note,
    )


def _consultation(found: Row, answered_by: AnsweredBy | None) -> ConsultationView:
    return ConsultationView(
        id=found.id,
        agency_code=found.agency_code,
        agency_name=found.agency_name,
        question=found.question,
        asked_at=found.asked_at,
        answer_by=found.answer_by,
        pauses=found.pauses,
        state=ConsultationState(found.state),
        answer=found.answer,
        answered_at=found.ended_at if found.state == ConsultationState.ANSWERED else None,
        answered_by=answered_by,
        ended_why=found.ended_why,
    )
