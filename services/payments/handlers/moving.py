"""Steps of attempts to pay, by the table of states, each with its row in the history; and what events tell of one."""

from typing import Any

from chassis.service import Work
from services.payments import store
from services.payments.domain.states import OPEN, Action, State, step


def facts_of(work: Work, obligation: store.Row) -> dict[str, Any]:
    """What every event of an obligation carries."""
    return {
        "obligation_id": obligation.id,
        "dossier_id": obligation.dossier_id,
        "dossier_code": obligation.dossier_code,
        "procedure_code": obligation.procedure_code,
        "procedure_name": obligation.procedure_name,
        "agency_code": obligation.agency_code,
        "payer_id": obligation.payer_id,
        "amount": obligation.total,
        "at": work.now,
    }


def move(work: Work, payment: store.Row, action: Action, code: str, **values: object) -> State:
    """Take a step, or `ImpossibleStep`. The attempt's obligation is locked by this transaction."""
    state = step(State(payment.state), action)
    store.change_payment(work.db, payment.id, state=state.value, outcome_code=code, **values)
    store.add_step(
        work.db,
        payment.id,
        action=action.value,
        from_state=payment.state,
        to_state=state.value,
        code=code,
        actor=work.caller.id,
        at=work.now,
    )
    return state


def move_if_open(work: Work, payment: store.Row, action: Action, code: str) -> None:
    """Take a step that a repeated or odd report may ask for again; where it does not lead on, nothing happens."""
    state = State(payment.state)
    same = {Action.AWAIT: State.PENDING, Action.DOUBT: State.UNKNOWN}.get(action)
    if state in OPEN and state is not same:
        move(work, payment, action, code)
