"""Every page can be used by everybody: axe-core finds nothing, nothing is wider than a phone, no page is heavy.

The rules are those of WCAG 2.2 level AA and axe's own best practices, by the stock axe-core of npm.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import chromium, counter, office, own_account, own_dossier
from tests.browser.portal import FORM, furnished, served
from tests.node import installed

BROWSER = chromium.found()
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="there is no Chromium on this machine (apt-get install chromium)"
)

ANYBODY = (
    "/", "/?tab=business&lang=en", "/thu-tuc", "/thu-tuc?q=khai+sinh", "/thu-tuc/2.000635", FORM, "/tra-cuu",
    "/dang-nhap", "/dang-ky", "/can-bo/dang-nhap", "/dang-xuat", "/khong-co", "/so-lieu",
    "/so-lieu?theo=month&tu=x",
)  # fmt: skip
CITIZEN = (
    "/ho-so", "/ho-so?lang=en", "/ho-so/dos-1", "/ho-so/dos-1?da=nop", "/ho-so/done", "/ho-so/draft/khai",
    "/ho-so/draft/giay-to", "/ho-so/draft/nhan-ket-qua", "/ho-so/draft/kiem-tra", "/thu-tuc/2.000635/nop",
    "/dang-xuat",
)  # fmt: skip
STAFF = ("/can-bo", "/can-bo/ho-so/desk")
PAGES = [("", path) for path in ANYBODY] + [("an", path) for path in CITIZEN] + [("binh", path) for path in STAFF]
PAGES += office.PAGES + own_account.PAGES + own_dossier.PAGES + counter.PAGES
HEAVIEST = 100_000
"""Bytes of a page with all that it loads, as they go over the line."""

RUN = """
axe.run(document, {runOnly: {type: "tag", values: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}})
  .then(found => JSON.stringify(found.violations.map(v => [v.id, v.help, v.nodes.map(n => n.html.slice(0, 200))])))
"""
WEIGHT = """
JSON.stringify([...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .map(entry => [entry.name, entry.transferSize]))
"""

PUSHED_ASIDE = """
[...document.querySelectorAll("main *")].filter(part => {
  const style = getComputedStyle(part);
  if (!["auto", "scroll"].includes(style.overflowX) || part.scrollWidth <= part.clientWidth + 1) return false;
  return part.closest(".holds-cards") || part.tabIndex !== 0 || !part.getAttribute("aria-label");
}).map(part => part.outerHTML.slice(0, 120)).join()
"""
"""What is wider than its place and cannot be reached by keyboard, has no name, or was to be cards on a phone."""
OUTSIDE = """
[...document.querySelectorAll(".top a")].filter(link => {
  const box = link.getBoundingClientRect(), wide = document.querySelector(".top .wrap").getBoundingClientRect();
  return box.left < wide.left - 16 || box.right > wide.right + 8 || box.width < 24;
}).map(link => link.textContent).join()
"""
"""The links in the head of a page whose words stand beyond its column, or that are no wider than nothing."""


@pytest.fixture(scope="module")
def axe() -> str:
    home = installed(Path(__file__).with_name("axe"), "axe")
    return (home / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served(furnished()) as found:
        yield found


@pytest.fixture(scope="module")
def page() -> Iterator[chromium.Page]:
    """One page for all, wide as a phone."""
    assert BROWSER is not None
    with chromium.page(BROWSER) as opened:
        opened.send("Network.enable")
        opened.send("Network.setCacheDisabled", cacheDisabled=True)
        opened.send("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=2, mobile=True)
        yield opened


def show(page: chromium.Page, address: str, who: str, path: str) -> None:
    page.send("Network.clearBrowserCookies")
    if who:
        page.send("Network.setCookie", name="motcua-access", value=who, url=address)
    page.complaints.clear()
    page.open(address + path)


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_page_is_for_everybody_fits_a_phone_and_a_thin_line_and_keeps_its_own_policy(
    page: chromium.Page, address: str, axe: str, who: str, path: str
) -> None:
    show(page, address, who, path)

    wide = page.run("document.documentElement.scrollWidth")
    weights = json.loads(page.run(WEIGHT))

    assert wide <= 360
    assert page.run(PUSHED_ASIDE) == ""
    assert sum(size for _, size in weights) < HEAVIEST, weights
    assert all(name.startswith(address) for name, _ in weights)
    # A status of 404 is what the page is about; all else that a browser complains of is a defect.
    assert [said for said in page.complaints if "404" not in said] == []
    page.run(axe + ";0")
    assert json.loads(page.run(RUN)) == []


@pytest.mark.parametrize(
    ("who", "path"), [("long", "/can-bo"), ("long", "/can-bo?lang=en"), ("an-for-long", "/ho-so"), ("", "/")]
)
def test_the_head_of_a_page_holds_a_long_name_and_every_link_at_any_width(
    page: chromium.Page, address: str, who: str, path: str
) -> None:
    show(page, address, who, path)
    try:
        for width in (360, 400, 600, 800, 961, 1200, 1440):
            page.send("Emulation.setDeviceMetricsOverride", width=width, height=740, deviceScaleFactor=1, mobile=False)
            assert page.run("document.documentElement.scrollWidth <= innerWidth"), width
            assert page.run(OUTSIDE) == "", width
    finally:
        page.send("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=2, mobile=True)


@pytest.mark.parametrize(("who", "path", "typed", "pressed", "name"), own_account.PRESSED + office.PRESSED)
def test_a_page_that_comes_of_what_was_typed_breaks_no_rule_and_fits_a_phone_either(
    page: chromium.Page, address: str, axe: str, who: str, path: str, typed: dict[str, str], pressed: str, name: str
) -> None:
    show(page, address, who, path)
    for field, text in typed.items():
        page.type(field, text)
    page.follow(pressed)

    page.run(axe + ";0")

    assert json.loads(page.run(RUN)) == []
    assert page.run(PUSHED_ASIDE) == ""
    assert page.run("document.documentElement.scrollWidth") <= 360
