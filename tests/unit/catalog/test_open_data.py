"""Open data: rows that no spreadsheet program carries out, files that hold together, names that say what is wanted."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog.contract import OpenDataItem, OpenDataPart, OpenDataSet, open_file
from services.catalog.domain.open_data import PROCEDURE_COLUMNS, procedure_cells, row, safe
from services.catalog.export_open_data import main, meant

DANGEROUS = "=+-@\t\r"


@pytest.mark.parametrize(
    "begins", ["=1+1", "+1", "-1", "@SUM", "\tx", "\rx", " =1", "\u00a0=1", "\ufeff=1", "\n=1", "＝1"]
)
def test_a_cell_that_could_be_a_formula_is_text(begins: str) -> None:
    assert safe(begins) == "'" + begins


@given(st.lists(st.text() | st.text(alphabet=DANGEROUS + " \n\",;'a1"), min_size=1, max_size=6))
def test_every_cell_comes_back_whole_and_none_begins_as_a_formula(cells: list[str]) -> None:
    (back,) = list(csv.reader(io.StringIO(row(cells), newline="")))

    assert [cell.removeprefix("'") if cell != given else cell for cell, given in zip(back, cells, strict=True)] == cells
    assert not any(cell.lstrip(" \u00a0\ufeff\n")[:1] in tuple(DANGEROUS) and cell for cell in back)


def test_a_version_is_one_row() -> None:
    cells = procedure_cells(
        {
            "code": "1.100001",
            "name": "=HYPERLINK()",
            "field_name": "Hộ tịch",
            "levels": ["commune"],
            "ways": [{"channel": "online", "limit": {"value": 3, "unit": "working_day", "verified": False}}],
            "fees": [
                {"kind": "phi", "rule": "per_unit", "amount": 2000, "unit": "trang", "channels": ["online"]},
                {"kind": "unknown", "rule": "unknown"},
            ],
            "papers": [{"name": "Tờ khai"}, {"name": "Giấy chứng sinh"}],
        }
    )
    found = dict(zip(PROCEDURE_COLUMNS, cells, strict=True))

    assert found["limits"] == "online: 3 working_day (unverified)"
    assert found["fees"] == "online phi per_unit 2000 / trang; unknown unknown"
    assert found["papers"] == "Tờ khai; Giấy chứng sinh"
    assert found["field"] == "Hộ tịch"


def part(*items: tuple[str, str], next_cursor: str = "") -> OpenDataPart:
    made = tuple(OpenDataItem(section=section, text=text) for section, text in items)
    return OpenDataPart(items=made, next_cursor=next_cursor, revision=7, day=dt.date(2026, 11, 27), licence="CC-BY-4.0")


PARTS = {
    "": part(("field", '{"key":"a"}'), ("procedure", '{"code":"1"}'), next_cursor="x"),
    "x": part(("procedure", '{"code":"2"}'), next_cursor="y"),
    "y": part(),
}


def made(ending: str) -> str:
    return b"".join(open_file(ending, PARTS.__getitem__)).decode()


def test_a_json_file_is_one_object_that_states_licence_and_day() -> None:
    whole = json.loads(made("json"))

    assert (whole["about"]["licence"], whole["about"]["as_of"]) == ("CC-BY-4.0", "2026-11-27")
    assert whole["fields"] == [{"key": "a"}]
    assert whole["procedures"] == [{"code": "1"}, {"code": "2"}]


def test_an_empty_json_file_is_still_json() -> None:
    assert set(json.loads(b"".join(open_file("json", lambda _: part())))) == {"about"}


def test_json_lines_have_one_document_each() -> None:
    lines = [json.loads(line) for line in made("jsonl").splitlines()]

    assert [line.get("type") or line.get("code") or line.get("key") for line in lines] == ["about", "a", "1", "2"]


def test_a_table_begins_with_the_mark_of_utf_8() -> None:
    text = b"".join(open_file("csv", lambda _: part(("row", "code,name"))))

    assert text == b"\xef\xbb\xbfcode,name\r\n"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("procedures.jsonl.gz", (OpenDataSet.PROCEDURES, "jsonl")),
        ("/tmp/agencies-2026.csv", (OpenDataSet.AGENCIES, "csv")),
        ("units.json", (OpenDataSet.UNITS, "json")),
        ("all.json", (OpenDataSet.PROCEDURES, "json")),
        ("csv", (OpenDataSet.PROCEDURES, "csv")),
        ("procedures.xlsx", None),
    ],
)
def test_a_name_says_what_is_wanted(name: str, found: object) -> None:
    assert meant(name) == found


def test_a_directory_that_is_not_there_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    code = main(["--directory", str(tmp_path / "missing"), "units.json"])

    assert code == 2
    assert "cannot be written: No such file or directory." in capsys.readouterr().out
