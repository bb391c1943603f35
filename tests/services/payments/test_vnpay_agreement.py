"""Another implementation of VNPAY's protocol, the npm package ``vnpay``, and ours accept each other's signatures.

What they sign is made by Hypothesis: Vietnamese text, spaces, plus signs, percent signs, ampersands. Two characters are
left out, ``~`` and ``*``, which form-encoders are not of one mind about; a test says that we never send them.
"""

import datetime as dt
import json
import os
import shutil
import subprocess
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.settings import Secret
from services.payments.adapters.vnpay import Vnpay
from services.payments.domain import vnpay, vnpay_fields
from services.payments.domain.vnpay import Order
from services.payments.sandbox_bank import desk, merchants
from services.payments.settings import VnpayAccount
from tests.node import installed, node

SOURCE = Path(__file__).parent / "vnpay_package"
TMN, SECRET = "MOTCUA01", "the-secret-of-the-tests"
NOW = dt.datetime(2026, 8, 3, 2, 0, tzinfo=dt.UTC)


class Package:
    """The package in a process of its own; one question, one answer."""

    def __init__(self, home: Path, secret: str = SECRET) -> None:
        shutil.copy(SOURCE / "driver.cjs", home)
        environ = {"PATH": os.environ["PATH"], "TMN_CODE": TMN, "SECRET": secret, "TZ": "Asia/Ho_Chi_Minh"}
        self._process = subprocess.Popen(
            [node(), "driver.cjs"], cwd=home, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, does: str, given: Any) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"does": does, "given": given}) + "\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        assert "result" in said, said
        return said["result"]

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(10)


@pytest.fixture(scope="module")
def home() -> Path:
    return installed(SOURCE, "vnpay-package")


@pytest.fixture(scope="module")
def package(home: Path) -> Iterator[Package]:
    made = Package(home)
    yield made
    made.stop()


VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ"
TEXT = st.text(
    st.one_of(
        st.sampled_from(VIETNAMESE + VIETNAMESE.upper() + " +&=%#?/|'\"()!,;:@$[]{}<>-_."),
        st.characters(codec="utf-8", exclude_characters="~*", exclude_categories=("Cs", "Cc")),
    ),
    min_size=1,
    max_size=60,
)
REFERENCE = st.text("ABCDEFabcdef0123456789-_.", min_size=1, max_size=40)
DONG = st.integers(min_value=1, max_value=9_999_999_999)
MANY = settings(max_examples=150, deadline=None)


def query_of(url: str) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query, strict_parsing=True))


@MANY
@given(reference=REFERENCE, amount=DONG, info=TEXT)
def test_its_pay_url_is_genuine_to_us(package, reference, amount, info):
    url = package.ask(
        "payUrl",
        {
            "vnp_Amount": amount,
            "vnp_TxnRef": reference,
            "vnp_OrderInfo": info,
            "vnp_IpAddr": "203.0.113.5",
            "vnp_ReturnUrl": "https://portal.test/payments/vnpay/return?a=b c",
            "vnp_CreateDate": 20260803090000,
            "vnp_ExpireDate": 20260803091500,
            "vnp_Locale": "vn",
        },
    )
    params = query_of(url)

    assert vnpay.is_genuine(params, SECRET)
    assert vnpay.read_amount(params["vnp_Amount"]) == amount
    assert params["vnp_OrderInfo"] == info
    assert not vnpay.is_genuine(params | {"vnp_Amount": params["vnp_Amount"] + "0"}, SECRET)


@MANY
@given(reference=REFERENCE, amount=DONG, info=TEXT)
def test_our_pay_url_is_genuine_to_it(package, reference, amount, info):
    account = VnpayAccount(TMN, Secret(SECRET), "https://bank.test/p", "https://bank.test/a", "https://portal.test/r")
    order = Order(reference, amount, info, account.return_url, "203.0.113.5", "vi", NOW, NOW + dt.timedelta(minutes=15))
    params = query_of(Vnpay(account, lambda: SECRET).pay_url(order))

    # It has no check for merchants' URLs; the one for returns is over the same text.
    assert package.ask("verifyReturn", params)["isVerified"] is True
    assert package.ask("verifyReturn", params | {"vnp_TxnRef": reference + "x"})["isVerified"] is False
    assert not set("".join(params.values())) & set("~*")


@MANY
@given(reference=REFERENCE, amount=DONG, info=TEXT, code=st.sampled_from(["00", "24", "51", "99"]), does=st.booleans())
def test_our_bank_s_return_and_ipn_are_genuine_to_it(package, reference, amount, info, code, does):
    signed = vnpay.signed_query(
        {
            "vnp_TmnCode": TMN,
            "vnp_Amount": vnpay.wire_amount(amount),
            "vnp_BankCode": "NCB",
            "vnp_BankTranNo": "",
            "vnp_OrderInfo": info,
            "vnp_TransactionNo": "14000001",
            "vnp_ResponseCode": code,
            "vnp_TransactionStatus": code,
            "vnp_TxnRef": reference,
        },
        SECRET,
    )
    params = query_of(f"https://portal.test/r?{signed}")

    heard = package.ask("verifyIpn" if does else "verifyReturn", params)
    assert (heard["isVerified"], heard["isSuccess"]) == (True, code == "00")
    assert heard["vnp_Amount"] == amount


@MANY
@given(reference=REFERENCE, info=TEXT, message=TEXT)
def test_enquiries_and_their_answers_are_genuine_both_ways(package, reference, info, message):
    answer = {
        "vnp_ResponseId": "r1",
        "vnp_Command": "querydr",
        "vnp_ResponseCode": "00",
        "vnp_Message": message,
        "vnp_TmnCode": TMN,
        "vnp_TxnRef": reference,
        "vnp_Amount": "800000",
        "vnp_BankCode": "NCB",
        "vnp_PayDate": "20260803090100",
        "vnp_TransactionNo": "14000001",
        "vnp_TransactionType": "01",
        "vnp_TransactionStatus": "00",
        "vnp_OrderInfo": info,
    }
    answer |= {vnpay.HASH: vnpay.sign_fields(answer, vnpay_fields.QUERY_REPLY, SECRET)}
    request = {
        "vnp_RequestId": "q1",
        "vnp_IpAddr": "127.0.0.1",
        "vnp_TxnRef": reference,
        "vnp_TransactionNo": 14000001,
        "vnp_OrderInfo": info,
        "vnp_TransactionDate": 20260803090000,
        "vnp_CreateDate": 20260803090200,
    }

    said = package.ask("queryDr", {"request": request, "answer": answer})

    assert said["heard"]["isVerified"] is True
    posted = {key: str(value) for key, value in said["posted"].items()}
    assert vnpay.fields_are_genuine(posted, vnpay_fields.QUERY_REQUEST, SECRET)
    assert not vnpay.fields_are_genuine(posted | {"vnp_TxnRef": "x" + reference}, vnpay_fields.QUERY_REQUEST, SECRET)
    wrong = package.ask("queryDr", {"request": request, "answer": answer | {"vnp_Amount": "900000"}})
    assert wrong["heard"]["isVerified"] is False


@MANY
@given(reference=REFERENCE, amount=DONG, info=TEXT, whole=st.booleans())
def test_refunds_and_their_answers_are_genuine_both_ways(package, reference, amount, info, whole):
    # An answer with an amount it checks over the amount in đồng, against the documentation; so this one has none.
    answer = {
        "vnp_ResponseId": "r1",
        "vnp_Command": "refund",
        "vnp_ResponseCode": "00",
        "vnp_Message": "Refund success",
        "vnp_TmnCode": TMN,
        "vnp_TxnRef": reference,
        "vnp_TransactionNo": "24000001",
        "vnp_TransactionType": "02" if whole else "03",
        "vnp_TransactionStatus": "05",
        "vnp_OrderInfo": info,
    }
    answer |= {vnpay.HASH: vnpay.sign_fields(answer, vnpay_fields.REFUND_REPLY, SECRET)}
    request = {
        "vnp_RequestId": "q1",
        "vnp_TransactionType": "02" if whole else "03",
        "vnp_TxnRef": reference,
        "vnp_Amount": amount,
        "vnp_TransactionNo": 14000001,
        "vnp_TransactionDate": 20260803090000,
        "vnp_CreateBy": "motcua",
        "vnp_CreateDate": 20260803090200,
        "vnp_IpAddr": "127.0.0.1",
        "vnp_OrderInfo": info,
    }

    said = package.ask("refund", {"request": request, "answer": answer})

    assert said["heard"]["isVerified"] is True
    posted = {key: str(value) for key, value in said["posted"].items()}
    assert vnpay.fields_are_genuine(posted, vnpay_fields.REFUND_REQUEST, SECRET)
    assert vnpay.read_amount(posted["vnp_Amount"]) == amount
    assert not vnpay.fields_are_genuine(posted | {"vnp_Amount": "1"}, vnpay_fields.REFUND_REQUEST, SECRET)


def test_the_sandbox_bank_takes_an_order_that_the_package_signed(home, world):
    package = Package(home, merchants.secret_of(world.storage, TMN))
    later = vnpay.wire_time(world.now + dt.timedelta(minutes=15))
    order = {
        "vnp_Amount": 8000,
        "vnp_TxnRef": "A+B c",
        "vnp_OrderInfo": "Nộp lệ phí + phí “hồ sơ” & 100%",
        "vnp_IpAddr": "203.0.113.5",
        "vnp_ReturnUrl": "https://portal.test/r",
        "vnp_CreateDate": int(vnpay.wire_time(world.now)),
        "vnp_ExpireDate": int(later),
    }
    try:
        params = query_of(package.ask("payUrl", order))
    finally:
        package.stop()

    opened = desk.open_page(world.storage, params)
    assert (opened.amount, opened.txn_ref, opened.info) == (8000, "A+B c", order["vnp_OrderInfo"])
    with pytest.raises(desk.Refused):
        desk.open_page(world.storage, params | {"vnp_Amount": "100"})
