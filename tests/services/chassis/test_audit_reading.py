"""Reading audit trails, on a real PostgreSQL: who reads which rows, page by page, and that each reading is a row."""

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import audit, audit_list, audit_reading
from chassis.audit_reading import AuditEntries, AuditFilter, ListAudit, Reach
from chassis.callers import ANONYMOUS, Caller, CallerKind, Holding
from chassis.errors import Forbidden
from chassis.storage import Storage
from chassis.tables import audit as trail
from chassis.testing import call_of, fresh_database, fresh_storage

METHOD = audit_reading.listing("audit_reading_tests")
WHY = "kiểm tra định kỳ quý III"
COMMUNE, NEIGHBOUR, PROVINCE, PORTAL = "H27.30.12", "H27.30.13", "H27", "G20"
HASH = "ab12cd34" * 8
EVERYTHING = Reach(everything=True)


@pytest.fixture
def storage() -> Iterator[Storage]:
    with fresh_storage("audit_reading_tests") as made:
        yield made


def staff(agency: str, *, role: str = "auditor", assurance: int = 2, **held: Any) -> Caller:
    holding = Holding(role=role, agency=agency, **held)
    return Caller(
        kind=CallerKind.STAFF, id=f"s-{agency}", agency=agency, assurance=assurance, session="ses", holdings=(holding,)
    )


def act(
    storage: Storage, agency: str, name: str = "session.opened", caller: Caller | None = None, **given: Any
) -> None:
    with storage.work(caller or staff(agency, role="receiver"), given.pop("trace", "trace-1")) as work:
        audit.record(work, name, **given)


def read(storage: Storage, caller: Caller, reach: Reach, **given: Any) -> AuditEntries:
    asked = ListAudit(why=WHY, reach=reach, **given)
    under = {PROVINCE: {PROVINCE, COMMUNE, NEIGHBOUR}, COMMUNE: {COMMUNE}, PORTAL: {PORTAL}}
    return audit_reading.read(
        call_of(METHOD, asked, caller=caller),
        storage,
        operating_agency=PORTAL,
        under=lambda _db, tops: set().union(*(under[top] for top in tops)),
    )


def agencies(found: AuditEntries) -> list[str]:
    return [entry.agency for entry in found.items if entry.act != "audit.read"]


def test_an_auditor_reads_the_rows_of_the_agencies_they_audit_the_newest_first(storage: Storage) -> None:
    for agency in (COMMUNE, NEIGHBOUR, PROVINCE):
        act(storage, agency)
    act(storage, "", caller=ANONYMOUS, about="citizen-1")

    assert agencies(read(storage, staff(COMMUNE), Reach(agencies=(COMMUNE,)))) == [COMMUNE]
    province = read(storage, staff(PROVINCE), Reach(agencies=(PROVINCE, COMMUNE, NEIGHBOUR)))
    assert agencies(province) == [PROVINCE, NEIGHBOUR, COMMUNE]
    assert agencies(read(storage, staff(PORTAL), EVERYTHING)) == ["", PROVINCE, NEIGHBOUR, COMMUNE]


def test_what_a_service_knows_to_be_beyond_an_auditor_is_not_read_whatever_is_asked(storage: Storage) -> None:
    act(storage, NEIGHBOUR)

    assert agencies(read(storage, staff(COMMUNE), Reach(agencies=(NEIGHBOUR,)))) == []
    for reach in (EVERYTHING, Reach()):
        with pytest.raises(Forbidden):
            read(storage, staff(COMMUNE), reach)


@pytest.mark.parametrize(
    "caller",
    [
        staff(PORTAL, role="supervisor"),
        staff(PORTAL, assurance=1),
        staff(PORTAL, deputy_for="s-absent"),
        staff(PORTAL, procedures=("2.000635",)),
        replace(staff(PORTAL), kind=CallerKind.CITIZEN),
        ANONYMOUS,
    ],
    ids=("another role", "no second factor", "a deputy", "for one procedure", "a citizen", "nobody"),
)  # fmt: skip
def test_nobody_else_reads_anything(storage: Storage, caller: Caller) -> None:
    with pytest.raises(Forbidden):
        read(storage, caller, EVERYTHING)
    assert audit.head(storage.engine.connect())[0] == 0


def test_each_reading_is_a_row_with_who_read_about_whom_and_why(storage: Storage) -> None:
    act(storage, COMMUNE, about="citizen-1")

    read(storage, staff(PORTAL), EVERYTHING, only=AuditFilter(about="citizen-1", act="session.opened"))

    newest = read(storage, staff(PORTAL), EVERYTHING).items[0]
    assert (newest.act, newest.actor, newest.about, newest.why) == ("audit.read", "s-G20", "citizen-1", WHY)
    assert newest.facts == {"before": "0", "by": "act", "rows": "1"}


@pytest.mark.parametrize(
    ("only", "expected"),
    [
        (AuditFilter(actor="s-H27"), [3]),
        (AuditFilter(about="citizen-1"), [1, 3]),
        (AuditFilter(thing="dossier-1"), [2]),
        (AuditFilter(act="contact.changed"), [4]),
        (AuditFilter(outcome="failed"), [2]),
        (AuditFilter(trace="trace-9"), [4]),
        (AuditFilter(since=dt.datetime(2026, 8, 3, tzinfo=dt.UTC)), [3, 4]),
        (AuditFilter(until=dt.datetime(2026, 8, 3, tzinfo=dt.UTC)), [1, 2]),
        (AuditFilter(about="citizen-1", actor="s-H27"), [3]),
    ],
)
def test_filters_choose_and_all_of_them_must_hold(only: AuditFilter, expected: list[int]) -> None:
    day = dt.datetime(2026, 8, 2, 9, tzinfo=dt.UTC)
    moments = [day, day, day + dt.timedelta(days=1), day + dt.timedelta(days=1), day + dt.timedelta(days=2)]
    with fresh_storage("audit_reading_tests", lambda: moments[0]) as storage:
        act(storage, COMMUNE, about="citizen-1")
        act(storage, COMMUNE, thing="dossier-1", outcome=audit.Outcome.FAILED)
        moments[0] = moments[2]
        act(storage, PROVINCE, about="citizen-1")
        act(storage, COMMUNE, "contact.changed", trace="trace-9")

        found = read(storage, staff(PORTAL), EVERYTHING, only=only)

    assert sorted(entry.seq for entry in found.items) == expected


def test_pages_have_every_row_once_however_much_is_written_meanwhile(storage: Storage) -> None:
    for number in range(7):
        act(storage, COMMUNE, about=f"c-{number}")
    seen: list[str] = []
    page = read(storage, staff(PORTAL), EVERYTHING, limit=3)
    while True:
        seen += [entry.about for entry in page.items]
        act(storage, COMMUNE, about="later")
        if not page.next:
            break
        page = read(storage, staff(PORTAL), EVERYTHING, limit=3, before=page.next)

    assert seen == [f"c-{number}" for number in reversed(range(7))]


def test_what_no_index_finds_is_looked_for_a_span_at_a_time(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    act(storage, COMMUNE, "contact.changed")
    for _ in range(5):
        act(storage, COMMUNE)
    monkeypatch.setattr(audit_reading, "SPAN", 2)

    only = AuditFilter(act="contact.changed")
    first = read(storage, staff(PORTAL), EVERYTHING, only=only)
    second = read(storage, staff(PORTAL), EVERYTHING, only=only, before=first.next)
    third = read(storage, staff(PORTAL), EVERYTHING, only=only, before=second.next)

    assert [(len(page.items), page.next) for page in (first, second, third)] == [(0, 5), (0, 3), (1, 0)]


def test_keyed_hashes_are_shown_by_their_beginning(storage: Storage) -> None:
    act(storage, COMMUNE, facts={"subject": HASH, "what": f"email:{HASH}", "again": True, "count": 2})

    [entry] = read(storage, staff(PORTAL), EVERYTHING).items
    assert entry.facts == {"subject": "ab12cd34…", "what": "email:ab12cd34…", "again": "true", "count": "2"}


def test_a_row_that_was_changed_is_shown_as_such(storage: Storage) -> None:
    act(storage, COMMUNE, about="citizen-1")
    act(storage, COMMUNE, about="citizen-2")
    with storage.engine.begin() as db:
        db.execute(sa.text("ALTER TABLE audit DISABLE TRIGGER USER"))
        db.execute(trail.update().where(trail.c.seq == 1).values(about="somebody else"))

    assert [entry.sound for entry in read(storage, staff(PORTAL), EVERYTHING).items] == [True, False]


def test_the_console_shows_rows_as_lines_and_notes_that_it_did() -> None:
    with fresh_database("audit_reading_tests") as url:
        engine = sa.create_engine(url)
        storage = Storage(engine)
        act(
            storage,
            COMMUNE,
            "personal-data.revealed",
            about="citizen-1",
            why="xác minh nhân thân",
            facts={"fields": "phone"},
        )
        command = [sys.executable, "-m", "chassis.audit_list", "accounts"]
        environ = {"MOTCUA_DATABASE_URL": url, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}

        def run(*words: str) -> "subprocess.CompletedProcess[str]":
            root = Path(audit_list.__file__).parent.parent
            return subprocess.run(
                [*command, *words], env=environ, cwd=root, capture_output=True, text=True, timeout=60, check=False
            )

        shown = run("--reason", "đối chiếu khiếu nại", "--about", "citizen-1", "--since", "2020-01-01")
        refused = run("--reason", "vì tôi")

        assert shown.returncode == 0
        assert "personal-data.revealed done  s-H27.30.12@H27.30.12  about citizen-1" in shown.stdout
        assert "why “xác minh nhân thân”  fields=phone" in shown.stdout
        assert refused.returncode == 2
        assert "reason is not right" in refused.stderr
        newest = read(storage, staff(PORTAL), EVERYTHING).items[0]
        assert (newest.act, newest.actor, newest.why) == ("audit.read", "system.console", "đối chiếu khiếu nại")
        engine.dispose()
