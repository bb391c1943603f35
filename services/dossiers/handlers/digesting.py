"""The mail of the morning to members of staff: what is late, due soon, held by nobody, and what newly went up.

Guarantees: a digest is made up once for each morning of a member, in one transaction with the time of the next, so
that nothing is told twice or left out wherever a process dies. One that nobody could make up before the office closed
is left out: the next morning says more. Nothing to say: no event. It names codes, never a person. Everybody is told of
what is theirs by their own roles; a deputy is not told of what they do for somebody else.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import sqlalchemy as sa

from chassis import logs
from chassis.callers import system
from chassis.errors import Unavailable
from chassis.service import Storage, Work
from services.accounts.contract import StaffState
from services.dossiers import contract, rules
from services.dossiers.contract import SERVICE, DigestEntry, DigestPart, DutyDigest
from services.dossiers.domain import digests as rule
from services.dossiers.domain.actions import Party
from services.dossiers.domain.codes import local_day
from services.dossiers.domain.digests import Role, Terms, Waiting
from services.dossiers.handlers import clock
from services.dossiers.store import board, digests, known, queues

log = logs.get_log(__name__)

Row = sa.Row[Any]
Listing = tuple[Sequence[Row], bool]

BATCH: Final = 100
AFTER_A_FAULT: Final = dt.timedelta(minutes=5)
_HELD: Final = 300
"""What one person holds is looked at so far."""


def note_member(member: StaffState, work: Work) -> None:
    """Have who proved a work e-mail address get digests, from the next morning on; and nobody else."""
    if not (member.active and member.mailed):
        digests.drop(work.db, member.staff_id)
        return
    calendar = clock.calendar_at(work.db, member.agency_code)
    due_at = rule.next_morning(work.now, calendar, rules.digest_terms_on(local_day(work.now)))
    digests.keep(work.db, member.staff_id, member.agency_code, due_at)


def make_up_due(storage: Storage) -> None:
    """Make up the digests whose time has come. What fails for one member is tried again later and stops no other."""
    with storage.read() as db:
        waiting = list(digests.due(db, storage.now(), BATCH))
    for staff_id in waiting:
        try:
            with storage.work(system(SERVICE)) as work:
                _make_up(work, staff_id)
        except Unavailable:
            raise
        except Exception as failed:
            log.error("a digest could not be made up", staff_id=staff_id, exc_info=failed)
            with storage.work(system(SERVICE)) as work:
                digests.put_off(work.db, staff_id, work.now + AFTER_A_FAULT)


def _make_up(work: Work, staff_id: str) -> None:
    waiting = digests.take(work.db, staff_id, work.now)
    if waiting is None:
        return
    terms = rules.digest_terms_on(local_day(work.now))
    calendar = clock.calendar_at(work.db, waiting.agency_code)
    digests.put_off(work.db, staff_id, rule.next_morning(work.now, calendar, terms))
    good_until = rule.good_until(waiting.due_at, calendar)
    member = known.member(work.db, staff_id)
    if member is None or not member.active or work.now >= good_until:
        return
    roles = tuple(Role(one["role"], one["agency_code"], tuple(one["procedures"])) for one in member.holdings)
    until = rule.soon_until(work.now, calendar, terms)
    digest = DutyDigest(
        staff_id=staff_id,
        at=work.now,
        good_until=good_until,
        late=_part(_theirs(staff_id, roles, lambda reach, held: _late(work, reach, held)), terms),
        soon=_part(_theirs(staff_id, roles, lambda reach, held: _soon(work, reach, held, until)), terms),
        unheld=_part(_unheld(work.db, roles), terms),
        escalated=_part(({row.id: row for row in digests.take_escalated(work.db, staff_id)}, False), terms),
    )
    if digest.late.count or digest.soon.count or digest.unheld.count or digest.escalated.count:
        work.emit(contract.duty_digest, staff_id, digest)


def _late(work: Work, reach: Sequence[queues.Reach], held_by: str) -> Listing:
    if not held_by:
        return board.late(work.db, reach, "", work.now)
    return _held(work.db, reach, held_by, work.now, None)


def _soon(work: Work, reach: Sequence[queues.Reach], held_by: str, until: dt.datetime) -> Listing:
    if not held_by:
        return board.soon(work.db, reach, "", work.now, until)
    return _held(work.db, reach, held_by, until, work.now)


def _held(
    db: sa.Connection, reach: Sequence[queues.Reach], held_by: str, before: dt.datetime, since: dt.datetime | None
) -> Listing:
    wanted = queues.Wanted(queues.OPEN_ONES.parts, held_by=held_by, late_at=before)
    found, cursor = queues.page(db, reach, wanted, "" if since is None else board.after(since), _HELD)
    return found, bool(cursor)


def _theirs(
    staff_id: str,
    roles: Sequence[Role],
    listed: Callable[[Sequence[queues.Reach], str], Listing],
) -> tuple[Mapping[str, Row], bool]:
    """By its id, what of a list is theirs, in its order; and whether there is more."""
    above = _reach(rule.of_role(roles, Party.SUPERVISOR))
    doing = _reach(rule.of_role(roles, Party.RECEIVER, Party.PROCESSOR, Party.APPROVER))
    overseen, more = listed(above, "") if above else ((), False)
    waiting, more_waiting = listed(doing, "") if doing else ((), False)
    held, more_held = listed(doing, staff_id) if doing else ((), False)
    found = {row.id: row for row in overseen if rule.is_by_agency(_waiting(row))}
    found |= {row.id: row for row in (*waiting, *held) if rule.waits_for(staff_id, roles, _waiting(row))}
    return _in_order(found.values()), more or more_waiting or more_held


def _unheld(db: sa.Connection, roles: Sequence[Role]) -> tuple[Mapping[str, Row], bool]:
    """What nobody holds: all of it for a supervisor, for a processor what is theirs to take."""
    above = _reach(rule.of_role(roles, Party.SUPERVISOR))
    doing = _reach(rule.of_role(roles, Party.PROCESSOR))
    overseen, more = queues.page(db, above, queues.NOBODYS, "", board.LOOKED_AT) if above else ((), "")
    mine, more_mine = queues.page(db, doing, queues.NOBODYS, "", board.LOOKED_AT) if doing else ((), "")
    found = {row.id: row for row in overseen}
    found |= {row.id: row for row in mine if rule.may_take(roles, _waiting(row))}
    return _in_order(found.values()), bool(more or more_mine)


def _in_order(found: Iterable[Row]) -> Mapping[str, Row]:
    return {row.id: row for row in sorted(found, key=lambda row: (row.next_due_at, row.id))}


def _reach(roles: Sequence[Role]) -> list[queues.Reach]:
    return [queues.Reach(frozenset({one.agency}), one.procedures) for one in roles]


def _waiting(row: Row) -> Waiting:
    return Waiting(row.responsible, row.processor_id, (row.agency_code, row.desk_code), row.procedure_code)


def _part(found: tuple[Mapping[str, Row], bool], terms: Terms) -> DigestPart:
    rows, more = list(found[0].values()), found[1]
    named = tuple(DigestEntry(dossier_id=row.id, code=row.code) for row in rows[: terms.named])
    return DigestPart(count=len(rows), more=more, named=named)
