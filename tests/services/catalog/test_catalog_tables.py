"""The migrated database is what the code's tables say, and keeps what was published."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from chassis import migrations
from chassis import tables as chassis_tables
from services.catalog import tables


def test_migrations_lead_to_the_tables_of_the_code(empty: Any) -> None:
    with empty.storage.engine.connect() as db:
        context = MigrationContext.configure(db, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, [tables.metadata, chassis_tables.metadata])  # type: ignore[arg-type]

        assert [d for d in differences if getattr(d[1], "name", "") != migrations.ALEMBIC_TABLE] == []
        names = {c["name"] for t in tables.metadata.tables for c in sa.inspect(db).get_check_constraints(t)}
    assert names == {
        c.name for t in tables.metadata.tables.values() for c in t.constraints if isinstance(c, sa.CheckConstraint)
    }


@pytest.mark.parametrize(
    "change",
    [
        {"content": {"name": "khác"}},
        {"content_hash": "0" * 64},
        {"version": 7},
        {"name": "khác"},
        {"valid_from": dt.date(2030, 1, 1)},
        {"published_at": dt.datetime(2030, 1, 1, tzinfo=dt.UTC)},
        {"state": "draft"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_published_version_cannot_be_changed(catalog: Any, change: dict[str, Any]) -> None:
    versions = tables.procedure_versions

    with pytest.raises(sa.exc.DBAPIError, match="cannot be changed"), catalog.storage.engine.begin() as db:
        db.execute(versions.update().where(versions.c.code == "2.000635").values(**change))


def test_a_published_version_cannot_be_deleted(catalog: Any) -> None:
    versions = tables.procedure_versions

    with pytest.raises(sa.exc.DBAPIError, match="cannot be deleted"), catalog.storage.engine.begin() as db:
        db.execute(versions.delete().where(versions.c.code == "2.000635"))


def test_a_published_version_can_be_closed(empty: Any) -> None:
    from services.catalog import seeds, store
    from services.catalog.handlers import publishing

    shipped = seeds.read_seeds()
    procedure = next(p for p in shipped.procedures if p.code == "2.000635")
    with empty.storage.work(_editor()) as work:
        store.keep_fields(work.db, shipped.fields)
        publishing.publish_version(work, replace(procedure, offers=()), editor="a", reviewer="b")
        row = store.published_rows(work.db, procedure.code)[0]
        store.change_version(work.db, row.id, valid_to=dt.date(2027, 1, 1))

    assert empty.procedure("2.000635", version=1).valid_to == dt.date(2027, 1, 1)


def _editor() -> Any:
    from chassis.callers import system

    return system("editor")
