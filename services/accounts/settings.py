"""What accounts may be told beside what every service is told, and the registers that follow from it."""

import functools
from dataclasses import dataclass

from chassis.settings import Secret, ServiceSettings, SettingsWrong, Url, secret, setting, web_url
from services.accounts.adapters.http_registers import HttpRegister
from services.accounts.adapters.registers import Registers
from services.accounts.adapters.sandbox_registers import SandboxPopulationRegister, SandboxSubscriberRegister


@dataclass(frozen=True, kw_only=True)
class AccountsSettings(ServiceSettings):
    """Where the registers are; in the sandbox their twins answer and none of this is needed."""

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


@functools.cache
def registers_of(settings: AccountsSettings) -> Registers:
    """The sandbox twins in the sandbox; elsewhere the registers over HTTP, whose addresses must then be given."""
    if settings.sandbox:
        return Registers(SandboxPopulationRegister(), SandboxSubscriberRegister())
    needed = {
        "MOTCUA_POPULATION_REGISTER_URL": settings.population_register_url,
        "MOTCUA_SUBSCRIBER_REGISTER_URL": settings.subscriber_register_url,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise SettingsWrong(f"{name} is missing; it is needed outside the sandbox." for name in missing)
    return Registers(
        HttpRegister(settings.population_register_url, settings.population_register_token),
        HttpRegister(settings.subscriber_register_url, settings.subscriber_register_token),
    )
