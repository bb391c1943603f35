"""The official papers that an agency issues about a dossier, and the register of what it received.

TT 01/2018/TT-VPCP điều 9, with the forms of TT 03/2025/TT-VPCP. What is issued is never changed: another of its kind
comes after it and names it.
"""

import datetime as dt
import enum
from typing import Annotated, Final

from chassis.contracts import query
from chassis.records import Ident, Rule, record
from services.dossiers.contract.parts import SupplementItem
from services.dossiers.contract.terms import SERVICE, AgencyCode, Cursor, Note, PageSize, PaperKey, ReturnWay


class OfficialPaper(enum.StrEnum):
    """Which paper it is (biểu mẫu của bộ phận một cửa)."""

    RECEPTION = "reception"  # Mẫu 01: giấy tiếp nhận hồ sơ và hẹn trả kết quả
    SUPPLEMENT = "supplement"  # Mẫu 02: phiếu yêu cầu bổ sung, hoàn thiện hồ sơ
    REFUSAL = "refusal"  # Mẫu 03: phiếu từ chối tiếp nhận giải quyết hồ sơ
    APOLOGY = "apology"  # Mẫu 04: phiếu xin lỗi và hẹn lại ngày trả kết quả


@record
class ListedPaper:
    """One paper as a slip lists it, by what is there: originals and copies on paper, and how many files.

    Slips issued before this was so have in ``originals`` and ``copies`` what the procedure asks for.
    """

    key: PaperKey
    name: Annotated[str, Rule(max=2000)]
    originals: Annotated[int, Rule(min=0)]
    copies: Annotated[int, Rule(min=0)]
    files: Annotated[int, Rule(min=0)]


@record
class PaperContent:
    """What stands on an official paper, as it was when it was issued; what a kind does not have is empty.

    Numbers of people are masked: the paper may lie on a desk, and who it is for knows them.
    """

    dossier_code: Annotated[str, Rule(max=80)]
    procedure_code: Annotated[str, Rule(max=40)]
    procedure_name: Annotated[str, Rule(max=2000)]
    agency_name: Annotated[str, Rule(max=500)]
    applicant_name: Annotated[str, Rule(max=200)]
    applicant_identity_masked: Annotated[str, Rule(max=120)]
    applicant_phone_masked: Annotated[str, Rule(max=120)]
    papers: tuple[ListedPaper, ...] = ()
    limit: Annotated[str, Rule(max=200, description="Thời hạn giải quyết, in words; empty: none is fixed")] = ""
    submitted_at: dt.datetime | None = None
    received_at: dt.datetime | None = None
    due_at: dt.datetime | None = None
    former_due_at: dt.datetime | None = None
    return_way: ReturnWay | None = None
    items: tuple[SupplementItem, ...] = ()
    respond_by: dt.datetime | None = None
    reason: Annotated[str, Rule(max=2000)] = ""
    legal_basis: Annotated[str, Rule(max=500)] = ""
    note: Note = ""


@record
class IssuedPaper:
    """An official paper. ``number`` counts the papers of its kind of this agency in this year, without a gap."""

    id: Ident
    dossier_id: Ident
    kind: OfficialPaper
    agency_code: AgencyCode
    issuer_name: Annotated[str, Rule(max=500)]
    year: Annotated[int, Rule(min=2018)]
    number: Annotated[int, Rule(min=1)]
    reference: Annotated[str, Rule(max=60, description="Số, ký hiệu", example="15/PBS")]
    issued_at: dt.datetime
    issued_by_name: Annotated[str, Rule(max=200, description="Empty: issued by the system")]
    content: PaperContent
    replaces: Annotated[str, Rule(max=64, description="The paper of the same kind before it; empty: none")] = ""


@record
class ListOfficialPapers:
    """The papers issued about a dossier, oldest first."""

    dossier_id: Ident


@record
class OfficialPapers:
    """The papers issued about one dossier."""

    dossier_id: Ident
    items: tuple[IssuedPaper, ...]


PART_OF_REGISTER: Final = 1000
"""Numbers in one part of a register: about eighty pages, a second of a processor to print."""


@record
class GetRegister:
    """The register of a one-stop desk in a year (sổ theo dõi hồ sơ, Mẫu 06); one book for each year.

    A book has parts of `PART_OF_REGISTER` numbers each, as it is printed.
    """

    agency_code: AgencyCode
    year: Annotated[int, Rule(min=2018, max=2200)]
    part: Annotated[int, Rule(min=0, max=100_000, description="1, 2, 3… for one part; 0 for the whole book")] = 0
    cursor: Cursor = ""
    limit: PageSize = 50


@record
class RegisterLine:
    """One dossier in the register, by the number of its slip."""

    number: Annotated[int, Rule(min=1)]
    dossier_id: Ident
    dossier_code: Annotated[str, Rule(max=80)]
    procedure_name: Annotated[str, Rule(max=2000)]
    applicant_name: Annotated[str, Rule(max=200)]
    applicant_phone_masked: Annotated[str, Rule(max=120)]
    agency_name: Annotated[str, Rule(max=500)]
    received_at: dt.datetime
    due_at: dt.datetime | None = None
    returned_at: dt.datetime | None = None
    return_way: ReturnWay | None = None


@record
class DeskWithBook:
    """A desk whose register of the year has dossiers that the caller may see."""

    agency_code: AgencyCode
    agency_name: Annotated[str, Rule(max=500)]


@record
class RegisterPage:
    """A page of the register. Of an empty one ``elsewhere`` has the first desks that have one, within reach."""

    agency_code: AgencyCode
    agency_name: Annotated[str, Rule(max=500)]
    year: Annotated[int, Rule(min=2018)]
    items: tuple[RegisterLine, ...]
    next_cursor: Cursor = ""
    parts: Annotated[int, Rule(min=0, description="How many parts the whole book has")] = 0
    elsewhere: tuple[DeskWithBook, ...] = ()


list_official_papers = query(SERVICE, "list_official_papers", ListOfficialPapers, OfficialPapers)
get_register = query(SERVICE, "get_register", GetRegister, RegisterPage)
