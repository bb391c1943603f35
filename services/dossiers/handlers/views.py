"""Makes what callers see, and what events carry, out of stored dossiers."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from chassis.callers import Caller, Channel
from chassis.records import load
from chassis.service import Sealer
from services.dossiers import answering, contract, policy
from services.dossiers.contract import (
    AnswerProblem,
    ContactUse,
    DossierLine,
    DossierView,
    FeeState,
    Outcome,
    Rating,
    Receipt,
    Responsible,
    ReturnWay,
    Task,
    TurnView,
)
from services.dossiers.domain.actions import PARTY_NAMES, STATE_NAMES, Action, State
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.content import Filled, missing
from services.dossiers.domain.duties import TASK_NAMES
from services.dossiers.domain.states import actions_for
from services.dossiers.handlers import makers, proceeding, turns
from services.dossiers.handlers.fee_views import claims_view, fee_view
from services.dossiers.handlers.overseen import knows_numbers, without_numbers
from services.dossiers.handlers.paper_views import file_view, paper_view, supplement_view
from services.dossiers.procedures import Procedure, pinned
from services.dossiers.store import contents, filled, handed, known
from services.dossiers.tables import ratings

Row = sa.Row[Any]

SUBMIT = "submit_dossier"
MOVE = "move_draft"
"""An edit that only a draft takes: what was filed keeps its version."""

REASSESS = "reassess_fees"
DISCARD = "discard_draft"

COMMANDS_OF: dict[Action, tuple[str, ...]] = {
    Action.EDIT: ("save_draft", "attach_paper", "remove_paper", "claim_reliefs", MOVE),
    Action.DISCARD: (DISCARD,),
    Action.SUBMIT: (SUBMIT,),
    Action.RECEIVE: ("receive_dossier",),
    Action.REASSESS: (REASSESS,),
    Action.REFUSE: ("refuse_dossier",),
    Action.ASK_SUPPLEMENT: ("request_supplement",),
    Action.SUPPLEMENT: ("supplement_dossier",),
    Action.WITHDRAW: ("withdraw_dossier",),
    Action.START: ("start_processing",),
    Action.ATTACH_RESULT: ("attach_result",),
    Action.DECIDE: ("decide_dossier",),
    Action.RETURN: ("return_result",),
    Action.STOP: ("stop_dossier",),
    Action.ALLOW_SUPPLEMENT: ("allow_supplement",),
    Action.REQUIRE_DUTY: ("require_duty",),
    Action.SUSPEND: ("suspend_processing",),
    Action.RESUME: ("resume_processing",),
    Action.ARRANGE: ("arrange_appointment",),
    Action.REARRANGE: ("move_appointment",),
    Action.MEET: ("end_appointment",),
    Action.CONSULT: ("consult_agency",),
    Action.ANSWER: ("answer_consultation",),
    Action.TAKE_BACK: ("take_back_consultation",),
    Action.ASSIGN: ("assign_dossier",),
    Action.CLAIM: ("claim_dossier",),
    Action.RELEASE: ("release_dossier",),
    Action.TRANSFER: ("transfer_dossier",),
    Action.PROPOSE: ("propose_decision",),
    Action.SEND_BACK: ("send_back",),
    Action.EXTEND: ("extend_deadline",),
    Action.DELIVER: ("confirm_delivery",),
}
"""Which commands take which action; the others happen by themselves."""


def dossier_view(
    db: sa.Connection, row: Row, caller: Caller, sealer: Sealer, now: dt.datetime | None = None
) -> DossierView:
    """The dossier as this caller may see it.

    With ``now``, and if they may edit its answers, also what is wrong with these today.
    """
    state = State(row.state)
    content = filled.of(sealer, row)
    answers = dict(content.answers) if knows_numbers(caller, row) else without_numbers(content.answers)
    commands = commands_for(row, caller)
    if state is State.DRAFT and now is not None:
        commands = _possible(db, row, commands, local_day(now))
    fee = fee_view(db, row)
    if fee is None or fee.state is not FeeState.DUE or not fee.obligation_id or fee.changing is not None:
        commands = tuple(name for name in commands if name != REASSESS)
    procedure = pinned(db, row)
    form = procedure.form(Channel(row.channel), row.case_label)
    edited = form is not None and now is not None and "save_draft" in commands
    paper_rows = contents.papers_of(db, row.id)
    file_rows = contents.files_of(db, row.id)
    files = {file.id: file for file in file_rows}
    result = files.get(row.result_file_id) if row.result_file_id else None
    shows_result = result is not None and (caller.is_staff or state is State.RETURNED)
    on_paper = {one.paper_key: one for one in handed.of(db, row.id)} if row.channel != Channel.ONLINE else {}
    contact_use = _contact_use(row, caller)
    return DossierView(
        id=row.id,
        code=row.code or "",
        state=row.state,
        state_vi=STATE_NAMES[state].vi,
        state_en=STATE_NAMES[state].en,
        version=row.version,
        procedure_code=row.procedure_code,
        procedure_version=row.procedure_version,
        procedure_name=row.procedure_name,
        procedure_content_hash=row.procedure_content_hash,
        agency_code=row.agency_code,
        agency_name=row.agency_name,
        applicant_id=row.applicant_id,
        applicant_name=row.applicant_name,
        applicant_identity_masked=row.applicant_identity_masked,
        applicant_phone_masked=row.applicant_phone_masked,
        contact_use=contact_use,
        contact_unreached_at=row.contact_unreached_at if contact_use is not None else None,
        channel=Channel(row.channel),
        case=row.case_label,
        answers=answers,
        form_key=form.key if form is not None else "",
        problems=_problems(db, row, procedure, content, now) if edited and now is not None else (),
        content_hash=row.content_hash,
        content_salt=content.salt,
        papers=tuple(paper_view(paper, file_rows, on_paper.get(paper.key)) for paper in paper_rows),
        missing=missing(contents.specs_of(paper_rows), contents.held_of(paper_rows, file_rows), on_paper.values()),
        actions=commands,
        created_at=row.created_at,
        changed_at=row.changed_at,
        submitted_at=row.submitted_at,
        received_at=row.received_at,
        due_at=row.due_at,
        decided_at=row.decided_at,
        returned_at=row.returned_at,
        rating=_rating(db, row, caller),
        closed_at=row.closed_at,
        receipt=load(Receipt, {**row.receipt, "salt": content.salt}) if row.receipt else None,
        supplement=supplement_view(db, row),
        fee=fee,
        fee_claims=claims_view(row, procedure, now or row.changed_at),
        outcome=Outcome(row.outcome) if row.outcome else None,
        reason_code=row.reason_code,
        reason=row.reason,
        legal_basis=row.legal_basis,
        result=file_view(result) if result is not None and shows_result else None,
        result_number=row.result_number,
        return_way=ReturnWay(row.return_way) if row.return_way else None,
        tracking_number=row.tracking_number,
        dispatched_at=row.dispatched_at,
        received_by=row.received_by,
        **proceeding.shown(db, row, for_staff=caller.is_staff),
        turn=turn_view(db, row, now or row.changed_at, for_staff=caller.is_staff),
    )


def _contact_use(row: Row, caller: Caller) -> ContactUse | None:
    """How an applicant without an account is told, for who may correct it."""
    if not contract.came_to_a_desk(row.applicant_id) or not policy.at_the_desk(caller, row):
        return None
    return ContactUse(row.contact_use)


def _rating(db: sa.Connection, row: Row, caller: Caller) -> Rating | None:
    """What its applicant said of how the dossier was handled, once it was returned; told to nobody else."""
    if row.state != State.RETURNED or caller.is_staff:
        return None
    said = db.scalar(sa.select(ratings.c.rating).where(ratings.c.dossier_id == row.id))
    return Rating(said) if said else None


def turn_view(db: sa.Connection, row: Row, now: dt.datetime, *, for_staff: bool) -> TurnView | None:
    """Whose turn it is at a time; which member of staff that is by name, staff see."""
    found = turns.of(db, row, now)
    if found is None:
        return None
    duty = found.duty
    party, task = PARTY_NAMES[duty.party], TASK_NAMES[duty.task]
    return TurnView(
        responsible=Responsible(duty.party.value),
        responsible_vi=party.vi,
        responsible_en=party.en,
        person_id=found.person if for_staff else "",
        task=Task(duty.task.value),
        task_vi=task.vi,
        task_en=task.en,
        since=duty.since,
        due_at=duty.until,
        late=now > duty.until,
    )


def _problems(
    db: sa.Connection, row: Row, procedure: Procedure, content: Filled, now: dt.datetime
) -> tuple[AnswerProblem, ...]:
    return answering.told(answering.examined(db, row, procedure, content.answers, now))


def commands_for(row: Row, caller: Caller) -> tuple[str, ...]:
    """The commands that the state table leaves to this caller now; a closed dossier leaves none."""
    if row.closed_at is not None:
        return ()
    found = actions_for(State(row.state), policy.parties(caller, row))
    names = (name for action in found for name in COMMANDS_OF.get(action, ()))
    left_out = {MOVE} if row.state != State.DRAFT else {DISCARD} if makers.is_a_colleagues(caller, row) else set()
    return tuple(name for name in names if name not in left_out)


def _possible(db: sa.Connection, row: Row, commands: tuple[str, ...], day: dt.date) -> tuple[str, ...]:
    """Of a draft's commands those that a version leaves: ended, it takes no filing; without a successor, no move."""
    own = known.procedure_version(db, row.procedure_code, row.procedure_version)
    gone = set()
    if own is not None and own.valid_to is not None and own.valid_to <= day:
        gone.add(SUBMIT)
        if known.procedure_in_force(db, row.procedure_code, day) is None:
            gone.add(MOVE)
    return tuple(name for name in commands if name not in gone)


def dossier_line(row: Row, now: dt.datetime, *, for_staff: bool = False) -> DossierLine:
    """The dossier in a list; overdue compares the decision, or else now, with the due date."""
    name = STATE_NAMES[State(row.state)]
    finished = row.decided_at or row.closed_at or now
    return DossierLine(
        id=row.id,
        code=row.code or "",
        state=row.state,
        state_vi=name.vi,
        state_en=name.en,
        version=row.version,
        procedure_code=row.procedure_code,
        procedure_name=row.procedure_name,
        agency_code=row.agency_code,
        agency_name=row.agency_name,
        applicant_name=row.applicant_name,
        channel=Channel(row.channel),
        changed_at=row.changed_at,
        submitted_at=row.submitted_at,
        received_at=row.received_at,
        due_at=row.due_at,
        overdue=row.due_at is not None and row.due_at < finished,
        responsible=Responsible(row.responsible) if row.responsible else None,
        task=Task(row.task) if row.task else None,
        next_due_at=row.next_due_at,
        held_by=row.processor_id if for_staff else "",
    )


def facts(row: Row) -> dict[str, Any]:
    """What every event of a dossier carries."""
    return {
        "dossier_id": row.id,
        "code": row.code,
        "procedure_code": row.procedure_code,
        "procedure_version": row.procedure_version,
        "procedure_name": row.procedure_name,
        "agency_code": row.agency_code,
        "agency_name": row.agency_name,
        "applicant_id": row.applicant_id,
        "channel": Channel(row.channel),
        "state": row.state,
        "version": row.version,
        "at": row.changed_at,
    }
