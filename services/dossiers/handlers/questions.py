"""What can be asked of dossiers; nothing here changes a dossier. That staff looked is noted for the person."""

import dataclasses
from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from chassis import cursors
from chassis.callers import Caller, CallerKind
from chassis.contracts import Call
from chassis.errors import Forbidden, NotFound
from chassis.service import Sealer, Storage
from chassis.storage import utc_now
from services.dossiers import contract, policy, reasons
from services.dossiers.contract import (
    DeadlineStep,
    DeadlineView,
    DossierPage,
    DossierView,
    FileGrant,
    FindDossiers,
    FindParty,
    GetDeadline,
    GetDossier,
    GetFile,
    GetTimeline,
    ListAgencyDossiers,
    ListMyDossiers,
    ListReasons,
    Look,
    PartyFound,
    Queue,
    ReasonList,
    TimelineItem,
    TimelineView,
    plain_code,
)
from services.dossiers.domain.actions import ACTION_NAMES, STATE_NAMES, Action, State
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.deadlines import STEP_NAMES
from services.dossiers.domain.figures import missed_promise
from services.dossiers.domain.names import folded
from services.dossiers.domain.standing import sentence, standing, summary
from services.dossiers.handlers import clock, counting, looking, quarantine
from services.dossiers.handlers.overseen import knows_numbers
from services.dossiers.handlers.views import dossier_line, dossier_view
from services.dossiers.store import contents, known, proceedings, queues, rows

Row = sa.Row[Any]

QUEUES: Final[dict[Queue, queues.Wanted]] = {
    Queue.TO_RECEIVE: queues.of_states(State.SUBMITTED),
    Queue.TO_PROCESS: queues.of_states(State.RECEIVED),
    Queue.PROCESSING: queues.of_states(State.PROCESSING),
    Queue.UNASSIGNED: queues.NOBODYS,
    Queue.WAITING: queues.of_states(State.SUPPLEMENT, State.PAYMENT),
    Queue.TO_CONFIRM: queues.of_states(State.WITHDRAWN),
    Queue.TO_RETURN: queues.of_states(State.DECIDED),
    Queue.CLOSED: queues.CLOSED_ONES,
    Queue.ALL: queues.ALL,
    Queue.LATE: queues.OPEN_ONES,
}
"""What each of an officer's lists holds. A withdrawal before reception is closed, a later one is not."""


def get_dossier(call: Call[GetDossier], storage: Storage, sealer: Sealer) -> DossierView:
    with storage.read() as db:
        row = policy.check_on(call.caller, call.method, rows.load(db, call.request.dossier_id))
        view = dossier_view(db, row, call.caller, sealer, storage.now())
        if call.caller.is_staff and knows_numbers(call.caller, row):
            view = dataclasses.replace(view, applicant_identity=looking.identity_of(db, row, sealer))
    looking.note(call, storage, row, Look.DOSSIER)
    return view


def find_party(call: Call[FindParty], storage: Storage) -> PartyFound:
    """As whom the caller sees a dossier, by the very rule that shows it to them then; the first of these who does: as
    now, as themselves, as the parties in their order. To who sees it as nobody it does not exist."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        row = rows.load(db, call.request.dossier_id)
    for acting in (call.caller.acting, None, *call.request.parties):
        one = dataclasses.replace(call.caller, acting=acting)
        if row is not None and policy.is_visible(one, row):
            return PartyFound(dossier_id=row.id, principal_id=one.party)
    raise contract.DOSSIER_NOT_FOUND()


def list_my_dossiers(call: Call[ListMyDossiers], storage: Storage) -> DossierPage:
    request = call.request
    policy.check(call.caller, call.method)
    with storage.glance() as db:
        acting = call.caller.acting
        scope = acting.procedures if acting is not None else ()
        if request.procedure_code:
            # What is asked for narrows what somebody may see, and never widens it.
            if scope and request.procedure_code not in scope:
                return DossierPage(items=())
            scope = (request.procedure_code,)
        found, cursor = queues.of_applicant(
            db,
            call.caller.party,
            request.states,
            cursors.read(request, call.caller.party),
            request.limit,
            procedures=scope,
            text=request.text,
        )
    now = utc_now()
    return DossierPage(
        items=tuple(dossier_line(row, now) for row in found),
        next_cursor=cursors.write(request, cursor, call.caller.party),
    )


def list_agency_dossiers(call: Call[ListAgencyDossiers], storage: Storage) -> DossierPage:
    request = call.request
    policy.check(call.caller, call.method)
    wanted = dataclasses.replace(
        QUEUES[request.queue],
        procedure_code=request.procedure_code,
        held_by=request.held_by,
        due_before=request.due_before,
        late_at=storage.now() if request.queue is Queue.LATE else None,
    )
    with storage.glance() as db:
        reach = _reach_in(db, call.caller, request.agency_code) if request.agency_code else _reach(call.caller)
        found, cursor = queues.page(db, reach, wanted, cursors.read(request), request.limit)
    return _page(found, cursors.write(request, cursor))


LEAST_OF_A_NAME: Final = 2
"""Letters of a name to search by."""


def _reach(caller: Caller) -> list[queues.Reach]:
    return [queues.Reach(frozenset((held.agency,)), held.procedures) for held in policy.readings(caller)]


def _reach_in(db: sa.Connection, caller: Caller, agency: str) -> list[queues.Reach]:
    """What the caller's roles reach of an agency and those under it: all of these, or where a role is held below, its
    own."""
    found, below = [], known.under(db, agency)
    for reach in _reach(caller):
        (held,) = reach.agencies
        if held in below:
            found.append(reach)
        elif agency in known.under(db, held):
            found.append(dataclasses.replace(reach, agencies=frozenset((agency,))))
    return found


def _page(found: Sequence[Row], cursor: str) -> DossierPage:
    now = utc_now()
    items = tuple(dossier_line(row, now, for_staff=True) for row in found)
    return DossierPage(items=items, next_cursor=cursor)


def find_dossiers(call: Call[FindDossiers], storage: Storage) -> DossierPage:
    """By the whole code, or by how the applicant's name begins; nothing beyond what the caller's lists hold.

    That a name was looked for is kept in the audit trail, without the name.
    """
    request = call.request
    policy.check(call.caller, call.method)
    if bool(request.code) == (len(folded(request.applicant)) >= LEAST_OF_A_NAME):
        raise contract.SEARCH_BY_ONE()
    if request.code:
        with storage.read() as db:
            row = rows.load_by_code(db, plain_code(request.code))
        try:
            return _page([policy.check_on(call.caller, contract.get_dossier, row)], "")
        except (NotFound, Forbidden):
            return _page([], "")  # whoever may not read it does not learn that there is one
    with storage.read() as db:
        reach = _reach(call.caller)
        found, cursor = queues.named(
            db, reach, request.applicant, request.procedure_code, cursors.read(request), request.limit
        )
    looking.note_search(call, storage, len(found))
    return _page(found, cursors.write(request, cursor))


def get_timeline(call: Call[GetTimeline], storage: Storage) -> TimelineView:
    with storage.read() as db:
        row = policy.check_on(call.caller, call.method, rows.load(db, call.request.dossier_id))
        history = contents.actions_of(db, row.id)
    return TimelineView(
        dossier_id=row.id,
        items=tuple(
            TimelineItem(
                seq=step.seq,
                at=step.at,
                action=step.action,
                action_vi=ACTION_NAMES[Action(step.action)].vi,
                action_en=ACTION_NAMES[Action(step.action)].en,
                from_state=step.from_state,
                to_state=step.to_state,
                state_vi=STATE_NAMES[State(step.to_state)].vi,
                state_en=STATE_NAMES[State(step.to_state)].en,
                actor_kind=CallerKind(step.actor_kind),
                actor_name=step.actor_name,
                on_behalf=str(step.details.get("acting_as", "")),
                on_behalf_of=row.applicant_name if step.details.get("acting_as") else "",
                reason_code=step.reason_code,
                reason=step.reason,
                legal_basis=step.legal_basis,
                note=step.note,
                as_deputy=bool(step.details.get("deputy_for")),
            )
            for step in history
        ),
    )


def get_deadline(call: Call[GetDeadline], storage: Storage) -> DeadlineView:
    """The date, every step that moved it as a sentence, and how the dossier stands against it now."""
    with storage.read() as db:
        row = policy.check_on(call.caller, call.method, rows.load(db, call.request.dossier_id))
        calendar = clock.calendar_of(db, row)
        paused = proceedings.open_pause(db, row.id) is not None or row.state == State.SUPPLEMENT
        # Who was never decided about counts neither as in time nor as late.
        counts = row.decided_at is not None or row.closed_at is None
        missed = missed_promise(counting.happenings(db, [row])[row.id]) if counts else None
    finished = row.decided_at or row.closed_at
    found = standing(row.due_at, finished, storage.now(), calendar, paused=paused, missed=missed)
    said = summary(found, row.due_at, missed)
    return DeadlineView(
        dossier_id=row.id,
        standing=contract.Standing(found.value),
        summary_vi=said.vi,
        summary_en=said.en,
        certain=row.due_at is None or calendar.is_certain(local_day(row.due_at)),
        due_at=row.due_at,
        missed_at=missed,
        rule_set=row.rule_set,
        steps=tuple(
            DeadlineStep(
                at=step.at,
                rule=step.rule.value,
                rule_vi=STEP_NAMES[step.rule].vi,
                rule_en=STEP_NAMES[step.rule].en,
                source=step.source,
                moved_from=step.moved_from,
                moved_to=step.moved_to,
                sentence_vi=sentence(step).vi,
                sentence_en=sentence(step).en,
            )
            for step in clock.steps_of(row)
        ),
    )


def list_reasons(call: Call[ListReasons], storage: Storage) -> ReasonList:
    policy.check(call.caller, call.method)
    return ReasonList(reasons=reasons.in_force(local_day(storage.now()), call.request.act))


def get_file(call: Call[GetFile], storage: Storage) -> FileGrant:
    """The object of a file; an applicant may read the result once it was returned, staff what belongs to the case."""
    with storage.read() as db:
        row = policy.check_on(call.caller, call.method, rows.load(db, call.request.dossier_id))
        found = next((file for file in contents.files_of(db, row.id) if file.id == call.request.file_id), None)
        of_the_case = {file.id for file in contents.held(db, row.id)}
    if found is None or (found.paper_key is not None and call.caller.is_staff and found.id not in of_the_case):
        raise contract.FILE_NOT_FOUND()
    if found.paper_key is None and call.caller.is_citizen and row.state != State.RETURNED:
        raise contract.FILE_NOT_FOUND()
    quarantine.may_open(call.caller, found)
    looking.note(call, storage, row, Look.FILE)
    return FileGrant(
        object_key=found.object_key,
        name=found.name,
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
        active=found.active,
    )
