"""Apologies with a new date (Phiếu xin lỗi và đề nghị gia hạn, Mẫu 04): issued as a paper, told. Once, says the law.

NĐ 61/2018/NĐ-CP điều 19 khoản 9. By whoever is competent, or by itself where a result is late and nobody did.
"""

import datetime as dt

from chassis.contracts import Call
from chassis.service import Sealer, Storage, Work
from services.dossiers import contract, reasons, rules
from services.dossiers.contract import Act, ApologyIssued, DossierView, ExtendDeadline, OfficialPaper
from services.dossiers.domain.actions import Action
from services.dossiers.domain.codes import VIETNAM, local_day
from services.dossiers.domain.standing import spoken_vi
from services.dossiers.handlers import clock, issuing, pausing
from services.dossiers.handlers.circumstances import facts_of
from services.dossiers.handlers.moves import Row, may_take, move, opened
from services.dossiers.handlers.views import dossier_view, facts
from services.dossiers.store import issued


def extend_deadline(call: Call[ExtendDeadline], storage: Storage, sealer: Sealer) -> DossierView:
    """Apologise for not finishing in time and give a new date, with the reason."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.EXTEND)
        reasons.named(request.reason_code, Act.EXTEND, local_day(work.now))
        after = max(work.now, row.due_at or work.now)
        calendar = clock.calendar_of(work.db, row)
        if request.until <= after:
            raise contract.TIME_PASSED(after=spoken_vi(after))
        pausing.within_a_year(work, request.until)
        until_day = request.until.astimezone(VIETNAM).date()
        if not calendar.is_working_day(until_day):
            raise contract.OUTSIDE_OFFICE_HOURS(next=spoken_vi(calendar.next_opening(request.until)))
        row = apologise(work, row, request.until, request.reason_code, request.reason, automatic=False)
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def apologise(work: Work, row: Row, until: dt.datetime, reason_code: str, reason: str, *, automatic: bool) -> Row:
    """Issue the letter and move the date, in the transaction under way; refused where the law has no more room."""
    source = rules.deadline_rules_on(local_day(work.now)).extensions_source
    due_before = row.due_at
    kept = {}
    if due_before is not None:
        kept = clock.extended(row, until, work.now, source) | {"extensions": row.extensions + 1}
    row = move(
        work,
        row,
        Action.EXTEND,
        facts_of(work, row),
        reason_code=reason_code,
        reason=reason,
        legal_basis=source,
        details={
            "until": until.isoformat(),
            "automatic": automatic,
            "due_before": due_before.isoformat() if due_before else "",
        },
        kept=kept,
    )
    paper_id = issuing.issue(
        work, row, OfficialPaper.APOLOGY, former_due_at=due_before, reason=reason, legal_basis=source
    )
    letter = issued.last_of(work.db, row.id, OfficialPaper.APOLOGY.value)
    if letter is None or due_before is None:
        raise LookupError("the letter was issued a moment ago, about a date that was there")
    event = ApologyIssued(
        **facts(row),
        paper_id=paper_id,
        number=rules.paper_form(OfficialPaper.APOLOGY.value).reference(letter.number),
        due_before=due_before,
        due_at=until,
        reason=reason,
        automatic=automatic,
    )
    work.emit(contract.apology_issued, row.id, event)
    return row
