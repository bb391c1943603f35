"""What a filing will cost, told before anybody files: fees by case and way, and who is exempt or pays less."""

import datetime as dt
from typing import Annotated

from chassis.callers import Channel
from chassis.contracts import query
from chassis.records import Dong, Rule, record
from services.catalog.contract.parts import FeeRelief
from services.catalog.contract.terms import SERVICE, FeeKind, FeeRule, ProcedureCode, Version

ReliefKey = Annotated[str, Rule(min=1, max=130, example="mien-2")]
"""A relief by its key, of every fee that has one, or ``head:key``: of that fee alone."""


@record
class QuoteFees:
    """The fees of a filing. ``units`` says of how many units a fee is, ``claims`` which reliefs the person claims.

    Without a version the one of ``day`` is taken, without a day that of today (in Vietnam).
    """

    code: ProcedureCode
    channel: Channel = Channel.ONLINE
    case: Annotated[str, Rule(max=80)] = ""
    version: Version | None = None
    day: dt.date | None = None
    units: Annotated[
        tuple[Annotated[str, Rule(pattern=r"[a-z0-9-]{1,64}:\d{1,6}", example="ban-sao:3")], ...], Rule(max=50)
    ] = ()
    claims: Annotated[tuple[ReliefKey, ...], Rule(max=50)] = ()


@record
class QuotedFee:
    """One fee. ``amount`` is None where the record does not fix it: ``open_vi`` says who does, and it is not free.

    ``after_relief`` is what is left if the agency grants what was claimed; it decides at reception, on the evidence.
    """

    head: Annotated[str, Rule(max=80)]
    kind: FeeKind
    kind_vi: Annotated[str, Rule(max=60)]
    label: Annotated[str, Rule(max=500)]
    rule: FeeRule
    unit: Annotated[str, Rule(max=60)] = ""
    units: int = 1
    optional: bool = False
    amount: Dong | None = None
    after_relief: Dong | None = None
    open_vi: Annotated[str, Rule(max=300)] = ""
    open_en: Annotated[str, Rule(max=300)] = ""
    basis: Annotated[str, Rule(max=500)] = ""
    reliefs: tuple[FeeRelief, ...] = ()
    claimed: tuple[ReliefKey, ...] = ()


@record
class FeeQuote:
    """The fees of a filing on a day. Totals leave out what is optional, and are None while an amount is open."""

    code: ProcedureCode
    version: int
    case: Annotated[str, Rule(max=80)]
    channel: Channel
    day: dt.date
    items: tuple[QuotedFee, ...]
    total: Dong | None
    total_after_relief: Dong | None
    note_vi: Annotated[str, Rule(max=500)]
    note_en: Annotated[str, Rule(max=500)]


quote_fees = query(SERVICE, "quote_fees", QuoteFees, FeeQuote)
