"""One's own account on pages: a proof comes back to what was typed, and what is secret stays so."""

import datetime as dt
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from chassis.errors import INVALID_REQUEST, SERVICE_AWAY, FieldProblem
from chassis.records import Nothing
from services.accounts import contract as accounts
from tests.browser import own_account
from tests.unit.gateway.builders import NOON
from tests.unit.gateway.fakes import House, a_house
from tests.unit.gateway.test_browser_sessions import HTML, SENT, SIGNED_IN, cookies, drawn

AUTHENTICATOR = accounts.CodeSent(
    challenge_id="cha-2", expires_at=NOON, resend_after=0, way=accounts.CodeWay.AUTHENTICATOR
)
PROVED = accounts.SteppedUp(
    access_token="an", access_expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=10), assurance=1,
    fresh_until=NOON,
)  # fmt: skip


@pytest.fixture
def house() -> House:
    made = a_house(public_url="http://localhost")
    own_account.furnish(made)
    made.client.set_cookie("motcua-access", "an")
    return made


def press(house: House, at: str, to: str, **typed: str) -> Any:
    """Open a page and send its form that goes to an address."""
    page = house.client.get(at, headers=HTML)
    assert page.status_code == 200, page.text
    return send_on(house, page, to, **typed)


def send_on(house: House, page: Any, to: str, **typed: str) -> Any:
    """Send the form of a page that goes to an address."""
    [_, tail] = page.text.split(f'action="{to}"', 1)
    text = f'<form method="post"{tail}'
    hidden = drawn(type("Part", (), {"text": text})())
    return house.client.post(to, data=hidden | typed, headers=HTML)


def test_who_has_to_prove_it_first_comes_back_to_what_they_typed(house: House) -> None:
    house.rpc.answer(accounts.start_phone_change, accounts.STEP_UP_NEEDED())
    house.rpc.answer(accounts.confirm_step_up, PROVED)

    page = press(house, "/ca-nhan/dien-thoai", "/ca-nhan/dien-thoai", phone="0987 654 321")
    assert "Xác thực lại một lần nữa" in page.text
    page = send_on(house, page, "/xac-thuc-lai", password="mot cua mot lan")
    assert "Nhập mã xác thực" in page.text
    assert "mot cua mot lan" not in page.text
    page = send_on(house, page, "/xac-thuc-lai/ma", code="123 456")

    assert "motcua-access" in cookies(page)
    assert drawn(page)["phone"] == "0987 654 321"
    house.rpc.answer(accounts.start_phone_change, SENT)
    page = send_on(house, page, "/ca-nhan/dien-thoai")
    assert "09******55" in page.text
    assert house.rpc.calls_of(accounts.start_phone_change)[-1].request.phone == "0987 654 321"
    assert house.rpc.calls_of(accounts.confirm_step_up)[-1].request.code == "123456"


def test_a_wrong_password_of_a_proof_ends_no_session_and_keeps_what_was_typed(house: House) -> None:
    house.rpc.answer(accounts.start_email_change, accounts.STEP_UP_NEEDED())
    house.rpc.answer(accounts.start_step_up, accounts.PASSWORD_WRONG())

    page = press(house, "/ca-nhan/thu-dien-tu", "/ca-nhan/thu-dien-tu", email="an@example.vn")
    page = send_on(house, page, "/xac-thuc-lai", password="sai")

    assert page.status_code == 401
    assert "Mật khẩu chưa đúng" in page.text
    assert "an@example.vn" in page.text
    assert "Đăng ký tài khoản" not in page.text


def test_a_new_password_is_written_into_no_page_also_when_a_proof_is_needed(house: House) -> None:
    house.rpc.answer(accounts.change_password, accounts.STEP_UP_NEEDED())

    page = press(house, "/ca-nhan/mat-khau", "/ca-nhan/mat-khau", new_password="mot cau dai de nho")

    assert "mot cau dai" not in page.text
    assert drawn(page)["tiep"] == "/ca-nhan/mat-khau"


def test_what_is_wrong_with_a_new_password_stands_beside_the_field_and_above(house: House) -> None:
    wrong = FieldProblem("/new_password", accounts.PASSWORD_SHORT.code, {"minimum": 8})
    house.rpc.answer(accounts.change_password, INVALID_REQUEST(problems=[wrong]))

    page = press(house, "/ca-nhan/mat-khau", "/ca-nhan/mat-khau", new_password="ngan")

    assert page.status_code == 422
    assert 'href="#new_password"' in page.text
    assert 'id="new_password-wrong"' in page.text


def test_the_authenticator_is_offered_as_a_picture_that_the_policy_of_pages_lets_through(house: House) -> None:
    page = press(house, "/ca-nhan/hai-lop", "/ca-nhan/hai-lop/them")

    assert 'src="data:image/svg+xml' in page.text
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"
    page = send_on(house, page, "/ca-nhan/hai-lop/xac-nhan", code="12 34 56")
    assert "7K2M0-Q9RT0" in page.text
    assert house.rpc.calls_of(accounts.confirm_second_factor)[-1].request.code == "123456"


def test_a_wrong_code_of_a_new_authenticator_is_told_and_shows_no_secret_again(house: House) -> None:
    house.rpc.answer(accounts.confirm_second_factor, accounts.SECOND_FACTOR_WRONG())

    page = press(house, "/ca-nhan/hai-lop", "/ca-nhan/hai-lop/them")
    page = send_on(house, page, "/ca-nhan/hai-lop/xac-nhan", code="000000")

    assert page.status_code == 401
    assert "chưa đúng hoặc đã dùng" in page.text
    assert "JBSW" not in page.text


def test_a_recovery_code_may_be_typed_as_people_type_it(house: House) -> None:
    house.client.delete_cookie("motcua-access")
    house.rpc.answer(accounts.start_sign_in, AUTHENTICATOR)
    house.rpc.answer(accounts.confirm_sign_in, SIGNED_IN)

    page = press(house, "/dang-nhap", "/dang-nhap", identity_number="001090000001", password="mot cua mot lan")
    assert "Mở ứng dụng xác thực" in page.text
    send_on(house, page, "/ma-xac-thuc", code="7k2m0 q9rt0")

    assert house.rpc.calls_of(accounts.confirm_sign_in)[-1].request.code == "7K2M0-Q9RT0"


def test_a_forgotten_password_is_set_anew_and_asked_for_at_the_sign_in(house: House) -> None:
    house.client.delete_cookie("motcua-access")
    house.rpc.answer(accounts.start_recovery, SENT)
    house.rpc.answer(accounts.confirm_recovery, accounts.SECOND_FACTOR_NEEDED())

    page = press(house, "/quen-mat-khau", "/quen-mat-khau", identity_number="001090000001")
    typed = {"code": "123456", "new_password": "mot cau dai de nho"}
    page = send_on(house, page, "/quen-mat-khau/dat-lai", **typed)
    assert 'id="factor_code-wrong"' in page.text
    assert "mot cau dai" not in page.text
    house.rpc.answer(accounts.confirm_recovery, Nothing())
    page = send_on(house, page, "/quen-mat-khau/dat-lai", **typed, factor_code="7k2m0-q9rt0")

    assert page.headers["Location"] == "/dang-nhap?da=mat-khau"
    assert house.rpc.calls_of(accounts.confirm_recovery)[-1].request.factor_code == "7K2M0-Q9RT0"


def test_the_electronic_identity_is_offered_where_there_is_a_provider_and_comes_back_to_where_one_was_going() -> None:
    plain = a_house(public_url="http://localhost").client.get("/dang-nhap", headers=HTML)
    assert "/dang-nhap/danh-tinh" not in plain.text
    house = a_house(public_url="http://localhost", identity_provider="https://eid.example")
    begun = accounts.ProviderSignIn(
        authorization_url="https://eid.example/authorize?a=1&b=2", state="st", binding="bi",
        expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5),
    )  # fmt: skip
    house.rpc.answer(accounts.start_provider_sign_in, begun)
    house.rpc.answer(accounts.confirm_provider_sign_in, SIGNED_IN)

    page = press(house, "/dang-nhap?tiep=/ho-so?nhom=nhap", "/dang-nhap/danh-tinh")
    assert 'content="0; url=https://eid.example/authorize?a=1&amp;b=2"' in page.text
    back = house.client.get("/sign-in/return?state=st&code=co", headers=HTML)

    where = urlsplit(back.headers["Location"])
    assert (where.path, parse_qs(where.query)) == ("/ho-so", {"nhom": ["nhap"]})
    assert house.rpc.calls_of(accounts.confirm_provider_sign_in)[-1].request.binding == "bi"
    again = house.client.get("/sign-in/return?state=st&code=co", headers=HTML)
    assert again.status_code == 401
    assert len(house.rpc.calls_of(accounts.confirm_provider_sign_in)) == 1


def test_a_return_that_this_browser_did_not_leave_for_signs_nobody_in() -> None:
    house = a_house(public_url="http://localhost", identity_provider="https://eid.example")

    page = house.client.get("/sign-in/return?state=st&code=co", headers=HTML)

    assert page.status_code == 401
    assert house.rpc.calls_of(accounts.confirm_provider_sign_in) == []


def test_a_form_comes_back_whole_with_its_key_while_what_it_needs_is_away(house: House) -> None:
    house.rpc.answer(accounts.list_organisations, SERVICE_AWAY())
    house.rpc.answer(accounts.register_organisation, SERVICE_AWAY())
    form = drawn(house.client.get("/ca-nhan/dien-thoai", headers=HTML))

    page = house.client.post("/ca-nhan/to-chuc", data=form | {"tax_code": "0100109106"}, headers=HTML)

    assert page.status_code == 503
    assert "còn nguyên" in page.text
    assert 'action="/ca-nhan/to-chuc"' in page.text
    again = drawn(page)
    assert (again["tax_code"], again["_key"]) == ("0100109106", form["_key"])
    assert page.headers["Retry-After"]


def test_a_new_password_is_carried_through_no_sign_in_either(house: House) -> None:
    form = drawn(house.client.get("/ca-nhan/mat-khau", headers=HTML))
    house.client.delete_cookie("motcua-access")

    page = house.client.post("/ca-nhan/mat-khau", data=form | {"new_password": "mot cau dai de nho"}, headers=HTML)

    assert page.status_code == 401
    assert "/ca-nhan/mat-khau" in drawn(page)["kept"]
    assert "mot cau dai" not in page.text


def test_a_recovery_keeps_its_secrets_out_of_the_page_that_says_what_is_wrong(house: House) -> None:
    house.rpc.answer(accounts.start_recovery, SENT)
    house.rpc.answer(accounts.confirm_recovery, accounts.CODE_WRONG(tries_left=2))
    page = press(house, "/quen-mat-khau", "/quen-mat-khau", identity_number="001090000001")

    page = send_on(
        house, page, "/quen-mat-khau/dat-lai", code="654321", new_password="mot cau dai de nho", factor_code="112233"
    )

    assert page.status_code == 401
    assert all(secret not in page.text for secret in ("654321", "mot cau dai", "112233"))
    assert drawn(page)["challenge_id"] == "cha-1"


def test_what_is_wrong_is_said_as_to_people_and_names_its_field_above(house: House) -> None:
    house.client.delete_cookie("motcua-access")

    page = press(house, "/dang-ky", "/dang-ky", full_name=" ", birth_date="hôm qua", phone="0" * 30, password="x")

    assert "Họ và tên: Xin điền mục này." in page.text
    assert "ngày/tháng/năm, ví dụ 31/01/1990" in page.text
    assert "Xin viết ngắn lại, nhiều nhất 20 ký tự." in page.text
    assert "năm-tháng-ngày" not in page.text
    assert "Lịch không có" not in page.text


def test_a_day_that_never_was_hides_nothing_else_that_is_wrong(house: House) -> None:
    house.client.delete_cookie("motcua-access")
    problems = [
        FieldProblem("/identity_number", "identity.wrong-form", {}),
        FieldProblem("/phone", "phone.not-vietnamese-mobile", {}),
        FieldProblem("/password", "password.too-short", {"min": 8}),
    ]
    house.rpc.answer(accounts.check_registration, INVALID_REQUEST(problems=problems))
    typed = {
        "identity_kind": "cccd", "identity_number": " 12 ", "full_name": "Trần Thị Bưởi", "birth_date": "31/02/2000",
        "phone": "113", "password": "x",
    }  # fmt: skip

    page = press(house, "/dang-ky", "/dang-ky", **typed)

    asked = house.rpc.calls_of(accounts.check_registration)[0].request
    assert (asked.identity_number, asked.birth_date, asked.password) == ("12", None, "x")
    assert page.status_code == 422
    named = re.findall(r'<li><a href="#(\w+)">', page.text)
    assert named == ["identity_number", "birth_date", "phone", "password"]
    assert 'value="31/02/2000"' in page.text
    assert "Lịch không có ngày này" in page.text
    assert not house.rpc.calls_of(accounts.start_registration)

    house.rpc.answer(accounts.check_registration, SERVICE_AWAY())
    page = press(house, "/dang-ky", "/dang-ky", **{**typed, "birth_date": "28/02/2000", "full_name": ""})
    assert house.rpc.calls_of(accounts.check_registration)[1].request.birth_date == dt.date(2000, 2, 28)
    assert re.findall(r'<li><a href="#(\w+)">', page.text) == ["full_name"]


def test_a_choice_that_nobody_made_is_asked_for_as_one(house: House) -> None:
    page = press(house, "/ca-nhan/to-chuc/org-1", "/ca-nhan/to-chuc/org-1/moi", identity_number="001090000002")

    assert "Vai trò: Xin chọn một mục." in page.text
