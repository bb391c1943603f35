"""What a transaction remembers: read once, and anew after every write, whoever writes."""

import ast
from pathlib import Path
from typing import Any

import pytest

from services.dossiers.store import remembered

STORE = Path(remembered.__file__).parent
TABLES = {
    "papers": "papers",
    "files": "files",
    "supplement_requests": "supplements",
    "fees": "fees",
    "handed_in": "handed",
    "agencies": "agency",
}
"""The tables of which something is remembered, each with the kind that it is remembered under."""


class Connection:
    """Stands for a connection; nothing asks it anything."""


def written_in(function: ast.FunctionDef) -> set[str]:
    """The remembered tables that a function writes to: by a statement of its own, or handed to ``_put``."""
    found = set()
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("insert", "update", "delete"):
            found |= {one.id for one in ast.walk(node.func.value) if isinstance(one, ast.Name)}
        if isinstance(node.func, ast.Name) and node.func.id in ("insert", "_put"):
            found |= {one.id for one in node.args if isinstance(one, ast.Name)}
    return found & TABLES.keys()


def forgotten_in(function: ast.FunctionDef) -> set[str]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    ours = [call for call in calls if ast.unparse(call.func) == "remembered.forget"]
    return {call.args[1].value for call in ours if isinstance(call.args[1], ast.Constant)}


def writers() -> list[Any]:
    return [
        pytest.param(node, id=f"{module.stem}.{node.name}")
        for module in sorted(STORE.glob("*.py"))
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef) and written_in(node)
    ]


@pytest.mark.parametrize("function", writers())
def test_who_writes_what_is_remembered_forgets_it(function: ast.FunctionDef) -> None:
    assert {TABLES[name] for name in written_in(function)} <= forgotten_in(function)


def test_there_are_writers_of_every_table() -> None:
    assert set().union(*(written_in(one.values[0]) for one in writers())) == TABLES.keys()


def test_a_thing_is_read_once_and_anew_when_it_was_forgotten() -> None:
    db: Any = Connection()
    reads: list[int] = []

    def read() -> int:
        reads.append(len(reads))
        return reads[-1]

    remembered.begin(db)
    assert [remembered.once(db, ("files", "d-1"), read) for _ in range(2)] == [0, 0]
    remembered.forget(db, "papers")
    assert remembered.once(db, ("files", "d-1"), read) == 0
    remembered.forget(db, "files")
    assert remembered.once(db, ("files", "d-1"), read) == 1


def test_nothing_is_remembered_before_it_begins_or_for_another_connection() -> None:
    db: Any = Connection()
    other: Any = Connection()
    remembered.know(db, ("fees", "d-1"), ())
    assert remembered.once(db, ("fees", "d-1"), lambda: "read") == "read"
    remembered.begin(db)
    remembered.know(db, ("fees", "d-1"), ())

    assert remembered.once(db, ("fees", "d-1"), lambda: "read") == ()
    assert remembered.once(other, ("fees", "d-1"), lambda: "read") == "read"
