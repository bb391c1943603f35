"""Reading forms that pages send: bounded, checked by the same records as the API, and only from our own pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from werkzeug.wrappers import Request

from chassis.errors import Invalid
from chassis.records import load
from gateway.problems import FROM_ELSEWHERE, WRONG_MEDIA
from gateway.reading import declared_length
from gateway.texts import field_sentence

T = TypeVar("T")

FORM_LIMIT = 20_000
"""Largest form without files, in bytes."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as the visitor filled it in, and what is wrong with it; nothing typed is lost."""

    values: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


def only_from_here(request: Request) -> None:
    """Refuse a form that another site's page sent (``Sec-Fetch-Site``; ``Origin`` for browsers without it)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise FROM_ELSEWHERE()
        return
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        raise FROM_ELSEWHERE()


def read_form(request: Request, cls: type[T], language: str) -> tuple[T | None, Filled]:
    """The form as a record, or None with the sentences to show beside its fields."""
    only_from_here(request)
    declared_length(request, FORM_LIMIT)
    if request.mimetype != "application/x-www-form-urlencoded":
        raise WRONG_MEDIA(accepted="application/x-www-form-urlencoded")
    values = {name: value.strip()[:1000] for name, value in request.form.items()}
    try:
        return load(cls, values), Filled(values)
    except Invalid as problem:
        wrong = {found.pointer.strip("/"): field_sentence(found, language) for found in problem.problems}
        return None, Filled(values, wrong)
