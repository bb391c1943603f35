"""What goes on while a dossier is handled, as callers see it."""

import datetime as dt
from typing import Annotated

from chassis.records import Ident, Rule, record
from services.dossiers.contract.terms import (
    Act,
    AgencyCode,
    AppointmentKind,
    AppointmentState,
    ConsultationState,
    Note,
    PauseKind,
    Responsible,
    Task,
    Version,
    WaitsFor,
)


@record
class ReasonView:
    """A reason that an act may have."""

    code: Annotated[str, Rule(max=60)]
    acts: tuple[Act, ...]
    vi: Annotated[str, Rule(max=500)]
    en: Annotated[str, Rule(max=500)]
    source: Annotated[str, Rule(max=300)]


@record
class ReasonList:
    """Reason codes in force."""

    reasons: tuple[ReasonView, ...]


@record
class PauseView:
    """Since when and why the clock stands still; ``until`` is when it should run again at the latest."""

    kind: PauseKind
    waits_for: WaitsFor
    began_at: dt.datetime
    until: dt.datetime
    reason: Note = ""
    legal_basis: Annotated[str, Rule(max=500)] = ""


@record
class AppointmentView:
    """A verification on site or an appearance."""

    id: Ident
    kind: AppointmentKind
    place: Annotated[str, Rule(max=500)]
    starts_at: dt.datetime
    state: AppointmentState
    purpose: Note = ""
    moves: Annotated[int, Rule(min=0)] = 0
    note: Note = ""


@record
class AnsweredBy:
    """Who wrote the answer down: of the agency that was asked, or, of one that came on paper, of the one that asked."""

    name: Annotated[str, Rule(max=200, description="The member of staff")]
    agency_code: Annotated[str, Rule(max=40, description="Their agency")]
    agency_name: Annotated[str, Rule(max=500)]
    recorded_by_asker: Annotated[bool, Rule(description="Recorded by the asking agency")]


@record
class ConsultationView:
    """A question to another agency and its answer."""

    id: Ident
    agency_code: AgencyCode
    agency_name: Annotated[str, Rule(max=500)]
    question: Annotated[str, Rule(max=2000)]
    asked_at: dt.datetime
    answer_by: dt.datetime
    pauses: bool
    state: ConsultationState
    answer: Annotated[str, Rule(max=5000)] = ""
    answered_at: dt.datetime | None = None
    answered_by: AnsweredBy | None = None
    ended_why: Annotated[str, Rule(max=2000, description="Why it was taken back, or is not needed any more")] = ""


@record
class ConsultationLine:
    """A question as the agency sees it that was asked: nothing of the applicant."""

    id: Ident
    dossier_id: Ident
    dossier_code: Annotated[str, Rule(max=80)]
    procedure_code: Annotated[str, Rule(max=40)]
    procedure_name: Annotated[str, Rule(max=2000)]
    asking_agency: Annotated[str, Rule(max=500)]
    question: Annotated[str, Rule(max=2000)]
    asked_at: dt.datetime
    answer_by: dt.datetime
    state: ConsultationState
    answer: Annotated[str, Rule(max=5000)] = ""
    answered_by: AnsweredBy | None = None
    ended_why: Annotated[str, Rule(max=2000, description="Why it was taken back, or is not needed any more")] = ""


@record
class ConsultationList:
    """Questions, the first due first."""

    items: tuple[ConsultationLine, ...]


@record
class TurnView:
    """Whose turn it is, what they have to do, and by when: of an open dossier there is always exactly one."""

    responsible: Responsible
    responsible_vi: Annotated[str, Rule(max=100)]
    responsible_en: Annotated[str, Rule(max=100)]
    person_id: Annotated[str, Rule(max=64, description="Which person, where it is one by name; for staff")] = ""
    task: Task
    task_vi: Annotated[str, Rule(max=200)]
    task_en: Annotated[str, Rule(max=200)]
    since: dt.datetime
    due_at: dt.datetime
    late: bool


@record
class ProcessorView:
    """A member of staff who can be given dossiers; ``agencies`` are those in which, and under which, they process."""

    id: Ident
    name: Annotated[str, Rule(max=200)]
    agencies: tuple[AgencyCode, ...]


@record
class ProcessorList:
    """Processors by name, at most `MOST_PROCESSORS`."""

    items: tuple[ProcessorView, ...]


@record
class AssignmentOutcome:
    """What became of one dossier of many: assigned, with its new version; or not, and why."""

    dossier_id: Ident
    assigned: bool
    version: Version | None = None
    error: Annotated[str, Rule(max=80, description="Stable code of why not", example="dossier.stale")] = ""
    vi: Annotated[str, Rule(max=1000)] = ""
    en: Annotated[str, Rule(max=1000)] = ""


@record
class AssignmentOutcomes:
    """One outcome for each dossier that was named, in that order."""

    items: tuple[AssignmentOutcome, ...]
    assigned: Annotated[int, Rule(min=0, description="How many were assigned")]
