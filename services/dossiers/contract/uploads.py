"""Papers on their way in: uploads in parts, and papers of earlier dossiers used again."""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, query
from chassis.records import Ident, Rule, record
from services.dossiers.contract.terms import SERVICE, Cursor, FileName, MediaType, PageSize, PaperKey, Sha256, Version
from services.dossiers.contract.views import DossierView

ObjectKey = Annotated[str, Rule(min=1, max=200)]


class UploadState(enum.StrEnum):
    """Where an upload in parts stands."""

    RECEIVING = "receiving"  # đang nhận
    TAKEN = "taken"  # đã nhận vào hồ sơ
    REFUSED = "refused"  # không nhận: tệp hỏng, sai dạng…
    DROPPED = "dropped"  # người gửi bỏ, hoặc quá hạn


@record
class BeginUpload:
    """Announce a file that will arrive in parts (tải lên từng phần) for a paper of a dossier."""

    dossier_id: Ident
    paper_key: PaperKey
    part_key: ObjectKey
    file_name: FileName
    media_type: MediaType
    size: Annotated[int, Rule(min=1, description="Bytes of the whole file")]


@record
class GetUpload:
    """An upload, for who may change the dossier."""

    upload_id: Ident


@record
class FinishUpload:
    """The file is whole: check it, scan it, take it into the dossier."""

    upload_id: Ident
    object_key: ObjectKey
    size: Annotated[int, Rule(min=1, description="Bytes")]
    sha256: Sha256


@record
class DropUpload:
    """Give up an upload."""

    upload_id: Ident


@record
class UploadView:
    """An upload in parts. How many bytes there are, the store knows."""

    id: Ident
    dossier_id: Ident
    paper_key: PaperKey
    part_key: ObjectKey
    size: int
    state: UploadState
    expires_at: dt.datetime


@record
class ListMyPapers:
    """Papers and results of the caller's dossiers, to be used again; each content once, the newest first."""

    cursor: Cursor = ""
    limit: PageSize = 20


@record
class MyPaper:
    """A file that the caller gave or got before. Its content is known by ``sha256``."""

    file_id: Ident
    name: FileName
    media_type: MediaType
    size: int
    sha256: Sha256
    added_at: dt.datetime
    of_result: Annotated[bool, Rule(description="It is the result of a dossier")]
    paper_name: Annotated[str, Rule(max=2000)] = ""
    dossier_code: Annotated[str, Rule(max=80)] = ""
    procedure_name: Annotated[str, Rule(max=2000)] = ""


@record
class MyPapers:
    """A page of papers."""

    items: tuple[MyPaper, ...]
    next_cursor: Cursor = ""


@record
class ReusePaper:
    """Give a paper that one gave before, or a result that one got (dùng lại giấy tờ), by reference."""

    dossier_id: Ident
    paper_key: PaperKey
    file_id: Ident
    expected_version: Version | None = None


begin_upload = command(
    SERVICE, "begin_upload", BeginUpload, UploadView, natural="begun twice it is two uploads, of which one expires"
)
get_upload = query(SERVICE, "get_upload", GetUpload, UploadView)
finish_upload = command(
    SERVICE,
    "finish_upload",
    FinishUpload,
    UploadView,
    natural="an upload becomes one file; finished again, the same is told",
    timeout=8.0,
)
drop_upload = command(SERVICE, "drop_upload", DropUpload, UploadView, natural="what is dropped stays dropped")
list_my_papers = query(SERVICE, "list_my_papers", ListMyPapers, MyPapers)
reuse_paper = command(SERVICE, "reuse_paper", ReusePaper, DossierView)
