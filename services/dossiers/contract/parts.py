"""What a dossier is made of: files, papers, the receipt, the request for a supplement, fees."""

import datetime as dt
import enum
from typing import Annotated

from chassis.records import Dong, Ident, Rule, record
from services.dossiers.contract.terms import (
    FeeKind,
    FeeState,
    FileName,
    MediaType,
    Note,
    PaperKey,
    Reason,
    Salt,
    Sha256,
)


class ScanState(enum.StrEnum):
    """What is known of a file from the scanner for malware (quét mã độc)."""

    PENDING = "pending"  # chờ quét: cách ly, cơ quan chưa mở được
    CLEAN = "clean"  # không thấy mã độc
    INFECTED = "infected"  # có mã độc: không ai tải được


@record
class FileView:
    """One file, by what identifies its content; one that no scanner has seen is in quarantine."""

    id: Ident
    name: FileName
    media_type: MediaType
    size: Annotated[int, Rule(min=0, description="Bytes")]
    sha256: Sha256
    added_at: dt.datetime
    scan: ScanState = ScanState.PENDING
    scanned_at: dt.datetime | None = None
    scan_found: Annotated[str, Rule(max=300, description="What the scanner found")] = ""
    reused: Annotated[bool, Rule(description="Given before, in another dossier or place")] = False
    active: Annotated[
        bool | None, Rule(description="Whether something in it runs or opens by itself; null: not known")
    ] = None


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
    handed_originals: Annotated[int, Rule(min=0, description="Bản chính đã nộp bằng giấy")] = 0
    handed_copies: Annotated[int, Rule(min=0, description="Bản sao đã nộp bằng giấy")] = 0


@record
class PaperMove:
    """One paper that another version of the procedure asks for otherwise; ``files`` were given for it so far."""

    key: PaperKey
    name: Annotated[str, Rule(max=2000)]
    kind: Annotated[str, Rule(choices=("added", "removed", "changed"))]
    files: Annotated[int, Rule(min=0)]
    vi: Annotated[str, Rule(max=10_000)]
    en: Annotated[str, Rule(max=10_000)]


@record
class AnswerProblem:
    """What is still wrong with an answer of the form; ``pointer`` (RFC 6901) leads into the answers."""

    pointer: Annotated[str, Rule(max=400)]
    code: Annotated[str, Rule(max=100)]
    vi: Annotated[str, Rule(max=2000)]
    en: Annotated[str, Rule(max=2000)]


class ReceiptKind(enum.StrEnum):
    """On what occasion a receipt was issued."""

    SUBMISSION = "submission"  # nộp hồ sơ
    CHANGE = "change"  # sửa hồ sơ khi chờ tiếp nhận
    SUPPLEMENT = "supplement"  # bổ sung hồ sơ


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
class ReceiptOnPaper:
    """A paper that was handed in on paper, as the receipt lists it."""

    paper_key: PaperKey
    paper_name: Annotated[str, Rule(max=2000)]
    originals: Annotated[int, Rule(min=0)]
    copies: Annotated[int, Rule(min=0)]


@record
class Receipt:
    """Proof of what was filed and when: every paper with its size and SHA-256, and the hash of the whole.

    Who has the answers and the salt can check the hash; who has the hash alone learns nothing from it.
    """

    code: Annotated[str, Rule(max=80)]
    submitted_at: dt.datetime
    content_hash: Sha256
    papers: tuple[ReceiptPaper, ...]
    handed_in: tuple[ReceiptOnPaper, ...] = ()
    salt: Salt = ""
    number: Annotated[int, Rule(min=1, description="Counts the receipts of the dossier")] = 1
    kind: ReceiptKind = ReceiptKind.SUBMISSION
    issued_at: dt.datetime | None = None
    signed: Annotated[str, Rule(max=2_000_000, description="The receipt as a JWS (RFC 7515), Ed25519")] = ""
    fee_claims: Annotated[tuple[str, ...], Rule(description="What was claimed not to be owed, ``head:relief``")] = ()


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
    """One thing to pay for; ``head`` is stable within the procedure.

    ``listed`` is what the record of the procedure asks for, where the agency granted an exemption or reduction; why and
    on which basis is said by ``reason`` and ``legal_basis``. ``quantity`` is for how many units it was found due, where
    the record asks by the unit.
    """

    head: Annotated[str, Rule(min=1, max=64)]
    kind: FeeKind
    label: Annotated[str, Rule(max=1000)]
    amount: Dong
    listed: Dong | None = None
    reason: Annotated[str, Rule(max=500)] = ""
    legal_basis: Annotated[str, Rule(max=500)] = ""
    quantity: Annotated[int | None, Rule(min=0, max=100_000)] = None


class ClaimState(enum.StrEnum):
    """What became of a claim to pay less of a fee (đề nghị miễn, giảm)."""

    CLAIMED = "claimed"  # đã đề nghị, cơ quan quyết định khi tiếp nhận
    GRANTED = "granted"  # được miễn, giảm
    REFUSED = "refused"  # không được miễn, giảm, có lý do


@record
class FeeClaimView:
    """A claim to pay ``percent`` less of a fee, by which legal text, and what an officer decided about it."""

    head: Annotated[str, Rule(max=64)]
    relief: Annotated[str, Rule(max=80)]
    fee_label: Annotated[str, Rule(max=1000)]
    label: Annotated[str, Rule(max=1000)]
    percent: Annotated[int, Rule(min=0, max=100, description="0: not a relief of this filing any more")]
    basis: Annotated[str, Rule(max=500)]
    evidence: Annotated[str, Rule(max=500)] = ""
    state: ClaimState = ClaimState.CLAIMED
    reason: Annotated[str, Rule(max=500)] = ""
    decided_at: dt.datetime | None = None


@record
class FeeChange:
    """A fee that was asked for and that an officer changed: from which amount to which, why, and when.

    In `FeeView.changing` payments have not answered yet, so the amount of before is still the one that is due.
    """

    before: Dong
    after: Dong
    reason: Annotated[str, Rule(max=2000)]
    legal_basis: Annotated[str, Rule(max=500)]
    at: dt.datetime


@record
class FeeView:
    """What is to be paid for a dossier, and whether it is; ``changes`` are former amounts, oldest first."""

    state: FeeState
    items: tuple[FeeItem, ...]
    total: Dong
    pay_online: bool
    before_processing: bool
    obligation_id: Annotated[str, Rule(max=64, description="The payment obligation in payments, once it is known")] = ""
    settled_at: dt.datetime | None = None
    changes: tuple[FeeChange, ...] = ()
    changing: FeeChange | None = None
