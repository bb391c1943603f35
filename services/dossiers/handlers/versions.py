"""Which version of its procedure a dossier goes by: taken when it is begun, kept until it is moved, checked when filed.

A newer version changes nothing in a draft. Both versions take submissions as long as each is valid; once the draft's
own has ended, its owner is told and moves it, after seeing what that changes. Nothing that was filled in is lost.

How far the agency goes online is a matter of the day of filing: a draft meets what is offered on that day, and is told
how to file where that is less than before. What was offered when a dossier was filed is kept with it (`filed_under`),
so its fee is paid and its result returned as it was promised, whatever the agency offers later, on the same day too.
"""

import datetime as dt
from collections import Counter
from typing import Any

import sqlalchemy as sa

from chassis.callers import Channel
from chassis.contracts import Call
from chassis.service import Sealer, Storage
from services.dossiers import claims, contract, policy
from services.dossiers.contract import DossierView, DraftMove, GetDraftMove, MoveDraft, PaperMove, ReturnWay
from services.dossiers.domain import content, moving
from services.dossiers.domain.actions import Action, State
from services.dossiers.domain.codes import local_day
from services.dossiers.handlers.moves import may_take, opened
from services.dossiers.handlers.views import dossier_view
from services.dossiers.procedures import Procedure, pinned
from services.dossiers.store import contents, filled, known, marks, rows

Row = sa.Row[Any]

_WAYS_VI = {ReturnWay.ONLINE: "trực tuyến", ReturnWay.POST: "qua bưu chính", ReturnWay.DESK: "tại quầy"}
_WAYS_EN = {ReturnWay.ONLINE: "online", ReturnWay.POST: "by post", ReturnWay.DESK: "at the desk"}


def newest(
    db: sa.Connection, procedure_code: str, agency_code: str, day: dt.date, channel: Channel = Channel.ONLINE
) -> tuple[Procedure, Row]:
    """The version for a new dossier: the newest that this agency takes by a channel on a day, with its offer."""
    found = known.procedure_in_force(db, procedure_code, day)
    if found is None:
        raise contract.PROCEDURE_NOT_FOUND(procedure=procedure_code)
    procedure = Procedure(found)
    offer = known.offer_in_force(db, procedure.code, procedure.version, agency_code, day)
    return procedure, _taken(db, offer, procedure, agency_code, day, channel)


def own(db: sa.Connection, row: Row, day: dt.date) -> tuple[Procedure, Row]:
    """The dossier's own version with its offer, if it may be filed for on a day; else an error that says what to do."""
    procedure = pinned(db, row)
    facts, offer = known.validity(db, procedure.code, procedure.version, row.agency_code, day)
    if facts is not None and facts.version_ends is not None and facts.version_ends <= day:
        current = known.procedure_in_force(db, row.procedure_code, day)
        if current is None:
            why = f": {facts.withdrawal_reason}" if facts.withdrawal_reason else ""
            raise contract.PROCEDURE_ENDED(procedure=procedure.code, ended=facts.version_ends.isoformat(), reason=why)
        raise contract.PROCEDURE_CHANGED(
            procedure=procedure.code,
            version=procedure.version,
            ended=facts.version_ends.isoformat(),
            current=current.version,
        )
    return procedure, _taken(db, offer, procedure, row.agency_code, day, Channel(row.channel))


def _taken(
    db: sa.Connection, offer: Row | None, procedure: Procedure, agency_code: str, day: dt.date, channel: Channel
) -> Row:
    """The offer, if the agency takes the procedure by this channel."""
    if offer is None:
        ended = known.last_offer_before(db, procedure.code, procedure.version, agency_code, day)
        if ended is None:
            raise contract.NOT_OFFERED(agency=agency_code, procedure=procedure.code)
        desk = known.agency(db, ended.desk_code) or known.agency(db, agency_code)
        raise contract.OFFER_ENDED(
            procedure=procedure.code, ended=ended.valid_to.isoformat(), **procedure.elsewhere(desk)
        )
    if channel is Channel.ONLINE and not offer.files_online:
        desk = known.agency(db, offer.desk_code) or known.agency(db, agency_code)
        raise contract.NOT_OFFERED_ONLINE(procedure=procedure.code, **procedure.elsewhere(desk))
    return offer


_KEPT = ("scheme", "level", "pays_online", "returns_online", "returns_by_post", "returns_at_desk")


def filed_under(offer: Row) -> dict[str, Any]:
    """What the history of a dossier keeps of the offer that it was filed under."""
    return {name: getattr(offer, name) for name in _KEPT}


def offered(db: sa.Connection, row: Row, day: dt.date) -> dict[str, Any] | None:
    """What the agency offers for this dossier: once it is filed, what it was filed under; before that, on a day."""
    if row.submitted_at is not None:
        kept = contents.offer_filed_under(db, row.id)
        if kept is not None:
            return kept
        day = local_day(row.submitted_at)
    offer = known.offer_in_force(db, row.procedure_code, row.procedure_version, row.agency_code, day)
    return None if offer is None else filed_under(offer)


def return_ways(db: sa.Connection, row: Row, day: dt.date) -> tuple[ReturnWay, ...]:
    """How a result may reach the person, by what the agency offers for a filing on a day."""
    offer = offered(db, row, day)
    if offer is None:
        return (ReturnWay.POST, ReturnWay.DESK)
    ways = {
        ReturnWay.ONLINE: offer["returns_online"],
        ReturnWay.POST: offer["returns_by_post"],
        ReturnWay.DESK: offer["returns_at_desk"],
    }
    return tuple(way for way, is_offered in ways.items() if is_offered)


def check_return_way(db: sa.Connection, row: Row, way: ReturnWay, now: dt.datetime) -> None:
    """Pass if the result may be returned so; the day of filing decides, before it today."""
    ways = return_ways(db, row, local_day(row.submitted_at or now))
    if way not in ways:
        raise contract.RETURN_WAY_NOT_OFFERED(
            ways_vi=", ".join(_WAYS_VI[one] for one in ways),
            ways_en=", ".join(_WAYS_EN[one] for one in ways),
        )


def get_draft_move(call: Call[GetDraftMove], storage: Storage) -> DraftMove:
    """What would change for a draft if it moved to the version in force now."""
    with storage.read() as db:
        row = policy.check_on(call.caller, call.method, rows.load(db, call.request.dossier_id))
        before = pinned(db, row)
        found = known.procedure_in_force(db, row.procedure_code, local_day(storage.now()))
        ended = known.procedure_version(db, row.procedure_code, row.procedure_version)
        after = Procedure(found) if found is not None and row.state == State.DRAFT else before
        channel, case = Channel(row.channel), _case_in(after, row.case_label)
        files = Counter(file.paper_key for file in contents.files_of(db, row.id))
        papers = moving.paper_changes(before.papers(channel, row.case_label), after.papers(channel, case), files)
    limit_before = before.limit_in_words(channel, row.case_label)
    limit_after = after.limit_in_words(channel, case)
    return DraftMove(
        dossier_id=row.id,
        from_version=before.version,
        to_version=after.version,
        from_ends=ended.valid_to if ended is not None else None,
        case_lost=row.case_label != case,
        papers=tuple(
            PaperMove(key=one.key, name=one.name, kind=one.kind.value, files=one.files, vi=one.vi, en=one.en)
            for one in papers
        ),
        limit_before_vi=limit_before[0],
        limit_before_en=limit_before[1],
        limit_after_vi=limit_after[0],
        limit_after_en=limit_after[1],
    )


def move_draft(call: Call[MoveDraft], storage: Storage, sealer: Sealer) -> DossierView:
    """Take a draft to the version in force. Answers and files stay; a case that is gone has to be chosen anew."""
    request = call.request
    with storage.command(call) as work:
        row = opened(work, call)
        may_take(work, row, Action.EDIT)
        if row.state != State.DRAFT:
            raise contract.NOT_EDITABLE()
        before = pinned(work.db, row)
        found = known.procedure_in_force(work.db, row.procedure_code, local_day(work.now))
        if found is None:
            raise contract.PROCEDURE_NOT_FOUND(procedure=row.procedure_code)
        if found.version != request.to_version:
            raise contract.MOVE_OUTDATED(procedure=before.code, current=found.version)
        if found.version != before.version:
            row = _moved(work.db, row, Procedure(found), sealer, work.now)
            marks.keep(work, row, filled.of(sealer, row))
        return work.done(dossier_view(work.db, row, call.caller, sealer, work.now))


def _moved(db: sa.Connection, row: Row, procedure: Procedure, sealer: Sealer, now: dt.datetime) -> Row:
    case = _case_in(procedure, row.case_label)
    contents.set_papers(db, row.id, claims.papers(procedure, Channel(row.channel), case, row.fee_claims))
    held = contents.held(db, row.id)
    return rows.change(
        db,
        row,
        now,
        procedure_version=procedure.version,
        procedure_content_hash=procedure.content_hash,
        procedure_name=procedure.name,
        case_label=case,
        content_hash=content.content_hash(
            procedure.code,
            procedure.content_hash,
            row.agency_code,
            case,
            filled.of(sealer, row),
            held,
            claims=content.claim_names(row.fee_claims),
        ),
    )


def _case_in(procedure: Procedure, case: str) -> str:
    return case if case in procedure.cases else ""
