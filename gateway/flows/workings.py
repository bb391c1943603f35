"""All services at work, side by side: one that is away is told as away and hides none of the others."""

from collections.abc import Mapping
from typing import Annotated, Any, Final

from chassis.contracts import Method
from chassis.errors import NotFound, PortalError, Unavailable, error
from chassis.records import Rule, record
from chassis.workings import GetWorkings, Replayed, ReplayLetter, Workings
from gateway.visits import Visit
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers
from services.notifications import contract as notifications
from services.payments import contract as payments

_ALL: Final[tuple[Any, ...]] = (catalog, accounts, dossiers, payments, notifications)
LOOKS: Final[Mapping[str, Method[GetWorkings, Workings]]] = {one.SERVICE: one.get_workings for one in _ALL}
REPLAYS: Final[Mapping[str, Method[ReplayLetter, Replayed]]] = {one.SERVICE: one.replay_letter for one in _ALL}

SERVICE_UNKNOWN = error(
    "service.unknown",
    NotFound,
    vi="Cổng không có dịch vụ “{service}”. Các dịch vụ: {services}.",
    en="The portal has no service “{service}”. Its services: {services}.",
)


@record
class ServiceAtWork:
    """One service; ``workings`` None: it did not answer."""

    service: Annotated[str, Rule(max=40)]
    workings: Workings | None = None


@record
class AtWork:
    """All services."""

    services: tuple[ServiceAtWork, ...]


def at_work(visit: Visit, service: str = "", letter: int = 0) -> AtWork:
    """Every service; of one the body of a dead letter as well."""
    found = []
    for name, method in LOOKS.items():
        try:
            asked = GetWorkings(letter=letter if name == service else 0)
            found.append(ServiceAtWork(service=name, workings=visit.send(method, asked)))
        except Unavailable:
            found.append(ServiceAtWork(service=name))
    return AtWork(services=tuple(found))


def replayed(visit: Visit, service: str, asked: ReplayLetter) -> Replayed:
    """Hand a dead letter to the inbox of its service again."""
    if service not in REPLAYS:
        # Which services there are is told to operators alone: accounts says whether somebody is one.
        visit.send(accounts.get_workings, GetWorkings())
        raise unknown(service)
    return visit.send(REPLAYS[service], asked)


def unknown(service: str) -> PortalError:
    """The refusal of a service that there is not."""
    return SERVICE_UNKNOWN(service=service[:40], services=", ".join(LOOKS))
