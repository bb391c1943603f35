"""What the operator may tell the gateway beyond what every service is told."""

from dataclasses import dataclass

from chassis.settings import ServiceSettings, Url, setting, web_url, whole


@dataclass(frozen=True, kw_only=True)
class GatewaySettings(ServiceSettings):
    """Settings of the gateway."""

    requests_per_minute: int = setting(
        "MOTCUA_REQUESTS_PER_MINUTE",
        default=600,
        parse=whole(1, 1_000_000),
        help="reads one caller may send in a minute",
    )
    paper_limit: int = setting(
        "MOTCUA_PAPER_LIMIT", default=26_214_400, parse=whole(1_000, 30_000_000), help="largest file, in bytes"
    )
    bank_url: Url = setting(
        "MOTCUA_BANK_URL", default=Url(""), parse=web_url, help="origin of the payment pages that forms may lead to"
    )
    sandbox_accounts: str = setting(
        "MOTCUA_SANDBOX_ACCOUNTS", default="", help="file with the sandbox's staff accounts, shown to everybody there"
    )
    identity_provider: Url = setting(
        "MOTCUA_IDENTITY_PROVIDER",
        default=Url(""),
        parse=web_url,
        help="issuer of electronic identities; with it the sign-in page offers that way",
    )
