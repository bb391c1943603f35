"""Programs of agencies in tests: they subscribe, and their endpoints answer as a test wants."""

import dataclasses
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import standardwebhooks

from chassis.callers import Caller, CallerKind, system
from chassis.contracts import Method
from chassis.testing import call_of
from services.dossiers import contract as dossiers
from services.notifications import contract
from services.notifications.domain.handing_over import Answer, Told
from services.notifications.handlers import credentials, handovers, subscriptions
from services.notifications.handlers.handing_over import Dispatcher
from services.notifications.store import subscribed
from tests.services.notifications import building

PROGRAM = Caller(kind=CallerKind.PROGRAM, id="key-1", agency="H27", roles=("events", "subscriptions"))
URL = "https://coquan.gov.vn/su-kien"
GOOD = Told(Answer.TAKEN, 200)
BROKEN = Told(Answer.NOT_TAKEN, 500, "status 500")


@dataclasses.dataclass
class Got:
    """One message as an endpoint got it."""

    url: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


class Endpoints:
    """All endpoints there are: they echo challenges, keep what they get, and answer by `answers`."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.answers: Callable[[Got], Told] = lambda _got: GOOD
        self.lock = threading.Lock()

    def post(self, url: str, headers: dict[str, str], body: bytes) -> Told:
        got = Got(url, dict(headers), body)
        if got.event["type"] == contract.CHALLENGE_TYPE:
            said = json.dumps({"challenge": got.event["data"]["challenge"]}).encode()
            return dataclasses.replace(GOOD, body=said)
        told = self.answers(got)
        with self.lock:
            self.got.append(got)
        return told

    def ids(self, url: str = URL) -> list[str]:
        return [got.id for got in self.got if got.url == url]


class Agencies:
    """Subscribes and hands over in the world of `conftest`."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.endpoints = Endpoints()
        self.dispatcher = Dispatcher(dice=lambda: 0.0)

    def call(self, method: Method[Any, Any], request: Any, caller: Caller = PROGRAM) -> Any:
        call, storage = call_of(method, request, caller=caller), self.world.storage
        module = next(m for m in (subscriptions, handovers, credentials) if hasattr(m, method.name))
        handler = getattr(module, method.name)
        wanted = handler.__code__.co_varnames[: handler.__code__.co_argcount + handler.__code__.co_kwonlyargcount]
        options: dict[str, Any] = {"sandbox": True} if "sandbox" in wanted else {}
        return handler(call, storage, *([self.world.sealer] if "sealer" in wanted else []), **options)

    def subscribe(self, url: str = URL, *, verified: bool = True, caller: Caller = PROGRAM, **asked: Any) -> Any:
        """A subscription that answered its challenge; with its secret."""
        request = contract.CreateSubscription(**{"name": "thử", "url": url, **asked})
        made = self.call(contract.create_subscription, request, caller)
        if verified:
            self.run()
        return made

    def program_made_by(self, staff: str) -> Caller:
        """A program whose key a member of staff made."""
        maker = Caller(kind=CallerKind.STAFF, id=staff, agency="H27", roles=("agency_administrator",), assurance=2)
        made = self.call(contract.make_credential, contract.MakeCredential(agency="H27", name="thử"), maker)
        return dataclasses.replace(PROGRAM, id=f"program.{made.credential.id}")

    def view(self, made: Any) -> contract.SubscriptionView:
        of = contract.GetSubscription(subscription_id=made.subscription.id)
        found: contract.SubscriptionView = self.call(contract.get_subscription, of)
        return found

    def log(self, made: Any, **asked: Any) -> tuple[contract.HandoverView, ...]:
        of = contract.ListHandovers(subscription_id=made.subscription.id, limit=200, **asked)
        found: tuple[contract.HandoverView, ...] = self.call(contract.list_handovers, of).handovers
        return found

    def happens(
        self, dossier: str = building.DOSSIER, event_type: Any = dossiers.dossier_processing, **facts: Any
    ) -> str:
        """Something happens to a dossier; the id of the event."""
        payload = building.dossier_payload(event_type, dossier_id=dossier, **facts)
        happened: str = self.world.happens(event_type, payload).id
        return happened

    def run(self, rounds: int = 50) -> None:
        """Hand over until nothing more is due at this moment."""
        for _ in range(rounds):
            before = self.dispatcher.attempts
            self.dispatcher.run(self.world.storage, self.world.sealer, self.endpoints, None)
            self.dispatcher.wait(10)
            if self.dispatcher.attempts == before:
                return
        raise AssertionError("there was always something more to hand over")

    def state_is(self, made: Any, **values: Any) -> None:
        with self.world.storage.work(system("test")) as work:
            subscribed.change_subscription(work.db, made.subscription.id, **values)


def verified(secret: str, got: Got) -> Any:
    """The event, by the library of Standard Webhooks; raises where the signature is wrong."""
    return standardwebhooks.Webhook(secret).verify(got.body, got.headers)


@contextmanager
def blocked(agencies: Agencies, url: str) -> Iterator[threading.Event]:
    """One endpoint takes everything and answers nothing until the end."""
    let_go = threading.Event()
    before = agencies.endpoints.answers

    def answers(got: Got) -> Told:
        if got.url == url:
            let_go.wait(30)
            return BROKEN
        return before(got)

    agencies.endpoints.answers = answers
    try:
        yield let_go
    finally:
        let_go.set()
        agencies.endpoints.answers = before
