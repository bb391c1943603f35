"""The applicant's steps: submit, supplement, withdraw."""

from typing import Any

import sqlalchemy as sa

from chassis import audit
from chassis.callers import Channel
from chassis.contracts import Call
from chassis.errors import FieldProblem
from chassis.service import Sealer, Signer, Storage, Work
from services.dossiers import answering, contract, receipts, rules
from services.dossiers.contract import (
    FORM,
    DossierSubmitted,
    DossierSupplemented,
    DossierView,
    DossierWithdrawn,
    ReceiptKind,
    ReturnWay,
    SubmitDossier,
    SupplementDossier,
    WithdrawDossier,
)
from services.dossiers.domain import codes, content
from services.dossiers.domain.actions import Action
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.content import Filled
from services.dossiers.domain.guards import Facts
from services.dossiers.handlers import claiming, contacting, drafts, quarantine, seeing
from services.dossiers.handlers.moves import may_take, move, opened
from services.dossiers.handlers.paper_views import receipt_papers
from services.dossiers.handlers.versions import check_return_way, filed_under, own
from services.dossiers.handlers.views import dossier_view, facts
from services.dossiers.procedures import Procedure, pinned
from services.dossiers.store import at_once, contents, filled, handed, known, marks, rows

Row = sa.Row[Any]


def submit_dossier(call: Call[SubmitDossier], storage: Storage, sealer: Sealer, signer: Signer) -> DossierView:
    """File the dossier: checked whole, given its code and its signed receipt, in one transaction."""
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.SUBMIT)
        contents.filed_first(work.db, row.id)
        applicant = known.applicant_who_files(work.db, row.applicant_id)
        if applicant is not None and applicant.leaving_at is not None:
            raise contract.APPLICANT_LEAVING()
        if applicant is not None and applicant.restricted:
            raise contract.APPLICANT_RESTRICTED()
        if call.caller.is_citizen and row.channel != Channel.ONLINE:
            raise contract.BEGUN_AT_DESK()
        day = local_day(work.now)
        procedure, offer = own(work.db, row, day)
        at_once.read(work.db, row)
        if procedure.cases and not row.case_label:
            raise contract.CASE_NEEDED(cases="; ".join(procedure.case_names()))
        if row.return_way:
            check_return_way(work.db, row, ReturnWay(row.return_way), work.now)
        final = final_answers(work, row, procedure, sealer)
        if call.request.content_hash != final["content_hash"]:
            raise seeing.changed(work.db, row, call.request.content_hash, final, sealer)
        claiming.check(work, row, procedure, row.fee_claims)
        lacking = missing_papers(work.db, row)
        quarantine.may_submit(work.db, row)
        on_paper = handed.of(work.db, row.id)
        if not filled.of(sealer, row).answers and not contents.held(work.db, row.id) and not on_paper:
            raise contract.DOSSIER_EMPTY()
        agency = known.agency(work.db, row.agency_code)
        if agency is None:
            raise contract.NOT_OFFERED(agency=row.agency_code, procedure=row.procedure_code)
        pattern = codes.pattern_on(rules.code_patterns(), day)
        code = codes.format_code(pattern, agency.unit, day, rows.next_sequence(work.db, agency.unit, day))
        papers = receipt_papers(work.db, row)
        receipt = receipts.issue(
            work, row, signer, ReceiptKind.SUBMISSION, final["content_hash"], papers, code, row.fee_claims
        )
        marks.forget(work.db, row.id)
        if call.caller.is_staff:
            audit.record(
                work, "dossier.filed-at-desk", about=row.applicant_id, thing=row.id, facts={"channel": row.channel}
            )
        row = move(
            work,
            row,
            Action.SUBMIT,
            Facts(now=work.now, papers_missing=lacking),
            details={"content_hash": final["content_hash"], "code": code, "offer": filed_under(offer)},
            kept={**final, "code": code, "submitted_at": work.now, "receipt": receipts.kept(receipt)},
        )
        contacting.tell(work, row)
        event = DossierSubmitted(**facts(row), submitted_at=work.now, content_hash=row.content_hash, papers=papers)
        work.emit(contract.dossier_submitted, row.id, event)
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def final_answers(work: Work, row: Row, procedure: Procedure, sealer: Sealer) -> dict[str, Any]:
    """The columns of answers and content hash to file with; raises `FORM_WRONG` with all that is wrong with them.

    What is locked is set anew from the account; where that changes something, so does the hash.
    """
    given = filled.of(sealer, row)
    answers, found = answering.settled(work.db, row, procedure, given.answers, row.case_label, work.now, sealer)
    answering.refuse(found)
    kept = Filled(answers, given.salt)
    digest = filled.hash_of(row, kept, contents.held(work.db, row.id), handed.of(work.db, row.id))
    return {"content_hash": digest, **filled.columns(sealer, row.id, kept)}


def missing_papers(db: sa.Connection, row: Row) -> int:
    """Raises `PAPERS_MISSING` naming each required paper without a file; 0 when there is none, for the guard."""
    keys = drafts.missing(db, row)
    if keys:
        problems = [FieldProblem(f"/papers/{key}", "required", {}) for key in keys]
        raise contract.PAPERS_MISSING(problems=problems, count=len(keys))
    return 0


def supplement_dossier(call: Call[SupplementDossier], storage: Storage, sealer: Sealer, signer: Signer) -> DossierView:
    """Send in what was asked for; each item needs something new. The agency then looks at the whole again."""
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.SUPPLEMENT)
        asked = contents.supplements_of(work.db, row.id)[-1]
        items = contents.supplement_items_of(work.db, asked.id)
        form_changed = content.answers_hash(row.case_label, filled.of(sealer, row)) != asked.answers_hash
        held = contents.held(work.db, row.id)
        still_open = content.open_items(
            {item.paper_key: frozenset(item.had_sha256) for item in items},
            held,
            form_changed,
            FORM,
            handed.since(work.db, row.id, asked.asked_at),
        )
        final = {} if still_open else final_answers(work, row, pinned(work.db, row), sealer)
        lacking = 0 if still_open else missing_papers(work.db, row)
        if not still_open:
            quarantine.may_submit(work.db, row)
            final |= seeing.receipted(work, row, signer, ReceiptKind.SUPPLEMENT, final["content_hash"], row.fee_claims)
        row = move(
            work,
            row,
            Action.SUPPLEMENT,
            Facts(now=work.now, items_open=still_open, papers_missing=lacking),
            note=call.request.note,
            details={"request_id": asked.id, "content_hash": final.get("content_hash", row.content_hash)},
            kept=final,
        )
        contents.answer_supplement(work.db, asked.id, work.now)
        papers = receipt_papers(work.db, row)
        event = DossierSupplemented(**facts(row), request_id=asked.id, content_hash=row.content_hash, papers=papers)
        work.emit(contract.dossier_supplemented, row.id, event)
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def withdraw_dossier(call: Call[WithdrawDossier], storage: Storage, sealer: Sealer) -> DossierView:
    """Take the dossier back; once it was received, the agency confirms by stopping it."""
    with storage.command(call) as work:
        row = opened(work, call)
        row = move(work, row, Action.WITHDRAW, Facts(now=work.now), note=call.request.reason)
        event = DossierWithdrawn(**facts(row), final=row.closed_at is not None, reason=call.request.reason)
        work.emit(contract.dossier_withdrawn, row.id, event)
        return work.done(dossier_view(work.db, row, call.caller, sealer))
