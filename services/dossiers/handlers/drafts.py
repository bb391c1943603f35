"""The applicant's work on the content: begin a draft, save the form, attach and remove papers."""

from typing import Any

import sqlalchemy as sa

from chassis.callers import Channel
from chassis.contracts import Call
from chassis.errors import NOT_FOR_YOU
from chassis.ids import new_id
from chassis.service import Objects, Sealer, Signer, Storage, Work
from services.dossiers import answering, claims, contract, policy, rules
from services.dossiers.adapters.scanning import Scanner, Verdict
from services.dossiers.contacts import Contact
from services.dossiers.contract import AttachPaper, CreateDraft, DossierView, ReceiptKind, RemovePaper, SaveDraft
from services.dossiers.domain import content
from services.dossiers.domain.actions import Action, State
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.content import Filled
from services.dossiers.domain.guards import Facts
from services.dossiers.handlers import quarantine, seeing, uploads
from services.dossiers.handlers.moves import may_take, move, opened
from services.dossiers.handlers.versions import check_return_way, newest
from services.dossiers.handlers.views import dossier_view, facts
from services.dossiers.procedures import Procedure, pinned
from services.dossiers.store import contents, filled, handed, known, marks, rows
from services.dossiers.tables import files

Row = sa.Row[Any]


def create_draft(call: Call[CreateDraft], storage: Storage, sealer: Sealer) -> DossierView:
    """Begin a dossier for the procedure's version in force today, at an agency that takes it in this way.

    Where the procedure has an electronic form, what the applicant's account knows is filled in.
    """
    request = call.request
    policy.check(call.caller, call.method)
    if request.channel is not Channel.ONLINE:
        # Filing at the desk and by post is an officer's channel; a person files here online only.
        raise NOT_FOR_YOU()
    if not policy.is_in_scope(call.caller, request.procedure_code):
        raise contract.NOT_DELEGATED(procedure=request.procedure_code)
    with storage.command(call) as work:
        day = local_day(work.now)
        procedure, offer = newest(work.db, request.procedure_code, request.agency_code, day)
        agency = known.agency(work.db, request.agency_code)
        if agency is None or not agency.active:
            raise contract.NOT_OFFERED(agency=request.agency_code, procedure=request.procedure_code)
        applicant = known.applicant_who_files(work.db, call.caller.party)
        if applicant is None or not applicant.active:
            raise contract.APPLICANT_UNKNOWN()
        if applicant.leaving_at is not None:
            raise contract.APPLICANT_LEAVING()
        if applicant.restricted:
            raise contract.APPLICANT_RESTRICTED()
        case = known_case(procedure, request.case)
        row = begun(work, sealer, procedure, offer, agency, applicant, case, request.channel)
        return work.done(dossier_view(work.db, row, call.caller, sealer, work.now))


def begun(
    work: Work,
    sealer: Sealer,
    procedure: Procedure,
    offer: Row,
    agency: Row,
    applicant: Row,
    case: str,
    channel: Channel,
    *,
    prefilled: bool = True,
    contact: Contact | None = None,
) -> Row:
    """A new draft of a person's; where the procedure has an electronic form, what is known of them is filled in.

    ``contact`` is what was given for this dossier alone.
    """
    phone = contact.phone if contact is not None else ""
    answers = answering.begun(procedure, applicant, case, work.now, sealer, channel, phone) if prefilled else {}
    kept, dossier_id = Filled(answers, filled.new_salt()), new_id()
    reached = {
        "applicant_phone_masked": applicant.phone_masked,
        "phone_last4_index": sealer.indexed(applicant.phone_last4_index),
    }
    if contact is not None:
        reached = contact.columns(sealer, dossier_id)
    row = rows.add(
        work.db,
        id=dossier_id,
        state=int(State.DRAFT),
        procedure_code=procedure.code,
        procedure_version=procedure.version,
        procedure_content_hash=procedure.content_hash,
        procedure_name=procedure.name,
        agency_code=agency.code,
        agency_name=agency.name,
        desk_code=offer.desk_code,
        applicant_id=applicant.account_id,
        applicant_name=applicant.name,
        applicant_identity_masked=applicant.identity_masked,
        identity_last4_index=sealer.indexed(applicant.identity_last4_index),
        **reached,
        channel=channel.value,
        begun_by=work.caller.id if work.caller.is_staff else "",
        case_label=case,
        **filled.columns(sealer, dossier_id, kept),
        content_hash=content.content_hash(procedure.code, procedure.content_hash, agency.code, case, kept, ()),
        created_at=work.now,
        changed_at=work.now,
    )
    contents.set_papers(work.db, row.id, procedure.papers(channel, case))
    marks.keep(work, row, kept)
    return row


def known_case(procedure: Procedure, case: str) -> str:
    """The case itself, or none; what the procedure does not tell apart is an error."""
    if case and case not in procedure.cases:
        raise contract.CASE_UNKNOWN(case=case)
    return case


def save_draft(call: Call[SaveDraft], storage: Storage, sealer: Sealer, signer: Signer) -> DossierView:
    """Keep the answers, the chosen case and way of return; the draft stays on the version it was begun with.

    Answers that are wrong are kept too; the view says what is wrong with them. They are in normal form once none is.
    """
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.EDIT)
        values: dict[str, Any] = {}
        if request.return_way is not None:
            check_return_way(work.db, row, request.return_way, work.now)
            values["return_way"] = request.return_way.value
        procedure = pinned(work.db, row)
        if request.case is not None:
            case = known_case(procedure, request.case)
        else:
            case = row.case_label if row.case_label in procedure.cases else ""
        values["case_label"] = case
        if case != row.case_label:
            asked = claims.papers(procedure, Channel(row.channel), case, row.fee_claims)
            contents.set_papers(work.db, row.id, asked)
        answers, _ = answering.settled(work.db, row, procedure, request.answers, case, work.now, sealer)
        row = edited(work, row, sealer, signer, "answers", answers=answers, **values)
        return work.done(dossier_view(work.db, row, call.caller, sealer, work.now))


def attach_paper(
    call: Call[AttachPaper], storage: Storage, objects: Objects, sealer: Sealer, signer: Signer, scanner: Scanner
) -> DossierView:
    """Take a file into the dossier once it was read through, scanned, and found whole and of a type that is taken."""
    request = call.request
    with storage.read() as db:
        policy.check_on(call.caller, call.method, rows.load(db, request.dossier_id))
    checked = uploads.check(
        objects, request.object_key, request.file_name, request.media_type, request.size, request.sha256
    )
    verdict = quarantine.first_look(objects, scanner, checked.object_key)
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.EDIT)
        place_for(work.db, row, request.paper_key)
        uploads.refuse_reuse(work.db, checked.object_key)
        row, _ = take_in(work, row, sealer, signer, request.paper_key, checked, verdict)
        return work.done(dossier_view(work.db, row, call.caller, sealer, work.now))


def place_for(db: sa.Connection, row: Row, paper_key: str) -> None:
    """Pass if the dossier's case asks for the paper and it may have one more file."""
    if paper_key not in {paper.key for paper in contents.papers_of(db, row.id)}:
        raise contract.PAPER_UNKNOWN(paper=paper_key)
    given = [file for file in contents.files_of(db, row.id) if file.paper_key == paper_key]
    if len(given) >= rules.file_rules().max_files_per_paper:
        raise contract.TOO_MANY_FILES(limit=rules.file_rules().max_files_per_paper)


def take_in(
    work: Work,
    row: Row,
    sealer: Sealer,
    signer: Signer,
    paper_key: str,
    checked: uploads.Checked,
    verdict: Verdict | None,
    reused: str = "",
) -> tuple[Row, str]:
    """The dossier with a checked file for a paper, and the file's id; ``reused`` is the file whose object it shares."""
    file_id = quarantine.take_in(work, row.id, paper_key, checked, verdict, reused=reused)
    what = "paper-reused" if reused else "paper-attached"
    return edited(work, row, sealer, signer, what, paper=paper_key, sha256=checked.sha256), file_id


def remove_paper(call: Call[RemovePaper], storage: Storage, sealer: Sealer, signer: Signer) -> DossierView:
    """Take a file of a paper out again; once filed, never the last one of a required paper."""
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.EDIT)
        before = missing(work.db, row)
        removed = contents.remove_files(
            work.db,
            work.now,
            files.c.dossier_id == row.id,
            files.c.id == call.request.file_id,
            files.c.paper_key.is_not(None),
        )
        if not removed:
            raise contract.FILE_NOT_FOUND()
        stays_whole(work.db, row, before)
        row = edited(work, row, sealer, signer, "paper-removed", file_id=call.request.file_id)
        return work.done(dossier_view(work.db, row, call.caller, sealer, work.now))


def missing(db: sa.Connection, row: Row) -> tuple[str, ...]:
    """Keys of the required papers of which the dossier holds nothing now, neither a file nor on paper."""
    specs = contents.specs_of(contents.papers_of(db, row.id))
    return content.missing(specs, contents.held(db, row.id), handed.of(db, row.id))


def stays_whole(db: sa.Connection, row: Row, before: tuple[str, ...]) -> None:
    """Pass if no required paper went missing by a change of what was filed; a draft may lack anything."""
    gone = [key for key in missing(db, row) if key not in before] if row.state != State.DRAFT else []
    if gone:
        names = {paper.key: paper.name for paper in contents.papers_of(db, row.id)}
        raise contract.PAPER_WOULD_BE_MISSING(paper=names[gone[0]])


def edited(
    work: Work,
    row: Row,
    sealer: Sealer,
    signer: Signer,
    what: str,
    *,
    answers: dict[str, Any] | None = None,
    paper: str = "",
    sha256: str = "",
    file_id: str = "",
    **values: Any,
) -> Row:
    """The dossier after a change of its content. Edits of a draft leave no history; later ones do."""
    kept = filled.of(sealer, row)
    if answers is None:
        # A paper may be what was wrong with the form; what is right is kept as it will be filed, so that the person
        # sees the hash of that.
        procedure = pinned(work.db, row)
        answers, _ = answering.settled(work.db, row, procedure, kept.answers, row.case_label, work.now, sealer)
    kept = Filled(answers, kept.salt)
    if row.state == State.DRAFT:
        kept = kept.salted(filled.new_salt())
    values |= filled.columns(sealer, row.id, kept)
    values["content_hash"] = content.content_hash(
        row.procedure_code,
        row.procedure_content_hash,
        row.agency_code,
        values.get("case_label", row.case_label),
        kept,
        contents.held(work.db, row.id),
        handed.of(work.db, row.id),
        content.claim_names(values.get("fee_claims", row.fee_claims)),
    )
    if row.state == State.DRAFT:
        row = rows.change(work.db, row, work.now, **values)
        marks.keep(work, row, kept)
        return row
    if row.state == State.SUBMITTED:
        values |= seeing.receipted(
            work, row, signer, ReceiptKind.CHANGE, values["content_hash"], values.get("fee_claims", row.fee_claims)
        )
    details = {"changed": what, "content_hash": values["content_hash"]}
    details |= {name: value for name, value in (("paper", paper), ("sha256", sha256), ("file", file_id)) if value}
    row = move(work, row, Action.EDIT, Facts(now=work.now), details=details, kept=values)
    event = contract.DossierEdited(**facts(row), changed=what, content_hash=row.content_hash)
    work.emit(contract.dossier_edited, row.id, event)
    return row
