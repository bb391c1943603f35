"""The caller's half of a round: so many calls, by so many callers at once, timed where they are made."""

import sys
import time
from collections.abc import Callable
from typing import Any

import eventlet
import eventlet.tpool

START_WITHIN = 30.0
"""Seconds that the service gets to start."""


def serve(call: Callable[[], Any]) -> None:
    """For each line ``CALLS CALLERS`` on standard input, make the calls and print how many seconds they took."""
    _first(call)
    print("ready", flush=True)
    while line := eventlet.tpool.execute(sys.stdin.readline):
        calls, callers = map(int, line.split())
        print(seconds_for(call, calls, callers), flush=True)


def _first(call: Callable[[], Any]) -> None:
    """Call until it works: connections are opened and caches filled outside of what is measured."""
    deadline = time.monotonic() + START_WITHIN
    while True:
        try:
            call()
            return
        except Exception:
            if time.monotonic() > deadline:
                raise
            eventlet.sleep(0.2)


def seconds_for(call: Callable[[], Any], calls: int, callers: int) -> float:
    def make(number: int) -> None:
        for _ in range(number):
            call()

    began = time.perf_counter()
    threads = [eventlet.spawn(make, calls // callers) for _ in range(callers)]
    for thread in threads:
        thread.wait()
    return time.perf_counter() - began
