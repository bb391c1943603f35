"""What dossiers answers: a dossier, lists of them, its history, its due date, leave to read a file."""

import datetime as dt
from typing import Annotated

from chassis.callers import CallerKind, Channel
from chassis.records import Ident, Json, Rule, record
from services.dossiers.contract.parts import (
    AnswerProblem,
    FeeClaimView,
    FeeView,
    FileView,
    PaperMove,
    PaperView,
    Receipt,
    SupplementView,
)
from services.dossiers.contract.proceedings import AppointmentView, ConsultationView, PauseView, TurnView
from services.dossiers.contract.terms import (
    AgencyCode,
    ContactUse,
    FileName,
    MediaType,
    Note,
    OfficialState,
    Outcome,
    PaperKey,
    ProcedureCode,
    Rating,
    Responsible,
    ReturnWay,
    Salt,
    Sha256,
    Standing,
    Task,
    Version,
)


@record
class DossierView:
    """A dossier as its caller may see it. ``actions`` names the commands that this caller may give in this state."""

    id: Ident
    code: Annotated[str, Rule(max=80, description="Mã số hồ sơ; empty for a draft")]
    state: OfficialState
    state_vi: Annotated[str, Rule(max=100)]
    state_en: Annotated[str, Rule(max=100)]
    version: Version
    procedure_code: ProcedureCode
    procedure_version: int
    procedure_name: Annotated[str, Rule(max=2000)]
    procedure_content_hash: Annotated[str, Rule(max=64)]
    agency_code: AgencyCode
    agency_name: Annotated[str, Rule(max=500)]
    applicant_id: Ident
    applicant_name: Annotated[str, Rule(max=200)]
    applicant_identity_masked: Annotated[str, Rule(max=120)]
    applicant_phone_masked: Annotated[str, Rule(max=120)]
    applicant_identity: Annotated[
        str, Rule(max=20, description="In full, as answer to get_dossier for who handles it; else empty")
    ] = ""
    contact_use: Annotated[
        ContactUse | None,
        Rule(description="How an applicant without an account is told; for who may correct it at the desk, else none"),
    ] = None
    contact_unreached_at: Annotated[
        dt.datetime | None,
        Rule(description="When it was told that messages do not reach that telephone; shown as contact_use is"),
    ] = None
    channel: Channel
    case: Annotated[str, Rule(max=300)]
    answers: Json
    form_key: Annotated[str, Rule(max=64, description="The electronic form that the answers are to; empty: none")] = ""
    problems: Annotated[
        tuple[AnswerProblem, ...], Rule(description="What keeps the answers from being filed, while they are edited")
    ] = ()
    content_hash: Sha256
    content_salt: Salt = ""
    papers: tuple[PaperView, ...]
    missing: tuple[PaperKey, ...]
    actions: tuple[str, ...]
    created_at: dt.datetime
    changed_at: dt.datetime
    submitted_at: dt.datetime | None = None
    received_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    decided_at: dt.datetime | None = None
    returned_at: dt.datetime | None = None
    rating: Annotated[Rating | None, Rule(description="What its applicant said of it; for them alone")] = None
    closed_at: dt.datetime | None = None
    receipt: Receipt | None = None
    supplement: SupplementView | None = None
    fee: FeeView | None = None
    fee_claims: tuple[FeeClaimView, ...] = ()
    outcome: Outcome | None = None
    reason_code: Annotated[str, Rule(max=60)] = ""
    reason: Annotated[str, Rule(max=2000)] = ""
    legal_basis: Annotated[str, Rule(max=500)] = ""
    result: FileView | None = None
    result_number: Annotated[str, Rule(max=60)] = ""
    return_way: ReturnWay | None = None
    tracking_number: Annotated[str, Rule(max=60)] = ""
    dispatched_at: dt.datetime | None = None
    received_by: Annotated[str, Rule(max=200, description="Who took the result")] = ""
    assignee_id: Annotated[str, Rule(max=64, description="The processor who handles it; empty: nobody yet")] = ""
    assignee_name: Annotated[str, Rule(max=200)] = ""
    proposed: Annotated[Outcome | None, Rule(description="What a processor put before who approves")] = None
    pause: PauseView | None = None
    appointments: tuple[AppointmentView, ...] = ()
    consultations: Annotated[tuple[ConsultationView, ...], Rule(description="For staff only")] = ()
    turn: Annotated[TurnView | None, Rule(description="Whose turn it is; nobody's in a draft and when closed")] = None


@record
class DraftMove:
    """What moving a draft to the version in force would change. The same version twice: there is nothing to move.

    All that the two versions say otherwise is told by the catalogue (`compare_versions`); this is what concerns the
    draft. Answers and files are kept in any case; a case that the new version does not have has to be chosen anew.
    """

    dossier_id: Ident
    from_version: int
    to_version: int
    from_ends: Annotated[dt.date, Rule(description="First day on which the draft's version takes no dossier")] | None
    case_lost: bool
    papers: tuple[PaperMove, ...]
    limit_before_vi: Annotated[str, Rule(max=200)]
    limit_before_en: Annotated[str, Rule(max=200)]
    limit_after_vi: Annotated[str, Rule(max=200)]
    limit_after_en: Annotated[str, Rule(max=200)]


@record
class DossierLine:
    """A dossier in a list; no personal data but the applicant's name."""

    id: Ident
    code: Annotated[str, Rule(max=80)]
    state: OfficialState
    state_vi: Annotated[str, Rule(max=100)]
    state_en: Annotated[str, Rule(max=100)]
    version: Version
    procedure_code: ProcedureCode
    procedure_name: Annotated[str, Rule(max=2000)]
    agency_code: AgencyCode
    agency_name: Annotated[str, Rule(max=500)]
    applicant_name: Annotated[str, Rule(max=200)]
    channel: Channel
    changed_at: dt.datetime
    submitted_at: dt.datetime | None = None
    received_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    overdue: bool = False
    responsible: Responsible | None = None
    task: Task | None = None
    next_due_at: dt.datetime | None = None
    held_by: Annotated[str, Rule(max=64, description="Id of the processor who holds it; told to staff only")] = ""


@record
class DossierPage:
    """One page of a list; ``next_cursor`` is empty on the last."""

    items: tuple[DossierLine, ...]
    next_cursor: Annotated[str, Rule(max=1000)] = ""


@record
class LookUpStep:
    """One state that the dossier reached, and when."""

    state: OfficialState
    state_vi: Annotated[str, Rule(max=100)]
    state_en: Annotated[str, Rule(max=100)]
    at: dt.datetime


@record
class LookUpView:
    """What anybody with the code and a second fact may know (TT 01/2018/TT-VPCP điều 16): never personal data."""

    code: Annotated[str, Rule(max=80)]
    completion: Annotated[int, Rule(min=0, max=100, description="Mức độ hoàn thành, percent")]
    state: OfficialState
    state_vi: Annotated[str, Rule(max=100)]
    state_en: Annotated[str, Rule(max=100)]
    procedure_name: Annotated[str, Rule(max=2000)]
    agency_name: Annotated[str, Rule(max=500)]
    submitted_at: dt.datetime | None = None
    received_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    steps: tuple[LookUpStep, ...] = ()


@record
class CompletionView:
    """What a code alone shows (TT 01/2018/TT-VPCP điều 16): the degree of completion, and nothing else."""

    code: Annotated[str, Rule(max=80)]
    completion: Annotated[int, Rule(min=0, max=100, description="Mức độ hoàn thành, percent")]
    vi: Annotated[str, Rule(max=500)]
    en: Annotated[str, Rule(max=500)]


@record
class TimelineItem:
    """One thing that was done to the dossier. Who acted is named where it was staff, or somebody for the applicant."""

    seq: Annotated[int, Rule(min=1)]
    at: dt.datetime
    action: Annotated[str, Rule(max=60)]
    action_vi: Annotated[str, Rule(max=200)]
    action_en: Annotated[str, Rule(max=200)]
    from_state: OfficialState
    to_state: OfficialState
    state_vi: Annotated[str, Rule(max=100)]
    state_en: Annotated[str, Rule(max=100)]
    actor_kind: CallerKind
    actor_name: Annotated[str, Rule(max=200)] = ""
    on_behalf: Annotated[
        str, Rule(max=20, description="As what somebody acted for the applicant: ``delegate``, or a member's role")
    ] = ""
    on_behalf_of: Annotated[str, Rule(max=200, description="For whom somebody acted, by name")] = ""
    reason_code: Annotated[str, Rule(max=60)] = ""
    reason: Annotated[str, Rule(max=2000)] = ""
    legal_basis: Annotated[str, Rule(max=500)] = ""
    note: Note = ""
    as_deputy: Annotated[bool, Rule(description="Done for an absent colleague, under the own name")] = False


@record
class TimelineView:
    """The history of one dossier, oldest first."""

    dossier_id: Ident
    items: tuple[TimelineItem, ...]


@record
class DeadlineStep:
    """One rule that set or moved the date: at which moment it was applied, by which source, from when to when."""

    at: dt.datetime
    rule: Annotated[str, Rule(max=60)]
    rule_vi: Annotated[str, Rule(max=300)]
    rule_en: Annotated[str, Rule(max=300)]
    source: Annotated[str, Rule(max=300)]
    moved_from: dt.datetime
    moved_to: dt.datetime
    sentence_vi: Annotated[str, Rule(max=500)] = ""
    sentence_en: Annotated[str, Rule(max=500)] = ""


@record
class DeadlineView:
    """When the result is due and why, and how the dossier stands. ``due_at`` is None while no clock runs. A date that
    passed before it was moved stays missed, whatever date was given then: the public figures count it so, too."""

    dossier_id: Ident
    due_at: dt.datetime | None
    rule_set: Annotated[str, Rule(max=60, description="Which dated set of rules this dossier keeps")]
    steps: tuple[DeadlineStep, ...]
    standing: Standing = Standing.NO_DATE
    summary_vi: Annotated[str, Rule(max=500)] = ""
    summary_en: Annotated[str, Rule(max=500)] = ""
    certain: Annotated[
        bool, Rule(description="Whether the days off until then have been announced, and are no estimate")
    ] = True
    missed_at: Annotated[dt.datetime | None, Rule(description="The first date that passed before it was moved")] = None


@record
class PartyFound:
    """As whom a dossier is seen: the id of the caller, or of whom they act for."""

    dossier_id: Ident
    principal_id: Ident


@record
class FileGrant:
    """Leave to read one object of the store; for the gateway, which streams it."""

    object_key: Annotated[str, Rule(max=200)]
    name: FileName
    media_type: MediaType
    size: Annotated[int, Rule(min=0)]
    sha256: Sha256
    active: Annotated[
        bool | None, Rule(description="Whether something in it runs or opens by itself; null: not known")
    ] = None
