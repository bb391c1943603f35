"""Delegation (ủy quyền): a person lets another act for them, in a scope and between two days; both see the same.

It is in force once the other has accepted, and until either of them revokes it or its last day is over. As with
invitations, whether an identity has an account shows to nobody but its holder.
"""

import datetime as dt

from chassis.contracts import Call
from chassis.errors import INVALID_REQUEST, FieldProblem
from chassis.ids import new_id
from chassis.sealing import Sealer, mask_identity
from chassis.storage import Storage, Work
from services.accounts import acting_store, audit, policy, rules, store
from services.accounts.audit import Act
from services.accounts.contract import (
    DELEGATION_DATES,
    DELEGATION_NO_EVIDENCE,
    DELEGATION_NOT_FOUND,
    DELEGATION_SELF,
    DELEGATION_THERE,
    IDENTITY,
    IDENTITY_FORM,
    AnswerDelegation,
    AttachEvidence,
    DelegationGranted,
    DelegationList,
    DelegationRevoked,
    DelegationState,
    DelegationView,
    EvidenceGrant,
    ListDelegations,
    OfferDelegation,
    OpenEvidence,
    RevokeDelegation,
    delegation_granted,
    delegation_revoked,
)
from services.accounts.domain.identity import kind_of, normalise
from services.accounts.handlers.account_states import identity_of
from services.accounts.handlers.acting import end_acting
from services.accounts.handlers.fresh import require_fresh
from services.accounts.handlers.opaque import opaque
from services.accounts.handlers.organisations import own_account


def offer_delegation(call: Call[OfferDelegation], storage: Storage, sealer: Sealer) -> DelegationView:
    """Offer somebody to act for the caller; it needs their acceptance."""
    policy.check(call.caller, call.method)
    request = call.request
    number = normalise(request.delegate_identity_number)
    with storage.command(opaque(call, sealer)) as work:
        require_fresh(work, call.caller)
        person = own_account(work, call.caller.id)
        indexes = sealer.indexes(IDENTITY, number)
        _check(request, number, indexes, person, work)
        _not_there_already(request, indexes, person, work)
        offered = {
            "id": new_id(),
            "principal_id": person.id,
            "delegate_index": sealer.index(IDENTITY, number),
            "delegate_masked": mask_identity(number),
            "procedures": sorted(set(request.procedures)),
            "valid_from": request.valid_from,
            "valid_to": request.valid_to,
            "state": DelegationState.OFFERED,
            "offered_at": work.now,
        }
        acting_store.add_delegation(work.db, **offered)
        return work.done(_view(work, _changed(work, str(offered["id"]), "offered")))


def attach_evidence(call: Call[AttachEvidence], storage: Storage) -> DelegationView:
    """Name the paper that proves the delegation, by its place in the store and its digest."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        found = acting_store.delegation(work.db, call.request.delegation_id)
        if found is None or found.principal_id != call.caller.id or found.state != DelegationState.OFFERED:
            raise DELEGATION_NOT_FOUND()
        paper = {
            "evidence_key": call.request.object_key,
            "evidence_type": call.request.media_type,
            "evidence_size": call.request.size,
            "evidence_sha256": call.request.sha256,
        }
        return work.done(_view(work, _changed(work, found.id, "evidence", **paper)))


def open_evidence(call: Call[OpenEvidence], storage: Storage, sealer: Sealer) -> EvidenceGrant:
    """Leave to read the paper of a delegation, for who gave it and for whom it names."""
    policy.check(call.caller, call.method)
    with storage.work(call.caller, call.trace) as work:
        person = own_account(work, call.caller.id)
        found = acting_store.delegation(work.db, call.request.delegation_id)
        if found is None or not (
            person.id in (found.principal_id, found.delegate_id)
            or found.delegate_index in identity_of(sealer, person).forms
        ):
            raise DELEGATION_NOT_FOUND()
        if not found.evidence_size:
            raise DELEGATION_NO_EVIDENCE()
        return EvidenceGrant(
            object_key=found.evidence_key,
            media_type=found.evidence_type,
            size=found.evidence_size,
            sha256=found.evidence_sha256,
        )


def answer_delegation(call: Call[AnswerDelegation], storage: Storage, sealer: Sealer) -> DelegationView:
    """Accept to act for somebody, or decline; only the person whose identity was named can."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        person = own_account(work, call.caller.id)
        found = acting_store.delegation(work.db, call.request.delegation_id)
        is_theirs = found is not None and found.delegate_index in identity_of(sealer, person).forms
        if found is None or not is_theirs or found.state != DelegationState.OFFERED:
            raise DELEGATION_NOT_FOUND()
        state = DelegationState.ACCEPTED if call.request.accept else DelegationState.DECLINED
        values = {"state": state, "answered_at": work.now, "delegate_id": person.id}
        changed = _changed(work, found.id, state.value, **values)
        if call.request.accept:
            granted = DelegationGranted(
                delegation_id=changed.id,
                principal_id=changed.principal_id,
                delegate_id=person.id,
                procedures=tuple(changed.procedures),
                valid_from=changed.valid_from,
                valid_to=changed.valid_to,
                at=work.now,
                evidence_key=changed.evidence_key,
                evidence_type=changed.evidence_type,
                evidence_size=changed.evidence_size,
                evidence_sha256=changed.evidence_sha256,
            )
            work.emit(delegation_granted, changed.id, granted)
        return work.done(_view(work, changed))


def revoke_delegation(call: Call[RevokeDelegation], storage: Storage) -> DelegationView:
    """End a delegation at once; whoever acts by it is refused everywhere within a second."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        found = acting_store.delegation(work.db, call.request.delegation_id)
        if found is None or call.caller.id not in (found.principal_id, found.delegate_id):
            raise DELEGATION_NOT_FOUND()
        if found.state not in (DelegationState.OFFERED, DelegationState.ACCEPTED):
            return work.done(_view(work, found))
        changed = _changed(work, found.id, "revoked", state=DelegationState.REVOKED, ended_at=work.now)
        if found.state == DelegationState.ACCEPTED:
            revoked = DelegationRevoked(
                delegation_id=found.id, principal_id=found.principal_id, delegate_id=found.delegate_id, at=work.now
            )
            work.emit(delegation_revoked, found.id, revoked)
            end_acting(work, found.delegate_id, found.principal_id)
        return work.done(_view(work, changed))


def list_delegations(call: Call[ListDelegations], storage: Storage, sealer: Sealer) -> DelegationList:
    """What the caller has given and received, the newest first."""
    policy.check(call.caller, call.method)
    with storage.work(call.caller, call.trace) as work:
        person = own_account(work, call.caller.id)
        given = acting_store.delegations_given(work.db, person.id)
        received = acting_store.delegations_received(work.db, identity_of(sealer, person))
        return DelegationList(
            given=tuple(_view(work, row) for row in given), received=tuple(_view(work, row) for row in received)
        )


def _check(request: OfferDelegation, number: str, indexes: tuple[str, ...], person: store.Row, work: Work) -> None:
    today, longest = rules.day_of(work.now), rules.limits_at(work.now).acting.longest_delegation_days
    problems = []
    if kind_of(number) is None:
        problems.append(FieldProblem("/delegate_identity_number", IDENTITY_FORM.code, {}))
    elif person.identity_index in indexes:
        problems.append(FieldProblem("/delegate_identity_number", DELEGATION_SELF.code, {}))
    ends_rightly = max(today, request.valid_from) <= request.valid_to
    if not ends_rightly or request.valid_to - request.valid_from > dt.timedelta(days=longest):
        problems.append(FieldProblem("/valid_to", DELEGATION_DATES.code, {"days": longest}))
    if problems:
        raise INVALID_REQUEST(problems=problems)


def _not_there_already(request: OfferDelegation, indexes: tuple[str, ...], person: store.Row, work: Work) -> None:
    """Refuse what the person has given, or offered, to the same one for some of these days."""
    acting_store.hold_account(work.db, person.id)
    first = max(request.valid_from, rules.day_of(work.now))
    there = acting_store.delegation_there(
        work.db, person.id, indexes, sorted(set(request.procedures)), first, request.valid_to
    )
    if there is not None:
        raise DELEGATION_THERE(valid_from=f"{there.valid_from:%d/%m/%Y}", valid_to=f"{there.valid_to:%d/%m/%Y}")


def _changed(work: Work, delegation_id: str, what: str, **values: object) -> store.Row:
    changed = (
        acting_store.change_delegation(work.db, delegation_id, **values)
        if values
        else acting_store.delegation(work.db, delegation_id)
    )
    if changed is None:
        raise DELEGATION_NOT_FOUND()
    facts: dict[str, str | int | bool] = {"what": what, "delegate": changed.delegate_id}
    audit.record(work, Act.DELEGATION_CHANGED, about=changed.principal_id, thing=changed.id, facts=facts)
    return changed


def _view(work: Work, row: store.Row) -> DelegationView:
    names = acting_store.names_of(work.db, [row.principal_id, row.delegate_id])
    accepted = row.state in (DelegationState.ACCEPTED, DelegationState.REVOKED)
    return DelegationView(
        delegation_id=row.id,
        principal_id=row.principal_id,
        principal_name=names.get(row.principal_id, ""),
        delegate_id=row.delegate_id if accepted else "",
        delegate_name=names.get(row.delegate_id, "") if accepted else "",
        delegate_identity_masked=row.delegate_masked,
        procedures=tuple(row.procedures),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        evidence_sha256=row.evidence_sha256,
        state=DelegationState(row.state),
        offered_at=row.offered_at,
        ended_at=row.ended_at,
    )
