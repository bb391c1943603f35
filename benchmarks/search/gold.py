"""The gold set: queries as people type them, each with the procedures that fit and how well (grades 1 to 3).

``gold.tsv`` is what sayings and weights were tuned on. ``held_out.tsv`` was written after that, in one go, and nothing
is tuned on it: its figures are what strangers' queries may expect.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

ROOM = Path(__file__).parent
DEPTH = 10


@dataclass(frozen=True, slots=True)
class Query:
    """A query, what sort of typing it is, and the grade of each procedure that fits."""

    text: str
    kind: str
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Figures:
    """What a way of searching is worth: means over queries, except the rate of those that found nothing."""

    queries: int
    ndcg: float
    mrr: float
    nothing: float
    by_kind: Mapping[str, float]


def queries(name: str) -> list[Query]:
    """The queries of ``gold`` or ``held_out``."""
    found = []
    for line in (ROOM / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, kind, wanted = line.split("\t")
            grades = {code: int(grade) for code, _, grade in (one.partition("=") for one in wanted.split())}
            found.append(Query(text, kind, grades))
    return found


def ndcg(found: Sequence[str], grades: Mapping[str, int]) -> float:
    """Normalised discounted cumulative gain of the first ten (gain 2**grade - 1)."""
    best = sorted(grades.values(), reverse=True)
    return _gain([grades.get(code, 0) for code in found[:DEPTH]]) / _gain(best[:DEPTH])


def _gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))


def reciprocal_rank(found: Sequence[str], grades: Mapping[str, int]) -> float:
    """One over the place of the first that is what was meant (the best grade of its query), within the first ten."""
    best = max(grades.values())
    places = (place for place, code in enumerate(found[:DEPTH], start=1) if grades.get(code, 0) == best)
    return 1 / next(places, math.inf)


def measure(asked: Sequence[Query], search: Callable[[str], Sequence[str]]) -> Figures:
    """How a way of searching does on these queries."""
    answers = [(query, list(search(query.text))) for query in asked]
    by_kind: dict[str, list[float]] = {}
    for query, found in answers:
        by_kind.setdefault(query.kind, []).append(ndcg(found, query.grades))
    return Figures(
        queries=len(answers),
        ndcg=mean(ndcg(found, query.grades) for query, found in answers),
        mrr=mean(reciprocal_rank(found, query.grades) for query, found in answers),
        nothing=mean(not found for _, found in answers),
        by_kind={kind: mean(values) for kind, values in sorted(by_kind.items())},
    )
