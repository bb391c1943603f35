"""Every page that the gateway knows is in the list of those that are checked and pictured."""

from gateway.assembly import registry
from tests.browser.screenshots import NOT_PAGES, not_pictured, pictured


def test_every_page_is_pictured_or_said_to_be_none() -> None:
    assert not_pictured(pictured()) == []


def test_a_page_that_nobody_pictures_is_named() -> None:
    without = [path for path in pictured() if not path.startswith("/tra-cuu")]

    assert not_pictured(without) == ["/tra-cuu"]


def test_what_is_said_to_be_no_page_exists() -> None:
    assert {route.path for route in registry().routes if route.page} >= NOT_PAGES
