"""What operators do with every service in the same way: look into it, and have a dead letter handled again.

::

    @operated(contract.get_workings, contract.replay_letter, policy.check)
    class CatalogService:
        ...

gives the service both methods. Its contract declares them (`workings.looking`, `workings.replaying`) and its policy is
asked first, as for any other; what they do stands in `chassis.workings`.
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from chassis import workings
from chassis.callers import Caller
from chassis.contracts import Call, Method
from chassis.rpc import rpc
from chassis.storage import Storage
from chassis.workings import GetWorkings, Replayed, ReplayLetter, Workings


class Stored(Protocol):
    """A service that has a database."""

    storage: Storage


Service = TypeVar("Service", bound=type)


def operated(
    looking: Method[GetWorkings, Workings],
    replaying: Method[ReplayLetter, Replayed],
    check: Callable[[Caller, Method[Any, Any]], None],
) -> Callable[[Service], Service]:
    """Adds both methods to a service; ``check`` is its policy, which raises for whom it does not let pass."""

    @rpc(looking)
    def get_workings(self: Stored, call: Call[GetWorkings]) -> Workings:
        check(call.caller, call.method)
        return workings.look(call, self.storage, looking.service)

    @rpc(replaying)
    def replay_letter(self: Stored, call: Call[ReplayLetter]) -> Replayed:
        check(call.caller, call.method)
        return workings.replay(call, self.storage)

    def with_both(service: Service) -> Service:
        for method in (get_workings, replay_letter):
            setattr(service, method.__name__, method)
        return service

    return with_both
