"""Looking up a dossier without signing in: by its code alone how far it is; with a second fact its steps.

What nobody may learn is which codes exist and whose they are. Code and fact: an unknown code, a malformed one and a
wrong fact are answered alike after the same work, and wrong ones are counted for each network and for each code, known
or not. Code alone: a code that nobody has is answered as that of a dossier which is not received yet, and questions are
counted for each network. The counts are kept in the database, so they hold for all processes together.
"""

from chassis.callers import system
from chassis.contracts import Call
from chassis.networks import network_of
from chassis.service import Sealer, Storage
from services.dossiers import contract, policy, rules
from services.dossiers.contract import (
    LOOKUP,
    CompletionView,
    GetCompletion,
    LookUpDossier,
    LookUpStep,
    LookUpView,
    plain_code,
)
from services.dossiers.domain.actions import STATE_NAMES, State
from services.dossiers.domain.lookup import completion, public_degree, sentence
from services.dossiers.store import contents, rows, tries


def get_completion(call: Call[GetCompletion], storage: Storage, sealer: Sealer) -> CompletionView:
    """How far the dossier with this code is, in percent; 0 for one that is not received yet, and for no dossier."""
    policy.check(call.caller, call.method)
    limits = rules.look_up_limits()
    _count(call, storage, {_network(sealer, call, "completion"): limits.completions_per_network})
    code = plain_code(call.request.code)
    with storage.read() as db:
        row = rows.load_by_code(db, code)
    degree = 0
    if row is not None and row.restricted_at is None:
        degree = public_degree(State(row.state), received=row.received_at is not None)
    said = sentence(degree)
    return CompletionView(code=code[:80], completion=degree, vi=said.vi, en=said.en)


def look_up_dossier(call: Call[LookUpDossier], storage: Storage, sealer: Sealer) -> LookUpView:
    """Progress for who knows the code and a second fact: state, steps and dates, never personal data."""
    policy.check(call.caller, call.method)
    limits = rules.look_up_limits()
    code = plain_code(call.request.code)
    facts = set(sealer.indexes(LOOKUP, call.request.fact))
    counted = {
        _network(sealer, call, "fact"): limits.wrong_facts_per_network,
        sealer.index(LOOKUP, f"tries at {code}"): limits.wrong_facts_per_code,
    }
    _count(call, storage, counted)
    with storage.read() as db:
        row = rows.load_by_code(db, code)
        known = {row.identity_last4_index, row.phone_last4_index} if row is not None else set()
        if row is None or row.restricted_at is not None or not facts & known:
            raise contract.LOOKUP_NO_MATCH()
        history = contents.actions_of(db, row.id)
    with storage.work(call.caller, call.trace) as work:
        for key in counted:
            tries.give_back(work.db, key)
    name = STATE_NAMES[State(row.state)]
    return LookUpView(
        code=row.code,
        completion=completion(State(row.state), received=row.received_at is not None),
        state=row.state,
        state_vi=name.vi,
        state_en=name.en,
        procedure_name=row.procedure_name,
        agency_name=row.agency_name,
        submitted_at=row.submitted_at,
        received_at=row.received_at,
        due_at=row.due_at,
        steps=tuple(
            LookUpStep(
                state=step.to_state,
                state_vi=STATE_NAMES[State(step.to_state)].vi,
                state_en=STATE_NAMES[State(step.to_state)].en,
                at=step.at,
            )
            for step in history
            if step.to_state != step.from_state
        ),
    )


def forget_tries(storage: Storage) -> None:
    """Remove counts that no longer count."""
    with storage.work(system("dossiers")) as work:
        tries.forget(work.db, work.now - 2 * rules.look_up_limits().window)


def _count(call: Call[GetCompletion] | Call[LookUpDossier], storage: Storage, limits: dict[str, int]) -> None:
    """Count a try before anything is looked for, so that tries at once cannot slip through; refuse one too many."""
    window = rules.look_up_limits().window
    with storage.work(call.caller, call.trace) as work:
        # In one order, so that two tries never wait for each other.
        counts = {key: tries.take(work.db, key, work.now, window) for key in sorted(limits)}
    if any(counts[key] > limit for key, limit in limits.items()):
        raise contract.LOOKUP_TOO_OFTEN(retry_after=int(window.total_seconds()))


def _network(sealer: Sealer, call: Call[GetCompletion] | Call[LookUpDossier], what: str) -> str:
    """The key of the caller's network (IPv6 by its /64), which the database cannot read."""
    return sealer.index(LOOKUP, f"{what} from {network_of(call.caller.network) or 'unknown'}")
