"""The places of the officers' desk: what its menu leads to, and which roles find something there.

Adding a page to the menu is adding one line here. The menu only spares people doors that are closed to them: whether
one may in fact see what is behind, the policy of the service decides each time. A role that is held by own right in a
province counts as well as one of a commune; the page behind says whose it shows.
"""

from collections.abc import Collection
from dataclasses import dataclass

from chassis.callers import Caller
from gateway.routing import Words

RECEIVER, PROCESSOR, APPROVER = "receiver", "processor", "approver"
SUPERVISOR, ADMINISTRATOR, AUDITOR = "supervisor", "agency_administrator", "auditor"
OPERATOR, EDITOR, REVIEWER = "operator", "catalog_editor", "catalog_reviewer"

READERS = (RECEIVER, PROCESSOR, APPROVER, SUPERVISOR, ADMINISTRATOR, AUDITOR)
"""Who reads an agency's dossiers."""
BOOKS = (RECEIVER, SUPERVISOR, ADMINISTRATOR)
"""Who reads an agency's books."""

DOSSIERS = Words("Hồ sơ", "Dossiers")
MONEY = Words("Tiền", "Money")
OFFICE = Words("Cơ quan", "Office")
PORTAL = Words("Cổng", "Portal")
MINE = Words("Của tôi", "Mine")


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the menu."""

    group: Words
    address: str
    words: Words
    roles: Collection[str]
    """Any of these; empty: all staff."""


PLACES: tuple[Place, ...] = (
    Place(DOSSIERS, "/can-bo", Words("Việc của tôi", "My work"), READERS),
    Place(DOSSIERS, "/can-bo/lap", Words("Nhận tại quầy", "Intake"), (RECEIVER, SUPERVISOR)),
    Place(DOSSIERS, "/can-bo/y-kien", Words("Ý kiến", "Opinions"), (PROCESSOR, APPROVER)),
    Place(DOSSIERS, "/can-bo/so", Words("Sổ theo dõi", "Register"), READERS),
    Place(DOSSIERS, "/can-bo/bang-theo-doi", Words("Bảng theo dõi", "Board"), (SUPERVISOR, APPROVER)),
    Place(MONEY, "/can-bo/quy", Words("Sổ quỹ", "Cash"), BOOKS),
    Place(MONEY, "/can-bo/tien", Words("Việc về tiền", "Work"), BOOKS),
    Place(MONEY, "/can-bo/bien-lai", Words("Biên lai", "Receipts"), BOOKS),
    Place(MONEY, "/can-bo/sao-ke", Words("Sao kê", "Statements"), BOOKS),
    Place(MONEY, "/can-bo/chenh-lech", Words("Chênh lệch", "Differences"), BOOKS),
    Place(MONEY, "/can-bo/so-ke-toan", Words("Sổ kế toán", "Accounts"), BOOKS),
    Place(MONEY, "/can-bo/cach-thu", Words("Cách thu", "Collecting"), BOOKS),
    Place(OFFICE, "/can-bo/nhan-su", Words("Cán bộ", "Staff"), (ADMINISTRATOR,)),
    Place(OFFICE, "/can-bo/muc-do", Words("Mức độ cung cấp", "Offers"), (ADMINISTRATOR,)),
    Place(OFFICE, "/can-bo/gop-y", Words("Góp ý", "Feedback"), (SUPERVISOR, ADMINISTRATOR, OPERATOR)),
    Place(OFFICE, "/can-bo/thong-bao", Words("Thông báo", "Announcements"), (ADMINISTRATOR, OPERATOR)),
    Place(PORTAL, "/can-bo/bien-tap", Words("Biên tập thủ tục", "Edit procedures"), (EDITOR, REVIEWER)),
    Place(PORTAL, "/can-bo/mau-tin", Words("Mẫu tin", "Messages"), (EDITOR, REVIEWER)),
    Place(PORTAL, "/can-bo/van-hanh", Words("Vận hành", "Operating"), (OPERATOR,)),
    Place(PORTAL, "/can-bo/dinh-chinh", Words("Đính chính", "Corrections"), (OPERATOR,)),
    Place(MINE, "/can-bo/tai-khoan", Words("Tài khoản", "Account"), ()),
    Place(MINE, "/dang-xuat", Words("Đăng xuất", "Sign out"), ()),
)
"""In the order of the menu; places of one group stand together."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as a page shows it."""

    place: Place
    here: bool


def first_place(caller: Caller) -> str:
    """Where somebody goes who is going nowhere in particular: the first place that their roles open."""
    held = {holding.role for holding in caller.reach()}
    return next((place.address for place in PLACES if not place.roles or held & set(place.roles)), PLACES[0].address)


def menu(caller: Caller, path: str) -> list[tuple[Words, list[Entry]]]:
    """The entries that the caller's roles open, by group; ``path`` is where they are now."""
    held = {holding.role for holding in caller.reach()}
    open_to = [place for place in PLACES if not place.roles or held & set(place.roles)]
    under = [place for place in open_to if path == place.address or path.startswith(place.address + "/")]
    now_at = max(under, key=lambda place: len(place.address), default=None)
    groups = dict.fromkeys(place.group for place in open_to)
    return [(group, [Entry(one, one is now_at) for one in open_to if one.group == group]) for group in groups]
