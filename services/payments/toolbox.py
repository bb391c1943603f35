"""What handlers of payments work with beside the database, made once when the service starts."""

import datetime as dt
import functools
from dataclasses import dataclass
from typing import Any

from chassis.providers import DatabaseEngine
from chassis.service import SettingsOf
from services.payments.adapters.provider import PaymentProvider
from services.payments.adapters.vnpay import Vnpay
from services.payments.sandbox_bank import merchants
from services.payments.settings import PaymentsSettings, vnpay_account


@dataclass(frozen=True, slots=True)
class Tools:
    """The provider of online payments, and after which time it is asked about what it did not report."""

    provider: PaymentProvider
    ask_after: dt.timedelta


class Toolbox(SettingsOf):
    """Injects the `Tools`; a missing account ends the start with a sentence."""

    database = DatabaseEngine()

    def __init__(self) -> None:
        super().__init__(PaymentsSettings)

    def setup(self) -> None:
        super().setup()
        settings: PaymentsSettings = self._settings
        account = vnpay_account(settings)
        if account.secret:
            provider = Vnpay(account, lambda: account.secret)
        else:
            provider = Vnpay(
                account, functools.cache(lambda: merchants.secret_of(self.database.storage, account.tmn_code))
            )
        self._tools = Tools(provider, dt.timedelta(seconds=settings.ask_after))

    def get_dependency(self, worker_ctx: Any) -> Tools:
        return self._tools
