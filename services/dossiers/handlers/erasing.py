"""Erasure of what dossiers hold about a person: open dossiers are in its way, drafts go, what was closed is restricted.

From the question to its end nothing new is begun for the person, so an answer stays true until it is acted on: the row
of the applicant is locked by whoever asks and by whoever files.
"""

from chassis import parking
from chassis.service import Event, Objects, Work
from services.accounts.contract import (
    AccountErased,
    DataErased,
    ErasureAnswered,
    ErasureAsked,
    ErasureEnded,
    ErasureObstacle,
    KeptData,
)
from services.dossiers import contract
from services.dossiers.store import erasing, mandates


def on_erasure_asked(event: Event[ErasureAsked], work: Work) -> None:
    """Begin nothing new for the person, and say whether a dossier is still being handled."""
    asked = event.payload
    erasing.set_leaving(work.db, asked.account_id, work.now)
    obstacles = (ErasureObstacle.OPEN_DOSSIER,) if erasing.has_open(work.db, asked.account_id) else ()
    said = ErasureAnswered(erasure_id=asked.erasure_id, account_id=asked.account_id, obstacles=obstacles)
    work.emit(contract.erasure_answered, asked.erasure_id, said)


def on_erasure_ended(event: Event[ErasureEnded], work: Work) -> None:
    """Go on as before."""
    erasing.set_leaving(work.db, event.payload.account_id, None)


def on_account_erased(event: Event[AccountErased], work: Work, objects: Objects) -> None:
    """Erase drafts with their files and what is known of the person; restrict what has to be kept, and confirm.

    Files are deleted before the commit: were it to fail, the event comes again and finds them gone.
    """
    erased = event.payload
    erasing.hold(work.db, erased.account_id)
    for key in (*erased.object_keys, *erasing.erase_drafts(work.db, erased.account_id, work.now)):
        objects.delete(key)
    restricted = erasing.restrict(work.db, erased.account_id, work.now)
    erasing.forget_applicant(work.db, erased.account_id)
    mandates.forget(work.db, erased.account_id)
    parking.forget(work.db, event)
    kept = (KeptData.DOSSIERS,) if restricted else ()
    told = DataErased(erasure_id=erased.erasure_id, account_id=erased.account_id, kept=kept)
    work.emit(contract.data_erased, erased.erasure_id, told)
