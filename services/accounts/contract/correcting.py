"""Correction (đính chính): what a person sets right alone by the register, and what an officer decides on evidence."""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, event, query
from chassis.records import Ident, Nothing, Rule, record
from services.accounts.contract.terms import SERVICE, IdentityKind, Masked, Sex


class CorrectionField(enum.StrEnum):
    """What of an account can be corrected; contacts are changed by a code to the new one."""

    NAME = "name"  # họ tên
    BIRTH_DATE = "birth_date"  # ngày sinh
    SEX = "sex"  # giới tính
    IDENTITY = "identity"  # loại và số giấy tờ


class CorrectionState(enum.StrEnum):
    """What became of a correction."""

    ASKED = "asked"
    APPLIED = "applied"
    REFUSED = "refused"


class CorrectionWay(enum.StrEnum):
    """Who vouched: the population register, or an officer who saw the evidence."""

    REGISTER = "register"
    EVIDENCE = "evidence"


NewName = Annotated[str | None, Rule(min=1, max=100, description="Họ, chữ đệm và tên; trống: giữ nguyên")]
NewNumber = Annotated[str | None, Rule(min=1, max=20, description="Số giấy tờ; trống: giữ nguyên")]
Reason = Annotated[str, Rule(min=5, max=500)]


@record
class CorrectAccount:
    """Set right what the population register confirms at once. What is not given stays."""

    full_name: NewName = None
    birth_date: dt.date | None = None
    sex: Sex | None = None


@record
class AskCorrection:
    """Ask an officer for a correction that the register does not confirm; a paper that proves it is added next."""

    full_name: NewName = None
    birth_date: dt.date | None = None
    sex: Sex | None = None
    identity_kind: IdentityKind | None = None
    identity_number: NewNumber = None
    why: Annotated[str, Rule(min=10, max=500, description="Vì sao cần đính chính")]


@record
class AttachCorrectionEvidence:
    """Add the paper that proves a correction, while it is not decided; the last one counts."""

    correction_id: Ident
    object_key: Annotated[str, Rule(min=1, max=100)]
    media_type: Annotated[str, Rule(max=100)]
    size: Annotated[int, Rule(min=1)]
    sha256: Annotated[str, Rule(pattern=r"[0-9a-f]{64}")]


@record
class ListCorrections:
    """The caller's corrections, the newest first."""


@record
class ListCorrectionRequests:
    """Requests that wait for a decision, the oldest first."""

    after: Annotated[str, Rule(max=64, description="Id of the last one seen")] = ""
    limit: Annotated[int, Rule(min=1, max=100)] = 50


@record
class OpenCorrection:
    """Read a request in full, for a purpose that is kept; the person can read who did."""

    correction_id: Ident
    why: Annotated[str, Rule(min=10, max=500)]


@record
class OpenCorrectionEvidence:
    """Read the paper of a request; kept as a look."""

    correction_id: Ident


@record
class DecideCorrection:
    """Accept or refuse a request, with the reason that the person reads."""

    correction_id: Ident
    accept: bool
    reason: Reason


@record
class PersonDetails:
    """What an account says of a person; in a request, what they want it to say. Empty: not asked for."""

    name: Annotated[str, Rule(max=100)] = ""
    birth_date: dt.date | None = None
    sex: Sex | None = None
    identity_kind: IdentityKind | None = None
    identity_number: Annotated[str, Rule(max=20)] = ""


@record
class CorrectionView:
    """A correction as the person sees it."""

    correction_id: Ident
    way: CorrectionWay
    state: CorrectionState
    fields: tuple[CorrectionField, ...]
    asked_at: dt.datetime
    has_evidence: bool
    decided_at: dt.datetime | None = None
    reason: Annotated[str, Rule(max=500)] = ""


@record
class CorrectionList:
    """The caller's corrections."""

    corrections: tuple[CorrectionView, ...]


@record
class CorrectionRequestLine:
    """A request in the officers' list; it names nobody."""

    correction_id: Ident
    name_masked: Masked
    fields: tuple[CorrectionField, ...]
    asked_at: dt.datetime
    has_evidence: bool


@record
class CorrectionRequests:
    """A page of requests; more may follow the last."""

    requests: tuple[CorrectionRequestLine, ...]


@record
class OpenedCorrection:
    """A request in full."""

    correction_id: Ident
    present: PersonDetails
    wanted: PersonDetails
    why: Annotated[str, Rule(max=500)]
    has_evidence: bool


@record
class EvidenceGrant:
    """Leave to read the paper; for the gateway, which streams it."""

    object_key: Annotated[str, Rule(max=100)]
    media_type: Annotated[str, Rule(max=100)]
    size: Annotated[int, Rule(min=0)]
    sha256: Annotated[str, Rule(pattern=r"[0-9a-f]{64}")]


@record
class AccountCorrected:
    """An account says something else from now on; what, stands in the `account_changed` before it."""

    account_id: Ident
    correction_id: Ident
    fields: tuple[CorrectionField, ...]
    at: dt.datetime


@record
class CorrectionRefused:
    """A correction was refused; the person reads the reason on the portal."""

    account_id: Ident
    correction_id: Ident
    at: dt.datetime


correct_account = command(
    SERVICE, "correct_account", CorrectAccount, CorrectionView, natural="what is right stays right", timeout=8.0
)
ask_correction = command(SERVICE, "ask_correction", AskCorrection, CorrectionView)
attach_correction_evidence = command(
    SERVICE,
    "attach_correction_evidence",
    AttachCorrectionEvidence,
    CorrectionView,
    natural="the last paper that was attached counts",
)
list_corrections = query(SERVICE, "list_corrections", ListCorrections, CorrectionList)
list_correction_requests = query(SERVICE, "list_correction_requests", ListCorrectionRequests, CorrectionRequests)
open_correction = command(
    SERVICE, "open_correction", OpenCorrection, OpenedCorrection, natural="looking twice is two looks"
)
open_correction_evidence = command(
    SERVICE,
    "open_correction_evidence",
    OpenCorrectionEvidence,
    EvidenceGrant,
    natural="looking twice is two looks",
)
decide_correction = command(
    SERVICE, "decide_correction", DecideCorrection, Nothing, natural="a request is decided once"
)
account_corrected = event(SERVICE, "account_corrected", AccountCorrected, aggregate="account")
correction_refused = event(SERVICE, "correction_refused", CorrectionRefused, aggregate="account")
