"""Remote calls, the half that asks. The half that answers is `chassis.rpc`.

Guarantees of `RpcClient`, beyond nameko's: every call ends at its deadline at the latest, with an answer or a typed
error; a request that nobody took by then expires in the queue and is never carried out later; nothing is kept of a
call that was given up; a missing service is told at once (`SERVICE_AWAY`). Calls are *at least once*: a request whose
answer was lost may have been carried out, and is safe to repeat with the same key.
"""

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import eventlet
from eventlet.event import Event as Signal
from nameko.extensions import ProviderCollector, SharedExtension

from chassis import calls, health, logs, metrics, topology
from chassis.callers import Caller
from chassis.consuming import Consuming
from chassis.contracts import Method
from chassis.errors import DEADLINE_PASSED, INTERNAL, SERVICE_AWAY, PortalError
from chassis.health import Health
from chassis.passport import PassportSigner
from chassis.providers import Traced
from chassis.publishing import DirectPublisher, PublishFailed
from chassis.records import dump, load
from chassis.rendered import Rendered, written
from chassis.settings import ServiceSettings, need, settings_of

Req = TypeVar("Req")
Rep = TypeVar("Rep")

log = logs.get_log(__name__)


@dataclass(frozen=True, slots=True)
class _Answer:
    """A reply as it came; whoever waits for it reads it."""

    body: bytes
    headers: Mapping[str, Any]


class Replies(SharedExtension, ProviderCollector):
    """The process's reply queue, and who waits for which reply."""

    queue_consumer = Consuming()
    no_ack = True
    prefetch = 0
    takes_bytes = True

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[str, Signal] = {}

    def setup(self) -> None:
        self.identity = str(uuid.uuid4())
        self.queue = topology.reply_queue(self.container.service_name, self.identity)
        self.queue_consumer.register_provider(self)

    def stop(self) -> None:
        self.queue_consumer.unregister_provider(self)

    def expect(self, correlation_id: str) -> Signal:
        signal = self._waiting[correlation_id] = Signal()
        return signal

    def forget(self, correlation_id: str) -> None:
        self._waiting.pop(correlation_id, None)

    def handle_message(self, body: Any, message: Any) -> None:
        signal = self._waiting.pop(message.properties.get("correlation_id", ""), None)
        if signal is not None:
            signal.send(_Answer(body, message.headers or {}))

    def handle_undecodable(self, message: Any, error: Exception) -> None:
        log.error("reply cannot be read", reason=type(error).__name__)

    def fail(self, correlation_id: str) -> None:
        """End one wait: no queue took the request."""
        signal = self._waiting.pop(correlation_id, None)
        if signal is not None:
            signal.send_exception(SERVICE_AWAY(retry_after=2))

    def connection_lost(self) -> None:
        """End all waits: replies sent meanwhile may be lost, and the callers can repeat safely."""
        for correlation_id in list(self._waiting):
            self.fail(correlation_id)


class Remote:
    """Calls methods of services."""

    def __init__(self, replies: Replies, publisher: DirectPublisher, signer: PassportSigner) -> None:
        self._replies = replies
        self._publisher = publisher
        self._signer = signer

    def call(
        self,
        method: Method[Req, Rep],
        request: Req,
        *,
        caller: Caller,
        key: str = "",
        timeout: float | None = None,
        trace: str = "",
    ) -> Rep:
        """The reply, or a `PortalError`, within ``timeout`` seconds (the method's own by default)."""
        return self._ask(method, _read, request, caller, key, timeout, trace)

    def fetch(
        self,
        method: Method[Req, Rep],
        request: Req,
        *,
        caller: Caller,
        timeout: float | None = None,
        trace: str = "",
    ) -> Rendered[Rep]:
        """As `call`, with the reply as JSON, as the service wrote it and unread (see `chassis.rendered`)."""
        return self._ask(method, _taken, request, caller, "", timeout, trace)

    def _ask(
        self,
        method: Method[Req, Rep],
        reader: Callable[[Method[Req, Rep], _Answer], Any],
        request: Req,
        caller: Caller,
        key: str,
        timeout: float | None,
        trace: str,
    ) -> Any:
        started = time.time()
        outcome = "ok"
        try:
            within = method.timeout if timeout is None else timeout
            return reader(method, self._exchange(method, request, caller, key, within, trace))
        except PortalError as failed:
            outcome = failed.kind
            raise
        finally:
            metrics.RPC_CLIENT_SECONDS.labels(method.address, outcome).observe(time.time() - started)

    def _exchange(
        self, method: Method[Req, Rep], request: Req, caller: Caller, key: str, timeout: float, trace: str
    ) -> _Answer:
        deadline = time.time() + timeout
        body = calls.request_body(dump(request))
        passport = self._signer.sign(caller, method.address, body, deadline, trace)
        correlation_id = str(uuid.uuid4())
        limit = eventlet.Timeout(timeout)
        try:
            while not self._replies.queue_consumer.is_connected:
                eventlet.sleep(0.05)
            signal = self._replies.expect(correlation_id)
            self._publisher.publish(
                body,
                exchange=topology.RPC_EXCHANGE,
                routing_key=method.address,
                mandatory=True,
                reply_to=self._replies.identity,
                correlation_id=correlation_id,
                expiration=str(max(1, int(timeout * 1000))),
                headers=calls.Terms(deadline, passport, key, trace).headers(),
                deadline=None,
            )
            answer: _Answer = signal.wait()
            return answer
        except eventlet.Timeout as passed:
            if passed is not limit:
                raise
            raise DEADLINE_PASSED(retry_after=2) from None
        except PublishFailed as failed:
            log.warning("request could not be sent", method=method.address, reason=str(failed))
            raise SERVICE_AWAY(retry_after=2) from failed
        finally:
            limit.cancel()
            self._replies.forget(correlation_id)


def _taken(method: Method[Any, Rep], answer: _Answer) -> Rendered[Rep]:
    result = calls.result_in(answer.body, answer.headers)
    return written(_read(method, answer)) if result is None else Rendered(method.reply, *result)


def _read(method: Method[Any, Rep], answer: _Answer) -> Rep:
    """The reply's record; one that does not match is the service's defect, not a wrong request of the caller's."""
    result = calls.read_reply(answer.body)
    try:
        return load(method.reply, result, tolerant=True)
    except PortalError as mismatch:
        log.error(
            "reply does not match its record", method=method.address, fields=[p.pointer for p in mismatch.problems]
        )
        raise INTERNAL() from mismatch


class RpcClient(Traced):
    """Injects a `Remote`; for the gateway alone, since services follow each other's events instead of calling."""

    replies = Replies()

    def setup(self) -> None:
        settings = settings_of(self.container.config, ServiceSettings)
        signer = PassportSigner(need(settings.keys_dir, "MOTCUA_KEYS_DIR"))
        self._publisher = DirectPublisher(settings.amqp_url, on_return=self.replies.fail)
        self._remote = Remote(self.replies, self._publisher, signer)
        health.register(f"{self.container.service_name}.broker", self._check)

    def _check(self) -> Health:
        if self.replies.queue_consumer.is_connected:
            return health.OK
        return health.degraded(f"{self.replies.queue_consumer.trouble}: only what is kept here can be served")

    def stop(self) -> None:
        health.unregister(f"{self.container.service_name}.broker")
        self._publisher.close()

    def kill(self) -> None:
        self.stop()

    def get_dependency(self, worker_ctx: Any) -> Remote:
        return self._remote
