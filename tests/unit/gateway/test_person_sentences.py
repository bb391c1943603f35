"""What a page says is wrong with a field: in a person's words, with the real bounds, in both languages, whatever rule
was broken."""

import dataclasses
import functools
import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import gateway.web
from chassis.contracts import methods_of
from chassis.errors import Conflict, FieldProblem, Invalid, declared_errors
from chassis.records import is_record, load
from gateway.texts import FIELD_SENTENCES, NAMED_SENTENCES, PERSON_SENTENCES, person_sentence
from services.catalog.contract.forms.known import sentences
from services.dossiers import contract as dossiers

JARGON = re.compile(
    r"JSON|RFC|ISO|UTF|SHA|HTTP|header|byte|string|pattern|null|\btrue\b|\bfalse\b|object|\bvalue|đối tượng|giá trị"
    r"|năm-tháng-ngày|year-month-day|\d{4}-\d{2}|[a-z]_[a-z]|\?|…|\{|\}|<|>|(?:^|[ “])/[a-z]|None|not-a"
    r"|\bpointer|\bkey\b",
    re.IGNORECASE,
)
"""Words of who writes programs, and gaps where a fact was meant to stand."""
LONGEST = 190
BROKEN: tuple[Any, ...] = (
    None, "", " ", "x", "x" * 5_000, "a\x00b", "hôm qua", "-1", "99999999999999999999", 1.5, True, [], {},
    ["x"] * 101, -5, 10**18,
)  # fmt: skip
"""Values each of which breaks some rule of any field."""


def pages_records() -> Iterator[type]:
    """The records that pages read their forms into, and the commands that they pass on."""
    for found in pkgutil.iter_modules(gateway.web.__path__):
        module = importlib.import_module(f"gateway.web.{found.name}")
        yield from (one for one in vars(module).values() if getattr(one, "__module__", "") == module.__name__)
    for service in ("accounts", "catalog", "dossiers", "notifications", "payments"):
        yield from (method.request for method in methods_of(service) if method.changes)


RECORDS = [*dict.fromkeys(one for one in pages_records() if isinstance(one, type) and is_record(one))]


@functools.cache
def everything_wrong() -> dict[str, FieldProblem]:
    """Each problem that these records can have, once."""
    return {f"{one.pointer} {one.code} {one.params}": one for cls in RECORDS for one in broken(cls)}


def broken(cls: type) -> Iterator[FieldProblem]:
    """Every problem that the fields of a record can have, as far as bad values find them."""
    names = [member.name for member in dataclasses.fields(cls)]
    for value in BROKEN:
        for given in ({}, dict.fromkeys(names, value), {"khong_co": value}):
            try:
                load(cls, given)
            except Invalid as wrong:
                yield from wrong.problems


def unfit(said: str) -> bool:
    return not said or bool(JARGON.search(said)) or said[-1] not in ".!" or len(said) > LONGEST


@pytest.mark.parametrize("language", ["vi", "en"])
def test_whatever_is_wrong_with_a_field_of_a_page_is_said_in_a_persons_words(language: str) -> None:
    assert len(RECORDS) > 150, "pages and commands"
    told = everything_wrong()
    codes = {one.code for one in told.values()}
    wrong = {name: said for name, one in told.items() if unfit(said := person_sentence(one, language))}

    assert wrong == {}
    assert len(codes) >= 13, codes


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_of_problem_has_words_for_people(language: str) -> None:
    bounded = {"out-of-range", "wrong-length"}
    assert set(FIELD_SENTENCES) - set(PERSON_SENTENCES) == bounded
    for code in (*PERSON_SENTENCES, "never-heard-of"):
        assert not unfit(person_sentence(FieldProblem("/x", code, {}), language)), code
    for name in NAMED_SENTENCES:
        assert not unfit(person_sentence(FieldProblem(f"/a/{name}", "wrong-form", {}), language)), name


BOUNDS = {
    ("out-of-range", "1", "20000"): ("Mục này phải từ 1 đến 20.000.", "This must be from 1 to 20,000."),
    ("out-of-range", "2026-11-28", None): ("Mục này phải từ 28/11/2026 trở lên.", "This must be 28/11/2026 or more."),
    ("out-of-range", None, 7): ("Mục này không được quá 7.", "This must not be more than 7."),
    ("wrong-length", "10", "500"): ("Xin viết từ 10 đến 500 ký tự.", "Please write 10 to 500 characters."),
    ("wrong-length", "1", "60"): (
        "Xin điền mục này, nhiều nhất 60 ký tự.",
        "Please fill this in, with at most 60 characters.",
    ),
    ("wrong-length", None, "60"): (
        "Xin viết ngắn lại, nhiều nhất 60 ký tự.",
        "Please shorten this to at most 60 characters.",
    ),
    ("wrong-length", "8", None): ("Xin viết ít nhất 8 ký tự.", "Please write at least 8 characters."),
    ("wrong-length", "6", "6"): ("Mục này cần đúng 6 ký tự.", "This needs exactly 6 characters."),
}


def test_a_name_of_a_file_that_is_too_long_is_called_so() -> None:
    problem = FieldProblem("/file_name", "wrong-length", {"min": "1", "max": "200"})

    assert person_sentence(problem, "vi").startswith("Tên tệp dài quá 200 ký tự")
    assert person_sentence(problem, "en").startswith("The file's name is longer than 200 characters")


@pytest.mark.parametrize(("bound", "said"), BOUNDS.items())
def test_bounds_are_said_as_they_are(bound: tuple[str, Any, Any], said: tuple[str, str]) -> None:
    code, low, high = bound
    given = {name: value for name, value in (("min", low), ("max", high)) if value is not None}

    told = tuple(person_sentence(FieldProblem("/x", code, given), language) for language in ("vi", "en"))

    assert told == said


def test_sentences_of_electronic_forms_are_a_persons_too() -> None:
    facts = {"min": 3, "max": 20, "bound": "01/07/2026"}

    assert [
        code
        for code, pair in sentences().items()
        for said in pair
        if unfit(said.format(**facts)) and code not in ("form.not-an-object", "form.not-a-list", "form.not-text")
    ] == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_services_say_of_a_field_has_no_gap_and_no_jargon(language: str) -> None:
    """Those that a service tells beside a field: of its own code, with the facts that it names."""
    facts = dict.fromkeys(("days", "min", "max", "most", "count", "limit"), 7)
    told = [one for one in declared_errors().values() if one.code.split(".")[0] in ("identity", "phone", "password")]

    assert told
    assert [one.code for one in told if JARGON.search(one.text(language, facts))] == []


def test_filing_what_was_not_seen_says_in_how_many_places_or_only_that_it_differs() -> None:
    some = dossiers.CONTENT_CHANGED(where_vi=" ở 3 mục", where_en=" in 3 places", by_vi="", by_en="")
    unknown = dossiers.CONTENT_CHANGED(where_vi="", where_en="", by_vi="", by_en="")

    for refused in (some, unknown):
        assert not isinstance(refused, Conflict) or refused.status in (409, 412)
        for language in ("vi", "en"):
            assert "?" not in dossiers.CONTENT_CHANGED.text(language, refused.params)
