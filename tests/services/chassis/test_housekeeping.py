"""What is past its time goes, and only that."""

import sqlalchemy as sa

from chassis import housekeeping, migrations, tables
from chassis.testing import fresh_storage


def test_only_what_is_past_its_time_is_deleted():
    with fresh_storage("housekeeping") as storage:
        with storage.engine.begin() as db:
            for name, days in (("old", 8), ("young", 6)):
                db.execute(
                    tables.idempotency.insert().values(
                        caller="c",
                        method="m",
                        key=name,
                        fingerprint="f",
                        created_at=sa.func.now() - sa.text(f"interval '{days} days'"),
                    )
                )

        gone = housekeeping.prune(storage, "housekeeping")

        with storage.read() as db:
            kept = list(db.execute(sa.select(tables.idempotency.c.key)).scalars())
    assert gone == {"idempotency": 1, "outbox": 0, "inbox": 0}
    assert kept == ["young"]


def test_a_database_without_the_newest_revision_is_not_current():
    with fresh_storage("housekeeping") as storage:
        with storage.read() as db:
            assert migrations.is_current("housekeeping", db)
        with storage.engine.begin() as db:
            db.execute(sa.text(f"UPDATE {migrations.ALEMBIC_TABLE} SET version_num = 'chassis_0000'"))
        with storage.read() as db:
            assert not migrations.is_current("housekeeping", db)


def test_the_migrated_database_is_what_the_tables_say():
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with fresh_storage("housekeeping") as storage, storage.engine.connect() as db:
        context = MigrationContext.configure(
            db, opts={"include_name": lambda name, kind, _: kind != "table" or name != migrations.ALEMBIC_TABLE}
        )
        assert compare_metadata(context, tables.metadata) == []
