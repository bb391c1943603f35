"""Which bank payments talk to: VNPAY by its account, or the sandbox's own, never neither."""

import pytest

from chassis.settings import SettingsWrong, load_settings
from services.payments.settings import PaymentsSettings, bank_url, ipn_url, vnpay_account

BASE = {"MOTCUA_AMQP_URL": "amqp://guest:guest@127.0.0.1//", "MOTCUA_PUBLIC_URL": "https://motcua.example"}
VNPAY = {
    "MOTCUA_VNPAY_TMN_CODE": "DEMO0001",
    "MOTCUA_VNPAY_SECRET": "a-secret-of-the-test",
    "MOTCUA_VNPAY_PAY_URL": "https://sandbox.vnpayment.vn/paymentv2/vpcpay.html",
    "MOTCUA_VNPAY_API_URL": "https://sandbox.vnpayment.vn/merchant_webapi/api/transaction",
}


def settings(**environ):
    return load_settings(PaymentsSettings, BASE | environ)


def test_the_sandbox_needs_only_the_address_of_its_bank():
    found = settings(MOTCUA_SANDBOX="1", MOTCUA_BANK_ADDRESS="127.0.0.1:8010")
    account = vnpay_account(found)

    assert account.secret == ""
    assert account.pay_url == "http://127.0.0.1:8010/paymentv2/vpcpay.html"
    assert account.api_url == "http://127.0.0.1:8010/merchant_webapi/api/transaction"
    assert account.return_url == "https://motcua.example/payments/vnpay/return"
    assert bank_url(found) == "http://127.0.0.1:8010"
    assert ipn_url(found) == "https://motcua.example/api/v1/payments/vnpay/ipn"


def test_browsers_may_know_the_bank_by_another_address_than_services():
    account = vnpay_account(
        settings(
            MOTCUA_SANDBOX="1",
            MOTCUA_BANK_PUBLIC_URL="https://bank.example",
            MOTCUA_BANK_INTERNAL_URL="http://payments:8010",
        )
    )

    assert account.pay_url.startswith("https://bank.example/")
    assert account.api_url.startswith("http://payments:8010/")


def test_an_account_at_vnpay_is_used_also_in_the_sandbox():
    account = vnpay_account(settings(MOTCUA_SANDBOX="1", **VNPAY))

    assert account.tmn_code == "DEMO0001"
    assert account.pay_url == VNPAY["MOTCUA_VNPAY_PAY_URL"]


@pytest.mark.parametrize("missing", VNPAY)
def test_outside_the_sandbox_the_whole_account_is_needed(missing):
    with pytest.raises(SettingsWrong, match=missing):
        vnpay_account(settings(**{name: value for name, value in VNPAY.items() if name != missing}))


def test_a_sandbox_without_a_bank_is_told_what_is_missing():
    with pytest.raises(SettingsWrong, match="MOTCUA_BANK_ADDRESS"):
        vnpay_account(settings(MOTCUA_SANDBOX="1"))


def test_the_secret_is_not_shown():
    assert "a-secret-of-the-test" not in repr(settings(**VNPAY))
    assert "a-secret-of-the-test" not in repr(vnpay_account(settings(**VNPAY)))
