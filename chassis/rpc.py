"""Remote calls, the half that answers. The half that asks is `chassis.remote`.

Guarantees of `rpc`, beyond nameko's: a request is checked against its record, its caller's passport verified and its
deadline looked at before a worker is spent on it; every failure is answered as a typed error without internals; a
message that is no request (poison) is logged, counted and settled, and never stops the service.
"""

import sys
import time
from functools import partial
from typing import Any

from nameko.exceptions import ContainerBeingKilled
from nameko.extensions import Entrypoint
from nameko.rpc import RpcConsumer

from chassis import calls, failpoints, health, logs, metrics, topology
from chassis.consuming import Consuming, raw
from chassis.contracts import Call, Method
from chassis.denials import Denials
from chassis.errors import INTERNAL, METHOD_UNKNOWN, PortalError
from chassis.health import Health
from chassis.passport import PassportVerifier
from chassis.publishing import DirectPublisher, PublishFailed
from chassis.records import load
from chassis.rendered import Rendered, written
from chassis.settings import ServiceSettings, need, settings_of
from chassis.storage import AlreadyDone

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
            self.answer(message, METHOD_UNKNOWN(), address)
        else:
            provider.handle_message(body, message)

    def handle_undecodable(self, message: Any, error: Exception) -> None:
        self._poison(message, type(error).__name__)

    def _poison(self, message: Any, reason: str) -> None:
        address = message.delivery_info.get("routing_key", "")
        log.error("message is no request", method=address, reason=reason, size=len(message.body or b""))
        metrics.RPC_SECONDS.labels(self.container.service_name, "unknown", "poison").observe(0)
        self.queue_consumer.ack_message(message)

    def answer(self, message: Any, reply: Rendered[Any] | PortalError, address: str) -> None:
        """Send the reply, or why there is none, then settle the request. One that cannot be sent is the caller's
        deadline to notice."""
        failpoints.reach(failpoints.REPLY_BEFORE_PUBLISH)
        if isinstance(reply, PortalError):
            body, headers = calls.refusal_body(reply), None
        else:
            body, headers = calls.reply_body(reply.json), calls.reply_headers(reply.revision)
        try:
            self._publisher.publish(
                body,
                exchange=topology.RPC_EXCHANGE,
                routing_key=message.properties["reply_to"],
                correlation_id=message.properties.get("correlation_id", ""),
                deadline=REPLY_WITHIN,
                headers=headers,
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
        reply: Rendered[Any] | PortalError
        try:
            if exc_info is not None:
                result = _reply_in(exc_info[1])
            reply = _as_json(self.method, result)
        except PortalError as known:
            reply = failed = known
        except Exception as defect:  # the last resort: whatever happened, the caller hears something
            log.error("method failed", method=self.method.address, trace=terms.trace, exc_info=defect)
            reply = failed = INTERNAL()
        outcome = "ok" if failed is None else failed.kind
        metrics.RPC_SECONDS.labels(self.method.service, self.method.name, outcome).observe(time.time() - started)
        if self.method.changes or failed is not None:
            log.info("call", method=self.method.address, outcome=outcome, trace=terms.trace)
        self.requests.answer(message, reply, self.method.address)
        if failed is not None and worker is not None:
            self.denials.tell(worker.args[0], failed)
        return result, None


def _reply_in(raised: BaseException) -> Any:
    """The stored reply of a command that was carried out before; any other exception is raised on."""
    if isinstance(raised, AlreadyDone):
        return raised.reply
    raise raised


def _as_json(method: Method[Any, Any], result: Any) -> Rendered[Any]:
    """A reply as JSON: as it was rendered, or written now."""
    if isinstance(result, Rendered) and result.of is method.reply:
        return result
    if isinstance(result, method.reply):
        return written(result)
    raise TypeError(f"{method.address} did not return a {method.reply.__name__}")


rpc = Rpc.decorator
