"""What applicants ask of dossiers, and the questions about one dossier."""

from typing import Annotated

from chassis.callers import Acting, Channel
from chassis.records import Ident, Json, Rule, record
from services.dossiers.contract.terms import (
    AgencyCode,
    Cursor,
    FileName,
    MediaType,
    Note,
    OfficialState,
    PageSize,
    PaperKey,
    ProcedureCode,
    ReturnWay,
    Sha256,
    Version,
)


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
class FindParty:
    """As whom the caller sees a dossier: as now, as themselves, or as one of these, for whom accounts let them act.

    The gateway names them, as it names for whom a caller acts; nobody from outside does.
    """

    dossier_id: Ident
    parties: Annotated[tuple[Acting, ...], Rule(max=500)] = ()


@record
class GetDraftMove:
    """What would change for a draft if it moved to the version of its procedure that is in force now."""

    dossier_id: Ident


@record
class MoveDraft:
    """Move a draft to the version in force (chuyển sang phiên bản mới), which is the one that was looked at."""

    dossier_id: Ident
    to_version: Annotated[int, Rule(min=1)]
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
    """File the dossier (nộp hồ sơ). ``content_hash`` is that of the content which the person saw and agreed to; if the
    dossier holds another by now, nothing is filed, and `CONTENT_CHANGED` names what differs."""

    dossier_id: Ident
    content_hash: Sha256
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


@record
class GetDossier:
    """One dossier: for its applicant, and for the staff of its agency."""

    dossier_id: Ident


@record
class ListMyDossiers:
    """The caller's own dossiers, newest first."""

    states: Annotated[tuple[OfficialState, ...], Rule(max=11)] = ()
    procedure_code: Annotated[str, Rule(max=40, description="Mã thủ tục; để trống: mọi thủ tục")] = ""
    text: Annotated[
        str, Rule(max=100, description="Mã hồ sơ, hoặc một phần tên thủ tục hay cơ quan; gõ không dấu cũng được")
    ] = ""
    cursor: Cursor = ""
    limit: PageSize = 20


@record
class LookUpDossier:
    """Follow a dossier without signing in (tra cứu hồ sơ), by its code and 4 digits that its applicant knows."""

    code: Annotated[str, Rule(min=1, max=80, description="Mã số hồ sơ", example="H27.30.12-261124-0001")]
    fact: Annotated[str, Rule(pattern=r"\d{4}", description="4 số cuối của số định danh hoặc số điện thoại")]


@record
class GetCompletion:
    """How far a dossier is, by its code alone and without signing in."""

    code: Annotated[str, Rule(min=1, max=80, description="Mã số hồ sơ", example="H27.12.34-261124-0001")]


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
