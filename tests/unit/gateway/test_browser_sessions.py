"""Browsers: a session in cookies that nobody else can use, forms that only we can draw, and nothing typed lost."""

import dataclasses
import datetime as dt
import gzip
import io
import re
from collections.abc import Mapping
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.datastructures import MultiDict

from chassis.contracts import methods_of
from chassis.errors import SERVICE_AWAY
from gateway.assembly import registry
from gateway.revocations import Standing
from gateway.web.kept import KEPT_LIMIT, keep, unpack
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers
from tests.unit.gateway.builders import NOON
from tests.unit.gateway.fakes import House, a_house
from tests.unit.gateway.test_routes import concrete

HTML = {"Accept": "text/html"}
SIGNED_IN = accounts.SignedIn(
    session_id="ses-1",
    subject_id="acc-1",
    kind="citizen",
    name="Nguyễn Văn An",
    access_token="an",
    access_expires_at=NOON + dt.timedelta(minutes=10),
    refresh_token="r" * 43,
    refresh_expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(hours=8),
    device_token="d" * 40,
)
SENT = accounts.CodeSent(challenge_id="cha-1", expires_at=NOON, resend_after=60, phone_masked="09******55")


@pytest.fixture
def house() -> House:
    return a_furnished_house()


def a_furnished_house(**settings: Any) -> House:
    made = a_house(public_url="http://localhost", **settings)
    made.rpc.answer(accounts.start_sign_in, SENT)
    made.rpc.answer(accounts.confirm_sign_in, SIGNED_IN)
    made.rpc.answer(dossiers.list_my_dossiers, dossiers.DossierPage(items=()))
    made.rpc.answer(catalog.get_revision, catalog.Revision(revision=1, changed_at=NOON))
    made.rpc.answer(catalog.list_life_events, SERVICE_AWAY())
    return made


def drawn(page: Any) -> dict[str, str]:
    """The hidden fields of the first form."""
    form = re.search(r"<form[^>]*method=\"post\".*?</form>", page.text, re.DOTALL)
    assert form, page.text[:400]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0])
    return {name: unescape(value) for name, value in hidden}


def sign_in(house: House, going_to: str = "") -> Any:
    """As a person does it; gives the last answer."""
    page = house.client.get("/dang-nhap", query_string={"tiep": going_to}, headers=HTML)
    typed = {"identity_number": "001090000001", "password": "mot cua mot lan"}
    page = house.client.post("/dang-nhap", data=drawn(page) | typed, headers=HTML)
    assert page.status_code == 200, page.text
    return house.client.post("/ma-xac-thuc", data=drawn(page) | {"code": " 123 456 "}, headers=HTML)


def cookies(answer: Any) -> Mapping[str, str]:
    return {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


def test_a_person_signs_in_and_goes_on_where_they_were_going(house: House) -> None:
    turned = house.client.get("/ho-so?nhom=nhap", headers=HTML)
    where = urlsplit(turned.headers["Location"])
    assert (turned.status_code, where.path) == (303, "/dang-nhap")

    done = sign_in(house, parse_qs(where.query)["tiep"][0])

    assert (done.status_code, done.headers["Location"]) == (303, "/ho-so?nhom=nhap")
    assert house.client.get("/ho-so?nhom=nhap", headers=HTML).status_code == 200
    assert house.rpc.calls_of(dossiers.list_my_dossiers)[-1].caller.id == "acc-1"
    assert house.rpc.calls_of(accounts.confirm_sign_in)[-1].request.code == "123456"


def test_no_script_and_no_other_site_can_use_the_cookies() -> None:
    house = a_house(public_url="https://motcua.example")
    page = house.client.get("/dang-nhap", headers=HTML, base_url="https://motcua.example")

    [(name, line)] = cookies(page).items()

    assert name == "__Host-motcua-form"
    for attribute in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert attribute in line
    assert "Domain" not in line


def test_every_page_that_changes_something_refuses_a_form_that_is_not_ours(house: House) -> None:
    sign_in(house)
    made = len(house.rpc.made)
    guarded = [route for route in registry().routes if route.page and route.verb == "POST" and route.guarded]
    assert len(guarded) >= 12

    for route in guarded:
        for headers in (HTML, HTML | {"Sec-Fetch-Site": "cross-site"}, HTML | {"Origin": "https://evil.example"}):
            answer = house.client.post(
                concrete(route.path), data={"_form": "x." + "0" * 64, "note": "x"}, headers=headers
            )
            assert answer.status_code in (401, 403, 415), (route.path, answer.status_code)

    services = ("catalog", "accounts", "dossiers", "payments", "notifications")
    commands = {method.address for service in services for method in methods_of(service) if method.changes}
    assert [call for call in house.rpc.made[made:] if call.method in commands] == []


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "http://localhost:81"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "http://localhost"}, 200),
    ],
)
def test_a_form_with_a_good_token_is_not_taken_from_another_sites_page(
    house: House, headers: dict[str, str], status: int
) -> None:
    typed = {"identity_number": "001090000001", "password": "mot cua mot lan"}
    form = drawn(house.client.get("/dang-nhap", headers=HTML)) | typed

    assert house.client.post("/dang-nhap", data=form, headers=HTML | headers).status_code == status
    assert len(house.rpc.calls_of(accounts.start_sign_in)) == (status == 200)


def test_posts_of_pages_are_guarded_but_for_those_that_only_ask_or_bear_their_secret_in_the_address(
    house: House,
) -> None:
    free = {route.path for route in registry().routes if route.page and route.verb == "POST" and not route.guarded}

    assert free == {"/tra-cuu", "/thu-tuc/{code}/mau/{form}", "/huy-nhan-thu/{token}"}


def test_a_form_drawn_for_one_person_is_not_sent_as_another(house: House) -> None:
    before = drawn(house.client.get("/dang-nhap", headers=HTML))
    sign_in(house)

    answer = house.client.post("/ho-so/dos-1/rut", data={"_form": before["_form"], "note": "đổi ý"}, headers=HTML)

    assert answer.status_code == 403
    assert "Những gì bạn nhập còn nguyên" in answer.text
    assert "chưa được gửi" in answer.text
    assert "Bạn đang đăng nhập là <b>Nguyễn Văn An</b>" in answer.text
    assert not house.rpc.calls_of(dossiers.withdraw_dossier)
    again = drawn(answer)
    assert again["note"] == "đổi ý"
    assert again["_form"] != before["_form"]


def test_who_sent_a_file_after_the_end_reads_that_it_was_not_taken_and_is_chosen_again(house: House) -> None:
    sign_in(house)
    for name in ("motcua-access", "motcua-refresh"):
        house.client.delete_cookie(name)
    sent = {"file": (io.BytesIO(b"%PDF-1.4"), "don.pdf")}

    page = house.client.post("/ca-nhan/uy-quyen/del-1/van-ban", data=sent, headers=HTML)

    assert page.status_code == 401
    assert "Tệp chưa được nhận" in page.text
    assert "chọn lại tệp" in page.text
    assert "Những gì bạn đã nhập" not in page.text


def test_what_was_typed_survives_the_end_of_the_session(house: House) -> None:
    sign_in(house)
    house.rpc.answer(accounts.sign_out, None)
    for name in ("motcua-access", "motcua-refresh"):
        house.client.delete_cookie(name)

    page = house.client.post("/ho-so/dos-1/bo-sung?lang=en", data={"note": "Đã gửi “bản” mới\n2"}, headers=HTML)
    assert page.status_code == 401
    assert "was not sent: your session ended" in page.text
    assert "What you typed is kept" in page.text
    typed = {"identity_number": "001090000001", "password": "mot cua mot lan"}
    page = house.client.post("/dang-nhap", data=drawn(page) | typed, headers=HTML)
    page = house.client.post("/ma-xac-thuc", data=drawn(page) | {"code": "123456"}, headers=HTML)

    assert page.status_code == 200
    assert 'action="/ho-so/dos-1/bo-sung?lang=en"' in page.text
    assert "<q>Đã gửi “bản” mới" in page.text
    assert drawn(page)["note"] == "Đã gửi “bản” mới\n2"
    assert not house.rpc.calls_of(dossiers.supplement_dossier)


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("/dang-ky", {"full_name": "Nguyễn Văn An", "password": "mot cua mot lan"}),
        ("/dang-nhap", {"identity_number": "001090000001", "password": "mot cua mot lan"}),
        ("/ma-xac-thuc", {"challenge_id": "cha-1", "code": "246813"}),
        ("/can-bo/dang-nhap", {"staff_number": "tmh.1", "password": "mot cua mot lan", "totp_code": "246813"}),
    ],
)
def test_no_password_and_no_code_is_written_into_a_page_when_its_form_is_stale(
    house: House, path: str, typed: dict[str, str]
) -> None:
    page = house.client.post(path, data={"_form": "x." + "0" * 64, **typed}, headers=HTML)

    assert page.status_code == 403
    assert "mot cua mot lan" not in page.text
    assert "246813" not in page.text
    public = {name: value for name, value in typed.items() if name not in ("password", "code", "totp_code")}
    assert public.items() <= drawn(page).items()


def test_an_officer_whose_session_has_ended_signs_in_as_staff_and_finds_what_was_typed(house: House) -> None:
    staff = dataclasses.replace(SIGNED_IN, kind="staff", access_token="binh", name="Lê Thị Bình", subject_id="stf-1")
    house.rpc.answer(accounts.staff_sign_in, staff)
    reason = "Giấy tờ không thuộc thẩm quyền của xã"

    page = house.client.post("/can-bo/ho-so/dos-1/tu-choi", data={"reason": reason, "version": "3"}, headers=HTML)
    assert page.status_code == 401
    assert "staff_number" in page.text
    typed = {"staff_number": "tmh.1", "password": "mot cua mot lan", "totp_code": "246 813"}
    page = house.client.post("/can-bo/dang-nhap", data=drawn(page) | typed, headers=HTML)

    assert 'action="/can-bo/ho-so/dos-1/tu-choi"' in page.text
    assert drawn(page)["reason"] == reason
    assert house.rpc.calls_of(accounts.staff_sign_in)[0].request.totp_code == "246813"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "\\/evil", "javascript:alert(1)", "/a\nb"],
)
def test_nobody_is_led_to_another_site(house: House, elsewhere: str) -> None:
    assert sign_in(house, elsewhere).headers["Location"] == "/ho-so"


@pytest.mark.parametrize(
    "packed",
    [
        "", "[", "[]", "{}", "7", "[" * 3000, '{"path":"//evil.example"}', '{"path":"https://evil.example"}',
        '{"path":"/ho-so","fields":[{"name":""}]}', '{"path":"/ho-so","more":1}',
    ],
)  # fmt: skip
def test_a_kept_form_that_is_none_of_ours_leads_nowhere(packed: str) -> None:
    assert unpack(packed) is None


def test_a_kept_form_comes_back_as_it_was_typed_but_for_what_is_secret() -> None:
    typed = MultiDict([("note", "đổi ý"), ("note", "hai"), ("password", "x"), ("code", "1"), ("factor_code", "2")])

    kept = unpack(keep("/ho-so/dos-1/rut?lang=en", typed))

    assert kept is not None
    assert (kept.path, [(one.name, one.value) for one in kept.fields]) == (
        "/ho-so/dos-1/rut?lang=en", [("note", "đổi ý"), ("note", "hai")],
    )  # fmt: skip
    assert keep("/", MultiDict([("note", "x" * KEPT_LIMIT)])) == ""


def test_a_browser_whose_token_has_expired_gets_the_next_one_on_the_way(house: House) -> None:
    house.rpc.answer(accounts.refresh_session, SIGNED_IN)
    house.client.set_cookie("motcua-access", "expired")
    house.client.set_cookie("motcua-refresh", "q" * 43)

    answer = house.client.get("/ho-so", headers=HTML)

    assert answer.status_code == 200
    assert house.rpc.calls_of(accounts.refresh_session)[0].request.refresh_token == "q" * 43
    assert cookies(answer)["motcua-refresh"].startswith("motcua-refresh=" + "r" * 43)


def test_a_session_that_has_ended_is_forgotten_and_a_public_page_is_shown_all_the_same(house: House) -> None:
    house.rpc.answer(accounts.refresh_session, accounts.SESSION_OVER())
    house.client.set_cookie("motcua-access", "expired")
    house.client.set_cookie("motcua-refresh", "q" * 43)

    answer = house.client.get("/", headers=HTML)

    assert answer.status_code == 200
    assert "Đăng nhập" in answer.text
    assert "Max-Age=0" in cookies(answer)["motcua-refresh"]


def test_while_accounts_are_away_the_session_is_kept_and_no_page_calls_somebody_signed_in(house: House) -> None:
    house.rpc.answer(accounts.refresh_session, SERVICE_AWAY())
    house.client.set_cookie("motcua-access", "expired")
    house.client.set_cookie("motcua-refresh", "q" * 43)

    assert "Set-Cookie" not in house.client.get("/", headers=HTML).headers
    assert house.client.get("/ho-so", headers=HTML).status_code == 503


def test_sessions_that_a_network_makes_up_are_soon_asked_of_nobody_and_none_is_lost_by_that() -> None:
    house = a_furnished_house(requests_per_minute=50)
    house.rpc.answer(accounts.refresh_session, accounts.SESSION_OVER())
    for number in range(10):
        house.client.set_cookie("motcua-refresh", f"{number:043d}")
        house.client.get("/", headers=HTML)
    house.rpc.answer(accounts.refresh_session, SIGNED_IN)
    house.client.set_cookie("motcua-refresh", "q" * 43)

    page, own = house.client.get("/", headers=HTML), house.client.get("/ho-so", headers=HTML)

    assert len(house.rpc.calls_of(accounts.refresh_session)) == 10
    assert (page.status_code, own.status_code) == (200, 429)
    assert not {"Set-Cookie"} & {*page.headers.keys(), *own.headers.keys()}
    house.clock.pass_by(60)
    assert house.client.get("/ho-so", headers=HTML).status_code == 200


def test_a_session_ended_elsewhere_opens_nothing() -> None:
    house = a_house(public_url="http://localhost", standing=Standing.ENDED)
    house.rpc.answer(accounts.refresh_session, accounts.SESSION_OVER())
    house.client.set_cookie("motcua-access", "an")
    house.client.set_cookie("motcua-refresh", "q" * 43)

    assert house.client.get("/ho-so", headers=HTML).status_code == 303
    assert not house.rpc.calls_of(dossiers.list_my_dossiers)


@pytest.mark.parametrize(
    ("why", "vi", "en"),
    [
        ("token-reused", "dùng ở hai nơi", "used in two places"),
        ("acting-ended", "tư cách của chính mình", "go on as yourself"),
        ("password-changed", "Phiên đăng nhập trước đã kết thúc. Xin", "Your session has ended."),
        ("a word of a later release", "Phiên đăng nhập trước đã kết thúc. Xin", "Your session has ended."),
    ],
)
@pytest.mark.parametrize("first", ["/ho-so", "/can-bo", "/"])
def test_the_sign_in_says_once_why_a_session_has_ended(house: House, why: str, vi: str, en: str, first: str) -> None:
    house.rpc.answer(accounts.refresh_session, accounts.SESSION_OVER(why=why))
    door = "/can-bo/dang-nhap" if first == "/can-bo" else "/dang-nhap"
    for language, words in (("", vi), ("?lang=en", en)):
        house.client.set_cookie("motcua-access", "expired")
        house.client.set_cookie("motcua-refresh", "q" * 43)
        house.client.get(first, headers=HTML)

        assert words in house.client.get(door + language, headers=HTML).text
        for page in (door, "/dang-nhap", "/"):
            assert words not in house.client.get(page + language, headers=HTML).text


def test_a_form_that_comes_after_the_end_is_kept_beside_why(house: House) -> None:
    sign_in(house)
    house.rpc.answer(accounts.refresh_session, accounts.SESSION_OVER(why="acting-ended"))
    house.client.set_cookie("motcua-access", "expired")
    house.client.set_cookie("motcua-refresh", "q" * 43)

    page = house.client.post("/ho-so/dos-1/rut", data={"note": "đổi ý"}, headers=HTML)

    assert (page.status_code, "tư cách của chính mình" in page.text) == (401, True)
    assert "đổi ý" in drawn(page)["kept"]
    assert "tư cách của chính mình" not in house.client.get("/dang-nhap", headers=HTML).text


def test_who_signed_out_or_in_again_or_never_was_signed_in_is_told_of_no_end(house: House) -> None:
    assert 'role="status"' not in house.client.get("/dang-nhap", headers=HTML).text

    house.rpc.answer(accounts.refresh_session, accounts.SESSION_OVER(why="signed-out"))
    house.client.set_cookie("motcua-refresh", "q" * 43)
    house.client.get("/", headers=HTML)
    assert 'role="status"' not in house.client.get("/dang-nhap", headers=HTML).text

    house.client.set_cookie("motcua-ended", "reused")
    sign_in(house)
    assert house.client.get_cookie("motcua-ended") is None

    for name in ("motcua-access", "motcua-refresh"):
        house.client.delete_cookie(name)
    house.client.set_cookie("motcua-ended", "<b>to https://elsewhere.example</b>")
    page = house.client.get("/dang-nhap", headers=HTML)
    assert 'role="status"' not in page.text
    assert "elsewhere" not in page.text


def test_the_api_takes_no_cookie_without_the_token_of_a_page_of_ours(house: House) -> None:
    sign_in(house)
    house.rpc.answer(accounts.list_sessions, accounts.SessionList(sessions=()))
    token = drawn(house.client.get("/dang-xuat", headers=HTML))["_form"]

    assert house.client.get("/api/v1/me/sessions").status_code == 401
    assert house.client.get("/api/v1/me/sessions", headers={"X-Motcua-Form": "x." + "0" * 64}).status_code == 401
    assert house.client.get("/api/v1/me/sessions", headers={"X-Motcua-Form": token}).status_code == 200


def test_signing_out_forgets_the_session_even_while_accounts_are_away(house: House) -> None:
    sign_in(house)
    house.rpc.answer(accounts.sign_out, SERVICE_AWAY())
    form = drawn(house.client.get("/dang-xuat", headers=HTML))

    answer = house.client.post("/dang-xuat", data=form, headers=HTML)

    assert "Max-Age=0" in cookies(answer)["motcua-access"]
    assert house.client.get("/ho-so", headers=HTML).status_code == 303


def test_a_wrong_code_is_told_beside_the_field_and_no_secret_is_written_into_the_page(house: House) -> None:
    house.rpc.answer(accounts.confirm_sign_in, accounts.CODE_WRONG(tries_left=4))

    page = sign_in(house)

    assert page.status_code == 401
    assert "Còn 4 lần thử" in page.text
    assert "123456" not in page.text
    assert "123 456" not in page.text
    assert "mot cua mot lan" not in page.text


@pytest.mark.parametrize("again", ["/ma-xac-thuc", "/ma-xac-thuc/gui-lai"])
def test_a_second_press_of_the_code_leads_on_as_the_first(house: House, again: str) -> None:
    page = house.client.get("/dang-nhap", query_string={"tiep": "/ho-so?nhom=nhap"}, headers=HTML)
    typed = {"identity_number": "001090000001", "password": "mot cua mot lan"}
    form = drawn(house.client.post("/dang-nhap", data=drawn(page) | typed, headers=HTML)) | {"code": "123456"}
    house.client.post("/ma-xac-thuc", data=form, headers=HTML)

    second = house.client.post(again, data=form, headers=HTML)

    assert (second.status_code, second.headers["Location"]) == (303, "/ho-so?nhom=nhap")
    assert len(house.rpc.calls_of(accounts.confirm_sign_in)) == 1


def test_the_code_of_another_person_does_not_lead_into_the_account_that_is_signed_in(house: House) -> None:
    page = house.client.get("/dang-nhap", headers=HTML)
    typed = {"identity_number": "001090000001", "password": "mot cua mot lan"}
    form = drawn(house.client.post("/dang-nhap", data=drawn(page) | typed, headers=HTML)) | {"code": "123456"}
    house.client.post("/ma-xac-thuc", data=form, headers=HTML)

    other = house.client.post("/ma-xac-thuc", data=form | {"challenge_id": "cha-2"}, headers=HTML)

    assert other.status_code == 403
    assert "Nguyễn Văn An" in other.text


def test_a_form_sent_twice_has_its_effect_once(house: House) -> None:
    page = house.client.get("/dang-nhap", headers=HTML)
    typed = drawn(page) | {"identity_number": "001090000001", "password": "mot cua mot lan"}

    for _ in range(2):
        house.client.post("/dang-nhap", data=typed, headers=HTML)

    first, second = house.rpc.calls_of(accounts.start_sign_in)
    assert first.key == second.key != ""


def test_a_page_is_packed_for_the_line(house: House) -> None:
    home = house.client.get("/", headers=HTML | {"Accept-Encoding": "gzip"})

    assert gzip.decompress(home.data) == house.client.get("/", headers=HTML).data
    assert "Accept-Encoding" in home.headers["Vary"]


def test_a_page_that_repeats_its_address_to_somebody_signed_in_is_not_packed(house: House) -> None:
    sign_in(house)
    packed = HTML | {"Accept-Encoding": "gzip"}

    assert "Content-Encoding" in house.client.get("/", headers=packed).headers
    assert "Content-Encoding" not in house.client.get("/?tab=business", headers=packed).headers


def test_the_token_of_a_form_is_another_in_every_page_and_each_is_good(house: House) -> None:
    forms = [drawn(house.client.get("/dang-nhap", headers=HTML))["_form"] for _ in range(2)]
    typed = {"identity_number": "001090000001", "password": "mot cua mot lan"}

    assert forms[0] != forms[1]
    for token in forms:
        assert house.client.post("/dang-nhap", data=typed | {"_form": token}, headers=HTML).status_code == 200
