"""Hands due messages over to their providers.

Guarantees: a message is claimed in one transaction, handed over outside any, and its outcome recorded in another, so no
lock and no connection is held while a provider is slow. A process that dies in between leaves a lease that runs out;
the message is then handed over again under the same id, to the same provider, which can drop the repeat. So a message
reaches a telephone once where its provider keeps ids; twice is possible where it does not, and where a provider was
silent twice and another was asked. A message ends in a state that can be seen. One that expired is not sent, nor one
that its person does not want any more.
One slow number delays nobody: every message under way has a thread of its own, up to a fixed number.
"""

import datetime as dt
import functools
import random
import threading
from collections.abc import Callable, Mapping, Sequence

from chassis.callers import system
from chassis.logs import get_log
from chassis.sealing import CODE, CONTACT, SealBroken, Sealer
from chassis.storage import Storage, Work
from services.notifications import rules
from services.notifications.domain.circuits import Before, choose
from services.notifications.domain.desk import dossier_of
from services.notifications.domain.matters import Matter
from services.notifications.domain.needed import is_needed
from services.notifications.domain.preferences import Mode
from services.notifications.domain.providers import Attempt, Parcel, Provider, Result, Verdict
from services.notifications.domain.quiet import Quiet
from services.notifications.domain.states import Happening
from services.notifications.handlers.settling import note_promptness, settle, tally
from services.notifications.handlers.telling import message_context, wants
from services.notifications.handlers.unsubscribing import link_for
from services.notifications.store import chosen, counted, desk_contacts, known, listeners, outgoing, reached

log = get_log(__name__)

Providers = Mapping[str, Sequence[Provider]]
"""Channel -> its providers, the one that is asked first in front."""


class Portal:
    """Lays what was to be told later into the inbox, when its time has come."""

    name = "portal"

    def send(self, parcel: Parcel) -> Attempt:
        return Attempt(Result.TAKEN)


INBOX: Mapping[str, Sequence[Provider]] = {"inbox": (Portal(),)}

AT_ONCE = 8
"""Messages that one process hands over side by side."""

LOOK_AGAIN = dt.timedelta(minutes=5)
"""Between two looks whether a contact has come, should nobody have woken what waits for it."""

_ACTOR = system("notifications")


class Courier:
    """Sends for one process. ``send_due`` returns when what it took is under way, not when it has arrived."""

    def __init__(self, at_once: int = AT_ONCE, dice: Callable[[], float] = random.random) -> None:
        self._at_once = at_once
        self._dice = dice
        self._under_way: set[threading.Thread] = set()
        self._full = False

    def send_due(
        self,
        storage: Storage,
        sealer: Sealer,
        providers: Providers,
        *,
        quiet_by_default: bool = True,
        portal: str = "",
    ) -> int:
        """Take due messages for which there is room and start handing them over; their number.

        ``quiet_by_default``: whether nights are quiet for who did not say when theirs is. ``portal``: its address, for
        links in mails.
        """
        room = self._at_once - len(self._under_way)
        if room <= 0:
            self._full = True
            return 0
        with storage.work(_ACTOR) as work:
            expired = outgoing.give_up_expired(work.db, work.now)
            for row in expired:
                tally(work, row, row.provider, Happening.EXPIRED)
                if row.attempts == 0:
                    note_promptness(work, row, taken=False)
            taken = outgoing.claim_due(work.db, work.now, room)
            self._full = len(taken) == room
            claimed = _wanted(work, taken, quiet_by_default)
            asked = _choose(work, claimed, {**INBOX, **providers})
            if self._full and len(asked) < room:
                work.wake()  # Nobody else will, where nothing of this goes out.
        if expired:
            log.warning("messages expired before they could be sent", count=len(expired))
        for row, provider in asked:
            self._start(functools.partial(self._hand_over, row, storage, sealer, provider, portal))
        return len(claimed)

    def wait(self, seconds: float) -> None:
        """Wait until nothing is under way, or until the time is over; for tests and for an orderly stop."""
        for thread in list(self._under_way):
            thread.join(seconds)

    def _start(self, job: Callable[[], None]) -> None:
        def run() -> None:
            try:
                job()
            except Exception as failed:  # the lease runs out and the message is taken again
                log.error("a message could not be handed over", exc_info=failed)
            finally:
                self._under_way.discard(threading.current_thread())

        thread = threading.Thread(target=run, name="courier", daemon=True)
        thread.start()
        self._under_way.add(thread)  # only now may it be joined
        if not thread.is_alive():
            self._under_way.discard(thread)

    def _hand_over(
        self, row: outgoing.Row, storage: Storage, sealer: Sealer, provider: Provider | None, portal: str
    ) -> None:
        began = storage.now()
        if provider is None:
            attempt = Attempt(Result.REFUSED, "no provider for this channel", verdict=Verdict.NEITHER)
        else:
            try:
                parcel = _parcel(row, storage, sealer, portal)
                attempt = provider.send(parcel) if parcel else NO_CONTACT
            except SealBroken:
                attempt = Attempt(Result.REFUSED, "what was sealed cannot be opened", verdict=Verdict.NEITHER)
        with storage.work(_ACTOR, row.trace) as work:
            settle(work, sealer, row, provider.name if provider else "none", attempt, began, self._dice())
            if self._full:
                work.wake()  # There was more than there was room for.


NO_CONTACT = Attempt(Result.LATER, "no contact is known", verdict=Verdict.NEITHER)


def _choose(
    work: Work, claimed: Sequence[outgoing.Row], providers: Providers
) -> list[tuple[outgoing.Row, Provider | None]]:
    """Say for each message who is asked, and lease it for as long as that may take."""
    day = rules.day_of(work.now)
    circuits = counted.circuits(work.db) if claimed else {}
    asked: list[tuple[outgoing.Row, Provider | None]] = []
    for row in claimed:
        those = {provider.name: provider for provider in providers.get(row.channel, ())}
        limits = rules.circuit_limits_on(row.channel, day)
        before = Before(row.provider, row.unsure)
        choice = choose(tuple(those), circuits, before, work.now, limits, can_wait=not row.urgent)
        lease = dt.timedelta(seconds=rules.schedule_on(row.channel, day).lease)
        outgoing.lease(work.db, row.id, work.now + lease, choice.provider if choice else "")
        if choice and choice.probe:
            counted.note_probe(work.db, choice.provider, work.now)
            circuits = counted.circuits(work.db)
        asked.append((row, those[choice.provider] if choice else None))
    return asked


def _wanted(work: Work, claimed: Sequence[outgoing.Row], quiet_by_default: bool) -> list[outgoing.Row]:
    """What may go out now: asked again, as much can have happened while a message waited."""
    wanted = []
    for row in claimed:
        matter = rules.matter_named(row.matter, rules.day_of(work.now))
        if matter is None or row.address_sealed or matter.secret:
            wanted.append(row)
            continue
        dossier_id = dossier_of(row.person)
        if account := desk_contacts.taken_over_by(work.db, dossier_id) if dossier_id else "":
            # Written while an account took the dossier over, by a transaction that could not see that yet.
            outgoing.put_back(work.db, row.id, work.now, "taken-over")
            work.wake()
            outgoing.change(work.db, row.id, {"person": account})
            continue
        listener = listeners.listener(work.db, row.person)
        if listener.waited_for:
            _wait_for_contact(work, row)
        elif not is_needed(row.still, known.now_of(work.db, row.still)):
            _cancel(work, row, "done", Happening.OVER)
        elif listener.silent:
            _cancel(work, row, "not-wanted", Happening.UNWANTED)
        elif _is_for_staff(matter, work.now) and not listener.is_reached_by(row.channel):
            _cancel(work, row, "no-address", Happening.UNWANTED)
        elif matter.needs_consent(row.channel) and matter.consent not in listener.agreed:
            _cancel(work, row, "consent-withdrawn", Happening.UNWANTED)
        elif not row.instead_of and not wants(listener, matter, row.channel, work.now):
            _cancel(work, row, "switched-off", Happening.UNWANTED)
        elif loud_at := _quiet_until(work, matter, row, quiet_by_default):
            outgoing.put_back(work.db, row.id, loud_at, "quiet-hours")
            tally(work, row, row.provider, Happening.HELD)
        else:
            wanted.append(row)
    return wanted


def _wait_for_contact(work: Work, row: outgoing.Row) -> None:
    """Let a message wait until it is known where it goes; one that was told nothing for days is given up."""
    until = row.created_at + rules.desk_contacts_waited_for_on(rules.day_of(work.now))
    if work.now < until:
        outgoing.put_back(work.db, row.id, min(work.now + LOOK_AGAIN, until), desk_contacts.NO_CONTACT)
        return
    log.warning("nothing was told of how a person is reached", message=row.id, dossier=row.dossier_id)
    _cancel(work, row, desk_contacts.NO_CONTACT, Happening.UNWANTED)


def _cancel(work: Work, row: outgoing.Row, reason: str, happening: Happening) -> None:
    outgoing.cancel(work.db, row.id, reason)
    tally(work, row, row.provider, happening)


def _is_for_staff(matter: Matter, now: dt.datetime) -> bool:
    topic = rules.topics_on(rules.day_of(now)).get(matter.topic)
    return topic is not None and topic.for_staff


def _quiet_until(work: Work, matter: Matter, row: outgoing.Row, by_default: bool) -> dt.datetime | None:
    """When the quiet hours of a message's person end; None if it may ring now."""
    day = rules.day_of(work.now)
    topic = rules.topics_on(day).get(matter.topic)
    if topic is None or not topic.can_wait or row.urgent or row.channel not in rules.quiet_channels_on(day):
        return None
    own = chosen.quiet(work.db, row.person)
    if own is not None:
        return Quiet(own.starts, own.ends).over_at(work.now)
    return rules.quiet_on(day).over_at(work.now) if by_default else None


def _parcel(row: outgoing.Row, storage: Storage, sealer: Sealer, portal: str) -> Parcel | None:
    """What goes to the provider; None as long as we do not know where to."""
    if row.channel == "inbox":
        return Parcel(row.id, row.matter, "", "", "")
    own = message_context(row.id)
    if row.address_sealed:
        address = sealer.unseal(CONTACT, row.address_sealed, own)
    else:
        with storage.glance() as db:
            sealed, bound = reached.place(db, row.person, row.channel)
        if not sealed:
            return None
        address = sealer.unseal(CONTACT, sealed, bound)
    if row.text_sealed:
        whole = sealer.unseal(CODE, row.text_sealed, own)
        title, _, body = ("", "", whole) if row.channel == "sms" else whole.partition("\n")
    else:
        text = row.texts[row.language]
        title, body = text["title"], text["body"]
    facts = tuple(sorted((row.facts or {}).get(row.language, {}).items()))
    return Parcel(
        row.id,
        row.matter,
        address,
        title,
        body,
        row.attempts,
        row.language,
        facts,
        _unsubscribe(row, storage, sealer, portal),
        portal,
    )


def _unsubscribe(row: outgoing.Row, storage: Storage, sealer: Sealer, portal: str) -> str:
    """The address that switches such mails off; empty where they are no choice."""
    day = rules.day_of(storage.now())
    matter = rules.matter_named(row.matter, day)
    topic = rules.topics_on(day).get(matter.topic) if matter else None
    if row.channel != "email" or row.address_sealed or topic is None or not portal:
        return ""
    return (
        ""
        if topic.channels.get("email", Mode.ALWAYS) is Mode.ALWAYS
        else link_for(sealer, portal, row.person, topic.name, row.language)
    )
