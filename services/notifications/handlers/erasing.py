"""Erasure of what notifications hold about a person: they are told at each step, for the last time where they were
reached; then their contact, their consents and their messages go."""

from chassis import parking
from chassis.envelopes import Event
from chassis.sealing import CONTACT, Sealer
from chassis.storage import Work
from services.accounts.contract import (
    AccountErased,
    DataErased,
    ErasureAnswered,
    ErasureAsked,
    ErasureEnded,
    account_context,
)
from services.notifications import contract
from services.notifications.handlers.telling import Recipient, tell
from services.notifications.store import reached


def on_erasure_asked(event: Event[ErasureAsked], work: Work, sealer: Sealer) -> None:
    """Tell the person that somebody asked for it in their name and until when it can be taken back; nothing stands in
    the way here."""
    asked = event.payload
    contact = reached.contact(work.db, asked.account_id)
    to = Recipient(asked.account_id, language=contact.language if contact else "vi")
    tell(work, sealer, event, to, {"at": asked.carried_out_from})
    said = ErasureAnswered(erasure_id=asked.erasure_id, account_id=asked.account_id)
    work.emit(contract.erasure_answered, asked.erasure_id, said)


def on_erasure_ended(event: Event[ErasureEnded], work: Work, sealer: Sealer) -> None:
    """Tell the person that nothing is erased."""
    ended = event.payload
    contact = reached.contact(work.db, ended.account_id)
    tell(work, sealer, event, Recipient(ended.account_id, contact.language if contact else "vi"), {"at": ended.at})


def on_account_erased(event: Event[AccountErased], work: Work, sealer: Sealer) -> None:
    """Say good-bye where the person was reached, forget them, and confirm."""
    erased = event.payload
    contact = reached.contact(work.db, erased.account_id)
    reached.forget_person(work.db, erased.account_id)
    parking.forget(work.db, event)
    if contact is not None and contact.phone_sealed:
        phone = sealer.unseal(CONTACT, contact.phone_sealed, account_context(erased.account_id))
        # Under the request's id, not the person's: it is theirs no more.
        to = Recipient(f"erasure:{erased.erasure_id}", language=contact.language, address=phone)
        tell(work, sealer, event, to, {"at": erased.at})
    told = DataErased(erasure_id=erased.erasure_id, account_id=erased.account_id)
    work.emit(contract.data_erased, erased.erasure_id, told)
