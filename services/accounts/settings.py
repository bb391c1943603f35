"""What accounts may be told beside what every service is told, and the registers that follow from it."""

import datetime as dt
import functools
import json
from dataclasses import dataclass

from chassis.settings import Secret, ServiceSettings, SettingsWrong, Url, Wrong, secret, setting, web_url, whole
from services.accounts import rules
from services.accounts.adapters.http_registers import HttpRegister
from services.accounts.adapters.oidc import Client, IdentityProvider
from services.accounts.adapters.registers import Registers
from services.accounts.adapters.sandbox_registers import (
    SandboxBusinessRegister,
    SandboxPopulationRegister,
    SandboxSubscriberRegister,
)
from services.accounts.domain.electronic_identity import mapping_of

LONGEST_REFLECTION = 71 * 60
"""Minutes; an hour less than the clock of erasure has (``data/rights.json``)."""


def claim_mapping(value: str) -> str:
    """An operator's mapping of claims, as JSON that was checked."""
    try:
        mapping_of(value)
    except ValueError as wrong:
        raise Wrong(str(wrong)) from None
    return value


@dataclass(frozen=True, kw_only=True)
class AccountsSettings(ServiceSettings):
    """Where the registers are; in the sandbox their twins answer and none of this is needed."""

    erasure_reflect_minutes: int = setting(
        "MOTCUA_ERASURE_REFLECT_MINUTES",
        default=1440,
        parse=whole(0, LONGEST_REFLECTION),
        help="how long a person may take back a request for erasure before it is carried out",
    )
    population_register_url: Url = setting(
        "MOTCUA_POPULATION_REGISTER_URL", default=Url(""), parse=web_url, help="checks who holds an identity number"
    )
    population_register_token: Secret = setting(
        "MOTCUA_POPULATION_REGISTER_TOKEN", default=Secret(""), parse=secret, help="sent to the population register"
    )
    subscriber_register_url: Url = setting(
        "MOTCUA_SUBSCRIBER_REGISTER_URL", default=Url(""), parse=web_url, help="checks who owns a telephone number"
    )
    subscriber_register_token: Secret = setting(
        "MOTCUA_SUBSCRIBER_REGISTER_TOKEN", default=Secret(""), parse=secret, help="sent to the subscriber register"
    )
    business_register_url: Url = setting(
        "MOTCUA_BUSINESS_REGISTER_URL", default=Url(""), parse=web_url, help="checks who represents a business"
    )
    business_register_token: Secret = setting(
        "MOTCUA_BUSINESS_REGISTER_TOKEN", default=Secret(""), parse=secret, help="sent to the business register"
    )
    identity_provider: Url = setting(
        "MOTCUA_IDENTITY_PROVIDER", default=Url(""), parse=web_url, help="issuer of electronic identities (OpenID)"
    )
    identity_client: str = setting(
        "MOTCUA_IDENTITY_CLIENT", default="", help="the client id that the identity provider knows this portal by"
    )
    identity_secret: Secret = setting(
        "MOTCUA_IDENTITY_SECRET", default=Secret(""), parse=secret, help="the client secret at the identity provider"
    )
    identity_mapping: str = setting(
        "MOTCUA_IDENTITY_MAPPING",
        default="{}",
        parse=claim_mapping,
        help="how the identity provider names its claims, where other than the standard",
    )
    identity_return: Url = setting(
        "MOTCUA_IDENTITY_RETURN",
        default=Url(""),
        parse=web_url,
        help="where the identity provider sends people back to; MOTCUA_PUBLIC_URL/sign-in/return by default",
    )


@functools.cache
def registers_of(settings: AccountsSettings) -> Registers:
    """The sandbox twins in the sandbox; elsewhere the registers over HTTP, whose addresses must then be given."""
    if settings.sandbox:
        return Registers(SandboxPopulationRegister(), SandboxSubscriberRegister(), SandboxBusinessRegister())
    needed = {
        "MOTCUA_POPULATION_REGISTER_URL": settings.population_register_url,
        "MOTCUA_SUBSCRIBER_REGISTER_URL": settings.subscriber_register_url,
        "MOTCUA_BUSINESS_REGISTER_URL": settings.business_register_url,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise SettingsWrong(f"{name} is missing; it is needed outside the sandbox." for name in missing)
    return Registers(
        HttpRegister(settings.population_register_url, settings.population_register_token),
        HttpRegister(settings.subscriber_register_url, settings.subscriber_register_token),
        HttpRegister(settings.business_register_url, settings.business_register_token),
    )


@functools.cache
def identity_provider_of(settings: AccountsSettings) -> IdentityProvider | None:
    """The identity provider that people may sign in by, if one is named; https is a must outside the sandbox."""
    if not settings.identity_provider:
        return None
    if not settings.sandbox and not settings.identity_provider.startswith("https://"):
        raise SettingsWrong(["MOTCUA_IDENTITY_PROVIDER must begin with https:// outside the sandbox."])
    needed = {"MOTCUA_IDENTITY_CLIENT": settings.identity_client, "MOTCUA_IDENTITY_SECRET": settings.identity_secret}
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise SettingsWrong(f"{name} is missing; it is needed with MOTCUA_IDENTITY_PROVIDER." for name in missing)
    mapping = json.loads(settings.identity_mapping)
    claims = rules.claim_rules_at(dt.datetime.now(dt.UTC)).under(mapping)
    client = Client(
        issuer=settings.identity_provider,
        client_id=settings.identity_client,
        client_secret=settings.identity_secret,
        redirect_uri=settings.identity_return or f"{settings.public_url}/sign-in/return",
        scopes=claims.scopes,
        algorithms=claims.algorithms,
        mapping=mapping,
    )
    return IdentityProvider(client, insecure=settings.sandbox)
