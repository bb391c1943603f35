"""Differences with a payment provider: what its file of a day and our books do not agree on, and their repair."""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, query
from chassis.records import Ident, Rule, record
from services.payments.contract.refunds import ReasonText
from services.payments.contract.terms import SERVICE, AgencyCode, TxnRef

_Cursor = Annotated[str, Rule(max=64, description="next_cursor of the page before")]
_Words = Annotated[str, Rule(max=100)]


class DifferenceState(enum.StrEnum):
    """Where one difference stands (tình trạng chênh lệch)."""

    OPEN = "open"  # chưa xử lý
    PROPOSED = "proposed"  # đã đề nghị điều chỉnh
    REPAIRED = "repaired"  # đã điều chỉnh
    GONE = "gone"  # hai bên đã khớp


class DifferenceKind(enum.StrEnum):
    """In what the two sides differ (loại chênh lệch)."""

    MISSING_HERE = "missing_here"  # bên kia có, ở đây không
    MISSING_THERE = "missing_there"  # ở đây có, bên kia không
    DIFFERS = "differs"  # số tiền khác nhau


class MoneySide(enum.StrEnum):
    """Which way the money went."""

    PAY = "pay"  # thu
    REFUND = "refund"  # hoàn


class RepairState(enum.StrEnum):
    """Where a proposed repair stands."""

    PROPOSED = "proposed"  # chờ người thứ hai
    CONFIRMED = "confirmed"  # đã ghi sổ
    REFUSED = "refused"  # không đồng ý
    LAPSED = "lapsed"  # hết hiệu lực: đối soát lại ra số khác


@record
class ListDifferences:
    """The differences of an agency (danh sách chênh lệch đối soát), of one day or of all, oldest first."""

    agency_code: AgencyCode
    day: Annotated[dt.date | None, Rule(description="Day in Vietnam, of the provider's file")] = None
    closed: Annotated[bool, Rule(description="Also those that are repaired or gone")] = False
    cursor: _Cursor = ""
    limit: Annotated[int, Rule(min=1, max=200)] = 50


@record
class GetDifference:
    """One difference."""

    difference_id: Ident


@record
class ProposeRepair:
    """Propose to bring the books to what the provider's file says (đề nghị điều chỉnh); a second person decides."""

    difference_id: Ident
    reason: ReasonText


@record
class DecideRepair:
    """Confirm a repair, whereby it is booked, or refuse it; never by who proposed it."""

    difference_id: Ident
    repair_id: Ident
    agree: bool
    note: Annotated[str, Rule(max=500, description="Needed to refuse")] = ""


@record
class RepairView:
    """One proposal. ``amount`` is what is booked, đồng: more if positive, less if negative."""

    id: Ident
    state: RepairState
    amount: int
    reason: Annotated[str, Rule(max=500)]
    proposed_by: Ident
    proposed_at: dt.datetime
    decided_by: Annotated[str, Rule(max=64)] = ""
    decided_at: dt.datetime | None = None
    note: Annotated[str, Rule(max=500)] = ""
    suspense_id: Annotated[str, Rule(max=64, description="The money in suspense that came of it")] = ""


@record
class DifferenceView:
    """One line on which the provider and we do not agree; an amount is null where that side has none."""

    id: Ident
    state: DifferenceState
    state_vi: _Words
    state_en: _Words
    kind: DifferenceKind
    kind_vi: _Words
    kind_en: _Words
    side: MoneySide
    provider: Annotated[str, Rule(max=20)]
    day: dt.date
    txn_ref: TxnRef
    transaction_no: Annotated[str, Rule(max=100)]
    ours: Annotated[int | None, Rule(min=0, description="Ở đây, đồng (VND)")] = None
    theirs: Annotated[int | None, Rule(min=0, description="Ở nhà cung cấp, đồng (VND)")] = None
    more: Annotated[int, Rule(description="Bên kia nhiều hơn, đồng (VND); số âm là ít hơn")]
    agency_code: Annotated[str, Rule(max=40, description="Empty where no order of ours is named")] = ""
    dossier_code: Annotated[str, Rule(max=80)] = ""
    obligation_id: Annotated[str, Rule(max=64)] = ""
    payment_id: Annotated[str, Rule(max=64)] = ""
    refund_id: Annotated[str, Rule(max=64)] = ""
    found_at: dt.datetime
    closed_at: dt.datetime | None = None
    asked: Annotated[str, Rule(max=200, description="What asking the provider came to")] = ""
    repairs: tuple[RepairView, ...] = ()


@record
class Differences:
    """A page of differences."""

    items: tuple[DifferenceView, ...]
    next_cursor: Annotated[str, Rule(max=64)] = ""


list_differences = query(SERVICE, "list_differences", ListDifferences, Differences)
get_difference = query(SERVICE, "get_difference", GetDifference, DifferenceView)
propose_repair = command(SERVICE, "propose_repair", ProposeRepair, DifferenceView)
decide_repair = command(SERVICE, "decide_repair", DecideRepair, DifferenceView)
