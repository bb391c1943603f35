"""Forms of deeds on the desk's pages: refused ones come back as typed, with what is wrong at its field, once."""

import dataclasses
import io
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from chassis.callers import Channel
from chassis.errors import SERVICE_AWAY, PortalError
from chassis.records import Nothing
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers
from services.payments import contract as payments
from tests.browser import counter
from tests.browser.portal import LINE, furnished
from tests.unit.gateway.builders import a_dossier
from tests.unit.gateway.fakes import House
from tests.unit.gateway.test_browser_sessions import HTML, drawn

WHY = {"reason_code": "wrong-papers", "reason": "Giấy tờ không hợp lệ"}


@pytest.fixture
def desk() -> House:
    house = furnished()
    house.client.set_cookie("motcua-access", "binh")
    return house


def send(house: House, page: str, to: str, **typed: Any) -> TestResponse:
    """Fill in the form that goes to an address, and send it."""
    shown = house.client.get(page, headers=HTML).text
    form = next(part for part in shown.split("<form")[1:] if f'action="{to}"' in part).split("</form>")[0]
    marks = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    return house.client.post(to, data=marks | typed, headers=HTML)


def refuses(house: House, method: Any, refused: PortalError) -> None:
    def refuse(_asked: Any) -> Any:
        raise refused

    house.rpc.answer(method, refuse)


def test_what_is_missing_is_told_at_its_field_and_what_was_typed_stays(desk: House) -> None:
    page = send(desk, "/can-bo/ho-so/desk", "/can-bo/ho-so/desk/tu-choi", **WHY)

    assert page.status_code == 422
    assert 'id="tu-choi-legal_basis-wrong"' in page.text
    assert '<a href="#tu-choi-legal_basis">' in page.text
    assert WHY["reason"] in page.text
    assert '<option value="wrong-papers" selected>' in page.text
    assert not desk.rpc.calls_of(dossiers.refuse_dossier)


def test_a_form_without_an_answer_in_time_keeps_its_key_and_one_that_was_refused_gets_another(desk: House) -> None:
    to, basis = "/can-bo/ho-so/desk/tu-choi", {"legal_basis": "NĐ 61/2018/NĐ-CP điều 17"}
    keys = []
    for refused in (SERVICE_AWAY(retry_after=1), dossiers.DOSSIER_STALE(version=4)):
        refuses(desk, dossiers.refuse_dossier, refused)
        page = send(desk, "/can-bo/ho-so/desk", to, **WHY, **basis)
        form = next(part for part in page.text.split("<form") if f'action="{to}"' in part)
        again = re.findall(r'name="_key" value="([^"]+)"', form)[0]
        keys.append(desk.rpc.calls_of(dossiers.refuse_dossier)[-1].key == again)

    assert keys == [True, False]


def test_what_was_typed_for_an_act_that_the_dossier_has_left_behind_is_shown_and_no_link_is_dead(desk: House) -> None:
    to = "/can-bo/ho-so/desk/tu-choi"
    marks = drawn(desk.client.get("/can-bo/ho-so/desk", headers=HTML))
    shown = desk.rpc.answers[dossiers.get_dossier.address]
    whole = shown(dossiers.GetDossier(dossier_id="desk")) if callable(shown) else shown
    desk.rpc.answer(dossiers.get_dossier, dataclasses.replace(whole, actions=()))
    refuses(desk, dossiers.refuse_dossier, dossiers.DOSSIER_STALE(version=4))
    typed = {**WHY, "reason": "Sai <b>mẫu</b> đơn", "legal_basis": "NĐ 61 điều 17", "version": "1"}

    page = desk.client.post(to, data={**marks, **typed}, headers=HTML)

    assert page.status_code == 412
    assert "Hồ sơ đã sang bước khác" in page.text
    assert '<dd lang="vi">Sai &lt;b&gt;mẫu&lt;/b&gt; đơn</dd>' in page.text
    assert "NĐ 61 điều 17" in page.text
    ids = set(re.findall(r' id="([^"]+)"', page.text))
    assert [one for one in re.findall(r'href="#([^"]+)"', page.text) if one not in ids] == []


def test_the_version_that_the_officer_saw_goes_along(desk: House) -> None:
    desk.rpc.answer(dossiers.refuse_dossier, a_dossier(id="desk"))

    page = send(desk, "/can-bo/ho-so/desk", "/can-bo/ho-so/desk/tu-choi", **WHY, legal_basis="NĐ 61")

    assert page.headers["Location"] == "/can-bo/ho-so/desk?da=tu-choi"
    assert desk.rpc.calls_of(dossiers.refuse_dossier)[0].request.expected_version == 3


def test_what_was_masked_is_shown_once_and_on_no_other_page(desk: House) -> None:
    shown = dossiers.RevealedView(dossier_id="desk", phone="0912345678")
    desk.rpc.answer(dossiers.reveal_applicant, shown)

    page = send(desk, "/can-bo/ho-so/desk", "/can-bo/xem-thong-tin/desk", fields=["phone"], why="Gọi điện hẹn lịch")

    assert "0912345678" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "0912345678" not in desk.client.get("/can-bo/ho-so/desk", headers=HTML).text


def test_cash_is_taken_for_the_amount_that_the_officer_saw(desk: House) -> None:
    refuses(desk, payments.pay_at_desk, payments.CASH_DAY_NOT_OPEN(desk="2"))

    page = send(desk, "/can-bo/ho-so/desk", "/can-bo/ho-so/desk/thu/obl-1", desk="2")

    asked = desk.rpc.calls_of(payments.pay_at_desk)[0].request
    assert (asked.obligation_id, asked.amount, asked.desk) == ("obl-1", 8000, "2")
    assert page.status_code == 409
    assert "Quầy 2 chưa mở sổ quỹ" in page.text


def test_who_holds_no_role_in_the_agency_that_is_owed_is_shown_no_form_for_its_money(desk: House) -> None:
    mine = desk.client.get("/can-bo/ho-so/desk", headers=HTML).text
    desk.client.set_cookie("motcua-access", "hanh")
    others = desk.client.get("/can-bo/ho-so/desk", headers=HTML).text

    assert "/thu/obl-1" in mine
    assert "/thu/obl-1" not in others


def test_nobody_is_shown_the_form_that_decides_their_own_count(desk: House) -> None:
    desk.client.set_cookie("motcua-access", "hanh")
    assert "/xac-nhan" in desk.client.get("/can-bo/quy/day-2", headers=HTML).text

    desk.client.set_cookie("motcua-access", "binh")
    assert "/xac-nhan" not in desk.client.get("/can-bo/quy/day-2", headers=HTML).text


def test_a_person_at_the_counter_is_read_with_what_is_wrong_at_their_field(desk: House) -> None:
    at, to = "/can-bo/lap?thu-tuc=2.000635", "/can-bo/lap/2.000635"
    typed = {"channel": "post", "agency_code": "H27.30.12", "identity_kind": "cccd", "full_name": "Phạm Văn Quầy"}

    page = send(desk, at, to, **typed, identity_number="12", phone="0912345678")

    assert page.status_code == 422
    assert 'id="lap-identity_number-wrong"' in page.text
    assert "Phạm Văn Quầy" in page.text


def test_a_person_at_the_counter_has_a_dossier_of_their_own_channel(desk: House) -> None:
    desk.rpc.answer(dossiers.begin_at_desk, a_dossier(id="counter"))
    at, to = "/can-bo/lap?thu-tuc=2.000635", "/can-bo/lap/2.000635"
    who = {"identity_kind": "cccd", "full_name": "Phạm Văn Quầy", "identity_number": "001090000001"}

    page = send(desk, at, to, channel="post", agency_code="H27.30.12", phone="0912345678", **who)

    asked = desk.rpc.calls_of(dossiers.begin_at_desk)[0].request
    assert (asked.channel.value, asked.on_paper, asked.person.full_name) == ("post", False, "Phạm Văn Quầy")
    assert page.headers["Location"].startswith("/can-bo/lap/counter/")


def test_a_slip_in_a_name_is_corrected_by_a_tick(desk: House) -> None:
    desk.rpc.answer(dossiers.begin_at_desk, a_dossier(id="counter"))
    at, to = "/can-bo/lap?thu-tuc=2.000635", "/can-bo/lap/2.000635"
    who = {
        "identity_kind": "cccd",
        "full_name": "Trần Thị Đến",
        "identity_number": "001090000001",
        "phone": "0912345678",
    }

    send(desk, at, to, channel="direct", agency_code="H27.30.12", name_corrected="1", **who)

    assert desk.rpc.calls_of(dossiers.begin_at_desk)[0].request.person.name_corrected


def test_an_officer_says_which_paper_was_handed_in_anew(desk: House) -> None:
    papers = tuple(
        dossiers.PaperView(key=key, name=name, required=True, originals=1, copies=0, handed_originals=1)
        for key, name in (("giay-1", "Tờ khai"), ("giay-2", "Giấy tờ cư trú"))
    )
    view = a_dossier(id="counter", code="H27.30.12-261124-0001", state=5, channel=Channel.DIRECT, papers=papers)
    desk.rpc.answer(dossiers.get_dossier, view)
    desk.rpc.answer(dossiers.hand_in_papers, view)
    typed = {"chinh:giay-1": "1", "chinh:giay-2": "1", "moi:giay-2": "on"}

    page = send(desk, "/can-bo/lap/counter/giay-to", "/can-bo/lap/counter/ban-giay", **typed)

    assert page.status_code == 303
    given = desk.rpc.calls_of(dossiers.hand_in_papers)[0].request.papers
    assert [(one.paper_key, one.originals, one.anew) for one in given] == [("giay-1", 1, False), ("giay-2", 1, True)]


def test_what_was_begun_at_the_counter_and_left_is_listed_with_the_way_on(desk: House) -> None:
    page = desk.client.get("/can-bo/lap", headers=HTML)
    more = desk.client.get("/can-bo/lap?cursor=x", headers=HTML)

    assert "Đang lập dở" in page.text
    for line in (counter.LEFT_OPEN, counter.BY_POST):
        assert f'href="/can-bo/lap/{line.id}"' in page.text
        assert line.applicant_name in page.text
    assert 'href="/can-bo/lap?cursor=x"' in page.text
    assert more.status_code == 200
    assert [made.request.cursor for made in desk.rpc.calls_of(dossiers.list_desk_drafts)] == ["", "x"]


def test_where_nothing_was_left_nothing_is_said_of_it(desk: House) -> None:
    desk.rpc.answer(dossiers.list_desk_drafts, dossiers.DeskDraftPage(items=()))

    assert "Đang lập dở" not in desk.client.get("/can-bo/lap", headers=HTML).text


def test_who_watches_over_a_desk_sees_what_was_left_there_and_does_not_go_on_with_it(desk: House) -> None:
    desk.client.set_cookie("motcua-access", "hanh")
    page = desk.client.get("/can-bo/lap", headers=HTML)

    assert counter.LEFT_OPEN.applicant_name in page.text
    assert f'href="/can-bo/lap/{counter.LEFT_OPEN.id}"' not in page.text


def test_a_draft_of_the_desk_is_discarded_from_the_list_by_whom_the_service_lets(desk: House) -> None:
    mine = dataclasses.replace(counter.LEFT_OPEN, may_discard=True)
    desk.rpc.answer(dossiers.list_desk_drafts, dossiers.DeskDraftPage(items=(mine, counter.BY_POST)))
    desk.rpc.answer(dossiers.discard_draft, dossiers.DraftDiscarded(dossier_id=mine.id))

    page = desk.client.get("/can-bo/lap", headers=HTML).text
    assert f'action="/can-bo/lap/{counter.BY_POST.id}/bo"' not in page
    answer = send(desk, "/can-bo/lap", f"/can-bo/lap/{mine.id}/bo", reason=" Người nộp đổi ý ")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/can-bo/lap?da=bo-nhap")
    [made] = desk.rpc.calls_of(dossiers.discard_draft)
    assert (made.request.dossier_id, made.request.reason) == (mine.id, "Người nộp đổi ý")
    assert "Đã bỏ bản nháp" in desk.client.get("/can-bo/lap?da=bo-nhap", headers=HTML).text


def test_going_on_leads_to_the_first_step_with_something_missing_and_what_is_filed_is_seen_whole(desk: House) -> None:
    left = a_dossier(**counter.AT_THE_COUNTER, missing=("giay-1",))
    filed = a_dossier(**counter.AT_THE_COUNTER, code=counter.FILED.code)
    ways = []
    for view in (left, filed):
        desk.rpc.answer(dossiers.get_dossier, view)
        ways.append(desk.client.get("/can-bo/lap/counter", headers=HTML))

    assert [way.status_code for way in ways] == [303, 303]
    assert [way.headers["Location"] for way in ways] == ["/can-bo/lap/counter/giay-to", "/can-bo/ho-so/counter"]


def test_a_statement_that_is_no_text_is_refused_before_anybody_reads_it(desk: House) -> None:
    shown = desk.client.get("/can-bo/sao-ke", headers=HTML)
    file = (io.BytesIO(b"\xff\xfe\x00"), "sao-ke.csv", "text/csv")
    marks = {name: value for name, value in drawn(shown).items() if name in ("_form", "_key", "co_quan")}

    page = desk.client.post("/can-bo/sao-ke", data={**marks, "file": file}, headers=HTML)

    assert page.status_code == 422
    assert "không phải văn bản UTF-8" in page.text
    assert not desk.rpc.calls_of(payments.import_statement)

    large = (io.BytesIO(b"x" * 300_000), "sao-ke.csv", "text/csv")
    page = desk.client.post("/can-bo/sao-ke", data={**marks, "file": large}, headers=HTML)
    assert "Xin chia nhỏ tệp" in page.text
    assert not desk.rpc.calls_of(payments.import_statement)


def test_what_is_wrong_in_a_statement_is_told_in_the_readers_language(desk: House) -> None:
    wrong = payments.STATEMENT_UNREADABLE(line=3, why_vi="thiếu cột amount", why_en="columns are missing: amount")
    refuses(desk, payments.import_statement, wrong)

    for address, here, not_here in (("", "thiếu cột amount", "missing"), ("?lang=en", "missing: amount", "thiếu")):
        shown = desk.client.get("/can-bo/sao-ke" + address, headers=HTML)
        marks = {name: value for name, value in drawn(shown).items() if name in ("_form", "_key", "co_quan")}
        file = (io.BytesIO(b"transaction_no\n1\n"), "sao-ke.csv", "text/csv")
        page = desk.client.post("/can-bo/sao-ke" + address, data={**marks, "file": file}, headers=HTML)

        assert page.status_code == 422
        said = page.text.partition('role="alert"')[2].partition("</div>")[0]
        assert here in said
        assert not_here not in said


def test_the_books_of_another_agency_are_asked_for_and_not_found(desk: House) -> None:
    refuses(desk, payments.list_cash_days, payments.BOOKS_NOT_FOUND())

    page = desk.client.get("/can-bo/quy?co-quan=H99", headers=HTML)

    assert page.status_code == 404
    assert desk.rpc.calls_of(payments.list_cash_days)[0].request.agency_code == "H99"


def test_a_procedure_that_nobody_knows_is_no_address(desk: House) -> None:
    refuses(desk, catalog.get_procedure, catalog.PROCEDURE_NOT_FOUND(code="9.999999"))

    assert desk.client.get("/can-bo/lap?thu-tuc=9.999999", headers=HTML).status_code == 404


def test_a_correction_is_read_for_a_purpose_and_decided_with_its_reason(desk: House) -> None:
    desk.client.set_cookie("motcua-access", "hanh")
    present, wanted = accounts.PersonDetails(name="Nguyễn Văn An"), accounts.PersonDetails(name="Nguyễn Văn Ân")
    shown = accounts.OpenedCorrection(
        correction_id="dc-1", present=present, wanted=wanted, why="Sai dấu trong tên", has_evidence=True
    )
    desk.rpc.answer(accounts.open_correction, shown)
    desk.rpc.answer(accounts.decide_correction, Nothing())
    at = "/can-bo/dinh-chinh"

    unsaid = send(desk, at, f"{at}/dc-1/mo", why="xem")
    page = send(desk, at, f"{at}/dc-1/mo", why="Giải quyết đề nghị đính chính")
    form = next(part for part in page.text.split("<form") if f'action="{at}/dc-1/quyet"' in part)
    marks = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    typed = {"accept": "no", "reason": "Tên"}
    refused = desk.client.post(f"{at}/dc-1/quyet", data=marks | typed, headers=HTML)
    decided = desk.client.post(f"{at}/dc-1/quyet", data=marks | typed | {"reason": "Giấy tờ mờ"}, headers=HTML)

    assert unsaid.status_code == 422
    assert "Nguyễn Văn Ân" in page.text
    assert "Nguyễn Văn Ân" not in desk.client.get(at, headers=HTML).text
    assert (refused.status_code, 'value="no" required checked' in refused.text) == (422, True)
    assert (decided.status_code, desk.rpc.calls_of(accounts.decide_correction)[0].request.accept) == (303, False)


def test_a_question_of_another_agency_is_answered_and_an_empty_answer_is_shown_again(desk: House) -> None:
    desk.client.set_cookie("motcua-access", "hanh")
    desk.rpc.answer(dossiers.answer_consultation, counter.QUESTION)
    to = "/can-bo/y-kien/dos-1/con-1"

    empty = send(desk, "/can-bo/y-kien", to, answer=" ")
    page = send(desk, "/can-bo/y-kien", to, answer="Không vướng quy hoạch.\r\nĐề nghị giải quyết.")

    assert empty.status_code == 422
    assert 'id="tra-loi-con-1-answer-wrong"' in empty.text
    assert page.headers["Location"] == "/can-bo/y-kien?da=tra-loi"
    asked = desk.rpc.calls_of(dossiers.answer_consultation)[0].request
    assert (asked.dossier_id, asked.answer) == ("dos-1", "Không vướng quy hoạch.\nĐề nghị giải quyết.")


def test_money_in_suspense_is_credited_by_the_code_of_the_one_dossier_that_owes(desk: House) -> None:
    desk.client.set_cookie("motcua-access", "binh")
    desk.rpc.answer(payments.credit_suspense, counter.SUSPENSE)
    owing = dossiers.DossierPage(items=(dataclasses.replace(LINE, id="desk"),))
    desk.rpc.answer(dossiers.find_dossiers, owing)
    at, to = "/can-bo/tien/treo/sus-1", "/can-bo/tien/treo/sus-1/ghi-co"

    done = send(desk, at, to, code="H27.30.12-261124-0001", reason="Cùng người nộp")
    desk.rpc.answer(dossiers.find_dossiers, dossiers.DossierPage(items=()))
    unknown = send(desk, at, to, code="H27-x", reason="Cùng người nộp")

    assert desk.rpc.calls_of(payments.credit_suspense)[0].request.obligation_id == "obl-1"
    assert done.status_code == 303
    assert (unknown.status_code, 'value="H27-x"' in unknown.text) == (422, True)
    assert len(desk.rpc.calls_of(payments.credit_suspense)) == 1


def test_a_person_discards_a_draft_from_their_list_and_nothing_that_was_filed(desk: House) -> None:
    desk.client.set_cookie("motcua-access", "an")
    draft = dataclasses.replace(LINE, id="mine", code="", state=0, submitted_at=None)
    desk.rpc.answer(dossiers.list_my_dossiers, dossiers.DossierPage(items=(draft, LINE)))
    desk.rpc.answer(dossiers.discard_draft, dossiers.DraftDiscarded(dossier_id="mine"))

    assert f'action="/ho-so/{LINE.id}/bo"' not in desk.client.get("/ho-so", headers=HTML).text
    answer = send(desk, "/ho-so", "/ho-so/mine/bo")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/ho-so?da=bo-nhap")
    assert [made.request.dossier_id for made in desk.rpc.calls_of(dossiers.discard_draft)] == ["mine"]
    assert "Đã bỏ bản nháp" in desk.client.get("/ho-so?da=bo-nhap", headers=HTML).text
