"""The catalogue over HTTP: held, revalidated, and still there while the catalog is away."""

import dataclasses
import datetime as dt
import json

import pytest

from chassis.errors import SERVICE_AWAY
from services.catalog import contract as catalog
from tests.unit.gateway.builders import NOON, a_procedure, a_summary, found, groups
from tests.unit.gateway.fakes import House

REVISION = catalog.Revision(revision=1, changed_at=NOON)


@pytest.fixture(autouse=True)
def catalogue(house: House) -> None:
    house.rpc.answer(catalog.get_revision, REVISION)
    house.rpc.answer(catalog.search_procedures, found("Đăng ký khai sinh"))
    house.rpc.answer(catalog.get_procedure, a_procedure())
    house.rpc.answer(catalog.list_life_events, groups())


def away(house: House) -> None:
    for method in (catalog.get_revision, catalog.search_procedures, catalog.get_procedure, catalog.list_life_events):
        house.rpc.answer(method, SERVICE_AWAY())


def test_a_repeated_read_makes_no_call(house: House) -> None:
    house.client.get("/api/v1/procedures?q=khai+sinh")
    house.rpc.made.clear()

    answer = house.client.get("/api/v1/procedures?q=khai+sinh")

    assert json.loads(answer.data)["items"][0]["name"] == "Đăng ký khai sinh"
    assert house.rpc.made == []
    assert answer.headers["Cache-Control"].startswith("public, max-age=60")


def test_who_has_it_already_gets_304(house: House) -> None:
    first = house.client.get("/api/v1/procedures/2.000635")

    second = house.client.get("/api/v1/procedures/2.000635", headers={"If-None-Match": first.headers["ETag"]})

    assert (second.status_code, second.data) == (304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]


def test_without_a_keyword_procedures_are_listed(house: House) -> None:
    listed = dataclasses.replace(found(), items=(a_summary(),), total=1, next_cursor="next")
    house.rpc.answer(catalog.list_procedures, listed)

    body = json.loads(house.client.get("/api/v1/procedures?field=ho-tich&tab=citizen&limit=1").data)

    assert (body["total"], body["nearness"], body["next_cursor"]) == (1, "exact", "next")
    (asked,) = house.rpc.calls_of(catalog.list_procedures)
    assert (asked.request.field, asked.request.tab, asked.request.limit) == ("ho-tich", "citizen", 1)


def test_reading_goes_on_while_the_catalog_is_away(house: House) -> None:
    house.client.get("/api/v1/procedures?q=khai+sinh")
    away(house)
    house.clock.pass_by(3600)

    known = house.client.get("/api/v1/procedures?q=khai+sinh")
    unknown = house.client.get("/api/v1/procedures?q=ket+hon")

    assert known.status_code == 200
    assert "stale" in known.headers["Cache-Status"]
    assert unknown.status_code == 503


def test_a_version_of_a_day_can_be_asked_for(house: House) -> None:
    house.client.get("/api/v1/procedures/2.000635?at=2026-07-01")

    (asked,) = house.rpc.calls_of(catalog.get_procedure)
    assert asked.request.at == dt.date(2026, 7, 1)


def test_a_code_of_a_wrong_form_is_not_found_without_a_call(house: House) -> None:
    assert house.client.get("/api/v1/procedures/abc").status_code == 404
    assert house.rpc.made == []


def test_who_reads_does_not_show_in_what_all_readers_share(house: House) -> None:
    house.client.get("/api/v1/procedures/2.000635", headers=house.as_citizen())

    assert {made.caller.id for made in house.rpc.made} == {"anonymous"}
