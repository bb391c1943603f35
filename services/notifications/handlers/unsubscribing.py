"""Mails of a topic switched off from the mail itself, without signing in: on the page that its link opens, or in one
click of the mail program (RFC 8058).

The address in the mail is a sealed text: who holds it can do nothing else than switch off this person's mails of this
topic, as often as they like; they can do so for nobody else, and learn from it nothing about the person but the masked
address that the mail went to.
"""

import sqlalchemy as sa

from chassis.contracts import Call
from chassis.records import Nothing
from chassis.sealing import CONTACT, SealBroken, Sealer, mask_email
from chassis.storage import Storage
from services.accounts.contract import account_context
from services.notifications import policy, rules
from services.notifications.contract import (
    NOT_TO_BE_SWITCHED_OFF,
    UNSUBSCRIBE_NOT_VALID,
    ReadUnsubscription,
    Unsubscribe,
    UnsubscriptionView,
)
from services.notifications.domain.preferences import Mode, Topic
from services.notifications.store import chosen, reached

_BOUND = "unsubscribe"
_OFF = {"email": False}
PATH = "/huy-nhan-thu/"


def link_for(sealer: Sealer, portal: str, person: str, topic: str, language: str = "vi") -> str:
    """The address that switches off a person's mails of a topic; opened, it is a page in their language."""
    sealed = sealer.seal(CONTACT, f"{person} {topic}", _BOUND)
    return f"{portal}{PATH}{sealed}" + ("?lang=en" if language == "en" else "")


def read_unsubscription(call: Call[ReadUnsubscription], storage: Storage, sealer: Sealer) -> UnsubscriptionView:
    """Which mails the address switches off, and whether it may."""
    policy.check(call.caller, call.method)
    person, name = _named(sealer, call.request.token)
    with storage.read() as db:
        topic, contact = _found(db, storage, person, name)
        said = chosen.said(db, person, name)
    address = sealer.unseal(CONTACT, contact.email_sealed, account_context(person)) if contact.email_sealed else ""
    return UnsubscriptionView(
        topic=name,
        name_vi=topic.name_vi,
        name_en=topic.name_en,
        email_masked=mask_email(address) if address else "",
        wanted=topic.wants("email", said),
        may_stop=topic.allows({**said, **_OFF}),
        why_vi=topic.why_vi,
        why_en=topic.why_en,
    )


def unsubscribe(call: Call[Unsubscribe], storage: Storage, sealer: Sealer) -> Nothing:
    """Switch mails of a topic off, unless they are the last way by which it must reach the person."""
    policy.check(call.caller, call.method)
    person, name = _named(sealer, call.request.token)
    with storage.command(call) as work:
        topic, _ = _found(work.db, storage, person, name)
        if not topic.allows({**chosen.said(work.db, person, name), **_OFF}):
            raise NOT_TO_BE_SWITCHED_OFF(why_vi=topic.why_vi, why_en=topic.why_en)
        chosen.choose(work.db, person, name, _OFF, work.now)
        return work.done(Nothing())


def _named(sealer: Sealer, token: str) -> tuple[str, str]:
    try:
        person, _, name = sealer.unseal(CONTACT, token, _BOUND).partition(" ")
    except SealBroken:
        raise UNSUBSCRIBE_NOT_VALID() from None
    return person, name


def _found(db: sa.Connection, storage: Storage, person: str, name: str) -> tuple[Topic, reached.Row]:
    """The topic with mails that may be switched off, and its person, of whom nothing is kept after an erasure."""
    topic = rules.topics_on(rules.day_of(storage.now())).get(name)
    contact = reached.contact(db, person)
    if topic is None or contact is None or topic.channels.get("email", Mode.ALWAYS) is Mode.ALWAYS:
        raise UNSUBSCRIBE_NOT_VALID()
    return topic, contact
