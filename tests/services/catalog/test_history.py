"""What held before: recorded with its source where it is known, and said to be unrecorded where it is not."""

from dataclasses import replace
from typing import Any

import pytest

from chassis.callers import system
from chassis.errors import NotFound, text_of
from chassis.testing import call_of, emitted
from services.catalog import contract, store
from services.catalog.contract import ServiceLevel
from services.catalog.handlers import comparing, providing, publishing
from services.catalog.load import SEED_EDITOR, load_catalogue
from tests.services.catalog.building import CODE, HERE, a_claim, a_version, day, furnish, publish

BIRTH, MARRIAGE, EXTRACT, COPY = "1.001193", "1.000894", "2.000635", "2.000815"


def level(world: Any, code: str, at: str, agency: str = HERE) -> contract.ServiceLevelView:
    request = contract.GetServiceLevel(code=code, agency=agency, at=day(at))
    return providing.get_service_level(call_of(contract.get_service_level, request), world.storage)


def recorded(world: Any, valid_from: str, valid_to: str, **changes: Any) -> contract.ProcedureVersion | None:
    version = replace(a_version(valid_from, **changes), valid_to=day(valid_to))
    with world.storage.work(system("test")) as work:
        return publishing.record_past(work, version, editor=SEED_EDITOR, reviewer=SEED_EDITOR)


def numbers(world: Any, code: str = CODE) -> list[int]:
    with world.storage.read() as db:
        return [row.version for row in store.published_rows(db, code)]


@pytest.mark.parametrize(
    ("code", "at", "scheme", "expected"),
    [
        (BIRTH, "2015-06-01", "nd43-2011", "level-1"),
        (EXTRACT, "2015-06-01", "nd43-2011", "level-2"),
        (COPY, "2014-06-01", "nd43-2011", "level-2"),
        (MARRIAGE, "2021-06-01", "nd43-2011", "level-3"),
        (BIRTH, "2021-06-01", "nd43-2011", "level-4"),
        (MARRIAGE, "2023-06-01", "nd42-2022", "partial"),
        (BIRTH, "2023-06-01", "nd42-2022", "full"),
        (MARRIAGE, "2026-08-01", "nd224-2026", "partial"),
        (BIRTH, "2026-08-01", "nd224-2026", "full"),
    ],
)
def test_the_level_of_a_past_day_is_derived_from_what_was_recorded_then(
    catalog: Any, code: str, at: str, scheme: str, expected: str
) -> None:
    found = level(catalog, code, at)

    assert (found.scheme.id, found.level) == (scheme, expected)
    assert found.version == catalog.procedure(code, at=day(at)).version
    assert found.claim_source
    assert ("unrecorded" in [reason.code for reason in found.reasons]) is (day(at) < day("2026-07-01"))


def test_a_level_of_the_past_says_what_it_stands_on_and_gives_no_desk_of_today(catalog: Any) -> None:
    found = level(catalog, BIRTH, "2015-06-01")

    assert "không phải mức cơ quan đã công bố khi đó" in found.claim_source
    (lost,) = [reason for reason in found.reasons if reason.code == "unrecorded"]
    assert "quyết định công bố" in lost.vi
    assert (found.otherwise.phone, found.otherwise.hours, found.otherwise.address) == ("", (), "")


def test_a_version_of_the_past_has_its_sources_its_doubts_and_what_it_leaves_open(catalog: Any) -> None:
    for code in (BIRTH, MARRIAGE, EXTRACT):
        with catalog.storage.read() as db:
            past = [store.whole(row, ()) for row in store.published_rows(db, code)][:-1]
        assert past
        for version in past:
            assert not version.provenance.verified
            assert version.provenance.doubts
            assert "publication_decision" in [part.part for part in version.open_parts]
            assert version.valid_to is not None


@pytest.mark.parametrize(
    ("at", "following"), [("2009-01-01", "2012-08-10"), ("2025-12-01", "2026-07-20"), ("2026-07-19", "2026-07-20")]
)
def test_a_day_of_which_nothing_is_recorded_says_so_and_where_the_record_begins(
    catalog: Any, at: str, following: str
) -> None:
    with pytest.raises(NotFound) as refused:
        catalog.procedure(BIRTH, at=day(at))

    assert refused.value.code == "procedure.not-recorded"
    assert refused.value.params == {"code": BIRTH, "at": at, "earliest": "2012-08-10", "next": following}
    assert [problem.pointer for problem in refused.value.problems] == ["/at"]
    assert "10/08/2012" in text_of(refused.value, "vi")
    if at > "2011-07-27":
        with pytest.raises(NotFound) as same:
            level(catalog, BIRTH, at)
        assert same.value.code == "procedure.not-recorded"


def test_an_agency_of_whose_level_nothing_is_recorded_yet_is_not_said_to_provide_nothing(catalog: Any) -> None:
    with pytest.raises(NotFound) as refused:
        level(catalog, "1.000656", "2015-06-01")
    assert (refused.value.code, refused.value.params["next"]) == ("service-level.not-recorded", "2016-01-01")

    with pytest.raises(NotFound) as never:
        level(catalog, BIRTH, "2021-06-01", agency="H27.05")
    assert never.value.code == contract.NOT_PROVIDED.code


def test_an_offer_belongs_to_the_versions_of_its_days(catalog: Any) -> None:
    now, then = catalog.procedure(BIRTH), catalog.procedure(BIRTH, at=day("2015-06-01"))

    assert all(offer.valid_to is None or offer.valid_to > now.valid_from for offer in now.offers)
    assert [offer.level for offer in then.offers if offer.agency_code == HERE] == [ServiceLevel.LEVEL_1]


def test_a_version_of_the_past_gets_the_next_number_and_changes_nothing_that_stands(empty: Any) -> None:
    furnish(empty.storage)
    publish(empty.storage, a_claim(HERE))
    told = len(emitted(empty.storage, contract.procedure_published))

    kept = recorded(empty, "2016-01-01", "2020-01-01", name="Tên trước đây")

    assert kept is not None
    assert (numbers(empty), kept.version) == ([2, 1], 2)
    assert empty.procedure(CODE).version == 1
    assert empty.procedure(CODE, at=day("2018-01-01")).name == "Tên trước đây"
    assert len(emitted(empty.storage, contract.procedure_published)) == told
    publish(empty.storage, a_claim(HERE), valid_from="2026-12-01", sets=2)
    assert numbers(empty) == [2, 1, 3]


@pytest.mark.parametrize(("begins", "ends"), [("2025-01-01", "2026-07-21"), ("2026-08-01", "2026-09-01")])
def test_what_is_known_to_have_held_is_not_contradicted(empty: Any, begins: str, ends: str) -> None:
    furnish(empty.storage)
    publish(empty.storage)

    assert recorded(empty, begins, ends) is None
    assert numbers(empty) == [1]


def test_what_still_holds_is_no_version_of_the_past(empty: Any) -> None:
    with pytest.raises(ValueError, match="no version of the past"):
        recorded(empty, "2026-01-01", "2026-11-25")


def test_a_second_load_records_no_past_twice(empty: Any, monkeypatch: Any) -> None:
    load_catalogue(empty.storage)
    before = numbers(empty, BIRTH)
    monkeypatch.setattr("services.catalog.seeds.digest", lambda: "another release")

    assert load_catalogue(empty.storage)["past"] == 0
    assert numbers(empty, BIRTH) == before == [2, 3, 4, 1]


def test_versions_are_listed_by_the_days_they_held(catalog: Any) -> None:
    call = call_of(contract.list_versions, contract.ListVersions(code=BIRTH))
    found = comparing.list_versions(call, catalog.storage).items

    assert [line.valid_from for line in found] == sorted((line.valid_from for line in found), reverse=True)
    assert [line.in_force for line in found] == [True, False, False, False]
