"""Issues official papers, in the transaction of the step that they are about, and shows them.

A paper is what the agency said at that moment. Its number has no gap, as number and paper are committed together or not
at all; its content is kept as it was, whatever becomes of the dossier.
"""

from typing import Any, Final

import sqlalchemy as sa

from chassis import cursors
from chassis.callers import Caller, Channel
from chassis.contracts import Call
from chassis.errors import NOT_FOR_YOU
from chassis.ids import new_id
from chassis.records import dump, load
from chassis.service import Storage, Work
from services.dossiers import policy, rules
from services.dossiers.contract import (
    PART_OF_REGISTER,
    DeskWithBook,
    GetRegister,
    IssuedPaper,
    ListedPaper,
    ListOfficialPapers,
    OfficialPaper,
    OfficialPapers,
    PaperContent,
    RegisterLine,
    RegisterPage,
    ReturnWay,
)
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.content import Handed
from services.dossiers.domain.official_papers import book_year
from services.dossiers.procedures import pinned
from services.dossiers.store import contents, handed, issued, known, rows

Row = sa.Row[Any]


def issue(work: Work, row: Row, kind: OfficialPaper, **said: Any) -> str:
    """Issue a paper about the dossier as it now is; gives its id. ``said`` is what only this kind has to say.

    The one-stop desk issues it, but for an apology, which is the word of the agency that decides.
    """
    issuer = row.agency_code if kind is OfficialPaper.APOLOGY else row.desk_code
    agency = known.agency(work.db, issuer)
    before = issued.last_of(work.db, row.id, kind.value)
    year = book_year(local_day(work.now))
    paper_id = new_id()
    issued.add(
        work.db,
        id=paper_id,
        dossier_id=row.id,
        kind=kind.value,
        agency_code=issuer,
        issuer_name=row.agency_name if agency is None else agency.name,
        year=year,
        number=issued.next_number(work.db, issuer, kind.value, year),
        issued_at=work.now,
        issued_by=work.caller.id,
        issued_by_name=work.caller.name if work.caller.is_staff else "",
        content=dump(_content(work.db, row, said)),
        replaces="" if before is None else before.id,
    )
    return paper_id


def _content(db: sa.Connection, row: Row, said: dict[str, Any]) -> PaperContent:
    given = contents.files_of(db, row.id)
    nothing = Handed("", 0, 0)
    on_paper = {one.paper_key: one for one in handed.of(db, row.id)}
    return PaperContent(
        dossier_code=row.code,
        procedure_code=row.procedure_code,
        procedure_name=row.procedure_name,
        agency_name=row.agency_name,
        applicant_name=row.applicant_name,
        applicant_identity_masked=row.applicant_identity_masked,
        applicant_phone_masked=row.applicant_phone_masked,
        papers=tuple(
            ListedPaper(
                key=paper.key,
                name=paper.name,
                originals=on_paper.get(paper.key, nothing).originals,
                copies=on_paper.get(paper.key, nothing).copies,
                files=sum(file.paper_key == paper.key for file in given),
            )
            for paper in contents.papers_of(db, row.id)
        ),
        limit=pinned(db, row).limit_in_words(Channel(row.channel), row.case_label)[0],
        submitted_at=row.submitted_at,
        received_at=row.received_at,
        due_at=row.due_at,
        return_way=ReturnWay(row.return_way) if row.return_way else None,
        **said,
    )


def list_official_papers(call: Call[ListOfficialPapers], storage: Storage) -> OfficialPapers:
    """What was issued about a dossier, to whoever may read it."""
    with storage.read() as db:
        row = policy.check_on(call.caller, call.method, rows.load(db, call.request.dossier_id))
        found = issued.of_dossier(db, row.id)
    return OfficialPapers(dossier_id=row.id, items=tuple(_view(paper) for paper in found))


def _view(paper: Row) -> IssuedPaper:
    kind = OfficialPaper(paper.kind)
    return IssuedPaper(
        id=paper.id,
        dossier_id=paper.dossier_id,
        kind=kind,
        agency_code=paper.agency_code,
        issuer_name=paper.issuer_name,
        year=paper.year,
        number=paper.number,
        reference=rules.paper_form(kind.value).reference(paper.number),
        issued_at=paper.issued_at,
        issued_by_name=paper.issued_by_name,
        content=load(PaperContent, paper.content, tolerant=True),
        replaces=paper.replaces,
    )


DESKS_NAMED: Final = 20
"""Desks that are named in place of an empty register."""


def get_register(call: Call[GetRegister], storage: Storage) -> RegisterPage:
    """The register of a desk that a role of the caller reaches; of the procedures that the role is limited to."""
    request = call.request
    policy.check(call.caller, call.method)
    with storage.read() as db:
        agency = known.agency(db, request.agency_code)
        reaching = [
            held for held in policy.readings(call.caller) if request.agency_code in known.under(db, held.agency)
        ]
        if agency is None or not reaching:
            raise NOT_FOR_YOU()
        everything = any(not one.procedures for one in reaching)
        some = () if everything else sorted({code for one in reaching for code in one.procedures})
        first = (request.part - 1) * PART_OF_REGISTER + 1
        between = (first, first + PART_OF_REGISTER - 1) if request.part else None
        found, cursor = issued.register(
            db, agency.code, request.year, some, cursors.read(request), request.limit, between=between
        )
        last = issued.last_number(db, agency.code, request.year)
        elsewhere = () if found or request.cursor else _elsewhere(db, call.caller, request.year)
    return RegisterPage(
        agency_code=agency.code,
        agency_name=agency.name,
        year=request.year,
        items=tuple(_line(row) for row in found),
        next_cursor=cursors.write(request, cursor),
        parts=-(-last // PART_OF_REGISTER),
        elsewhere=elsewhere,
    )


def _elsewhere(db: sa.Connection, caller: Caller, year: int) -> tuple[DeskWithBook, ...]:
    """Desks that have a register of the year in which the caller finds something."""
    names: dict[str, str] = {}
    for held in policy.readings(caller):
        within = known.under(db, held.agency)
        rows = issued.desks_with_books(db, within, held.procedures, year, DESKS_NAMED)
        names |= {row.code: row.name for row in rows}
    return tuple(DeskWithBook(agency_code=code, agency_name=names[code]) for code in sorted(names)[:DESKS_NAMED])


def _line(row: Row) -> RegisterLine:
    content = load(PaperContent, row.content, tolerant=True)
    return RegisterLine(
        number=row.number,
        dossier_id=row.dossier_id,
        dossier_code=content.dossier_code,
        procedure_name=content.procedure_name,
        applicant_name=content.applicant_name,
        applicant_phone_masked=content.applicant_phone_masked,
        agency_name=content.agency_name,
        received_at=content.received_at or row.issued_at,
        due_at=row.due_at,
        returned_at=row.returned_at,
        return_way=ReturnWay(row.return_way) if row.return_way else None,
    )
