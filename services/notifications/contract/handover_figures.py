"""How promptly events are handed over to programs of agencies, for everybody."""

import datetime as dt
from typing import Annotated

from chassis.contracts import query
from chassis.records import Rule, record
from services.notifications.contract.subscriptions import Way
from services.notifications.contract.terms import SERVICE


@record
class GetHandoverFigures:
    """Of each day: how many events were handed over to programs of agencies, and how many within 10 s."""

    days: Annotated[int, Rule(min=1, max=366, description="How many days back, today included")] = 30


@record
class HandoverDay:
    """One day in Vietnam and one way. ``due`` counts all that were to be handed over, also to who was down."""

    day: dt.date
    way: Way
    due: int
    delivered: int
    in_time: Annotated[int, Rule(description="Handed over within 10 s of being in the feed")]


@record
class HandoverFigures:
    """The figures, the newest day first."""

    within_seconds: int
    days: tuple[HandoverDay, ...]


get_handover_figures = query(SERVICE, "get_handover_figures", GetHandoverFigures, HandoverFigures)
