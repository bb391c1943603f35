"""The migrated database is what the code's tables say."""

from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from chassis import migrations
from chassis import tables as chassis_tables
from services.dossiers import tables


def test_migrations_lead_to_the_tables_of_the_code(world: Any) -> None:
    with world.storage.engine.connect() as db:
        context = MigrationContext.configure(db, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, [tables.metadata, chassis_tables.metadata])  # type: ignore[arg-type]

        assert [d for d in differences if getattr(d[1], "name", "") != migrations.ALEMBIC_TABLE] == []
        names = {c["name"] for t in tables.metadata.tables for c in sa.inspect(db).get_check_constraints(t)}
    assert names == {
        c.name for t in tables.metadata.tables.values() for c in t.constraints if isinstance(c, sa.CheckConstraint)
    }
