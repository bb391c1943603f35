"""Importing: what becomes of records, twice, after a kill, beside what editors have published."""

import datetime as dt
import gzip
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.callers import system
from chassis.tables import outbox
from chassis.testing import wait_until
from services.catalog import contract, store
from services.catalog.domain.validity import day_in_vietnam
from services.catalog.handlers import publishing
from services.catalog.import_national import Report, run
from services.catalog.importing import IMPORT_EDITOR, Line, Outcome, import_records
from services.catalog.record_file import entries
from tests.services.catalog.conftest import Catalog
from tests.unit.catalog.national_records import record


def written(tmp_path: Path, records: list[dict[str, Any]], name: str = "records.jsonl") -> Path:
    path = tmp_path / name
    path.write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in records), encoding="utf-8")
    return path


def imported(catalog: Catalog, path: Path, **options: Any) -> list[Line]:
    return list(import_records(catalog.storage, entries(path), **options))


def outcomes(lines: list[Line]) -> Counter[Outcome]:
    return Counter(line.outcome for line in lines)


def test_a_record_is_published_like_everything_else(empty: Catalog, tmp_path: Path) -> None:
    before = empty.revision()
    (line,) = imported(empty, written(tmp_path, [record("1.100001", ten_thu_tuc="Cấp giấy phép thử")]))

    version = empty.procedure("1.100001")
    assert (line.outcome, line.version) == (Outcome.NEW, 1)
    assert (version.name, version.version, version.content_hash) == ("Cấp giấy phép thử", 1, line.content_hash)
    assert not version.offers, "who offers it is an agency's word, not the database's"
    assert empty.revision() > before
    with empty.storage.read() as db:
        assert [row.type for row in _outbox(db)] == ["procedure_published", "catalogue_changed"]


def published(catalog: Catalog) -> int:
    """How many procedures are published now; lists may lag behind it a moment."""
    with catalog.storage.read() as db:
        return len(store.latest_hashes(db))


def _outbox(db: Any) -> Any:
    return db.execute(sa.select(outbox).order_by(outbox.c.seq)).all()


def test_a_second_import_changes_nothing(empty: Catalog, tmp_path: Path) -> None:
    path = written(tmp_path, [record(f"1.10000{n}") for n in range(5)])
    imported(empty, path, retrieved_on=dt.date(2026, 7, 20))
    before = empty.revision()

    again = imported(empty, path, retrieved_on=dt.date(2026, 11, 20))

    assert outcomes(again) == {Outcome.UNCHANGED: 5}
    assert empty.revision() == before
    assert empty.procedure("1.100001").version == 1


def test_a_record_that_changed_is_a_new_version(empty: Catalog, tmp_path: Path) -> None:
    imported(empty, written(tmp_path, [record("1.100001")]))
    (line,) = imported(empty, written(tmp_path, [record("1.100001", ten_thu_tuc="Tên đã đổi")]))

    assert (line.outcome, line.version) == (Outcome.NEW_VERSION, 2)
    assert empty.procedure("1.100001").name == "Tên đã đổi"
    assert empty.procedure("1.100001", version=1).valid_to == day_in_vietnam(empty.procedure("1.100001").published_at)


def test_the_offers_of_a_procedure_outlive_a_new_version(shipped: Catalog, tmp_path: Path) -> None:
    catalog = shipped
    imported(catalog, written(tmp_path, [record("1.100001")]))
    offer = catalog.procedure("2.000635").offers[0]
    with catalog.storage.work(system("test")) as work:
        publishing.publish_offers(work, "1.100001", [offer])

    imported(catalog, written(tmp_path, [record("1.100001", ten_thu_tuc="Tên đã đổi")]))

    assert [kept.agency_code for kept in catalog.procedure("1.100001").offers] == [offer.agency_code]


def test_what_an_editor_published_is_never_followed_by_an_imported_version(shipped: Catalog, tmp_path: Path) -> None:
    ours = shipped.procedure("2.000635")

    (line,) = imported(shipped, written(tmp_path, [record("2.000635")]))

    assert (line.outcome, line.version) == (Outcome.KEPT_OURS, ours.version)
    assert shipped.procedure("2.000635") == ours


def test_what_was_withdrawn_here_does_not_come_back(empty: Catalog, tmp_path: Path) -> None:
    imported(empty, written(tmp_path, [record("1.100001")]))
    with empty.storage.work(system("test")) as work:
        (row,) = store.published_rows(work.db, "1.100001")
        publishing.withdraw_version(work, row, dt.date(2026, 11, 24), "Bãi bỏ")

    (line,) = imported(empty, written(tmp_path, [record("1.100001", ten_thu_tuc="Tên đã đổi")]))

    assert line.outcome is Outcome.KEPT_OURS


def test_of_records_with_one_code_the_first_counts_every_time(empty: Catalog, tmp_path: Path) -> None:
    path = written(tmp_path, [record("1.100001", ten_thu_tuc="Một"), record("1.100001", ten_thu_tuc="Hai")])

    first, again = imported(empty, path), imported(empty, path)

    assert [line.outcome for line in first] == [Outcome.NEW, Outcome.REPEATED]
    assert [line.outcome for line in again] == [Outcome.UNCHANGED, Outcome.REPEATED]
    assert empty.procedure("1.100001").name == "Một"


def test_what_cannot_be_read_is_told_of_and_stops_nothing(empty: Catalog, tmp_path: Path) -> None:
    path = tmp_path / "broken.jsonl"
    good = json.dumps(record("1.100001"), ensure_ascii=False)
    path.write_text(f'{{"ma_thu_tuc": \n{good}\n[1, 2]\n{{"ma_thu_tuc": "abc"}}\n{{}}\n', encoding="utf-8")

    lines = imported(empty, path)

    assert outcomes(lines) == {Outcome.NEW: 1, Outcome.REFUSED: 4}
    assert all(line.reason for line in lines if line.outcome is Outcome.REFUSED)


def test_names_of_a_field_that_differ_by_accents_are_one_field(empty: Catalog, tmp_path: Path) -> None:
    imported(
        empty, written(tmp_path, [record("1.100001", linh_vuc="Hòa giải"), record("1.100002", linh_vuc="HOÀ GIẢI")])
    )

    assert [field.name for field in empty.fields().items] == ["Hòa giải"]
    again = imported(empty, written(tmp_path, [record("1.100002", linh_vuc="HOÀ GIẢI")]))
    assert outcomes(again) == {Outcome.UNCHANGED: 1}


def test_a_batch_is_published_whole_or_not_at_all(
    empty: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, [record(f"1.10000{n}") for n in range(6)])
    publish = publishing.publish_version

    def failing(work: Any, version: contract.ProcedureVersion, **who: Any) -> contract.ProcedureVersion:
        if version.code == "1.100004":
            raise RuntimeError("the machine went away")
        return publish(work, version, **who)

    monkeypatch.setattr(publishing, "publish_version", failing)
    with pytest.raises(RuntimeError):
        imported(empty, path, batch=2)
    monkeypatch.undo()

    assert published(empty) == 4
    assert outcomes(imported(empty, path, batch=2)) == {Outcome.UNCHANGED: 4, Outcome.NEW: 2}


@pytest.mark.faults
def test_an_import_that_was_killed_goes_on_where_it_ended(empty: Catalog, tmp_path: Path) -> None:
    many = [record(f"1.1{n:05d}") for n in range(300)]
    path = tmp_path / "records.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(json.dumps(one) for one in many).encode()))
    url = empty.storage.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    command = [sys.executable, "-m", "services.catalog.import_national", str(path), "--batch", "10"]
    command += ["--report", str(tmp_path / "report.jsonl")]
    child = subprocess.Popen(command, env={**os.environ, "MOTCUA_DATABASE_URL": url}, stdout=subprocess.DEVNULL)
    wait_until(lambda: published(empty) >= 20, within=60)
    child.send_signal(signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL
    stopped_at = published(empty)

    lines = imported(empty, path)

    assert stopped_at % 10 == 0
    assert stopped_at < 300
    assert outcomes(lines) == {Outcome.UNCHANGED: stopped_at, Outcome.NEW: 300 - stopped_at}
    assert published(empty) == 300
    with empty.storage.read() as db:
        assert (
            Counter(row.aggregate_id for row in _outbox(db) if row.aggregate == "procedure").most_common(1)[0][1] == 1
        ), "no event twice"


def test_the_report_has_a_line_for_each_record_and_a_summary(
    empty: Catalog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, [record("1.100001"), record("1.100002", cach_thuc_thuc_hien=""), {"ma_thu_tuc": "x"}])
    with open(tmp_path / "report.jsonl", "w", encoding="utf-8") as out:
        code = run(import_records(empty.storage, entries(path)), Report(out, path))

    *lines, last = [json.loads(line) for line in (tmp_path / "report.jsonl").read_text(encoding="utf-8").splitlines()]
    assert code == 1, "one of three was refused"
    assert [line["outcome"] for line in lines] == ["new", "new", "refused"]
    assert {entry["field"] for entry in lines[1]["left_open"]} == {"ways", "fees"}
    assert lines[2]["reason"]
    assert last["summary"]["records"] == 3
    assert "refused" in capsys.readouterr().out


def told(catalog: Catalog, path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """Exit code and words of an import."""
    with open(path.with_suffix(".report"), "w", encoding="utf-8") as out:
        code = run(import_records(catalog.storage, entries(path)), Report(out, path))
    return code, capsys.readouterr().out


def test_a_file_without_a_record_is_no_success(
    empty: Catalog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "empty.jsonl"
    path.touch()

    code, words = told(empty, path, capsys)

    assert code == 1
    assert "holds no record" in words
    assert words.splitlines()[0] == f"  {'':<20}  records  with doubts", "the heads stand above their columns"


def test_the_terminal_says_why_a_record_was_refused(
    empty: Catalog, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = gzip.compress(json.dumps(record("1.100001")).encode())
    (tmp_path / "cut.gz").write_bytes(whole[: len(whole) // 2])
    many = written(tmp_path, [{"ma_thu_tuc": "x"}] * 7)

    cut_code, cut_words = told(empty, tmp_path / "cut.gz", capsys)
    many_code, many_words = told(empty, many, capsys)

    assert (cut_code, many_code) == (1, 1)
    assert "record 1: Tệp hỏng" in cut_words
    assert "every record was refused" in many_words
    assert "and 2 more" in many_words


def test_who_edited_what_was_imported_is_said(empty: Catalog, tmp_path: Path) -> None:
    imported(empty, written(tmp_path, [record("1.100001")]))

    with empty.storage.read() as db:
        (row,) = store.published_rows(db, "1.100001")
    assert (row.edited_by, row.reviewed_by) == (IMPORT_EDITOR, IMPORT_EDITOR)
    assert "nhập từ tệp" in empty.procedure("1.100001").provenance.name
