"""The public face of every service: what its modules declare is had from the package, under one name."""

import ast
import importlib
from pathlib import Path

import pytest

SERVICES = ("catalog", "accounts", "dossiers", "payments", "notifications")
ROOMS = {
    "terms",
    "requests",
    "desk",
    "parts",
    "acting",
    "views",
    "preferring",
    "following",
    "operating",
    "wording",
    "events",
    "methods",
    "errors",
    "units",
    "open_data",
    "open_files",
    "levels",
    "editing",
    "offering",
    "versions",
    "staffing",
    "looking",
    "issued",
    "history",
    "receipts",
    "refunds",
    "differences",
    "closing",
    "uploads",
    "counter",
    "board",
    "announcing",
    "feedback",
    "claims",
    "openness",
    "rights",
    "acting_errors",
    "field_errors",
    "consents",
    "exporting",
    "correcting",
    "erasing",
    "restricting",
    "rights_errors",
    "handling",
    "handling_errors",
    "proceedings",
    "collecting",
    "desk_errors",
    "cash",
    "books",
    "quoting",
    "transfers",
    "public_events",
    "subscriptions",
    "credentials",
    "subscription_errors",
    "agency_events",
    "handover_figures",
}


def modules_of(service: str) -> dict[str, Path]:
    package = importlib.import_module(f"services.{service}.contract")
    return {path.stem: path for path in Path(package.__path__[0]).glob("*.py") if path.stem != "__init__"}


def declared_in(path: Path) -> list[str]:
    """The names that a module binds itself, imports left out."""
    names: list[str] = []
    for statement in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.ClassDef | ast.FunctionDef):
            names.append(statement.name)
        elif isinstance(statement, ast.Assign):
            names.extend(target.id for target in statement.targets if isinstance(target, ast.Name))
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            names.append(statement.target.id)
    return [name for name in names if not name.startswith("_")]


@pytest.mark.parametrize("service", SERVICES)
def test_every_name_a_contract_declares_is_had_from_the_package(service: str) -> None:
    contract = importlib.import_module(f"services.{service}.contract")
    declared = [name for path in modules_of(service).values() for name in declared_in(path)]

    assert sorted(declared) == sorted(contract.__all__)
    assert all(hasattr(contract, name) for name in declared)


@pytest.mark.parametrize("service", SERVICES)
def test_the_modules_of_a_contract_have_the_same_names_in_every_service(service: str) -> None:
    modules = set(modules_of(service))

    assert modules <= ROOMS
    assert {"terms", "requests", "views", "methods", "errors"} <= modules
