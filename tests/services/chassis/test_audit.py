"""The audit trail, on a real PostgreSQL: what it holds, what the database refuses, and what a check finds."""

import datetime as dt
import functools
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import anchors, audit, audit_check, keys, tables
from chassis.anchors import Anchor, AnchorReader, AnchorSigner
from chassis.callers import Caller, CallerKind
from chassis.errors import NOT_FOR_YOU, Forbidden, NotFound
from chassis.remote import RpcClient
from chassis.rpc import rpc
from chassis.service import Call, Database
from chassis.settings import SettingsWrong
from chassis.storage import Storage
from chassis.testing import fresh_database, fresh_storage, wait_until
from tests.services.chassis import bus

OFFICER = Caller(kind=CallerKind.STAFF, id="s-1", agency="H27.30.12", roles=("receiver",), session="ses-1", assurance=2)


@pytest.fixture
def storage() -> Iterator[Storage]:
    with fresh_storage("audit_tests") as made:
        yield made


def act(storage: Storage, name: str = "staff.added", **given: Any) -> None:
    with storage.work(OFFICER, "trace-1") as work:
        audit.record(work, name, **given)


def rows(storage: Storage) -> list[Any]:
    with storage.read() as db:
        return list(audit_check.rows_of(db))


def broken(storage: Storage, found: list[Anchor] | None = None) -> list[str]:
    return audit_check.check(rows(storage), found or []).broken


def tamper(storage: Storage, *statements: str) -> None:
    """What an administrator of the database can do."""
    with storage.engine.begin() as db:
        db.execute(sa.text("ALTER TABLE audit DISABLE TRIGGER USER"))
        for statement in statements:
            db.execute(sa.text(statement))
        db.execute(sa.text("ALTER TABLE audit ENABLE TRIGGER USER"))


def anchor_of(storage: Storage) -> Anchor:
    with storage.read() as db:
        return Anchor("audit_tests", *audit.head(db), "2026-08-03T02:00:00+00:00")


def test_a_row_says_who_did_what_to_whom_why_and_when(storage: Storage) -> None:
    act(storage, about="s-2", thing="d-1", why="xác minh", facts={"roles": "approver", "count": 2})

    [row] = rows(storage)
    assert (row.seq, row.previous, row.act, row.outcome) == (1, audit.GENESIS, "staff.added", "done")
    assert (row.actor, row.actor_kind, row.agency, row.session) == ("s-1", "staff", "H27.30.12", "ses-1")
    assert (row.about, row.object, row.why, row.trace) == ("s-2", "d-1", "xác minh", "trace-1")
    assert row.facts == {"roles": "approver", "count": 2}


def test_an_act_that_was_rolled_back_leaves_no_row(storage: Storage) -> None:
    def fail_after_it() -> None:
        with storage.work(OFFICER) as work:
            audit.record(work, "staff.added")
            raise ValueError("on purpose")

    with pytest.raises(ValueError, match="on purpose"):
        fail_after_it()

    act(storage)
    assert [row.seq for row in rows(storage)] == [1]


def test_acts_at_the_same_time_make_one_chain_without_a_gap(storage: Storage) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: act(storage, facts={"n": n}), range(40)))

    assert [row.seq for row in rows(storage)] == list(range(1, 41))
    assert broken(storage) == []


@pytest.mark.parametrize(
    "why", ["gọi 0912345678", "gọi +84 912 345 678", "số 001090000123", "thư an.nguyen@example.vn"]
)
def test_a_stated_purpose_is_kept_without_private_numbers_and_addresses(storage: Storage, why: str) -> None:
    act(storage, why=f"  Xác minh\n{why} ")

    [row] = rows(storage)
    assert row.why.startswith("Xác minh ")
    assert not any(part in row.why for part in ("12345", "912 345", "109000", "nguyen"))


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET why = 'x'", "DELETE FROM audit", "TRUNCATE audit", "UPDATE audit SET hash = hash"]
)
def test_the_database_refuses_to_change_or_shorten_the_trail(storage: Storage, statement: str) -> None:
    act(storage)

    with pytest.raises(sa.exc.DBAPIError, match="append-only"), storage.engine.begin() as db:
        db.execute(sa.text(statement))
    assert len(rows(storage)) == 1


CHANGES = {
    "at": "at + interval '1 microsecond'",
    "facts": "'{\"n\": 99}'",
    "outcome": "'denied'",
    "seq": "100",
}


@pytest.mark.parametrize("column", [column.name for column in tables.audit.columns])
def test_a_change_of_any_column_is_located(storage: Storage, column: str) -> None:
    for number in range(5):
        act(storage, facts={"n": number})

    tamper(storage, f"UPDATE audit SET {column} = {CHANGES.get(column, repr('changed'))} WHERE seq = 3")

    assert broken(storage) == (["row 3 was deleted"] if column == "seq" else ["row 3 was changed"])


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("DELETE FROM audit WHERE seq = 1", "row 1 was deleted"),
        ("DELETE FROM audit WHERE seq IN (2, 3)", "rows 2 to 3 were deleted"),
        (
            """INSERT INTO audit SELECT seq + 5, at, act, outcome, actor, actor_kind, agency, session, about, object,
            why, facts, trace, previous, 'made-up' FROM audit WHERE seq = 5""",
            "rows 6 to 9 were deleted",
        ),
    ],
)
def test_rows_that_were_taken_out_or_put_in_are_located(storage: Storage, statement: str, found: str) -> None:
    for _ in range(5):
        act(storage)

    tamper(storage, statement)

    assert broken(storage) == [found]


def rewrite_from(storage: Storage, first: int) -> None:
    """Change a row and make the chain behind it consistent again."""
    kept = [dict(row._mapping) for row in rows(storage)]
    previous = kept[first - 2]["hash"] if first > 1 else audit.GENESIS
    statements = []
    for row in kept[first - 1 :]:
        row["previous"], row["actor"] = previous, "somebody-else" if row["seq"] == first else row["actor"]
        previous = audit.digest(row)
        statements.append(
            f"UPDATE audit SET actor = '{row['actor']}', previous = '{row['previous']}', hash = '{previous}' "
            f"WHERE seq = {row['seq']}"
        )
    tamper(storage, *statements)


def test_a_row_whose_own_hash_was_made_anew_is_given_away_by_the_next(storage: Storage) -> None:
    for _ in range(4):
        act(storage)
    row = dict(rows(storage)[1]._mapping) | {"actor": "somebody-else"}

    tamper(storage, f"UPDATE audit SET actor = 'somebody-else', hash = '{audit.digest(row)}' WHERE seq = 2")

    assert broken(storage) == ["row 2 was changed, or a row was put in: row 3 names another predecessor"]


def test_a_tail_that_was_cut_off_is_seen_by_an_anchor_only(storage: Storage) -> None:
    for _ in range(5):
        act(storage)
    anchor = anchor_of(storage)

    tamper(storage, "DELETE FROM audit WHERE seq > 3")

    assert broken(storage) == []
    assert broken(storage, [anchor]) == ["rows 4 to 5 were deleted from the end"]


def test_a_chain_that_was_written_anew_is_seen_by_an_anchor(storage: Storage) -> None:
    act(storage)
    first = anchor_of(storage)
    for _ in range(3):
        act(storage)
    second = anchor_of(storage)
    act(storage)

    rewrite_from(storage, 3)

    assert broken(storage) == []
    assert broken(storage, [first, second]) == [
        "rows 2 to 4 are not those that were anchored: the chain was written anew"
    ]


def test_anchors_are_found_in_logs_and_forged_ones_told_from_ours(tmp_path: Path) -> None:
    keys.generate(tmp_path)
    keys.generate(tmp_path / "theirs")
    anchor = Anchor("accounts", 7, "ab" * 32, "2026-08-03T02:00:00+00:00")
    ours, forged = AnchorSigner(tmp_path).sign(anchor), AnchorSigner(tmp_path / "theirs").sign(anchor)
    log = json.dumps({"event": "audit trail anchored", "anchor": ours}) + "\n" + forged + "\nv1.k1.abc.def\n"

    assert list(AnchorReader(tmp_path).found_in(log)) == [anchor, None]


def check_command(url: str, keys_dir: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environ = {"PATH": os.environ["PATH"], "MOTCUA_DATABASE_URL": url, "MOTCUA_KEYS_DIR": str(keys_dir)}
    command = [sys.executable, "-m", "chassis.audit_check", "audit_tests", *options]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)


def test_the_command_tells_sound_from_broken_by_its_exit_code(storage: Storage, tmp_path: Path) -> None:
    keys.generate(tmp_path)
    url = storage.engine.url.render_as_string(hide_password=False)
    for _ in range(3):
        act(storage)
    file = tmp_path / "audit_tests.anchors"
    anchors.write_down(tmp_path, "audit_tests", AnchorSigner(tmp_path).sign(anchor_of(storage)))

    sound = check_command(url, tmp_path, "--anchors", str(file))
    unanchored = check_command(url, tmp_path)
    tamper(storage, "DELETE FROM audit WHERE seq = 3")
    cut = check_command(url, tmp_path, "--anchors", str(file))
    missing = check_command(url, tmp_path, "--anchors", str(tmp_path / "nothing"))

    assert (sound.returncode, unanchored.returncode, cut.returncode, missing.returncode) == (0, 0, 1, 2), sound.stderr
    assert sound.stdout == "audit_tests: sound, 3 rows, 1 anchors, the newest at row 3\n"
    assert "no anchor was given" in unanchored.stdout
    assert cut.stdout == "audit_tests: BROKEN: rows 3 to 3 were deleted from the end\n"


NAMES = bus.Names()
AUDITED = NAMES.service


class Refusing:
    """A service that refuses."""

    name = AUDITED
    storage = Database()

    @rpc(NAMES.say)
    def say(self, call: Call[bus.Ask]) -> bus.Told:
        raise NOT_FOR_YOU()

    @rpc(NAMES.fail)
    def fail(self, call: Call[bus.Ask]) -> bus.Told:
        raise bus.NO_SUCH_THING(name="x").as_denial()

    @rpc(NAMES.slow)
    def slow(self, call: Call[bus.Ask]) -> bus.Told:
        raise bus.NO_SUCH_THING(name="x")


class Asking:
    """Somebody who calls."""

    name = AUDITED + "-caller"
    remote = RpcClient()


def test_a_service_whose_database_was_restored_to_an_earlier_point_may_not_start(
    storage: Storage, tmp_path: Path
) -> None:
    keys.generate(tmp_path)
    start = functools.partial(anchors.may_start, storage, "audit_tests", tmp_path, tmp_path)
    start()  # Nothing was written down yet.
    for _ in range(2):
        act(storage)
    anchors.write_down(tmp_path, "audit_tests", AnchorSigner(tmp_path).sign(anchor_of(storage)))
    act(storage)
    start()  # It is further than that.

    tamper(storage, "DELETE FROM audit WHERE seq > 1")
    with pytest.raises(SettingsWrong, match=r"held at 2026-08-03T02:00:00\+00:00 \(row 2 "):
        start()
    act(storage, "another.one")  # As many rows again, but others.
    with pytest.raises(SettingsWrong):
        start()

    (tmp_path / "audit_tests.anchors").rename(tmp_path / "kept.lost")
    start()


def test_a_service_looks_back_before_it_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys.generate(tmp_path)
    asked: list[Any] = []
    monkeypatch.setattr(anchors, "may_start", lambda _storage, *given: asked.append(given))
    with fresh_database("audit_tests") as url:
        settings = bus.environ(tmp_path, url) | {"MOTCUA_AUDIT_DIR": str(tmp_path)}
        with bus.running(Refusing, settings):
            assert asked == [(AUDITED, tmp_path, tmp_path)]


def test_an_anchor_that_is_not_ours_keeps_no_service_from_starting(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    for directory in (tmp_path, tmp_path / "theirs"):
        keys.generate(directory)
    forged = AnchorSigner(tmp_path / "theirs").sign(Anchor(AUDITED, 9, "ab" * 32, "2026-08-03T02:00:00+00:00"))
    anchors.write_down(tmp_path, AUDITED, forged)

    assert anchors.last_written(tmp_path, AUDITED, AnchorReader(tmp_path, own=True)) is None


def test_refusals_of_known_callers_are_rows_and_the_head_is_anchored(tmp_path: Path) -> None:
    keys.generate(tmp_path)
    with fresh_database("audit_tests") as url:
        settings = bus.environ(tmp_path, url) | {"MOTCUA_AUDIT_DIR": str(tmp_path), "MOTCUA_AUDIT_ANCHOR_SECONDS": "1"}
        with bus.running(Refusing, settings) as service, bus.running(Asking, settings) as asking:
            remote, ask = bus.remote_of(asking), bus.Ask(text="x")
            anonymous = Caller(kind=CallerKind.ANONYMOUS)
            for caller, (method, kind) in itertools.product(
                (OFFICER, anonymous), ((NAMES.say, Forbidden), (NAMES.fail, NotFound), (NAMES.slow, NotFound))
            ):
                with pytest.raises(kind):
                    remote.call(method, ask, caller=caller)
            [database] = [d for d in service.dependencies if isinstance(d, Database)]
            storage = database.get_dependency(None)
            kept: Callable[[], list[Any]] = lambda: rows(storage)  # noqa: E731
            wait_until(lambda: len(kept()) == 2, what="two refusals in the trail")
            file = tmp_path / f"{AUDITED}.anchors"
            reader = AnchorReader(tmp_path)
            wait_until(
                lambda: file.exists() and [a.seq for a in reader.found_in(file.read_text()) if a][-1] == 2,
                what="an anchor of the second row",
            )

            # Each is noted once the caller has its answer, so the second may be noted first.
            assert sorted((row.act, row.outcome, row.actor, row.facts["code"]) for row in kept()) == [
                ("fail", "denied", "s-1", "bus.no-such-thing"),
                ("say", "denied", "s-1", "request.forbidden"),
            ]
            found = [anchor for anchor in reader.found_in(file.read_text()) if anchor]
            assert audit_check.check(kept(), found).broken == []
            assert dt.datetime.fromisoformat(found[-1].at)
