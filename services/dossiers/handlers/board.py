"""The supervisor's board: bounded counts of what waits, is late or is held by nobody, within the caller's reach."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import sqlalchemy as sa

from chassis.contracts import Call
from chassis.service import Storage
from services.dossiers import policy
from services.dossiers.contract import (
    BoardPerson,
    BoardProcedure,
    BoardQueue,
    BoardTurn,
    BoardView,
    GetBoard,
    Queue,
    Responsible,
)
from services.dossiers.handlers.questions import QUEUES
from services.dossiers.store import board, known, queues

Row = sa.Row[Any]

SHOWN: Final = (
    Queue.TO_RECEIVE, Queue.TO_PROCESS, Queue.PROCESSING, Queue.UNASSIGNED, Queue.WAITING, Queue.TO_CONFIRM,
    Queue.TO_RETURN,
)  # fmt: skip


def get_board(call: Call[GetBoard], storage: Storage) -> BoardView:
    """One look at everything that the caller's roles of a supervisor or approver reach."""
    policy.check(call.caller, call.method)
    now = storage.now()
    until, of = now + dt.timedelta(hours=call.request.soon_hours), call.request.procedure_code
    with storage.read() as db:
        reach = [queues.Reach(known.under(db, held.agency), held.procedures) for held in policy.overseeing(call.caller)]
        late, late_more = board.late(db, reach, of, now)
        soon, soon_more = board.soon(db, reach, of, now, until)
        nobodys = dataclasses.replace(QUEUES[Queue.UNASSIGNED], procedure_code=of)
        unheld, unheld_more = queues.page(db, reach, nobodys, "", board.LOOKED_AT)
        people, people_more = _people(db, reach, call.request, {row.processor_id for row in (*late, *soon)}, now, until)
        return BoardView(
            as_of=now,
            soon_until=until,
            late=len(late),
            late_more=late_more,
            soon=len(soon),
            soon_more=soon_more,
            queues=tuple(_queue(db, reach, which, of) for which in SHOWN),
            turns=_turns(late, soon),
            procedures=_procedures(late, soon, unheld),
            people=people,
            people_more=people_more,
            looked_at_all=not (late_more or soon_more or unheld_more),
        )


def _queue(db: sa.Connection, reach: Sequence[queues.Reach], which: Queue, of: str) -> BoardQueue:
    wanted = dataclasses.replace(QUEUES[which], procedure_code=of)
    found, cursor = queues.page(db, reach, wanted, "", board.COUNTED)
    return BoardQueue(queue=which, count=len(found), more=bool(cursor))


def _turns(late: Sequence[Row], soon: Sequence[Row]) -> tuple[BoardTurn, ...]:
    first, second = Counter(row.responsible for row in late), Counter(row.responsible for row in soon)
    both = [one for one in Responsible if first[one.value] or second[one.value]]
    return tuple(BoardTurn(responsible=one, late=first[one.value], soon=second[one.value]) for one in both)


def _procedures(late: Sequence[Row], soon: Sequence[Row], unheld: Sequence[Row]) -> tuple[BoardProcedure, ...]:
    counts = [Counter(row.procedure_code for row in rows) for rows in (late, soon, unheld)]
    names = {row.procedure_code: row.procedure_name for row in (*unheld, *soon, *late)}
    found = [
        BoardProcedure(code=code, name=name, late=counts[0][code], soon=counts[1][code], unassigned=counts[2][code])
        for code, name in names.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.late, -one.soon, -one.unassigned, one.code)))


def _people(
    db: sa.Connection,
    reach: Sequence[queues.Reach],
    request: GetBoard,
    holders: set[str],
    now: dt.datetime,
    until: dt.datetime,
) -> tuple[tuple[BoardPerson, ...], bool]:
    """Who processes here; and whoever else holds what is late or soon, such as who has been deactivated."""
    found, more = board.processors(db, reach)
    others = holders - {row.staff_id for row in found} - {""}
    everybody = [*found, *(board.named(db, others) if others else ())]
    counts = board.held(db, reach, request.procedure_code, [row.staff_id for row in everybody], now, until)
    people = []
    for row in everybody:
        held, late, soon = counts.get(row.staff_id, (0, 0, 0))
        people.append(
            BoardPerson(
                staff_id=row.staff_id,
                name=row.name,
                active=row.active,
                held=min(held, board.HELD),
                late=late,
                soon=soon,
                more=held > board.HELD,
            )
        )
    return tuple(sorted(people, key=lambda one: (-one.late, -one.soon, -one.held, one.name))), more
