"""What pages of other sites can do to somebody who is signed in here: nothing. Seen in a real browser.

The other site stands at another port of this machine. To a browser that is another origin but the same site, so that
it sends our cookies along even with ``SameSite``: what then keeps the form out is the portal itself.
"""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.browser import chromium
from tests.flows.conftest import System
from tests.flows.walking import Walker

FOUND = chromium.found()
pytestmark = [
    pytest.mark.flows,
    pytest.mark.timeout(300),  # The first of them may have to wait until the whole system is up.
    pytest.mark.skipif(FOUND is None, reason="there is no Chromium on this machine (apt-get install chromium)"),
]


@pytest.fixture(scope="module")
def victim(system: System, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walker]:
    """Somebody who is signed in."""
    assert FOUND is not None
    with chromium.browser(FOUND) as opened:
        person = Walker(system, opened.page(chromium.DESK), tmp_path_factory.mktemp("victim"))
        person.open("/dang-ky").register("Trần Thị Thử")
        yield person


@pytest.fixture(scope="module")
def elsewhere(system: System) -> Iterator[str]:
    """A site that means harm: a form that signs people out here, and our page in a frame."""

    def wsgi(environ: dict[str, Any], start_response: Any) -> Any:
        forged = f'<form method="post" action="{system.address}/dang-xuat"><button>Nhận quà</button></form>'
        framed = f'<iframe src="{system.address}/ca-nhan" width="800" height="600"></iframe>'
        page = framed if Request(environ).path == "/frame" else forged
        return Response(page, content_type="text/html; charset=utf-8")(environ, start_response)

    server = make_server("127.0.0.1", 0, wsgi, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_no_script_sees_a_cookie_and_no_other_site_sets_one(victim: Walker) -> None:
    victim.open("/ca-nhan").sees("Trần Thị Thử")

    cookies = victim.page.cookies()
    secure = victim.system.address.startswith("https:")
    prefix = "__Host-motcua-" if secure else "motcua-"

    assert {f"{prefix}access", f"{prefix}refresh", f"{prefix}form"} <= set(cookies)
    for cookie in cookies.values():
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Lax"
        assert cookie["secure"] == secure
        assert cookie["path"] == "/"
    assert victim.page.run("document.cookie") == ""


def test_every_page_says_what_a_browser_may_do_with_it(victim: Walker) -> None:
    victim.open("/ca-nhan")

    headers = victim.page.headers[victim.page.at]

    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["form-action"].split()[0] == "'self'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_a_script_that_was_slipped_into_a_page_does_not_run(victim: Walker) -> None:
    victim.open("/ca-nhan")

    victim.page.run(
        """(() => {
            const inside = document.createElement("script");
            inside.textContent = "window.slippedIn = true";
            const handler = document.createElement("img");
            handler.setAttribute("onerror", "window.slippedIn = true");
            handler.src = "/no-such-picture";
            document.body.append(inside, handler);
        })()"""
    )
    victim.page.until("[...document.images].every((one) => one.complete)")

    assert victim.page.run("window.slippedIn === undefined")
    assert sum("Content Security Policy" in said for said in victim.page.complaints) >= 2


def test_a_form_of_another_site_is_refused_although_the_cookies_came_along(victim: Walker, elsewhere: str) -> None:
    victim.page.open(elsewhere)
    victim.page.follow("button")

    assert victim.page.at.endswith("/dang-xuat")
    victim.sees("Không được phép")
    victim.open("/ca-nhan").sees("Trần Thị Thử")


def test_our_page_is_not_shown_in_a_frame_of_another_site(victim: Walker, elsewhere: str) -> None:
    victim.page.complaints.clear()
    victim.page.open(f"{elsewhere}/frame")

    [frame] = victim.page.send("Page.getFrameTree")["frameTree"]["childFrames"]

    assert frame["frame"]["url"].startswith("chrome-error://")
    assert any("frame-ancestors" in said for said in victim.page.complaints)
