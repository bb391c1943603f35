"""An account that waits for the code of its registration: what its challenge keeps, numbers sealed."""

import datetime as dt
from typing import Any

from chassis.records import dump, record
from chassis.sealing import Sealer
from services.accounts.contract import IDENTITY, ConsentChoice, account_context


@record
class PendingAccount:
    """The account to be; sealed texts are bound to the id it will have."""

    name: str
    birth_date: dt.date
    sex: str
    identity_kind: str
    identity_sealed: str
    identity_masked: str
    identity_index: str
    identity_last4_index: str
    phone_sealed: str
    phone_masked: str
    phone_index: str
    phone_last4_index: str
    phone_owner_verified_at: dt.datetime
    email_sealed: str
    email_masked: str
    password_hash: str
    consents: tuple[ConsentChoice, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return dump(self)

    def account_values(self, account_id: str, kind: str, now: dt.datetime, sealer: Sealer) -> dict[str, Any]:
        """The row of the account once its telephone is proved."""
        number = sealer.unseal(IDENTITY, self.identity_sealed, account_context(account_id))
        return {
            "id": account_id,
            "kind": kind,
            "name": self.name,
            "birth_date": self.birth_date,
            "sex": self.sex or None,
            "identity_kind": self.identity_kind,
            "identity_sealed": self.identity_sealed,
            "identity_masked": self.identity_masked,
            "identity_index": sealer.index(IDENTITY, number),
            "identity_last4_index": sealer.indexed(self.identity_last4_index),
            "phone_sealed": self.phone_sealed,
            "phone_masked": self.phone_masked,
            "phone_index": sealer.indexed(self.phone_index),
            "phone_last4_index": sealer.indexed(self.phone_last4_index),
            "phone_verified_at": now,
            "phone_owner_verified_at": self.phone_owner_verified_at,
            "email_sealed": self.email_sealed,
            "email_masked": self.email_masked,
            "opened_at": now,
            "changed_at": now,
        }
