"""Cán bộ của cơ quan: who works here in which roles, who stands in for whom; for the administrators of agencies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.contracts import Method
from chassis.errors import Invalid
from chassis.records import load
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web.attempting import Attempt, attempt, day_typed, typed
from services.accounts import contract as accounts

area = Area("staff-pages", Words("Cán bộ của cơ quan", "Staff of an agency"))

TITLE = Words("Cán bộ", "Staff")
ADDRESS = "/can-bo/nhan-su"
MOST_ROLES = 12
SPARE = 2
"""Empty rows of a form of roles, to add to what is held."""


@dataclass(frozen=True, slots=True)
class Act:
    """What can be done with a member of staff, by the last part of the address."""

    method: Method[Any, Any]
    words: Words
    done: Words
    fields: tuple[str, ...] = ("why",)


ACTS: Mapping[str, Act] = {
    "vai-tro": Act(
        accounts.change_staff,
        Words("Giao vai trò", "Give roles"),
        Words(
            "Đã giao vai trò. Người này đăng nhập lại để tiếp tục.", "The roles are given. The person signs in anew."
        ),
    ),
    "vo-hieu-hoa": Act(
        accounts.disable_staff,
        Words("Vô hiệu hóa tài khoản", "Deactivate"),
        Words("Đã vô hiệu hóa: mọi phiên đăng nhập đã chấm dứt.", "Deactivated: all sessions have ended."),
    ),
    "khoi-phuc": Act(
        accounts.enable_staff,
        Words("Khôi phục tài khoản", "Reactivate"),
        Words("Đã khôi phục tài khoản.", "The account is active again."),
    ),
    "moi-lai": Act(
        accounts.invite_staff,
        Words("Mời lại", "Invite again"),
        Words("Đã tạo lời mời mới.", "A new invitation was made."),
    ),
    "nguoi-thay": Act(
        accounts.name_deputy,
        Words("Cử người thay", "Name a deputy"),
        Words("Đã cử người thay khi vắng mặt.", "The deputy is named."),
        ("deputy_id", "first_day", "last_day", "why"),
    ),
    "ket-thuc-thay": Act(
        accounts.end_deputy,
        Words("Kết thúc việc thay", "End a deputy's time"),
        Words("Đã kết thúc việc thay.", "The deputy's time has ended."),
        ("deputyship_id", "why"),
    ),
}


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One row of a form of roles."""

    role: str = ""
    agency: str = ""
    procedures: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says of the form that was sent: in general, and by field."""

    act: str = ""
    sentence: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)


@area.page("GET", ADDRESS, summary=TITLE, auth=Auth.STAFF)
def staff(visit: Visit) -> Response:
    """Who works in the agencies that the caller administers, by number."""
    args = visit.request.args
    asked: dict[str, Any] = {"agency_code": args.get("co-quan", "").strip(), "cursor": args.get("cursor", "")}
    if args.get("trang-thai") in ("hoat-dong", "ngung"):
        asked["active"] = args["trang-thai"] == "hoat-dong"
    found = attempt(visit, accounts.list_staff, asked)
    return visit.page(
        "staff.html",
        status=found.status,
        found=found.reply,
        said=found.said,
        asked=asked,
        chosen=args.get("trang-thai", ""),
        roles=accounts.ROLE_NAMES,
        other_language=here(ADDRESS, "vi" if visit.language == "en" else "en", **{"co-quan": asked["agency_code"]}),
    )


@area.page("GET", f"{ADDRESS}/them", summary=Words("Thêm cán bộ", "Add a member of staff"), auth=Auth.STAFF)
def adding(visit: Visit) -> Response:
    """The empty form; one's own agency stands in it."""
    return _adding_page(visit, {"agency_code": visit.caller.agency}, _spare([], visit.caller.agency), Said())


@area.page("POST", ADDRESS, summary=Words("Thêm cán bộ", "Add a member of staff"), auth=Auth.STAFF, limit="change")
def add(visit: Visit) -> Response:
    """Add somebody; the page that follows shows the invitation, this once."""
    rows = _rows(visit)
    plain = typed(visit, "staff_number", "name", "agency_code")
    done = attempt(visit, accounts.add_staff, {**plain, "holdings": _holdings(rows)})
    if done.reply is None:
        return _adding_page(visit, plain, _spare(rows, ""), Said("them", done.said, done.wrong), done.status)
    return _invitation_page(visit, done.reply)


@area.page("GET", f"{ADDRESS}/{{staff_id}}", summary=TITLE, auth=Auth.STAFF)
def member(visit: Visit) -> Response:
    """One member of staff: roles, deputies, and what can be done."""
    return _page(visit, Said())


@area.page("POST", f"{ADDRESS}/{{staff_id}}/{{act}}", summary=TITLE, auth=Auth.STAFF, limit="change")
def act(visit: Visit) -> Response:
    """Do one act; what is wrong is told beside what was typed."""
    key = visit.path["act"]
    wanted = ACTS.get(key)
    if wanted is None:
        raise ADDRESS_UNKNOWN()
    asked: dict[str, Any] = typed(visit, *wanted.fields)
    for name in ("first_day", "last_day"):
        if name in asked:
            asked[name] = day_typed(asked[name])
    if key == "nguoi-thay":
        asked["absent_id"] = visit.path["staff_id"]
    elif key != "ket-thuc-thay":
        asked["staff_id"] = visit.path["staff_id"]
    if key == "vai-tro":
        asked["holdings"] = _holdings(_rows(visit))
    done: Attempt[Any] = attempt(visit, wanted.method, asked)
    if done.reply is None:
        return _page(visit, Said(key, done.said, done.wrong), done.status)
    if isinstance(done.reply, accounts.StaffInvited):
        return _invitation_page(visit, done.reply)
    return redirect(here(f"{ADDRESS}/{visit.path['staff_id']}", visit.language, da=key), 303)


def _page(visit: Visit, said: Said, status: int = 200) -> Response:
    try:
        view = visit.send(accounts.get_staff, load(accounts.GetStaff, {"staff_id": visit.path["staff_id"]}))
    except Invalid:
        raise ADDRESS_UNKNOWN() from None
    colleagues = visit.send(
        accounts.list_staff, accounts.ListStaff(agency_code=view.agency_code, active=True, limit=100)
    )
    rows = _rows(visit) if said.act == "vai-tro" else [_row(held) for held in view.holdings]
    done = ACTS.get(visit.request.args.get("da", ""))
    address = f"{ADDRESS}/{view.id}"
    return visit.page(
        "staff_member.html",
        status=status,
        view=view,
        colleagues=[one for one in colleagues.items if one.id != view.id],
        names={one.id: one.name for one in colleagues.items},
        rows=_spare(rows, view.agency_code),
        said=said,
        typed=visit.form,
        done=done.done if done else None,
        roles=accounts.ROLE_NAMES,
        address=address,
        other_language=here(address, "vi" if visit.language == "en" else "en"),
    )


def _adding_page(
    visit: Visit, values: Mapping[str, str], rows: Sequence[RoleRow], said: Said, status: int = 200
) -> Response:
    return visit.page(
        "staff_add.html",
        status=status,
        values=values,
        rows=rows,
        said=said,
        roles=accounts.ROLE_NAMES,
        other_language=here(f"{ADDRESS}/them", "vi" if visit.language == "en" else "en"),
    )


def _invitation_page(visit: Visit, made: accounts.StaffInvited) -> Response:
    """The invitation, to be handed over; nobody can see it again, so it stands in the answer and in no address."""
    return visit.page("staff_invited.html", made=made, other_language="")


def _rows(visit: Visit) -> list[RoleRow]:
    """The rows of the form in which anything was chosen or typed."""
    form = visit.form
    rows = [
        RoleRow(form.get(f"role:{at}", ""), form.get(f"agency:{at}", "").strip(), form.get(f"procedures:{at}", ""))
        for at in range(MOST_ROLES)
    ]
    return [row for row in rows if row.role or row.procedures.strip()]


def _row(held: accounts.HeldRole) -> RoleRow:
    return RoleRow(held.role.value, held.agency_code, " ".join(held.procedures))


def _spare(rows: Sequence[RoleRow], agency: str) -> list[RoleRow]:
    """The rows with some empty ones behind them, as far as there may be more."""
    return [*rows, *[RoleRow(agency=agency)] * SPARE][:MOST_ROLES]


def _holdings(rows: Sequence[RoleRow]) -> list[dict[str, Any]]:
    return [
        {"role": row.role, "agency_code": row.agency, "procedures": row.procedures.replace(",", " ").split()}
        for row in rows
    ]
