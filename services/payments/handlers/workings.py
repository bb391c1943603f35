"""What waits in payments, and what could not be handled, for operators."""

from chassis import workings
from chassis.contracts import Call
from chassis.storage import Storage
from chassis.workings import GetWorkings, Replayed, ReplayLetter, Workings
from services.payments import policy
from services.payments.contract import SERVICE


def get_workings(call: Call[GetWorkings], storage: Storage) -> Workings:
    """One look into this service."""
    policy.check_operator(call.caller, call.method)
    return workings.look(call, storage, SERVICE)


def replay_letter(call: Call[ReplayLetter], storage: Storage) -> Replayed:
    """Have the inbox of this service handle a dead letter again."""
    policy.check_operator(call.caller, call.method)
    return workings.replay(call, storage)
