"""What people choose: by which channels they are told of what, when it may ring, in which language."""

import datetime as dt
from collections.abc import Mapping

import sqlalchemy as sa

from chassis.callers import Caller
from chassis.contracts import Call
from chassis.storage import Storage
from services.notifications import policy, rules
from services.notifications.contract import (
    CHANNEL_NOT_OFFERED,
    NOT_TO_BE_SWITCHED_OFF,
    TOPIC_NOT_FOUND,
    ChannelState,
    ChooseLanguage,
    ChoosePreferences,
    ChooseQuietHours,
    MessageChannel,
    Preferences,
    ReadPreferences,
    TopicState,
)
from services.notifications.domain.preferences import Mode, Topic
from services.notifications.domain.quiet import minute_of, text_of
from services.notifications.store import chosen, reached

NOT_SHOWN = frozenset({"duty"})
"""Topics that are nobody's choice."""


def read_preferences(call: Call[ReadPreferences], storage: Storage) -> Preferences:
    """The caller's own, whoever they act for."""
    policy.check(call.caller, call.method)
    with storage.read() as db:
        return _shown(db, call.caller, rules.day_of(storage.now()))


def choose_preferences(call: Call[ChoosePreferences], storage: Storage) -> Preferences:
    """Note a choice; refused, with the reason, where it would leave a person without what must reach them."""
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        topics = rules.topics_on(rules.day_of(work.now))
        topic = topics.get(asked.topic)
        if topic is None or not _is_choice_of(topic, call.caller):
            raise TOPIC_NOT_FOUND()
        choices = {choice.channel.value: choice.wanted for choice in asked.channels}
        for channel in choices:
            if channel not in topic.channels:
                raise CHANNEL_NOT_OFFERED(channel=channel)
        if not topic.allows({**chosen.said(work.db, call.caller.id, topic.name), **choices}):
            raise NOT_TO_BE_SWITCHED_OFF(why_vi=topic.why_vi, why_en=topic.why_en)
        chosen.choose(work.db, call.caller.id, topic.name, choices, work.now)
        return work.done(_shown(work.db, call.caller, rules.day_of(work.now)))


def choose_quiet_hours(call: Call[ChooseQuietHours], storage: Storage) -> Preferences:
    """Note the caller's quiet hours; they hold for what waits already, too."""
    policy.check(call.caller, call.method)
    asked = call.request
    with storage.command(call) as work:
        chosen.set_quiet(work.db, call.caller.id, minute_of(asked.quiet_from), minute_of(asked.quiet_to), work.now)
        return work.done(_shown(work.db, call.caller, rules.day_of(work.now)))


def choose_language(call: Call[ChooseLanguage], storage: Storage) -> Preferences:
    """Note the language in which messages are written from now on."""
    policy.check(call.caller, call.method)
    with storage.command(call) as work:
        chosen.set_language(work.db, call.caller.id, call.request.language)
        return work.done(_shown(work.db, call.caller, rules.day_of(work.now)))


def _is_choice_of(topic: Topic, caller: Caller) -> bool:
    return topic.name not in NOT_SHOWN and topic.for_staff is caller.is_staff


def _shown(db: sa.Connection, caller: Caller, day: dt.date) -> Preferences:
    person = caller.id
    contact, own = reached.contact(db, person), chosen.quiet(db, person)
    said = chosen.all_said(db, person)
    have = {"inbox", *(each for each in ("sms", "email", "push") if contact and reached.address_of(contact, each))}
    quiet = rules.quiet_on(day)
    consented = {matter.topic for matter in rules.matters_on(day) if matter.consent}
    topics = [topic for topic in rules.topics_on(day).values() if _is_choice_of(topic, caller)]
    return Preferences(
        topics=tuple(_topic(topic, said.get(topic.name, {}), have, topic.name in consented) for topic in topics),
        quiet_from=text_of(own.starts if own else quiet.starts),
        quiet_to=text_of(own.ends if own else quiet.ends),
        own_quiet_hours=own is not None,
        language=contact.language if contact else "vi",
    )


def _topic(topic: Topic, said: Mapping[str, bool], have: set[str], needs_consent: bool) -> TopicState:
    return TopicState(
        topic=topic.name,
        name_vi=topic.name_vi,
        name_en=topic.name_en,
        can_wait=topic.can_wait,
        one_outside=topic.must_reach,
        needs_consent=needs_consent,
        channels=tuple(
            ChannelState(
                channel=MessageChannel(channel),
                wanted=topic.wants(channel, said),
                may_change=mode is not Mode.ALWAYS and topic.allows({**said, channel: not topic.wants(channel, said)}),
                by_default=mode is not Mode.OFF,
                reachable=channel in have,
            )
            for channel, mode in topic.channels.items()
        ),
        why_vi=topic.why_vi,
        why_en=topic.why_en,
    )
