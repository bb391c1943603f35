"""``./motcua screenshots [DIRECTORY]``: every page as a picture, on a phone and on a desk, to be looked at by people.

The pages are those of the furnished portal, which needs no service. A page whose address nobody pictures fails the
command, unless it is said here what it is instead of a page.
"""

import argparse
import re
import sys
from collections.abc import Iterable
from html import escape
from pathlib import Path
from urllib.parse import quote, urlsplit

from werkzeug.exceptions import HTTPException

from gateway.assembly import registry
from gateway.routing import Route
from tests.browser import chromium, office, own_account
from tests.browser.portal import furnished, served
from tests.browser.test_accessibility import PAGES

SCREENS = {"phone": chromium.PHONE, "desk": chromium.DESK}
MORE = (
    ("", "/docs"), ("", "/problems"), ("", "/problems/request.rate-exceeded"), ("", "/bien-lai?code=1"),
)  # fmt: skip
"""Pages that are pictured, but stand outside the checks of every page: the viewer is not ours."""
PRESSED = (
    ("", "/tra-cuu", {"#code": "H27.30.12-261124-0001", "#fact": "1234"}, 'form[action="/tra-cuu"] button', "found"),
    ("", "/tra-cuu", {"#code": "H27.30.12-261124-0001"}, 'form[action="/tra-cuu"] button', "degree"),
    ("an", "/ho-so/draft/khai", {'[name="/copies"]': "7"}, ".actions button", "wrong"),
    *office.PRESSED,
    *own_account.PRESSED,
)
"""Pages that come of what was typed: who, where, what into which field, what is pressed, and their name."""
NOT_PAGES = frozenset((
    "/can-bo/lap/{dossier_id}",  # leads on to the first step that is open
    "/ca-nhan/uy-quyen/{delegation_id}/van-ban", "/can-bo/ho-so/{dossier_id}/tep/{file_id}",
    "/can-bo/ho-so/{dossier_id}/xem/{file_id}",
    "/can-bo/dinh-chinh/{correction_id}/giay-to",
    "/can-bo/ho-so/{dossier_id}/uy-quyen", "/docs/{name}", "/ho-so/{dossier_id}/ban-khai",
    "/ho-so/{dossier_id}/bien-lai/{receipt_id}", "/ho-so/{dossier_id}/tep/{file_id}",
    "/ho-so/{dossier_id}/tinh-trang", "/ho-so/{dossier_id}/van-ban/{paper_id}", "/sandbox/accounts",
    "/schemas/events/{name}", "/sign-in/return", "/static/{tag}/{name}",
))  # fmt: skip
"""Addresses that answer with a file or data, or only lead on; so do those whose name ends as a file's does."""
_FILE = re.compile(r"\.(csv|ico|json|jws|pdf|png|py|svg|txt)$")


def not_pictured(pictured: Iterable[str]) -> list[str]:
    """The addresses of pages that nobody pictures."""
    addresses = registry().addresses(sandbox=True).bind("")
    seen = set()
    for path in pictured:
        route: Route
        try:
            route, _ = addresses.match(urlsplit(path).path, method="GET")
        except HTTPException:  # That there is no such address is what one of the pages is about.
            continue
        seen.add(route.path)
    routes = [route for route in registry().routes if route.page and route.verb == "GET"]
    pages = [route.path for route in routes if route.path not in NOT_PAGES and not _FILE.search(route.path)]
    return sorted(set(pages) - seen)


def pictured() -> list[str]:
    """The addresses of all pictures."""
    return [path for _, path in (*PAGES, *MORE)] + [path for _, path, *_ in PRESSED]


def take(to: Path, browser: str) -> int:
    """Take all pictures into a directory, with a page that shows them side by side; gives how many."""
    names: list[tuple[str, str]] = []
    with served(furnished()) as address, chromium.browser(browser) as opened:
        for screen, size in SCREENS.items():
            (to / screen).mkdir(parents=True, exist_ok=True)
            page = opened.page(size)
            for who, path, typed, pressed, ending in [*((*one, {}, "", "") for one in (*PAGES, *MORE)), *PRESSED]:
                name = "-".join(filter(None, (who or "anybody", _plain(path), ending))) + ".png"
                page.send("Network.clearBrowserCookies")
                if who:
                    page.send("Network.setCookie", name="motcua-access", value=who, url=address)
                page.open(address + path)
                for field, text in typed.items():
                    page.type(field, text)
                if pressed:
                    page.follow(pressed)
                (to / screen / name).write_bytes(page.picture())
                if screen == "phone":
                    names.append((f"{who or '–'}  {path} {ending}", name))
    rows = ""
    for title, name in names:
        shown = "".join(f'<img src="{screen}/{quote(name)}" loading="lazy" alt=""> ' for screen in SCREENS)
        rows += f"<h2>{escape(title)}</h2><p>{shown}</p>"
    style = "img{vertical-align:top;border:1px solid #999;max-height:90vh}"
    (to / "index.html").write_text(f"<!doctype html><meta charset=utf-8><style>{style}</style>{rows}", "utf-8")
    return len(names) * len(SCREENS)


def _plain(path: str) -> str:
    return re.sub(r"[^\w.]+", "-", path).strip("-") or "home"


def main(arguments: list[str]) -> int:
    """The command; its exit code."""
    options = argparse.ArgumentParser(description=__doc__, prog="./motcua screenshots")
    options.add_argument("directory", nargs="?", default=".motcua/screenshots", type=Path)
    to: Path = options.parse_args(arguments).directory
    missing = not_pictured(pictured())
    if missing:
        print("No picture shows these pages; add them to the PAGES of tests/browser:", *missing, sep="\n  ")
        return 1
    browser = chromium.found()
    if browser is None:
        print("There is no Chromium on this machine (apt-get install chromium).")
        return 1
    print(f"{take(to, browser)} pictures: {to.resolve() / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
