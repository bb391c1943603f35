"""The catalogue in memory follows what is published, piece by piece, and is never in anybody's way."""

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest

from chassis.callers import system
from chassis.testing import wait_until
from services.catalog import seeds, snapshot, store
from services.catalog.domain.validity import revision_number
from services.catalog.handlers import publishing
from services.catalog.load import load_catalogue
from services.catalog.snapshot import Snapshots

BIRTH = "1.001193"
NOON = dt.datetime(2026, 11, 24, 5, 0, tzinfo=dt.UTC)
"""When the transactions of the empty catalogue are."""


@pytest.fixture
def shipped(empty: Any) -> Any:
    load_catalogue(empty.storage)
    return empty


def publish(catalog: Any, code: str, **changes: Any) -> None:
    """Publish the shipped version of a procedure anew with some changes."""
    (found,) = (one for one in seeds.read_seeds().procedures if one.code == code)
    with catalog.storage.work(system("test")) as work:
        version = dataclasses.replace(found, **changes)
        publishing.publish_version(work, version, editor="staff.a", reviewer="staff.b")
        publishing.count_on(work)


def withdraw(catalog: Any, code: str) -> None:
    with catalog.storage.work(system("test")) as work:
        (row,) = store.published_rows(work.db, code)
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
    of_ids = store.of_ids

    def counting(db: Any, ids: list[str]) -> Any:
        read.extend(ids)
        return of_ids(db, ids)

    monkeypatch.setattr(store, "of_ids", counting)
    publish(shipped, BIRTH, name="Đăng ký khai sinh, đổi tên")
    shipped.list()

    assert len(read) == 1


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
