"""Who looks at personal data and why: revealing what is masked, and the list that the person sees."""

import datetime as dt
import enum
from typing import Annotated

from chassis.contracts import command, query
from chassis.records import Ident, Rule, record
from services.dossiers.contract.terms import SERVICE, Cursor, PageSize
from services.dossiers.contract.views import FileGrant


class PersonalField(enum.StrEnum):
    """What of an applicant is masked until somebody says why they need it."""

    IDENTITY = "identity"  # số giấy tờ tùy thân
    PHONE = "phone"  # số điện thoại
    EMAIL = "email"  # thư điện tử


class Look(enum.StrEnum):
    """How somebody looked at a person's data (truy cập dữ liệu cá nhân)."""

    DOSSIER = "dossier"  # xem hồ sơ
    FILE = "file"  # xem tệp trong hồ sơ
    REVEALED = "revealed"  # xem thông tin đã che


Purpose = Annotated[str, Rule(min=10, max=500, description="Mục đích xem; người dân sẽ đọc được")]


@record
class RevealApplicant:
    """Show masked data of the applicant in full; the person is told who looked and why."""

    dossier_id: Ident
    fields: Annotated[tuple[PersonalField, ...], Rule(min=1, max=3)]
    why: Purpose


@record
class RevealedView:
    """What was asked for, in full; empty where there is none."""

    dossier_id: Ident
    identity_number: Annotated[str, Rule(max=20)] = ""
    phone: Annotated[str, Rule(max=20)] = ""
    email: Annotated[str, Rule(max=254)] = ""


@record
class ListLooks:
    """Who of the agencies' staff looked at the caller's data, the newest first."""

    cursor: Cursor = ""
    limit: PageSize = 20


@record
class LookView:
    """One look at a person's data; its id is its place in the list."""

    look_id: Ident
    at: dt.datetime
    dossier_id: Ident
    dossier_code: Annotated[str, Rule(max=40)]
    look: Look
    by_name: Annotated[str, Rule(max=200)]
    by_agency: Annotated[str, Rule(max=500)]
    fields: tuple[PersonalField, ...] = ()
    why: Annotated[str, Rule(max=500)] = ""


@record
class LookPage:
    """A page of looks."""

    items: tuple[LookView, ...]
    next_cursor: Cursor = ""


@record
class GetMandate:
    """The paper of the delegation by which a dossier was filed, for officers; the person is told who opened it."""

    dossier_id: Ident


get_mandate = query(SERVICE, "get_mandate", GetMandate, FileGrant)
reveal_applicant = command(
    SERVICE,
    "reveal_applicant",
    RevealApplicant,
    RevealedView,
    natural="looking twice is two looks, and what was shown must be kept with no key",
)
list_looks = query(SERVICE, "list_looks", ListLooks, LookPage)
