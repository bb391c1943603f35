"""Every failure is an RFC 9457 problem in the reader's language."""

import json

import pytest

from chassis.errors import (
    INTERNAL,
    INVALID_REQUEST,
    SERVICE_AWAY,
    FieldProblem,
    declared_errors,
)
from gateway.assembly import registry
from gateway.problems import known_codes, problem_response, status_of, title_of
from gateway.texts import FIELD_SENTENCES, field_sentence
from services.dossiers import contract as dossiers
from tests.unit.gateway.builders import a_dossier
from tests.unit.gateway.fakes import House

PUBLIC = "https://motcua.example"


def test_the_members_of_a_problem_are_those_of_the_rfc(house: House) -> None:
    house.rpc.answer(dossiers.get_dossier, dossiers.DOSSIER_NOT_FOUND())

    answer = house.client.get("/api/v1/dossiers/dos-9", headers=house.as_citizen())
    body = json.loads(answer.data)

    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert body["type"] == f"{PUBLIC}/problems/dossier.not-found"
    assert body["status"] == 404
    assert body["detail"].startswith("Không tìm thấy hồ sơ.")
    assert body["instance"] == answer.headers["X-Request-Id"]
    assert answer.headers["Content-Language"] == "vi"


def test_the_sentence_is_english_for_who_asks_for_english(house: House) -> None:
    house.rpc.answer(dossiers.get_dossier, dossiers.DOSSIER_NOT_FOUND())
    headers = {**house.as_citizen(), "Accept-Language": "en-GB,en;q=0.9,vi;q=0.5"}

    body = json.loads(house.client.get("/api/v1/dossiers/dos-9", headers=headers).data)

    assert body["detail"].startswith("There is no such dossier.")


def test_a_wrong_field_is_named_with_a_sentence(house: House) -> None:
    answer = house.client.post("/api/v1/dossier-lookups", json={"code": "H27", "fact": "12", "more": 1})
    body = json.loads(answer.data)

    assert answer.status_code == 422
    assert {found["pointer"]: found["code"] for found in body["errors"]} == {
        "/fact": "wrong-form",
        "/more": "unknown",
    }
    assert all(len(found["detail"]) > 10 for found in body["errors"])


def test_an_address_that_does_not_exist_is_a_problem(house: House) -> None:
    answer = house.client.get("/api/v1/nothing-here")

    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"


def test_a_wrong_method_is_answered_with_those_that_work(house: House) -> None:
    answer = house.client.delete("/api/v1/procedures")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_what_nobody_expected_tells_nothing_of_itself(house: House) -> None:
    house.rpc.answer(dossiers.get_dossier, RuntimeError("secret=hunter2"))

    answer = house.client.get("/api/v1/dossiers/dos-1", headers=house.as_citizen())

    assert answer.status_code == 500
    assert b"hunter2" not in answer.data
    assert json.loads(answer.data)["code"] == INTERNAL.code


def test_who_is_away_says_when_to_come_back(house: House) -> None:
    house.rpc.answer(dossiers.get_dossier, SERVICE_AWAY())

    answer = house.client.get("/api/v1/dossiers/dos-1", headers=house.as_citizen())

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_a_browser_gets_a_page_and_a_program_gets_json(house: House) -> None:
    browser = house.client.get("/khong-co", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    program = house.client.get("/khong-co", headers={"Accept": "*/*"})

    assert (browser.status_code, browser.mimetype) == (404, "text/html")
    assert (program.status_code, program.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_declared_error_has_a_sentence_and_a_page(house: House, language: str) -> None:
    registry()
    for code, declared in declared_errors().items():
        if code.startswith(("test.", "bus.")):  # made up by other tests of this run
            continue
        assert len(declared.text(language, {})) > 15, code
        answer = house.client.get(f"/problems/{code}?lang={language}")
        assert answer.status_code == 200, code
        assert code in answer.text


def test_every_status_that_an_error_can_have_has_a_title() -> None:
    registry()
    for code in known_codes():
        status = status_of(declared_errors()[code]())
        assert title_of(status, "vi") != title_of(500, "vi") or status == 500, (code, status)


@pytest.mark.parametrize("code", sorted(FIELD_SENTENCES))
def test_field_sentences_fill_in_their_facts(code: str) -> None:
    full = {"min": "1", "max": "9", "choices": "a, b"}

    for params in (full, {}, {"min": "1"}, {"max": "9"}):
        for language in ("vi", "en"):
            sentence = field_sentence(FieldProblem("/x", code, params), language)
            assert "{" not in sentence
            assert sentence[0].isupper()


def test_a_field_code_of_a_service_is_told_in_its_own_words() -> None:
    registry()

    assert "di động Việt Nam" in field_sentence(FieldProblem("/phone", "phone.not-vietnamese-mobile", {}), "vi")


def test_a_problem_can_be_made_of_anything_that_travels() -> None:
    problem = INVALID_REQUEST(problems=[FieldProblem("/a", "never-heard-of", {})])

    answer = problem_response(problem, language="vi", trace="t", public_url=PUBLIC)

    assert json.loads(answer.data)["errors"][0]["detail"] == FIELD_SENTENCES["invalid"][0]


def test_a_read_that_works_still_works(house: House) -> None:
    house.rpc.answer(dossiers.get_dossier, a_dossier())

    assert house.client.get("/api/v1/dossiers/dos-1", headers=house.as_citizen()).status_code == 200
