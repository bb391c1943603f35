"""Mails to members of staff: the digest of a morning, and what was sent up to them, at once but once an hour at most.

Guarantees: nobody gets a mail who proved no address; a digest is written once for the event that tells of it, an urgent
mail in one transaction with the end of what waited for it, so that each dossier stands in one and none is lost; the
hour holds whichever process writes. Whether the person wants it is asked when it is written and again when it goes out.
"""

from typing import Final

from chassis import logs
from chassis.callers import system
from chassis.envelopes import Event
from chassis.errors import Unavailable
from chassis.sealing import Sealer
from chassis.storage import Storage, Work
from services.accounts.contract import StaffContact
from services.dossiers.contract import AlarmStage, DigestPart, DutyAlarm, DutyDigest
from services.notifications import rules
from services.notifications.contract import SERVICE
from services.notifications.domain.desk_mail import Part, desk_link, work_of
from services.notifications.domain.facts import Facts, Phrase
from services.notifications.handlers.telling import Recipient, tell, write_matter
from services.notifications.store import reached, staff_mail

log = logs.get_log(__name__)

LATE: Final = Phrase("Quá hạn", "Late")
SOON: Final = Phrase("Đến hạn hôm nay hoặc ngày làm việc tới", "Due today or by the next working day")
UNHELD: Final = Phrase("Chưa có người giữ", "Held by nobody")
ESCALATED: Final = Phrase("Mới chuyển lên bạn", "Newly sent up to you")
URGENT: Final = "duty.urgent"
BATCH: Final = 100


def on_staff_contact(event: Event[StaffContact], work: Work) -> None:
    """Keep where a member of staff is reached by e-mail, or that they are not any more; nothing waits for them then."""
    told = event.payload
    reached.put_contact(
        work.db,
        {
            "account_id": told.staff_id,
            "phone_sealed": "",
            "email_sealed": told.email_sealed,
            "active": True,
            "version": event.version,
            "changed_at": event.time,
        },
    )
    if not told.email_sealed:
        staff_mail.forget(work.db, told.staff_id)


def on_duty_digest(event: Event[DutyDigest], work: Work, sealer: Sealer, portal: str) -> None:
    """Write the digest of a morning to its member of staff, if they are reached by e-mail."""
    digest = event.payload
    contact = reached.contact(work.db, digest.staff_id)
    if contact is None or not contact.email_sealed or work.now >= digest.good_until:
        return
    parts = (
        _part(ESCALATED, digest.escalated),
        _part(LATE, digest.late),
        _part(SOON, digest.soon),
        _part(UNHELD, digest.unheld),
    )
    facts: Facts = {
        "day": f"{rules.day_of(digest.at):%d/%m/%Y}",
        "work": work_of(parts, portal),
        "link": desk_link(portal),
    }
    to = Recipient(digest.staff_id, contact.language)
    tell(work, sealer, event, to, facts, expires_at=digest.good_until)


def note_escalated(alarm: DutyAlarm, event_id: str, work: Work) -> None:
    """Keep what was sent up for the urgent mails of those who are told."""
    if alarm.stage is AlarmStage.ESCALATED and alarm.tell:
        values = {
            "dossier_id": alarm.dossier_id,
            "dossier_code": alarm.code,
            "state": int(alarm.state),
            "event_id": event_id,
            "at": work.now,
        }
        staff_mail.add(work.db, alarm.tell, values)


def write_urgent(storage: Storage, sealer: Sealer, portal: str) -> None:
    """Write urgent mails to those for whom something waits and whose last is an hour ago."""
    with storage.read() as db:
        waiting = list(staff_mail.due(db, storage.now(), BATCH))
    for staff_id in waiting:
        try:
            with storage.work(system(SERVICE)) as work:
                _write(work, sealer, staff_id, portal)
        except Unavailable:
            raise
        except Exception as failed:
            log.error("an urgent mail could not be written", staff_id=staff_id, exc_info=failed)


def _write(work: Work, sealer: Sealer, staff_id: str, portal: str) -> None:
    day = rules.day_of(work.now)
    if not staff_mail.begin(work.db, staff_id, work.now, work.now + rules.urgent_gap_on(day)):
        return
    waiting = staff_mail.take(work.db, staff_id)
    matter, contact = rules.matter_named(URGENT, day), reached.contact(work.db, staff_id)
    if not waiting or matter is None or contact is None:
        staff_mail.give_back(work.db, staff_id, work.now)
        return
    named = [(row.dossier_id, row.dossier_code) for row in waiting[: rules.urgent_named_on(day)]]
    facts = {"work": work_of([Part(ESCALATED, len(waiting), False, named)], portal), "link": desk_link(portal)}
    # One event may be the last of several people's mails: each is another person's, as messages are told apart.
    write_matter(work, sealer, matter, f"urgent:{waiting[-1].event_id}", Recipient(staff_id, contact.language), facts)


def _part(words: Phrase, part: DigestPart) -> Part:
    return Part(words, part.count, part.more, [(one.dossier_id, one.code) for one in part.named])
