"""What VNPAY says about a refund, code by code; what is not sure is never taken for an end."""

import pytest

from services.payments.domain import vnpay, vnpay_codes
from services.payments.domain.vnpay import Verdict
from services.payments.domain.vnpay_refunds import RefundVerdict, read_refund_enquiry, read_refund_reply

DONE, PENDING, REFUSED, NONE, UNCLEAR = RefundVerdict


@pytest.mark.parametrize(
    ("code", "status", "verdict"),
    [
        ("00", "00", DONE),
        ("00", "05", PENDING),
        ("00", "06", PENDING),
        ("00", "09", REFUSED),
        ("00", "", PENDING),
        ("00", "77", PENDING),
        ("94", "", PENDING),
        ("02", "", REFUSED),
        ("03", "", REFUSED),
        ("91", "", REFUSED),
        ("95", "", REFUSED),
        ("97", "", UNCLEAR),
        ("98", "", UNCLEAR),
        ("99", "", UNCLEAR),
        ("", "00", UNCLEAR),
    ],
)
def test_an_answer_to_a_refund_says_what_its_codes_say(code, status, verdict):
    assert read_refund_reply({"vnp_ResponseCode": code, "vnp_TransactionStatus": status}).verdict is verdict


@pytest.mark.parametrize(("told", "number"), [("15", "15"), ("0", ""), ("", "")])
def test_a_provider_that_gives_a_refund_no_number_says_nought(told, number):
    assert read_refund_reply({"vnp_ResponseCode": "00", "vnp_TransactionNo": told}).number == number


def enquiry(**changes):
    fields = {
        "vnp_ResponseCode": "00",
        "vnp_TransactionType": "03",
        "vnp_TransactionStatus": "00",
        "vnp_Amount": "300000",
        "vnp_TransactionNo": "24000001",
    }
    return read_refund_enquiry(fields | changes, 3000, {"24000000"})


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, DONE),
        ({"vnp_TransactionType": "02"}, DONE),
        ({"vnp_TransactionStatus": "06"}, PENDING),
        ({"vnp_TransactionStatus": "09"}, REFUSED),
        ({"vnp_TransactionType": "01"}, NONE),
        ({"vnp_TransactionNo": "24000000"}, NONE),
        ({"vnp_Amount": "300100"}, UNCLEAR),
        ({"vnp_Amount": ""}, UNCLEAR),
        ({"vnp_TransactionStatus": "04"}, UNCLEAR),
        ({"vnp_ResponseCode": "91"}, UNCLEAR),
        ({"vnp_ResponseCode": "99"}, UNCLEAR),
    ],
)
def test_an_enquiry_speaks_of_our_refund_or_of_none(changes, verdict):
    assert enquiry(**changes).verdict is verdict


@pytest.mark.parametrize("kind", ["02", "03"])
def test_an_enquiry_about_a_payment_that_shows_its_refund_is_not_taken_for_a_payment(kind):
    fields = {"vnp_ResponseCode": "00", "vnp_TransactionStatus": "00", "vnp_Amount": "300000"}
    found = vnpay.read_query_reply(fields | {"vnp_TransactionType": kind, "vnp_TransactionNo": "24000001"})

    assert (found.verdict, found.amount, found.transaction_no) == (Verdict.UNCLEAR, None, "")


def test_every_listed_code_reads_in_both_languages_and_others_as_the_rest():
    for texts in (vnpay_codes.RESPONSE_TEXTS, vnpay_codes.STATUS_TEXTS, vnpay_codes.REFUND_TEXTS):
        assert all(vi.strip() and en.strip() and vi != en for vi, en in texts.values())
    listed = "00 01 02 03 04 05 06 07 08 09 10 11 12 13 24 51 65 75 79 99"
    assert set(vnpay_codes.RESPONSE_TEXTS) == set(listed.split())
    assert set(vnpay_codes.STATUS_TEXTS) == {"00", "01", "02", "04", "05", "06", "07", "09"}
    assert vnpay_codes.refund_text("status:09") == vnpay_codes.STATUS_TEXTS["09"]
    assert vnpay_codes.refund_text("code:95") == vnpay_codes.REFUND_TEXTS["95"]
    assert vnpay_codes.refund_text("again") == vnpay_codes.REFUND_TEXTS["99"]
    assert set(vnpay_codes.RSP_MESSAGES) == set(vnpay_codes.RspCode)
