"""Remote calls: both halves.

Guarantees of `RpcClient`, beyond nameko's: every call ends at its deadline at the latest, with an answer or a typed
error; a request that nobody took by then expires in the queue and is never carried out later; nothing is kept of a
call that was given up; a missing service is told at once (`SERVICE_AWAY`). Calls are *at least once*: a request whose
answer was lost may have been carried out, and is safe to repeat with the same key.

Guarantees of `rpc`, beyond nameko's: a request is checked against its record, its caller's passport verified and its
deadline looked at before a worker is spent on it; every failure is answered as a typed error without internals; a
message that is no request (poison) is logged, counted and settled, and never stops the service.
"""

import sys
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import eventlet
from eventlet.event import Event as Signal
from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint, ProviderCollector, SharedExtension
from nameko.rpc import RpcConsumer

from chassis import calls, failpoints, health, logs, metrics, topology
from chassis.callers import Caller
from chassis.consuming import Consuming, raw
from chassis.contracts import Call, Method
from chassis.denials import Denials
from chassis.errors import DEADLINE_PASSED, INTERNAL, METHOD_UNKNOWN, SERVICE_AWAY, PortalError
from chassis.health import Health
from chassis.passport import PassportSigner, PassportVerifier
from chassis.providers import Traced
from chassis.publishing import DirectPublisher, PublishFailed
from chassis.records import dump, load
from chassis.rendered import Rendered, render
from chassis.settings import ServiceSettings, need, settings_of
from chassis.storage import AlreadyDone

Req = TypeVar("Req")
Rep = TypeVar("Rep")

log = logs.get_log(__name__)

REPLY_WITHIN = 2.0
"""Seconds that the broker gets to take a reply; a caller who does not get it repeats the call."""


class Requests(RpcConsumer):
    """The service's request queue and the way its replies go."""

    queue_consumer = Consuming()

    def __init__(self) -> None:
        super().__init__()
        self._methods: dict[str, Rpc] = {}

    def setup(self) -> None:
        settings = settings_of(self.container.config, ServiceSettings)
        self.queue = topology.rpc_queue(self.container.service_name)
        self.prefetch = self.container.max_workers
        self.verifier = PassportVerifier(need(settings.keys_dir, "MOTCUA_KEYS_DIR"))
        self._publisher = DirectPublisher(settings.amqp_url)
        self.queue_consumer.register_provider(self)
        health.register(f"{self.container.service_name}.broker", self._check)

    def register_provider(self, provider: Any) -> None:
        super().register_provider(provider)
        self._methods[provider.method.address] = provider

    def _check(self) -> Health:
        if self.queue_consumer.is_connected:
            return health.OK
        return health.degraded(f"{self.queue_consumer.trouble}: nobody can call, events wait in the outbox")

    def handle_message(self, body: Any, message: Any) -> None:
        address = message.delivery_info.get("routing_key", "")
        provider = self._methods.get(address)
        if not message.properties.get("reply_to"):
            self._poison(message, "no reply_to")
        elif provider is None:
            self.answer(message, None, METHOD_UNKNOWN(), address)
        else:
            provider.handle_message(body, message)

    def handle_undecodable(self, message: Any, error: Exception) -> None:
        self._poison(message, type(error).__name__)

    def _poison(self, message: Any, reason: str) -> None:
        address = message.delivery_info.get("routing_key", "")
        log.error("message is no request", method=address, reason=reason, size=len(message.body or b""))
        metrics.RPC_SECONDS.labels(self.container.service_name, "unknown", "poison").observe(0)
        self.queue_consumer.ack_message(message)

    def answer(self, message: Any, result: Any, failed: PortalError | None, address: str) -> None:
        """Send the reply, then settle the request. A reply that cannot be sent is the caller's deadline to notice."""
        failpoints.reach(failpoints.REPLY_BEFORE_PUBLISH)
        rendered = isinstance(result, Rendered)
        try:
            self._publisher.publish(
                calls.rendered_body(result.json) if rendered else calls.reply_body(result, failed),
                exchange=topology.RPC_EXCHANGE,
                routing_key=message.properties["reply_to"],
                correlation_id=message.properties.get("correlation_id", ""),
                deadline=REPLY_WITHIN,
                headers=calls.rendered_headers(result.revision) if rendered else None,
            )
        except PublishFailed as lost:
            log.warning("reply could not be sent", method=address, reason=str(lost))
        finally:
            self.queue_consumer.ack_message(message)

    def stop(self) -> None:
        super().stop()
        self._let_go()

    def kill(self) -> None:
        self._let_go()

    def _let_go(self) -> None:
        self._publisher.close()
        health.unregister(f"{self.container.service_name}.broker")


class Rpc(Entrypoint):
    """Entry point of one method of the service's contract; the Python method has the same name and takes a `Call`."""

    requests = Requests()
    denials = Denials()

    def __init__(self, method: Method[Any, Any], **options: Any) -> None:
        self.method = method
        super().__init__(expected_exceptions=(PortalError, AlreadyDone), **options)

    def setup(self) -> None:
        if self.method.service != self.container.service_name or self.method.name != self.method_name:
            raise TypeError(f"{self.container.service_name}.{self.method_name} serves {self.method.address}")
        self.requests.register_provider(self)

    def stop(self) -> None:
        self.requests.unregister_provider(self)

    def handle_message(self, body: Any, message: Any) -> None:
        started = time.time()
        terms = calls.read_terms(message.headers)
        if terms.deadline < started:
            metrics.RPC_SECONDS.labels(self.method.service, self.method.name, "expired").observe(0)
            self.requests.queue_consumer.ack_message(message)
            return
        settle = partial(self._settle, message, terms, started)
        try:
            caller = self.requests.verifier.verify(
                terms.passport, self.method.address, raw(message), started, terms.trace
            )
            request = load(self.method.request, calls.read_request(body))
            call = Call(self.method, request, caller, terms.deadline, terms.key, terms.trace)
        except PortalError:
            settle(None, None, sys.exc_info())
            return
        try:
            self.container.spawn_worker(self, (call,), {}, context_data={"trace": terms.trace}, handle_result=settle)
        except ContainerBeingKilled:
            self.requests.queue_consumer.requeue_message(message)

    def _settle(self, message: Any, terms: calls.Terms, started: float, worker: Any, result: Any, exc_info: Any) -> Any:
        failed: PortalError | None = None
        wire: Any = None
        try:
            if exc_info is not None:
                result = _reply_in(exc_info[1])
            wire = _wire(self.method, result)
        except PortalError as known:
            failed = known
        except Exception as defect:  # the last resort: whatever happened, the caller hears something
            log.error("method failed", method=self.method.address, trace=terms.trace, exc_info=defect)
            failed = INTERNAL()
        outcome = "ok" if failed is None else failed.kind
        metrics.RPC_SECONDS.labels(self.method.service, self.method.name, outcome).observe(time.time() - started)
        if self.method.changes or failed is not None:
            log.info("call", method=self.method.address, outcome=outcome, trace=terms.trace)
        self.requests.answer(message, wire, failed, self.method.address)
        if failed is not None and worker is not None:
            self.denials.tell(worker.args[0], failed)
        return result, None


def _reply_in(raised: BaseException) -> Any:
    """The stored reply of a command that was carried out before; any other exception is raised on."""
    if isinstance(raised, AlreadyDone):
        return raised.reply
    raise raised


def _wire(method: Method[Any, Any], result: Any) -> Any:
    """What is sent of a reply: plain values, or what was rendered."""
    if isinstance(result, Rendered) and result.of is method.reply:
        return result
    if isinstance(result, method.reply):
        return dump(result)
    raise TypeError(f"{method.address} did not return a {method.reply.__name__}")


rpc = Rpc.decorator


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
        """As `call`, with the reply as JSON: that which the service rendered, unread, else rendered here."""
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
                deadline=timeout,
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
    """The reply as JSON; who rendered it has checked it."""
    rendered = calls.read_rendered(answer.body, answer.headers)
    return Rendered(method.reply, *rendered) if rendered else render(_read(method, answer), was_read=True)


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
