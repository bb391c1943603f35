"""Hands due messages over to their providers.

Guarantees: a message is claimed in one transaction, handed over outside any, and its outcome recorded in another, so no
lock and no connection is held while a provider is slow. A process that dies in between leaves a lease that runs out;
the message is then handed over again under the same id, by which a provider can drop the repeat. A message ends in a
state that can be seen: taken, refused, or given up after its last attempt. A code that has expired is not sent, nor
what needs a consent that was withdrawn meanwhile.
One slow number delays nobody: every message under way has a thread of its own, up to a fixed number.
"""

import datetime as dt
import functools
import random
import threading
from collections.abc import Callable, Mapping, Sequence

from prometheus_client import Counter

from chassis.callers import system
from chassis.logs import get_log
from chassis.metrics import REGISTRY
from chassis.sealing import CODE, CONTACT, SealBroken, Sealer
from chassis.storage import Storage, Work
from services.accounts.contract import account_context
from services.notifications import rules
from services.notifications.domain.providers import Attempt, Parcel, Provider, Result
from services.notifications.domain.states import FINAL, Happening, State, after, happening_of
from services.notifications.handlers.telling import message_context
from services.notifications.store import outgoing, reached

log = get_log(__name__)

MESSAGES = Counter("motcua_messages_total", "Attempts to send a message", ("channel", "outcome"), registry=REGISTRY)

AT_ONCE = 8
"""Messages that one process hands over side by side."""

_ACTOR = system("notifications")


class Courier:
    """Sends for one process. ``send_due`` returns when what it took is under way, not when it has arrived."""

    def __init__(self, at_once: int = AT_ONCE, dice: Callable[[], float] = random.random) -> None:
        self._at_once = at_once
        self._dice = dice
        self._under_way: set[threading.Thread] = set()

    def send_due(self, storage: Storage, sealer: Sealer, providers: Mapping[str, Provider]) -> int:
        """Take due messages for which there is room and start handing them over; their number."""
        room = self._at_once - len(self._under_way)
        if room <= 0:
            return 0
        with storage.work(_ACTOR) as work:
            expired = outgoing.give_up_expired(work.db, work.now)
            claimed = _wanted(work, outgoing.claim_due(work.db, work.now, room))
            for row in claimed:
                schedule = rules.schedule_on(row.channel, rules.day_of(work.now))
                outgoing.lease(work.db, row.id, work.now + dt.timedelta(seconds=schedule.lease))
        if expired:
            log.warning("messages expired before they could be sent", count=expired)
        for row in claimed:
            self._start(functools.partial(self._hand_over, row, storage, sealer, providers))
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
        self._under_way.add(thread)
        thread.start()

    def _hand_over(
        self, row: outgoing.Row, storage: Storage, sealer: Sealer, providers: Mapping[str, Provider]
    ) -> None:
        provider = providers.get(row.channel)
        if provider is None:
            attempt = Attempt(Result.REFUSED, "no provider for this channel")
        else:
            try:
                parcel = _parcel(row, storage, sealer)
                attempt = provider.send(parcel) if parcel else Attempt(Result.LATER, "no contact is known")
            except SealBroken:
                attempt = Attempt(Result.REFUSED, "what was sealed cannot be opened")
        self._settle(row, storage, provider.name if provider else "none", attempt)

    def _settle(self, row: outgoing.Row, storage: Storage, provider: str, attempt: Attempt) -> None:
        with storage.work(_ACTOR, row.trace) as work:
            schedule = rules.schedule_on(row.channel, rules.day_of(work.now))
            next_at = schedule.next_at(row.attempts, work.now, self._dice())
            happening = happening_of(attempt.result, retry=next_at is not None)
            if happening is Happening.POSTPONED and row.expires_at and next_at and next_at >= row.expires_at:
                happening = Happening.EXPIRED
            state = after(State.SENDING, happening)
            values: dict[str, object] = {"state": state, "reason": "" if state is State.SENT else attempt.detail}
            if state is State.SENT:
                values["sent_at"] = work.now
            if state is State.QUEUED:
                values["due_at"] = next_at
            else:
                values |= {"text_sealed": "", "address_sealed": ""}
            outgoing.add_delivery(
                work.db,
                {
                    "message_id": row.id,
                    "attempt": row.attempts,
                    "provider": provider,
                    "result": attempt.result,
                    "detail": attempt.detail,
                    "reference": attempt.reference,
                    "finished_at": work.now,
                },
            )
            ours = outgoing.settle(work.db, row.id, row.attempts, values)
        MESSAGES.labels(row.channel, happening).inc()
        if ours and state in FINAL:
            log.error(
                "a message did not reach its person", message=row.id, matter=row.matter, state=state, why=attempt.detail
            )


def _wanted(work: Work, claimed: Sequence[outgoing.Row]) -> list[outgoing.Row]:
    """What may go out: a consent that was withdrawn while a message waited ends that message."""
    wanted = []
    for row in claimed:
        matter = rules.matter_named(row.matter, rules.day_of(work.now))
        if (
            matter is not None
            and matter.needs_consent(row.channel)
            and not reached.agrees(work.db, row.person, matter.consent)
        ):
            outgoing.give_up_unwanted(work.db, row.id)
            MESSAGES.labels(row.channel, Happening.UNWANTED).inc()
        else:
            wanted.append(row)
    return wanted


def _parcel(row: outgoing.Row, storage: Storage, sealer: Sealer) -> Parcel | None:
    """What goes to the provider; None as long as we do not know where to."""
    own = message_context(row.id)
    if row.address_sealed:
        address = sealer.unseal(CONTACT, row.address_sealed, own)
    else:
        with storage.read() as db:
            known = reached.contact(db, row.person)
        sealed = "" if known is None or not known.active else _address(known, row.channel)
        if not sealed:
            return None
        address = sealer.unseal(CONTACT, sealed, account_context(row.person))
    if row.text_sealed:
        whole = sealer.unseal(CODE, row.text_sealed, own)
        title, _, body = ("", "", whole) if row.channel == "sms" else whole.partition("\n")
    else:
        text = row.texts[row.language]
        title, body = text["title"], text["body"]
    return Parcel(row.id, row.matter, address, title, body, row.attempts)


def _address(contact: outgoing.Row, channel: str) -> str:
    sealed: str = contact.email_sealed if channel == "email" else contact.phone_sealed
    return sealed
