"""What sealing the reply of a command costs, beside keeping it in the clear as JSONB and keeping nothing.

``MOTCUA_TEST_DATABASE_URL`` names a PostgreSQL in which a database may be made: ``python -m benchmarks.kept_replies``.
The reply is of the size of a dossier with six people and six papers. Rounds of the three ways alternate.
"""

import json
import secrets
import statistics
import time
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from chassis import storage as units
from chassis import tables
from chassis.contracts import Call, command
from chassis.records import Json, record
from chassis.sealing import Sealer
from chassis.storage import Storage
from chassis.testing import call_of, drop_templates, fresh_storage

ROUNDS, COMMANDS = 10, 100
Keep = Callable[[sa.Connection, Call[Any], dict[str, Any], Sealer], None]


@record
class Told:
    """Request and reply alike."""

    dossier: Json


KEEP = command("storage_tests", "keep", Told, Told)


def a_dossier() -> dict[str, Any]:
    number = "".join(secrets.choice("0123456789") for _ in range(12))
    home = {"way": "current", "province": "01", "commune": "00004", "street": "Số 1, ngõ 2, phố Hàng Bài"}
    person = {"full_name": "Nguyễn Văn An", "birth_date": "1990-05-17", "phone": "0912345678", "residence": home}
    file = {"name": "to-khai.pdf", "media_type": "application/pdf", "size": 120_000, "added_at": "2026-11-27T02:00:00Z"}
    paper = {"name": "Giấy tờ chứng minh nơi cư trú", "required": True, "originals": 1, "copies": 0, "form": "Mẫu 01"}
    papers = [
        {
            **paper,
            "key": f"paper-{n}",
            "files": [{**file, "id": secrets.token_hex(16), "sha256": secrets.token_hex(32)}],
        }
        for n in range(6)
    ]
    people = {f"person-{n}": {**person, "identity": {"kind": "cccd", "number": number}} for n in range(6)}
    return {"answers": people, "papers": papers, "receipt": {"papers": papers}}


def in_the_clear(db: sa.Connection, call: Call[Any], reply: dict[str, Any], _sealer: Sealer) -> None:
    mine = tables.idempotency.c.key == call.key
    kept = {"reply": reply, "fingerprint": units.fingerprint(call.request)}
    db.execute(tables.idempotency.update().where(mine).values(**kept))


def not_at_all(_db: sa.Connection, _call: Call[Any], _reply: dict[str, Any], _sealer: Sealer) -> None:
    return None


WAYS: dict[str, Keep] = {"sealed": units._keep_reply, "in the clear": in_the_clear, "not at all": not_at_all}


def seconds(storage: Storage, way: str) -> list[float]:
    """How long each command of a round took."""
    units._keep_reply = WAYS[way]
    found = []
    for _ in range(COMMANDS):
        told = Told(dossier=a_dossier())
        call = call_of(KEEP, told, key=f"{way}-{secrets.token_hex(8)}")
        began = time.perf_counter()
        with storage.command(call) as work:
            work.done(told)
        found.append(time.perf_counter() - began)
    return found


def main() -> None:
    """Print the medians, and what a row takes on disk."""
    took: dict[str, list[float]] = {way: [] for way in WAYS}
    with fresh_storage("storage_tests") as storage:
        for _ in range(ROUNDS):
            for way in WAYS:
                took[way] += seconds(storage, way)
        with storage.engine.connect() as db:
            size = sa.func.avg(sa.func.pg_column_size(sa.text("t")))
            rows = tables.idempotency.alias("t")
            on_disk = {
                way: db.execute(sa.select(size).select_from(rows).where(rows.c.key.startswith(way))).scalar_one()
                for way in WAYS
            }
    drop_templates()
    print(f"a reply of {len(json.dumps(a_dossier(), ensure_ascii=False).encode())} bytes")
    for way, times in took.items():
        print(f"{way:<13} {statistics.median(times) * 1000:.2f} ms a command, {on_disk[way]:.0f} bytes a row")


if __name__ == "__main__":
    main()
