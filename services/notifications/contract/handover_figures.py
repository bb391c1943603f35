"""How promptly events are handed over to programs, and messages for people to a provider; for everybody."""

import datetime as dt
from typing import Annotated

from chassis.contracts import query
from chassis.records import Rule, record
from services.notifications.contract.subscriptions import Way
from services.notifications.contract.terms import SERVICE, MessageChannel


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


@record
class GetPromptness:
    """Of each day: how many messages were to go to people, and how many a provider had within 10 s."""

    days: Annotated[int, Rule(min=1, max=366, description="How many days back, today included")] = 30


@record
class PromptDay:
    """One day in Vietnam and one channel. ``due`` counts messages that were first to go on it, also those that no
    provider took; those of the inbox, which need none, are not among them."""

    day: dt.date
    channel: MessageChannel
    due: int
    in_time: Annotated[int, Rule(description="Taken by a provider within 10 s, at the first attempt")]


@record
class Promptness:
    """The figures, the newest day first."""

    within_seconds: int
    days: tuple[PromptDay, ...]


get_promptness = query(SERVICE, "get_promptness", GetPromptness, Promptness)
