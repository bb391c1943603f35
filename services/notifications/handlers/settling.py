"""What an attempt led to: the message's state, the provider's circuit, the day's figures, and what follows a loss.

Guarantees: an attempt is recorded, counted and paid for once, in one transaction with the state it leads to; one whose
message was meanwhile taken over by another process, or reported on, is recorded and changes no state. A message that
did not reach its person ends in a state that can be seen, as a line at level error and in the figures; where it is no
secret it goes another way that the person has, under the same event, so that no channel tells of it twice.
"""

import datetime as dt
from collections.abc import Callable

from prometheus_client import Counter

from chassis.logs import get_log
from chassis.metrics import REGISTRY
from chassis.sealing import Sealer
from chassis.storage import Work
from services.notifications import rules
from services.notifications.domain.providers import Attempt, Result, Verdict
from services.notifications.domain.states import LOST, Happening, State, after, happening_of
from services.notifications.handlers.desk import note_reach
from services.notifications.handlers.telling import Recipient, write_again, write_matter
from services.notifications.store import counted, outgoing, reached

log = get_log(__name__)

MESSAGES = Counter("motcua_messages_total", "Attempts to send a message", ("channel", "outcome"), registry=REGISTRY)
LOST_MESSAGES = Counter(
    "motcua_messages_lost_total", "Messages that did not reach their person", ("channel", "state"), registry=REGISTRY
)
COST = Counter("motcua_messages_cost_dong_total", "What messages cost", ("channel", "provider"), registry=REGISTRY)

UNREACHABLE = "contact.phone-unreachable"
"""The matter of which a person is told when nobody can be reached under their number."""


def settle(
    work: Work, sealer: Sealer, row: outgoing.Row, provider: str, attempt: Attempt, began: dt.datetime, dice: float
) -> State:
    """Record an attempt of a claimed message and all that follows; the state that the message has by it."""
    day = rules.day_of(work.now)
    happening, next_at = _happening(row, attempt, work.now, dice)
    state = after(State.SENDING, happening)
    values: dict[str, object] = {"state": state, "reason": "" if state is State.SENT else attempt.detail}
    values["unsure"] = row.unsure + 1 if attempt.result is Result.UNSURE else 0
    if state is State.SENT:
        values["sent_at"] = work.now
    if state is State.QUEUED:
        values["due_at"] = next_at
    else:
        values |= {"text_sealed": "", "address_sealed": ""}
    cost = cost_of(row, provider, attempt.result, day)
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
            "cost": cost,
        },
    )
    ours = outgoing.settle(work.db, row.id, row.attempts, values)
    tally(work, row, provider, happening, cost=cost)
    if row.attempts == 1:
        note_promptness(work, row, taken=state is State.SENT)
    if ours and state in LOST:
        lost(work, sealer, row, state, attempt.detail, no_such_number=attempt.no_such_number)
        if attempt.no_such_number:
            note_reach(work, row, began, reached=False)
    work.at_the_end(_judging(work, row.channel, provider, attempt, began))
    return state


def tally(work: Work, row: outgoing.Row, provider: str, happening: Happening, *, cost: int = 0) -> None:
    """Count what happened to a message: in the metrics and in the figures of the day."""
    MESSAGES.labels(row.channel, happening).inc()
    if cost:
        COST.labels(row.channel, provider).inc(cost)
    parts = row.segments if happening is Happening.TAKEN else 0
    counted.count(work.db, rules.day_of(work.now), row.channel, provider, happening, segments=parts, cost=cost)


def note_promptness(work: Work, row: outgoing.Row, *, taken: bool) -> None:
    """Count a message by whether a provider took it within seconds of when it was first to go.

    A message is to go when it was written, at its later hour, or when a quiet night of its person is over; until its
    first attempt is leased ``due_at`` says when that is. Those of the inbox are there when they are written.
    """
    day = rules.day_of(work.now)
    late_by = (work.now - row.due_at).total_seconds()
    counted.note_promptness(work.db, day, row.channel, in_time=taken and late_by <= rules.terms_on(day).in_time)


def lost(
    work: Work, sealer: Sealer, row: outgoing.Row, state: State, why: str, *, no_such_number: bool = False
) -> None:
    """Say that a message did not reach its person; send it another way, and tell of a number that does not exist."""
    LOST_MESSAGES.labels(row.channel, state).inc()
    instead = write_again(work, row)
    log.error(
        "a message did not reach its person",
        message=row.id,
        matter=row.matter,
        channel=row.channel,
        state=state,
        why=why,
        instead=instead or "nothing",
    )
    if no_such_number and row.channel in ("sms", "push") and row.texts is not None:
        _tell_unreachable(work, sealer, row)


def cost_of(row: outgoing.Row, provider: str, result: Result, day: dt.date) -> int:
    """What an attempt costs in đồng: what was taken, or may have been, will be billed."""
    if result not in (Result.TAKEN, Result.UNSURE):
        return 0
    parts = max(1, int(row.segments))
    return rules.price_on(row.channel, provider, day) * parts


def _happening(
    row: outgoing.Row, attempt: Attempt, now: dt.datetime, dice: float
) -> tuple[Happening, dt.datetime | None]:
    schedule = rules.schedule_on(row.channel, rules.day_of(now))
    next_at = schedule.next_at(row.attempts, now, dice)
    if next_at is not None and attempt.wait:
        next_at = max(next_at, now + dt.timedelta(seconds=attempt.wait))
    happening = happening_of(attempt.result, retry=next_at is not None)
    if happening is Happening.POSTPONED and row.expires_at and next_at and next_at >= row.expires_at:
        happening = Happening.EXPIRED
    return happening, next_at


def _judging(work: Work, channel: str, provider: str, attempt: Attempt, began: dt.datetime) -> Callable[[], None]:
    """The last step of the transaction, as every message of a provider waits for this one row."""

    def judge() -> None:
        if attempt.verdict is Verdict.NEITHER or provider == "none":
            return
        before = counted.locked_circuit(work.db, provider, channel, work.now)
        now = before.after(attempt.verdict, began, work.now, rules.circuit_limits_on(channel, rules.day_of(work.now)))
        if now == before:
            return
        counted.keep_circuit(work.db, provider, now, attempt.detail, work.now)
        if now.is_open and not before.is_open:
            log.error("a provider is not asked any more", provider=provider, channel=channel, why=attempt.detail)
        if before.is_open and not now.is_open:
            log.warning("a provider is asked again", provider=provider, channel=channel)

    return judge


def _tell_unreachable(work: Work, sealer: Sealer, row: outgoing.Row) -> None:
    """Tell a person, once for each contact that they gave, that their number does not exist; not by that number."""
    contact = reached.contact(work.db, row.person)
    if contact is None:
        return
    matter = rules.matter_named(UNREACHABLE, rules.day_of(work.now))
    if matter is not None:
        event_id = f"unreachable:{row.person}:{contact.version}"
        to = Recipient(row.person, contact.language)
        write_matter(work, sealer, matter, event_id, to, {"at": work.now})
