"""What is exported here and imported into an empty catalogue elsewhere is the same there."""

import csv
import datetime as dt
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.testing import fresh_storage
from services.catalog import store
from services.catalog.contract import OpenDataSet
from services.catalog.export_open_data import pieces, write
from services.catalog.importing import Outcome, import_records
from services.catalog.record_file import entries
from tests.services.catalog.conftest import Catalog
from tests.services.catalog.test_importing import written
from tests.unit.catalog.national_records import record


@pytest.fixture
def elsewhere() -> Iterator[Catalog]:
    with fresh_storage("catalog") as storage:
        yield Catalog(storage)


def hashes(catalog: Catalog) -> dict[str, str]:
    with catalog.storage.read() as db:
        return store.latest_hashes(db)


@pytest.mark.parametrize("name", ["procedures.jsonl.gz", "procedures.json"])
def test_an_export_is_the_same_catalogue_in_an_empty_one(
    catalog: Catalog, elsewhere: Catalog, tmp_path: Path, name: str
) -> None:
    write(catalog.storage, tmp_path / name, OpenDataSet.PROCEDURES, name.split(".")[1])

    lines = list(import_records(elsewhere.storage, entries(tmp_path / name)))

    assert {line.outcome for line in lines} <= {Outcome.NEW, Outcome.NEW_VERSION}, [x for x in lines if x.reason]
    assert hashes(elsewhere) == hashes(catalog)
    then = dt.date(2015, 6, 1)
    past, also = catalog.procedure("2.000635", at=then), elsewhere.procedure("2.000635", at=then)
    assert (past.content_hash, past.valid_from, past.valid_to) == (also.content_hash, also.valid_from, also.valid_to)
    one, same = catalog.procedure("2.000635"), elsewhere.procedure("2.000635")
    assert [offer.agency_code for offer in same.offers] == [offer.agency_code for offer in one.offers]
    assert elsewhere.agencies(limit=100).items == catalog.agencies(limit=100).items
    assert [group.name for group in elsewhere.life_events().items] == [g.name for g in catalog.life_events().items]
    again = list(import_records(elsewhere.storage, entries(tmp_path / name)))
    assert {line.outcome for line in again} == {Outcome.UNCHANGED}


def test_every_version_that_was_published_is_exported_in_order(
    empty: Catalog, elsewhere: Catalog, tmp_path: Path
) -> None:
    for name in ("Một", "Hai", "Ba"):
        list(import_records(empty.storage, entries(written(tmp_path, [record("1.100001", ten_thu_tuc=name)]))))
    write(empty.storage, tmp_path / "all.jsonl", OpenDataSet.PROCEDURES, "jsonl")

    list(import_records(elsewhere.storage, entries(tmp_path / "all.jsonl")))

    with empty.storage.read() as here, elsewhere.storage.read() as there:
        ours = [(row.version, row.content_hash) for row in store.published_rows(here, "1.100001")]
        theirs = [(row.version, row.content_hash) for row in store.published_rows(there, "1.100001")]
    assert len(ours) == 3
    assert ours == theirs


def test_content_that_does_not_fit_its_hash_is_refused(catalog: Catalog, elsewhere: Catalog, tmp_path: Path) -> None:
    texts = b"".join(pieces(catalog.storage, OpenDataSet.PROCEDURES, "jsonl")).decode().splitlines()
    plain = next(json.loads(text) for text in texts if '"type":"procedure"' in text)
    path = written(tmp_path, [plain | {"name": "Tên khác"}])

    (line,) = import_records(elsewhere.storage, entries(path))

    assert line.outcome is Outcome.REFUSED
    assert "content_hash" in line.reason


def test_tables_have_a_row_for_each_procedure_in_force_with_licence_and_day(catalog: Catalog) -> None:
    text = b"".join(pieces(catalog.storage, OpenDataSet.PROCEDURES, "csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))

    assert {row["code"]: row["content_hash"] for row in rows} == hashes(catalog)
    assert {row["licence"] for row in rows} == {"CC-BY-4.0"}
    assert all(row["as_of"] for row in rows)


def test_units_and_agencies_are_given_out_too(catalog: Catalog) -> None:
    units = json.loads(b"".join(pieces(catalog.storage, OpenDataSet.UNITS, "json")))["units"]
    agencies = b"".join(pieces(catalog.storage, OpenDataSet.AGENCIES, "csv")).decode("utf-8-sig")

    assert sum(1 for unit in units if unit["valid_to"] is None and unit["level"] == "commune") == 3_321
    assert len(agencies.splitlines()) == 1 + len(catalog.agencies(limit=100).items)
