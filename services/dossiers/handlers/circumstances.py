"""What guards look at, gathered from a stored dossier: its pause, who holds it, what was proposed, its date."""

import dataclasses
from typing import Any

import sqlalchemy as sa

from chassis.storage import Work
from services.dossiers import rules
from services.dossiers.contract import FeeState, PauseKind
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.guards import Facts
from services.dossiers.store import contents, proceedings

Row = sa.Row[Any]


def facts_of(work: Work, row: Row, **more: Any) -> Facts:
    """The facts of a dossier as it stands, with what only the step itself knows."""
    pause = proceedings.open_pause(work.db, row.id)
    fees = contents.fees_of(work.db, row.id)
    day = local_day(work.now)
    found = Facts(
        now=work.now,
        supplements_asked=len(contents.supplements_of(work.db, row.id)),
        supplements_allowed=rules.deadline_rules_on(day).supplement_requests + row.supplements_allowed_more,
        exceptions=row.supplements_allowed_more,
        unpaid=sum(fee.total for fee in fees if fee.purpose == "fee" and fee.state == FeeState.DUE),
        duty_asked=any(fee.purpose == "duty" for fee in fees),
        received=row.received_at is not None,
        paused=pause is not None,
        suspended=pause is not None and pause.kind == PauseKind.SUSPENSION,
        held_by_somebody=bool(row.processor_id),
        held_by_caller=row.processor_id == work.caller.id,
        proposed=row.proposed_at is not None,
        same_person=work.caller.id in (row.processor_id, row.proposed_by),
        due_at=row.due_at,
        extensions=row.extensions,
        extensions_allowed=rules.deadline_rules_on(day).extensions,
        dispatched=row.dispatched_at is not None,
    )
    return dataclasses.replace(found, **more)
