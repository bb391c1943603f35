"""How well procedures are found, beside PostgreSQL on the same data: ``python -m benchmarks.search.relevance``.

``MOTCUA_TEST_DATABASE_URL`` names a PostgreSQL in which databases may be made. The others get the same texts with the
same keywords: ILIKE on unaccented text, every word of the query; full-text search with weights by where a word stands,
every word, and any word. None of them gets our sayings, which are a part of ours.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from benchmarks.search import gold
from benchmarks.search.documents import shipped_documents
from chassis.testing import drop_templates, fresh_database
from services.catalog.domain.documents import Document
from services.catalog.domain.search import Index
from services.catalog.legal_data import lexicon

_MAKE = """
CREATE TABLE documents (code text PRIMARY KEY, name text, whole text, terms tsvector)
"""
_FILL = """
INSERT INTO documents VALUES (
    :code, :name, lower(unaccent(:code || ' ' || :name || ' ' || :keywords || ' ' || :rest)),
    setweight(to_tsvector('simple', unaccent(:code || ' ' || :name)), 'A')
    || setweight(to_tsvector('simple', unaccent(:keywords)), 'B')
    || setweight(to_tsvector('simple', unaccent(:rest)), 'C'))
"""
_EVERY = """
SELECT code FROM documents, plainto_tsquery('simple', unaccent(:text)) asked WHERE terms @@ asked
ORDER BY ts_rank_cd(terms, asked, 1) DESC, code LIMIT 10
"""
_ANY = """
SELECT code FROM documents, CAST(nullif(replace(CAST(plainto_tsquery('simple', unaccent(:text)) AS text), '&', '|'), '')
    AS tsquery) asked WHERE terms @@ asked
ORDER BY ts_rank_cd(terms, asked, 1) DESC, code LIMIT 10
"""


def fill(db: sa.Connection, documents: list[Document]) -> None:
    """Put the documents where PostgreSQL can search them."""
    db.execute(sa.text(_MAKE))
    for document in documents:
        rest = " ".join((document.field, *document.more))
        row = {"code": document.key, "name": document.name, "keywords": " ".join(document.keywords), "rest": rest}
        db.execute(sa.text(_FILL), row)


def by_ilike(db: sa.Connection, text: str) -> list[str]:
    """Every word somewhere, shorter names first."""
    words = re.findall(r"[\w.]+", text)
    fits = " AND ".join(f"whole ILIKE '%' || lower(unaccent(:w{at})) || '%'" for at in range(len(words)))
    given = {f"w{at}": word for at, word in enumerate(words)}
    found = db.execute(sa.text(f"SELECT code FROM documents WHERE {fits} ORDER BY length(name), code LIMIT 10"), given)
    return list(found.scalars())


def by_statement(statement: str) -> Callable[[sa.Connection, str], list[str]]:
    """A search that one statement does."""
    return lambda db, text: list(db.execute(sa.text(statement), {"text": text}).scalars())


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    """A connection of its own to a database."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as db:
        yield db
    engine.dispose()


def main() -> None:
    documents = shipped_documents()
    index = Index(documents, lexicon())
    with fresh_database("catalog") as url, connected(url) as db:
        fill(db, documents)
        ways: dict[str, Callable[[str], list[str]]] = {
            "Một Cửa": lambda text: [hit.key for hit in index.search(text).hits],
            "ILIKE + unaccent": lambda text: by_ilike(db, text),
            "full text, every word": lambda text: by_statement(_EVERY)(db, text),
            "full text, any word": lambda text: by_statement(_ANY)(db, text),
        }
        for name in ("gold", "held_out"):
            asked = gold.queries(name)
            print(f"{name}: {len(asked)} queries on {len(documents)} procedures")
            for way, search in ways.items():
                figures = gold.measure(asked, search)
                print(f"  {way:<22} nDCG@10 {figures.ndcg:.3f}  MRR {figures.mrr:.3f}  nothing {figures.nothing:6.1%}")
                print("    " + "  ".join(f"{kind} {value:.2f}" for kind, value in figures.by_kind.items()))
    drop_templates()


if __name__ == "__main__":
    main()
