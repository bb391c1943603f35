"""Opinions of other agencies (lấy ý kiến): asked with a time to answer, answered, taken back with a reason, or silent,
whereupon it goes on. While one is awaited nobody decides.

An agency that is asked sees the question and the dossier's code, nothing of the applicant. Where the law does not count
the time, the clock stands still from the first such question until the last is over.
"""

from typing import Any, Final

from chassis.contracts import Call
from chassis.ids import new_id
from chassis.service import Sealer, Storage, Work
from services.dossiers import contract, policy
from services.dossiers.contract import (
    AnswerConsultation,
    AnsweredBy,
    ConsultAgency,
    ConsultationLine,
    ConsultationList,
    ConsultationScope,
    ConsultationState,
    DossierView,
    ListConsultations,
    PauseKind,
    TakeBackConsultation,
    WaitsFor,
)
from services.dossiers.domain.actions import Action, Party
from services.dossiers.handlers import pausing, proceeding, telling
from services.dossiers.handlers.circumstances import facts_of
from services.dossiers.handlers.moves import Row, held, may_take, move, opened
from services.dossiers.handlers.views import dossier_view
from services.dossiers.store import known, proceedings


def consult_agency(call: Call[ConsultAgency], storage: Storage, sealer: Sealer) -> DossierView:
    """Ask another agency; several may be asked side by side."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.CONSULT)
        pausing.to_come(work, request.answer_by)
        if request.pauses and not request.legal_basis:
            raise contract.LEGAL_BASIS_NEEDED()
        asked = known.agency(work.db, request.agency_code)
        if asked is None or not asked.active or asked.code == row.agency_code:
            raise contract.AGENCY_UNKNOWN(agency=request.agency_code)
        pause = proceedings.open_pause(work.db, row.id)
        if request.pauses and pause is not None and pause.kind != PauseKind.CONSULTATION:
            raise contract.CLOCK_STANDS_STILL()
        consultation_id = new_id()
        row = move(
            work,
            row,
            Action.CONSULT,
            facts_of(work, row),
            legal_basis=request.legal_basis,
            details={
                "consultation": consultation_id,
                "agency": asked.code,
                "question": request.question,
                "answer_by": request.answer_by.isoformat(),
                "pauses": request.pauses,
            },
            kept={"due_at": None} if request.pauses else None,
        )
        found = proceedings.add_consultation(
            work.db,
            id=consultation_id,
            dossier_id=row.id,
            agency_code=asked.code,
            agency_name=asked.name,
            question=request.question,
            asked_at=work.now,
            answer_by=request.answer_by,
            pauses=request.pauses,
            legal_basis=request.legal_basis,
        )
        telling.consultation(work, row, found)
        if request.pauses and pause is None:
            kind, waits = PauseKind.CONSULTATION, WaitsFor.CONSULTED
            pausing.begin(work, row, kind, waits, request.answer_by, asked.name, request.legal_basis)
        elif request.pauses and pause is not None:
            proceedings.prolong_pause(work.db, pause.id, request.answer_by)
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def answer_consultation(call: Call[AnswerConsultation], storage: Storage) -> ConsultationLine:
    """The answer, by the agency that was asked, or written down by a processor of the one that asked."""
    request = call.request
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        row = held(work, request.dossier_id)
        found = None if row is None else _open(work, row, request.consultation_id)
        if row is None or found is None:
            raise contract.CONSULTATION_NOT_FOUND()
        parties = policy.parties(call.caller, row) & {Party.PROCESSOR}
        if policy.answers_for(call.caller, known.above(work.db, found.agency_code), row.procedure_code):
            parties |= {Party.CONSULTED}
        if not parties:
            raise contract.CONSULTATION_NOT_FOUND().as_denial()
        row, found = _over(work, row, found, Action.ANSWER, parties, answer=request.answer)
        answered_by = proceeding.who_answered(work.db, [found]).get(found.id)
        return work.done(_line(found, row.code, row.procedure_code, row.procedure_name, row.agency_name, answered_by))


def take_back_consultation(call: Call[TakeBackConsultation], storage: Storage, sealer: Sealer) -> DossierView:
    """Do without an answer, with the reason, which who was asked is told; the clock goes on as after an answer."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.TAKE_BACK)
        found = _open(work, row, request.consultation_id)
        if found is None:
            raise contract.CONSULTATION_NOT_FOUND()
        row, _ = _over(work, row, found, Action.TAKE_BACK, reason=request.reason)
        return work.done(dossier_view(work.db, row, call.caller, sealer, work.now))


def fall_silent(work: Work, dossier_id: str) -> None:
    """Write off the questions of a dossier whose time is over, so that it goes on without their answers."""
    row = held(work, dossier_id)
    if row is None:
        return
    for found in proceedings.consultations_of(work.db, row.id):
        if found.state == ConsultationState.ASKED and found.answer_by < work.now:
            row, _ = _over(work, row, found, Action.FALL_SILENT)


_BECOMES: Final = {
    Action.ANSWER: ConsultationState.ANSWERED,
    Action.FALL_SILENT: ConsultationState.SILENT,
    Action.TAKE_BACK: ConsultationState.DROPPED,
}


def _over(
    work: Work,
    row: Row,
    found: Row,
    action: Action,
    parties: frozenset[Party] | None = None,
    *,
    answer: str = "",
    reason: str = "",
) -> tuple[Row, Row]:
    """The question is over; if it was the last that the clock waited for, this runs again."""
    pause = proceedings.open_pause(work.db, row.id)
    others = [
        one
        for one in proceedings.consultations_of(work.db, row.id)
        if one.id != found.id and one.pauses and one.state == ConsultationState.ASKED
    ]
    resumes = found.pauses and not others and pause is not None and pause.kind == PauseKind.CONSULTATION
    kept: dict[str, Any] = pausing.over(work, row, pause) if resumes and pause is not None else {}
    told = {"consultation": found.id, "agency": found.agency_code, "answer": answer, **_spoken_for(parties)}
    row = move(
        work,
        row,
        action,
        facts_of(work, row),
        reason=reason,
        details=told | ({"resumes": True} if resumes else {}),
        kept=kept,
        parties=parties,
    )
    found = proceedings.end_consultation(work.db, found.id, _BECOMES[action].value, work.now, answer, reason)
    telling.consultation(work, row, found)
    if resumes:
        pausing.end(work, row, pause)
    return row, found


def _spoken_for(parties: frozenset[Party] | None) -> dict[str, bool]:
    """Whether an answer was written down by the agency that asked; who speaks for both, speaks as who was asked."""
    return {} if parties is None else {"recorded_by_asker": Party.CONSULTED not in parties}


def list_consultations(call: Call[ListConsultations], storage: Storage) -> ConsultationList:
    request = call.request
    policy.check(call.caller, call.method)
    with storage.read() as db:
        mine = frozenset[str]().union(*(known.under(db, held.agency) for held in policy.answering(call.caller)))
        only_open = request.scope is ConsultationScope.OPEN
        found = proceedings.consultations_for(db, mine, only_open, request.limit)
        answers = proceeding.who_answered(db, found)
    return ConsultationList(
        items=tuple(
            _line(one, one.code, one.procedure_code, one.procedure_name, one.asking, answers.get(one.id))
            for one in found
        )
    )


def _open(work: Work, row: Row, consultation_id: str) -> Row | None:
    for one in proceedings.consultations_of(work.db, row.id):
        if one.id == consultation_id and one.state == ConsultationState.ASKED:
            return one
    return None


def _line(
    found: Row, code: str, procedure_code: str, procedure_name: str, asking: str, answered_by: AnsweredBy | None
) -> ConsultationLine:
    return ConsultationLine(
        id=found.id,
        dossier_id=found.dossier_id,
        dossier_code=code,
        procedure_code=procedure_code,
        procedure_name=procedure_name,
        asking_agency=asking,
        question=found.question,
        asked_at=found.asked_at,
        answer_by=found.answer_by,
        state=ConsultationState(found.state),
        answer=found.answer,
        answered_by=answered_by,
        ended_why=found.ended_why,
    )
