"""How many calls a second our RPC carries, beside stock nameko's on the same broker in the same run.

``python -m benchmarks.rpc_throughput`` with ``MOTCUA_AMQP_URL`` (see README.md). Rounds of the two alternate, so that
whatever else the machine does hits both; the result is the median of the ratios of neighbouring rounds.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from chassis import keys, topology

WANTED = 1.5
ROOT = Path(__file__).parent.parent


class Side:
    """A service in one process, its caller in another."""

    def __init__(self, serve: list[str], call: list[str], environ: dict[str, str]) -> None:
        self._server = subprocess.Popen([sys.executable, *serve], env=environ, cwd=ROOT, stdout=subprocess.DEVNULL)
        self._caller = subprocess.Popen(
            [sys.executable, *call], env=environ, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def await_ready(self) -> None:
        assert self._caller.stdout is not None
        while self._caller.stdout.readline() not in ("ready\n", ""):
            pass

    def calls_per_second(self, calls: int, callers: int) -> float:
        assert self._caller.stdin is not None
        assert self._caller.stdout is not None
        print(calls, callers, file=self._caller.stdin, flush=True)
        return calls / float(self._caller.stdout.readline())

    def cpu_seconds(self) -> float:
        """Processor time of both processes so far."""
        ticks = 0
        for process in (self._caller, self._server):
            fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        for process in (self._caller, self._server):
            process.kill()
            process.wait()


def main() -> int:
    parser = argparse.ArgumentParser(description="RPC throughput of the chassis beside stock nameko's.")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--calls", type=int, default=1000, help="in each round, on each side")
    parser.add_argument("--callers", type=int, default=10, help="at once")
    chosen = parser.parse_args()
    url = os.environ["MOTCUA_AMQP_URL"]
    topology.declare(url, {"bench-echo": (), "bench-caller": ()})
    with tempfile.TemporaryDirectory() as directory:
        keys.generate(Path(directory))
        environ = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore", "MOTCUA_KEYS_DIR": directory}
        ours = Side(
            ["-m", "chassis.runner", "benchmarks.echo_ours:EchoService"], ["-m", "benchmarks.echo_ours"], environ
        )
        stock = Side(["-m", "benchmarks.echo_stock", "serve"], ["-m", "benchmarks.echo_stock", "call"], environ)
        try:
            ours.await_ready()
            stock.await_ready()
            _round(ours, stock, chosen.calls, chosen.callers)
            spent = ours.cpu_seconds(), stock.cpu_seconds()
            measured = [_round(ours, stock, chosen.calls, chosen.callers) for _ in range(chosen.rounds)]
            spent = ours.cpu_seconds() - spent[0], stock.cpu_seconds() - spent[1]
        finally:
            ours.stop()
            stock.stop()
    ratio = statistics.median(one / other for one, other in measured)
    for name, column in (("Một Cửa", 0), ("stock nameko", 1)):
        rate = statistics.median(rates[column] for rates in measured)
        cpu = 1e6 * spent[column] / (chosen.rounds * chosen.calls)
        print(f"{name:<12} {rate:8.0f} calls/s  {cpu:6.0f} µs of processor time a call")
    spread = ", ".join(f"{one / other:.2f}" for one, other in measured)
    print(f"ratio        {ratio:8.2f}  (median of {spread}; wanted is {WANTED})")
    return 0 if ratio >= WANTED else 1


def _round(ours: Side, stock: Side, calls: int, callers: int) -> tuple[float, float]:
    one, other = ours.calls_per_second(calls, callers), stock.calls_per_second(calls, callers)
    print(f"  {one:7.0f}  {other:7.0f}  {one / other:.2f}", flush=True)
    return one, other


if __name__ == "__main__":
    sys.exit(main())
