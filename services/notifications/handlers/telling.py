"""Writes the messages that an event calls for: one for each channel of its matter."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chassis.envelopes import Event
from chassis.ids import new_id
from chassis.records import dump
from chassis.sealing import CODE, CONTACT, Sealer
from chassis.storage import Work
from services.notifications import rules, wording
from services.notifications.domain.facts import LANGUAGES, Facts, all_written
from services.notifications.domain.matters import Matter, later_matters_of, matter_of
from services.notifications.domain.needed import still_of
from services.notifications.domain.preferences import OUTSIDE
from services.notifications.domain.segments import segments
from services.notifications.domain.templates import Template, Text
from services.notifications.store import listeners, outgoing, reached
from services.notifications.store.listeners import Listener

PERSON, STAFF = "person", "staff"
"""As what people are told, beside `DESK`."""

COPIED = ("event_id", "person", "matter", "language", "dossier_id", "dossier_code", "urgent", "expires_at", "still")
"""What a message that goes another way, or again, has of the one that did not arrive."""


def message_context(message_id: str) -> str:
    """What the sealed words and address of a message are bound to."""
    return f"message:{message_id}"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told. ``address`` only where no contact is kept: a person who has no account yet. ``known`` is what was
    asked of them already."""

    person: str
    language: str = "vi"
    address: str = field(default="", repr=False)
    known: Listener | None = None


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
    reader: str = PERSON,
) -> None:
    """Add the messages of an event; those that exist already (the event came again) stay as they are.

    A channel that needs the person's consent is left out without it. ``reader`` says as what somebody is told, which
    matters may ask for: what concerns a person is told otherwise to staff.
    """
    told = {**dump(event.payload), "reader": reader}
    matters = rules.matters_on(rules.day_of(work.now))
    matter = matter_of(matters, event.type.address, told)
    if matter is not None:
        still = still_of(matter.still, told)
        write_matter(work, sealer, matter, event.id, to, facts, about=about, expires_at=expires_at, still=still)
    if reader == STAFF:
        return
    for matter in later_matters_of(matters, event.type.address, told):
        due_at = matter.later.due_at(told, work.now) if matter.later else None
        if due_at is not None:
            # A happening of its own: one event has one message for each channel and person.
            event_id, still = f"{event.id}/{matter.name}", still_of(matter.still, told)
            write_matter(work, sealer, matter, event_id, to, facts, about=about, due_at=due_at, still=still)


def write_matter(
    work: Work,
    sealer: Sealer,
    matter: Matter,
    event_id: str,
    to: Recipient,
    facts: Facts,
    *,
    about: About = About(),
    expires_at: dt.datetime | None = None,
    due_at: dt.datetime | None = None,
    still: Mapping[str, Any] | None = None,
) -> None:
    """Add a matter's messages under the id of an event, or of what else happened once; ``due_at``: not before."""
    template = wording.template_for(work.db, matter, work.now)
    said = all_written({name: facts[name] for name in matter.facts})
    if matter.secret:
        outgoing.supersede(work.db, to.person, matter.name, but=event_id)
    listener = None if to.address or matter.secret else to.known or listeners.listener(work.db, to.person)
    while_known = listener is not None and listener.is_known
    for channel in channels_for(work, matter, template, listener):
        values = {
            "event_id": event_id,
            "channel": channel,
            "person": to.person,
            "matter": matter.name,
            "language": to.language,
            "dossier_id": about.dossier_id,
            "dossier_code": about.dossier_code,
            "urgent": matter.urgent,
            "expires_at": expires_at,
            "still": still,
            "due_at": due_at or work.now,
        }
        row = _row(work, sealer, template, said, values, secret=matter.secret, address=to.address)
        outgoing.add_message_later(work.db, row, while_known=while_known)
        work.wake()


def channels_for(work: Work, matter: Matter, template: Template, listener: Listener | None) -> list[str]:
    """By which channels a person is told: those of the matter and others that they chose and can be reached by.

    Who is told at an address of the event's own (a code, a former contact) is told there, whatever they chose: None.
    """
    if listener is None:
        return list(matter.channels)
    if listener.waited_for:
        return list(matter.channels)  # Asked when it goes out, so that nothing is lost of who agrees to it.
    if listener.silent:
        return []
    found = []
    for channel in (*matter.channels, *(each for each in OUTSIDE if each not in matter.channels)):
        own = channel in matter.channels
        if not own and not (template.has(channel) and listener.is_reached_by(channel)):
            continue
        if wants(listener, matter, channel, work.now, own=own):
            found.append(channel)
    return found


def wants(listener: Listener, matter: Matter, channel: str, now: dt.datetime, *, own: bool = True) -> bool:
    """Whether a person is to be told of a matter by a channel, by what they agreed to and chose until now.

    A channel that is the matter's ``own`` but not in its topic is no choice: it is used.
    """
    if matter.needs_consent(channel) and matter.consent not in listener.agreed:
        return False
    topic = rules.topics_on(rules.day_of(now)).get(matter.topic)
    if topic is None or channel not in topic.channels:
        return own
    return topic.wants(channel, listener.chosen.get(topic.name, {}))


def write_again(work: Work, row: outgoing.Row) -> str:
    """Add the message that goes another way instead of one that did not arrive; by which, or empty.

    The other way is one that the person has and was not told by. A secret is never written again: it is erased by then.
    """
    matter = rules.matter_named(row.matter, rules.day_of(work.now))
    contact = reached.contact(work.db, row.person)
    if matter is None or contact is None or row.facts is None or not contact.active:
        return ""
    template = wording.template_named(work.db, matter, row.template_version)
    told = outgoing.channels_of_event(work.db, row.event_id, row.person)
    listener = listeners.listener(work.db, row.person)
    for channel in rules.other_channels_on(row.channel, rules.day_of(work.now)):
        if channel in told or not template.has(channel) or not listener.is_reached_by(channel):
            continue
        if not _may_go_by(listener, matter, channel, work.now):
            continue
        values = {name: getattr(row, name) for name in COPIED}
        again = _row(work, None, template, row.facts, {**values, "channel": channel, "instead_of": row.id})
        outgoing.add_message_later(work.db, again)
        work.wake()
        return channel
    return ""


def write_once_more(work: Work, row: outgoing.Row) -> str:
    """Add a message with the words of one that was lost, by the same channel; its id, or empty if that was done."""
    matter = rules.matter_named(row.matter, rules.day_of(work.now))
    if matter is None:
        return ""
    template = wording.template_named(work.db, matter, row.template_version)
    values = {name: getattr(row, name) for name in COPIED} | {"event_id": outgoing.resend_id(row.id)}
    again = _row(work, None, template, row.facts, {**values, "channel": row.channel, "instead_of": row.id})
    if not outgoing.add_message(work.db, again):
        return ""
    work.wake()
    return str(again["id"])


def _may_go_by(listener: Listener, matter: Matter, channel: str, now: dt.datetime) -> bool:
    """Whether what did not arrive may go by another channel: unless the person switched that off, or never agreed."""
    if matter.needs_consent(channel) and matter.consent not in listener.agreed:
        return False
    if channel == "push":
        return wants(listener, matter, channel, now, own=False)
    return listener.chosen.get(matter.topic, {}).get(channel, True)


def _row(
    work: Work,
    sealer: Sealer | None,
    template: Template,
    said: Mapping[str, Mapping[str, str]],
    values: Mapping[str, Any],
    *,
    secret: bool = False,
    address: str = "",
) -> dict[str, Any]:
    """The message as it is kept."""
    channel, language = values["channel"], values["language"]
    texts = {each: template.render(channel, each, said[each]) for each in LANGUAGES}
    message_id = new_id()
    sealed_to = message_context(message_id)
    inbox = channel == "inbox" and values.get("due_at", work.now) <= work.now
    sealed = {"text_sealed": "", "address_sealed": ""}
    if sealer is not None and secret:
        sealed["text_sealed"] = sealer.seal(CODE, _whole(channel, texts[language]), sealed_to)
    if sealer is not None and address:
        sealed["address_sealed"] = sealer.seal(CONTACT, address, sealed_to)
    return {
        "due_at": work.now,
        **values,
        **sealed,
        "id": message_id,
        "template_version": template.version,
        "texts": None if secret else _shown(texts),
        "facts": None if secret else said,
        "segments": segments(texts[language].body) if channel == "sms" else 0,
        "state": "sent" if inbox else "queued",
        "sent_at": work.now if inbox else None,
        "created_at": work.now,
        "trace": work.trace,
    }


def _whole(channel: str, text: Text) -> str:
    """A message as one text: where its channel has titles, the title is the first line."""
    return text.body if channel == "sms" else f"{text.title}\n{text.body}"


def _shown(texts: Mapping[str, Text]) -> dict[str, Any]:
    return {language: {"title": text.title, "body": text.body} for language, text in texts.items()}
