"""The public face of dossiers: what can be asked of them, what they tell the others, and how a request can fail.

A dossier (hồ sơ) is one person's request for one procedure at one agency. Its state is the official number of the
national one-stop systems, 1 to 10, with 0 for a draft that nobody but its owner has seen. Every command answers with
the dossier as its caller may see it afterwards. ``expected_version`` (HTTP If-Match) makes a command fail with
`DOSSIER_STALE` when somebody else changed the dossier since the caller last read it; leave it out to act regardless.
"""

import datetime as dt
import enum
from typing import Annotated

from chassis.callers import CallerKind, Channel
from chassis.contracts import command, event, query
from chassis.errors import Conflict, Forbidden, Invalid, NotFound, Stale, error
from chassis.records import Dong, Ident, Json, Rule, record

SERVICE = "dossiers"

LOOKUP = "lookup"
"""Index purpose of the last four digits of a number, the same as in accounts: ``sealer.index(LOOKUP, "1234")``."""
FORM = "form"
"""The key by which a request for a supplement names the form itself instead of a paper."""


class Outcome(enum.StrEnum):
    """What the competent authority decided (kết quả giải quyết)."""

    APPROVED = "approved"  # đồng ý giải quyết
    REFUSED = "refused"  # từ chối giải quyết, nêu rõ lý do


class ReturnWay(enum.StrEnum):
    """How the result reaches the person (hình thức trả kết quả), NĐ 61/2018/NĐ-CP điều 20."""

    ONLINE = "online"  # trực tuyến
    DESK = "desk"  # trực tiếp tại bộ phận một cửa
    POST = "post"  # dịch vụ bưu chính công ích


class FeeKind(enum.StrEnum):
    """What the law calls a payment (Luật Phí và lệ phí 97/2015/QH13 điều 3)."""

    PHI = "phi"  # phí: pays for a service
    LE_PHI = "le_phi"  # lệ phí: pays for an act of the state


class FeeState(enum.StrEnum):
    """Where the payment of a dossier's fees stands (tình trạng thanh toán)."""

    DUE = "due"  # chờ thanh toán
    SETTLED = "settled"  # đã thanh toán


class Queue(enum.StrEnum):
    """The lists an officer works from (hàng đợi công việc)."""

    TO_RECEIVE = "to_receive"  # chờ tiếp nhận
    TO_PROCESS = "to_process"  # đã tiếp nhận, chờ xử lý
    PROCESSING = "processing"  # đang xử lý
    WAITING = "waiting"  # chờ người nộp bổ sung hoặc nộp tiền
    TO_CONFIRM = "to_confirm"  # xin rút, chờ xác nhận
    TO_RETURN = "to_return"  # chờ trả kết quả
    CLOSED = "closed"  # đã kết thúc
    ALL = "all"


OfficialState = Annotated[int, Rule(min=0, max=10, description="Trạng thái hồ sơ; 0 is a draft", example=2)]
Version = Annotated[int, Rule(min=1, description="Counts the changes of this dossier")]
ProcedureCode = Annotated[str, Rule(min=1, max=40, description="Mã thủ tục hành chính", example="2.000635")]
AgencyCode = Annotated[str, Rule(min=1, max=40, description="Mã định danh cơ quan", example="H27.12.34")]
PaperKey = Annotated[str, Rule(min=1, max=64, pattern=r"[a-z0-9][a-z0-9._-]*", description="Key of a required paper")]
Sha256 = Annotated[str, Rule(pattern=r"[0-9a-f]{64}", description="SHA-256, hex")]
FileName = Annotated[str, Rule(min=1, max=200, description="File name as the person knows it")]
MediaType = Annotated[str, Rule(min=3, max=100, example="application/pdf")]
ReasonCode = Annotated[str, Rule(min=1, max=60, pattern=r"[a-z0-9][a-z0-9-]*", description="Stable code of a reason")]
Reason = Annotated[str, Rule(min=1, max=2000, description="Lý do")]
LegalBasis = Annotated[str, Rule(min=1, max=500, description="Căn cứ pháp lý: văn bản, điều, khoản")]
Note = Annotated[str, Rule(max=2000)]
Cursor = Annotated[str, Rule(max=400, description="As the previous page gave it; empty for the first")]
PageSize = Annotated[int, Rule(min=1, max=100)]


# Requests of the applicant


@record
class CreateDraft:
    """Begin a dossier (lập hồ sơ). Online only where the agency offers the procedure online on this day."""

    procedure_code: ProcedureCode
    agency_code: AgencyCode
    case: Annotated[str, Rule(max=300, description="Trường hợp, as the procedure names it")] = ""
    channel: Channel = Channel.ONLINE


@record
class SaveDraft:
    """Keep what the person has filled in so far; allowed in a draft and while the agency waits for a supplement."""

    dossier_id: Ident
    answers: Json
    case: Annotated[str, Rule(max=300)] | None = None
    return_way: ReturnWay | None = None
    expected_version: Version | None = None


@record
class AttachPaper:
    """Add a file, already in the object store, to one required paper. The file itself is checked, not only its name."""

    dossier_id: Ident
    paper_key: PaperKey
    object_key: Annotated[str, Rule(min=1, max=200)]
    file_name: FileName
    media_type: MediaType
    size: Annotated[int, Rule(min=1, description="Bytes")]
    sha256: Sha256
    expected_version: Version | None = None


@record
class RemovePaper:
    """Take back one attached file; it stays in the history."""

    dossier_id: Ident
    file_id: Ident
    expected_version: Version | None = None


@record
class SubmitDossier:
    """File the dossier (nộp hồ sơ). ``content_hash`` is that of the content which the person saw and agreed to."""

    dossier_id: Ident
    content_hash: Annotated[str, Rule(max=64)] = ""
    expected_version: Version | None = None


@record
class SupplementDossier:
    """Send in what the agency asked for (bổ sung hồ sơ), after attaching it."""

    dossier_id: Ident
    note: Note = ""
    expected_version: Version | None = None


@record
class WithdrawDossier:
    """Take the dossier back (rút hồ sơ): at once before reception, afterwards the agency confirms."""

    dossier_id: Ident
    reason: Note = ""
    expected_version: Version | None = None


# Requests of the agency


@record
class AssessedFee:
    """What an officer found for a fee that depends on facts: pages, copies, a province's decision."""

    head: Annotated[str, Rule(min=1, max=64)]
    quantity: Annotated[int, Rule(min=0, max=100_000)] = 1
    amount: Dong | None = None


@record
class ReceiveDossier:
    """Accept the dossier as complete and right (tiếp nhận); the due date follows from the law of that day."""

    dossier_id: Ident
    fees: tuple[AssessedFee, ...] = ()
    note: Note = ""
    expected_version: Version | None = None


@record
class RefuseDossier:
    """Refuse to receive the dossier (từ chối tiếp nhận, Phiếu từ chối), with reason and legal basis."""

    dossier_id: Ident
    reason_code: ReasonCode
    reason: Reason
    legal_basis: LegalBasis
    expected_version: Version | None = None


@record
class AskedItem:
    """One paper at fault (or `FORM`), and what is wrong with it."""

    paper_key: PaperKey
    reason: Reason


@record
class RequestSupplement:
    """Ask for everything that is missing or wrong, once (Phiếu yêu cầu bổ sung, NĐ 61/2018/NĐ-CP điều 11, 17)."""

    dossier_id: Ident
    items: Annotated[tuple[AskedItem, ...], Rule(min=1, max=100)]
    note: Note = ""
    legal_basis: Annotated[str, Rule(max=500)] = ""
    respond_by: dt.datetime | None = None
    expected_version: Version | None = None


@record
class StartProcessing:
    """Hand the received dossier to the officer who handles it (chuyển xử lý)."""

    dossier_id: Ident
    note: Note = ""
    expected_version: Version | None = None


@record
class DecideDossier:
    """The competent person's decision (phê duyệt). A refusal needs ``reason_code``, ``reason`` and ``legal_basis``."""

    dossier_id: Ident
    outcome: Outcome
    reason_code: Annotated[str, Rule(max=60)] = ""
    reason: Annotated[str, Rule(max=2000)] = ""
    legal_basis: Annotated[str, Rule(max=500)] = ""
    note: Note = ""
    expected_version: Version | None = None


@record
class AttachResult:
    """Add the result (kết quả giải quyết) as a file that is already in the object store; replaces the one before."""

    dossier_id: Ident
    object_key: Annotated[str, Rule(min=1, max=200)]
    file_name: FileName
    media_type: MediaType
    size: Annotated[int, Rule(min=1, description="Bytes")]
    sha256: Sha256
    number: Annotated[str, Rule(max=60, description="Số, ký hiệu văn bản")] = ""
    expected_version: Version | None = None


@record
class ReturnResult:
    """Hand the result to the person (trả kết quả)."""

    dossier_id: Ident
    way: ReturnWay
    tracking_number: Annotated[str, Rule(max=60, description="Mã bưu gửi")] = ""
    note: Note = ""
    expected_version: Version | None = None


@record
class StopDossier:
    """End the handling (dừng xử lý): a withdrawal confirmed, a supplement or payment that never came, or the law."""

    dossier_id: Ident
    reason_code: ReasonCode
    reason: Reason
    legal_basis: LegalBasis
    expected_version: Version | None = None


# Questions


@record
class GetDossier:
    """One dossier: for its applicant, and for the staff of its agency."""

    dossier_id: Ident


@record
class ListMyDossiers:
    """The caller's own dossiers, newest first."""

    states: Annotated[tuple[OfficialState, ...], Rule(max=11)] = ()
    cursor: Cursor = ""
    limit: PageSize = 20


@record
class ListAgencyDossiers:
    """The dossiers of the caller's agency: what is due first comes first, then what was submitted first."""

    queue: Queue = Queue.ALL
    procedure_code: Annotated[str, Rule(max=40)] = ""
    due_before: dt.datetime | None = None
    cursor: Cursor = ""
    limit: PageSize = 20


@record
class LookUpDossier:
    """Follow a dossier without signing in (tra cứu hồ sơ), by its code and 4 digits that its applicant knows."""

    code: Annotated[str, Rule(min=1, max=80, description="Mã số hồ sơ", example="H27.12.34-261124-0001")]
    fact: Annotated[str, Rule(pattern=r"\d{4}", description="4 số cuối của số định danh hoặc số điện thoại")]


@record
class GetTimeline:
    """The whole history of one dossier, oldest first."""

    dossier_id: Ident


@record
class GetDeadline:
    """When the result is due, and every rule that moved the date."""

    dossier_id: Ident


@record
class GetFile:
    """Leave to read one file of a dossier: a paper's or the result."""

    dossier_id: Ident
    file_id: Ident


# Replies


@record
class FileView:
    """One file, by what identifies its content."""

    id: Ident
    name: FileName
    media_type: MediaType
    size: Annotated[int, Rule(min=0, description="Bytes")]
    sha256: Sha256
    added_at: dt.datetime


@record
class PaperView:
    """One paper that the procedure asks for (thành phần hồ sơ) in this dossier's case, and the files given for it."""

    key: PaperKey
    name: Annotated[str, Rule(max=2000)]
    required: bool
    originals: Annotated[int, Rule(min=0)]
    copies: Annotated[int, Rule(min=0)]
    form: Annotated[str, Rule(max=500, description="Name of the form to use")] = ""
    condition: Annotated[str, Rule(max=1000, description="Who gives it, where not everybody does")] = ""
    files: tuple[FileView, ...] = ()


@record
class ReceiptPaper:
    """One file as the receipt lists it."""

    paper_key: PaperKey
    paper_name: Annotated[str, Rule(max=2000)]
    file_id: Ident
    file_name: FileName
    size: Annotated[int, Rule(min=0, description="Bytes")]
    sha256: Sha256


@record
class Receipt:
    """Proof of what was filed and when: every paper with its size and SHA-256, and the hash of the whole."""

    code: Annotated[str, Rule(max=80)]
    submitted_at: dt.datetime
    content_hash: Sha256
    papers: tuple[ReceiptPaper, ...]


@record
class SupplementItem:
    """One paper that was asked for again."""

    paper_key: PaperKey
    paper_name: Annotated[str, Rule(max=2000)]
    reason: Reason


@record
class SupplementView:
    """The one request for a supplement of a dossier."""

    id: Ident
    asked_at: dt.datetime
    items: tuple[SupplementItem, ...]
    note: Note = ""
    legal_basis: Annotated[str, Rule(max=500)] = ""
    respond_by: dt.datetime | None = None
    answered_at: dt.datetime | None = None


@record
class FeeItem:
    """One thing to pay for; ``head`` is stable within the procedure."""

    head: Annotated[str, Rule(min=1, max=64)]
    kind: FeeKind
    label: Annotated[str, Rule(max=1000)]
    amount: Dong


@record
class FeeView:
    """What is to be paid for a dossier, and whether it is."""

    state: FeeState
    items: tuple[FeeItem, ...]
    total: Dong
    pay_online: bool
    before_processing: bool
    obligation_id: Annotated[str, Rule(max=64, description="The payment obligation in payments, once it is known")] = ""
    settled_at: dt.datetime | None = None


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
    channel: Channel
    case: Annotated[str, Rule(max=300)]
    answers: Json
    content_hash: Sha256
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
    closed_at: dt.datetime | None = None
    receipt: Receipt | None = None
    supplement: SupplementView | None = None
    fee: FeeView | None = None
    outcome: Outcome | None = None
    reason_code: Annotated[str, Rule(max=60)] = ""
    reason: Annotated[str, Rule(max=2000)] = ""
    legal_basis: Annotated[str, Rule(max=500)] = ""
    result: FileView | None = None
    result_number: Annotated[str, Rule(max=60)] = ""
    return_way: ReturnWay | None = None
    tracking_number: Annotated[str, Rule(max=60)] = ""


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


@record
class DossierPage:
    """One page of a list; ``next_cursor`` is empty on the last."""

    items: tuple[DossierLine, ...]
    next_cursor: Cursor = ""


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
class TimelineItem:
    """One thing that was done to the dossier. The names of staff are shown; nothing else about a person is."""

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
    reason_code: Annotated[str, Rule(max=60)] = ""
    reason: Annotated[str, Rule(max=2000)] = ""
    legal_basis: Annotated[str, Rule(max=500)] = ""
    note: Note = ""


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


@record
class DeadlineView:
    """When the result is due and why. ``due_at`` is None while no clock runs."""

    dossier_id: Ident
    due_at: dt.datetime | None
    rule_set: Annotated[str, Rule(max=60, description="Which dated set of rules this dossier keeps")]
    steps: tuple[DeadlineStep, ...]


@record
class FileGrant:
    """Leave to read one object of the store; for the gateway, which streams it."""

    object_key: Annotated[str, Rule(max=200)]
    name: FileName
    media_type: MediaType
    size: Annotated[int, Rule(min=0)]
    sha256: Sha256


# Events. ``version`` counts changes of the dossier itself; the envelope's own version counts its events.


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
class FeeDue(DossierFacts):
    """Fees are to be paid. ``before_processing``: the clock starts when they are (state 6), otherwise by the return."""

    items: tuple[FeeItem, ...]
    total: Dong
    payer_id: Ident
    pay_online: bool
    before_processing: bool


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


# Methods

create_draft = command(SERVICE, "create_draft", CreateDraft, DossierView)
save_draft = command(SERVICE, "save_draft", SaveDraft, DossierView)
attach_paper = command(SERVICE, "attach_paper", AttachPaper, DossierView)
remove_paper = command(SERVICE, "remove_paper", RemovePaper, DossierView)
submit_dossier = command(SERVICE, "submit_dossier", SubmitDossier, DossierView)
supplement_dossier = command(SERVICE, "supplement_dossier", SupplementDossier, DossierView)
withdraw_dossier = command(SERVICE, "withdraw_dossier", WithdrawDossier, DossierView)
receive_dossier = command(SERVICE, "receive_dossier", ReceiveDossier, DossierView)
refuse_dossier = command(SERVICE, "refuse_dossier", RefuseDossier, DossierView)
request_supplement = command(SERVICE, "request_supplement", RequestSupplement, DossierView)
start_processing = command(SERVICE, "start_processing", StartProcessing, DossierView)
decide_dossier = command(SERVICE, "decide_dossier", DecideDossier, DossierView)
attach_result = command(SERVICE, "attach_result", AttachResult, DossierView)
return_result = command(SERVICE, "return_result", ReturnResult, DossierView)
stop_dossier = command(SERVICE, "stop_dossier", StopDossier, DossierView)

get_dossier = query(SERVICE, "get_dossier", GetDossier, DossierView)
list_my_dossiers = query(SERVICE, "list_my_dossiers", ListMyDossiers, DossierPage)
list_agency_dossiers = query(SERVICE, "list_agency_dossiers", ListAgencyDossiers, DossierPage)
look_up_dossier = query(SERVICE, "look_up_dossier", LookUpDossier, LookUpView)
get_timeline = query(SERVICE, "get_timeline", GetTimeline, TimelineView)
get_deadline = query(SERVICE, "get_deadline", GetDeadline, DeadlineView)
get_file = query(SERVICE, "get_file", GetFile, FileGrant)

dossier_submitted = event(SERVICE, "dossier_submitted", DossierSubmitted, aggregate="dossier")
dossier_received = event(SERVICE, "dossier_received", DossierReceived, aggregate="dossier")
dossier_refused = event(SERVICE, "dossier_refused", DossierRefused, aggregate="dossier")
supplement_requested = event(SERVICE, "supplement_requested", SupplementRequested, aggregate="dossier")
dossier_supplemented = event(SERVICE, "dossier_supplemented", DossierSupplemented, aggregate="dossier")
fee_due = event(SERVICE, "fee_due", FeeDue, aggregate="dossier")
dossier_processing = event(SERVICE, "dossier_processing", DossierProcessing, aggregate="dossier")
dossier_decided = event(SERVICE, "dossier_decided", DossierDecided, aggregate="dossier")
result_returned = event(SERVICE, "result_returned", ResultReturned, aggregate="dossier")
dossier_withdrawn = event(SERVICE, "dossier_withdrawn", DossierWithdrawn, aggregate="dossier")
dossier_stopped = event(SERVICE, "dossier_stopped", DossierStopped, aggregate="dossier")


# Errors of a whole request

DOSSIER_NOT_FOUND = error(
    "dossier.not-found",
    NotFound,
    vi="Không tìm thấy hồ sơ. Xin kiểm tra lại đường dẫn hoặc danh sách hồ sơ của bạn.",
    en="There is no such dossier. Please check the link, or look in the list of your dossiers.",
)
LOOKUP_NO_MATCH = error(
    "dossier.lookup-no-match",
    NotFound,
    vi="Không có hồ sơ nào khớp với mã và 4 số đã nhập. Xin xem lại giấy tiếp nhận và nhập cả hai cho đúng.",
    en="No dossier matches this code and these 4 digits. Please look at your receipt and enter both again.",
)
FILE_NOT_FOUND = error(
    "dossier.file-not-found",
    NotFound,
    vi="Hồ sơ không có tệp này. Xin tải lại trang để xem các tệp hiện có.",
    en="The dossier has no such file. Please reload the page to see its files.",
)
PAPER_UNKNOWN = error(
    "dossier.paper-unknown",
    NotFound,
    vi="Thủ tục không yêu cầu giấy tờ “{paper}” trong trường hợp này. Xin chọn một thành phần hồ sơ trong danh sách.",
    en="The procedure does not ask for the paper “{paper}” in this case. Please choose one from the list.",
)
PROCEDURE_NOT_FOUND = error(
    "dossier.procedure-not-found",
    NotFound,
    vi="Không có thủ tục {procedure} đang có hiệu lực. Xin tìm lại trong danh mục thủ tục.",
    en="There is no procedure {procedure} in force. Please search the catalogue again.",
)
NOT_OFFERED = error(
    "dossier.not-offered",
    Conflict,
    vi="Cơ quan {agency} không tiếp nhận thủ tục {procedure}. Xin chọn cơ quan khác trong trang của thủ tục.",
    en="Agency {agency} does not take procedure {procedure}. Please choose another agency on the procedure's page.",
)
NOT_OFFERED_ONLINE = error(
    "dossier.not-offered-online",
    Conflict,
    vi="Cơ quan chưa nhận thủ tục {procedure} qua mạng. Xin nộp tại bộ phận một cửa theo hình thức: {ways}.",
    en="The agency does not take procedure {procedure} online yet. Please file by another way: {ways}.",
)
CASE_UNKNOWN = error(
    "dossier.case-unknown",
    Invalid,
    vi="Thủ tục không có trường hợp “{case}”. Xin chọn một trường hợp trong danh sách.",
    en="The procedure has no case “{case}”. Please choose one from the list.",
)
APPLICANT_UNKNOWN = error(
    "dossier.applicant-unknown",
    Conflict,
    vi="Thông tin tài khoản của bạn đang được đồng bộ. Xin thử lại sau ít giây.",
    en="Your account is still being made known here. Please try again in a few seconds.",
)
DOSSIER_STALE = error(
    "dossier.stale",
    Stale,
    vi="Hồ sơ đã thay đổi từ khi bạn mở (phiên bản {expected}, nay {actual}). Xin tải lại và xem trước khi làm tiếp.",
    en="The dossier changed since you opened it (version {expected}, now {actual}). Please reload before you go on.",
)
CONTENT_CHANGED = error(
    "dossier.content-changed",
    Stale,
    vi="Nội dung hồ sơ khác với nội dung bạn đã xem. Xin xem lại rồi nộp.",
    en="The content differs from what you saw. Please review it, then submit.",
)
ACTION_NOT_ALLOWED = error(
    "dossier.action-not-allowed",
    Conflict,
    vi="Không thể thực hiện việc này khi hồ sơ ở trạng thái “{state_vi}”. Xin tải lại hồ sơ để xem việc có thể làm.",
    en="This cannot be done while the dossier is in state “{state_en}”. Please reload it to see what can be done.",
)
NOT_EDITABLE = error(
    "dossier.not-editable",
    Conflict,
    vi="Hồ sơ đã được cơ quan tiếp nhận nên không sửa được. Chỉ sửa được khi chờ tiếp nhận hoặc chờ bổ sung.",
    en="The agency has the dossier, so it cannot be edited. Edit while it waits for reception or a supplement.",
)
ROLE_MISSING = error(
    "dossier.role-missing",
    Forbidden,
    vi="Việc này cần vai trò {roles} trong cơ quan. Xin liên hệ người quản trị cơ quan.",
    en="This needs the role {roles} in the agency. Please ask your agency's administrator.",
)
SECOND_PERSON_NEEDED = error(
    "dossier.second-person-needed",
    Forbidden,
    vi="Người phê duyệt phải khác người thụ lý hồ sơ. Xin chuyển cho người có thẩm quyền khác.",
    en="Who approves must not be who processed the dossier. Please pass it to another competent person.",
)
PAPERS_MISSING = error(
    "dossier.papers-missing",
    Invalid,
    vi="Hồ sơ còn thiếu {count} giấy tờ bắt buộc. Xin đính kèm rồi nộp lại.",
    en="{count} required papers are missing. Please attach them, then submit again.",
)
DOSSIER_EMPTY = error(
    "dossier.empty",
    Invalid,
    vi="Hồ sơ chưa có nội dung nào. Xin điền biểu mẫu hoặc đính kèm giấy tờ rồi nộp.",
    en="There is nothing in the dossier yet. Please fill in the form or attach papers, then submit.",
)
SUPPLEMENT_ALREADY_ASKED = error(
    "dossier.supplement-already-asked",
    Conflict,
    vi="Đã yêu cầu bổ sung một lần; pháp luật chỉ cho phép một lần. Xin tiếp nhận hoặc từ chối, nêu rõ lý do.",
    en="A supplement was asked for already and the law allows it once. Please receive or refuse, giving the reason.",
)
SUPPLEMENT_INCOMPLETE = error(
    "dossier.supplement-incomplete",
    Invalid,
    vi="Còn {count} mục được yêu cầu chưa bổ sung. Xin đính kèm tệp mới cho từng mục rồi gửi lại.",
    en="{count} of the items asked for were not supplied. Please attach a new file for each, then send again.",
)
SUPPLEMENT_STILL_OPEN = error(
    "dossier.supplement-still-open",
    Conflict,
    vi="Người nộp còn thời hạn bổ sung đến {until}. Xin đợi hết thời hạn rồi mới từ chối hoặc dừng xử lý.",
    en="The applicant may still supply what was asked until {until}. Please wait for that before refusing or stopping.",
)
PROCEDURE_CHANGED = error(
    "dossier.procedure-changed",
    Conflict,
    vi="Thủ tục {procedure} đã có nội dung mới. Xin lưu lại bản nháp, xem các giấy tờ yêu cầu rồi nộp.",
    en="Procedure {procedure} has a new version. Please save the draft, look at the papers it asks for, then submit.",
)
CASE_NEEDED = error(
    "dossier.case-needed",
    Invalid,
    vi="Thủ tục có nhiều trường hợp với giấy tờ khác nhau. Xin chọn trường hợp của bạn rồi nộp: {cases}.",
    en="The procedure has several cases with different papers. Please choose yours, then submit: {cases}.",
)
REASON_NEEDED = error(
    "dossier.reason-needed",
    Invalid,
    vi="Từ chối phải có mã lý do, lý do và căn cứ pháp lý. Xin điền đủ cả ba.",
    en="A refusal needs a reason code, a reason and a legal basis. Please give all three.",
)
FEES_UNPAID = error(
    "dossier.fees-unpaid",
    Conflict,
    vi="Hồ sơ còn {amount} đồng phí, lệ phí chưa nộp. Xin thanh toán trước khi nhận kết quả.",
    en="{amount} đồng of fees are still to be paid. Please pay before the result is returned.",
)
RESULT_MISSING = error(
    "dossier.result-missing",
    Conflict,
    vi="Hồ sơ chưa có tệp kết quả. Xin đính kèm kết quả rồi trả trực tuyến.",
    en="The dossier has no result file. Please attach the result, then return it online.",
)
FILE_NOT_STORED = error(
    "file.not-stored",
    Conflict,
    vi="Tệp chưa tải lên đầy đủ hoặc không khớp mã kiểm tra. Xin tải lên lại.",
    en="The file was not uploaded whole, or does not match its checksum. Please upload it again.",
)
FILE_TYPE_REFUSED = error(
    "file.type-refused",
    Invalid,
    vi="Chỉ nhận tệp PDF, JPEG hoặc PNG còn đọc được. Xin lưu lại tệp theo một trong các dạng này.",
    en="Only readable PDF, JPEG or PNG files are taken. Please save the file in one of these formats.",
)
TOO_MANY_FILES = error(
    "dossier.too-many-files",
    Conflict,
    vi="Mỗi giấy tờ nhận tối đa {limit} tệp. Xin xóa bớt tệp không cần.",
    en="A paper takes at most {limit} files. Please remove what is not needed.",
)
FEE_NOT_ASSESSED = error(
    "dossier.fee-not-assessed",
    Invalid,
    vi="Mức thu “{label}” chưa cố định. Xin nhập số lượng hoặc số tiền khi tiếp nhận.",
    en="The fee “{label}” is not fixed. Please enter its quantity or amount when receiving.",
)
