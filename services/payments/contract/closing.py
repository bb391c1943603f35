"""Ending a refund by hand, of which the provider tells no end: on a document of the provider's, by two people."""

import datetime as dt
from typing import Annotated

from chassis.contracts import command, query
from chassis.records import Dong, Ident, Rule, record
from services.payments.contract.refunds import ReasonText
from services.payments.contract.terms import SERVICE, AgencyCode


@record
class ProposeClosing:
    """Propose how a refund ended (đề nghị kết thúc hoàn tiền thủ công); a second person decides."""

    refund_id: Ident
    paid: Annotated[bool, Rule(description="Whether the provider paid it back, by what it wrote")]
    reason: ReasonText
    provider_no: Annotated[str, Rule(max=100, description="The provider's number of the refund, if it was paid")] = ""


@record
class DecideClosing:
    """Agree, whereby the refund ends so, or not; never by who proposed it."""

    refund_id: Ident
    closing_id: Ident
    agree: bool
    note: Annotated[str, Rule(max=500, description="Needed to refuse")] = ""


@record
class ListClosings:
    """The proposals of an agency that nobody has decided."""

    agency_code: AgencyCode


@record
class ClosingView:
    """One proposal to end a refund by hand, and what became of it."""

    id: Ident
    refund_id: Ident
    amount: Dong
    paid: bool
    provider_no: Annotated[str, Rule(max=100)] = ""
    reason: Annotated[str, Rule(max=500)]
    asked_by: Ident
    asked_at: dt.datetime
    decided_by: Annotated[str, Rule(max=64)] = ""
    decided_at: dt.datetime | None = None
    agreed: bool | None = None
    note: Annotated[str, Rule(max=500)] = ""


@record
class Closings:
    """Proposals, oldest first, at most a hundred."""

    items: tuple[ClosingView, ...]


propose_closing = command(SERVICE, "propose_closing", ProposeClosing, ClosingView)
decide_closing = command(SERVICE, "decide_closing", DecideClosing, ClosingView)
list_closings = query(SERVICE, "list_closings", ListClosings, Closings)
