"""One audit trail out of those of all services: the newest row first, read on from where the last page ended."""

import base64
import json
from collections.abc import Mapping
from typing import Annotated, Final

from chassis.audit_reading import AuditEntries, AuditEntry, AuditFilter, ListAudit, Reach
from chassis.contracts import Method
from chassis.errors import INVALID_REQUEST, FieldProblem
from chassis.records import Rule, record
from gateway.visits import Visit
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers
from services.notifications import contract as notifications
from services.payments import contract as payments

TRAILS: Final[Mapping[str, Method[ListAudit, AuditEntries]]] = {
    contract.SERVICE: contract.list_audit for contract in (accounts, catalog, dossiers, notifications, payments)
}
"""Whose trails there are."""

Entries = tuple[AuditEntry, ...]


@record
class AuditQuestion:
    """Which rows of which trails to read, and why; that they were read is a row in each of them."""

    why: Annotated[str, Rule(min=10, max=500, description="Mục đích đọc; được ghi vào nhật ký")]
    only: AuditFilter = AuditFilter()
    services: Annotated[tuple[str, ...], Rule(max=10, description="Of which services; empty: of all")] = ()
    cursor: Annotated[str, Rule(max=400, description="As the page before gave it; empty for the first")] = ""
    limit: Annotated[int, Rule(min=1, max=100)] = 50


@record
class AuditRow:
    """One row, and in whose trail it is."""

    service: str
    entry: AuditEntry


@record
class AuditPage:
    """Rows, the newest first. A page may be short, or empty, and not the last: that is one without a cursor."""

    items: tuple[AuditRow, ...]
    next_cursor: str = ""


def page(visit: Visit, asked: AuditQuestion) -> AuditPage:
    """The next rows of the trails that the caller may read; a trail that cannot be read now fails all of it, as a list
    with a gap would look whole."""
    places = _places(asked)
    reach = visit.send(accounts.get_audit_reach, accounts.GetAuditReach())
    read = {service: _read(visit, service, asked, reach, place) for service, place in places.items()}
    rows, left = merged({service: (found.items, found.next) for service, found in read.items()}, places, asked.limit)
    items = tuple(AuditRow(service=service, entry=entry) for service, entry in rows)
    return AuditPage(items=items, next_cursor=_cursor(left))


def merged(
    found: Mapping[str, tuple[Entries, int]], places: Mapping[str, int], limit: int
) -> tuple[list[tuple[str, AuditEntry]], dict[str, int]]:
    """Up to ``limit`` rows, the newest first, and where to read on in each trail that goes on.

    What a trail gave is in its own order. Once a trail that goes on has nothing left here, its next rows may be newer
    than those of the others, so the page ends.
    """
    taken = dict.fromkeys(found, 0)
    rows: list[tuple[str, AuditEntry]] = []
    while len(rows) < limit:
        heads = {service: items[taken[service]] for service, (items, _) in found.items() if taken[service] < len(items)}
        if not heads or any(service not in heads and further for service, (_, further) in found.items()):
            break
        service = max(heads, key=lambda name: (heads[name].at, name))
        rows.append((service, heads[service]))
        taken[service] += 1
    left = {}
    for service, (items, further) in found.items():
        count = taken[service]
        if count == len(items):
            left[service] = further
        else:
            # With nothing taken the next page begins where this one did, and for the newest row just above it.
            left[service] = items[count - 1].seq if count else places[service] or items[0].seq + 1
    return rows, {service: place for service, place in left.items() if place}


def _read(visit: Visit, service: str, asked: AuditQuestion, reach: Reach, place: int) -> AuditEntries:
    question = ListAudit(why=asked.why, reach=reach, only=asked.only, before=place, limit=asked.limit)
    return visit.send(TRAILS[service], question)


def _places(asked: AuditQuestion) -> dict[str, int]:
    """Where to begin in each trail; 0 stands for its newest row."""
    if unknown := [service for service in asked.services if service not in TRAILS]:
        place = f"/services/{asked.services.index(unknown[0])}"
        raise INVALID_REQUEST(problems=[FieldProblem(place, "not-a-choice", {"choices": ", ".join(TRAILS)})])
    wanted = asked.services or tuple(TRAILS)
    if not asked.cursor:
        return dict.fromkeys(sorted(set(wanted)), 0)
    try:
        padded = asked.cursor + "=" * (-len(asked.cursor) % 4)
        read = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        places = {service: place for service, place in read.items() if isinstance(place, int) and place > 0}
    except (ValueError, RecursionError, AttributeError):
        raise catalog.CURSOR_WRONG() from None
    if not places or len(places) != len(read) or not set(places) <= set(wanted):
        raise catalog.CURSOR_WRONG()
    return places


def _cursor(left: Mapping[str, int]) -> str:
    if not left:
        return ""
    return base64.urlsafe_b64encode(json.dumps(left, separators=(",", ":")).encode()).rstrip(b"=").decode()
