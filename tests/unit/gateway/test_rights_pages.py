"""Rights to one's data on pages: consent in the words that were shown, a whole copy, a clock that is seen."""

import dataclasses
import io

import pytest

from chassis.errors import SERVICE_AWAY
from chassis.personal_data import PROOF_TOO_OLD
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from tests.browser import own_account
from tests.unit.gateway.builders import NOON
from tests.unit.gateway.fakes import House, a_house
from tests.unit.gateway.test_browser_sessions import HTML, drawn
from tests.unit.gateway.test_own_account_pages import press

MINE = "/ca-nhan/du-lieu"


@pytest.fixture
def house() -> House:
    made = a_house(public_url="http://localhost")
    own_account.furnish(made)
    made.client.set_cookie("motcua-access", "an")
    return made


def test_consent_is_given_to_the_version_and_in_the_language_that_were_shown(house: House) -> None:
    house.rpc.answer(accounts.give_consent, house.rpc.answers[accounts.list_consents.address].consents[1])

    at = "/ca-nhan/dong-y/progress-messages/dong-y"
    done = press(house, "/ca-nhan/dong-y?lang=en", f"{at}?lang=en")

    assert done.headers["Location"] == "/ca-nhan/dong-y?da=dong-y&lang=en"
    given = house.rpc.calls_of(accounts.give_consent)[-1].request
    assert (given.version, given.language) == (2, "en")


def test_words_that_changed_meanwhile_are_not_agreed_to_unread(house: House) -> None:
    house.rpc.answer(accounts.give_consent, accounts.CONSENT_WORDS_CHANGED(version=3))

    page = press(house, "/ca-nhan/dong-y", "/ca-nhan/dong-y/progress-messages/dong-y")

    assert page.status_code == 409
    assert "bản mới (bản 3)" in page.text


def test_what_rests_on_the_law_has_no_button(house: House) -> None:
    page = house.client.get("/ca-nhan/dong-y", headers=HTML).text

    assert "/ca-nhan/dong-y/public-services/" not in page
    assert "/ca-nhan/dong-y/progress-messages/rut" in page


def test_a_copy_for_which_a_proof_is_too_old_is_asked_for_again_after_it_with_its_choice(house: House) -> None:
    house.rpc.answer(accounts.open_export, PROOF_TOO_OLD())

    page = press(house, MINE, f"{MINE}/ban-sao", files="yes")

    assert "Xác thực lại một lần nữa" in page.text
    assert "/ca-nhan/du-lieu/ban-sao" in drawn(page)["kept"]
    assert '"files"' in drawn(page)["kept"]


def test_a_copy_that_would_lack_something_is_no_copy_and_says_what_is_missing(house: House) -> None:
    house.rpc.answer(accounts.open_export, accounts.ExportOpened(export_id="exp-1", at=NOON))
    house.rpc.answer(accounts.export_personal_data, SERVICE_AWAY())

    page = press(house, MINE, f"{MINE}/ban-sao", files="yes")

    assert page.status_code == 503
    assert "Cổng không đưa bản thiếu" in page.text


def test_the_clock_of_an_erasure_is_seen_and_it_can_be_taken_back(house: House) -> None:
    house.rpc.answer(accounts.cancel_erasure, own_account.ERASURE)
    page = house.client.get(MINE, headers=HTML).text
    assert "Có thể rút lại đến" in page
    assert f"{MINE}/xoa" not in page
    assert "Còn hồ sơ đang giải quyết." in page

    done = press(house, MINE, f"{MINE}/thoi-xoa")

    assert done.headers["Location"] == f"{MINE}?da=rut-xoa"


def test_an_erasure_that_was_refused_can_be_asked_for_again(house: House) -> None:
    house.rpc.answer(accounts.list_erasures, accounts.ErasureList(erasures=(own_account.REFUSED,)))
    house.rpc.answer(accounts.ask_erasure, own_account.ERASURE)

    done = press(house, MINE, f"{MINE}/xoa")

    assert done.status_code == 303
    assert len(house.rpc.calls_of(accounts.ask_erasure)) == 1


def test_a_receipt_tells_anybody_what_became_of_a_request_and_a_wrong_one_nothing(house: House) -> None:
    house.client.delete_cookie("motcua-access")

    found = house.client.get("/xoa-du-lieu?ma=" + "r" * 32, headers=HTML)
    assert "Chứng từ thu tiền" in found.text
    asked = len(house.rpc.calls_of(accounts.get_erasure))
    short = house.client.get("/xoa-du-lieu?ma=abc", headers=HTML)

    assert short.status_code == 404
    assert 'value="abc"' in short.text
    assert len(house.rpc.calls_of(accounts.get_erasure)) == asked


def test_a_correction_that_the_register_does_not_confirm_becomes_a_request_with_what_was_typed(house: House) -> None:
    house.rpc.answer(accounts.correct_account, accounts.CORRECTION_NEEDS_EVIDENCE())
    asked = house.rpc.answers[accounts.list_corrections.address].corrections[0]
    house.rpc.answer(accounts.ask_correction, asked)

    page = press(house, "/ca-nhan/dinh-chinh", "/ca-nhan/dinh-chinh", full_name="Nguyễn Văn Ân", birth_date="1/2/1990")
    assert 'action="/ca-nhan/dinh-chinh/de-nghi"' in page.text
    assert 'value="Nguyễn Văn Ân"' in page.text
    assert house.rpc.calls_of(accounts.correct_account)[-1].request.birth_date.isoformat() == "1990-02-01"
    house.client.post(
        "/ca-nhan/dinh-chinh/de-nghi",
        data=drawn(page) | {"full_name": "Nguyễn Văn Ân", "identity_kind": "cccd", "why": "Sai chính tả từ trước"},
        headers=HTML,
    )

    sent = house.rpc.calls_of(accounts.ask_correction)[-1]
    assert (sent.request.full_name, sent.request.identity_kind) == ("Nguyễn Văn Ân", None)
    assert sent.key


def test_why_a_correction_is_needed_is_asked_for_beside_its_field(house: House) -> None:
    page = press(
        house, "/ca-nhan/dinh-chinh?cach=giay-to", "/ca-nhan/dinh-chinh/de-nghi", full_name="Nguyễn Ân", why="sai"
    )

    assert page.status_code == 422
    assert 'id="why-wrong"' in page.text
    assert ">sai</textarea>" in page.text
    assert house.rpc.calls_of(accounts.ask_correction) == []


def test_the_paper_of_a_correction_that_is_refused_leaves_nothing_in_the_store(house: House) -> None:
    house.rpc.answer(accounts.attach_correction_evidence, accounts.CORRECTION_NOT_FOUND())
    hidden = drawn(house.client.get("/ca-nhan/dinh-chinh", headers=HTML))

    data = hidden | {"file": (io.BytesIO(b"%PDF-1.7"), "giay.pdf", "application/pdf")}
    at = "/ca-nhan/dinh-chinh/cor-1/giay-to"
    page = house.client.post(at, data=data, headers=HTML, content_type="multipart/form-data")

    assert page.status_code == 404
    assert house.objects.held == {}


def test_who_looked_is_told_in_words_with_the_reason(house: House) -> None:
    page = house.client.get("/ca-nhan/ai-da-xem", headers=HTML).text

    assert "xem thông tin đã che: điện thoại" in page
    assert "Gọi báo thiếu giấy tờ" in page
    assert "personal-data.revealed" not in page


def test_what_officers_did_and_the_page_has_no_words_for_is_shown_all_the_same(house: House) -> None:
    [look] = house.rpc.answers[accounts.list_account_looks.address].items
    strange = dataclasses.replace(look, act="something.new")
    house.rpc.answer(accounts.list_account_looks, accounts.AccountLooks(items=(strange,)))
    house.rpc.answer(dossiers.list_looks, dossiers.LookPage(items=()))

    assert "something.new" in house.client.get("/ca-nhan/ai-da-xem", headers=HTML).text
