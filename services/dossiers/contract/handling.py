"""What staff ask while a dossier is handled: pauses, appointments, consultations, assignment, approval, a new date."""

import datetime as dt
from typing import Annotated

from chassis.records import Dong, Ident, Rule, record
from services.dossiers.contract.terms import (
    MOST_AT_ONCE,
    Act,
    AgencyCode,
    AppointmentKind,
    AppointmentOutcome,
    ConsultationScope,
    FeeKind,
    LegalBasis,
    Note,
    Outcome,
    PageSize,
    Reason,
    ReasonCode,
    Version,
    WaitsFor,
)

Place = Annotated[str, Rule(min=1, max=500, description="Địa điểm")]


@record
class ListReasons:
    """The reason codes in force today: for one act, or for all."""

    act: Act | None = None


@record
class AllowSupplement:
    """Let officers ask once more for a supplement, against the rule of one request; for supervisors, and audited."""

    dossier_id: Ident
    reason: Reason
    expected_version: Version | None = None


@record
class DutyItem:
    """One thing that the law makes the applicant pay while the dossier is handled (nghĩa vụ tài chính)."""

    head: Annotated[str, Rule(min=1, max=64, pattern=r"[a-z0-9][a-z0-9-]*")]
    label: Annotated[str, Rule(min=1, max=1000)]
    amount: Annotated[Dong, Rule(min=1, max=MOST_AT_ONCE)]
    kind: FeeKind = FeeKind.PHI


@record
class RequireDuty:
    """Ask for a financial duty that arose in handling, such as a land tax (state 6). The clock stands still."""

    dossier_id: Ident
    items: Annotated[tuple[DutyItem, ...], Rule(min=1, max=20)]
    legal_basis: LegalBasis
    note: Note = ""
    expected_version: Version | None = None


@record
class SuspendProcessing:
    """Let the clock stand still (tạm dừng), where the law does not count the time; until a day by which it goes on."""

    dossier_id: Ident
    reason_code: ReasonCode
    reason: Reason
    legal_basis: LegalBasis
    waits_for: WaitsFor
    until: dt.datetime
    expected_version: Version | None = None


@record
class ResumeProcessing:
    """Let the clock run again; the due date moves by the time it stood still."""

    dossier_id: Ident
    note: Note = ""
    expected_version: Version | None = None


@record
class ArrangeAppointment:
    """Set a verification on site (xác minh thực địa) or an appearance at the agency (có mặt), in office hours."""

    dossier_id: Ident
    kind: AppointmentKind
    place: Place
    starts_at: dt.datetime
    purpose: Note = ""
    expected_version: Version | None = None


@record
class MoveAppointment:
    """Set another time or place for an appointment, with the reason."""

    dossier_id: Ident
    appointment_id: Ident
    starts_at: dt.datetime
    reason: Reason
    place: Annotated[str, Rule(max=500)] = ""
    expected_version: Version | None = None


@record
class EndAppointment:
    """Write down what became of an appointment: kept, missed, or called off; with what was found."""

    dossier_id: Ident
    appointment_id: Ident
    outcome: AppointmentOutcome
    note: Note = ""
    expected_version: Version | None = None


@record
class ConsultAgency:
    """Ask another agency for its opinion (lấy ý kiến), by a day. ``pauses``: the law does not count that time."""

    dossier_id: Ident
    agency_code: AgencyCode
    question: Reason
    answer_by: dt.datetime
    pauses: bool = False
    legal_basis: Annotated[str, Rule(max=500)] = ""
    expected_version: Version | None = None


@record
class AnswerConsultation:
    """Answer a question, as the agency that was asked; or write down, as who asked, an answer that came on paper."""

    dossier_id: Ident
    consultation_id: Ident
    answer: Annotated[str, Rule(min=1, max=5000)]


@record
class TakeBackConsultation:
    """Take a question to another agency back (rút câu hỏi) before it is answered; who was asked is told the reason."""

    dossier_id: Ident
    consultation_id: Ident
    reason: Annotated[str, Rule(min=1, max=2000)]
    expected_version: Version | None = None


@record
class ListConsultations:
    """Questions to the caller's agencies, the first due first; an agency sees the question, not the dossier."""

    scope: ConsultationScope = ConsultationScope.OPEN
    limit: PageSize = 20


@record
class ListProcessors:
    """Who can be given a dossier (cán bộ thụ lý): this one, or any within the caller's reach where none is named."""

    dossier_id: Annotated[str, Rule(max=64)] = ""


MOST_PROCESSORS = 500
"""How many processors are listed."""


@record
class AssignDossier:
    """Give the dossier to a processor (phân công), whoever holds it now."""

    dossier_id: Ident
    assignee_id: Ident
    note: Note = ""
    expected_version: Version | None = None


@record
class DossierToAssign:
    """One dossier of many, as it was seen in a list."""

    dossier_id: Ident
    expected_version: Version | None = None


@record
class AssignDossiers:
    """Give many dossiers to one processor (phân công hàng loạt): each by itself, as `AssignDossier` would."""

    dossiers: Annotated[tuple[DossierToAssign, ...], Rule(min=1, max=100)]
    assignee_id: Ident
    note: Note = ""


@record
class ClaimDossier:
    """Take a dossier that nobody holds (nhận xử lý)."""

    dossier_id: Ident
    note: Note = ""
    expected_version: Version | None = None


@record
class ReleaseDossier:
    """Give a dossier that one holds back for others to take, with the reason."""

    dossier_id: Ident
    reason: Reason
    expected_version: Version | None = None


@record
class TransferDossier:
    """Hand a dossier that one holds to another processor (chuyển người xử lý), with the reason."""

    dossier_id: Ident
    assignee_id: Ident
    reason: Reason
    expected_version: Version | None = None


@record
class ProposeDecision:
    """Put the dossier before who approves (trình phê duyệt). Who proposed cannot approve."""

    dossier_id: Ident
    outcome: Outcome
    note: Note = ""
    expected_version: Version | None = None


@record
class SendBack:
    """Give a proposal back to the processor (trả lại để làm lại), with the reason."""

    dossier_id: Ident
    reason: Reason
    expected_version: Version | None = None


@record
class ExtendDeadline:
    """Apologise and give a new date (Phiếu xin lỗi và hẹn lại ngày trả); the law allows it once."""

    dossier_id: Ident
    until: dt.datetime
    reason_code: ReasonCode
    reason: Reason
    expected_version: Version | None = None


@record
class ConfirmDelivery:
    """The post delivered the result (đã phát)."""

    dossier_id: Ident
    received_by: Annotated[str, Rule(min=1, max=200, description="Who took it")]
    note: Note = ""
    expected_version: Version | None = None
