"""What waits in the catalogue, and what could not be handled, for operators."""

from chassis import workings
from chassis.contracts import Call
from chassis.storage import Storage
from chassis.workings import GetWorkings, Replayed, ReplayLetter, Workings
from services.catalog import policy
from services.catalog.contract import SERVICE


def get_workings(call: Call[GetWorkings], storage: Storage) -> Workings:
    """One look into this service."""
    policy.check(call.caller, call.method)
    return workings.look(call, storage, SERVICE)


def replay_letter(call: Call[ReplayLetter], storage: Storage) -> Replayed:
    """Have the inbox of this service handle a dead letter again."""
    policy.check(call.caller, call.method)
    return workings.replay(call, storage)
