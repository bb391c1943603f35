"""Reading forms that pages send: bounded, checked by the same records as the API, and only from our own pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Request

from chassis.errors import FieldProblem, Invalid, PortalError, text_of
from chassis.records import load
from gateway.guarding import FORM, only_from_here
from gateway.problems import WRONG_MEDIA
from gateway.reading import declared_length
from gateway.routing import FORM_LIMIT
from gateway.texts import person_sentence
from gateway.web.days import day_sentence

T = TypeVar("T")

_CHOOSE = ("Xin chọn một mục.", "Please choose one.")
_FILL_IN = ("Xin điền mục này.", "Please fill this in.")
AS_IT_IS = frozenset(("password", "new_password", "kept"))


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as the visitor filled it in, and what is wrong with it; nothing typed is lost."""

    values: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


def read_form(request: Request, cls: type[T], language: str) -> tuple[T | None, Filled]:
    """The form as a record, or None with the sentences to show beside its fields."""
    only_from_here(request)
    declared_length(request, FORM_LIMIT)
    if request.mimetype != FORM:
        raise WRONG_MEDIA(accepted=FORM)
    return read_fields(request.form, cls, language)


def read_fields(form: "MultiDict[str, str]", cls: type[T], language: str) -> tuple[T | None, Filled]:
    """Fields as a record, or None with the sentences to show beside them. Blanks around what is typed are taken off,
    but for passwords, and for what our own pages put there."""
    values = {name: value if name in AS_IT_IS else value.strip() for name, value in form.items()}
    try:
        return load(cls, values), Filled(values)
    except Invalid as problem:
        wrong = {found.pointer.strip("/"): page_sentence(found, values, language) for found in problem.problems}
        return None, Filled(values, wrong)


def page_sentence(problem: FieldProblem, values: Mapping[str, str], language: str) -> str:
    """What a page says is wrong with a field of its form: one that was not sent was not chosen, an empty one not filled
    in, and of any other `person_sentence` says what to do."""
    name = problem.pointer.strip("/")
    if name not in values:
        return _CHOOSE[language == "en"]
    if not values[name]:
        return _FILL_IN[language == "en"]
    most = str(problem.params.get("max", ""))
    if problem.code == "wrong-length" and most.isdigit() and len(values[name]) > int(most):
        return person_sentence(FieldProblem(problem.pointer, problem.code, {"max": most}), language)
    return day_sentence(problem, values[name], language)


def sentence_of(refused: PortalError, language: str) -> str:
    """What is wrong, in one line: field by field where the refusal names fields."""
    if isinstance(refused, Invalid) and refused.problems:
        return " ".join(dict.fromkeys(person_sentence(one, language) for one in refused.problems))
    return text_of(refused, language)


def refused_form(filled: Filled, refused: PortalError, language: str) -> tuple[Filled, str]:
    """The form with a refusal of its service: beside the fields that it names, and the sentence to show above."""
    if not (isinstance(refused, Invalid) and refused.problems):
        return filled, text_of(refused, language)
    named = [(one.pointer.strip("/"), one) for one in refused.problems]
    wrong = {name: day_sentence(one, filled.values.get(name), language) for name, one in named}
    return Filled(filled.values, {**filled.wrong, **wrong}), ""


def factor_code(typed: str) -> str:
    """A code as it was typed, with or without its blanks and its hyphen, as the records write it."""
    plain = "".join(typed.split()).replace("-", "").upper()
    return f"{plain[:5]}-{plain[5:]}" if len(plain) == 10 else plain
