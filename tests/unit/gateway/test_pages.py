"""Pages for people: Vietnamese first, English on request, whole without JavaScript and while services are away."""

import dataclasses
import datetime as dt
import re

import pytest

from chassis.errors import INVALID_REQUEST, SERVICE_AWAY, FieldProblem
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers
from services.payments import contract as payments
from tests.unit.gateway.builders import NOON, a_look_up, a_procedure, a_return, found, groups
from tests.unit.gateway.fakes import House, a_house

HTML = {"Accept": "text/html"}
REVISION = catalog.Revision(revision=1, changed_at=NOON)
FIELDS = catalog.Fields(items=(catalog.Field(key="ho-tich", name="Hộ tịch", count=9),), revision=1)


@pytest.fixture(autouse=True)
def catalogue(house: House) -> None:
    house.rpc.answer(catalog.get_revision, REVISION)
    house.rpc.answer(catalog.list_life_events, groups())
    house.rpc.answer(catalog.list_fields, FIELDS)
    house.rpc.answer(catalog.search_procedures, found("Đăng ký khai sinh"))
    house.rpc.answer(catalog.get_procedure, a_procedure())
    house.rpc.answer(catalog.list_agencies, catalog.AgencyPage(items=(), next_cursor="", revision=1))


def test_the_home_page_says_what_this_is_and_where_to_go(house: House) -> None:
    page = house.client.get("/", headers=HTML)

    assert page.status_code == 200
    for words in ('lang="vi"', "Công dân", "Doanh nghiệp", "Tra cứu hồ sơ", "Thông tin và dịch vụ", "Có con nhỏ"):
        assert words in page.text
    assert 'href="/docs"' in page.text


def test_the_home_page_speaks_english_on_request(house: House) -> None:
    page = house.client.get("/?lang=en&tab=business", headers=HTML)

    assert 'lang="en"' in page.text
    assert "One door to every procedure" in page.text
    assert 'href="/?tab=business"' in page.text


def test_the_home_page_is_there_while_everything_else_is_away(house: House) -> None:
    house.rpc.answers.clear()
    house.rpc.answer(catalog.get_revision, SERVICE_AWAY())
    house.rpc.answer(catalog.list_life_events, SERVICE_AWAY())

    page = house.client.get("/", headers=HTML)

    assert page.status_code == 200
    assert "Tìm thủ tục" in page.text


def test_pages_ask_no_other_site_and_run_nothing_inline(house: House) -> None:
    for path in ("/", "/thu-tuc?q=khai+sinh", "/thu-tuc/2.000635", "/tra-cuu", "/docs"):
        page = house.client.get(path, headers=HTML).text
        assert not re.search(r'(?:src|action)="(?:https?:)?//', page), path
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page), path
        for address in re.findall(r'(?:src|href)="(/(?:static|docs)[^"]*)"', page):
            assert house.client.get(address).status_code == 200, address


def test_search_results_are_listed_with_what_matters(house: House) -> None:
    page = house.client.get("/thu-tuc?q=khai+sinh&tab=citizen", headers=HTML).text

    assert "Đăng ký khai sinh" in page
    assert "1 ngày làm việc" in page
    assert "8.000 đồng" in page
    assert "Trực tuyến toàn trình" in page


def test_a_search_that_finds_nothing_says_what_to_try(house: House) -> None:
    house.rpc.answer(catalog.search_procedures, found(nearness=catalog.Nearness.NONE))

    assert "Chưa tìm thấy thủ tục nào" in house.client.get("/thu-tuc?q=xyz", headers=HTML).text


def test_what_a_visitor_typed_is_shown_and_never_run(house: House) -> None:
    page = house.client.get("/thu-tuc?q=%3Cscript%3Ealert(1)%3C/script%3E", headers=HTML).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_procedure_is_shown_whole(house: House) -> None:
    page = house.client.get("/thu-tuc/2.000635", headers=HTML).text

    for words in ("Cấp bản sao trích lục hộ tịch", "Tờ khai &lt;theo mẫu&gt;", "8.000 đồng", "123/2015/NĐ-CP"):
        assert words in page


def test_a_procedure_says_what_its_record_leaves_open(house: House) -> None:
    fee = catalog.Fee(head="x", kind=catalog.FeeKind.UNKNOWN, label="Khoản thu", rule=catalog.FeeRule.UNKNOWN)
    shown = a_procedure(
        fees=(fee,),
        papers=(catalog.Paper(key="giay", name="Giấy chứng sinh", originals=1, note="Không có tờ khai."),),
        open_parts=(catalog.OpenPart(part="sets", vi="Số bộ hồ sơ: nguồn không nêu", en="Number of sets: not stated"),),
    )
    doubts = ("Số bộ hồ sơ: nguồn không nói", "Thời hạn: bản ghi không nêu đơn vị")
    shown = dataclasses.replace(shown, provenance=dataclasses.replace(shown.provenance, doubts=doubts))
    house.rpc.answer(catalog.get_procedure, shown)

    page = house.client.get("/thu-tuc/2.000635", headers=HTML).text
    english = house.client.get("/thu-tuc/2.000635?lang=en", headers=HTML).text

    for words in ("Phí/lệ phí chưa rõ", "Không có tờ khai.", "Bản ghi còn để ngỏ", "Số bộ hồ sơ: nguồn không nêu"):
        assert words in page
    assert "Thời hạn: bản ghi không nêu đơn vị" in page
    assert "nguồn không nói" not in page  # It was said above already.
    assert "Fee or charge, not known which" in english
    assert "Number of sets: not stated" in english


def test_a_version_of_the_past_says_so_and_offers_no_filling_in(house: House) -> None:
    paper = catalog.Paper(key="giay", name="Tờ khai theo mẫu", originals=1, form_key="khai-sinh")
    now = a_procedure(papers=(paper,))
    past = a_procedure(papers=(paper,), valid_from=dt.date(2012, 1, 1), valid_to=dt.date(2016, 1, 1))
    house.rpc.answer(catalog.get_procedure, now)
    assert "điền thử trên mạng" in house.client.get("/thu-tuc/2.000635", headers=HTML).text

    house.rpc.answer(catalog.get_procedure, past)
    page = house.client.get("/thu-tuc/2.000635?at=2015-01-01", headers=HTML).text

    assert "điền thử trên mạng" not in page
    assert "01/01/2016" in page


def test_an_unknown_procedure_is_a_page_that_helps(house: House) -> None:
    house.rpc.answer(catalog.get_procedure, catalog.PROCEDURE_NOT_FOUND(code="9.999999"))

    page = house.client.get("/thu-tuc/9.999999", headers=HTML)

    assert page.status_code == 404
    assert "Về trang chủ" in page.text


def test_a_page_that_refuses_says_what_is_wrong_with_each_field(house: House) -> None:
    wrong = FieldProblem("/tab", "not-a-choice", {"choices": "citizen, business"})
    house.rpc.answer(catalog.list_procedures, INVALID_REQUEST(problems=[wrong]))

    page = house.client.get("/thu-tuc", headers=HTML)

    assert page.status_code == 422
    assert "<li>Xin chọn một trong các mục đã cho.</li>" in page.text


def test_a_filter_that_cannot_be_read_is_left_out_and_the_page_says_so(house: House) -> None:
    house.rpc.answer(catalog.list_procedures, found("Đăng ký khai sinh"))
    house.rpc.answer(catalog.search_procedures, found("Đăng ký khai sinh"))

    page = house.client.get("/thu-tuc?q=khai+sinh&tab=foo&limit=x", headers=HTML)

    assert page.status_code == 200
    assert "không đọc được nên đã bỏ qua" in page.text
    assert "Đăng ký khai sinh" in page.text


def test_what_has_not_the_form_of_a_code_is_no_dossier(house: House) -> None:
    status, page = look_up(house, code="xin chào")

    assert status == 422
    assert "Mức độ hoàn thành" not in page


@pytest.mark.parametrize(
    "typed",
    [
        "H27.30.12–261124–0001",
        " h27.30.12 — 261124 ‑ 0001 ",
        "H27.30.12-26 11 24-00 01",
        "H27. 30. 12\u2212261124\u22120001\u200b",
        "G09.20–20260609–0092637",
    ],
)
def test_a_code_is_taken_however_its_hyphens_and_blanks_were_typed(house: House, typed: str) -> None:
    house.rpc.answer(dossiers.look_up_dossier, a_look_up())
    house.rpc.answer(dossiers.get_completion, dossiers.CompletionView(code="H27", completion=60, vi="60%", en="60%"))

    for more in ({}, {"fact": ""}, {"fact": "1234"}):
        assert look_up(house, code=typed, **more)[0] == 200


@pytest.mark.parametrize(
    "typed", ["H27", "H27–261124", "H27–2611–0001", "–261124–0001–", "H27_261124_0001", "H27–261124–"]
)
def test_a_part_of_a_code_is_still_no_code(house: House, typed: str) -> None:
    assert look_up(house, code=typed)[0] == 422


def look_up(house: House, **form: str) -> tuple[int, str]:
    answer = house.client.post("/tra-cuu", data=form, headers={**HTML, "Sec-Fetch-Site": "same-origin"})
    return answer.status_code, answer.text


def test_a_dossier_is_found_by_code_and_four_digits(house: House) -> None:
    house.rpc.answer(dossiers.look_up_dossier, a_look_up())

    status, page = look_up(house, code=" H27.30.12-261124-0001 ", fact="1234")

    assert status == 200
    assert "Được tiếp nhận" in page
    assert "12:00, 24/11/2026" in page
    assert house.rpc.made[0].request.code == "H27.30.12-261124-0001"


def test_what_was_typed_stays_when_nothing_is_found(house: House) -> None:
    house.rpc.answer(dossiers.look_up_dossier, dossiers.LOOKUP_NO_MATCH())

    status, page = look_up(house, code="H27.30.12-261124-0009", fact="1234")

    assert status == 404
    assert 'value="H27.30.12-261124-0009"' in page
    assert "Không có hồ sơ nào khớp" in page


def test_a_wrong_field_is_marked_beside_it(house: House) -> None:
    status, page = look_up(house, code="H27", fact="12")

    assert status == 422
    assert 'aria-invalid="true" aria-describedby="fact-wrong"' in page
    assert house.rpc.calls_of(dossiers.look_up_dossier) == []


@pytest.mark.parametrize(
    ("lang", "said"), [("vi", "Mã hồ sơ ghi trên giấy tiếp nhận"), ("en", "The code stands on the receipt")]
)
def test_what_is_no_code_of_a_dossier_is_told_where_that_stands(house: House, lang: str, said: str) -> None:
    form = {"code": "<script>alert(1)</script>", "fact": ""}

    answer = house.client.post(f"/tra-cuu?lang={lang}", data=form, headers=HTML)

    assert answer.status_code == 422
    assert said in answer.text
    assert "tin nhắn rồi" not in answer.text
    assert "look at the message" not in answer.text


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}]
)
def test_a_form_from_another_site_is_refused(house: House, headers: dict[str, str]) -> None:
    answer = house.client.post("/tra-cuu", data={"code": "H27", "fact": "1234"}, headers=headers)

    assert answer.status_code == 403
    assert house.rpc.made == []


def test_the_return_page_only_reads_and_asks_again_until_it_is_final(house: House) -> None:
    house.rpc.answer(payments.read_return, a_return())

    page = house.client.get("/payments/vnpay/return?vnp_TxnRef=1&vnp_SecureHash=x&lang=en", headers=HTML)

    assert "Waiting for the bank" in page.text
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert "data-asks-again" in page.text
    assert house.rpc.made[0].method == "payments.read_return"
    assert house.rpc.made[0].request.params == {"vnp_TxnRef": "1", "vnp_SecureHash": "x"}


def test_a_return_that_nobody_signed_says_nothing(house: House) -> None:
    house.rpc.answer(payments.read_return, payments.ReturnView(genuine=False))

    page = house.client.get("/payments/vnpay/return?vnp_TxnRef=1", headers=HTML)

    assert "không mang chữ ký" in page.text
    assert 'http-equiv="refresh"' not in page.text


def test_static_files_may_be_kept_for_ever_under_their_own_tag_only(house: House) -> None:
    page = house.client.get("/", headers=HTML).text
    (address,) = re.findall(r'href="(/static/[^"]+portal\.css)"', page)

    assert "immutable" in house.client.get(address).headers["Cache-Control"]
    assert house.client.get("/static/older/portal.css").headers["Cache-Control"] == "no-store"
    assert house.client.get("/static/older/../service.py").status_code == 404
    assert house.client.get("/docs/index.html").status_code == 404


def test_the_first_load_is_small(house: House) -> None:
    page = house.client.get("/", headers=HTML).text
    total = len(page.encode())
    for address in set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page)):
        total += len(house.client.get(address).data)

    assert total < 100_000


def test_the_page_that_says_too_many_requests_still_gets_its_files() -> None:
    house = a_house(requests_per_minute=1)
    house.client.get("/tra-cuu", headers=HTML)

    refused = house.client.get("/tra-cuu", headers=HTML)

    assert refused.status_code == 429
    assert refused.headers["RateLimit"].startswith('"default";r=0;')
    (address,) = re.findall(r'href="(/static/[^"]+portal\.css)"', refused.text)
    for path in (address, "/favicon.ico", "/docs/swagger-ui.css", "/docs/swagger-ui-bundle.js"):
        assert house.client.get(path).status_code == 200, path
