"""The whole path over HTTP: five services, broker, databases, sandbox bank, seen from outside only."""

import json
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from openapi_schema_validator import OAS31Validator

from deploy.demo.__main__ import Demo
from deploy.demo.story import PROCEDURE
from deploy.portal_client import Person, Refused, eventually, small_pdf
from tests.flows.conftest import System

pytestmark = pytest.mark.flows

HTML = {"Accept": "text/html"}
PASSWORD = "mot cua mot lan mot noi"


@pytest.fixture(scope="module")
def citizen(system: System) -> Demo:
    """One person for the flows that only need somebody signed in."""
    return system.a_citizen()


def a_draft(citizen: Demo) -> Demo:
    citizen.draft()
    return citizen


def refusal(call: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value


@pytest.mark.timeout(240)
def test_a_dossier_goes_from_search_to_result(system: System) -> None:
    system.a_story().run()


def test_a_command_that_is_repeated_with_its_key_is_carried_out_once(system: System, citizen: Demo) -> None:
    a_draft(citizen)
    wanted = {"procedure_code": PROCEDURE, "agency_code": citizen.agency["code"], "case": citizen.dossier["case"]}
    headers = {"Authorization": f"Bearer {citizen.citizen.token}", "Idempotency-Key": f'"{uuid.uuid4()}"'}

    def send(body: dict[str, str]) -> requests.Response:
        return requests.post(f"{system.address}/api/v1/dossiers", json=body, headers=headers, timeout=15)

    first, second = send(wanted), send(wanted)
    other = send({**wanted, "agency_code": "H27"})

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert (other.status_code, other.json()["code"]) == (422, "request.idempotency-key-reused")


def test_a_change_decided_on_an_older_version_is_refused(citizen: Demo) -> None:
    a_draft(citizen)
    before = citizen.tag
    path = f"/api/v1/dossiers/{citizen.dossier['id']}"
    citizen.citizen.patch(path, {"answers": {"ghi_chu": "một"}}, before)

    late = refusal(lambda: citizen.citizen.patch(path, {"answers": {"ghi_chu": "hai"}}, before))
    without = refusal(lambda: citizen.citizen.patch(path, {"answers": {"ghi_chu": "ba"}}, ""))

    assert (late.status, without.status) == (412, 428)
    assert citizen.citizen.get(path)["answers"]["ghi_chu"] == "một"


def test_somebody_elses_dossier_looks_like_none_at_all(system: System, citizen: Demo) -> None:
    a_draft(citizen)
    stranger = system.a_citizen().citizen
    path = f"/api/v1/dossiers/{citizen.dossier['id']}"

    theirs = refusal(lambda: stranger.get(path))
    nobodys = refusal(lambda: stranger.get(f"/api/v1/dossiers/{uuid.uuid4()}"))

    assert (theirs.status, theirs.code) == (nobodys.status, nobodys.code) == (404, "dossier.not-found")
    assert refusal(lambda: system.anybody().get(path)).status == 401


def test_a_file_that_is_no_document_leaves_the_dossier_as_it_was(citizen: Demo) -> None:
    a_draft(citizen)
    path = f"/api/v1/dossiers/{citizen.dossier['id']}"
    key = citizen.dossier["papers"][0]["key"]

    refused = refusal(lambda: citizen.citizen.upload(f"{path}/papers/{key}", "x.pdf", b"<html>not a PDF</html>"))
    empty = refusal(lambda: citizen.citizen.upload(f"{path}/papers/{key}", "x.pdf", b""))

    assert (refused.status, empty.status) == (422, 422)
    assert citizen.citizen.get(path)["papers"][0]["files"] == []


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(citizen: Demo) -> None:
    a_draft(citizen)
    path = f"/api/v1/dossiers/{citizen.dossier['id']}/papers/{citizen.dossier['papers'][0]['key']}"

    refused = refusal(lambda: citizen.citizen.upload(path, "large.pdf", b"%PDF-1.7" + b"0" * 26_214_400))

    assert refused.status == 413


def test_what_was_uploaded_is_downloaded_unchanged_and_only_to_be_saved(citizen: Demo) -> None:
    a_draft(citizen)
    path = f"/api/v1/dossiers/{citizen.dossier['id']}"
    content = small_pdf("round trip")
    after = citizen.citizen.upload(f"{path}/papers/{citizen.dossier['papers'][0]['key']}", "tờ khai.pdf", content).body
    kept = after["papers"][0]["files"][0]

    got = citizen.citizen.call("GET", f"{path}/files/{kept['id']}")

    assert got.content == content
    assert "filename*=UTF-8''t%E1%BB%9D%20khai.pdf" in got.headers["Content-Disposition"]
    assert "sandbox" in got.headers["Content-Security-Policy"]


def signed_in_again(citizen: Demo) -> dict[str, Any]:
    """A second session of somebody, by password and the code on their telephone."""
    person = Person(citizen.address)
    seen = {text["id"] for text in person.get("/api/v1/sandbox/messages", phone=citizen.phone)["messages"]}
    begun = person.post("/api/v1/sessions", {"identity_number": citizen.identity, "password": PASSWORD}).body

    def code() -> str | None:
        texts = person.get("/api/v1/sandbox/messages", phone=citizen.phone)["messages"]
        fresh = [re.search(r"\b\d{6}\b", text["text"]) for text in texts if text["id"] not in seen]
        return next((found[0] for found in fresh if found), None)

    path = f"/api/v1/sessions/{begun['challenge_id']}/confirmation"
    session: dict[str, Any] = person.post(path, {"code": eventually("the code arrives", code)}).body
    return session


def test_a_refresh_token_works_once_and_never_after_signing_out(system: System) -> None:
    citizen = system.a_citizen()
    anybody = system.anybody()
    first = signed_in_again(citizen)
    second = anybody.post("/api/v1/sessions/refresh", {"refresh_token": first["refresh_token"]}).body
    Person(system.address, token=second["access_token"]).call("DELETE", "/api/v1/sessions/current")

    after = refusal(lambda: anybody.post("/api/v1/sessions/refresh", {"refresh_token": second["refresh_token"]}))

    assert first["refresh_token"] != second["refresh_token"]
    assert (after.status, after.code) == (401, "session.over")


def test_many_forms_are_printed_at_once_and_nobody_else_waits(system: System) -> None:
    """Typesetting is a thread's work: two at a time in its imports once switched greenlets of the wrong thread."""
    codes = ("1.001193", "1.000894", "1.000656", "1.004873", "1.004222", "3.000333", "1.013225", PROCEDURE)
    shown = [requests.get(f"{system.address}/api/v1/procedures/{code}", timeout=15).json() for code in codes]
    addresses = [
        f"{system.address}/api/v1/procedures/{one['code']}/forms/{form['key']}.pdf"
        for one in shown
        for form in one["forms"]
    ]

    with ThreadPoolExecutor(20) as visitors:  # twice as many as there are workers
        printing = [visitors.submit(requests.get, address, timeout=60) for address in addresses for _ in range(2)]
        others = [requests.get(f"{system.address}/api/v1/fields", timeout=15) for _ in range(20)]
        got = [each.result() for each in printing]

    assert {(answer.status_code, answer.headers["Content-Type"]) for answer in got} == {(200, "application/pdf")}
    assert {answer.status_code for answer in others} == {200}
    for first, second in zip(got[::2], got[1::2], strict=True):
        assert first.content.startswith(b"%PDF-")
        assert first.content == second.content
    held = {"If-None-Match": got[0].headers["ETag"]}
    assert requests.get(addresses[0], headers=held, timeout=15).status_code == 304


def test_the_catalogue_is_revalidated_without_being_sent_again(system: System) -> None:
    address = f"{system.address}/api/v1/procedures/{PROCEDURE}"
    first = requests.get(address, timeout=15)
    second = requests.get(address, headers={"If-None-Match": first.headers["ETag"]}, timeout=15)

    assert (first.status_code, second.status_code, second.content) == (200, 304, b"")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_pages_show_the_real_catalogue(system: System, lang: str) -> None:
    home = requests.get(f"{system.address}/?lang={lang}", headers=HTML, timeout=15)
    found = requests.get(f"{system.address}/thu-tuc?q=khai+sinh&lang={lang}", headers=HTML, timeout=15)
    shown = requests.get(f"{system.address}/thu-tuc/{PROCEDURE}?lang={lang}", headers=HTML, timeout=15)

    assert (home.status_code, found.status_code, shown.status_code) == (200, 200, 200)
    assert ("Có con nhỏ" if lang == "vi" else "Citizen") in home.text
    assert "khai sinh" in found.text
    assert PROCEDURE in shown.text


def test_answers_are_what_the_document_says(system: System, citizen: Demo) -> None:
    document = requests.get(f"{system.address}/openapi.json", timeout=15).json()
    person = citizen.citizen
    for path in (
        "/api/v1/procedures",
        f"/api/v1/procedures/{PROCEDURE}",
        "/api/v1/agencies",
        "/api/v1/life-events",
        "/api/v1/fields",
        "/api/v1/me",
        "/api/v1/me/messages",
        "/api/v1/dossiers",
    ):
        declared = "/api/v1/procedures/{code}" if path.endswith(PROCEDURE) else path
        schema = document["paths"][declared]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        OAS31Validator({**schema, "components": document["components"]}).validate(person.get(path))


def test_a_problem_leads_to_a_page_about_it(system: System) -> None:
    answer = requests.get(f"{system.address}/api/v1/procedures/9.999999", timeout=15)
    page = requests.get(answer.json()["type"], headers=HTML, timeout=15)

    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert page.status_code == 200
    assert answer.json()["code"] in page.text


def test_one_trace_leads_through_everything(system: System) -> None:
    trace = uuid.uuid4().hex
    answer = requests.get(
        f"{system.address}/api/v1/me", headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"}, timeout=15
    )

    assert answer.headers["X-Request-Id"] == trace
    assert json.loads(answer.content)["instance"] == trace


def test_nobody_learns_from_a_look_up_whether_a_code_exists(system: System) -> None:
    def ask(code: str) -> Refused:
        return refusal(lambda: Person(system.address).post("/api/v1/dossier-lookups", {"code": code, "fact": "0000"}))

    assert ask("H27.30.12-261124-0001").problem["detail"] == ask("X99.99.99-991231-9999").problem["detail"]
