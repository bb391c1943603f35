"""Amounts are written in one way in each language: 1.250.000 đồng in Vietnamese, 1,250,000 VND in English."""

import re
from html import unescape
from urllib.parse import urlencode, urlsplit

import pytest

from chassis.errors import Conflict, ErrorType, declared_errors
from chassis.spoken import Spoken, money
from services.catalog.domain.difference_words import dong as of_a_difference
from services.notifications.domain.facts import Amount, written
from tests.browser.portal import furnished
from tests.browser.test_accessibility import PAGES
from tests.unit.gateway.fakes import House
from tests.unit.gateway.test_browser_sessions import HTML

MANY = ErrorType("tests.many", Conflict, vi="Còn {left:dong} của {most:number}.", en="{left:dong} of {most:number}.")
IN_VIETNAMESE, IN_ENGLISH = re.compile(r"\d\s*(?:đồng|đ)\b"), re.compile(r"\d\s*(?:VND|VNĐ)\b")
MARKED = re.compile(r"<script.*?</script>|<[^>]*>", re.DOTALL)


def shown(house: House, who: str, path: str, language: str) -> str:
    """The words of a page, in a language."""
    house.client.set_cookie("motcua-access", who) if who else house.client.delete_cookie("motcua-access")
    place, asked = urlsplit(path).path, [part for part in urlsplit(path).query.split("&") if part]
    kept = [part for part in asked if not part.startswith("lang=")]
    query = "&".join([*kept, urlencode({"lang": language})])
    return unescape(MARKED.sub(" ", house.client.get(f"{place}?{query}", headers=HTML).text))


@pytest.mark.parametrize(("language", "foreign"), [("vi", IN_ENGLISH), ("en", IN_VIETNAMESE)])
def test_no_page_writes_an_amount_as_the_other_language_does(language: str, foreign: re.Pattern[str]) -> None:
    own = IN_VIETNAMESE if language == "vi" else IN_ENGLISH
    house, with_amounts, wrong = furnished(), 0, []
    for who, path in dict.fromkeys(PAGES):
        words = shown(house, who, path, language)
        with_amounts += bool(own.search(words))
        wrong += [(path, words[max(0, found.start() - 30) : found.end()]) for found in foreign.finditer(words)]

    assert wrong == []
    assert with_amounts >= 8


@pytest.mark.parametrize(("amount", "vi", "en"), [(8000, "8.000 đồng", "8,000 VND"), (-1, "-1 đồng", "-1 VND")])
def test_all_who_write_amounts_write_them_alike(amount: int, vi: str, en: str) -> None:
    assert (money(amount, "vi"), money(amount, "en")) == of_a_difference(amount) == (vi, en)
    assert (written(Amount(amount), "vi"), written(Amount(amount), "en")) == (vi, en)


def test_a_refusal_says_amounts_and_large_numbers_in_the_words_of_its_reader() -> None:
    facts = {"left": 1_250_000, "most": 20_000}

    assert MANY.text("vi", facts) == "Còn 1.250.000 đồng của 20.000."
    assert MANY.text("en", facts) == "1,250,000 VND of 20,000."
    assert MANY.text("vi", {}) == "Còn … của …."


def test_no_refusal_writes_the_unit_of_its_amount_by_hand() -> None:
    by_hand = re.compile(r"\{\w+\} ?(?:đồng|VND)\b")

    assert [one.code for one in declared_errors().values() if by_hand.search(one.vi + one.en)] == []


@pytest.mark.parametrize(
    ("octets", "vi", "en"),
    [
        (26_214_400, "25 MB", "25 MB"),
        (30_000_000, "30 MB", "30 MB"),
        (26_214_399, "24,9 MB", "24.9 MB"),
        (198_000, "198 kB", "198 kB"),
        (20_480, "20 kB", "20 kB"),
        (999, "999 byte", "999 byte"),
    ],
)
def test_sizes_are_said_as_people_say_them_and_never_more_than_they_are(octets: int, vi: str, en: str) -> None:
    assert "{limit:size}".format_map(Spoken({"limit": octets}, "vi")) == vi
    assert "{limit:size}".format_map(Spoken({"limit": octets}, "en")) == en


def test_no_sentence_for_people_counts_bytes() -> None:
    of_programs = {"upload.offset-mismatch"}  # The place from which to go on is counted to the byte.

    assert {one.code for one in declared_errors().values() if "byte" in one.vi or "bytes" in one.en} == of_programs
