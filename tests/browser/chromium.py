"""A real browser for tests: Chromium without a window, driven over its debugging pipe, with nothing to install.

The pipe needs no port and no WebSocket; messages are JSON, each ended by a zero byte. Each page is somebody's: it has
cookies of its own, the size of a desk or of a phone, and scripts or none. What is pressed is pressed with the mouse
where it stands, so that what nobody can reach is not pressed.
"""

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SILENT_FOR = 90
"""Seconds without a word after which the browser is taken for stuck; beside other tests it starts slowly."""
OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
PHONE = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
DESK = {"width": 1200, "height": 900, "deviceScaleFactor": 1, "mobile": False}


def found() -> str | None:
    """The browser of this machine, if it has one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """The browser, which several people may use at once, each with pages of their own."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._out, self._in, self._id, self._rest = to_browser, from_browser, 0, b""
        self._pages: dict[str, Page] = {}

    def page(self, screen: dict[str, Any] | None = None, *, scripts: bool = True) -> "Page":
        """An empty page of somebody who was never here before."""
        context = self.send("Target.createBrowserContext")["browserContextId"]
        target = self.send("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        made = self._pages[session] = Page(self, session, context)
        for domain in ("Page", "Runtime", "Log", "Network"):
            made.send(f"{domain}.enable")
        # What still glides away cannot be pressed where it was seen.
        still = [{"name": "prefers-reduced-motion", "value": "reduce"}]
        made.send("Emulation.setEmulatedMedia", features=still)
        if screen is not None:
            made.send("Emulation.setDeviceMetricsOverride", **screen)
        if not scripts:
            made.send("Emulation.setScriptExecutionDisabled", value=True)
        return made

    def send(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """Give a command of the DevTools protocol; returns its result."""
        self._id += 1
        message = {"id": self._id, "method": method, "params": params} | ({"sessionId": session} if session else {})
        whole = json.dumps(message).encode() + b"\0"
        while whole:
            whole = whole[os.write(self._out, whole) :]
        while True:
            heard = self._hear()
            if heard.get("id") == self._id:
                result: dict[str, Any] = heard.get("result", {})
                return result
            if heard.get("sessionId") in self._pages:
                self._pages[heard["sessionId"]].hear(heard["method"], heard["params"])

    def _hear(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._in], [], [], SILENT_FOR)
            assert ready, "the browser does not answer"
            read = os.read(self._in, 65536)
            assert read, "the browser has gone"
            self._rest += read
        message, _, self._rest = self._rest.partition(b"\0")
        heard: dict[str, Any] = json.loads(message)
        return heard


class Page:
    """One page of the browser."""

    def __init__(self, browser: Browser, session: str, context: str) -> None:
        self._browser, self._session, self._context = browser, session, context
        self.complaints: list[str] = []
        """What the browser's console said, and what scripts threw."""
        self.asked: list[str] = []
        """What the page asked for: the method and the address."""
        self.headers: dict[str, dict[str, str]] = {}
        """Headers of what was answered, by address; the names in small letters."""

    def send(self, method: str, **params: Any) -> dict[str, Any]:
        """Give the page a command of the DevTools protocol; returns its result."""
        return self._browser.send(method, self._session, **params)

    def hear(self, event: str, told: dict[str, Any]) -> None:
        """What the browser tells by itself."""
        if event in ("Runtime.exceptionThrown", "Log.entryAdded"):
            self.complaints.append(json.dumps(told, ensure_ascii=False))
        elif event == "Network.requestWillBeSent":
            self.asked.append(f"{told['request']['method']} {told['request']['url']}")
        elif event == "Network.responseReceived":
            answer = told["response"]
            self.headers[answer["url"]] = {name.lower(): value for name, value in answer["headers"].items()}

    def open(self, address: str) -> None:
        """Go to another page, and wait until that is there."""
        self.run("void (window.isThePageBefore = true)")
        self.send("Page.navigate", url=address)
        self.until("window.isThePageBefore === undefined && document.readyState === 'complete'")

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
        raise AssertionError(f"{expression} did not come true within {seconds} s at {self.at}: {self.said[:500]}")

    @property
    def at(self) -> str:
        """The address of the page."""
        return str(self.run("location.href"))

    @property
    def said(self) -> str:
        """The page's text, as somebody sees it."""
        return str(self.run("document.body ? document.body.innerText : ''"))

    def press(self, selector: str) -> None:
        """Press what a selector finds first, in the middle of it, as a mouse or a finger does."""
        place = self.run(f"""(() => {{
            const found = document.querySelector({json.dumps(selector)});
            if (!found) return "";
            found.scrollIntoView({{block: "center", behavior: "instant"}});
            const box = found.getBoundingClientRect();
            const x = box.left + box.width / 2, y = box.top + box.height / 2;
            const hit = document.elementFromPoint(x, y);
            if (!hit || !(found.contains(hit) || hit.contains(found))) return "";
            return JSON.stringify([x, y]);
        }})()""")
        assert place, f"{selector} is not there to be pressed at {self.at}: {self.said[:500]}"
        x, y = json.loads(place)
        for kind in ("mousePressed", "mouseReleased"):
            self.send("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def follow(self, selector: str) -> None:
        """Press what leads to another page, and wait until that is there."""
        self.run("void (window.isThePageBefore = true)")
        self.press(selector)
        self.until("window.isThePageBefore === undefined && document.readyState === 'complete'")

    def type(self, selector: str, text: str) -> None:
        """Type into a field, in place of what is in it."""
        there = self.run(f"""(() => {{
            const field = document.querySelector({json.dumps(selector)});
            if (field) {{ field.focus(); field.select(); }}
            return Boolean(field) && document.activeElement === field;
        }})()""")
        assert there, f"nothing can be typed into {selector} at {self.at}: {self.said[:500]}"
        self.send("Input.insertText", text=text)

    def choose(self, selector: str, value: str) -> None:
        """Choose from a list, as its owner does."""
        chosen = self.run(f"""(() => {{
            const field = document.querySelector({json.dumps(selector)});
            field.value = {json.dumps(value)};
            for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, {{bubbles: true}}));
            return field.value;
        }})()""")
        assert chosen == value, f"{selector} has no {value}"

    def key(self, name: str) -> None:
        """Press a key that writes nothing, by its name: ArrowDown, Enter, Escape."""
        codes = {"Enter": 13, "Escape": 27, "ArrowUp": 38, "ArrowDown": 40, "Tab": 9}
        text = {"text": "\r"} if name == "Enter" else {}
        told = {"key": name, "code": name, "windowsVirtualKeyCode": codes[name], **text}
        self.send("Input.dispatchKeyEvent", type="keyDown", **told)
        self.send("Input.dispatchKeyEvent", type="keyUp", **told)

    def give(self, selector: str, file: Path) -> None:
        """Choose a file for a field."""
        field = self.send("Runtime.evaluate", expression=f"document.querySelector({json.dumps(selector)})")["result"]
        assert field.get("objectId"), f"{selector} is not at {self.at}"
        self.send("DOM.setFileInputFiles", files=[str(file)], objectId=field["objectId"])

    def network(self, *, up: int = -1, away: bool = False) -> None:
        """Let so many bytes a second out, or take the network away; without either it is there again, whole."""
        rates = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": up}
        self.send("Network.emulateNetworkConditions", offline=away, **rates)

    def cookies(self) -> dict[str, dict[str, Any]]:
        """What the browser keeps for this page, by name."""
        return {cookie["name"]: cookie for cookie in self.send("Network.getCookies")["cookies"]}

    def picture(self) -> bytes:
        """The whole page as PNG."""
        taken = self.send("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        return base64.b64decode(taken)


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
def browser(path: str) -> Iterator[Browser]:
    """A browser without a page; it ends with the block.

    Its profile is its own: browsers that share one wait for each other's locks.
    """
    command_read, command_write = _pipe()
    answer_read, answer_write = _pipe()

    profile = tempfile.mkdtemp(prefix="motcua-browser-")
    options = (*OPTIONS, f"--user-data-dir={profile}", "about:blank")
    process = subprocess.Popen(
        [sys.executable, "-c", _WIRED, str(command_read), str(answer_write), path, *options],
        pass_fds=(command_read, answer_write),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(command_read)
    os.close(answer_write)
    try:
        yield Browser(command_write, answer_read)
    finally:
        process.terminate()
        process.wait(10)
        os.close(command_write)
        os.close(answer_read)
        shutil.rmtree(profile, ignore_errors=True)


@contextmanager
def page(path: str) -> Iterator[Page]:
    """A browser with an empty page; it ends with the block."""
    with browser(path) as opened:
        yield opened.page()
