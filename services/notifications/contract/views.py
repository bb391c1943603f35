"""What notifications answers: the inbox, what the sandbox sent, and the feed of events for agencies."""

import datetime as dt
from typing import Annotated

from chassis.records import Ident, Rule, record
from services.notifications.contract.terms import Cursor, Matter, Sequence


@record
class InboxMessage:
    """One message in a person's inbox, in the language they asked in."""

    id: Ident
    matter: Matter
    title: Annotated[str, Rule(max=300)]
    body: Annotated[str, Rule(max=6000)]
    sent_at: dt.datetime
    read_at: dt.datetime | None = None
    dossier_id: Annotated[str, Rule(max=64)] = ""
    dossier_code: Annotated[str, Rule(max=80)] = ""


@record
class InboxPage:
    """Some messages; ``next_cursor`` is empty on the last page. ``unread`` counts all of the caller's."""

    messages: tuple[InboxMessage, ...]
    unread: Annotated[int, Rule(min=0)]
    next_cursor: Cursor = ""


@record
class SandboxMessage:
    """A text message as its telephone would show it."""

    id: Ident
    matter: Matter
    text: Annotated[str, Rule(max=2000)]
    segments: Annotated[int, Rule(min=0, description="How many SMS an operator would count; 0 of an e-mail")]
    sent_at: dt.datetime


@record
class SandboxMessages:
    """What was sent to one telephone or e-mail address."""

    messages: tuple[SandboxMessage, ...]


@record
class DossierNotice:
    """What an agency's event says of a dossier: enough to know that something changed and where to read it."""

    dossier_code: Annotated[str, Rule(max=80, description="Mã số hồ sơ", example="H27.30.12-261124-0001")]
    procedure_code: Annotated[str, Rule(max=40, description="Mã thủ tục hành chính")]
    agency_code: Annotated[str, Rule(max=40, description="Mã định danh cơ quan")]
    status: Annotated[int, Rule(min=1, max=10, description="Trạng thái hồ sơ sau thay đổi", example=2)]
    version: Annotated[int, Rule(min=1, description="Counts the changes of this dossier")]
    link: Annotated[str, Rule(max=500, description="Where those entitled to can read the dossier")]


@record
class CloudEvent:
    """One event of the feed, CloudEvents 1.0 in its structured JSON form; ``id`` is the same on every way it travels.

    ``sequence`` (the CloudEvents extension of that name) is its place in the feed as text of 20 digits, so that the
    order of texts is the order of events.
    """

    specversion: Annotated[str, Rule(choices=("1.0",))]
    id: Ident
    source: Annotated[str, Rule(max=200, example="/dossiers")]
    type: Annotated[str, Rule(max=100, example="motcua.dossier.received.v1")]
    subject: Annotated[str, Rule(max=80, description="Mã số hồ sơ")]
    time: dt.datetime
    datacontenttype: Annotated[str, Rule(choices=("application/json",))]
    sequence: Annotated[str, Rule(pattern=r"\d{20}")]
    data: DossierNotice
    dataschema: Annotated[str, Rule(max=500, description="Where the schema of data is published")] = ""
    environment: Annotated[str, Rule(choices=("", "sandbox", "live"), description="Whether it is real")] = ""


@record
class EventPage:
    """Some events, each as the text that goes out on every way; ask again with ``after=next_after``, also when there
    were none for you."""

    events: tuple[Annotated[str, Rule(max=8000)], ...]
    next_after: Sequence
    more: Annotated[bool, Rule(description="Whether asking again now would give further events")]


@record
class EventPageShown:
    """The page as the API shows it: the same texts, as objects."""

    events: tuple[CloudEvent, ...]
    next_after: Sequence
    more: Annotated[bool, Rule(description="Whether asking again now would give further events")]


@record
class FeedHead:
    """The place of the newest event."""

    position: Sequence
