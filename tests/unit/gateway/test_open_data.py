"""Open data over HTTP: files that stream, are revalidated, and state their licence."""

import datetime as dt
import json

import pytest

from services.catalog import contract as catalog
from tests.unit.gateway.builders import NOON
from tests.unit.gateway.fakes import House

DAY = dt.date(2026, 11, 27)


@pytest.fixture(autouse=True)
def published(house: House) -> None:
    house.rpc.answer(catalog.get_revision, catalog.Revision(revision=7, changed_at=NOON))
    item = catalog.OpenDataItem(section="agency", text='{"type":"agency","code":"H27"}')
    part = catalog.OpenDataPart(items=(item,), next_cursor="", revision=7, day=DAY, licence="CC-BY-4.0")
    house.rpc.answer(catalog.get_open_data, part)


def test_a_file_says_its_licence_its_name_and_how_long_it_keeps(house: House) -> None:
    answer = house.client.get("/api/v1/open-data/agencies.json")

    assert answer.status_code == 200
    assert json.loads(answer.data)["agencies"] == [{"type": "agency", "code": "H27"}]
    assert answer.headers["Content-Type"] == "application/json"
    assert 'rel="license"' in answer.headers["Link"]
    assert "agencies.json" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"].startswith("public, max-age=60")
    assert answer.headers["ETag"] == 'W/"agencies-json-7"'
    assert "Content-Length" not in answer.headers, "nobody knows it before the last part is read"


def test_who_has_the_file_already_gets_304_and_nothing_is_read(house: House) -> None:
    first = house.client.get("/api/v1/open-data/procedures.jsonl")
    house.rpc.made.clear()

    second = house.client.get("/api/v1/open-data/procedures.jsonl", headers={"If-None-Match": first.headers["ETag"]})

    assert (second.status_code, second.data) == (304, b"")
    assert house.rpc.calls_of(catalog.get_open_data) == []


def test_a_table_is_utf_8_with_its_mark(house: House) -> None:
    answer = house.client.get("/api/v1/open-data/units.csv")

    assert answer.data.startswith(b"\xef\xbb\xbf")
    (asked,) = house.rpc.calls_of(catalog.get_open_data)
    assert (asked.request.dataset, asked.request.form) == (catalog.OpenDataSet.UNITS, catalog.OpenDataForm.CSV)
