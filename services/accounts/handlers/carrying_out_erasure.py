"""Erasure carried out: every holder of data has answered, the time to reflect is over, each erases and confirms.

Guarantees: nothing is erased while a holder has not answered or names an obstacle; what accounts hold is erased in one
transaction with the event that makes the others follow; a request is done only once all of them have confirmed. An
operator is warned before the clock of a request ends.
"""

from prometheus_client import Gauge

from chassis.callers import system
from chassis.envelopes import Event
from chassis.logs import get_log
from chassis.metrics import REGISTRY
from chassis.sealing import Index, Sealer
from chassis.storage import Storage, Work
from services.accounts import acting_store, audit, erasure_store, rules, store
from services.accounts.audit import Act
from services.accounts.contract import (
    CONTACT,
    IDENTITY,
    SERVICE,
    AccountErased,
    DataErased,
    DelegationRevoked,
    DelegationState,
    ErasureAnswered,
    ErasureObstacle,
    ErasureState,
    Holder,
    MemberRole,
    account_changed,
    account_context,
    account_erased,
    delegation_revoked,
)
from services.accounts.domain.erasing import Said, awaited, obstacles_of
from services.accounts.handlers.account_states import account_state, identity_of
from services.accounts.handlers.acting import end_acting
from services.accounts.handlers.erasing import refuse
from services.accounts.handlers.organisations import leave
from services.accounts.handlers.sessions import end_sessions_of

log = get_log(__name__)

AT_ONCE = 20
HOLDERS = tuple(holder.value for holder in Holder)
UNDER_WAY = Gauge("motcua_erasures_under_way", "Requests for erasure that have not ended", registry=REGISTRY)
LATE = Gauge("motcua_erasures_late", "Of these, how many should have ended", registry=REGISTRY)


def on_erasure_answered(event: Event[ErasureAnswered], work: Work) -> None:
    """Count a holder's answer; the last one decides whether the request waits for its time or is refused."""
    said = event.payload
    row = erasure_store.lock(work.db, said.erasure_id)
    if row is None or row.state != ErasureState.ASKED:
        return
    erasure_store.put_answer(
        work.db,
        erasure_id=row.id,
        holder=event.type.service,
        obstacles=[obstacle.value for obstacle in said.obstacles],
        answered_at=work.now,
    )
    heard = [Said(one.holder, tuple(one.obstacles)) for one in erasure_store.answers(work.db, row.id)]
    if awaited(HOLDERS, [one.holder for one in heard]):
        return
    obstacles = obstacles_of(heard)
    if obstacles:
        refuse(work, row, obstacles)
    else:
        erasure_store.change(work.db, row.id, state=ErasureState.WAITING)


def carry_out_erasures(storage: Storage, sealer: Sealer) -> int:
    """Erase the accounts whose requests were thought over, one in a transaction; gives how many were looked at."""
    looked_at = 0
    while looked_at < AT_ONCE:
        with storage.work(system(SERVICE)) as work:
            ripe = erasure_store.ripe(work.db, work.now, 1)
            for row in ripe:
                _carry_out(work, sealer, row)
        if not ripe:
            break
        looked_at += 1
    return looked_at


def on_data_erased(event: Event[DataErased], work: Work) -> None:
    """Note a holder's confirmation; the last one ends the request."""
    told = event.payload
    row = erasure_store.lock(work.db, told.erasure_id)
    if row is None or row.state != ErasureState.ERASING:
        return
    erasure_store.confirm(work.db, row.id, event.type.service, [kept.value for kept in told.kept], work.now)
    if all(answer.erased_at is not None for answer in erasure_store.answers(work.db, row.id)):
        erasure_store.change(work.db, row.id, state=ErasureState.DONE, done_at=work.now)
        # What was not published yet when the account was erased is by now.
        erasure_store.forget_told(work.db, row.account_id)
        facts: dict[str, str | int | bool] = {"right": "erasure", "state": ErasureState.DONE.value}
        audit.record(work, Act.RIGHT_ANSWERED, about=row.account_id, thing=row.id, facts=facts)


def watch_erasures(storage: Storage) -> int:
    """Warn of requests whose clock is about to end; gives how many these are."""
    with storage.work(system(SERVICE)) as work:
        clock = rules.erasure_clock_at(work.now)
        late = erasure_store.to_warn_of(work.db, work.now + clock.warn_before, work.now)
        running = erasure_store.under_way(work.db, 10_000)
        for row in late:
            audit.record(work, Act.CLOCK_ENDS, about=row.account_id, thing=row.id, facts={"state": row.state})
    for row in late:
        log.error("the clock of a request for erasure is about to end", erasure=row.id, state=row.state)
    UNDER_WAY.set(len(running))
    LATE.set(sum(row.answer_by <= storage.now() for row in running))
    return len(late)


def _carry_out(work: Work, sealer: Sealer, row: store.Row) -> None:
    account = store.lock_account(work.db, row.account_id)
    if account is None or account.erased_at is not None:
        raise LookupError("a request for erasure names no account")
    for organisation in sorted(one.organisation_id for one in acting_store.memberships(work.db, account.id)):
        # Who leaves at the same moment is seen after this, so that no organisation is left without an owner.
        acting_store.hold_organisation(work.db, organisation)
    if erasure_store.owned_alone(work.db, account.id):
        refuse(work, row, (ErasureObstacle.ONLY_OWNER.value,))
        return
    identity = identity_of(sealer, account)
    phone = sealer.index(CONTACT, sealer.unseal(CONTACT, account.phone_sealed, account_context(account.id)))
    _hand_over_organisations(work, sealer, account, phone)
    _leave_everybody(work, account, identity)
    end_sessions_of(work, account.id, "deactivated")
    keys = erasure_store.object_keys(work.db, account.id)
    nobody = sealer.index(IDENTITY, f"erased:{account.id}")
    erasure_store.erase(work.db, account, identity, phone, nobody, work.now)
    erasure_store.forget_told(work.db, account.id)
    erasure_store.change(work.db, row.id, state=ErasureState.ERASING, decided_at=work.now)
    told = AccountErased(erasure_id=row.id, account_id=account.id, at=work.now, object_keys=keys)
    work.emit(account_erased, account.id, told)
    facts: dict[str, str | int | bool] = {"right": "erasure", "state": ErasureState.ERASING.value}
    audit.record(work, Act.ACCOUNT_ERASED, about=account.id, thing=row.id, facts=facts)
    log.info("account erased", erasure=row.id)


def _hand_over_organisations(work: Work, sealer: Sealer, account: store.Row, phone: Index) -> None:
    """Let organisations that were reached at the person's telephone be reached at that of another owner."""
    for organisation in acting_store.organisations_reached_at(work.db, account.id, phone):
        others = [one for one in acting_store.members_of(work.db, organisation.id) if one.account_id != account.id]
        owner = store.account(work.db, next(one.account_id for one in others if one.role == MemberRole.OWNER))
        if owner is None:
            raise LookupError("an owner of an organisation has no account")
        number = sealer.unseal(CONTACT, owner.phone_sealed, account_context(owner.id))
        changed = store.change_account(
            work.db,
            organisation.id,
            phone_sealed=sealer.seal(CONTACT, number, account_context(organisation.id)),
            phone_masked=owner.phone_masked,
            phone_index=sealer.indexed(owner.phone_index),
            phone_last4_index=sealer.indexed(owner.phone_last4_index),
            changed_at=work.now,
        )
        work.emit(account_changed, organisation.id, account_state(changed))


def _leave_everybody(work: Work, account: store.Row, identity: Index) -> None:
    """End what the person may do for others, and others for them; these are told as always."""
    for member in acting_store.memberships(work.db, account.id):
        leave(work, member.organisation_id, account.id, MemberRole(member.role))
    given = acting_store.delegations_given(work.db, account.id)
    received = acting_store.delegations_received(work.db, identity)
    for row in (*given, *received):
        if row.state not in (DelegationState.OFFERED, DelegationState.ACCEPTED):
            continue
        acting_store.change_delegation(work.db, row.id, state=DelegationState.REVOKED, ended_at=work.now)
        if row.state == DelegationState.ACCEPTED:
            revoked = DelegationRevoked(
                delegation_id=row.id, principal_id=row.principal_id, delegate_id=row.delegate_id, at=work.now
            )
            work.emit(delegation_revoked, row.id, revoked)
            end_acting(work, row.delegate_id, row.principal_id)
