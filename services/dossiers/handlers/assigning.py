"""Who handles a dossier: assigned, claimed, released, transferred. At any time one processor holds it, or nobody."""

import dataclasses
from typing import Any

from chassis import audit
from chassis.callers import Holding
from chassis.contracts import Call
from chassis.errors import PortalError, Unavailable, text_of
from chassis.service import Sealer, Storage, Work
from services.dossiers import contract, policy
from services.dossiers.contract import (
    AssignDossier,
    AssignDossiers,
    Assigning,
    AssignmentOutcome,
    AssignmentOutcomes,
    ClaimDossier,
    DossierAssigned,
    DossierToAssign,
    DossierView,
    ReleaseDossier,
    TransferDossier,
)
from services.dossiers.domain.actions import Action, Party
from services.dossiers.handlers.circumstances import facts_of
from services.dossiers.handlers.moves import Row, may_take, move, opened
from services.dossiers.handlers.views import dossier_view, facts
from services.dossiers.store import known


def assign_dossier(call: Call[AssignDossier], storage: Storage, sealer: Sealer) -> DossierView:
    """Give the dossier to a processor whose role reaches it."""
    request = call.request
    return _given(call, storage, sealer, Action.ASSIGN, Assigning.ASSIGNED, request.assignee_id, note=request.note)


def claim_dossier(call: Call[ClaimDossier], storage: Storage, sealer: Sealer) -> DossierView:
    """Take a dossier that nobody holds; of two who try at once, one gets it."""
    note = call.request.note
    return _given(call, storage, sealer, Action.CLAIM, Assigning.CLAIMED, call.caller.id, note=note)


def release_dossier(call: Call[ReleaseDossier], storage: Storage, sealer: Sealer) -> DossierView:
    """Give back what one holds."""
    reason = call.request.reason
    return _given(call, storage, sealer, Action.RELEASE, Assigning.RELEASED, "", reason=reason)


def transfer_dossier(call: Call[TransferDossier], storage: Storage, sealer: Sealer) -> DossierView:
    """Hand what one holds to another processor."""
    request = call.request
    how, to = Assigning.TRANSFERRED, request.assignee_id
    return _given(call, storage, sealer, Action.TRANSFER, how, to, reason=request.reason)


def _given(
    call: Call[Any],
    storage: Storage,
    sealer: Sealer,
    action: Action,
    how: Assigning,
    assignee: str,
    **said: Any,
) -> DossierView:
    with storage.command(call) as work:
        row = _give(work, call, action, how, assignee, **said)
        return work.done(dossier_view(work.db, row, call.caller, sealer))


def _give(work: Work, call: Call[Any], action: Action, how: Assigning, assignee: str, **said: Any) -> Row:
    row = opened(work, call)
    may_take(work, row, action)
    if assignee and assignee != call.caller.id:
        _check(work, row, assignee)
    row = move(
        work,
        row,
        action,
        facts_of(work, row),
        details={"assignee": assignee},
        kept={"processor_id": assignee},
        **said,
    )
    work.emit(contract.dossier_assigned, row.id, _assigned(call, row, how, assignee))
    return row


def assign_dossiers(call: Call[AssignDossiers], storage: Storage) -> AssignmentOutcomes:
    """Give each of the dossiers to one processor, as `assign_dossier` would: what cannot be given changes nothing.

    All that could be given, with history and events, is committed together; the same key gives the same outcomes. Rows
    are locked in one order, so that two who assign at once wait for each other and never in a circle.
    """
    request = call.request
    policy.check(call.caller, call.method)
    if len({one.dossier_id for one in request.dossiers}) < len(request.dossiers):
        raise contract.DOSSIERS_TWICE()
    with storage.command(call) as work:
        found: dict[str, AssignmentOutcome] = {}
        for one in sorted(request.dossiers, key=lambda each: each.dossier_id):
            found[one.dossier_id] = _one_of_many(work, call, one)
        items = tuple(found[one.dossier_id] for one in request.dossiers)
        return work.done(AssignmentOutcomes(items=items, assigned=sum(item.assigned for item in items)))


def _one_of_many(work: Work, call: Call[AssignDossiers], one: DossierToAssign) -> AssignmentOutcome:
    request = call.request
    asked = AssignDossier(
        dossier_id=one.dossier_id,
        assignee_id=request.assignee_id,
        note=request.note,
        expected_version=one.expected_version,
    )
    alone: Call[Any] = dataclasses.replace(call, method=contract.assign_dossier, request=asked)  # type: ignore[arg-type]
    try:
        with work.db.begin_nested():
            row = _give(work, alone, Action.ASSIGN, Assigning.ASSIGNED, request.assignee_id, note=request.note)
    except Unavailable:
        raise  # of the whole: nothing is known of the rest
    except PortalError as refused:
        if refused.denies:
            audit.denied(work, call.method.name, refused.code)
        return AssignmentOutcome(
            dossier_id=one.dossier_id,
            assigned=False,
            error=refused.code,
            vi=text_of(refused, "vi"),
            en=text_of(refused, "en"),
        )
    return AssignmentOutcome(dossier_id=row.id, assigned=True, version=row.version)


def _assigned(call: Call[Any], row: Row, how: Assigning, assignee: str) -> DossierAssigned:
    tell = (assignee,) if assignee and assignee != call.caller.id else ()
    return DossierAssigned(**facts(row), how=how, assignee_id=assignee, tell=tell)


def _check(work: Work, row: Row, assignee: str) -> None:
    """Pass if this is an active member of staff with a processor's role that reaches the dossier, until the commit."""
    found = known.member_held(work.db, assignee)
    agencies = {row.agency_code, row.desk_code, *(row.within or ())}
    if (
        found is None
        or not found.active
        or not any(
            Holding(role=held["role"], agency=held["agency_code"], procedures=tuple(held["procedures"])).covers(
                agencies, row.procedure_code
            )
            for held in found.holdings
            if held["role"] == Party.PROCESSOR
        )
    ):
        raise contract.ASSIGNEE_UNKNOWN()
