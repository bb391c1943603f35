"""A record as a form: what a browser sends back of it says the same, whatever the record holds."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from chassis.records import dump, load
from gateway.web.edition_parts import BY_HAND
from gateway.web.record_form import OUT, PREFIX, ROWS, Kind, Node, NotJson, drawn, fields_of, read
from gateway.web.record_words import NAMES, PARTS
from services.catalog import contract as catalog
from services.catalog.seeds import read_seeds
from services.catalog.soundness import OWN
from tests.unit.gateway.builders import a_procedure

TEXT = st.text(st.characters(categories=("L", "N", "P", "Zs")), min_size=1)
FIELDS = {field.name: field for field in fields_of(catalog.ProcedureVersion, BY_HAND)}
WRITTEN = tuple(FIELDS[name] for _, names in PARTS.values() for name in names)


def sent(nodes: tuple[Node, ...]) -> MultiDict[str, str]:
    """What a browser sends of a form that nobody touched."""
    return MultiDict([pair for node in nodes for pair in _of(node)])


def _of(node: Node) -> Iterator[tuple[str, str]]:
    kind = node.field.kind
    if kind is Kind.FLAG:
        if node.value:
            yield PREFIX + node.name, "1"
    elif kind is Kind.CHOICES:
        yield from ((PREFIX + node.name, one) for one in node.value)
    elif kind is Kind.TEXTS:
        yield ROWS + node.name, str(len(node.rows))
        yield from ((PREFIX + row.name, row.text.replace("\n", "\r\n")) for row in node.rows)
    elif node.rows:
        if kind is Kind.RECORDS:
            yield ROWS + node.name, str(len(node.rows))
        yield from (pair for row in node.rows for inner in row.nodes for pair in _of(inner))
    else:
        if kind is Kind.JSON:
            yield "j:" + node.name, "1"
        yield PREFIX + node.name, str(node.value).replace("\n", "\r\n")


def written(version: catalog.ProcedureVersion) -> dict[str, Any]:
    return {name: value for name, value in dump(version).items() if name not in OWN}


def test_every_field_that_an_editor_writes_is_in_one_part_and_has_a_name() -> None:
    names = [field.name for field in WRITTEN]

    assert sorted(names) == sorted(set(FIELDS) - OWN)
    waiting, seen = list(WRITTEN), set()
    while waiting:
        field = waiting.pop()
        seen.add(field.name)
        waiting += fields_of(field.of, BY_HAND) if field.of else ()
    assert seen - set(NAMES) == set()


def test_a_form_that_nobody_touched_says_what_every_shipped_record_says() -> None:
    for version in (*read_seeds().procedures, a_procedure()):
        content = written(version)
        said = read(WRITTEN, sent(drawn(WRITTEN, content, BY_HAND)), BY_HAND)

        own = {name: value for name, value in dump(version).items() if name in OWN}
        assert load(catalog.ProcedureVersion, {**own, **said}) == version, version.code


@given(st.lists(TEXT.map(str.strip).filter(bool), max_size=4), st.integers(0, 3))
def test_texts_of_several_lines_stay_apart(texts: list[str], at: int) -> None:
    texts = [f"{text}\n{text}" if n == at else text for n, text in enumerate(texts)]
    steps = (FIELDS["steps"],)

    assert read(steps, sent(drawn(steps, {"steps": texts}))).get("steps", []) == texts


def test_a_row_that_is_emptied_or_ticked_is_taken_out_and_a_spare_one_adds() -> None:
    fees = (FIELDS["fees"],)
    content = written(a_procedure())
    form = sent(drawn(fees, content))
    form[PREFIX + "fees.1.head"] = "moi"
    form[PREFIX + "fees.1.amount"] = "1.250.000"

    added = read(fees, form)["fees"]
    assert [(fee["head"], fee["amount"]) for fee in added] == [("ban-sao", 8000), ("moi", 1_250_000)]

    form[OUT + "fees.0"] = "1"
    assert [fee["head"] for fee in read(fees, form)["fees"]] == ["moi"]


@pytest.mark.parametrize("odd", ["text", {"not": "a list"}, [1, 2], 7])
def test_what_has_another_shape_than_its_type_is_shown_whole_and_not_lost(odd: Any) -> None:
    fees = (FIELDS["fees"],)
    [node] = drawn(fees, {"fees": odd})

    assert node.field.kind is Kind.JSON
    assert read(fees, sent((node,)))["fees"] == odd


def test_a_number_that_is_none_stays_as_it_was_typed() -> None:
    sets = (FIELDS["sets"],)

    assert read(sets, MultiDict({PREFIX + "sets": "hai"})) == {"sets": "hai"}
    assert read(sets, MultiDict({PREFIX + "sets": " 2 "})) == {"sets": 2}
    assert read(sets, MultiDict({PREFIX + "sets": ""})) == {}


def test_json_that_is_none_is_named() -> None:
    with pytest.raises(NotJson) as refused:
        read((dataclasses.replace(FIELDS["forms"]),), MultiDict({PREFIX + "forms": "{"}), BY_HAND)

    assert refused.value.name == "forms"
