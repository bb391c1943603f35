"""A policy with any one mistake is told from the right one by the promises: the matrix is worth its name."""

import importlib
import re
from collections import Counter
from types import ModuleType

import pytest

from tests.policy import judging, mutants

SERVICES = ("accounts", "catalog", "dossiers", "notifications", "payments")

HARMLESS = (
    ("payments", "^CASHIER for RECEIVER$", "the same role; what is not there has a name of its own"),
    (
        "notifications",
        "^(ANYONE for PROVIDER|PROVIDER for ANYONE)$",
        "both let everybody pass: what a provider sends proves itself to the handler",
    ),
    ("dossiers", r"^check, line \d+: if True$", "a service has no roles, so it is forbidden either way"),
    (
        "dossiers",
        r"^Rule\(public=True, .* for Rule\(public=False",
        "of one dossier check_on decides",
    ),
    (
        "dossiers",
        r" for Rule\(public=True, applicant=False, roles=frozenset\(\), desk=False, over_desk=False\)$",
        "what is public has no other rule",
    ),
    ("dossiers", r"^edge [46] answer", "whom a question was put to decides there, which no role at the dossier tells"),
)
"""Mistakes that change no answer: service, what, and why. Whoever adds one has thought about it."""


def is_told(service: str, policy: ModuleType, row: str) -> bool:
    """Whether a mutant is told from what is promised; one that breaks down is.

    Where the mistake is in a row, by the verdicts of that row alone: those of others cannot speak for it.
    """
    found = judging.differences_in(service, policy, row) if row else judging.differences(service, policy)
    try:
        return next(found, None) is not None
    except Exception:  # noqa: BLE001  # a mutant may raise anything
        return True


def excuses(service: str, what: str) -> set[str]:
    """The patterns by which a mutant that lives is harmless."""
    return {pattern for where, pattern, _ in HARMLESS if service == where and re.search(pattern, what)}


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.timeout(300)
def test_every_mutant_of_the_policy_is_caught(service: str) -> None:
    counted: Counter[str] = Counter()
    alive, harmless = [], []
    needed: set[str] = set()
    for mutant in mutants.of(service):
        counted[mutant.row] += 1
        if is_told(service, mutant.policy, mutant.row):
            continue
        found = excuses(service, mutant.what)
        needed |= found
        (harmless if found else alive).append(f"{mutant.row} {mutant.what}".strip())

    assert alive == [], f"{len(alive)} of {counted.total()} mutants live"
    assert needed == {pattern for where, pattern, _ in HARMLESS if where == service}, "an excuse for nothing"
    policy = importlib.import_module(f"services.{service}.policy")
    rows = set(policy.TABLE_OF_METHODS if service == "dossiers" else policy.TABLE)
    assert rows <= set(counted), "a row without a mutant"
    print(f"{service}: {counted.total()} mutants, all caught but {len(harmless)} that change no answer")
