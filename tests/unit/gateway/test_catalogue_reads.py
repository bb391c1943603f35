"""Rules of every public read of the catalogue, walked over all of them: a new route without them fails here."""

import dataclasses
import datetime as dt
import enum
import json
import re
import types
import typing
from typing import Annotated, Any

import pytest

from chassis.errors import FieldProblem
from chassis.records import Rule, is_record, wire_name
from gateway.assembly import registry
from gateway.routing import Auth, Download, Reuse, Route
from services.catalog import contract as catalog
from tests.unit.gateway.builders import HASH, NOON, a_procedure
from tests.unit.gateway.fakes import House

ROUTES = [
    route
    for route in registry().api
    if route.method is not None and route.method.service == catalog.SERVICE and route.auth is Auth.PUBLIC
]
ASKED_ANEW = ("/api/v1/procedures/{code}/fee-quote", "/api/v1/announcements", "/api/v1/feedback/{code}")
"""Made for who asks, of the day and of what they claim, or new at any moment: the same is seldom asked twice."""
HELD = [
    route
    for route in ROUTES
    if not isinstance(route.transfer, Download) and not route.shows_version and route.path not in ASKED_ANEW
]
"""Files are made of what is held; their tests stand with the forms."""
EDITED = [route for route in ROUTES if route.shows_version and route.verb == "GET"]
"""What shows its version is read by those who are about to change it: never held, so never old."""


def name_of(route: Route) -> str:
    return f"{route.verb} {route.path}"


def an_example(annotation: Any, name: str = "") -> Any:
    """The plainest value that a field takes."""
    rule = Rule()
    while typing.get_origin(annotation) is Annotated:
        inner, *extras = typing.get_args(annotation)
        rule = next((extra for extra in extras if isinstance(extra, Rule)), rule)
        annotation = inner
    if typing.get_origin(annotation) in (types.UnionType, typing.Union):
        return None
    if is_record(annotation):
        return an_instance(annotation)
    if typing.get_origin(annotation) is tuple:
        return (an_example(typing.get_args(annotation)[0]),) if rule.min else ()
    if typing.get_origin(annotation) is dict or annotation is dict:
        return {}
    if isinstance(annotation, type) and issubclass(annotation, enum.StrEnum):
        return next(iter(annotation))
    simple: dict[Any, Any] = {bool: False, int: rule.min or 1, dt.date: NOON.date(), dt.datetime: NOON}
    return simple[annotation] if annotation in simple else a_text(rule, name)


def a_text(rule: Rule, name: str) -> str:
    for text in (rule.example, *rule.choices, "H27", "2.000635", "07:30", HASH, "01", "00001", "a", name):
        if isinstance(text, str) and _fits(text, rule):
            return text
    raise AssertionError(f"no example of {name}: {rule}")


def _fits(text: str, rule: Rule) -> bool:
    return (
        (rule.min is None or len(text) >= rule.min)
        and (rule.max is None or len(text) <= rule.max)
        and (not rule.pattern or re.fullmatch(rule.pattern, text) is not None)
        and (not rule.choices or text in rule.choices)
    )


def an_instance(cls: Any) -> Any:
    """A record with an example in each field that has to be there."""
    if cls is catalog.ProcedureVersion:
        return a_procedure()
    hints = typing.get_type_hints(cls, include_extras=True)
    given = {
        member.name: an_example(hints[member.name], member.name)
        for member in dataclasses.fields(cls)
        if member.default is dataclasses.MISSING and member.default_factory is dataclasses.MISSING
    }
    return cls(**given)


def question(cls: type | None, **others: str) -> str:
    """A query string with what has to be there."""
    if cls is None:
        return "&".join(f"{name}={value}" for name, value in others.items())
    hints = typing.get_type_hints(cls, include_extras=True)
    given = {
        wire_name(member.name): an_example(hints[member.name], member.name)
        for member in dataclasses.fields(cls)
        if member.default is dataclasses.MISSING and member.default_factory is dataclasses.MISSING
    }
    return "&".join(f"{name}={value}" for name, value in (given | others).items())


def address(route: Route, **others: str) -> str:
    places = {"code": "2.000635", "province": "42", "form": "to-khai"}
    if route.path_record is not None:
        hints = typing.get_type_hints(route.path_record, include_extras=True)
        places |= {name: an_example(hints[name], name) for name in hints}
    path = route.path
    for name in route.names_in_path:
        path = path.replace("{" + name + "}", str(places[name]))
    return f"{path}?{question(route.query, **others)}"


@pytest.fixture
def catalogue(house: House) -> House:
    """A catalogue that answers every question."""
    house.rpc.answer(catalog.get_revision, catalog.Revision(revision=1, changed_at=NOON))
    house.rpc.answer(catalog.list_procedures, an_instance(catalog.SearchPage))
    for route in ROUTES:
        assert route.method is not None
        house.rpc.answer(route.method, an_instance(route.method.reply))
    return house


def test_there_are_routes_to_walk_over() -> None:
    assert len(HELD) >= 15
    assert {"/api/v1/procedures", "/api/v1/procedures/{code}/service-level"} <= {route.path for route in HELD}


@pytest.mark.parametrize("route", [r for r in HELD if r.verb == "GET"], ids=name_of)
def test_a_public_read_can_be_kept_and_asked_for_again_without_its_body(route: Route, catalogue: House) -> None:
    first = catalogue.client.get(address(route))
    again = catalogue.client.get(address(route), headers={"If-None-Match": first.headers.get("ETag", "")})

    assert route.reuse is Reuse.PUBLIC
    assert first.status_code == 200, first.data
    assert first.headers["Cache-Control"].startswith("public, max-age=")
    assert first.headers["ETag"].startswith('"')
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"]


@pytest.mark.parametrize("route", EDITED, ids=name_of)
def test_what_can_be_changed_is_read_anew_and_sent_again_only_if_it_has_changed(route: Route, catalogue: House) -> None:
    first = catalogue.client.get(address(route))
    again = catalogue.client.get(address(route), headers={"If-None-Match": first.headers["ETag"]})

    assert first.status_code == 200, first.data
    assert first.headers["Cache-Control"] == "no-store"
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert len([made for made in catalogue.rpc.made if made.method == route.method.address]) == 2


@pytest.mark.parametrize("route", [r for r in HELD if r.verb == "GET"], ids=name_of)
def test_a_second_read_makes_no_call(route: Route, catalogue: House) -> None:
    catalogue.client.get(address(route))
    catalogue.rpc.made.clear()

    assert catalogue.client.get(address(route)).status_code == 200
    assert catalogue.rpc.made == []


@pytest.mark.parametrize("route", [r for r in ROUTES if r.verb == "GET" and not r.free_query], ids=name_of)
def test_what_nobody_declared_is_refused_by_name(route: Route, catalogue: House) -> None:
    answer = catalogue.client.get(address(route, surprise="1"))

    assert answer.status_code == 422
    assert [found["pointer"] for found in json.loads(answer.data)["errors"]] == ["/surprise"]


def wrong_values() -> list[Any]:
    """For each field of each query, a value of the wrong kind, or the wrong form."""
    found = []
    for route in ROUTES:
        if route.query is None or route.verb != "GET":
            continue
        hints = typing.get_type_hints(route.query, include_extras=True)
        for member in dataclasses.fields(route.query):
            name = wire_name(member.name)
            found.append(pytest.param(route, name, _wrong(hints[member.name]), id=f"{name_of(route)} {name}"))
    return found


def _wrong(annotation: Any) -> str:
    rule = Rule()
    while typing.get_origin(annotation) in (Annotated, types.UnionType, typing.Union, tuple):
        arguments = [one for one in typing.get_args(annotation) if one is not types.NoneType]
        rule = next((one for one in arguments if isinstance(one, Rule)), rule)
        annotation = arguments[0]
    if annotation is str and not rule.pattern:
        return "x" * ((rule.max or 20_000) + 1)
    return "kh%C3%B4ng%20%C4%91%C3%BAng"


@pytest.mark.parametrize(("route", "field", "value"), wrong_values())
def test_a_wrong_value_is_a_problem_that_names_its_field(
    route: Route, field: str, value: str, catalogue: House
) -> None:
    answer = catalogue.client.get(address(route, **{field: value}))

    body = json.loads(answer.data)
    assert answer.status_code == 422, body
    assert {found["pointer"].split("/")[1] for found in body["errors"]} == {field}
    assert all(found["detail"] for found in body["errors"])
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert catalogue.rpc.made == []


@pytest.mark.parametrize("route", [r for r in HELD if r.query is not None and r.verb == "GET"], ids=name_of)
def test_a_problem_that_the_catalogue_finds_keeps_the_name_of_its_field(route: Route, catalogue: House) -> None:
    assert route.method is not None
    problem = catalog.CURSOR_WRONG(problems=[FieldProblem("/cursor", catalog.CURSOR_WRONG.code, {})])
    for method in (route.method, catalog.list_procedures):
        catalogue.rpc.answer(method, problem)

    body = json.loads(catalogue.client.get(address(route)).data)

    assert [(found["pointer"], found["code"]) for found in body["errors"]] == [("/cursor", "cursor.wrong")]
