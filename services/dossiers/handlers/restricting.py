"""Restriction of what dossiers hold: nothing new is begun, what is closed is put away until the person lifts it.

A dossier that is being handled goes on, as the law asks; once it is closed a timer puts it away too.
"""

from chassis.callers import system
from chassis.service import Event, Storage, Work
from services.accounts.contract import AccountRestricted
from services.dossiers import contract
from services.dossiers.store import erasing


def on_account_restricted(event: Event[AccountRestricted], work: Work) -> None:
    """Put closed dossiers away, or bring them back; an older word that is replayed late changes nothing.

    Dossiers are held before their person, as everywhere.
    """
    told = event.payload
    erasing.hold_filed(work.db, told.account_id)
    if erasing.set_restriction(work.db, told.account_id, restricted=told.restricted, at=told.at):
        if told.restricted:
            erasing.put_away(work.db, work.now)
        else:
            erasing.bring_back(work.db, told.account_id)


def put_away_closed(storage: Storage) -> int:
    """Put away what was closed since its person asked for it; gives how many dossiers these are."""
    with storage.work(system(contract.SERVICE)) as work:
        return erasing.put_away(work.db, work.now)
