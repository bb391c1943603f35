"""Catalogue answers are held per revision, and reading goes on while the catalog is away."""

from dataclasses import dataclass, field

import pytest

from chassis.contracts import event
from chassis.errors import SERVICE_AWAY, Unavailable
from chassis.records import record
from chassis.rendered import Rendered, render
from chassis.testing import event_of
from gateway.catalogue import DEAF_PROBE_SECONDS, PROBE_AGAIN_SECONDS, PROBE_SECONDS, Catalogue, News
from tests.unit.gateway.fakes import Clock


@record
class Ask:
    """A question."""

    text: str


@record
class Tell:
    """An answer."""

    text: str


@dataclass
class Catalog:
    """The other side: a revision, an answer, and whether it is there at all."""

    revision: int = 1
    text: str = "first"
    away: bool = False
    asked: list[str] = field(default_factory=list)

    def current(self) -> int:
        self.asked.append("revision")
        if self.away:
            raise SERVICE_AWAY()
        return self.revision

    def answer(self) -> Rendered[Tell]:
        self.asked.append("answer")
        if self.away:
            raise SERVICE_AWAY()
        return render(Tell(text=self.text))


@pytest.fixture
def catalog() -> Catalog:
    return Catalog()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def cache(catalog: Catalog, clock: Clock) -> Catalogue:
    return Catalogue(catalog.current, clock)


ASK = Ask(text="khai sinh")


def test_a_second_read_makes_no_call(cache: Catalogue, catalog: Catalog) -> None:
    first = cache.get("search", ASK, catalog.answer)
    catalog.asked.clear()

    second = cache.get("search", ASK, catalog.answer)

    assert catalog.asked == []
    assert second.tag == first.tag
    assert not second.stale


def test_a_publication_is_seen_after_the_probe_time(cache: Catalogue, catalog: Catalog, clock: Clock) -> None:
    cache.get("search", ASK, catalog.answer)
    catalog.revision, catalog.text = 2, "second"
    clock.pass_by(PROBE_SECONDS)

    assert cache.get("search", ASK, catalog.answer).reply.text == "second"


def test_a_published_version_is_kept_across_revisions(cache: Catalogue, catalog: Catalog, clock: Clock) -> None:
    cache.get("version", ASK, catalog.answer, immutable=True)
    catalog.revision = 2
    clock.pass_by(PROBE_SECONDS)
    catalog.asked.clear()

    cache.get("version", ASK, catalog.answer, immutable=True)

    assert "answer" not in catalog.asked


def test_what_is_held_is_given_on_while_the_catalog_is_away(cache: Catalogue, catalog: Catalog, clock: Clock) -> None:
    cache.get("search", ASK, catalog.answer)
    catalog.away = True
    clock.pass_by(3600)

    held = cache.get("search", ASK, catalog.answer)

    assert (held.reply.text, held.stale) == ("first", True)


def test_an_away_catalog_is_not_asked_by_every_reader(cache: Catalogue, catalog: Catalog, clock: Clock) -> None:
    cache.get("search", ASK, catalog.answer)
    catalog.away = True
    clock.pass_by(PROBE_SECONDS)
    catalog.asked.clear()

    for _ in range(10):
        cache.get("search", ASK, catalog.answer)

    assert catalog.asked == ["revision"]


def test_what_was_never_read_is_unavailable_while_the_catalog_is_away(cache: Catalogue, catalog: Catalog) -> None:
    catalog.away = True

    with pytest.raises(Unavailable):
        cache.get("search", ASK, catalog.answer)


def test_a_catalog_that_came_back_is_noticed(cache: Catalogue, catalog: Catalog, clock: Clock) -> None:
    cache.get("search", ASK, catalog.answer)
    catalog.away = True
    clock.pass_by(PROBE_SECONDS)
    cache.get("search", ASK, catalog.answer)
    catalog.away, catalog.revision, catalog.text = False, 2, "second"
    clock.pass_by(PROBE_AGAIN_SECONDS)

    held = cache.get("search", ASK, catalog.answer)

    assert (held.reply.text, held.stale) == ("second", False)


def test_memory_is_bounded(catalog: Catalog, clock: Clock) -> None:
    cache = Catalogue(catalog.current, clock, kept=3)
    for number in range(10):
        cache.get("search", Ask(text=str(number)), catalog.answer)
    catalog.asked.clear()

    cache.get("search", Ask(text="9"), catalog.answer)
    assert "answer" not in catalog.asked
    cache.get("search", Ask(text="0"), catalog.answer)
    assert "answer" in catalog.asked


def test_readers_of_what_is_not_held_do_not_all_wait_for_a_catalog_that_is_away(
    cache: Catalogue, catalog: Catalog
) -> None:
    catalog.away = True
    for _ in range(5):
        with pytest.raises(Unavailable):
            cache.get("search", ASK, catalog.answer)

    assert len(catalog.asked) == 1


@record
class Page:
    """An answer that names its revision."""

    text: str
    revision: int


@pytest.fixture
def heard() -> News:
    """What the gateway hears: it listens."""
    news = News()
    news.listening()
    return news


def tell(news: News, revision: int) -> None:
    told = Page(text="", revision=revision)
    news.heard(event_of(event("test", "changed", Page, aggregate="catalogue"), "catalog", told))


@pytest.fixture
def hearing(catalog: Catalog, clock: Clock, heard: News) -> Catalogue:
    return Catalogue(catalog.current, clock, news=heard)


def test_a_publication_that_is_heard_of_is_seen_at_once_without_asking(
    hearing: Catalogue, catalog: Catalog, heard: News
) -> None:
    hearing.get("search", ASK, catalog.answer)
    catalog.revision, catalog.text = 2, "second"
    catalog.asked.clear()
    tell(heard, 2)

    assert hearing.get("search", ASK, catalog.answer).reply.text == "second"
    assert catalog.asked == ["answer"]


def test_who_hears_asks_for_the_revision_seldom_and_who_does_not_often(
    hearing: Catalogue, catalog: Catalog, clock: Clock, heard: News
) -> None:
    hearing.get("search", ASK, catalog.answer)
    catalog.asked.clear()
    clock.pass_by(DEAF_PROBE_SECONDS)
    hearing.get("search", ASK, catalog.answer)
    assert catalog.asked == []

    heard.deaf()
    hearing.get("search", ASK, catalog.answer)
    clock.pass_by(DEAF_PROBE_SECONDS)
    hearing.get("search", ASK, catalog.answer)
    assert catalog.asked == ["revision"]


def test_a_publication_that_was_missed_is_seen_by_the_safety_net(
    hearing: Catalogue, catalog: Catalog, clock: Clock
) -> None:
    hearing.get("search", ASK, catalog.answer)
    catalog.revision, catalog.text = 2, "second"
    clock.pass_by(PROBE_SECONDS)

    assert hearing.get("search", ASK, catalog.answer).reply.text == "second"


def test_where_something_may_have_been_missed_the_revision_is_asked_for_at_once(
    hearing: Catalogue, catalog: Catalog, heard: News
) -> None:
    hearing.get("search", ASK, catalog.answer)
    catalog.revision, catalog.text = 2, "second"
    heard.listening()

    assert hearing.get("search", ASK, catalog.answer).reply.text == "second"


def test_an_answer_of_the_revision_before_is_asked_for_again(hearing: Catalogue, catalog: Catalog) -> None:
    catalog.revision = 2
    pages = [render(Page(text="old", revision=1)), render(Page(text="new", revision=2))]

    assert hearing.get("search", ASK, lambda: pages[0]).reply.text == "old"
    assert hearing.get("search", ASK, lambda: pages[1]).reply.text == "new"
    assert hearing.get("search", ASK, lambda: pages[0]).reply.text == "new"


def test_news_of_an_older_catalogue_do_not_bring_it_back(
    hearing: Catalogue, catalog: Catalog, clock: Clock, heard: News
) -> None:
    tell(heard, 9)
    hearing.get("search", ASK, catalog.answer)
    catalog.revision, catalog.text = 3, "restored"
    clock.pass_by(PROBE_SECONDS)

    assert hearing.get("search", ASK, catalog.answer).reply.text == "restored"
    catalog.asked.clear()
    hearing.get("search", ASK, catalog.answer)
    assert catalog.asked == []
