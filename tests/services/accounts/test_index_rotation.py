"""The index key changes while people register, sign in and recover: nobody is lost, nobody is doubled."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import audit_check, keys, reindexing
from chassis.errors import PortalError
from chassis.sealing import Sealer
from chassis.testing import fresh_storage
from services.accounts import contract, tables
from tests.services.accounts.conftest import PERSON, World

WRONG = "không phải mật khẩu này"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    keys.generate(tmp_path)
    return tmp_path


@pytest.fixture
def rotated(place: Path) -> Iterator[World]:
    """A world whose keys are its own, to be changed."""
    time: list[World] = []
    with fresh_storage("accounts", clock=lambda: time[0].now) as storage:
        time.append(World(storage, place))
        yield time[0]


def change_key(place: Path, *worlds: World) -> None:
    """A new index key is in use; every process has taken it up."""
    keys.activate(place, "index", keys.add(place, "index"))
    for world in worlds:
        world.sealer = Sealer(place)


def reindex(world: World) -> tuple[int, int]:
    return reindexing.reindex_all(world.storage, world.sealer, tables.metadata)


def of_other_keys(world: World) -> dict[str, int]:
    """Columns with digests that are not made with the key in use."""
    mark = world.sealer.index_key()
    with world.storage.read() as db:
        counted = {str(c): reindexing.left(db, c, mark) for c in reindexing.index_columns(tables.metadata)}
    return {column: count for column, count in counted.items() if count}


def refusal(attempt: Any) -> str:
    with pytest.raises(PortalError) as refused:
        attempt()
    return refused.value.code


@pytest.mark.parametrize("reindexed", [False, True])
def test_who_registered_before_signs_in_after_and_keeps_their_one_account(
    rotated: World, place: Path, reindexed: bool
) -> None:
    rotated.register()
    change_key(place, rotated)
    if reindexed:
        assert reindex(rotated)[1] == 0
        assert of_other_keys(rotated) == {}

    assert rotated.sign_in().access_token
    sent = rotated.start_registration(phone="0912000777")
    assert refusal(lambda: rotated.confirm_registration(sent.challenge_id, rotated.last_code())) == "account.exists"


def test_who_began_to_register_before_finishes_after_and_is_indexed_anew(rotated: World, place: Path) -> None:
    sent = rotated.start_registration()
    change_key(place, rotated)

    rotated.confirm_registration(sent.challenge_id, rotated.last_code())

    with rotated.storage.read() as db:
        [account] = db.execute(sa.select(tables.accounts)).all()
    for name in ("identity_index", "identity_last4_index", "phone_index", "phone_last4_index"):
        assert account._mapping[name].startswith(rotated.sealer.index_key()), name


def test_two_processes_of_which_one_has_not_changed_over_open_one_account(rotated: World, place: Path) -> None:
    old_keys = place / "old"
    keys.share(
        place, old_keys, "accounts", [*(f"seal-{name}.key" for name in ("identity", "contact", "code")), "index.key"]
    )
    sent = [rotated.start_registration(phone=f"091234567{n}") for n in range(2)]
    codes = rotated.codes()
    change_key(place, rotated)
    found: list[str] = []

    def confirm(number: int, sealer: Sealer) -> None:
        twin = World.__new__(World)
        twin.__dict__ |= rotated.__dict__ | {"sealer": sealer}
        try:
            twin.confirm_registration(sent[number].challenge_id, codes[number])
            found.append("done")
        except PortalError as refused:
            found.append(refused.code)

    threads = [
        threading.Thread(target=confirm, args=(number, sealer))
        for number, sealer in enumerate((Sealer(old_keys), Sealer(place)))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == ["account.exists", "done"]


def test_failures_of_before_still_count(rotated: World, place: Path) -> None:
    rotated.register()
    while refusal(lambda: rotated.start_sign_in(password=WRONG)) != "sign-in.too-many":
        pass
    change_key(place, rotated)

    assert refusal(lambda: rotated.start_sign_in(password=WRONG)) == "sign-in.too-many"
    reindex(rotated)
    assert refusal(lambda: rotated.start_sign_in(password=WRONG)) == "sign-in.too-many"


def test_a_code_is_not_sent_again_sooner_because_of_a_change(rotated: World, place: Path) -> None:
    rotated.start_registration()
    change_key(place, rotated)

    assert refusal(lambda: rotated.start_registration(identity_number="042090000456")) == "code.too-many"


@pytest.mark.parametrize("when", ["before", "between", "after"])
def test_a_recovery_reaches_its_account_whenever_the_key_changes(rotated: World, place: Path, when: str) -> None:
    rotated.register()
    rotated.pass_time(minutes=5)
    if when == "before":
        change_key(place, rotated)
    sent = rotated.start_recovery()
    if when == "between":
        change_key(place, rotated)
    assert rotated.send_recovery_codes() == 1
    if when == "after":
        change_key(place, rotated)
        reindex(rotated)

    rotated.confirm_recovery(sent.challenge_id, rotated.last_code(), "một mật khẩu mới tinh")


def test_a_cut_off_run_goes_on_where_it_ended(rotated: World, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        rotated.register(identity_number=f"04209000011{number}", phone=f"091234511{number}")
    change_key(place, rotated)
    monkeypatch.setattr(reindexing, "BATCH", 2)
    column = tables.accounts.c.identity_index
    with pytest.raises(KeyboardInterrupt):
        reindexing.reindex(rotated.storage, rotated.sealer, column, _cut_off)
    assert of_other_keys(rotated)["accounts.identity_index"] == 3

    assert reindexing.reindex(rotated.storage, rotated.sealer, column) == (3, 0)
    assert reindex(rotated)[1] == 0
    assert of_other_keys(rotated) == {}
    with rotated.storage.read() as db:
        rows = [row for row in audit_check.rows_of(db) if row.act == "keys.reindexed"]
    assert [(row.facts["left"], row.facts["key"]) for row in rows] == [(0, rotated.sealer.index_key().rstrip("."))]


def _cut_off(_column: str, _done: int) -> None:
    raise KeyboardInterrupt


def test_people_register_and_sign_in_while_the_key_changes_twice(rotated: World, place: Path) -> None:
    """One goes on signing in and registering, another changes keys and renews indexes under it."""
    rotated.register()
    stop, problems, opened = threading.Event(), [], []

    def live() -> None:
        number = 0
        while not stop.is_set():
            try:
                rotated.pass_time(hours=3)  # no phone gets more than ten codes a day, however fast this goes on
                rotated.sign_in()
                rotated.register(identity_number=f"0420900{number:05d}"[:12], phone=f"09125{number:05d}")
                opened.append(number)
                number += 1
            except PortalError as refused:
                problems.append(refused.code)

    thread = threading.Thread(target=live)
    thread.start()
    try:
        for _ in range(2):
            change_key(place, rotated)
            assert reindex(rotated)[1] == 0
    finally:
        stop.set()
        thread.join()
    reindex(rotated)

    assert problems == []
    assert of_other_keys(rotated) == {}
    with rotated.storage.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(tables.accounts)) == len(opened) + 1
    rotated.pass_time(hours=3)
    assert rotated.profile(rotated.sign_in()).identity_masked.endswith(PERSON["identity_number"][-3:])


def test_every_column_of_digests_is_found_by_its_name() -> None:
    names = {str(column) for column in reindexing.index_columns(tables.metadata)}

    assert {"accounts.identity_index", "delegations.delegate_index", "sessions.network_index"} <= names
    assert "provider_links.subject_index" in names
    assert contract.SERVICE == "accounts"
