"""Rules that hold for every route, walked over all of them: nobody can add one that forgets any of these."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from chassis.contracts import methods_of
from gateway.api.events import EventsQuery
from gateway.api.procedures import area as catalogue_area
from gateway.assembly import API, registry, takes_files
from gateway.flows import exporting
from gateway.flows.auditing import AuditQuestion
from gateway.flows.browsing import FindProcedures, Suggest
from gateway.routing import Auth, Reuse, Route, Upload
from services.catalog import contract as catalog
from services.notifications import contract as notifications
from tests.unit.gateway.fakes import House, a_house

API_ROUTES = registry().api
ALL_ROUTES = registry().routes

NOT_FROM_OUTSIDE = {
    "catalog.get_revision",
    "catalog.list_procedures",
    "accounts.list_revoked_sessions",
    "accounts.get_audit_reach",
    "dossiers.find_party",
    "notifications.get_feed_head",
    "notifications.identify_credential",
    *(f"{service}.list_audit" for service in ("catalog", "dossiers", "notifications", "payments")),
    *(f"{service}.get_workings" for service in ("catalog", "dossiers", "notifications", "payments")),
    *(f"{service}.replay_letter" for service in ("catalog", "dossiers", "notifications", "payments")),
}
"""Methods without an address: the first keeps the cache fresh, the second is behind ``find_procedures``, one
tells the gateway of ended sessions; one tells a page as whom its person sees a dossier; of notifications one is behind
the long poll of the feed and one tells whose key of an agency was shown; the others are behind
``read_audit``, ``list_services_at_work`` and ``replay_dead_letter``."""


def name_of(route: Route) -> str:
    return f"{route.verb} {route.path}"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(a_house().client.get("/openapi.json").data)
    return loaded


ONE_KIND = (Auth.CITIZEN, Auth.STAFF, Auth.PROGRAM)


def concrete(path: str) -> str:
    code = "00004" if path.startswith("/api/v1/units/") else "2.000635"
    known = path.replace("{code}", code).replace("{province}", "01").replace("{agency}", "H27.30.12")
    return known.replace("{", "").replace("}", "")


@pytest.mark.parametrize("route", ALL_ROUTES, ids=name_of)
def test_a_route_says_who_may_come_and_has_words_in_both_languages(route: Route) -> None:
    assert isinstance(route.auth, Auth)
    assert route.summary.vi
    assert route.summary.en


@pytest.mark.parametrize("route", API_ROUTES, ids=name_of)
def test_a_route_stands_in_the_document(route: Route, document: dict[str, Any]) -> None:
    operation = document["paths"][route.path][route.verb.lower()]

    assert operation["operationId"] == route.operation
    named = {(found["in"], found["name"]) for found in operation["parameters"]}
    assert {("path", name) for name in route.names_in_path} <= named
    assert (("header", "Idempotency-Key") in named) == route.needs_key
    assert (("header", "If-Match") in named) == bool(route.version_field)
    assert ("requestBody" in operation) == (route.body is not None or isinstance(route.transfer, Upload))
    assert str(route.status) in operation["responses"]
    needs_token = {"accessToken": []} in operation["security"]
    assert needs_token == (route.auth not in (Auth.PUBLIC, Auth.PROVIDER))


@pytest.mark.parametrize("route", API_ROUTES, ids=name_of)
def test_every_field_of_the_contract_comes_from_exactly_one_place(route: Route) -> None:
    assert route.method is not None
    parts = [part for part in (route.path_record, route.query, route.body) if part is not None]
    given = [member.name for part in parts for member in dataclasses.fields(part)]

    assert len(given) == len(set(given))
    if route.query not in (FindProcedures, Suggest, EventsQuery) and route.body is not AuditQuestion:
        assert set(given) <= {member.name for member in dataclasses.fields(route.method.request)}


@pytest.mark.parametrize("route", API_ROUTES, ids=name_of)
def test_a_protected_route_refuses_who_is_not_signed_in_before_anything_else(route: Route) -> None:
    house = a_house()
    answer = house.client.open(concrete(route.path), method=route.verb)

    if route.auth in (Auth.PUBLIC, Auth.PROVIDER):
        assert answer.status_code != 401
    else:
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert house.rpc.made == []


@pytest.mark.parametrize(
    "route", [r for r in API_ROUTES if r.auth in (Auth.CITIZEN, Auth.STAFF, Auth.PROGRAM)], ids=name_of
)
def test_a_route_for_one_kind_of_caller_refuses_the_other(route: Route) -> None:
    house = a_house()
    other = house.as_officer() if route.auth is Auth.CITIZEN else house.as_citizen()

    answer = house.client.open(concrete(route.path), method=route.verb, headers=other)

    assert answer.status_code == 403
    assert house.rpc.made == []


@pytest.mark.parametrize("route", [r for r in API_ROUTES if r.needs_key], ids=name_of)
def test_a_command_without_a_key_is_refused(route: Route) -> None:
    house = a_house()
    who = house.as_officer() if route.auth in (Auth.STAFF, Auth.PROGRAM) else house.as_citizen()

    answer = house.client.open(concrete(route.path), method=route.verb, headers=who)

    assert answer.status_code == 400
    assert json.loads(answer.data)["code"] == "request.idempotency-key-missing"


@pytest.mark.parametrize("route", [r for r in API_ROUTES if r.version_field and not r.version_optional], ids=name_of)
def test_an_edit_without_a_version_is_refused(route: Route) -> None:
    house = a_house()
    who = house.as_officer() if route.auth in (Auth.STAFF, Auth.PROGRAM) else house.as_citizen()

    answer = house.client.open(
        concrete(route.path), method=route.verb, headers={**who, "Idempotency-Key": "k"}, json={}
    )

    assert answer.status_code == 428


@pytest.mark.parametrize("route", [r for r in API_ROUTES if r.query is not None and not r.free_query], ids=name_of)
def test_an_unknown_parameter_is_refused_by_name(route: Route) -> None:
    house = a_house()
    who = {Auth.STAFF: house.as_officer(), Auth.PROGRAM: house.as_officer(), Auth.PUBLIC: {}}.get(
        route.auth, house.as_citizen()
    )
    headers = {**who, "Idempotency-Key": "k"}

    answer = house.client.open(concrete(route.path) + "?surprise=1", method=route.verb, headers=headers, data=b"x")

    assert answer.status_code == 422
    assert "/surprise" in [found["pointer"] for found in json.loads(answer.data)["errors"]]


@pytest.mark.parametrize("route", ALL_ROUTES, ids=name_of)
def test_every_answer_carries_the_headers_that_protect_a_browser(route: Route) -> None:
    headers = a_house().client.open(concrete(route.path), method=route.verb).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Strict-Transport-Security"]
    assert "Cache-Control" in headers
    assert len(headers["X-Request-Id"]) == 32
    assert not any(name.lower().startswith("access-control-") for name, _ in headers)


@pytest.mark.parametrize("route", API_ROUTES, ids=name_of)
def test_only_what_is_the_same_for_everybody_may_be_kept_by_others(route: Route) -> None:
    if route.auth is not Auth.PUBLIC or (route.method and route.method.changes):
        assert route.reuse is Reuse.NEVER


def test_the_document_is_valid_in_both_versions(document: dict[str, Any]) -> None:
    older = json.loads(a_house().client.get("/openapi.json?version=3.0").data)

    validate(document)
    validate(older)
    assert document["openapi"] == "3.1.0"
    assert older["paths"].keys() == document["paths"].keys()


def test_schemas_of_requests_are_closed_and_those_of_answers_open(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]

    assert schemas["CreateDraftBody"]["additionalProperties"] is False
    assert "additionalProperties" not in schemas["DossierView"]


def test_what_is_no_record_is_described_as_it_is_sent(document: dict[str, Any]) -> None:
    def sent(path: str) -> dict[str, Any]:
        found: dict[str, Any] = document["paths"][path]["get"]["responses"]["200"]["content"]
        return found

    assert sent("/api/v1/open-data/procedures.json") == {"application/json": {"schema": {"type": "object"}}}
    assert sent("/api/v1/open-data/procedures.csv") == {"text/csv": {"schema": {"type": "string"}}}
    [pdf] = sent("/api/v1/receipts/{receipt_id}.pdf").values()
    assert pdf["schema"] == {"type": "string", "format": "binary"}
    answer = sent("/api/v1/payments/vnpay/ipn")["application/json"]["schema"]["$ref"].rpartition("/")[2]
    assert sorted(document["components"]["schemas"][answer]["required"]) == ["Message", "RspCode"]


def test_every_public_method_of_every_contract_has_an_address() -> None:
    reached = {route.method.address for route in API_ROUTES if route.method}
    reached |= {"payments.read_return"}  # the page a browser comes back to
    reached |= {"accounts.check_registration"}  # the page of the registration, whose form cannot be read as a whole
    reached |= {method.address for method, _, _ in exporting.SOURCES.values()}  # put together in one copy
    reached |= {"accounts.list_account_looks"}  # put into one list with those of dossiers

    services = ("catalog", "accounts", "dossiers", "payments", "notifications")
    declared = {method.address for service in services for method in methods_of(service)}

    assert declared - reached == NOT_FROM_OUTSIDE


def test_finding_takes_all_that_the_catalogue_can_narrow_by() -> None:
    listed = {member.name for member in dataclasses.fields(catalog.ListProcedures)}
    searched = {member.name for member in dataclasses.fields(catalog.SearchProcedures)} - {"text"}

    assert {member.name for member in dataclasses.fields(FindProcedures)} - {"q"} == listed == searched


def test_sandbox_routes_do_not_exist_elsewhere(house: House) -> None:
    real = a_house(sandbox=False)

    house.rpc.answer(notifications.list_sandbox_messages, notifications.SandboxMessages(messages=()))

    assert house.client.get("/api/v1/sandbox/messages?phone=0912345678").status_code == 200
    assert real.client.get("/api/v1/sandbox/messages?phone=0912345678").status_code == 404
    assert "/api/v1/sandbox/messages" not in json.loads(real.client.get("/openapi.json").data)["paths"]


def test_only_a_sandbox_shows_its_staff_accounts(tmp_path: Path) -> None:
    written = tmp_path / "accounts.json"
    written.write_text('[{"staff_number": "tmh.tiepnhan"}]', encoding="utf-8")
    sandbox, real = (a_house(sandbox=kind, sandbox_accounts=str(written)) for kind in (True, False))

    assert sandbox.client.get("/sandbox/accounts").get_json() == [{"staff_number": "tmh.tiepnhan"}]
    assert real.client.get("/sandbox/accounts").status_code == 404
    assert a_house().client.get("/sandbox/accounts").status_code == 404


def test_files_are_streamed_where_and_only_where_a_route_takes_one() -> None:
    assert takes_files("PUT", "/api/v1/dossiers/dos-1/papers/to-khai")
    assert takes_files("PUT", "/api/v1/desk/dossiers/dos-1/result")
    assert not takes_files("POST", "/api/v1/dossiers")
    assert not takes_files("PUT", "/api/v1/dossiers/dos-1/papers/a/b")


def test_areas_do_not_share_a_tag() -> None:
    assert len({area.tag for area in API}) == len(API)
    assert catalogue_area in API
