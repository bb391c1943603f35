"""The search answers while somebody types, by keys as well as by a finger, and to a screen reader."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from chassis.errors import SERVICE_AWAY
from services.catalog import contract as catalog
from tests.browser import chromium
from tests.browser.portal import furnished, served
from tests.unit.gateway.fakes import House

BROWSER = chromium.found()
pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="there is no Chromium on this machine (apt-get install chromium)"
)
OPEN = "document.querySelector('#q').getAttribute('aria-expanded') === 'true'"
KIND = catalog.SuggestionKind
SUGGESTED = catalog.Suggestions(
    items=(
        catalog.Suggestion(kind=KIND.PHRASE, text="khai sinh", text_en="", key="", count=7),
        catalog.Suggestion(
            kind=KIND.PROCEDURE, text="Cấp bản sao trích lục hộ tịch", text_en="", key="2.000635", count=1
        ),
        catalog.Suggestion(kind=KIND.LIFE_EVENT, text="Có con nhỏ", text_en="Having a child", key="co-con", count=3),
    ),
    revision=1,
)


@pytest.fixture(scope="module")
def house() -> House:
    return furnished()


@pytest.fixture(scope="module")
def page(house: House) -> Iterator[chromium.Page]:
    assert BROWSER is not None
    with served(house) as address, chromium.browser(BROWSER) as opened:
        made = opened.page(chromium.PHONE)
        made.home = address  # type: ignore[attr-defined]
        yield made


def begin(page: chromium.Page, house: House, suggested: object = SUGGESTED) -> None:
    house.rpc.answer(catalog.suggest_procedures, suggested)
    page.open(page.home)  # type: ignore[attr-defined]
    page.until("document.querySelector('#q').dataset.suggests === 'yes'")
    page.type("#q", "khai")


def test_keys_walk_through_what_is_suggested_and_lead_there(page: chromium.Page, house: House) -> None:
    begin(page, house)
    page.until(OPEN)

    page.key("ArrowDown")
    page.key("ArrowDown")

    active = page.run(
        "document.getElementById(document.querySelector('#q').getAttribute('aria-activedescendant')).innerText"
    )
    assert "Cấp bản sao trích lục hộ tịch" in active
    assert "3 gợi ý" in page.run("document.querySelector('.suggesting [role=status]').textContent")
    page.run("void (window.isThePageBefore = true)")
    page.key("Enter")
    page.until("window.isThePageBefore === undefined && document.readyState === 'complete'")
    assert urlsplit(page.at).path == "/thu-tuc/2.000635"


def test_a_finger_leads_to_a_search_or_a_group(page: chromium.Page, house: House) -> None:
    begin(page, house)
    page.until(OPEN)
    page.follow("[role=option]:nth-child(1)")
    assert parse_qs(urlsplit(page.at).query)["q"] == ["khai sinh"]

    begin(page, house)
    page.until(OPEN)
    page.follow("[role=option]:nth-child(3)")
    assert parse_qs(urlsplit(page.at).query) == {"life_event": ["co-con"]}


def test_escape_closes_the_list_and_enter_searches_for_what_was_typed(page: chromium.Page, house: House) -> None:
    begin(page, house)
    page.until(OPEN)
    page.key("Escape")
    assert not page.run(OPEN)

    page.run("void (window.isThePageBefore = true)")
    page.key("Enter")
    page.until("window.isThePageBefore === undefined && document.readyState === 'complete'")

    assert parse_qs(urlsplit(page.at).query)["q"] == ["khai"]


def test_while_nothing_can_be_suggested_the_search_works_as_ever(page: chromium.Page, house: House) -> None:
    begin(page, house, SERVICE_AWAY())

    page.follow('form[role="search"] button')

    assert parse_qs(urlsplit(page.at).query)["q"] == ["khai"]
