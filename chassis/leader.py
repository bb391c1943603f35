"""One leader among the running instances of a service: it publishes the outbox and runs the timers.

Leadership is a PostgreSQL advisory lock held by a session of its own. Guarantees: at most one instance holds it; it
passes on as soon as the leader's session ends (its process stopped, was killed, or lost the database), and within
`FROZEN_AFTER` seconds when the leader's process stands still, because the server then ends the silent session. An
instance that wakes up from standing still notices at its next look that it leads no more. What a leader does must
therefore be safe to do twice now and then: publishing is (consumers deduplicate), timers are by contract.
"""

import hashlib
import random
import time
from collections.abc import Callable
from typing import Any, Final

import eventlet
import eventlet.hubs
import psycopg2
from eventlet.hubs import trampoline
from nameko.extensions import SharedExtension

from chassis import logs
from chassis.database import CONNECT_TIMEOUT, STATEMENT_TIMEOUT
from chassis.outbox import CHANNEL, EVENTS
from chassis.settings import ServiceSettings, need, settings_of

log = logs.get_log(__name__)

FROZEN_AFTER: Final = 10.0
"""Seconds of silence after which the server takes the lock from a leader that stands still."""
LOOK_EVERY: Final = 1.0
"""Seconds between two looks of the leader at its lock, and between two tries of the others to get it."""


class Leader(SharedExtension):
    """Whether this instance leads, and a wait that ends early when the outbox has something."""

    def __init__(self) -> None:
        super().__init__()
        # Others add to it during their own set-up, which may come before ours.
        self._jobs: list[Callable[[], None]] = []
        self._publishing: list[Callable[[], None]] = []

    def setup(self) -> None:
        settings = settings_of(self.container.config, ServiceSettings)
        url = need(settings.database_url, "MOTCUA_DATABASE_URL")
        self._dsn = url.replace("postgresql+psycopg2://", "postgresql://", 1)
        digest = hashlib.sha256(f"leader of {self.container.service_name}".encode()).digest()
        self._key = int.from_bytes(digest[:8], "big", signed=True)
        self._session: Any = None
        self._leads = False
        self._looked_at = 0.0
        self._stopping = False

    @property
    def leads(self) -> bool:
        return self._leads and not self._stopping

    def on_wake(self, job: Callable[[], None]) -> None:
        """Have ``job`` called whenever this instance begins to lead, or is woken while it leads."""
        self._jobs.append(job)

    def on_events(self, job: Callable[[], None]) -> None:
        """Have ``job`` called whenever this instance begins to lead, or the outbox got rows while it leads."""
        self._publishing.append(job)

    def start(self) -> None:
        self._thread = self.container.spawn_managed_thread(self._run)

    def _run(self) -> None:
        while not self._stopping:
            try:
                if not self._leads:
                    self._stand_for_election()
                if self._leads:
                    self._wait_for_news()
                else:
                    eventlet.sleep(LOOK_EVERY * random.uniform(0.7, 1.3))
            except Exception as lost:  # noqa: BLE001  # this thread's death would kill the service; the next round tries again
                if not self._stopping:
                    log.warning("leader session lost", reason=type(lost).__name__)
                self._resign()
                eventlet.sleep(LOOK_EVERY * random.uniform(0.3, 0.7))

    def _stand_for_election(self) -> None:
        if self._session is None:
            self._session = psycopg2.connect(
                self._dsn,
                connect_timeout=CONNECT_TIMEOUT,
                application_name=f"{self.container.service_name}-leader",
                options=f"-c statement_timeout={STATEMENT_TIMEOUT} -c idle_session_timeout={int(FROZEN_AFTER * 1000)}",
                keepalives_idle=5,
                keepalives_interval=2,
                keepalives_count=3,
            )
            self._session.autocommit = True
        with self._session.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", (self._key,))
            self._leads = bool(cursor.fetchone()[0])
            if self._leads:
                cursor.execute(f"LISTEN {CHANNEL}")
                log.info("leading", service=self.container.service_name)
                self._wake(publishing=True)

    def _wait_for_news(self) -> None:
        try:
            with eventlet.Timeout(LOOK_EVERY):
                trampoline(self._session.fileno(), read=True)
        except eventlet.Timeout:
            pass
        if time.monotonic() - self._looked_at >= LOOK_EVERY / 2:
            with self._session.cursor() as cursor:  # shows that we are awake, and that the session still stands
                cursor.execute("SELECT 1")
            self._looked_at = time.monotonic()
        self._session.poll()
        told = {notice.payload for notice in self._session.notifies}
        self._session.notifies.clear()
        if told:
            self._wake(publishing=EVENTS in told)

    def _wake(self, *, publishing: bool) -> None:
        for job in [*self._jobs, *(self._publishing if publishing else ())]:
            job()

    def _resign(self) -> None:
        self._leads = False
        session, self._session = self._session, None
        if session is not None:
            try:
                # Whoever waits for this socket must be woken before its number is given to another one.
                eventlet.hubs.notify_opened(session.fileno())
                session.close()
            except psycopg2.Error:
                log.info("leader session was gone already")

    def stop(self) -> None:
        """Give the lead up at once, so that another instance can take it."""
        self._stopping = True
        self._thread.kill()
        self._resign()

    def kill(self) -> None:
        self.stop()
