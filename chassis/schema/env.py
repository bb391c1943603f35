"""Alembic's environment for every service; `chassis.migrations` configures it and passes the open connection."""

from alembic import context

from chassis.migrations import ALEMBIC_TABLE

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    version_table=ALEMBIC_TABLE,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
