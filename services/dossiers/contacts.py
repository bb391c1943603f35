"""The telephone of a dossier: what was given for it at a desk, or else its applicant's own."""

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from chassis.sealing import Sealer
from services.accounts.contract import CONTACT, account_context
from services.dossiers.contract import LOOKUP, ContactUse, contact_context

Row = sa.Row[Any]


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """A telephone in E.164, given for one dossier, and what it is used for. Without a repr, so that no log shows it."""

    phone: str
    use: ContactUse

    def columns(self, sealer: Sealer, dossier_id: str) -> dict[str, str]:
        """The columns of the dossier that it was given for."""
        return {
            "contact_sealed": sealer.seal(CONTACT, self.phone, contact_context(dossier_id)),
            "applicant_phone_masked": masked(self.phone),
            "phone_last4_index": sealer.index(LOOKUP, self.phone[-4:]),
            "contact_use": self.use.value,
        }


def masked(phone: str) -> str:
    """A telephone of which the last three digits are left, as long as it is dialled at home."""
    dialled = "0" + phone.removeprefix("+84")
    return "*" * (len(dialled) - 3) + dialled[-3:]


NONE: Final = {"contact_sealed": "", "applicant_phone_masked": "", "phone_last4_index": ""}
"""The columns of a dossier whose telephone was taken away."""


def phone_of(sealer: Sealer, row: Row, applicant: Row) -> str:
    """The telephone to reach somebody by about this dossier; empty where none is known (any more)."""
    if not row.applicant_phone_masked:
        return ""
    if row.contact_sealed:
        return sealer.unseal(CONTACT, row.contact_sealed, contact_context(row.id))
    if not applicant.phone_sealed:
        return ""
    return sealer.unseal(CONTACT, applicant.phone_sealed, account_context(applicant.account_id))
