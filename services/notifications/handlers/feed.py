"""The agencies' feed: adding to it, and reading it.

Guarantees: places are 1, 2, 3… without a gap and in the order of commits (whoever adds holds the row of `feed_head`
until its transaction ends), so a reader who asks for what comes after the last place it saw misses nothing, also of a
transaction that began before and committed late. Events of one dossier stand in the order of their versions, except
those that were dead and were replayed.
"""

from dataclasses import dataclass
from typing import TypeVar

from chassis.contracts import Call
from chassis.envelopes import Event
from chassis.storage import Storage, Work
from services.dossiers.contract import DossierFacts
from services.notifications import policy
from services.notifications.contract import OUT_OF_SCOPE, PLACE_BEYOND_END, EventPage, FeedHead, GetFeedHead, ListEvents
from services.notifications.domain.feed import cloud_event, text_of
from services.notifications.domain.filters import out_of_reach
from services.notifications.store import fed, handed_over

AnyDossier = TypeVar("AnyDossier", bound=DossierFacts)


@dataclass(frozen=True, slots=True)
class Portal:
    """The portal as its public events name it: its address, and whether nothing in it is real."""

    url: str
    sandbox: bool


def append(event: Event[AnyDossier], work: Work, portal: Portal) -> None:
    """Add a dossier's event to the feed and make its handovers, in the transaction of its handling.

    The place is taken last of all: everybody else who adds waits from then until the commit.
    """
    work.at_the_end(lambda: _add(event, work, portal))
    work.wake()


def _add(event: Event[AnyDossier], work: Work, portal: Portal) -> None:
    dossier = event.payload
    position = fed.next_position(work.db)
    body = cloud_event(
        position=position,
        event_id=event.id,
        name=event.type.name,
        time=event.time,
        dossier_id=dossier.dossier_id,
        code=dossier.code,
        procedure_code=dossier.procedure_code,
        agency_code=dossier.agency_code,
        status=dossier.state,
        version=dossier.version,
        portal=portal.url,
        sandbox=portal.sandbox,
    )
    handed_over.append(
        work.db,
        {
            "position": position,
            "event_id": event.id,
            "type": body["type"],
            "dossier_id": dossier.dossier_id,
            "agency_code": dossier.agency_code,
            "procedure_code": dossier.procedure_code,
            "body": text_of(body),
            "added_at": work.now,
            "sandbox": portal.sandbox,
        },
    )


def list_events(call: Call[ListEvents], storage: Storage, *, sandbox: bool) -> EventPage:
    """Events after a place, for the agency of the caller. Asking with ``next_after`` never misses one."""
    policy.check(call.caller, call.method)
    asked = call.request
    scope = policy.feed_scope(call.caller)
    reach = None if scope is None else (scope,)
    if strange := out_of_reach(asked.agencies, reach):
        raise OUT_OF_SCOPE(agency=strange)
    wanted = fed.Wanted(asked.agencies or reach, asked.types, asked.procedures, sandbox=sandbox)
    with storage.read() as db:
        head = fed.last_position(db)
        if asked.after > head:
            # Nobody was ever given such a place: whoever asks would wait for ever and miss what comes before it.
            raise PLACE_BEYOND_END(head=head, after=asked.after)
        rows = fed.feed_after(db, asked.after, wanted, asked.limit + 1)
    shown = rows[: asked.limit]
    more = len(rows) > asked.limit
    return EventPage(
        events=tuple(row.body for row in shown),
        # Where nothing more is there for this caller, everything up to the head has been looked at.
        next_after=shown[-1].position if more else head,
        more=more,
    )


def get_feed_head(call: Call[GetFeedHead], storage: Storage) -> FeedHead:
    """How far the feed goes; a gateway asks for all who wait at it."""
    policy.check(call.caller, call.method)
    with storage.glance() as db:
        return FeedHead(position=fed.last_position(db))
