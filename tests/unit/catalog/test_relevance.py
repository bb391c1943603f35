"""How well the shipped procedures are found is measured, and does not get worse unnoticed.

The figures as they were measured stand in benchmarks/README.md; the floors here leave a little room for new procedures.
"""

import pytest

from benchmarks.search import gold
from benchmarks.search.documents import shipped_documents
from services.catalog.domain.search import Index
from services.catalog.legal_data import lexicon

DOCUMENTS = shipped_documents()
INDEX = Index(DOCUMENTS, lexicon())


def search(text: str) -> list[str]:
    return [hit.key for hit in INDEX.search(text).hits]


@pytest.mark.parametrize(
    ("name", "queries", "ndcg", "mrr", "nothing"),
    [("gold", 300, 0.95, 0.95, 0.0), ("held_out", 100, 0.84, 0.82, 0.01)],
)
def test_what_people_type_finds_what_they_mean(
    name: str, queries: int, ndcg: float, mrr: float, nothing: float
) -> None:
    figures = gold.measure(gold.queries(name), search)

    assert figures.queries >= queries
    assert figures.ndcg >= ndcg
    assert figures.mrr >= mrr
    assert figures.nothing <= nothing


@pytest.mark.parametrize("name", ["gold", "held_out"])
def test_every_sort_of_typing_is_understood(name: str) -> None:
    by_kind = gold.measure(gold.queries(name), search).by_kind

    assert set(by_kind) == {"plain", "bare", "telex", "vni", "slip", "spacing", "abbr", "talk", "ask", "code"}
    assert min(by_kind[kind] for kind in ("telex", "vni", "spacing", "code", "abbr")) >= 0.95


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("birth certificate", "1.001193"),
        ("Marriage registration", "1.000894"),
        ("death certificate", "1.000656"),
        ("marital status", "1.004873"),
        ("driving licence", "3.000346"),
        ("temporary residence", "1.004194"),
        ("permanent residence", "1.004222"),
        ("household business", "1.001612"),
        ("certified copy", "2.000815"),
    ],
)
def test_who_reads_english_finds_the_most_used_procedures(text: str, code: str) -> None:
    assert code in search(text)[:3]


def test_the_gold_set_names_shipped_procedures_and_leaves_no_field_out() -> None:
    fields = {document.key: document.field for document in DOCUMENTS}
    meant = {code for name in ("gold", "held_out") for query in gold.queries(name) for code in query.grades}

    assert meant <= fields.keys()
    assert {fields[code] for code in meant} == set(fields.values())


def test_no_query_is_in_the_set_twice() -> None:
    texts = [query.text for name in ("gold", "held_out") for query in gold.queries(name)]

    assert len(texts) == len(set(texts))


def test_the_measures_are_those_of_the_books() -> None:
    grades = {"a": 3, "b": 1}

    assert gold.ndcg(["a", "b"], grades) == 1
    assert gold.ndcg(["b", "a"], grades) == pytest.approx(0.7098, abs=1e-4)
    assert gold.ndcg(["x"] * 10 + ["a"], grades) == 0
    assert gold.reciprocal_rank(["b", "x", "a"], grades) == pytest.approx(1 / 3)
    assert gold.reciprocal_rank(["b"], grades) == 0
