"""Requests a second of a hot catalogue read, beside FastAPI that asks by RPC over the same broker in the same run.

``python -m benchmarks.hot_path --fastapi PYTHON`` with ``MOTCUA_AMQP_URL``; PYTHON has benchmarks/requirements.txt
installed. Rounds of the two alternate; the result is the median of the ratios of neighbouring rounds.
"""

import argparse
import http.client
import json
import os
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.hot_catalog import page
from chassis import keys, topology
from chassis.records import dump

ROOT = Path(__file__).parent.parent
WANTED = 2.0
TARGET = "/api/v1/procedures?q=dang+ky"
START_WITHIN = 40.0


class Connection:
    """One keep-alive connection that asks again as soon as it was answered."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self._question = f"GET {TARGET} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: */*\r\n\r\n".encode()
        self._read = b""

    def ask(self) -> None:
        self.socket.sendall(self._question)

    def answered(self) -> bool:
        """Read what is there; whether that completes an answer, which must be a 200."""
        part = self.socket.recv(65536)
        if not part:
            raise ConnectionError("the server closed the connection")
        self._read += part
        head, found, body = self._read.partition(b"\r\n\r\n")
        if not found:
            return False
        if not head.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(head.decode(errors="replace"))
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        if len(body) < length:
            return False
        self._read = b""
        return True


def requests_per_second(port: int, connections: int, seconds: float) -> tuple[float, float]:
    """How many requests a second are answered on so many connections, and the 99th percentile in milliseconds."""
    selector = selectors.DefaultSelector()
    waits: list[float] = []
    sent: dict[int, float] = {}
    for _ in range(connections):
        one = Connection(port)
        selector.register(one.socket, selectors.EVENT_READ, one)
        one.ask()
        sent[id(one)] = time.perf_counter()
    began = time.perf_counter()
    while (now := time.perf_counter()) - began < seconds:
        for key, _ in selector.select(1.0):
            one = key.data
            if one.answered():
                now = time.perf_counter()
                waits.append(now - sent[id(one)])
                sent[id(one)] = now
                one.ask()
    for key in list(selector.get_map().values()):
        key.data.socket.close()
    return len(waits) / (now - began), statistics.quantiles(waits, n=100)[98] * 1000


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(*commands: list[str], environ: dict[str, str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """These programs, killed at the end."""
    processes = [subprocess.Popen(c, env=environ, cwd=ROOT, stdout=subprocess.DEVNULL) for c in commands]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.wait()


def await_answer(port: int) -> None:
    """Return when the first answers have come."""
    deadline = time.monotonic() + START_WITHIN
    while True:
        try:
            asked = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            asked.request("GET", TARGET)
            if asked.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            pass
        if time.monotonic() > deadline:
            raise TimeoutError(f"nothing answered at port {port}")
        time.sleep(0.3)


def main() -> int:
    parser = argparse.ArgumentParser(description="Hot catalogue reads beside FastAPI and aio-pika.")
    parser.add_argument("--fastapi", required=True, help="a Python that has benchmarks/requirements.txt")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each round")
    parser.add_argument("--connections", type=int, default=32)
    chosen = parser.parse_args()
    url = os.environ["MOTCUA_AMQP_URL"]
    topology.declare(url, {"catalog": (), "accounts": (), "gateway": ()})
    with tempfile.TemporaryDirectory() as directory:
        place = Path(directory)
        keys.generate(place / "keys")
        (place / "objects").mkdir()
        answer = place / "answer.json"
        answer.write_text(json.dumps(dump(page()), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        ours, theirs = free_port(), free_port()
        environ = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            "MOTCUA_KEYS_DIR": str(place / "keys"),
            "MOTCUA_OBJECTS_DIR": str(place / "objects"),
            "MOTCUA_PUBLIC_URL": f"http://127.0.0.1:{ours}",
            "MOTCUA_HTTP_ADDRESS": f"127.0.0.1:{ours}",
            "MOTCUA_REQUESTS_PER_MINUTE": "1000000",
        }
        runner = [sys.executable, "-m", "chassis.runner"]
        other = [chosen.fastapi, "-m", "benchmarks.hot_fastapi"]
        with running(
            [*runner, "benchmarks.hot_catalog:HotCatalog"],
            [*runner, "gateway.service:Gateway"],
            [*other, "respond", str(answer)],
            [*other, "serve", str(theirs)],
            environ=environ,
        ):
            await_answer(ours)
            await_answer(theirs)
            measured = []
            for _ in range(chosen.rounds):
                one, one_late = requests_per_second(ours, chosen.connections, chosen.seconds)
                two, two_late = requests_per_second(theirs, chosen.connections, chosen.seconds)
                print(f"  {one:6.0f}/s p99 {one_late:5.1f} ms   {two:6.0f}/s p99 {two_late:5.1f} ms   {one / two:.2f}")
                measured.append((one, two))
    ratio = statistics.median(one / two for one, two in measured)
    print(f"Một Cửa            {statistics.median(one for one, _ in measured):6.0f} requests/s")
    print(f"FastAPI + aio-pika {statistics.median(two for _, two in measured):6.0f} requests/s")
    print(f"ratio              {ratio:6.2f}  (median; wanted is {WANTED})")
    return 0 if ratio >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
