"""Loading what is shipped: once is enough, and what changed becomes a version that follows."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from chassis.callers import Caller, CallerKind, system
from chassis.errors import NotFound
from chassis.testing import call_of, emitted
from services.catalog import contract, seeds, store
from services.catalog.handlers import offering, publishing
from services.catalog.load import load_catalogue

CODE = "2.000635"


@pytest.fixture
def shipped() -> seeds.Seeds:
    return seeds.read_seeds()


def small(shipped: seeds.Seeds) -> seeds.Seeds:
    """One procedure of today with its offers, and all agencies."""
    one = tuple(procedure for procedure in shipped.procedures if procedure.code == CODE)
    return replace(shipped, procedures=one, history=())


def test_a_second_load_changes_nothing_and_tells_nothing(empty: Any) -> None:
    first = load_catalogue(empty.storage)
    told = len(emitted(empty.storage, contract.procedure_published))
    revision = empty.revision()

    second = load_catalogue(empty.storage)

    assert first["procedures"] == told >= 60
    assert first["agencies"] == len(emitted(empty.storage, contract.agency_published))
    assert second == {}
    assert len(emitted(empty.storage, contract.procedure_published)) == told
    assert empty.revision() == revision


def test_files_that_changed_without_new_content_publish_nothing(empty: Any, monkeypatch: Any) -> None:
    load_catalogue(empty.storage)
    revision = empty.revision()
    monkeypatch.setattr(seeds, "digest", lambda: "another")

    again = load_catalogue(empty.storage)

    assert set(again.values()) == {0}
    assert empty.revision() == revision


def test_changed_content_becomes_the_next_version_from_today_on(
    empty: Any, shipped: seeds.Seeds, monkeypatch: Any
) -> None:
    first = small(shipped)
    second = replace(first, procedures=(replace(first.procedures[0], name="Cấp bản sao trích lục, tên mới"),))
    monkeypatch.setattr(seeds, "read_seeds", lambda: first)
    load_catalogue(empty.storage)
    monkeypatch.setattr(seeds, "digest", lambda: "another")
    monkeypatch.setattr(seeds, "read_seeds", lambda: second)

    load_catalogue(empty.storage)

    today = dt.date(2026, 11, 24)
    old, new = empty.procedure(CODE, version=1), empty.procedure(CODE, version=2)
    assert (old.valid_from, old.valid_to) == (dt.date(2026, 7, 20), today)
    assert (new.valid_from, new.valid_to, new.name) == (today, None, "Cấp bản sao trích lục, tên mới")
    assert old.content_hash != new.content_hash
    assert empty.procedure(CODE, at=dt.date(2026, 11, 23)) == old
    assert empty.procedure(CODE, at=today) == new
    told = emitted(empty.storage, contract.procedure_published)
    assert [(p.version, p.valid_to) for p in told] == [(1, None), (1, today), (2, None)]
    assert told[1].content_hash == told[0].content_hash


def test_changed_offers_are_told_with_the_same_version_and_hash(
    empty: Any, shipped: seeds.Seeds, monkeypatch: Any
) -> None:
    first = small(shipped)
    procedure = first.procedures[0]
    monkeypatch.setattr(seeds, "read_seeds", lambda: first)
    load_catalogue(empty.storage)
    monkeypatch.setattr(seeds, "digest", lambda: "another")
    fewer = replace(first, procedures=(replace(procedure, offers=procedure.offers[:1]),))
    monkeypatch.setattr(seeds, "read_seeds", lambda: fewer)

    load_catalogue(empty.storage)

    before, after = emitted(empty.storage, contract.procedure_published)
    assert (before.version, before.content_hash) == (after.version, after.content_hash)
    assert len(before.offers) == 3
    assert len(after.offers) == 1


def test_a_withdrawn_version_stays_readable_and_is_no_longer_in_force(
    empty: Any, shipped: seeds.Seeds, monkeypatch: Any
) -> None:
    monkeypatch.setattr(seeds, "read_seeds", lambda: small(shipped))
    load_catalogue(empty.storage)
    with empty.storage.work(system("editor")) as work:
        row = store.published_rows(work.db, CODE)[0]
        publishing.withdraw_version(work, row, dt.date(2026, 8, 1), "Bãi bỏ theo quyết định mới")
        store.next_revision(work.db, work.now)

    assert empty.procedure(CODE, version=1).withdrawal_reason == "Bãi bỏ theo quyết định mới"
    assert empty.list().total == 0
    with pytest.raises(NotFound):
        empty.procedure(CODE, at=dt.date(2026, 8, 1))
    (told,) = emitted(empty.storage, contract.procedure_withdrawn)
    assert (told.code, told.valid_to) == (CODE, dt.date(2026, 8, 1))


def test_an_event_carries_the_whole_version(empty: Any, shipped: seeds.Seeds, monkeypatch: Any) -> None:
    monkeypatch.setattr(seeds, "read_seeds", lambda: small(shipped))
    load_catalogue(empty.storage)

    (told,) = emitted(empty.storage, contract.procedure_published)

    assert told == empty.procedure(CODE)
    assert told.content_hash == publishing.hash_of(told)


def test_what_an_editor_published_or_withdrew_is_not_undone_by_a_later_load(
    empty: Any, shipped: seeds.Seeds, monkeypatch: Any
) -> None:
    monkeypatch.setattr(seeds, "read_seeds", lambda: small(shipped))
    load_catalogue(empty.storage)
    edited = replace(small(shipped).procedures[0], name="Tên do biên tập viên sửa", valid_from=dt.date(2026, 11, 24))
    with empty.storage.work(system("editor")) as work:
        publishing.publish_version(work, edited, editor="staff-1", reviewer="staff-2")
    renamed = replace(small(shipped).procedures[0], name="Tên trong bản phát hành sau")
    monkeypatch.setattr(seeds, "read_seeds", lambda: replace(small(shipped), procedures=(renamed,)))
    monkeypatch.setattr(seeds, "digest", lambda: "another")

    counts = load_catalogue(empty.storage)

    assert counts["procedures"] == 0
    assert empty.procedure(CODE).name == "Tên do biên tập viên sửa"
    with empty.storage.work(system("editor")) as work:
        row = store.published_rows(work.db, CODE)[-1]
        publishing.withdraw_version(work, row, dt.date(2026, 11, 25), "Bãi bỏ")
    monkeypatch.setattr(seeds, "digest", lambda: "a third")
    assert load_catalogue(empty.storage)["procedures"] == 0


def test_an_agency_that_set_its_offer_keeps_it_through_every_later_load(
    empty: Any, shipped: seeds.Seeds, monkeypatch: Any
) -> None:
    first = small(shipped)
    monkeypatch.setattr(seeds, "read_seeds", lambda: first)
    load_catalogue(empty.storage)
    agency = first.procedures[0].offers[0].agency_code
    chief = Caller(kind=CallerKind.STAFF, id="chief", agency=agency, roles=("agency_administrator",))
    asked = contract.SetOffer(
        code=CODE,
        agency=agency,
        level=contract.ServiceLevel.PARTIAL,
        valid_from=dt.date(2026, 11, 24),
        partial_reason=contract.PartialReason.INCIDENT,
    )
    offering.set_offer(call_of(contract.set_offer, asked, caller=chief), empty.storage)
    own = [offer for offer in empty.procedure(CODE).offers if offer.agency_code == agency]
    monkeypatch.setattr(seeds, "digest", lambda: "another")

    same = load_catalogue(empty.storage)
    renamed = replace(first, procedures=(replace(first.procedures[0], name="Cấp bản sao trích lục, tên mới"),))
    monkeypatch.setattr(seeds, "read_seeds", lambda: renamed)
    monkeypatch.setattr(seeds, "digest", lambda: "a third")
    newer = load_catalogue(empty.storage)

    assert (same["offers"], newer["procedures"]) == (0, 1)
    kept = [offer for offer in empty.procedure(CODE).offers if offer.agency_code == agency]
    assert kept == own[-1:], "what it set holds; what it offered before is no offer of the new version"
    assert kept[-1].partial_reason is contract.PartialReason.INCIDENT
