"""The sandbox's stand-in for the national portal speaks HTTP, goes wrong on demand, and refuses what is not whole."""

import json
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from services.dossiers.sandbox_national.office import EXISTS, SESSION_OVER, SUCCESS, UNKNOWN, WRONG, Office
from services.dossiers.sandbox_national.service import respond

RECORD = {"MaHoSo": "H27-1", "MaTTHC": "2.000635", "NgayTiepNhan": "20260810090000", "TrangThaiHoSo": "2"}
LINE = {"MaHoSo": "H27-1", "ThoiDiemXuLy": "20260810090000", "TrangThai": "2"}


@pytest.fixture
def office() -> Office:
    return Office("u", "p")


def ask(office: Office, path: str, body: Any = None, method: str = "POST") -> tuple[int, Any]:
    answer = respond(Request(EnvironBuilder(path, method=method, json=body).get_environ()), office)
    return answer.status_code, json.loads(answer.get_data() or b"null") if answer.is_json else answer.get_data()


def call(office: Office, service: str, **fields: Any) -> str:
    _, session = ask(office, "/login", {"username": "u", "password": "p"})
    _, said = ask(office, "/service", {"session": session["session"], "service": service, **fields})
    return str(said["error_code"])


def tell(office: Office, updating: str = "False", **changes: Any) -> str:
    return call(office, "DongBoHoSoMC", isUpdating=updating, data=[{**RECORD, **changes}])


def test_a_session_is_needed_and_given_for_the_right_password(office: Office) -> None:
    assert ask(office, "/login", {"username": "u", "password": "x"}) == (200, {"error_code": 1})
    assert ask(office, "/service", {"service": "TraCuuHoSo"}) == (200, {"error_code": SESSION_OVER})
    assert call(office, "TraCuuHoSo", mahoso="H27-1") == SUCCESS


def test_a_record_comes_first_then_updates_then_progress(office: Office) -> None:
    assert call(office, "CapNhatTienDoHoSoMC", data=[LINE]) == UNKNOWN
    assert tell(office, "True") == UNKNOWN
    assert tell(office) == SUCCESS
    assert tell(office) == EXISTS
    assert tell(office, "True", TrangThaiHoSo="4") == SUCCESS
    assert call(office, "CapNhatTienDoHoSoMC", data=[LINE]) == SUCCESS

    assert ask(office, "/", method="GET") == (200, {"H27-1": "4"})


@pytest.mark.parametrize(
    "changes", [{"TrangThaiHoSo": "11"}, {"MaTTHC": ""}, {"NgayTiepNhan": "2026-08-10"}, {"MaHoSo": ""}]
)
def test_a_record_that_is_not_whole_is_refused(office: Office, changes: dict[str, str]) -> None:
    assert tell(office, **changes) == WRONG
    assert office.held == {}


def test_faults_come_in_the_order_in_which_they_were_asked_for(office: Office) -> None:
    assert ask(office, "/faults", {"faults": ["broken", "gibberish", "down"]})[0] == 200
    assert ask(office, "/faults", {"faults": ["unheard-of"]})[0] == 400
    _, session = ask(office, "/login", {"username": "u", "password": "p"})
    body = {"session": session["session"], "service": "TraCuuHoSo", "mahoso": "H27-1"}

    assert [ask(office, "/service", body)[0] for _ in range(4)] == [500, 200, 504, 200]
    assert ask(office, "/nothing", method="GET")[0] == 404
