"""A small service and a caller, started in this process against the real broker and a real database."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from nameko.containers import ServiceContainer

from chassis import keys
from chassis.callers import Caller, CallerKind
from chassis.contracts import command, event, query
from chassis.errors import NotFound, error
from chassis.records import Rule, record
from chassis.remote import Remote, Replies
from chassis.settings import ENVIRON
from chassis.testing import wait_until

CITIZEN = Caller(kind=CallerKind.CITIZEN, id="c-1", name="Nguyễn Văn An")
NO_SUCH_THING = error(
    "bus.no-such-thing", NotFound, vi="Không có {name}; hãy hỏi thứ khác.", en="There is no {name}; ask for another."
)


@record
class Ask:
    """A request of these tests."""

    text: Annotated[str, Rule(max=50)]


@record
class Told:
    """A reply and event of these tests."""

    text: str
    by: str = ""


@record
class Shelf:
    """A reply that is made of parts."""

    items: tuple[Told, ...]
    revision: Annotated[int, Rule(min=0)] = 0


class Names:
    """The contract of a service with a name nobody else has: the broker is shared by all tests."""

    def __init__(self) -> None:
        self.service = "t" + uuid.uuid4().hex[:10]
        self.follower = "f" + uuid.uuid4().hex[:10]
        self.say = query(self.service, "say", Ask, Told)
        self.fail = query(self.service, "fail", Ask, Told)
        self.shelf = query(self.service, "shelf", Ask, Shelf)
        self.slow = query(self.service, "slow", Ask, Told)
        self.keep = command(self.service, "keep", Ask, Told)
        self.kept = event(self.service, "kept", Told, aggregate="thing")
        self.passed = event(self.service, "passed", Told, aggregate="thing")


@contextmanager
def keys_dir(path: Path) -> Iterator[Path]:
    keys.generate(path)
    yield path


def environ(keys_path: Path, database: str = "") -> dict[str, str]:
    given = {"MOTCUA_AMQP_URL": os.environ["MOTCUA_TEST_AMQP_URL"], "MOTCUA_KEYS_DIR": str(keys_path)}
    return {**given, "MOTCUA_DATABASE_URL": database} if database else given


@contextmanager
def running(cls: type[Any], settings: dict[str, str], max_workers: int = 10) -> Iterator[ServiceContainer]:
    """A started container of a service class; stopped, or at the latest killed, at the end."""
    config = {"AMQP_URI": settings["MOTCUA_AMQP_URL"], "max_workers": max_workers, ENVIRON: settings}
    container = ServiceContainer(cls, config)
    container.start()
    try:
        consumers = [e for e in container.subextensions if type(e).__name__ == "Consuming"]
        wait_until(lambda: all(c._consumers_ready.ready() for c in consumers), what="consuming")
        yield container
        container.stop()
    finally:
        container.kill()


def remote_of(container: ServiceContainer) -> Remote:
    """What the container's `RpcClient` injects."""
    [client] = [d for d in container.dependencies if type(d).__name__ == "RpcClient"]
    return client.get_dependency(None)  # type: ignore[no-any-return]


def replies_of(container: ServiceContainer) -> Replies:
    [found] = [e for e in container.subextensions if isinstance(e, Replies)]
    return found
