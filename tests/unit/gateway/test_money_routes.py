"""Receipts, transfers and books over HTTP: papers that open, codes that can be read, tables that spread."""

import datetime as dt
import io

import pytest
import segno

from services.dossiers.contract import FeeItem, FeeKind
from services.payments import contract as payments
from tests.unit.gateway.fakes import House

AT = dt.datetime(2026, 8, 3, 2, 30, tzinfo=dt.UTC)
CODE = "3F2A9C0D174B6E8A1250"
SAID = {
    "form": "01BLP0-001",
    "series": "AA-26E",
    "number": "00000042",
    "name": "Biên lai thu phí, lệ phí",
    "agency_code": "H27.30.12",
    "agency_name": "Ủy ban nhân dân xã Tân Mỹ Hà",
    "items": (FeeItem(head="a", kind=FeeKind.LE_PHI, label="Lệ phí cấp bản sao", amount=21_000),),
    "total": 21_000,
    "total_in_words": "Hai mươi mốt nghìn đồng",
    "issued_at": AT,
}
PROOF = payments.ReceiptProof(
    **SAID,
    tax_code="0100109106",
    stands_for=21_000,
    stands_vi="Có hiệu lực",
    stands_en="In force",
    as_of=AT,
    signed="head.content.signature",
)
VIEW = payments.ReceiptView(
    **SAID,
    id="receipt-1",
    dossier_id="dossier-1",
    dossier_code="H27.30.12-260803-0001",
    procedure_name="Cấp bản sao Trích lục hộ tịch",
    obligation_id="obl-1",
    payment_id="pay-1",
    provider=payments.Provider.TRANSFER,
    look_up=CODE,
)
TRANSFER = payments.TransferView(
    obligation_id="obl-1",
    bank_bin="970436",
    bank_name="Vietcombank",
    account_number="1234567890",
    account_name="UBND XA TAN MY HA",
    amount=21_000,
    purpose="MC0123456789AB",
    qr="00020101021238540010A00000072701240006970436011012345678900208QRIBFTTA53037045405200005802VN6304ABCD",
)


def test_a_receipt_is_a_pdf_that_is_the_same_until_something_becomes_of_it(house: House) -> None:
    house.rpc.answer(payments.get_receipt, VIEW)
    house.rpc.answer(payments.check_receipt, PROOF)

    one = house.client.get("/api/v1/receipts/receipt-1.pdf", headers=house.as_citizen())
    two = house.client.get("/api/v1/receipts/receipt-1.pdf", headers=house.as_citizen())

    assert one.status_code == 200
    assert one.data.startswith(b"%PDF")
    assert (one.data, one.headers["ETag"]) == (two.data, two.headers["ETag"])
    assert "attachment" in one.headers["Content-Disposition"]


def test_anybody_checks_a_receipt_on_a_page_that_names_no_payer(house: House) -> None:
    house.rpc.answer(payments.check_receipt, PROOF)

    page = house.client.get("/bien-lai?code=3f2a9-c0d17-4b6e8-a1250").get_data(as_text=True)

    assert house.rpc.calls_of(payments.check_receipt)[-1].request.look_up == CODE
    assert "Có hiệu lực" in page
    assert "Hai mươi mốt nghìn đồng" in page
    assert VIEW.dossier_code not in page


@pytest.mark.parametrize("code", ["1234", "zzzzz-zzzzz-zzzzz-zzzzz-1"])
def test_a_code_that_cannot_be_one_is_answered_without_asking_anybody(house: House, code: str) -> None:
    answer = house.client.get(f"/bien-lai?code={code}")

    assert answer.status_code == 404
    assert house.rpc.calls_of(payments.check_receipt) == []


@pytest.mark.parametrize(("ending", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml")])
def test_the_code_for_a_transfer_is_a_picture_of_what_the_bank_is_to_read(
    house: House, ending: str, begins: bytes
) -> None:
    house.rpc.answer(payments.get_transfer, TRANSFER)

    answer = house.client.get(f"/api/v1/obligations/obl-1/transfer.{ending}", headers=house.as_citizen())

    drawn = io.BytesIO()
    segno.make_qr(TRANSFER.qr, error="m").save(drawn, kind=ending, scale=8, border=4)
    assert answer.data.startswith(begins)
    assert answer.data == drawn.getvalue()


def test_the_books_are_a_table_for_spreadsheets(house: House) -> None:
    line = payments.BookLine(
        account="revenue",
        account_vi="Phí, lệ phí",
        account_en="Fees and charges",
        head="=cmd",
        opening=-5000,
        debit=0,
        credit=4000,
        closing=-9000,
    )
    day = dt.date(2026, 8, 3)
    house.rpc.answer(
        payments.get_books, payments.AgencyBooks(agency_code="H27", first=day, last=day, lines=(line,), balance=0)
    )

    answer = house.client.get(
        "/api/v1/desk/books.csv?agency_code=H27&first=2026-08-03&last=2026-08-03", headers=house.as_officer()
    )

    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeffaccount,")
    assert "-9000" in text
    assert ",=cmd" not in text
