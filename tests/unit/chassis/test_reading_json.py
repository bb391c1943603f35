"""Whoever reads JSON of others is ready for any depth of it: what is nested without an end is no `ValueError`."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]


def careless_in(source: str) -> Iterator[int]:
    """Lines of handlers that catch what is no JSON, but not what is nested too deep."""
    for tried in ast.walk(ast.parse(source)):
        if not isinstance(tried, ast.Try) or "json.loads(" not in "".join(map(ast.unparse, tried.body)):
            continue
        caught = [ast.unparse(handler.type) for handler in tried.handlers if handler.type is not None]
        if any("ValueError" in one for one in caught) and not any(
            name in one for one in caught for name in ("RecursionError", "Exception")
        ):
            yield tried.lineno


def test_what_is_nested_without_an_end_is_refused_like_all_that_is_no_json() -> None:
    read = [
        *ROOT.glob("services/*/adapters/*.py"),
        *ROOT.glob("services/*/handlers/*.py"),
        *ROOT.glob("gateway/**/*.py"),
    ]
    careless = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in read
        if "json.loads(" in (source := path.read_text("utf-8"))
        for line in careless_in(source)
    ]

    assert careless == []
    assert list(careless_in("try:\n    json.loads(x)\nexcept ValueError:\n    pass")) == [1]
