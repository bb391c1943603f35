"""Files of records however they come: packed or not, lines or arrays, with what is broken between."""

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalog.record_file import Entry, entries

ONE, TWO, THREE = {"ma_thu_tuc": "1"}, {"ma_thu_tuc": "2"}, {"ma_thu_tuc": "3", "life_events": ["a"]}
LINES = "\n".join(json.dumps(one) for one in (THREE, ONE, TWO))


def read(tmp_path: Path, content: bytes | str, name: str = "any.bin") -> list[Entry]:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(entries(path))


def values(found: list[Entry]) -> list[object]:
    return [entry.value for entry in found]


@pytest.mark.parametrize(
    "content",
    [
        LINES,
        LINES.replace("\n", "\r\n"),
        "\n\n" + LINES.replace("\n", "\n \n") + "\n",
        "\ufeff" + LINES,
        LINES.replace("\n", ",\n"),
        "[" + LINES.replace("\n", ",\n") + "]",
        json.dumps([THREE, ONE, TWO], indent=2),
        json.dumps({"about": {"x": [1]}, "procedures": [THREE, ONE, TWO]}),
        json.dumps({"procedures": [THREE, ONE, TWO], "about": 7}, indent=2),
        "\n".join(json.dumps(one, indent=2) for one in (THREE, ONE, TWO)),
    ],
    ids=["lines", "crlf", "blanks", "bom", "commas", "array", "pretty", "object", "pretty-object", "pretty-objects"],
)
@pytest.mark.parametrize("packed", [False, True])
def test_records_are_read_whatever_the_file_is_called_and_looks_like(
    tmp_path: Path, content: str, packed: bool
) -> None:
    raw = content.encode()

    assert values(read(tmp_path, gzip.compress(raw) if packed else raw)) == [THREE, ONE, TWO]
    assert values(read(tmp_path, content.encode("utf-16"))) == [THREE, ONE, TWO]


def test_the_kind_of_our_own_documents_is_told(tmp_path: Path) -> None:
    whole = {"fields": [{"key": "a"}], "agencies": [{"code": "H27"}], "procedures": [{"code": "1.000001"}]}
    lines = '{"type":"about"}\n{"type":"field","key":"a"}\n{"type":"procedure","life_events":["a"]}'

    assert [entry.section for entry in read(tmp_path, json.dumps(whole))] == ["field", "agency", "procedure"]
    assert [entry.section for entry in read(tmp_path, lines)] == ["", "field", "procedure"]


@pytest.mark.parametrize(
    "content",
    [
        '{"ma_thu_tuc": "1"}\n{"ma_thu_tuc": \n{"ma_thu_tuc": "2"}',
        '[\n{"ma_thu_tuc": "1"},\n{"ma_thu_tuc": oops},\n{"ma_thu_tuc": "2"}\n]',
    ],
)
def test_a_broken_record_is_told_with_its_place_and_stops_nothing(tmp_path: Path, content: str) -> None:
    found = read(tmp_path, content)

    assert values(found) == [ONE, None, TWO]
    assert (found[1].place, bool(found[1].broken)) == (2, True)


def test_a_line_that_is_not_utf_8_is_broken_alone(tmp_path: Path) -> None:
    found = read(tmp_path, b'{"ma_thu_tuc": "\xff"}\n{"ma_thu_tuc": "2"}')

    assert values(found) == [None, TWO]


def test_a_packed_file_that_was_cut_gives_what_it_has_and_says_so(tmp_path: Path) -> None:
    many = "\n".join(json.dumps({"ma_thu_tuc": str(n), "x": str(n * 7919)}) for n in range(2_000))
    *found, last = read(tmp_path, gzip.compress(many.encode())[:-2_000])

    assert len(found) > 100
    assert not any(entry.broken for entry in found)
    assert "Tệp hỏng" in last.broken


@pytest.mark.parametrize("content", [b"", b" \n ", b"[]"])
def test_nothing_is_in_an_empty_file(tmp_path: Path, content: bytes) -> None:
    assert read(tmp_path, content) == []


@given(st.binary(max_size=200) | st.text(alphabet='[]{}",:\n 1ab\\', max_size=60).map(str.encode))
def test_no_bytes_at_all_make_reading_fail(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    for entry in read(tmp_path_factory.getbasetemp(), content, "fuzz.bin"):
        assert entry.place >= 1
