"""A real browser for tests: Chromium without a window, driven over its debugging pipe, with nothing to install.

The pipe needs no port and no WebSocket; messages are JSON, each ended by a zero byte.
"""

import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def found() -> str | None:
    """The browser of this machine, if it has one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Page:
    """One page of the browser."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._out, self._in, self._id, self._rest = to_browser, from_browser, 0, b""
        self.complaints: list[str] = []
        targets = self._send("Target.getTargets")["targetInfos"]
        target = next(target["targetId"] for target in targets if target["type"] == "page")
        self._session = self._send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.send(f"{domain}.enable")

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Give the page a command of the DevTools protocol; returns its result."""
        return self._send(method, self._session, **params)

    def open(self, address: str) -> None:
        self.send("Page.navigate", url=address)
        self.until("document.readyState === 'complete'")

    def run(self, expression: str) -> Any:
        """The value of an expression in the page."""
        found = self.send("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def until(self, expression: str, seconds: float = 15) -> None:
        """Wait until an expression holds; while the page is changed for another it does not."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.send("Runtime.evaluate", expression=expression).get("result", {}).get("value") is True:
                return
            time.sleep(0.02)
        raise AssertionError(f"{expression} did not come true within {seconds} s")

    def _send(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        self._id += 1
        message = {"id": self._id, "method": method, "params": params} | ({"sessionId": session} if session else {})
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            heard = self._hear()
            if heard.get("id") == self._id:
                result: dict[str, Any] = heard.get("result", {})
                return result
            if heard.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
                self.complaints.append(json.dumps(heard["params"]))

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._in], [], [], 30)
            assert ready, "the browser does not answer"
            read = os.read(self._in, 65536)
            assert read, "the browser has gone"
            self._rest += read
        message, _, self._rest = self._rest.partition(b"\0")
        heard: dict[str, Any] = json.loads(message)
        return heard


_WIRED = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""The browser reads commands from descriptor 3 and writes answers to 4. This puts them there in a process of its own:
between fork and exec of this one, other threads may hold locks."""


def _pipe() -> tuple[int, int]:
    """A pipe whose ends lie above the descriptors that the browser wants."""
    ends = os.pipe()
    above = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 20) for end in ends)
    for end in ends:
        os.close(end)
    return above[0], above[1]


@contextmanager
def page(browser: str) -> Iterator[Page]:
    """A browser with an empty page; it ends with the block."""
    command_read, command_write = _pipe()
    answer_read, answer_write = _pipe()

    options = ("--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "about:blank")
    process = subprocess.Popen(
        [sys.executable, "-c", _WIRED, str(command_read), str(answer_write), browser, *options],
        pass_fds=(command_read, answer_write),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(command_read)
    os.close(answer_write)
    try:
        yield Page(command_write, answer_read)
    finally:
        process.terminate()
        process.wait(10)
        os.close(command_write)
        os.close(answer_read)
