"""What handlers of accounts work with beside the database and the sealer, made once when the service starts."""

from dataclasses import dataclass
from typing import Any

from chassis.service import SettingsOf, in_thread
from chassis.settings import need
from chassis.tokens import TokenIssuer
from services.accounts.adapters.oidc import IdentityProvider
from services.accounts.adapters.passwords import Passwords
from services.accounts.adapters.registers import Registers
from services.accounts.settings import AccountsSettings, identity_provider_of, registers_of


@dataclass(frozen=True, slots=True)
class Tools:
    """The maker of access tokens, the password hasher and the registers."""

    tokens: TokenIssuer
    passwords: Passwords
    registers: Registers
    provider: IdentityProvider | None


class Toolbox(SettingsOf):
    """Injects the `Tools`; a missing key file or register address ends the start with a sentence."""

    def __init__(self) -> None:
        super().__init__(AccountsSettings)

    def setup(self) -> None:
        super().setup()
        settings: AccountsSettings = self._settings
        keys_dir = need(settings.keys_dir, "MOTCUA_KEYS_DIR")
        self._tools = Tools(
            TokenIssuer(keys_dir, settings.public_url),
            Passwords(in_thread),
            registers_of(settings),
            identity_provider_of(settings),
        )

    def get_dependency(self, worker_ctx: Any) -> Tools:
        return self._tools
