"""What everybody may see of how agencies keep their word, and what people say of it.

The shares are those of QĐ 766/QĐ-TTg that a portal can count by itself; TT 32/2017/TT-BTTTT điều 12 has the three
steps of a rating. Nothing here is about one person or one dossier.
"""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, event, query
from chassis.records import Ident, Rule, record
from services.dossiers.contract.events import DossierFacts
from services.dossiers.contract.terms import SERVICE, Rating

_Count = Annotated[int, Rule(min=0)]
_Permille = Annotated[int, Rule(min=0, max=1000, description="Thousandths")]


@record
class RateDossier:
    """Say what you think of how your dossier was handled: once, when you have the result."""

    dossier_id: Ident
    rating: Rating
    comment: Annotated[str, Rule(max=1000, description="Read by the agency; write no personal data")] = ""


@record
class RatingView:
    """What was said."""

    dossier_id: Ident
    rating: Rating
    at: dt.datetime
    comment: Annotated[str, Rule(max=1000)] = ""


@record
class ServiceRated(DossierFacts):
    """Somebody rated the service; the comment stays with the agency."""

    rating: Rating


class FiguresBy(enum.StrEnum):
    """What the figures are put together by."""

    ALL = "all"  # toàn bộ
    AGENCY = "agency"  # cơ quan
    FIELD = "field"  # lĩnh vực
    PROCEDURE = "procedure"  # thủ tục
    MONTH = "month"  # tháng


@record
class GetFigures:
    """Figures of the days from ``first`` to ``last``, both counted; without them, of the year so far."""

    by: FiguresBy = FiguresBy.AGENCY
    first: dt.date | None = None
    last: dt.date | None = None
    agency_code: Annotated[str, Rule(max=40, description="Only this agency and those under it")] = ""
    procedure_code: Annotated[str, Rule(max=40)] = ""
    field: Annotated[str, Rule(max=64)] = ""


@record
class FigureLine:
    """What is counted under one key. ``open`` and ``open_late`` are of now, whatever the days; by month they are 0.

    Shares are None where there is nothing to have a share of. ``in_time_permille`` is (early + on time) of all that was
    resolved with a date, and of what is open and late. ``missed`` got a new date after the first had passed: such a
    dossier is late whenever it is resolved.
    """

    key: Annotated[str, Rule(max=80)]
    name: Annotated[str, Rule(max=2000)]
    submitted: _Count
    submitted_online: _Count
    received: _Count
    refused: _Count
    supplemented: _Count
    early: _Count
    on_time: _Count
    late: _Count
    missed: _Count
    unlimited: _Count
    stopped: _Count
    returned: _Count
    returned_online: _Count
    paid: _Count
    paid_online: _Count
    very_satisfied: _Count
    satisfied: _Count
    dissatisfied: _Count
    open: _Count
    open_late: _Count
    in_time_permille: _Permille | None = None
    online_permille: _Permille | None = None
    online_results_permille: _Permille | None = None
    paid_online_permille: _Permille | None = None
    satisfied_permille: _Permille | None = None


@record
class Figures:
    """Figures of a time. ``total`` is all lines together."""

    by: FiguresBy
    first: dt.date
    last: dt.date
    as_of: dt.datetime
    total: FigureLine
    lines: tuple[FigureLine, ...]


rate_dossier = command(SERVICE, "rate_dossier", RateDossier, RatingView)
get_figures = query(SERVICE, "get_figures", GetFigures, Figures)
service_rated = event(SERVICE, "service_rated", ServiceRated, aggregate="dossier")
