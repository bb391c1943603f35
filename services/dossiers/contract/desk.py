"""What the staff of an agency ask of dossiers: each step at the desk, and the list that it works from."""

import datetime as dt
from typing import Annotated

from chassis.records import Ident, Rule, record
from services.dossiers.contract.terms import (
    MOST_AT_ONCE,
    Cursor,
    FileName,
    LegalBasis,
    MediaType,
    Note,
    Outcome,
    PageSize,
    PaperKey,
    Queue,
    Reason,
    ReasonCode,
    ReturnWay,
    Sha256,
    Version,
)


@record
class AssessedFee:
    """What an officer found for a fee that depends on facts: pages, copies, a province's decision.

    Another ``amount`` than the record's, by which an exemption or reduction is granted, needs reason and legal basis;
    so does 0 where the record leaves the amount open.
    """

    head: Annotated[str, Rule(min=1, max=64)]
    quantity: Annotated[int, Rule(min=1, max=100_000)] = 1
    amount: Annotated[int, Rule(min=0, max=MOST_AT_ONCE, description="Số tiền, đồng (VND)")] | None = None
    reason: Annotated[str, Rule(max=500, description="Lý do miễn, giảm")] = ""
    legal_basis: Annotated[str, Rule(max=500, description="Căn cứ miễn, giảm")] = ""


@record
class DecidedClaim:
    """Whether a claim to pay less of a fee is granted, and why; every claim of a dossier is decided at reception."""

    head: Annotated[str, Rule(min=1, max=64)]
    relief: Annotated[str, Rule(min=1, max=80)]
    granted: bool
    reason: Annotated[str, Rule(min=1, max=500, description="Lý do chấp nhận hoặc không chấp nhận")]


@record
class ReceiveDossier:
    """Accept the dossier as complete and right (tiếp nhận); the due date follows from the law of that day."""

    dossier_id: Ident
    fees: tuple[AssessedFee, ...] = ()
    claims: Annotated[tuple[DecidedClaim, ...], Rule(max=20)] = ()
    note: Note = ""
    expected_version: Version | None = None


@record
class ReassessFees:
    """Ask that fees which were asked for, and not paid, be changed (xác định lại phí, lệ phí).

    ``fees`` says anew all that an officer finds; what is not named counts by the record. Reason and legal basis are
    those of each amount that has none of its own.
    """

    dossier_id: Ident
    reason: Reason
    legal_basis: LegalBasis
    fees: tuple[AssessedFee, ...] = ()
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
    """Hand the result to the person (trả kết quả), or to the post with the number that follows it."""

    dossier_id: Ident
    way: ReturnWay
    tracking_number: Annotated[str, Rule(max=60, description="Mã bưu gửi")] = ""
    received_by: Annotated[str, Rule(max=200, description="Who took it at the desk, if not the applicant")] = ""
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


@record
class ListAgencyDossiers:
    """The dossiers of the caller's agency: what is due first comes first, then what was submitted first.

    The queue ``late`` begins with what is late the longest. ``held_by`` is the member of staff who handles it.
    ``agency_code`` narrows the list to that agency and those under it, as far as the caller reaches them.
    """

    queue: Queue = Queue.ALL
    agency_code: Annotated[str, Rule(max=40, description="One agency, with those under it; empty: all")] = ""
    procedure_code: Annotated[str, Rule(max=40)] = ""
    held_by: Annotated[str, Rule(max=64, description="Id of the processor who holds it")] = ""
    due_before: dt.datetime | None = None
    cursor: Cursor = ""
    limit: PageSize = 20


@record
class FindDossiers:
    """Dossiers within the caller's reach: by the whole code, or by how the applicant's name begins (one of the two).

    Names are compared without marks. By name the answer is in the order of names; a draft is never found.
    """

    code: Annotated[str, Rule(max=80, description="Mã số hồ sơ")] = ""
    applicant: Annotated[str, Rule(max=200, description="Beginning of the applicant's name", example="Nguyễn Văn")] = ""
    procedure_code: Annotated[str, Rule(max=40)] = ""
    cursor: Annotated[str, Rule(max=1000)] = ""
    limit: PageSize = 20
