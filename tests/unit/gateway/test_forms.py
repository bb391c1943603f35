"""Electronic forms through the API and as pages that work without JavaScript."""

import datetime as dt
import re
from pathlib import Path

import pytest

from gateway.rendering import HANOI
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.catalog.contract.forms import Form, plan_of
from services.catalog.seeds import read_seeds
from tests.unit.gateway.builders import HASH, NOON, a_procedure
from tests.unit.gateway.fakes import House

CODE = "1.004873"
KEY = "xac-nhan-tinh-trang-hon-nhan"
PAGE = f"/thu-tuc/{CODE}/mau/{KEY}"
API = f"/api/v1/procedures/{CODE}/forms/{KEY}"
HTML = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}
FORMS: dict[str, Form] = {form.key: form for version in read_seeds().procedures for form in version.forms}


@pytest.fixture(autouse=True)
def catalogue(house: House) -> None:
    house.rpc.answer(catalog.get_revision, catalog.Revision(revision=1, changed_at=NOON))
    house.rpc.answer(catalog.get_procedure, a_procedure())
    house.rpc.answer(catalog.get_form, lambda asked: a_form_view(asked.form))


def a_form_view(key: str) -> catalog.FormView:
    if key not in FORMS:
        raise catalog.FORM_NOT_FOUND(code=CODE, form=key)
    plan = plan_of(FORMS[key], dt.datetime.now(HANOI).date())
    return catalog.FormView(procedure_code=CODE, version=1, content_hash=HASH, form=FORMS[key], plan=plan)


FILLED = {
    "/requester/full_name": "Nguyễn Văn An",
    "/requester/birth_date": "17/5/1990",
    "/requester/identity/kind": "cccd",
    "/requester/identity/number": "001090012345",
    "/requester/residence/province": "42",
    "/requester/residence/commune": "18073",
    "/relation": "self",
    "/self_details/sex": "male",
    "/self_details/ethnicity": "01",
    "/self_details/nationality": "VN",
    "/status": "never",
    "/purpose": "other",
    "/other_purpose": "Vay vốn",
    "/copies": "2",
    "/stays#rows": "0",
}


def shown_at(page: str, pointer: str) -> bool:
    """Whether the field is there and not hidden, by itself or with what it stands in."""
    steps = pointer.strip("/").split("/")
    for depth in [depth for depth in range(1, len(steps) + 1) if not steps[depth - 1].isdigit()]:
        found = re.search(rf'<[^>]*data-at="/{"/".join(steps[:depth])}"[^>]*>', page)
        if found is None or re.search(r"\shidden[\s>]", found[0]):
            return False
    return True


def test_the_api_gives_the_description_with_its_plan_once(house: House) -> None:
    first = house.client.get(API)
    again = house.client.get(API, headers={"If-None-Match": first.headers["ETag"]})

    assert first.json is not None
    assert first.json["form"]["key"] == KEY
    assert first.json["plan"]["sections"][0]["fields"][0]["kind"] == "group"
    assert "public" in first.headers["Cache-Control"]
    assert (again.status_code, again.data) == (304, b"")
    assert len(house.rpc.calls_of(catalog.get_form)) == 1


def test_a_form_that_is_not_there_is_a_problem_of_its_own(house: House) -> None:
    answer = house.client.get(f"/api/v1/procedures/{CODE}/forms/khong-co")

    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["code"] == "procedure.form-not-found"


def test_answers_are_checked_without_being_kept(house: House) -> None:
    problem = catalog.FormProblem(
        pointer="/copies", code="form.low", params={"min": 1}, vi="Xin sửa.", en="Correct it."
    )
    reply = catalog.AnswersChecked(answers={}, problems=(problem,), required=("/copies",), optional=())
    house.rpc.answer(catalog.check_answers, reply)

    answer = house.client.post(f"{API}/checks", json={"answers": {"copies": 0}, "case": "x"})

    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["problems"][0]["pointer"] == "/copies"
    (made,) = house.rpc.calls_of(catalog.check_answers)
    assert (made.request.code, made.request.form, made.request.answers) == (CODE, KEY, {"copies": 0})


def test_an_account_fills_in_what_it_knows_with_numbers_masked(house: House) -> None:
    profile = accounts.ProfileView(
        id="acc-1",
        kind="citizen",
        name="Nguyễn Văn An",
        assurance=1,
        identity_kind=accounts.IdentityKind.CCCD,
        identity_masked="*********345",
        birth_date=dt.date(1990, 5, 17),
    )
    house.rpc.answer(accounts.get_profile, profile)

    answer = house.client.get(f"{API}/prefill", headers=house.as_citizen())

    assert answer.status_code == 200
    assert answer.json == {
        "answers": {
            "requester": {
                "full_name": "Nguyễn Văn An",
                "birth_date": "1990-05-17",
                "identity": {"kind": "cccd", "number": "*********345"},
            }
        },
        "locked": [
            "/requester/full_name",
            "/requester/birth_date",
            "/requester/identity/kind",
            "/requester/identity/number",
        ],
        "masked": ["/requester/identity/number"],
    }
    assert answer.headers["Cache-Control"] == "no-store"
    assert house.client.get(f"{API}/prefill").status_code == 401


def test_who_files_for_an_organisation_says_who_they_are(house: House) -> None:
    answer = house.client.get(f"{API}/prefill", headers={"Authorization": "Bearer an-for-org"})

    assert answer.json == {"answers": {}, "locked": [], "masked": []}


def test_the_empty_page_says_nothing_is_wrong_and_shows_only_what_is_asked(house: House) -> None:
    page = house.client.get(PAGE, headers=HTML)

    assert page.status_code == 200
    assert "aria-invalid" not in page.text
    assert shown_at(page.text, "/requester/full_name")
    assert not shown_at(page.text, "/spouse")
    assert 'name="/requester/identity/number"' in page.text
    assert "Tỉnh Hà Tĩnh" in page.text


def test_the_page_speaks_english_on_request(house: House) -> None:
    page = house.client.get(f"{PAGE}?lang=en", headers=HTML).text

    assert "Application for a certificate of marital status" in page
    assert "Please choose" in page


def test_right_answers_are_right_without_javascript(house: House) -> None:
    page = house.client.post(PAGE, data=FILLED, headers=HTML)

    assert page.status_code == 200, re.findall(r'<li><a href="#(f[^"]*)">([^<]*)', page.text)
    assert "Bản khai đã đúng và đủ" in page.text
    assert 'value="Nguyễn Văn An"' in page.text
    assert re.search(r'value="male" checked', page.text)


def test_wrong_answers_are_told_at_their_fields_and_nothing_typed_is_lost(house: House) -> None:
    page = house.client.post(PAGE, data=FILLED | {"/copies": "99", "/requester/birth_date": "hôm qua"}, headers=HTML)

    assert page.status_code == 422
    assert 'value="hôm qua"' in page.text
    assert re.search(r'id="f-copies-wrong">Số này không được quá 20', page.text)
    assert re.search(r'<a href="#f-copies">', page.text)
    field = re.search(r'<input id="f-copies"[^>]*>', page.text)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert "f-copies-wrong" in field[0]


def test_the_list_of_what_is_wrong_names_the_fields(house: House) -> None:
    page = house.client.post(PAGE, data={"_check": "1"}, headers=HTML).text

    told = re.findall(r'<li><a href="#f-requester-[^"]*">([^<]*)', page)
    assert "Người yêu cầu › Giấy tờ tùy thân › Số giấy tờ: Xin điền mục này." in told
    assert len(set(told)) == len(told), "no two lines read the same"


def test_what_was_typed_comes_back_escaped(house: House) -> None:
    page = house.client.post(PAGE, data=FILLED | {"/other_purpose": '"><script>alert(1)</script>'}, headers=HTML).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_related_fields_come_with_a_step_without_javascript(house: House) -> None:
    page = house.client.post(PAGE, data={"/purpose": "marriage", "/relation": "self", "_refresh": "1"}, headers=HTML)

    assert page.status_code == 200
    assert "aria-invalid" not in page.text
    assert shown_at(page.text, "/spouse/full_name")
    assert shown_at(page.text, "/self_details/sex")


def test_communes_come_once_the_province_is_chosen(house: House) -> None:
    page = house.client.post(PAGE, data={"/requester/residence/province": "42", "_refresh": "1"}, headers=HTML).text

    assert '<option value="18073">Phường Thành Sen</option>' in page


def test_rows_are_added_and_removed_by_buttons(house: House) -> None:
    two = FILLED | {"/stays#rows": "2", "/stays/0/from": "1/1/2019", "/stays/1/from": "1/1/2020"}

    more = house.client.post(PAGE, data=two | {"_add": "/stays"}, headers=HTML).text
    fewer = house.client.post(PAGE, data=two | {"_remove": "/stays/0"}, headers=HTML).text

    assert 'name="/stays#rows" value="3"' in more
    assert 'name="/stays/2/from"' in more
    assert shown_at(more, "/stays/2/from")
    assert 'name="/stays#rows" value="1"' in fewer
    assert re.search(r'name="/stays/0/from" value="1/1/2020"', fewer)


def test_nonsense_about_rows_is_taken_for_none(house: House) -> None:
    for rows in ("-1", "99999", "x", "٣", ""):
        page = house.client.post(PAGE, data={"/stays#rows": rows, "_remove": "/stays/7", "_add": "/x"}, headers=HTML)
        assert page.status_code == 200


def test_a_form_sent_from_another_site_is_refused(house: House) -> None:
    page = house.client.post(PAGE, data=FILLED, headers={"Sec-Fetch-Site": "cross-site"})

    assert page.status_code == 403


def test_an_address_of_no_form_is_not_found(house: House) -> None:
    assert house.client.get(f"/thu-tuc/{CODE}/mau/khong-co", headers=HTML).status_code == 404
    assert house.client.get(f"/thu-tuc/{CODE}/mau/KHONG..CO", headers=HTML).status_code == 404


@pytest.mark.parametrize("key", sorted(FORMS))
def test_every_shipped_form_has_a_page_whose_inputs_all_have_a_name_and_a_label(house: House, key: str) -> None:
    page = house.client.get(f"/thu-tuc/{CODE}/mau/{key}", headers=HTML).text

    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for made in re.findall(r"<(?:input|select|textarea)[^>]*>", page):
        if 'type="hidden"' in made or 'type="radio"' in made or 'type="checkbox"' in made:
            continue
        ident = re.search(r'\sid="([^"]+)"', made)
        assert ident is not None, made
        assert f'<label for="{ident[1]}"' in page, made
    for described in re.findall(r'aria-describedby="([^"]+)"', page):
        assert set(described.split()) <= set(ids)


def test_the_module_of_the_browser_stays_small(house: House) -> None:
    static = Path(__file__).parents[3] / "gateway" / "web" / "static"
    page = house.client.get(PAGE, headers=HTML).text
    address = re.search(r'src="(/static/[^"]+/eforms-page\.js)"', page)
    assert address is not None

    sent = {}
    for name in ("eforms.js", "eforms-page.js"):
        answer = house.client.get(address[1].replace("eforms-page.js", name), headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "javascript" in answer.headers["Content-Type"]
        sent[name] = len(answer.data)
        assert not re.search(r"\beval\b|new Function|innerHTML", (static / name).read_text("utf-8"))
    assert sum(sent.values()) < 15_000, sent
