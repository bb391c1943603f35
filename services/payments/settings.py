"""What payments may be told beside what every service is told: the account at VNPAY, or the sandbox bank.

Without a terminal code (``MOTCUA_VNPAY_TMN_CODE``) the sandbox uses its own bank, with a secret that is made at random
in the payments database and never configured. Outside the sandbox the account must be given.
"""

from dataclasses import dataclass

from chassis.settings import (
    Address,
    Secret,
    ServiceSettings,
    SettingsWrong,
    Url,
    address,
    secret,
    setting,
    web_url,
    whole,
)

SANDBOX_TMN_CODE = "MOTCUA01"
IPN_PATH = "/api/v1/payments/vnpay/ipn"
RETURN_PATH = "/payments/vnpay/return"
PAY_PATH = "/paymentv2/vpcpay.html"
API_PATH = "/merchant_webapi/api/transaction"


@dataclass(frozen=True, kw_only=True)
class PaymentsSettings(ServiceSettings):
    """The merchant's account at VNPAY and where the sandbox bank is."""

    vnpay_tmn_code: str = setting("MOTCUA_VNPAY_TMN_CODE", default="", help="the terminal code VNPAY gave (8 signs)")
    vnpay_secret: Secret = setting(
        "MOTCUA_VNPAY_SECRET", default=Secret(""), parse=secret, help="the secret VNPAY gave with the terminal code"
    )
    vnpay_pay_url: Url = setting("MOTCUA_VNPAY_PAY_URL", default=Url(""), parse=web_url, help="VNPAY's payment page")
    vnpay_api_url: Url = setting(
        "MOTCUA_VNPAY_API_URL", default=Url(""), parse=web_url, help="VNPAY's enquiry and refund interface"
    )
    vnpay_return_url: Url = setting(
        "MOTCUA_VNPAY_RETURN_URL", default=Url(""), parse=web_url, help="where VNPAY sends the browser back to"
    )
    ask_after: int = setting(
        "MOTCUA_PAYMENTS_ASK_AFTER",
        default=60,
        parse=whole(1, 3600),
        help="seconds after which the provider is asked about an attempt it has not reported on",
    )
    bank_address: Address | None = setting(
        "MOTCUA_BANK_ADDRESS", default=None, parse=address, help="where the sandbox bank listens"
    )
    bank_public_url: Url = setting(
        "MOTCUA_BANK_PUBLIC_URL", default=Url(""), parse=web_url, help="the sandbox bank's address for browsers"
    )
    bank_internal_url: Url = setting(
        "MOTCUA_BANK_INTERNAL_URL", default=Url(""), parse=web_url, help="the sandbox bank's address for payments"
    )
    bank_ipn_url: Url = setting(
        "MOTCUA_BANK_IPN_URL", default=Url(""), parse=web_url, help="where the sandbox bank sends its callbacks"
    )


@dataclass(frozen=True, slots=True)
class VnpayAccount:
    """A merchant's account at VNPAY. ``secret`` is empty where the sandbox bank's own is to be used."""

    tmn_code: str
    secret: Secret
    pay_url: str
    api_url: str
    return_url: str


def vnpay_account(settings: PaymentsSettings) -> VnpayAccount:
    """The account to use, or `SettingsWrong` naming what is missing."""
    return_url = str(settings.vnpay_return_url) or f"{settings.public_url}{RETURN_PATH}"
    if settings.vnpay_tmn_code or not settings.sandbox:
        needed = {
            "MOTCUA_VNPAY_TMN_CODE": settings.vnpay_tmn_code,
            "MOTCUA_VNPAY_SECRET": settings.vnpay_secret,
            "MOTCUA_VNPAY_PAY_URL": settings.vnpay_pay_url,
            "MOTCUA_VNPAY_API_URL": settings.vnpay_api_url,
        }
        missing = [name for name, value in needed.items() if not value]
        if missing:
            raise SettingsWrong([f"{name} is missing; payments need an account at VNPAY." for name in missing])
        return VnpayAccount(
            settings.vnpay_tmn_code,
            settings.vnpay_secret,
            str(settings.vnpay_pay_url),
            str(settings.vnpay_api_url),
            return_url,
        )
    if settings.bank_address is None and not settings.bank_public_url:
        raise SettingsWrong(["MOTCUA_BANK_ADDRESS is missing; in the sandbox it says where the sandbox bank listens."])
    public = bank_url(settings)
    inside = str(settings.bank_internal_url) or public
    return VnpayAccount(SANDBOX_TMN_CODE, Secret(""), f"{public}{PAY_PATH}", f"{inside}{API_PATH}", return_url)


def bank_url(settings: PaymentsSettings) -> str:
    """The sandbox bank's address for browsers."""
    return str(settings.bank_public_url) or f"http://{settings.bank_address}"


def ipn_url(settings: PaymentsSettings) -> str:
    """Where the sandbox bank sends its callbacks: the portal's own interface unless told otherwise."""
    return str(settings.bank_ipn_url) or f"{settings.public_url}{IPN_PATH}"
