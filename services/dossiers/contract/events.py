"""What dossiers tells the others.

``version`` counts the changes of the dossier itself; the envelope's own version counts its events.
"""

import datetime as dt
from typing import Annotated

from chassis.callers import Channel
from chassis.contracts import event
from chassis.records import Dong, Ident, Rule, record
from services.accounts.contract import Sealed
from services.dossiers.contract.parts import FeeItem, ReceiptPaper, SupplementItem
from services.dossiers.contract.terms import (
    SERVICE,
    AgencyCode,
    AlarmStage,
    AppointmentKind,
    AppointmentState,
    Assigning,
    ConsultationState,
    ContactUse,
    LegalBasis,
    Note,
    OfficialState,
    Outcome,
    PauseKind,
    ProcedureCode,
    Reason,
    ReasonCode,
    Responsible,
    ReturnWay,
    Sha256,
    Task,
    Version,
    WaitsFor,
)


@record
class DossierFacts:
    """What every event of a dossier carries. ``state`` is the one after the change."""

    dossier_id: Ident
    code: Annotated[str, Rule(max=80)]
    procedure_code: ProcedureCode
    procedure_version: int
    procedure_name: Annotated[str, Rule(max=2000)]
    agency_code: AgencyCode
    agency_name: Annotated[str, Rule(max=500)]
    applicant_id: Ident
    channel: Channel
    state: OfficialState
    version: Version
    at: dt.datetime


@record
class DossierSubmitted(DossierFacts):
    """A dossier was filed and has its code (state 1, Mới đăng ký)."""

    submitted_at: dt.datetime
    content_hash: Sha256
    papers: tuple[ReceiptPaper, ...]


@record
class DossierReceived(DossierFacts):
    """The agency received the dossier and its clock runs (state 2, Được tiếp nhận); again after a supplement."""

    received_at: dt.datetime
    due_at: dt.datetime | None


@record
class DossierRefused(DossierFacts):
    """The agency refused to receive the dossier (state 3, Không được tiếp nhận)."""

    reason_code: ReasonCode
    reason: Reason
    legal_basis: LegalBasis


@record
class SupplementRequested(DossierFacts):
    """The agency asked for papers, once (state 5, Yêu cầu bổ sung giấy tờ)."""

    request_id: Ident
    items: tuple[SupplementItem, ...]
    note: Note = ""
    legal_basis: Annotated[str, Rule(max=500)] = ""
    respond_by: dt.datetime | None = None


@record
class DossierSupplemented(DossierFacts):
    """The person sent in what was asked for; the agency looks again (state 1)."""

    request_id: Ident
    content_hash: Sha256
    papers: tuple[ReceiptPaper, ...]


@record
class ApplicantChanged(DossierFacts):
    """Who came to a desk has an account now (``applicant_id``); until now they were known as ``former_id``."""

    former_id: Ident


@record
class ContactLeft(DossierFacts):
    """How who filed at a desk without an account is told of a dossier from now on; the newest one counts.

    ``phone_sealed`` has `contact_context`; empty: there is no telephone (any more). ``messages`` is what the person was
    asked at the desk, and said.
    """

    phone_sealed: Sealed
    messages: ContactUse


@record
class DossierEdited(DossierFacts):
    """Answers or papers of a filed dossier were changed, before its reception or for a supplement (states 1 and 5)."""

    changed: Annotated[str, Rule(max=60, description="What was changed", example="paper-attached")]
    content_hash: Sha256


@record
class FeeDue(DossierFacts):
    """Fees are to be paid. ``before_processing``: the clock starts when they are (state 6), otherwise by the return.

    With ``replaces`` an officer asks that the fee of this obligation be changed, with reason and legal basis, maybe to
    nothing. Payments tell that it was, or why not; until then the fee is as it was.
    """

    items: tuple[FeeItem, ...]
    total: Dong
    payer_id: Ident
    pay_online: bool
    before_processing: bool
    replaces: Annotated[str, Rule(max=64)] = ""
    reason: Note = ""
    legal_basis: Annotated[str, Rule(max=500)] = ""


@record
class FeeChanged(DossierFacts):
    """A fee that was asked for was changed by an officer, before it was paid; ``total`` 0: nothing is to be paid."""

    total_before: Dong
    total: Dong
    reason: Reason
    legal_basis: LegalBasis


@record
class FeeKept(DossierFacts):
    """A change of a fee came to nothing: it is paid, being paid, or not due any more (``why``)."""

    why: Annotated[str, Rule(max=20, choices=("settled", "being_paid", "not_due"))]
    total: Dong
    try_after: dt.datetime | None = None


@record
class DossierProcessing(DossierFacts):
    """Handling began (state 4, Đang xử lý)."""

    due_at: dt.datetime | None


@record
class DossierDecided(DossierFacts):
    """The decision is made (state 9, Đã xử lý xong): approved, or refused with a reason."""

    outcome: Outcome
    due_at: dt.datetime | None
    reason_code: Annotated[str, Rule(max=60)] = ""
    reason: Annotated[str, Rule(max=2000)] = ""
    legal_basis: Annotated[str, Rule(max=500)] = ""


@record
class ResultAttached(DossierFacts):
    """The file of the result is there, or another one in its place; the decision is told apart."""

    result_sha256: Sha256
    number: Annotated[str, Rule(max=100, description="Số, ký hiệu of the result")] = ""


@record
class ResultReturned(DossierFacts):
    """The person has the result (state 10, Đã trả kết quả)."""

    outcome: Outcome
    way: ReturnWay
    due_at: dt.datetime | None
    result_name: Annotated[str, Rule(max=200)] = ""
    result_sha256: Annotated[str, Rule(max=64)] = ""
    tracking_number: Annotated[str, Rule(max=60)] = ""


@record
class DossierWithdrawn(DossierFacts):
    """The person took the dossier back, or asked to (state 7). ``final``: nobody has to confirm it."""

    final: bool
    reason: Note = ""


@record
class DossierStopped(DossierFacts):
    """Handling ended without a decision (state 8, Dừng xử lý)."""

    reason_code: ReasonCode
    reason: Reason
    legal_basis: LegalBasis


@record
class SupplementAllowed(DossierFacts):
    """A supervisor let officers ask for a supplement once more."""

    reason: Reason


@record
class DossierSuspended(DossierFacts):
    """The clock stands still (tạm dừng, thời gian không tính)."""

    kind: PauseKind
    waits_for: WaitsFor
    until: dt.datetime
    reason: Note = ""
    legal_basis: Annotated[str, Rule(max=500)] = ""


@record
class DossierResumed(DossierFacts):
    """The clock runs again; ``due_at`` has moved by the time it stood still."""

    kind: PauseKind
    due_at: dt.datetime | None


@record
class AppointmentChanged(DossierFacts):
    """An appointment was arranged, moved (``moves`` > 0) or ended."""

    appointment_id: Ident
    kind: AppointmentKind
    appointment: AppointmentState
    place: Annotated[str, Rule(max=500)]
    starts_at: dt.datetime
    moves: Annotated[int, Rule(min=0)] = 0
    moved: bool = False


@record
class ConsultationChanged(DossierFacts):
    """Another agency was asked, answered, or was silent until the time was over; or no answer is needed any more."""

    consultation_id: Ident
    consulted_agency: AgencyCode
    consulted_name: Annotated[str, Rule(max=500)]
    consultation: ConsultationState
    answer_by: dt.datetime
    tell: tuple[Ident, ...] = ()


@record
class DossierAssigned(DossierFacts):
    """Who handles the dossier changed; ``assignee_id`` is empty while nobody does."""

    how: Assigning
    assignee_id: Annotated[str, Rule(max=64)] = ""
    tell: tuple[Ident, ...] = ()


@record
class DecisionProposed(DossierFacts):
    """The dossier is before who approves."""

    outcome: Outcome
    tell: tuple[Ident, ...] = ()


@record
class DecisionSentBack(DossierFacts):
    """Who approves gave the dossier back to be worked on."""

    reason: Reason


@record
class ApologyIssued(DossierFacts):
    """The agency apologised and gave a new date (Phiếu xin lỗi và hẹn lại ngày trả); by itself where nobody had."""

    paper_id: Ident
    number: Annotated[str, Rule(max=60, description="Số, ký hiệu of the letter", example="15/PXL")]
    due_before: dt.datetime
    due_at: dt.datetime
    reason: Reason
    automatic: bool


@record
class ResultDispatched(DossierFacts):
    """The result was handed to the post."""

    outcome: Outcome
    tracking_number: Annotated[str, Rule(max=60)]


@record
class DutyAlarm(DossierFacts):
    """Somebody's time is nearly over, or over: who has to do what, by when. ``tell`` are members of staff."""

    stage: AlarmStage
    responsible: Responsible
    by_agency: bool
    apologised: Annotated[bool, Rule(description="An apology with a new date goes to the applicant with it")] = False
    task: Task
    task_vi: Annotated[str, Rule(max=200)]
    task_en: Annotated[str, Rule(max=200)]
    next_due_at: dt.datetime
    tell: tuple[Ident, ...] = ()


@record
class DigestEntry:
    """A dossier that a digest names."""

    dossier_id: Ident
    code: Annotated[str, Rule(max=80)]


@record
class DigestPart:
    """How many dossiers of a kind there are (``more``: at least), and the first of them."""

    count: Annotated[int, Rule(min=0)] = 0
    more: bool = False
    named: tuple[DigestEntry, ...] = ()


@record
class DutyDigest:
    """What waits for a member of staff on a morning; it says nothing new any more from ``good_until`` on."""

    staff_id: Ident
    at: dt.datetime
    good_until: dt.datetime
    late: DigestPart
    soon: DigestPart
    unheld: DigestPart
    escalated: DigestPart


dossier_submitted = event(SERVICE, "dossier_submitted", DossierSubmitted, aggregate="dossier")
dossier_received = event(SERVICE, "dossier_received", DossierReceived, aggregate="dossier")
dossier_refused = event(SERVICE, "dossier_refused", DossierRefused, aggregate="dossier")
supplement_requested = event(SERVICE, "supplement_requested", SupplementRequested, aggregate="dossier")
dossier_supplemented = event(SERVICE, "dossier_supplemented", DossierSupplemented, aggregate="dossier")
applicant_changed = event(SERVICE, "applicant_changed", ApplicantChanged, aggregate="dossier")
contact_left = event(SERVICE, "contact_left", ContactLeft, aggregate="dossier")
dossier_edited = event(SERVICE, "dossier_edited", DossierEdited, aggregate="dossier")
fee_due = event(SERVICE, "fee_due", FeeDue, aggregate="dossier")
fee_changed = event(SERVICE, "fee_changed", FeeChanged, aggregate="dossier")
fee_kept = event(SERVICE, "fee_kept", FeeKept, aggregate="dossier")
dossier_processing = event(SERVICE, "dossier_processing", DossierProcessing, aggregate="dossier")
dossier_decided = event(SERVICE, "dossier_decided", DossierDecided, aggregate="dossier")
result_attached = event(SERVICE, "result_attached", ResultAttached, aggregate="dossier")
result_returned = event(SERVICE, "result_returned", ResultReturned, aggregate="dossier")
dossier_withdrawn = event(SERVICE, "dossier_withdrawn", DossierWithdrawn, aggregate="dossier")
dossier_stopped = event(SERVICE, "dossier_stopped", DossierStopped, aggregate="dossier")
supplement_allowed = event(SERVICE, "supplement_allowed", SupplementAllowed, aggregate="dossier")
dossier_suspended = event(SERVICE, "dossier_suspended", DossierSuspended, aggregate="dossier")
dossier_resumed = event(SERVICE, "dossier_resumed", DossierResumed, aggregate="dossier")
appointment_changed = event(SERVICE, "appointment_changed", AppointmentChanged, aggregate="dossier")
consultation_changed = event(SERVICE, "consultation_changed", ConsultationChanged, aggregate="dossier")
dossier_assigned = event(SERVICE, "dossier_assigned", DossierAssigned, aggregate="dossier")
decision_proposed = event(SERVICE, "decision_proposed", DecisionProposed, aggregate="dossier")
decision_sent_back = event(SERVICE, "decision_sent_back", DecisionSentBack, aggregate="dossier")
apology_issued = event(SERVICE, "apology_issued", ApologyIssued, aggregate="dossier")
result_dispatched = event(SERVICE, "result_dispatched", ResultDispatched, aggregate="dossier")
duty_alarm = event(SERVICE, "duty_alarm", DutyAlarm, aggregate="dossier")
duty_digest = event(SERVICE, "duty_digest", DutyDigest, aggregate="staff-digest")
