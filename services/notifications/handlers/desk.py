"""People who filed at a desk without an account: how they are reached, until an account or the end takes over.

The contact is told before anything else of a dossier. Where it comes later all the same (it was dead and is replayed,
or another source was faster), messages wait for it, whatever they are about, and are judged by it when it is there;
what it leaves unwanted does not go out then. A later word counts, in whatever order words come.
"""

import datetime as dt
from typing import Final

from chassis.callers import system
from chassis.envelopes import Event
from chassis.logs import get_log
from chassis.storage import Storage, Work
from services.dossiers.contract import ApplicantChanged, ContactLeft, ContactUse
from services.notifications import rules
from services.notifications.contract import ContactReach, contact_reach_changed
from services.notifications.domain.desk import dossier_of
from services.notifications.store import desk_contacts, outgoing

log = get_log(__name__)

CLOSED: Final = (3, 7, 8, 10)
"""States of dossiers after which hardly anything is told: refused, withdrawn, stopped, returned."""


def on_contact_left(event: Event[ContactLeft], work: Work) -> None:
    """Keep how the applicant of a dossier is told; what waited for it goes out, or not, by what it says."""
    left = event.payload
    desk_contacts.put(
        work.db,
        {
            "dossier_id": left.dossier_id,
            "applicant_id": left.applicant_id,
            "phone_sealed": left.phone_sealed,
            "messages": left.messages.value if left.phone_sealed else ContactUse.NONE.value,
            "version": event.version,
            "changed_at": work.now,
        },
    )
    desk_contacts.wake(work.db, left.dossier_id, work.now)
    work.wake()


def on_applicant_changed(event: Event[ApplicantChanged], work: Work) -> None:
    """Tell the account from now on, also what has not gone out yet; the telephone of the desk is forgotten.

    What is left of it says whose dossier it is, so that a word that comes late brings no telephone back.
    """
    changed = event.payload
    desk_contacts.put(
        work.db,
        {
            "dossier_id": changed.dossier_id,
            "applicant_id": changed.applicant_id,
            "phone_sealed": "",
            "messages": ContactUse.NONE.value,
            "version": event.version,
            "changed_at": work.now,
        },
    )
    desk_contacts.hand_over(work.db, changed.dossier_id, changed.applicant_id)


def note_reach(work: Work, row: outgoing.Row, went_at: dt.datetime, *, reached: bool) -> None:
    """Tell dossiers, once, that a telephone of the desk is not reached, or is again; who filed there can correct it.

    Only what a provider says of the telephone counts, and the newest message of which it says something; one that went
    out before the contact was last changed may have gone to another telephone.
    """
    dossier_id = dossier_of(row.person)
    contact = desk_contacts.contact(work.db, dossier_id) if dossier_id and row.channel == "sms" else None
    if contact is None or not contact.phone_sealed or went_at < contact.changed_at:
        return
    newest = max(filter(None, (contact.reached_at, contact.unreached_at)), default=went_at)
    if went_at < newest:
        return
    changed = (contact.unreached_at is None) is not reached
    when = {"reached_at": went_at, "unreached_at": None} if reached else {"unreached_at": went_at}
    desk_contacts.keep_reach(work.db, dossier_id, **when)
    if changed:
        told = ContactReach(dossier_id=dossier_id, phone_sealed=contact.phone_sealed, reached=reached, at=work.now)
        work.emit(contact_reach_changed, dossier_id, told)


def forget_closed(storage: Storage) -> None:
    """Forget telephones of dossiers that were closed long enough ago."""
    with storage.work(system("notifications")) as work:
        kept = rules.desk_contacts_kept_on(rules.day_of(work.now))
        forgotten = desk_contacts.forget_closed(work.db, CLOSED, work.now - kept)
    if forgotten:
        log.info("contacts of closed dossiers were forgotten", count=forgotten)
