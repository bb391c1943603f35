"""What agencies offer (mức độ cung cấp): set and ended by their administrators, read by everybody, remembered."""

import datetime as dt
import enum
from typing import Annotated

from chassis.records import Ident, Rule, record
from services.catalog.contract.levels import LevelReason, ServiceLevelView
from services.catalog.contract.parts import Offer
from services.catalog.contract.terms import (
    AgencyCode,
    Cursor,
    PageSize,
    PartialReason,
    ProcedureCode,
    ServiceLevel,
    Title,
    Version,
)

OfferVersion = Annotated[int, Rule(min=0, description="Counts what was done to this agency's offers; 0: nothing yet")]
WhyOffer = Annotated[str, Rule(min=1, max=1000, description="Lý do")]
FirstDay = Annotated[dt.date, Rule(description="First day on which it holds, in Vietnam; today or later")]
DeskChosen = Annotated[
    str,
    Rule(max=40, description="Where people go; empty: the agency's usual desk", example="H27.30.12.1"),
]


class OfferTime(enum.StrEnum):
    """When an offer holds, seen from today."""

    PAST = "past"  # đã hết
    CURRENT = "current"  # đang áp dụng
    COMING = "coming"  # sắp áp dụng


class OfferActKind(enum.StrEnum):
    """What was done to an agency's offers."""

    SET = "set"  # cơ quan công bố
    ENDED = "ended"  # cơ quan thôi cung cấp
    LOADED = "loaded"  # nạp cùng danh mục
    CAPPED = "capped"  # nội dung thủ tục không còn đáp ứng mức đã công bố; nothing was changed by the agency


# What is asked


@record
class SetOffer:
    """Say from which day on how far an agency provides a procedure online (công bố mức độ).

    ``level`` is one of the scheme in force on that day. What an agency leaves out is as the level has it. Whatever the
    agency had planned from that day on is replaced; what held before that day stays.
    """

    code: ProcedureCode
    agency: AgencyCode
    level: ServiceLevel
    valid_from: FirstDay
    desk: DeskChosen = ""
    pays_online: bool | None = None
    returns_online: bool | None = None
    returns_by_post: bool | None = None
    returns_at_desk: bool | None = None
    partial_reason: PartialReason | None = None
    partial_note: Annotated[str, Rule(max=1000, description="Published with the reason")] = ""
    why: Annotated[str, Rule(max=1000, description="For the history; not published")] = ""
    expected_version: OfferVersion | None = None


@record
class PreviewOffer:
    """What `SetOffer` would come to, without doing it."""

    code: ProcedureCode
    agency: AgencyCode
    level: ServiceLevel
    valid_from: FirstDay
    desk: DeskChosen = ""
    pays_online: bool | None = None
    returns_online: bool | None = None
    returns_by_post: bool | None = None
    returns_at_desk: bool | None = None
    partial_reason: PartialReason | None = None
    partial_note: Annotated[str, Rule(max=1000)] = ""


@record
class EndOffer:
    """End what an agency offers after a last day, today or later, with the reason; what was planned after it falls."""

    code: ProcedureCode
    agency: AgencyCode
    last_day: dt.date
    reason: WhyOffer
    expected_version: OfferVersion | None = None


@record
class GetAgencyOffers:
    """What one agency offers of a procedure: past, current and coming."""

    code: ProcedureCode
    agency: AgencyCode


@record
class ListOffers:
    """Who offers a procedure: past, current and coming, by agency, then day."""

    code: ProcedureCode
    time: OfferTime | None = None
    cursor: Cursor = ""
    limit: PageSize = 50


@record
class GetOfferHistory:
    """What was done to an agency's offers of a procedure, by whom, when."""

    code: ProcedureCode
    agency: AgencyCode


@record
class ListOffersAboveRecord:
    """Offers of an agency and of those under it that claim more than a record bears, today or on a day to come."""

    agency: AgencyCode
    cursor: Cursor = ""
    limit: PageSize = 50


# What is answered


@record
class AgencyOffer:
    """One offer as it was claimed, and the level that holds: on its first day or today, if past on its last.

    ``level`` is None where no version or no scheme holds on that day. ``above_record``: more was claimed than holds.
    """

    time: OfferTime
    claimed: Offer
    level: ServiceLevel | None = None
    level_vi: Annotated[str, Rule(max=2000)] = ""
    level_en: Annotated[str, Rule(max=2000)] = ""
    above_record: bool = False
    reasons: tuple[LevelReason, ...] = ()


@record
class AgencyOffers:
    """What one agency offers of a procedure, by day; ``version`` is what a change must be based on."""

    code: ProcedureCode
    agency_code: AgencyCode
    agency_name: Annotated[str, Rule(max=500)]
    version: OfferVersion
    items: tuple[AgencyOffer, ...]


@record
class OfferPage:
    """Offers of a procedure, by agency, then day."""

    code: ProcedureCode
    items: tuple[AgencyOffer, ...]
    next_cursor: Cursor = ""


@record
class OfferPreview:
    """Whether a claim would be taken; if not, every reason. ``becomes`` is what would hold; ``drops`` what would not.

    For a claim that is refused ``becomes`` says what the record bears.
    """

    acceptable: bool
    refusals: tuple[LevelReason, ...]
    becomes: ServiceLevelView | None
    drops: tuple[Offer, ...]


@record
class OfferAct:
    """One act of the history; ``before`` and ``after`` are the agency's offers of the procedure, whole."""

    seq: Annotated[int, Rule(min=1)]
    act: OfferActKind
    at: dt.datetime
    actor_id: Ident
    actor_name: Annotated[str, Rule(max=200)] = ""
    deputy_for: Annotated[str, Rule(max=64, description="Id of the absent member of staff")] = ""
    reason: Annotated[str, Rule(max=1000)] = ""
    before: tuple[Offer, ...]
    after: tuple[Offer, ...]


@record
class OfferHistory:
    """Everything that was done to an agency's offers of a procedure, oldest first."""

    code: ProcedureCode
    agency_code: AgencyCode
    items: tuple[OfferAct, ...]


@record
class OfferAboveRecord:
    """An offer that a version of the record does not bear, from ``from_day`` on, with what is missing."""

    code: ProcedureCode
    name: Title
    version: Version
    agency_code: AgencyCode
    agency_name: Annotated[str, Rule(max=500)]
    from_day: dt.date
    claimed: ServiceLevel
    claimed_vi: Title
    claimed_en: Title
    level: ServiceLevel
    level_vi: Title
    level_en: Title
    reasons: tuple[LevelReason, ...]


@record
class OffersAboveRecord:
    """A page of offers above their record; a page may be empty and yet have one after it."""

    agency_code: AgencyCode
    items: tuple[OfferAboveRecord, ...]
    next_cursor: Cursor = ""
