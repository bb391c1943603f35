"""What was written beforehand says what its record says, and what its schema would refuse is never written."""

import datetime as dt
import json
import unicodedata
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.records import Line, Rule, dump, load, record
from chassis.rendered import Rendered, assemble, render


@record
class Book:
    title: Line
    pages: Annotated[int, Rule(min=1, max=5000)]
    printed: dt.date | None = None


@record
class Shelf:
    name: str
    books: Annotated[tuple[Book, ...], Rule(max=3)]
    from_: str = ""
    labels: tuple[str, ...] = ()
    revision: int = 0


@record
class Heap:
    books: tuple[Book, ...]


texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=40)
titles = texts.filter(lambda text: bool(unicodedata.normalize("NFC", text).strip()))
books = st.builds(Book, title=titles, pages=st.integers(1, 5000), printed=st.none() | st.dates())
shelves = st.builds(
    Shelf,
    name=texts,
    books=st.lists(books, max_size=3).map(tuple),
    from_=texts,
    labels=st.lists(texts, max_size=3).map(tuple),
    revision=st.integers(0, 9),
)
SHELF = Shelf(name="luật", books=())
BOOK = render(Book(title="Hộ tịch", pages=80))


@given(shelves)
def test_what_is_rendered_is_what_the_schema_makes_of_the_record(shelf: Shelf) -> None:
    seen = load(Shelf, dump(shelf))

    rendered = render(shelf)

    assert json.loads(rendered.json) == dump(seen)
    assert load(Shelf, json.loads(rendered.json)) == rendered.record == seen
    assert rendered.revision == shelf.revision


@given(shelves)
def test_put_together_of_parts_it_is_the_same_reply(shelf: Shelf) -> None:
    frame = Shelf(name=shelf.name, books=(), from_=shelf.from_, labels=shelf.labels, revision=shelf.revision)

    assembled = assemble(frame, books=[render(book) for book in shelf.books])

    assert json.loads(assembled.json) == json.loads(render(shelf).json)
    assert assembled.record == load(Shelf, dump(shelf))
    assert (assembled.of, assembled.revision) == (Shelf, shelf.revision)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_record_of_nothing_but_parts_is_json_too(count: int) -> None:
    assert json.loads(assemble(Heap(books=()), books=[BOOK] * count).json) == {"books": [dump(BOOK.record)] * count}


@pytest.mark.parametrize("book", [Book(title="", pages=1), Book(title="x", pages=0), Book(title="x" * 501, pages=1)])
def test_what_the_schema_refuses_is_not_rendered(book: Book) -> None:
    with pytest.raises(TypeError, match=r"Book that its schema refuses: /\w+"):
        render(book)


@pytest.mark.parametrize(
    ("frame", "parts"),
    [
        (SHELF, {"books": [render(SHELF)]}),
        (SHELF, {"books": [BOOK] * 4}),
        (Shelf(name="luật", books=(BOOK.record,)), {"books": [BOOK]}),
        (SHELF, {"labels": [BOOK]}),
        (SHELF, {"name": [BOOK]}),
        (Shelf(name="x" * 20_001, books=()), {"books": [BOOK]}),
    ],
    ids=["another record", "too many", "not empty before", "no records", "no list", "a wrong frame"],
)
def test_parts_that_do_not_fit_are_refused(frame: Shelf, parts: dict[str, Any]) -> None:
    with pytest.raises(TypeError):
        assemble(frame, **parts)


def test_bytes_are_read_once_and_only_when_the_record_is_asked_for() -> None:
    rendered = Rendered(Book, BOOK.json[:-1] + b',"added":"later"}', None)

    assert rendered.record == BOOK.record
    assert rendered.record is rendered.record
