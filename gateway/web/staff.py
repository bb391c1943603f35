"""Cán bộ của cơ quan: who works here in which roles, who stands in for whom; for the administrators of agencies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from chassis.contracts import Method
from chassis.errors import Invalid, NotFound
from chassis.records import load
from gateway.problems import ADDRESS_UNKNOWN
from gateway.rendering import here
from gateway.routing import Area, Auth, Words
from gateway.visits import Visit
from gateway.web import agency_choice
from gateway.web.agency_choice import Picked
from gateway.web.attempting import Attempt, attempt, typed
from gateway.web.days import day_typed
from gateway.web.forms import sentence_of
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
    "thu-cong-vu": Act(
        accounts.note_work_email,
        Words("Ghi thư công vụ", "Write down the work e-mail"),
        Words(
            "Đã ghi. Thư được gửi tới đó sau khi chính người này xác nhận ở trang Tài khoản.",
            "It is written down. Mails go there once the person has confirmed it on the page Account.",
        ),
        ("email", "why"),
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
    """As it was typed, or name and code."""
    procedures: str = ""
    picked: Picked = Picked()


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says of the form that was sent: in general, and by field."""

    act: str = ""
    sentence: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    picked: Mapping[str, Picked] = field(default_factory=dict)


@area.page("GET", ADDRESS, summary=TITLE, auth=Auth.STAFF)
def staff(visit: Visit) -> Response:
    """Who works in the agencies that the caller administers, by number."""
    args = visit.request.args
    picked = agency_choice.picks(visit, "co-quan", source=args)
    wrong = agency_choice.wrongs(visit, picked)
    asked: dict[str, Any] = {"agency_code": picked["co-quan"].code, "cursor": args.get("cursor", "")}
    if args.get("trang-thai") in ("hoat-dong", "ngung"):
        asked["active"] = args["trang-thai"] == "hoat-dong"
    found = attempt(visit, accounts.list_staff, asked, wrong)
    return visit.page(
        "staff.html",
        status=found.status,
        found=found.reply,
        said="" if wrong else found.said,
        wrong=wrong,
        picked=picked["co-quan"],
        agency=agency_choice.written(visit, asked["agency_code"]) or picked["co-quan"].said,
        near=agency_choice.of_caller(visit),
        asked=asked,
        chosen=args.get("trang-thai", ""),
        roles=accounts.ROLE_NAMES,
        other_language=here(ADDRESS, "vi" if visit.language == "en" else "en", **{"co-quan": asked["agency_code"]}),
    )


@area.page("GET", f"{ADDRESS}/them", summary=Words("Thêm cán bộ", "Add a member of staff"), auth=Auth.STAFF)
def adding(visit: Visit) -> Response:
    """The empty form; one's own agency stands in it."""
    own = agency_choice.written(visit, visit.caller.agency)
    return _adding_page(visit, {"agency_code": own}, _spare([], own), Said())


@area.page("POST", ADDRESS, summary=Words("Thêm cán bộ", "Add a member of staff"), auth=Auth.STAFF, limit="change")
def add(visit: Visit) -> Response:
    """Add somebody; the page that follows shows the invitation, this once."""
    rows = _rows(visit)
    plain, picked = typed(visit, "staff_number", "name", "email"), agency_choice.picks(visit, "agency_code")
    asked = {**plain, **agency_choice.codes(picked), "holdings": _holdings(rows)}
    done = _tried(visit, accounts.add_staff, asked, rows, picked)
    if done.reply is None:
        values = {**plain, "agency_code": _shown(visit, picked["agency_code"])}
        return _adding_page(visit, values, _spare(rows, ""), Said("them", done.said, done.wrong, picked), done.status)
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
    rows: list[RoleRow] = []
    if key == "vai-tro":
        rows = _rows(visit)
        asked["holdings"] = _holdings(rows)
    done = _tried(visit, wanted.method, asked, rows, {})
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
    rows = _rows(visit) if said.act == "vai-tro" else [_row(visit, held) for held in view.holdings]
    done = ACTS.get(visit.request.args.get("da", ""))
    address = f"{ADDRESS}/{view.id}"
    return visit.page(
        "staff_member.html",
        status=status,
        view=view,
        colleagues=[one for one in colleagues.items if one.id != view.id],
        names={one.id: one.name for one in colleagues.items},
        rows=_spare(rows, agency_choice.written(visit, view.agency_code)),
        near=agency_choice.of_caller(visit),
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
        near=agency_choice.of_caller(visit),
        other_language=here(f"{ADDRESS}/them", "vi" if visit.language == "en" else "en"),
    )


def _invitation_page(visit: Visit, made: accounts.StaffInvited) -> Response:
    """The invitation, to be handed over; nobody can see it again, so it stands in the answer and in no address."""
    return visit.page("staff_invited.html", made=made, other_language="")


def _rows(visit: Visit) -> list[RoleRow]:
    """The rows of the form in which anything was chosen or typed."""
    form = visit.form
    rows = []
    for at in range(MOST_ROLES):
        role, procedures = form.get(f"role:{at}", ""), form.get(f"procedures:{at}", "")
        if role or procedures.strip():
            picked = agency_choice.pick(visit, f"agency:{at}")
            rows.append(RoleRow(role, _shown(visit, picked), procedures, picked))
    return rows


def _row(visit: Visit, held: accounts.HeldRole) -> RoleRow:
    return RoleRow(held.role.value, agency_choice.written(visit, held.agency_code), " ".join(held.procedures))


def _shown(visit: Visit, picked: Picked) -> str:
    """What stands in the field again: what was typed, or the agency by name and code."""
    return picked.said if picked.wrong else agency_choice.written(visit, picked.code)


def _tried(
    visit: Visit,
    method: Method[Any, Any],
    asked: Mapping[str, Any],
    rows: Sequence[RoleRow],
    picked: Mapping[str, Picked],
) -> Attempt[Any]:
    """Send the command if its agencies are clear; one that accounts does not know yet is told on the form."""
    every = {**picked, **{f"holdings/{at}/agency_code": row.picked for at, row in enumerate(rows)}}
    try:
        return attempt(visit, method, asked, agency_choice.wrongs(visit, every))
    except NotFound as refused:
        if refused.code != accounts.AGENCY_UNKNOWN.code:
            raise
        return Attempt(None, 422, sentence_of(refused, visit.language))


def _spare(rows: Sequence[RoleRow], agency: str) -> list[RoleRow]:
    """The rows with some empty ones behind them, as far as there may be more."""
    return [*rows, *[RoleRow(agency=agency)] * SPARE][:MOST_ROLES]


def _holdings(rows: Sequence[RoleRow]) -> list[dict[str, Any]]:
    return [
        {"role": row.role, "agency_code": row.picked.code, "procedures": row.procedures.replace(",", " ").split()}
        for row in rows
    ]
