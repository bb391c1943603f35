"""The catalogue in memory follows what is published, piece by piece, and is never in anybody's way."""

import dataclasses
import datetime as dt
import gc
import threading
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from chassis.callers import system
from chassis.testing import wait_until
from services.catalog import seeds, snapshot, store
from services.catalog.domain.validity import revision_number
from services.catalog.handlers import publishing
from services.catalog.levels import facts_of
from services.catalog.snapshot import Snapshots

BIRTH = "1.001193"
NOON = dt.datetime(2026, 11, 24, 5, 0, tzinfo=dt.UTC)
"""When the transactions of the empty catalogue are."""


def publish(catalog: Any, code: str, **changes: Any) -> None:
    """Publish the shipped version of a procedure anew with some changes."""
    (found,) = (one for one in seeds.read_seeds().procedures if one.code == code)
    with catalog.storage.work(system("test")) as work:
        version = dataclasses.replace(found, **changes)
        publishing.publish_version(work, version, editor="staff.a", reviewer="staff.b")
        publishing.count_on(work)


def withdraw(catalog: Any, code: str) -> None:
    with catalog.storage.work(system("test")) as work:
        row = store.published_rows(work.db, code)[-1]
        publishing.withdraw_version(work, row, work.now.date(), "for a test")
        publishing.count_on(work)


def test_a_publication_is_found_and_what_it_replaced_is_not(shipped: Any) -> None:
    assert shipped.search("qwxzj").total == 0
    publish(shipped, BIRTH, name="Đăng ký qwxzj", keywords=())

    assert [item.code for item in shipped.search("qwxzj").items] == [BIRTH]
    assert BIRTH not in [item.code for item in shipped.search("giấy khai sinh", limit=100).items if item.version == 1]


def test_a_withdrawal_is_found_no_more(shipped: Any) -> None:
    before = shipped.list().total
    withdraw(shipped, BIRTH)

    assert shipped.list().total == before - 1
    assert BIRTH not in [item.code for item in shipped.search("dang ky khai sinh").items]
    assert shipped.search(BIRTH).total == 0


def test_only_what_changed_is_read_anew(shipped: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    shipped.list()
    read: list[str] = []
    listings_of = store.listings_of

    def counting(db: Any, ids: list[str]) -> Any:
        read.extend(ids)
        return listings_of(db, ids)

    monkeypatch.setattr(store, "listings_of", counting)
    publish(shipped, BIRTH, name="Đăng ký khai sinh, đổi tên")
    shipped.list()

    assert len(read) == 1


def _without_reading_versions(monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(*_given: Any) -> Any:
        raise AssertionError("a whole version was read")

    monkeypatch.setattr(store, "whole", refusing)


def test_what_was_published_is_listed_without_reading_whole_versions(
    shipped: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _without_reading_versions(monkeypatch)

    assert shipped.list().total == len(seeds.read_seeds().procedures)


@pytest.mark.parametrize(
    "lacking",
    ["DELETE FROM procedure_listings", "UPDATE procedure_listings SET shape = 0, body = '{}'"],
    ids=["published by the release before", "of the shape of the release before"],
)
def test_listings_that_lack_are_made_from_the_versions_once(
    shipped: Any, monkeypatch: pytest.MonkeyPatch, lacking: str
) -> None:
    before = Snapshots().current(shipped.storage)
    with shipped.storage.work(system("test")) as work:
        work.db.exec_driver_sql(lacking)
    made = Snapshots().current(shipped.storage)
    _without_reading_versions(monkeypatch)
    kept = Snapshots().current(shipped.storage)

    for after in (made, kept):
        assert (after.summaries, after.facts) == (before.summaries, before.facts)
        assert after.index.search("giay khai sinh").hits == before.index.search("giay khai sinh").hits


def test_a_listing_says_what_its_version_says(shipped: Any) -> None:
    for code, summary in shipped.snapshots.current(shipped.storage).summaries.items():
        version = shipped.procedure(code)
        assert (summary.name, summary.levels, summary.tabs, summary.audiences, summary.verified) == (
            version.name,
            version.levels,
            version.tabs,
            version.audiences,
            version.provenance.verified,
        )
        assert (summary.version, summary.content_hash) == (version.version, version.content_hash)
        assert shipped.snapshots.current(shipped.storage).facts[code] == facts_of(version)


def test_the_catalogue_before_is_freed_without_the_collector(shipped: Any) -> None:
    gc.collect()
    gc.disable()
    try:
        for name in ("Đăng ký khai sinh qwxzj", "Đăng ký khai sinh zjqwx"):
            before = weakref.ref(shipped.snapshots.current(shipped.storage).index)
            shipped.search("dkkh xay dung")
            publish(shipped, BIRTH, name=name, keywords=())
            wait_until(lambda name=name: shipped.search(name.split()[-1]).total == 1)

            assert before() is None
    finally:
        gc.enable()


def test_who_asks_late_in_a_building_is_not_made_to_wait(
    shipped: Any, held_up: Callable[[], threading.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shipped.list()
    go_on = held_up()
    publish(shipped, BIRTH, name="Đăng ký qwxzj")
    shipped.list()
    monkeypatch.setattr(threading.Event, "wait", lambda _self, timeout=None: _assert_is_none_left(timeout))

    assert shipped.list().revision == before.revision

    monkeypatch.undo()
    go_on.set()


def _assert_is_none_left(timeout: float | None) -> bool:
    assert timeout == 0
    return False


def test_a_catalogue_followed_step_by_step_is_the_one_read_at_once(shipped: Any) -> None:
    shipped.list()
    publish(shipped, BIRTH, name="Đăng ký khai sinh kiểu mới")
    withdraw(shipped, "1.000894")
    publish(shipped, "2.000635", keywords=("giấy tờ gốc",))
    followed, afresh = shipped.snapshots.current(shipped.storage), Snapshots().current(shipped.storage)

    assert followed.summaries == afresh.summaries
    assert followed.ordered == afresh.ordered
    assert followed.fields == afresh.fields
    for text in ("dang ky", "khai sinh", "giay to goc", "ket hon"):
        followed_hits, hits = followed.index.search(text).hits, afresh.index.search(text).hits
        assert [hit.key for hit in followed_hits] == [hit.key for hit in hits]


@pytest.fixture
def held_up(monkeypatch: pytest.MonkeyPatch) -> Callable[[], threading.Event]:
    """Makes every further building wait for the event that is given."""

    def hold() -> threading.Event:
        go_on = threading.Event()
        build = snapshot.build

        def waiting(*given: Any) -> Any:
            assert go_on.wait(20)
            return build(*given)

        monkeypatch.setattr(snapshot, "build", waiting)
        monkeypatch.setattr(snapshot, "PATIENCE", 0.3)
        return go_on

    return hold


def test_reading_goes_on_with_the_revision_before_while_a_new_one_is_built(
    shipped: Any, held_up: Callable[[], threading.Event]
) -> None:
    before = shipped.list()
    go_on = held_up()
    publish(shipped, BIRTH, name="Đăng ký qwxzj")

    meanwhile = shipped.search("qwxzj")
    assert (meanwhile.total, meanwhile.revision) == (0, before.revision)

    go_on.set()
    wait_until(lambda: shipped.search("qwxzj").total == 1)
    assert shipped.list().revision == before.revision + 1


def test_a_building_that_fails_is_tried_again_and_meanwhile_reading_goes_on(
    shipped: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = shipped.list()
    build = snapshot.build

    def failing(*_given: Any) -> Any:
        raise OSError("for a test")

    monkeypatch.setattr(snapshot, "build", failing)
    publish(shipped, BIRTH, name="Đăng ký qwxzj")
    assert shipped.list().revision == before.revision

    monkeypatch.setattr(snapshot, "build", build)
    wait_until(lambda: shipped.list().revision == before.revision + 1)


def test_the_first_building_that_fails_is_told_to_who_asks(empty: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_given: Any) -> Any:
        raise OSError("for a test")

    monkeypatch.setattr(snapshot, "build", failing)

    with pytest.raises(OSError, match="for a test"):
        empty.list()


def test_a_publication_tells_of_the_new_revision(shipped: Any) -> None:
    publish(shipped, BIRTH, name="Đăng ký khai sinh, đổi tên")

    with shipped.storage.read() as db:
        told = db.exec_driver_sql(
            "SELECT payload FROM outbox WHERE type = 'catalogue_changed' ORDER BY seq DESC LIMIT 1"
        ).scalar_one()
        publications = store.revision(db).revision
    assert told["revision"] == revision_number(publications, NOON.date())
