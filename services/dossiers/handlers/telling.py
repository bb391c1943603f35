"""Which members of staff are told of something: by role, agency and procedure, as accounts tells of them. And what
those are told whom another agency's question concerns."""

from collections.abc import Collection
from typing import Any, Final

import sqlalchemy as sa

from chassis.storage import Work
from services.dossiers import contract
from services.dossiers.contract import ConsultationChanged, ConsultationState
from services.dossiers.domain.actions import Party
from services.dossiers.handlers.views import facts
from services.dossiers.store import known

Row = sa.Row[Any]

MOST_TOLD: Final = 20
"""Members of staff who are told of one thing; more would make it nobody's business in particular."""


def holders(db: sa.Connection, agencies: Collection[str], role: Party, procedure_code: str) -> tuple[str, ...]:
    """Who holds a role in one of these agencies for a procedure; the first few."""
    return tuple(known.members(db, agencies, role.value, procedure_code)[:MOST_TOLD])


def consultation(work: Work, row: Row, found: Row) -> None:
    """Tell those whose turn it is now: who may answer, and who asked. That it need not be answered any more concerns
    who was asked."""
    tell: tuple[str, ...] = (row.processor_id,) if row.processor_id else ()
    if found.state in (ConsultationState.ASKED, ConsultationState.DROPPED):
        tell = holders(work.db, [found.agency_code], Party.PROCESSOR, row.procedure_code)
    event = ConsultationChanged(
        **facts(row),
        consultation_id=found.id,
        consulted_agency=found.agency_code,
        consulted_name=found.agency_name,
        consultation=ConsultationState(found.state),
        answer_by=found.answer_by,
        tell=tell,
    )
    work.emit(contract.consultation_changed, row.id, event)
