"""Mails of a topic switched off in one click from the mail itself, without signing in (RFC 8058).

The address in the mail is a sealed text: who holds it can do nothing else than switch off this person's mails of this
topic, as often as they like; they can do so for nobody else, and learn from it nothing about the person.
"""

from chassis.contracts import Call
from chassis.records import Nothing
from chassis.sealing import CONTACT, SealBroken, Sealer
from chassis.storage import Storage
from services.notifications import policy, rules
from services.notifications.contract import NOT_TO_BE_SWITCHED_OFF, UNSUBSCRIBE_NOT_VALID, Unsubscribe
from services.notifications.domain.preferences import Mode
from services.notifications.store import chosen

_BOUND = "unsubscribe"
PATH = "/api/v1/message-unsubscriptions/"


def link_for(sealer: Sealer, portal: str, person: str, topic: str) -> str:
    """The address that switches off a person's mails of a topic."""
    return f"{portal}{PATH}{sealer.seal(CONTACT, f'{person} {topic}', _BOUND)}"


def unsubscribe(call: Call[Unsubscribe], storage: Storage, sealer: Sealer) -> Nothing:
    """Switch mails of a topic off, unless they are the last way by which it must reach the person."""
    policy.check(call.caller, call.method)
    try:
        person, _, name = sealer.unseal(CONTACT, call.request.token, _BOUND).partition(" ")
    except SealBroken:
        raise UNSUBSCRIBE_NOT_VALID() from None
    with storage.command(call) as work:
        topic = rules.topics_on(rules.day_of(work.now)).get(name)
        if topic is None or topic.channels.get("email", Mode.ALWAYS) is Mode.ALWAYS:
            raise UNSUBSCRIBE_NOT_VALID()
        if not topic.allows({**chosen.said(work.db, person, name), "email": False}):
            raise NOT_TO_BE_SWITCHED_OFF(why_vi=topic.why_vi, why_en=topic.why_en)
        chosen.choose(work.db, person, name, {"email": False}, work.now)
        return work.done(Nothing())
