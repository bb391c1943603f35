"""VNPAY 2.1.0: signatures, what is read from messages, what is put into them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.domain import vnpay, vnpay_codes, vnpay_fields
from services.payments.domain.vnpay import Order, Verdict

SECRET = "SECRETKEY"
ORDER = Order(
    txn_ref="G15-260720-0001",
    amount=20_000,
    info="Nộp lệ phí hồ sơ G15-260720-0001",
    return_url="https://portal.example.vn/pay/return",
    address="203.0.113.5",
    language="vi",
    created_at=dt.datetime(2026, 7, 20, 2, 0, tzinfo=dt.UTC),
    expires_at=dt.datetime(2026, 7, 20, 2, 15, tzinfo=dt.UTC),
)
WORKED_EXAMPLE = (
    "vnp_Amount=2000000&vnp_Command=pay&vnp_CreateDate=20260720090000&vnp_CurrCode=VND&vnp_ExpireDate=20260720091500"
    "&vnp_IpAddr=203.0.113.5&vnp_Locale=vn&vnp_OrderInfo=Nop+le+phi+ho+so+G15-260720-0001&vnp_OrderType=other"
    "&vnp_ReturnUrl=https%3A%2F%2Fportal.example.vn%2Fpay%2Freturn&vnp_TmnCode=DEMO0001&vnp_TxnRef=G15-260720-0001"
    "&vnp_Version=2.1.0"
)
ITS_SIGNATURE = (
    "2cfd292bdc287370d59c932ab11f7ff27581251aeb0e64284d24a1b7b6c36fa1"
    "bd7123d936d5b6d6fdfb5e6c108c37526340d30422f48afad2cecbab744d2dc6"
)

names = st.from_regex(r"vnp_[A-Za-z]{1,12}", fullmatch=True).filter(lambda name: not name.startswith("vnp_SecureHash"))
params = st.dictionaries(names, st.text(max_size=30), min_size=1, max_size=12)


def test_the_worked_example_is_signed_as_documented():
    made = vnpay.pay_params(ORDER, "DEMO0001")

    assert vnpay.canonical(made) == WORKED_EXAMPLE
    assert vnpay.signed_query(made, SECRET) == f"{WORKED_EXAMPLE}&vnp_SecureHash={ITS_SIGNATURE}"


@given(params)
def test_what_is_signed_is_genuine(found):
    signed = found | {vnpay.HASH: vnpay.sign(vnpay.canonical(found), SECRET)}

    assert vnpay.is_genuine(signed, SECRET)
    assert vnpay.is_genuine(signed | {vnpay.HASH: signed[vnpay.HASH].upper()}, SECRET)
    assert not vnpay.is_genuine(signed, SECRET + "x")


@given(params, names, st.text(min_size=1, max_size=20))
def test_a_changed_or_added_value_is_noticed(found, name, value):
    signed = found | {vnpay.HASH: vnpay.sign(vnpay.canonical(found), SECRET)}

    assert vnpay.is_genuine(signed | {name: value}, SECRET) == (found.get(name) == value)


def test_empty_values_and_foreign_parameters_take_no_part():
    signed = {"vnp_TxnRef": "1", vnpay.HASH: vnpay.sign("vnp_TxnRef=1", SECRET)}

    assert vnpay.is_genuine(signed | {"vnp_BankCode": "", "utm_source": "x", vnpay.HASH_TYPE: "SHA512"}, SECRET)


def test_a_missing_signature_is_not_genuine():
    assert not vnpay.is_genuine({"vnp_TxnRef": "1"}, SECRET)
    assert not vnpay.is_genuine({"vnp_TxnRef": "1", vnpay.HASH: "đ"}, SECRET)


def test_enquiry_fields_are_joined_in_the_documented_order():
    fields = {name: name.removeprefix("vnp_") for name in vnpay_fields.QUERY_REQUEST}
    text = "RequestId|Version|Command|TmnCode|TxnRef|TransactionDate|CreateDate|IpAddr|OrderInfo"

    assert vnpay.sign_fields(fields, vnpay_fields.QUERY_REQUEST, SECRET) == vnpay.sign(text, SECRET)


def test_refund_and_answers_are_joined_in_the_documented_order():
    texts = {
        vnpay_fields.QUERY_REPLY: "ResponseId|Command|ResponseCode|Message|TmnCode|TxnRef|Amount|BankCode|PayDate|"
        "TransactionNo|TransactionType|TransactionStatus|OrderInfo|PromotionCode|PromotionAmount",
        vnpay_fields.REFUND_REQUEST: "RequestId|Version|Command|TmnCode|TransactionType|TxnRef|Amount|TransactionNo|"
        "TransactionDate|CreateBy|CreateDate|IpAddr|OrderInfo",
        vnpay_fields.REFUND_REPLY: "ResponseId|Command|ResponseCode|Message|TmnCode|TxnRef|Amount|BankCode|PayDate|"
        "TransactionNo|TransactionType|TransactionStatus|OrderInfo",
    }
    for order, text in texts.items():
        assert "|".join(name.removeprefix("vnp_") for name in order) == text


def test_fields_with_a_changed_value_are_not_genuine():
    fields = {"vnp_TxnRef": "1", "vnp_Amount": "100"}
    signed = fields | {vnpay.HASH: vnpay.sign_fields(fields, vnpay_fields.QUERY_REPLY, SECRET)}

    assert vnpay.fields_are_genuine(signed, vnpay_fields.QUERY_REPLY, SECRET)
    assert vnpay.fields_are_genuine(signed | {vnpay.HASH: signed[vnpay.HASH].upper()}, vnpay_fields.QUERY_REPLY, SECRET)
    assert not vnpay.fields_are_genuine(signed, vnpay_fields.QUERY_REPLY, SECRET + "x")
    assert not vnpay.fields_are_genuine(fields, vnpay_fields.QUERY_REPLY, SECRET)
    assert not vnpay.fields_are_genuine(signed | {"vnp_Amount": "200"}, vnpay_fields.QUERY_REPLY, SECRET)


@pytest.mark.parametrize(
    ("code", "status", "verdict"),
    [
        ("00", "00", Verdict.PAID),
        ("00", "02", Verdict.UNCLEAR),
        ("51", "00", Verdict.UNCLEAR),
        ("00", "", Verdict.UNCLEAR),
        ("24", "02", Verdict.CANCELLED),
        ("51", "02", Verdict.FAILED),
        ("07", "07", Verdict.PENDING),
        ("07", "02", Verdict.PENDING),
        ("51", "04", Verdict.PENDING),
        ("51", "07", Verdict.PENDING),
        ("99", "01", Verdict.PENDING),
        ("12345", "02", Verdict.UNCLEAR),
        ("", "", Verdict.UNCLEAR),
    ],
)
def test_paid_means_both_codes_say_so(code, status, verdict):
    found = vnpay.read_callback({"vnp_ResponseCode": code, "vnp_TransactionStatus": status})

    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("code", "status", "verdict"),
    [
        ("00", "00", Verdict.PAID),
        ("00", "01", Verdict.PENDING),
        ("00", "02", Verdict.FAILED),
        ("00", "04", Verdict.PENDING),
        ("00", "07", Verdict.PENDING),
        ("00", "09", Verdict.UNCLEAR),
        ("00", "", Verdict.UNCLEAR),
        ("91", "", Verdict.NOT_FOUND),
        ("94", "00", Verdict.UNCLEAR),
    ],
)
def test_an_enquiry_is_believed_by_its_status(code, status, verdict):
    found = vnpay.read_query_reply({"vnp_ResponseCode": code, "vnp_TransactionStatus": status})

    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("kind", "verdict", "amount"),
    [("01", Verdict.PAID, 500), ("", Verdict.PAID, 500), ("02", Verdict.UNCLEAR, None), ("03", Verdict.UNCLEAR, None)],
)
def test_the_refund_of_an_order_is_not_taken_for_its_payment(kind, verdict, amount):
    told = {"vnp_ResponseCode": "00", "vnp_TransactionStatus": "00", "vnp_Amount": "50000", "vnp_TxnRef": "1"}

    found = vnpay.read_query_reply(told | {"vnp_TransactionType": kind})

    assert (found.verdict, found.amount, found.txn_ref) == (verdict, amount, "1")


@pytest.mark.parametrize("text", ["", "-100", "1.0", "1 00", "150", "0x10", "١٠٠", "9" * 16])
def test_what_is_no_whole_amount_is_none(text):
    assert vnpay.read_amount(text) is None


@given(st.integers(min_value=0, max_value=9_999_999_999))
def test_amounts_survive_the_wire(dong):
    assert vnpay.read_amount(vnpay.wire_amount(dong)) == dong


@given(st.text(max_size=400))
def test_order_info_has_no_accents_or_special_characters(text):
    made = vnpay.plain(text)

    assert made.isascii()
    assert len(made) <= 255
    assert not set(made) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 .:-")


def test_vietnamese_loses_its_accents_only():
    assert vnpay.plain("Nộp lệ phí Đăng ký đất đai") == "Nop le phi Dang ky dat dai"


def test_every_response_code_has_both_sentences():
    for code in ("00", "07", "09", "10", "11", "12", "13", "24", "51", "65", "75", "79", "99"):
        vi, en = vnpay_codes.RESPONSE_TEXTS[code]
        assert vi.strip()
        assert en.strip()
    assert vnpay_codes.response_text("nonsense") == vnpay_codes.RESPONSE_TEXTS["99"]
    assert set(vnpay_codes.RSP_MESSAGES) == set(vnpay_codes.RspCode)
