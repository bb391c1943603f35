"""Writes the messages that an event calls for: one for each channel of its matter."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from chassis.envelopes import Event
from chassis.ids import new_id
from chassis.records import dump
from chassis.sealing import CODE, CONTACT, Sealer
from chassis.storage import Work
from services.notifications import rules
from services.notifications.domain.facts import LANGUAGES, Facts
from services.notifications.domain.matters import Matter, matter_of
from services.notifications.domain.segments import segments
from services.notifications.domain.templates import Text
from services.notifications.store import outgoing, reached


def message_context(message_id: str) -> str:
    """What the sealed words and address of a message are bound to."""
    return f"message:{message_id}"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told. ``address`` only where no contact is kept: a person who has no account yet."""

    person: str
    language: str = "vi"
    address: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class About:
    """The dossier a message belongs to, if any."""

    dossier_id: str = ""
    dossier_code: str = ""


def tell(
    work: Work,
    sealer: Sealer,
    event: Event[Any],
    to: Recipient,
    facts: Facts,
    *,
    about: About = About(),
    expires_at: dt.datetime | None = None,
    reader: str = "person",
) -> None:
    """Add the messages of an event; those that exist already (the event came again) stay as they are.

    A channel that needs the person's consent is left out without it. ``reader`` says as what somebody is told, which
    matters may ask for: what concerns a person is told otherwise to staff.
    """
    told = {**dump(event.payload), "reader": reader}
    matter = matter_of(rules.matters_on(rules.day_of(work.now)), event.type.address, told)
    if matter is None:
        return
    template = rules.template_for(matter, work.now)
    needed = {name: facts[name] for name in matter.facts}
    if matter.secret:
        outgoing.supersede(work.db, to.person, matter.name, but=event.id)
    for channel in matter.channels:
        if matter.needs_consent(channel) and not reached.agrees(work.db, to.person, matter.consent):
            continue
        texts = {language: template.render(channel, language, needed) for language in LANGUAGES}
        text = texts[to.language]
        body = text.body
        message_id = new_id()
        sealed_to = message_context(message_id)
        inbox = channel == "inbox"
        outgoing.add_message(
            work.db,
            {
                "id": message_id,
                "event_id": event.id,
                "channel": channel,
                "person": to.person,
                "matter": matter.name,
                "template_version": template.version,
                "language": to.language,
                "texts": _shown(matter, texts),
                "text_sealed": sealer.seal(CODE, _whole(channel, text), sealed_to) if matter.secret else "",
                "address_sealed": sealer.seal(CONTACT, to.address, sealed_to) if to.address else "",
                "segments": segments(body) if channel == "sms" else 0,
                "dossier_id": about.dossier_id,
                "dossier_code": about.dossier_code,
                "urgent": matter.urgent,
                "state": "sent" if inbox else "queued",
                "due_at": work.now,
                "sent_at": work.now if inbox else None,
                "expires_at": expires_at,
                "created_at": work.now,
                "trace": work.trace,
            },
        )


def _whole(channel: str, text: Text) -> str:
    """A message as one text: where its channel has titles, the title is the first line."""
    return text.body if channel == "sms" else f"{text.title}\n{text.body}"


def _shown(matter: Matter, texts: dict[str, Any]) -> dict[str, Any] | None:
    if matter.secret:
        return None
    return {language: {"title": text.title, "body": text.body} for language, text in texts.items()}
