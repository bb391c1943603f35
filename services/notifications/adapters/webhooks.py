"""Hands an event over to an endpoint that a stranger named: by HTTP POST, to a public address, within bounds.

Guarantees: the name is looked up here and every address found must be one that may be reached (`domain.addresses`);
the connection goes to the very address that was looked at, with the name in Host, in SNI and in the certificate's
check, so an answer of DNS that changes afterwards changes nothing; no redirect is followed, no proxy used; the whole
exchange ends within `TOTAL` seconds and reads at most `ANSWER_LIMIT` bytes, however slowly the other side talks.
"""

import socket
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import urllib3
from urllib3.exceptions import HTTPError

from chassis.deadlines import Late, at_most
from chassis.service import in_thread
from services.notifications.domain.addresses import (
    Address,
    Endpoint,
    Network,
    Refused,
    endpoint_of,
    literal,
    may_be_reached,
)
from services.notifications.domain.handing_over import Answer, Told

CONNECT: Final = 5.0
TOTAL: Final = 15.0
ANSWER_LIMIT: Final = 4096
NAMES_KEPT: Final = 30.0
"""Seconds for which an answer of DNS is used again; it is the looked-at address that is connected to, all the while."""
POOLS_KEPT: Final = 200
SIDE_BY_SIDE: Final = 8
LOOK_UP_WITHIN: Final = 6.0

Resolve = Callable[[str, int], Sequence[str]]


def look_up(host: str, port: int) -> Sequence[str]:
    """The addresses of a host, by the system's resolver, in a real thread."""
    found = in_thread(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Webhooks:
    """Posts to endpoints; one for the process, safe to share between threads.

    ``allowed`` are networks that may be reached although they are not public; ``insecure`` also lets plain http and
    any port pass, for installations where nothing is real.
    """

    def __init__(
        self,
        *,
        allowed: tuple[Network, ...] = (),
        insecure: bool = False,
        ca_file: str | None = None,
        resolve: Resolve = look_up,
        clock: Callable[[], float] = time.monotonic,
        total: float = TOTAL,
    ) -> None:
        self._allowed = allowed
        self._insecure = insecure
        self._ca_file = ca_file
        self._resolve = resolve
        self._clock = clock
        self._total = total
        self._names: OrderedDict[tuple[str, int], tuple[float, tuple[Address, ...]]] = OrderedDict()
        self._pools: OrderedDict[tuple[str, str, str, int], urllib3.HTTPConnectionPool] = OrderedDict()
        self._lock = threading.Lock()

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Told:
        """One attempt; never raises."""
        began = self._clock()
        try:
            with at_most(self._total):
                told = self._exchange(endpoint_of(url, insecure=self._insecure), headers, body)
        except Refused as refused:
            told = Told(Answer.REFUSED, detail=f"refused by us: {refused}")
        except Late:
            told = Told(Answer.NOT_TAKEN, detail=f"no whole answer within {self._total:.0f} s")
        except (HTTPError, OSError, ValueError) as failed:
            told = Told(Answer.NOT_TAKEN, detail=_plain(failed))
        spent = round((self._clock() - began) * 1000)
        return Told(told.answer, told.status, told.detail, spent, told.retry_after, told.body)

    def close(self) -> None:
        """Close the connections that are kept for the next event."""
        with self._lock:
            pools = list(self._pools.values())
            self._pools.clear()
        for pool in pools:
            pool.close()

    def _exchange(self, endpoint: Endpoint, headers: Mapping[str, str], body: bytes) -> Told:
        addresses = self._addresses(endpoint)
        for last, address in enumerate(addresses[:2], start=1):
            try:
                return self._ask(self._pool(endpoint, address), endpoint, headers, body)
            except urllib3.exceptions.NewConnectionError:
                if last == len(addresses[:2]):
                    raise
        raise Refused("no address")

    def _ask(
        self, pool: urllib3.HTTPConnectionPool, endpoint: Endpoint, headers: Mapping[str, str], body: bytes
    ) -> Told:
        response = pool.urlopen(
            "POST",
            endpoint.target,
            body=body,
            headers={**headers, "Host": endpoint.authority, "User-Agent": "motcua-events/1"},
            redirect=False,
            retries=False,
            timeout=urllib3.Timeout(connect=CONNECT, read=self._total),
            preload_content=False,
            decode_content=False,
        )
        whole = False
        try:
            said = response.read(ANSWER_LIMIT + 1) or b""
            whole = len(said) <= ANSWER_LIMIT
        finally:
            if whole:
                response.release_conn()
            else:
                response.close()  # A connection with an unread rest is of no further use.
        return _told(response.status, response.headers, said[:ANSWER_LIMIT])

    def _addresses(self, endpoint: Endpoint) -> tuple[Address, ...]:
        alone = literal(endpoint.host)
        found = (alone,) if alone is not None else self._looked_up(endpoint.host, endpoint.port)
        if not found or not all(may_be_reached(address, self._allowed) for address in found):
            raise Refused("it leads to an internal address" if found else "its name has no address")
        return found

    def _looked_up(self, host: str, port: int) -> tuple[Address, ...]:
        with self._lock:
            known = self._names.get((host, port))
        if known is not None and known[0] > self._clock():
            return known[1]
        with at_most(LOOK_UP_WITHIN):
            texts = self._resolve(host, port)
        found = tuple(address for text in texts if (address := literal(text.partition("%")[0])) is not None)
        with self._lock:
            self._names[host, port] = (self._clock() + NAMES_KEPT, found)
            while len(self._names) > POOLS_KEPT:
                self._names.popitem(last=False)
        return found

    def _pool(self, endpoint: Endpoint, address: Address) -> urllib3.HTTPConnectionPool:
        key = (endpoint.scheme, endpoint.host, str(address), endpoint.port)
        with self._lock:
            known = self._pools.pop(key, None) or self._new_pool(endpoint, str(address))
            self._pools[key] = known
            gone = self._pools.popitem(last=False)[1] if len(self._pools) > POOLS_KEPT else None
        if gone is not None:
            gone.close()
        return known

    def _new_pool(self, endpoint: Endpoint, address: str) -> urllib3.HTTPConnectionPool:
        if endpoint.scheme == "http":
            return urllib3.HTTPConnectionPool(address, endpoint.port, maxsize=SIDE_BY_SIDE)
        options: dict[str, Any] = {"ca_certs": self._ca_file} if self._ca_file else {}
        return urllib3.HTTPSConnectionPool(
            address,
            endpoint.port,
            maxsize=SIDE_BY_SIDE,
            cert_reqs="CERT_REQUIRED",
            server_hostname=endpoint.host,
            assert_hostname=endpoint.host,
            **options,
        )


def _told(status: int, headers: Mapping[str, str], body: bytes) -> Told:
    if 200 <= status < 300:
        return Told(Answer.TAKEN, status, body=body)
    if status == 410:
        return Told(Answer.GONE, status, "gone")
    if 300 <= status < 400:
        return Told(Answer.NOT_TAKEN, status, "redirects are not followed")
    asked = headers.get("Retry-After", "")
    wait = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    return Told(Answer.NOT_TAKEN, status, f"status {status}", retry_after=wait)


def _plain(failed: Exception) -> str:
    """What went wrong in words for the log of whoever owns the endpoint: never an address of ours."""
    for kind, words in (
        (urllib3.exceptions.SSLError, "its certificate was not accepted"),
        (urllib3.exceptions.NewConnectionError, "no connection"),
        (urllib3.exceptions.ConnectTimeoutError, "no connection in time"),
        (urllib3.exceptions.ReadTimeoutError, "no answer in time"),
        (urllib3.exceptions.ProtocolError, "the connection broke off"),
        (socket.gaierror, "its name is not known"),
    ):
        if isinstance(failed, kind):
            return words
    return type(failed).__name__
