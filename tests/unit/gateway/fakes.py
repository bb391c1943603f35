"""A gateway without a broker: hand-written twins of the bus, the object store and the token verifier."""

import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import Client
from werkzeug.wrappers import Request

from chassis.callers import Caller, system
from chassis.contracts import Method
from chassis.errors import METHOD_UNKNOWN
from chassis.http import Again, Wait
from chassis.objects import OBJECT_DAMAGED, OBJECT_EMPTY, OBJECT_MISSING, OBJECT_TOO_LARGE, Source, Stored
from chassis.records import dump, load
from chassis.rendered import render
from chassis.settings import Url
from chassis.tokens import SIGN_IN_AGAIN
from gateway.application import Application
from gateway.assembly import means_of, registry
from gateway.guesses import Guesses
from gateway.identity import Recogniser
from gateway.programs import Programs
from gateway.revocations import Standing
from gateway.settings import GatewaySettings
from gateway.web.turning_away import turned_away
from services.accounts import contract as accounts
from services.notifications import contract as notifications


@dataclass
class Made:
    """One call that reached the bus."""

    method: str
    request: Any
    caller: Caller
    key: str
    trace: str


class FakeRpc:
    """Obeys the interface of `chassis.rpc.Remote`: checks requests and replies by their records, as the wire does."""

    def __init__(self) -> None:
        self.made: list[Made] = []
        self.answers: dict[str, Any] = {}

    def answer(self, method: Method[Any, Any], reply: Any) -> None:
        """From now on this method gives this reply; an exception is raised, a function is asked with the request."""
        self.answers[method.address] = reply

    def call(
        self,
        method: Method[Any, Any],
        request: Any,
        *,
        caller: Caller,
        key: str = "",
        timeout: float | None = None,
        trace: str = "",
    ) -> Any:
        checked = load(method.request, dump(request))
        self.made.append(Made(method.address, checked, caller, key, trace))
        if method.address not in self.answers:
            raise METHOD_UNKNOWN()
        found = self.answers[method.address]
        if isinstance(found, Exception):
            raise found
        reply = found(checked) if callable(found) else found
        return load(method.reply, dump(reply))

    def fetch(self, method: Method[Any, Any], request: Any, **asked: Any) -> Any:
        return render(self.call(method, request, **asked))

    def calls_of(self, method: Method[Any, Any]) -> list[Made]:
        return [made for made in self.made if made.method == method.address]


class FakeObjects:
    """Obeys `chassis.objects.Objects`, in memory."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def put(self, stream: Source, limit: int, *, sha256: str = "", allow_empty: bool = False) -> Stored:
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise OBJECT_TOO_LARGE(limit=limit)
        if not body and not allow_empty:
            raise OBJECT_EMPTY()
        digest = hashlib.sha256(body).hexdigest()
        if sha256 and sha256 != digest:
            raise OBJECT_DAMAGED()
        key = f"{len(self.held):032x}"
        self.held[key] = body
        return Stored(key=key, size=len(body), sha256=digest)

    def open(self, key: str) -> Any:
        if key not in self.held:
            raise OBJECT_MISSING()
        return io.BytesIO(self.held[key])

    def size(self, key: str) -> int:
        return len(self.held[key])

    def exists(self, key: str) -> bool:
        return key in self.held

    def delete(self, key: str) -> None:
        self.held.pop(key, None)


class FakeVerifier:
    """Knows some tokens by heart."""

    KNOWN: Mapping[str, Mapping[str, Any]] = {
        "an": {"sub": "acc-1", "kind": "citizen", "name": "Nguyễn Văn An", "assurance": 1, "sid": "ses-1"},
        "binh": {"sub": "stf-1", "kind": "staff", "name": "Lê Thị Bình", "agency": "H27", "roles": ["receiver"]},
        "hanh": {
            "sub": "stf-9",
            "kind": "staff",
            "name": "Võ Thị Hạnh",
            "agency": "H27.30.12",
            "roles": ["supervisor", "agency_administrator", "catalog_editor", "catalog_reviewer", "operator"],
        },
        "an-for-org": {
            "sub": "acc-1",
            "kind": "citizen",
            "name": "Nguyễn Văn An",
            "assurance": 1,
            "sid": "ses-1",
            "acting": {"principal": "org-1", "name": "Công ty TNHH Sông Thu", "role": "owner"},
        },
        "long": {
            "sub": "stf-8",
            "kind": "staff",
            "name": "Nguyễn Phúc Hoàng Thị Thanh Phương Quỳnh Trang",
            "agency": "H27.30.12",
            "roles": ["supervisor", "operator"],
        },
        "an-for-long": {
            "sub": "acc-1",
            "kind": "citizen",
            "name": "Nguyễn Văn An",
            "assurance": 1,
            "sid": "ses-1",
            "acting": {"principal": "org-1", "name": "Công ty TNHH Một thành viên Dịch vụ Sông Thu", "role": "owner"},
        },
        "strange": {"sub": "x", "kind": "system"},
    }

    def verify(self, token: str) -> Mapping[str, Any]:
        if token not in self.KNOWN:
            raise SIGN_IN_AGAIN()
        return self.KNOWN[token]


@dataclass
class House:
    """A gateway in a test, with everything one may want to look at."""

    application: Application
    client: Client
    rpc: FakeRpc
    objects: FakeObjects
    clock: "Clock"
    again: dict[str, Again]
    """What was left to be given again, by path and query."""
    waits: list[Wait]
    """What answers are held back for, in the order in which it was left."""

    def as_citizen(self) -> dict[str, str]:
        return {"Authorization": "Bearer an"}

    def as_officer(self) -> dict[str, str]:
        return {"Authorization": "Bearer binh"}


@dataclass
class Clock:
    """Time that passes only when told to."""

    now: float = field(default=1000.0)

    def __call__(self) -> float:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += seconds


def a_house(*, standing: Standing = Standing.GOOD, objects: Any = None, **settings: Any) -> House:
    """A gateway with these settings, to which every session has this standing."""
    given: dict[str, Any] = {"public_url": Url("https://motcua.example"), "sandbox": True, **settings}
    rpc, objects, clock = FakeRpc(), objects or FakeObjects(), Clock()
    means = means_of(rpc, objects, GatewaySettings(amqp_url=Url("amqp://nowhere"), **given), clock)
    again: dict[str, Again] = {}

    def give_again(request: Request, given: Again) -> None:
        again[request.full_path.rstrip("?")] = given

    def renew(refresh_token: str, caller: Caller) -> accounts.SignedIn:
        return rpc.call(accounts.refresh_session, accounts.RefreshSession(refresh_token=refresh_token), caller=caller)

    def owner_of(digest: str) -> Any:
        asked = notifications.IdentifyCredential(key_hash=digest)
        return rpc.call(notifications.identify_credential, asked, caller=system("gateway"))

    guesses = Guesses(means.settings.requests_per_minute, clock)
    programs = Programs(owner_of, clock, guesses)
    identify = Recogniser(FakeVerifier(), lambda *_: standing, renew, guesses, programs=programs)
    addresses = registry().addresses(sandbox=bool(given["sandbox"]))
    waits: list[Wait] = []
    application = Application(
        means,
        addresses,
        identify,
        clock=clock,
        give_again=give_again,
        turned_away=turned_away,
        ask_again=lambda _request, wait: waits.append(wait),
    )

    def wsgi(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        environ.setdefault("REMOTE_ADDR", "127.0.0.1")
        return application.handle(Request(environ))(environ, start_response)

    return House(application, Client(wsgi), rpc, objects, clock, again, waits)
