"""The watch over open dossiers: warns before, raises after, apologises where the result is late, and sends it up.

Each look is one transaction on one locked dossier: what was told and how far the watch has gone are committed together,
so nothing is told twice or left out, whoever leads and wherever a process dies. A dossier that somebody else works on
is passed over and looked at next time.
"""

import datetime as dt
from collections.abc import Callable
from typing import Final

from chassis import logs
from chassis.callers import system
from chassis.errors import Unavailable
from chassis.service import Storage, Work
from services.dossiers import contract, rules
from services.dossiers.contract import SERVICE, AlarmStage, ConsultationState, DutyAlarm, PauseKind, Responsible
from services.dossiers.contract import Task as ContractTask
from services.dossiers.domain.actions import Party, State
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.duties import LATE, TASK_NAMES, Stage, next_look
from services.dossiers.handlers import apologies, clock, consulting, pausing, telling, turns
from services.dossiers.handlers.circumstances import facts_of
from services.dossiers.handlers.moves import Row
from services.dossiers.handlers.turns import Turn
from services.dossiers.handlers.views import facts
from services.dossiers.store import digests, known, proceedings, rows

log = logs.get_log(__name__)

BATCH: Final = 100
AFTER_A_FAULT: Final = dt.timedelta(minutes=5)


def watch(storage: Storage) -> None:
    """Write off questions that nobody answered, end suspensions whose time is over, and look at every dossier whose
    time has come. What cannot be done about one dossier keeps the watch from no other."""
    now = storage.now()
    with storage.read() as db:
        waiting = list(rows.to_watch(db, now, BATCH))
        silent = list(proceedings.unanswered_since(db, now, BATCH))
        rested = list(proceedings.paused_until(db, PauseKind.SUSPENSION.value, now, BATCH))
    for dossier_id in silent:
        _done(storage, dossier_id, consulting.fall_silent)
    for dossier_id in rested:
        _done(storage, dossier_id, pausing.go_on)
    for dossier_id in waiting:
        if not _done(storage, dossier_id, _look_at):
            with storage.work(system(SERVICE)) as work:
                rows.look_later(work.db, dossier_id, work.now + AFTER_A_FAULT)


def _done(storage: Storage, dossier_id: str, step: Callable[[Work, str], None]) -> bool:
    """Take a step with one dossier in a transaction of its own; whether that went well."""
    try:
        with storage.work(system(SERVICE)) as work:
            step(work, dossier_id)
    except Unavailable:
        raise
    except Exception as failed:
        log.error("a dossier could not be looked at", dossier_id=dossier_id, exc_info=failed)
        return False
    return True


def look_at(storage: Storage, dossier_id: str) -> None:
    """Do what is due about one dossier, unless somebody has it or it was done meanwhile."""
    with storage.work(system(SERVICE)) as work:
        _look_at(work, dossier_id)


def _look_at(work: Work, dossier_id: str) -> None:
    row = rows.load_to_watch(work.db, dossier_id, work.now)
    if row is None:
        return
    work.not_before(row.changed_at)
    row, turn = turns.settle(work, dossier_id)
    if turn is None:
        return
    if _result_is_late(row, work.now) and _may_apologise(work, row):
        _alarm(work, row, turn, AlarmStage.RAISED, apologised=True)
        _apologise(work, row)
        return  # The new date has its own duty, settled at the end.
    _go_on(work, row, turn)


def _result_is_late(row: Row, now: dt.datetime) -> bool:
    undecided = row.state in (State.RECEIVED, State.PROCESSING)
    return undecided and row.due_at is not None and row.due_at < now


def _may_apologise(work: Work, row: Row) -> bool:
    it = facts_of(work, row)
    return it.extensions < it.extensions_allowed


def _apologise(work: Work, row: Row) -> None:
    rule = rules.apology_on(local_day(work.now))
    until = clock.ends(work.db, row, work.now, rule.limit)
    apologies.apologise(work, row, until, rule.reason_code, rule.reason_vi, automatic=True)


def _go_on(work: Work, row: Row, turn: Turn) -> None:
    """One stage further for each time that has come; one alarm at most, for the last of them."""
    plan, calendar = rules.watch_plan_on(local_day(work.now)), clock.calendar_of(work.db, row)
    stage, before = row.watch_stage, row.watch_stage
    while (at := next_look(turn.duty, stage, plan, calendar)) <= work.now:
        stage += 1
    if stage != before:
        told = {Stage.WARNED: AlarmStage.WARNED, Stage.RAISED: AlarmStage.RAISED}
        _alarm(work, row, turn, AlarmStage.ESCALATED if stage > Stage.RAISED else told[Stage(stage)])
    if row.due_at is not None and work.now <= row.due_at and row.decided_at is None:
        at = min(at, row.due_at + LATE)
    rows.keep_turn(work.db, row.id, watch_stage=stage, watch_at=at)


def _alarm(work: Work, row: Row, turn: Turn, stage: AlarmStage, *, apologised: bool = False) -> None:
    duty = turn.duty
    name = TASK_NAMES[duty.task]
    tell = _whom(work, row, turn, stage)
    if stage is AlarmStage.ESCALATED and tell:
        digests.note_escalated(work.db, tell, row.id, work.now)
    event = DutyAlarm(
        **facts(row) | {"at": work.now},
        stage=stage,
        responsible=Responsible(duty.party.value),
        by_agency=duty.party is not Party.APPLICANT,
        apologised=apologised,
        task=ContractTask(duty.task.value),
        task_vi=name.vi,
        task_en=name.en,
        next_due_at=duty.until,
        tell=tell,
    )
    work.emit(contract.duty_alarm, row.id, event)


def _left(work: Work, staff_id: str) -> bool:
    """Whether a member of staff is one no more: what they still hold has to be told to others."""
    member = known.member(work.db, staff_id)
    return member is not None and not member.active


def _whom(work: Work, row: Row, turn: Turn, stage: AlarmStage) -> tuple[str, ...]:
    """Members of staff: before it is late who has to do it, afterwards supervisors, at last those further up too."""
    agencies = [row.agency_code, row.desk_code]
    above = sorted({*agencies, *(row.within or ())})
    duty = turn.duty
    if duty.party is Party.APPLICANT:
        return ()
    if stage is AlarmStage.WARNED:
        if turn.person and not _left(work, turn.person):
            return (turn.person,)
        if duty.party is Party.CONSULTED:
            asked = [
                one.agency_code
                for one in proceedings.consultations_of(work.db, row.id)
                if one.state == ConsultationState.ASKED
            ]
            return telling.holders(work.db, asked, Party.PROCESSOR, row.procedure_code)
        found = telling.holders(work.db, agencies, duty.party, row.procedure_code)
    elif stage is AlarmStage.RAISED:
        found = telling.holders(work.db, agencies, Party.SUPERVISOR, row.procedure_code)
        found = found or telling.holders(work.db, above, Party.SUPERVISOR, row.procedure_code)
        found = (*found, *((turn.person,) if turn.person else ()))
    else:
        found = telling.holders(work.db, above, Party.SUPERVISOR, row.procedure_code)
    return tuple(dict.fromkeys(found))
