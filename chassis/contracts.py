"""What a service's ``contract`` is made of: methods that can be called and events that it publishes.

::

    get_dossier = query("dossiers", "get_dossier", GetDossier, DossierView)
    submit_dossier = command("dossiers", "submit_dossier", SubmitDossier, DossierView)
    dossier_submitted = event("dossiers", "dossier_submitted", DossierSubmitted, aggregate="dossier")

A *query* changes nothing. A *command* changes something and carries an idempotency key: the same caller repeating it
with the same key and content gets the first answer again, and nothing happens twice. A command declared ``natural``
takes no key because its effect cannot happen twice by its nature (a one-time code is spent by its first use); its
declaration must be able to say why.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from chassis.callers import Caller

Req = TypeVar("Req")
Rep = TypeVar("Rep")
Pay = TypeVar("Pay")

DEFAULT_TIMEOUT = 5.0


@dataclass(frozen=True)
class Method(Generic[Req, Rep]):
    """A remote method: its address on the bus, and the records it takes and gives."""

    service: str
    name: str
    request: type[Req]
    reply: type[Rep]
    changes: bool
    natural: str = ""
    timeout: float = DEFAULT_TIMEOUT
    apart: tuple[str, ...] = ()
    """Fields that may differ between repeats of one request, as where the same bytes were put a second time."""

    @property
    def address(self) -> str:
        return f"{self.service}.{self.name}"

    @property
    def takes_key(self) -> bool:
        return self.changes and not self.natural


@dataclass(frozen=True)
class EventType(Generic[Pay]):
    """An event: what happened to one aggregate of one service. Names and fields are a promise to every subscriber."""

    service: str
    name: str
    payload: type[Pay]
    aggregate: str

    @property
    def address(self) -> str:
        return f"{self.service}.{self.name}"


@dataclass(frozen=True)
class Call(Generic[Req]):
    """A call as the service sees it: checked, its caller verified. ``deadline`` is in seconds of the Unix epoch."""

    method: Method[Req, Any]
    request: Req
    caller: Caller
    deadline: float
    key: str = ""
    trace: str = ""


_methods: dict[str, Method[Any, Any]] = {}
_events: dict[str, EventType[Any]] = {}


def query(
    service: str, name: str, request: type[Req], reply: type[Rep], *, timeout: float = DEFAULT_TIMEOUT
) -> Method[Req, Rep]:
    """Declare a method that only reads."""
    return _declare(Method(service, name, request, reply, changes=False, timeout=timeout))


def command(
    service: str,
    name: str,
    request: type[Req],
    reply: type[Rep],
    *,
    natural: str = "",
    timeout: float = DEFAULT_TIMEOUT,
    apart: tuple[str, ...] = (),
) -> Method[Req, Rep]:
    """Declare a method that changes something.

    ``natural`` gives the reason why it needs no idempotency key; ``apart`` names fields that a repeat with the same
    key may have otherwise.
    """
    return _declare(Method(service, name, request, reply, changes=True, natural=natural, timeout=timeout, apart=apart))


def _declare(method: Method[Req, Rep]) -> Method[Req, Rep]:
    if _methods.setdefault(method.address, method) != method:
        raise ValueError(f"method {method.address} is declared twice, differently")
    return method


def event(service: str, name: str, payload: type[Pay], *, aggregate: str) -> EventType[Pay]:
    """Declare an event of one kind of aggregate."""
    declared = EventType(service, name, payload, aggregate)
    if _events.setdefault(declared.address, declared) != declared:
        raise ValueError(f"event {declared.address} is declared twice, differently")
    return declared


def methods_of(service: str) -> Iterator[Method[Any, Any]]:
    """The declared methods of a service, as far as its contract has been imported."""
    return (method for method in list(_methods.values()) if method.service == service)


def events_of(service: str) -> Iterator[EventType[Any]]:
    """The declared events of a service, as far as its contract has been imported."""
    return (declared for declared in list(_events.values()) if declared.service == service)
