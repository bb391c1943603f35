"""Erasure (xóa dữ liệu): asked, checked with everybody who holds something, thought over, carried out, confirmed."""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, event, query
from chassis.records import Ident, Rule, record
from services.accounts.contract.terms import SERVICE


class Holder(enum.StrEnum):
    """A service that holds data of people beside accounts; each answers for its own part."""

    DOSSIERS = "dossiers"
    PAYMENTS = "payments"
    NOTIFICATIONS = "notifications"


class ErasureState(enum.StrEnum):
    """Where a request stands."""

    ASKED = "asked"  # đang hỏi các phần
    WAITING = "waiting"  # không còn gì cản, chờ hết thời gian cân nhắc
    REFUSED = "refused"  # từ chối, có lý do
    CANCELLED = "cancelled"  # người dân thôi đề nghị
    ERASING = "erasing"  # tài khoản đã xóa, các phần khác đang xóa
    DONE = "done"  # mọi phần đã xác nhận


class ErasureObstacle(enum.StrEnum):
    """What stands in the way, and can be done something about."""

    OPEN_DOSSIER = "open-dossier"
    DEBT = "debt"
    PAYMENT_UNDER_WAY = "payment-under-way"
    ONLY_OWNER = "only-owner"


class KeptData(enum.StrEnum):
    """What is kept, restricted, because the state has to be able to show what it did."""

    DOSSIERS = "dossiers"
    PAYMENTS = "payments"
    CONSENTS = "consents"
    AUDIT = "audit"


@record
class AskErasure:
    """Ask that everything about the caller be erased; gives a receipt with the clock."""


@record
class CancelErasure:
    """Take the request back, as long as nothing was erased."""


@record
class ListErasures:
    """The caller's requests, the newest first."""


@record
class GetErasure:
    """What became of a request, by its receipt: also when there is no account any more."""

    receipt: Annotated[str, Rule(min=20, max=64, pattern=r"[A-Za-z0-9_-]+")]


@record
class ListErasureRequests:
    """Requests that are under way, those first whose clock ends first; for operators."""


@record
class ObstacleView:
    """Why a request was refused, and what to do."""

    obstacle: ErasureObstacle
    vi: Annotated[str, Rule(max=500)]
    en: Annotated[str, Rule(max=500)]


@record
class KeptView:
    """What is kept restricted, and why."""

    kept: KeptData
    vi: Annotated[str, Rule(max=500)]
    en: Annotated[str, Rule(max=500)]
    source: Annotated[str, Rule(max=500)]
    years: Annotated[int | None, Rule(min=1, description="For how long; none: no term is known")] = None


@record
class ErasureView:
    """A request; nothing in it tells who asked."""

    receipt: Annotated[str, Rule(max=64)]
    state: ErasureState
    asked_at: dt.datetime
    answer_by: Annotated[dt.datetime, Rule(description="When it must be carried out or refused at the latest")]
    carried_out_from: Annotated[dt.datetime, Rule(description="Until then the request can be taken back")]
    decided_at: dt.datetime | None = None
    done_at: dt.datetime | None = None
    obstacles: tuple[ObstacleView, ...] = ()
    kept: tuple[KeptView, ...] = ()


@record
class ErasureList:
    """Requests of one person."""

    erasures: tuple[ErasureView, ...]


@record
class ErasureRequestLine:
    """A request as operators see it; it names nobody."""

    erasure_id: Ident
    state: ErasureState
    asked_at: dt.datetime
    answer_by: dt.datetime
    awaited: tuple[Holder, ...]
    """Who has not answered yet, or not confirmed."""


@record
class ErasureRequests:
    """The requests that are under way."""

    requests: tuple[ErasureRequestLine, ...]


@record
class ErasureAsked:
    """Somebody wants everything about them erased: whoever holds something says whether that can be, and begins nothing
    new for them meanwhile."""

    erasure_id: Ident
    account_id: Ident
    asked_at: dt.datetime
    answer_by: dt.datetime
    carried_out_from: dt.datetime


@record
class ErasureEnded:
    """A request came to nothing: things go on as before."""

    erasure_id: Ident
    account_id: Ident
    refused: bool
    at: dt.datetime


@record
class AccountErased:
    """An account is no more: everybody erases their part, restricts what must be kept, and confirms.

    ``object_keys`` name objects that nobody refers to any more; who holds the store deletes them.
    """

    erasure_id: Ident
    account_id: Ident
    at: dt.datetime
    object_keys: tuple[Annotated[str, Rule(max=100)], ...] = ()


@record
class ErasureAnswered:
    """What a holder says to a request: its obstacles, or none. Each holder has an event of its own that carries it."""

    erasure_id: Ident
    account_id: Ident
    obstacles: tuple[ErasureObstacle, ...] = ()


@record
class DataErased:
    """A holder has erased its part; ``kept`` is what it keeps restricted. Each holder has an event of its own."""

    erasure_id: Ident
    account_id: Ident
    kept: tuple[KeptData, ...] = ()


ask_erasure = command(
    SERVICE, "ask_erasure", AskErasure, ErasureView, natural="asking again gives the request under way"
)
cancel_erasure = command(
    SERVICE, "cancel_erasure", CancelErasure, ErasureView, natural="what is taken back stays taken back"
)
list_erasures = query(SERVICE, "list_erasures", ListErasures, ErasureList)
get_erasure = query(SERVICE, "get_erasure", GetErasure, ErasureView)
list_erasure_requests = query(SERVICE, "list_erasure_requests", ListErasureRequests, ErasureRequests)
erasure_asked = event(SERVICE, "erasure_asked", ErasureAsked, aggregate="account")
erasure_ended = event(SERVICE, "erasure_ended", ErasureEnded, aggregate="account")
account_erased = event(SERVICE, "account_erased", AccountErased, aggregate="account")
