"""Whoever adds a sealed column says for what and bound to what, so that a change of keys forgets none."""

import importlib

import pytest

SERVICES = ("catalog", "accounts", "dossiers", "payments", "notifications")


@pytest.mark.parametrize("service", SERVICES)
def test_every_sealed_column_is_declared(service: str) -> None:
    metadata = importlib.import_module(f"services.{service}.tables").metadata
    columns = {str(c) for table in metadata.tables.values() for c in table.columns if c.name.endswith("_sealed")}
    declared = importlib.import_module(f"services.{service}.sealed").COLUMNS

    assert columns == {str(sealed.column) for sealed in declared}
