"""The supervisor's board (bảng theo dõi): what is late, soon late and held by nobody, by person and by procedure.

Every number is a bounded count: it is exact as long as ``more`` is false, and the least that there are otherwise.
"""

import datetime as dt
from typing import Annotated

from chassis.contracts import query
from chassis.records import Ident, Rule, record
from services.dossiers.contract.terms import SERVICE, ProcedureCode, Queue, Responsible

_SOONEST, _LATEST = 1, 240

_Count = Annotated[int, Rule(min=0)]


@record
class GetBoard:
    """What a supervisor or approver watches over: all that their roles reach, or one procedure of it."""

    procedure_code: Annotated[str, Rule(max=40)] = ""
    soon_hours: Annotated[int, Rule(min=_SOONEST, max=_LATEST, description="How near a time is called soon")] = 24


@record
class BoardQueue:
    """How many dossiers are in a queue; ``more``: at least so many."""

    queue: Queue
    count: _Count
    more: bool = False


@record
class BoardTurn:
    """What waits for one party: of the dossiers that the board looked at, how many are late and how many soon."""

    responsible: Responsible
    late: _Count
    soon: _Count


@record
class BoardProcedure:
    """What of one procedure is late, soon late and held by nobody, of the dossiers that the board looked at."""

    code: ProcedureCode
    name: Annotated[str, Rule(max=2000)]
    late: _Count
    soon: _Count
    unassigned: _Count


@record
class BoardPerson:
    """A processor with what they hold."""

    staff_id: Ident
    name: Annotated[str, Rule(max=200)]
    active: bool
    held: _Count
    late: _Count
    soon: _Count
    more: Annotated[bool, Rule(description="They hold more than was counted")] = False


@record
class BoardView:
    """The board at one moment. ``looked_at_all``: whether turns and procedures are of all that is late, soon or unheld,
    and not of those alone that come first."""

    as_of: dt.datetime
    soon_until: dt.datetime
    late: _Count
    late_more: bool
    soon: _Count
    soon_more: bool
    queues: tuple[BoardQueue, ...]
    turns: tuple[BoardTurn, ...]
    procedures: tuple[BoardProcedure, ...]
    people: tuple[BoardPerson, ...]
    people_more: bool = False
    looked_at_all: bool = True


get_board = query(SERVICE, "get_board", GetBoard, BoardView)
