"""Policies with one mistake each: a row for others, a role too many or too few, a condition dropped or turned round."""

import ast
import functools
import importlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import CodeType, MappingProxyType, ModuleType
from typing import Any

from services.dossiers.domain import states
from services.dossiers.domain.actions import Party
from tests.policy.people import ROLES
from tests.policy.promises import Dossiers

_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.GtE: ast.Lt,
}


_ABOUT = Dossiers()


@dataclass(frozen=True, slots=True)
class Mutant:
    """A policy with a mistake, and what the mistake is; ``row`` names the row of the table that it is in, if any."""

    what: str
    policy: ModuleType
    row: str = ""


def of(service: str) -> Iterator[Mutant]:
    """All mutants of a service's policy."""
    original = importlib.import_module(f"services.{service}.policy")
    yield from _of_source(original)
    if service == "dossiers":
        yield from _of_rules(original)
        yield from _of_edges(original)
    else:
        yield from _of_rows(original)


# Mistakes in the code


def _of_source(original: ModuleType) -> Iterator[Mutant]:
    tree = ast.parse(inspect.getsource(original))
    for function in [node for node in tree.body if isinstance(node, ast.FunctionDef)]:
        for node in ast.walk(function):
            for what, change in _changes(node):
                undo = change()
                yield Mutant(f"{function.name}, line {getattr(node, 'lineno', 0)}: {what}", _compiled(original, tree))
                undo()


def _changes(node: ast.AST) -> Iterator[tuple[str, Any]]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in _TURNED:
        yield "comparison turned round", lambda: _set(node, "ops", [_TURNED[type(node.ops[0])]()])
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "and for or", lambda: _set(node, "op", other)
        neutral = ast.Constant(isinstance(node.op, ast.And))
        for place in range(len(node.values)):
            rest = [neutral if number == place else value for number, value in enumerate(node.values)]
            yield f"condition {place + 1} dropped", lambda rest=rest: _set(node, "values", rest)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not dropped", lambda: _set(node, "operand", ast.UnaryOp(ast.Not(), node.operand))
    if isinstance(node, ast.If):
        for value in (True, False):
            yield f"if {value}", lambda value=value: _set(node, "test", ast.Constant(value))
    for part in ("body", "orelse"):
        block = getattr(node, part, None)
        for place, statement in enumerate(block if isinstance(block, list) else ()):
            if isinstance(statement, ast.Raise):
                silent = [*block[:place], ast.Pass(), *block[place + 1 :]]
                yield f"refusal {place + 1} of {part} dropped", lambda p=part, s=silent: _set(node, p, s)
    if isinstance(node, ast.comprehension) and node.ifs:
        yield "filter dropped", lambda: _set(node, "ifs", [])


def _set(node: ast.AST, name: str, value: Any) -> Any:
    before = getattr(node, name)
    setattr(node, name, value)
    return lambda: setattr(node, name, before)


def _compiled(original: ModuleType, tree: ast.Module) -> ModuleType:
    made = ModuleType(original.__name__)
    exec(compile(ast.fix_missing_locations(tree), "mutant", "exec"), made.__dict__)
    return made


# Mistakes in a table of who


def _of_rows(original: ModuleType) -> Iterator[Mutant]:
    whos = list(original.Who)
    for row, who in original.TABLE.items():
        made = _copy_of(original)
        del made.TABLE[row]
        yield Mutant("row missing", made, row)
        for other in whos:
            if other is not who:
                made = _copy_of(original)
                made.TABLE[row] = made.Who[other.name]
                yield Mutant(f"{other.name} for {who.name}", made, row)


def _copy_of(original: ModuleType) -> ModuleType:
    made = ModuleType(original.__name__)
    exec(_code_of(original), made.__dict__)
    return made


@functools.cache
def _code_of(original: ModuleType) -> CodeType:
    return compile(inspect.getsource(original), "mutant", "exec")


# Mistakes in the rules of dossiers, and in who may take which edge


def _of_rules(original: ModuleType) -> Iterator[Mutant]:
    for row, rule in original.TABLE_OF_METHODS.items():
        others = [replace(rule, public=not rule.public), replace(rule, applicant=not rule.applicant)]
        others += [replace(rule, roles=rule.roles ^ {role}) for role in ROLES]
        if _ABOUT.is_about_one(row) and "receiver" not in rule.roles:
            # Elsewhere it changes nothing: what concerns no dossier has no desk, and who may anyway may there.
            others += [replace(rule, desk=not rule.desk)]
        if _ABOUT.is_about_one(row):
            others += [replace(rule, over_desk=not rule.over_desk)]
        for other in others:
            made = _copy_of(original)
            rule_as_told = made.Rule(other.public, other.applicant, other.roles, other.desk, other.over_desk)
            rows = {**made.TABLE_OF_METHODS, row: rule_as_told}
            made.TABLE_OF_METHODS = MappingProxyType(rows)
            yield Mutant(f"{other} for {rule}", made, row)


def _of_edges(original: ModuleType) -> Iterator[Mutant]:
    for key, edge in states.TABLE.items():
        if Party.SYSTEM in edge.parties:
            continue
        for party in set(Party) - {Party.SYSTEM, Party.CONSULTED}:
            changed = {**states.TABLE, key: replace(edge, parties=edge.parties ^ {party})}
            kept, states.TABLE = states.TABLE, MappingProxyType(changed)
            try:
                made = _copy_of(original)
                yield Mutant(f"edge {key[0].value} {key[1]}: {party} changed", made, f"{key[0].value} {key[1]}")
            finally:
                states.TABLE = kept
