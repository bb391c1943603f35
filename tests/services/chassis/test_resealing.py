"""A key is changed while texts are read and made: nothing is lost, all is made anew, and a cut-off run goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from chassis import audit_check, keys, resealing, sealing
from chassis.resealing import SealedColumn, reseal, reseal_all
from chassis.sealing import CONTACT, SealBroken, Sealer
from chassis.storage import Storage
from chassis.testing import fresh_storage

TEXTS = sa.Table(
    "texts",
    sa.MetaData(),
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("phone_sealed", sa.Text, nullable=False),
)
PHONE = SealedColumn(TEXTS.c.phone_sealed, CONTACT, lambda row: f"text:{row.id}")


@pytest.fixture
def keys_dir(tmp_path: Path) -> Path:
    keys.generate(tmp_path)
    return tmp_path


@pytest.fixture
def storage() -> Iterator[Storage]:
    with fresh_storage("resealing_tests") as made:
        TEXTS.create(made.engine)
        yield made


def put(storage: Storage, sealer: Sealer, count: int) -> None:
    with storage.engine.begin() as db:
        rows = [
            {"id": f"{n:04}", "phone_sealed": sealer.seal(CONTACT, f"+84{n}", f"text:{n:04}")} for n in range(count)
        ]
        db.execute(TEXTS.insert(), [*rows, {"id": "none", "phone_sealed": ""}])


def texts(storage: Storage) -> dict[str, str]:
    with storage.read() as db:
        return {row.id: row.phone_sealed for row in db.execute(sa.select(TEXTS))}


def rotate(keys_dir: Path) -> str:
    kid = keys.add(keys_dir, "seal-contact")
    keys.activate(keys_dir, "seal-contact", kid)
    return kid


def test_every_text_is_made_with_the_new_key_and_says_the_same(storage: Storage, keys_dir: Path) -> None:
    sealer = Sealer(keys_dir)
    put(storage, sealer, 450)
    kid = rotate(keys_dir)

    found = reseal_all(storage, sealer, [PHONE], CONTACT)

    assert [(one.done, one.broken) for one in found] == [(450, 0)]
    kept = texts(storage)
    assert kept.pop("none") == ""
    assert {text.split(".")[1] for text in kept.values()} == {kid}
    assert all(sealer.unseal(CONTACT, text, f"text:{name}") == f"+84{int(name)}" for name, text in kept.items())
    with storage.read() as db:
        [row] = audit_check.rows_of(db)
    assert (row.act, row.object, row.facts) == (
        "keys.resealed",
        "seal-contact",
        {"key": kid, "texts": 450, "broken": 0},
    )


def test_a_run_that_was_cut_off_goes_on_and_a_finished_one_has_nothing_to_do(
    storage: Storage, keys_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealer = Sealer(keys_dir)
    put(storage, sealer, 50)
    rotate(keys_dir)
    monkeypatch.setattr(resealing, "BATCH", 20)

    class Killed(Exception):
        pass

    def die(_column: str, done: int) -> None:
        if done == 20:
            raise Killed

    with pytest.raises(Killed):
        reseal(storage, sealer, PHONE, die)

    assert reseal(storage, sealer, PHONE).done == 30
    assert reseal(storage, sealer, PHONE).done == 0


def test_a_text_that_cannot_be_opened_is_left_and_told(storage: Storage, keys_dir: Path) -> None:
    sealer = Sealer(keys_dir)
    put(storage, sealer, 3)
    with storage.engine.begin() as db:
        db.execute(TEXTS.update().where(TEXTS.c.id == "0001").values(phone_sealed="v1.gone.AAAA.AAAA"))
    rotate(keys_dir)

    found = reseal(storage, sealer, PHONE)

    assert (found.done, found.broken) == (2, 1)
    assert texts(storage)["0001"] == "v1.gone.AAAA.AAAA"


def test_a_process_takes_up_a_replaced_key_file_by_itself(keys_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, maker = Sealer(keys_dir), Sealer(keys_dir)
    old = maker.seal(CONTACT, "+84912345678", "c")
    assert reader.unseal(CONTACT, old, "c")

    kid = rotate(keys_dir)
    fresh = Sealer(keys_dir).seal(CONTACT, "+84987654321", "c")

    # What is made with a key that is not known yet makes the reader look at once; the maker looks now and then.
    assert reader.unseal(CONTACT, fresh, "c") == "+84987654321"
    assert maker.seal(CONTACT, "x", "c").split(".")[1] != kid
    monkeypatch.setattr(sealing, "LOOK_EVERY", 0.0)
    assert maker.seal(CONTACT, "x", "c").split(".")[1] == kid
    assert maker.unseal(CONTACT, old, "c") == "+84912345678"


def test_a_key_file_that_breaks_leaves_the_known_keys_in_use(keys_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "LOOK_EVERY", 0.0)
    sealer = Sealer(keys_dir)
    text = sealer.seal(CONTACT, "+84912345678", "c")
    (keys_dir / "seal-contact.key").write_text("{}")

    assert sealer.unseal(CONTACT, text, "c") == "+84912345678"
    with pytest.raises(SealBroken):
        sealer.unseal(CONTACT, text.replace("v1.k", "v1.x"), "c")


def test_a_rotation_that_was_cut_off_is_known_by_its_waiting_key(keys_dir: Path) -> None:
    assert keys.waiting(keys_dir, "seal-contact") == ""
    kid = keys.add(keys_dir, "seal-contact")
    assert keys.waiting(keys_dir, "seal-contact") == kid
    keys.activate(keys_dir, "seal-contact", kid)
    assert keys.waiting(keys_dir, "seal-contact") == ""
    told = keys.listed(keys_dir)
    assert f"seal-contact.key      {kid:<10}  in use\n" in told
    secret = keys.load_ring(keys_dir, "seal-contact.key").current
    assert keys.b64(secret) not in told
