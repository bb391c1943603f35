"""What a person holds of a dossier, on pages: fees and transfers, the receipt, the history, and how it stands."""

import dataclasses
import datetime as dt
import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdf
import pytest
from werkzeug.test import TestResponse

from chassis import keys
from chassis.errors import SERVICE_AWAY
from chassis.signing import Signer
from gateway.rendering import HANOI
from services.dossiers import contract as dossiers
from services.dossiers import receipts
from services.payments import contract as payments
from tests.browser.own_dossier import DUE
from tests.browser.portal import furnished
from tests.unit.gateway.builders import NOON, a_dossier
from tests.unit.gateway.fakes import House

ONE = "/ho-so/dos-1"
HTML = {"Accept": "text/html"}


@pytest.fixture
def house() -> House:
    return furnished()


def shown(house: House, path: str, **headers: str) -> TestResponse:
    house.client.set_cookie("motcua-access", "an", domain="localhost")
    house.client.set_cookie("__Host-motcua-access", "an", domain="localhost")
    return house.client.get(path, headers=HTML | headers)


def test_a_payment_of_unknown_end_is_not_to_be_paid_again_at_once(house: House) -> None:
    page = shown(house, f"{ONE}/phi").text

    assert "Chúng tôi đang hỏi ngân hàng" in page
    assert page.index("Vẫn muốn trả ngay") < page.index("/nop-tien/obl-1")


def test_who_was_sent_to_the_bank_is_told_that_we_ask_it_before_they_may_pay_again(house: House) -> None:
    [attempt] = _due().payments
    sent = dataclasses.replace(
        attempt, state=payments.PaymentState.REDIRECTED, state_vi="Chờ người nộp thanh toán", state_en="Waiting"
    )
    owed = payments.DossierPayments(dossier_id="dos-1", obligations=(_due(payments=(sent,)),))
    house.rpc.answer(payments.list_dossier_payments, owed)

    for path in (ONE, f"{ONE}/phi"):
        page = shown(house, path).text
        assert page.count("Chúng tôi đang hỏi ngân hàng") == 1
        told, anyway, pays = (page.index(said) for said in ("đang hỏi ngân hàng", "<summary>Vẫn muốn", "/nop-tien/"))
        assert told < anyway < pays
        assert "Chờ người nộp thanh toán" not in page
    whole = shown(house, ONE).text
    assert whole.index("Chúng tôi đang hỏi ngân hàng") < whole.index("Cần nộp")


def test_a_fee_that_nobody_began_to_pay_is_paid_with_one_press(house: House) -> None:
    owed = payments.DossierPayments(dossier_id="dos-1", obligations=(_due(payments=()),))
    house.rpc.answer(payments.list_dossier_payments, owed)

    page = shown(house, f"{ONE}/phi").text

    assert "Vẫn muốn trả ngay" not in page
    assert "/nop-tien/obl-1" in page
    assert "/chuyen-khoan/obl-1" in page


def test_a_transfer_is_offered_only_where_the_agency_takes_it(house: House) -> None:
    owed = payments.DossierPayments(dossier_id="dos-1", obligations=(_due(payments=(), takes_transfers=False),))
    house.rpc.answer(payments.list_dossier_payments, owed)

    page = shown(house, f"{ONE}/phi").text

    assert "/nop-tien/obl-1" in page
    assert "/chuyen-khoan/" not in page


def test_money_that_does_not_fit_is_told_with_its_amount(house: House) -> None:
    [attempt] = _due().payments
    told = dataclasses.replace(attempt, held=17_000, outcome_vi="Tiền được giữ riêng", outcome_en="Kept apart")
    owed = payments.DossierPayments(dossier_id="dos-1", obligations=(_due(payments=(told,)),))
    house.rpc.answer(payments.list_dossier_payments, owed)

    page = shown(house, f"{ONE}/phi").text

    assert "17.000 đồng" in page
    assert "Tiền được giữ riêng" in page


def test_fees_that_cannot_be_asked_for_are_said_to_be_away(house: House) -> None:
    house.rpc.answer(payments.list_dossier_payments, SERVICE_AWAY())

    assert "tạm thời chưa xem được" in shown(house, f"{ONE}/phi").text


def test_who_need_not_transfer_reads_why_and_what_is_due(house: House) -> None:
    house.rpc.answer(payments.get_transfer, payments.ALREADY_SETTLED())

    page = shown(house, f"{ONE}/chuyen-khoan/obl-1")

    assert page.status_code == 409
    assert "Khoản này đã nộp đủ" in page.text


def test_where_no_transfers_are_taken_the_way_leads_back_to_the_fees(house: House) -> None:
    house.rpc.answer(payments.get_transfer, payments.NO_TRANSFERS())

    page = shown(house, f"{ONE}/chuyen-khoan/obl-1")

    assert page.status_code == 409
    assert "Cơ quan chưa thu qua chuyển khoản" in page.text
    assert f'class="button" href="{ONE}/phi"' in page.text
    assert f'href="{ONE}/chuyen-khoan/obl-1"' not in page.text


def test_the_code_of_a_transfer_comes_as_lines_and_as_a_picture(house: House) -> None:
    drawn = shown(house, f"{ONE}/chuyen-khoan/obl-1/vietqr.svg")
    picture = shown(house, f"{ONE}/chuyen-khoan/obl-1/vietqr.png")

    assert drawn.mimetype == "image/svg+xml"
    assert picture.data.startswith(b"\x89PNG")


def test_the_receipt_lists_every_file_with_its_fingerprint(house: House) -> None:
    page = shown(house, f"{ONE}/giay-tiep-nhan").text

    assert "ab" * 32 in page
    assert "/giay-tiep-nhan/1/giay-tiep-nhan.jws" in page
    assert "/van-ban/opa-1" in page
    assert shown(house, f"{ONE}/giay-tiep-nhan/1/giay-tiep-nhan.jws").text == "a.b.c"
    assert shown(house, f"{ONE}/giay-tiep-nhan/2/giay-tiep-nhan.jws").status_code == 404


def test_the_receipt_is_printed_as_it_was_signed(house: House, tmp_path: Path) -> None:
    papers = (
        dossiers.ReceiptPaper(
            paper_key="identity",
            paper_name="Giấy tờ tùy thân",
            file_id="file-1",
            file_name="cccd.pdf",
            size=2_400_000,
            sha256="ab" * 32,
        ),
    )
    on_paper = (dossiers.ReceiptOnPaper(paper_key="home", paper_name="Giấy tờ cư trú", originals=1, copies=2),)
    plain = dossiers.Receipt(
        code="H27.30.12-261124-0001", submitted_at=NOON, content_hash="cd" * 32, papers=papers, handed_in=on_paper,
        issued_at=NOON,
    )  # fmt: skip
    row: Any = SimpleNamespace(
        channel="online", procedure_code="2.000635", procedure_version=1, procedure_name="Cấp bản sao trích lục",
        agency_code="H27.30.12", agency_name="Ủy ban nhân dân xã Tân Mỹ Hà",
    )  # fmt: skip
    keys.generate(tmp_path)
    word = Signer(tmp_path, "receipts").sign(receipts.KIND, receipts.statement(row, plain))
    signed = dossiers.SignedReceipt(number=1, kind=dossiers.ReceiptKind.SUBMISSION, issued_at=NOON, signed=word)
    held = dossiers.ReceiptsView(dossier_id="dos-1", code=plain.code, receipts=(signed,))
    house.rpc.answer(dossiers.get_receipts, held)

    first, again = (shown(house, f"{ONE}/giay-tiep-nhan/1/giay-xac-nhan.pdf") for _ in range(2))

    assert (first.status_code, first.mimetype) == (200, "application/pdf")
    assert first.data == again.data
    printed = " ".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(first.data)).pages).split())
    for said in (plain.code, "cccd.pdf", "abababab", "cdcdcdcd", "2.400.000", "Giấy tờ cư trú", "Nộp trực tuyến"):
        assert said in printed
    assert shown(house, f"{ONE}/giay-tiep-nhan/2/giay-xac-nhan.pdf").status_code == 404


def test_a_draft_has_no_receipt(house: House) -> None:
    assert shown(house, "/ho-so/draft/giay-tiep-nhan").status_code == 404


def test_a_history_that_does_not_hold_is_told_loudly(house: House) -> None:
    assert "nguyên vẹn" in shown(house, f"{ONE}/lich-su").text
    broken = dossiers.HistoryView(
        dossier_id="dos-1", code="H27", entries=(), length=1, head="ab" * 32, sound=False,
        breaks=(dossiers.HistoryBreak(seq=1, vi="Nội dung khác dấu vân tay", en="The content differs"),),
    )  # fmt: skip
    house.rpc.answer(dossiers.get_history, broken)

    page = shown(house, f"{ONE}/lich-su").text

    assert 'role="alert"' in page
    assert "Nội dung khác dấu vân tay" in page


def test_a_history_is_had_as_a_file_for_the_offline_check(house: House) -> None:
    kept = json.loads(shown(house, f"{ONE}/lich-su.json").data)

    assert kept["length"] == 2
    assert "def " in shown(house, "/kiem-chung/verify.py").text


def test_who_asks_again_is_answered_in_full_only_when_something_changed(house: House) -> None:
    first = shown(house, f"{ONE}/tinh-trang")
    tag = first.headers["ETag"]

    assert shown(house, f"{ONE}/tinh-trang", **{"If-None-Match": tag}).status_code == 304
    assert tag.strip('"') in shown(house, ONE).text
    house.rpc.answer(dossiers.get_dossier, lambda _: _moved())
    again = shown(house, f"{ONE}/tinh-trang", **{"If-None-Match": tag})
    assert again.status_code == 200
    assert again.json == {"said": "Được tiếp nhận"}


def _moved() -> dossiers.DossierView:
    return a_dossier(code="H27.30.12-261124-0001", state=2, state_vi="Được tiếp nhận", state_en="Received", version=4)


def _due(**given: Any) -> payments.ObligationView:
    return dataclasses.replace(DUE, **given)


def test_the_path_to_an_anchor_is_had_as_a_file_for_the_offline_check(house: House) -> None:
    anchor = dossiers.HistoryAnchor(
        number=3, day=dt.date(2026, 8, 10), made_at="2026-08-10T17:00:00+00:00", dossiers=2, root="ab" * 32,
        previous="cd" * 32, signed="a.b.c",
    )  # fmt: skip
    proof = dossiers.AnchorProof(
        dossier_id="dos-1", length=2, head="ab" * 32, place=1, path=("cd" * 32,), anchor=anchor
    )
    house.rpc.answer(dossiers.get_anchor_proof, proof)

    assert "/lich-su/moc.json" in shown(house, f"{ONE}/lich-su").text
    kept = json.loads(shown(house, f"{ONE}/lich-su/moc.json").data)

    assert (kept["path"], kept["anchor"]["number"]) == (["cd" * 32], 3)


def test_who_asks_before_the_first_night_is_told_when_to_come_again(house: House) -> None:
    house.rpc.answer(dossiers.get_anchor_proof, dossiers.NOT_ANCHORED())

    early = shown(house, f"{ONE}/lich-su/moc.json")

    assert early.status_code == 404
    assert "sau nửa đêm" in early.text


def test_before_the_first_night_the_page_says_when_the_proof_will_be_there(house: House) -> None:
    house.rpc.answer(dossiers.get_anchor_proof, dossiers.NOT_ANCHORED())
    before = dt.datetime.now(HANOI).date()

    pages = [shown(house, f"{ONE}/lich-su").text, shown(house, f"{ONE}/lich-su?lang=en").text]

    days = {(day + dt.timedelta(days=1)).strftime("%d/%m/%Y") for day in (before, dt.datetime.now(HANOI).date())}
    for page in pages:
        assert "moc.json" not in page
        assert any(f"<b>{day}</b>" in page for day in days)
    assert "chưa qua nửa đêm nào" in pages[0]
    assert "not seen a midnight yet" in pages[1]

    house.rpc.answer(dossiers.get_anchor_proof, SERVICE_AWAY())
    assert "/lich-su/moc.json" in shown(house, f"{ONE}/lich-su").text


def test_who_looked_is_told_with_what_they_saw_and_the_reason_they_gave(house: House) -> None:
    page = shown(house, f"{ONE}/lich-su").text
    look = page.partition("Cán bộ xem thông tin đã che")[2].partition("</li>")[0]

    assert "Lê Thị Tiếp" in look
    assert "điện thoại" in look
    assert 'Lý do: <span lang="vi">Gọi điện hỏi về tờ khai thiếu trang' in look
