"""Staff get their roles from an administrator of their own subtree, set their own secrets, and lose access at once."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyotp
import pytest

from chassis import audit_check
from chassis.callers import Caller
from chassis.contracts import Method
from chassis.errors import PortalError
from chassis.testing import call_of, emitted, event_of
from services.accounts import contract, staff_console, staff_store
from services.accounts.contract import HeldRole, StaffInvited, StaffRole
from services.accounts.handlers import deputies, following, invitations, showing_staff, staffing
from services.catalog import contract as catalog

PROVINCE, COMMUNE, NEIGHBOUR, ELSEWHERE = "H27", "H27.30.12", "H27.30.13", "H30"
PASSWORD = "sáng nay trời trong xanh"
WHY = "phân công công tác"


def agency(code: str, parent: str = "") -> catalog.Agency:
    level = catalog.AgencyLevel.COMMUNE if parent else catalog.AgencyLevel.PROVINCE
    kind = catalog.AgencyKind.PEOPLES_COMMITTEE
    name = f"Cơ quan {code}"
    return catalog.Agency(code=code, name=name, kind=kind, level=level, parent_code=parent, dossier_unit=code)


@pytest.fixture
def desk(world: Any) -> Any:
    """A province with two communes, and another province."""
    for code, parent in ((COMMUNE, PROVINCE), (NEIGHBOUR, PROVINCE), (PROVINCE, ""), (ELSEWHERE, "")):
        with world.storage.work(Caller(kind="system", id="system.test")) as work:
            following.on_agency_published(event_of(catalog.agency_published, code, agency(code, parent)), work)
    return world


def role(name: str, code: str = COMMUNE, *procedures: str) -> HeldRole:
    return HeldRole(role=StaffRole(name), agency_code=code, procedures=procedures)


def at_the_console(world: Any, number: str, *holdings: HeldRole, agency_code: str = COMMUNE) -> StaffInvited:
    request = contract.AddStaff(staff_number=number, name="Lê Thị Hoa", agency_code=agency_code, holdings=holdings)
    with world.storage.work(staff_console.CONSOLE) as work:
        return staffing.added(work, world.sealer, request)


def enrol(world: Any, invited: StaffInvited, password: str = PASSWORD) -> str:
    """Set password and authenticator by the invitation; gives the authenticator's secret."""
    opened = invitations.open_invitation(
        call_of(contract.open_invitation, contract.OpenInvitation(token=invited.invitation), caller=world.anonymous),
        world.storage,
        world.sealer,
    )
    accept(world, invited.invitation, pyotp.TOTP(opened.totp_secret).at(world.now), password)
    return opened.totp_secret


def accept(world: Any, token: str, code: str, password: str = PASSWORD) -> None:
    request = contract.AcceptInvitation(token=token, password=password, totp_code=code)
    call = call_of(contract.accept_invitation, request, caller=world.anonymous)
    invitations.accept_invitation(call, world.storage, world.sealer, world.passwords)


def signed_in(world: Any, number: str, secret: str) -> contract.SignedIn:
    world.pass_time(seconds=30)
    found: contract.SignedIn = world.staff_sign_in(number, PASSWORD, pyotp.TOTP(secret).at(world.now))
    return found


def member(world: Any, number: str, *holdings: HeldRole, agency_code: str = COMMUNE) -> tuple[str, Caller]:
    """Somebody who is enrolled and signed in."""
    invited = at_the_console(world, number, *holdings, agency_code=agency_code)
    return invited.staff.id, world.caller_of(signed_in(world, number, enrol(world, invited)))


def ask(world: Any, method: Method[Any, Any], request: Any, caller: Caller) -> Any:
    handler = next(found for room in (staffing, deputies, showing_staff) if (found := getattr(room, method.name, None)))
    needs_sealer = method.name in ("add_staff", "invite_staff")
    given = (world.storage, world.sealer) if needs_sealer else (world.storage,)
    return handler(call_of(method, request, caller=caller), *given)


def refusal(attempt: Any) -> str:
    with pytest.raises(PortalError) as refused:
        attempt()
    return refused.value.code


def adding(number: str, *holdings: HeldRole, agency_code: str = COMMUNE) -> contract.AddStaff:
    return contract.AddStaff(staff_number=number, name="Trần Văn Sơn", agency_code=agency_code, holdings=holdings)


def test_the_first_administrator_sets_password_and_authenticator_by_an_invitation(desk: Any) -> None:
    invited = at_the_console(desk, "H27.QTRI", role("agency_administrator", PROVINCE), agency_code=PROVINCE)

    caller = desk.caller_of(signed_in(desk, "h27.qtri", enrol(desk, invited)))

    assert (caller.agency, caller.roles, caller.assurance) == (PROVINCE, ("agency_administrator",), 2)
    [held] = caller.holdings
    assert (held.role, held.agency, held.deputy_for) == ("agency_administrator", PROVINCE, "")
    assert invited.invitation not in desk.everything_stored()


def test_an_invitation_is_good_once_for_two_days_and_five_wrong_codes(desk: Any) -> None:
    first = at_the_console(desk, "a", role("receiver"))
    enrol(desk, first)
    assert refusal(lambda: enrol(desk, first)) == "invitation.wrong"

    second = at_the_console(desk, "b", role("receiver"))
    for _ in range(5):
        assert refusal(lambda: accept(desk, second.invitation, "000000")) == "sign-in.staff-wrong"
    assert refusal(lambda: enrol(desk, second)) == "invitation.wrong"

    third = at_the_console(desk, "c", role("receiver"))
    desk.pass_time(hours=48)
    assert refusal(lambda: enrol(desk, third)) == "invitation.wrong"
    assert refusal(lambda: accept(desk, "x" * 40, "000000")) == "invitation.wrong"


@pytest.mark.parametrize("password", ["ngắn", "12345678", "tiepnhan.tmh"])
def test_a_password_of_staff_follows_the_rules_of_all_passwords(desk: Any, password: str) -> None:
    invited = at_the_console(desk, "tiepnhan.tmh", role("receiver"))

    assert refusal(lambda: enrol(desk, invited, password)) == "request.invalid"
    assert enrol(desk, invited)


def test_nobody_is_in_before_they_have_accepted(desk: Any) -> None:
    at_the_console(desk, "a", role("receiver"))

    assert refusal(lambda: desk.staff_sign_in("a", "", "000000")) == "sign-in.staff-wrong"


def test_an_administrator_adds_staff_in_their_own_subtree_only(desk: Any) -> None:
    _, admin = member(desk, "admin", role("agency_administrator", PROVINCE), agency_code=PROVINCE)
    _, low = member(desk, "low", role("agency_administrator", COMMUNE))

    made = ask(desk, contract.add_staff, adding("new", role("receiver", COMMUNE, "2.000635")), admin)

    assert made.staff.holdings == (role("receiver", COMMUNE, "2.000635"),)
    assert (made.staff.enrolled, made.staff.active) == (False, True)
    for attempt, code in (
        (adding("x", role("receiver", ELSEWHERE), agency_code=ELSEWHERE), "request.forbidden"),
        (adding("x", role("receiver", ELSEWHERE)), "staff.role-not-yours-to-give"),
        (adding("x", role("auditor")), "staff.role-not-yours-to-give"),
        (adding("x", role("operator", PROVINCE)), "staff.role-not-yours-to-give"),
        (adding("x", role("receiver"), agency_code="H99"), "agency.unknown"),
        (adding("new", role("receiver")), "staff.number-taken"),
    ):
        assert refusal(lambda attempt=attempt: ask(desk, contract.add_staff, attempt, admin)) == code
    above = adding("x", role("receiver", PROVINCE))
    assert refusal(lambda: ask(desk, contract.add_staff, above, low)) == "staff.role-not-yours-to-give"
    beside = adding("x", role("receiver", NEIGHBOUR), agency_code=NEIGHBOUR)
    assert refusal(lambda: ask(desk, contract.add_staff, beside, low)) == "request.forbidden"


def test_nobody_changes_themselves_and_who_is_elsewhere_does_not_exist(desk: Any) -> None:
    own, admin = member(desk, "admin", role("agency_administrator", COMMUNE))
    far, _ = member(desk, "far", role("receiver", NEIGHBOUR), agency_code=NEIGHBOUR)
    more = (role("agency_administrator", COMMUNE), role("approver"))

    def change(staff_id: str) -> Any:
        return ask(desk, contract.change_staff, contract.ChangeStaff(staff_id=staff_id, holdings=more, why=WHY), admin)

    assert refusal(lambda: change(own)) == "staff.not-on-yourself"
    assert refusal(lambda: change(far)) == "staff.not-found"
    assert refusal(lambda: change("nobody")) == "staff.not-found"
    for method, request in (
        (contract.disable_staff, contract.DisableStaff(staff_id=own, why=WHY)),
        (contract.enable_staff, contract.EnableStaff(staff_id=own, why=WHY)),
        (contract.invite_staff, contract.InviteStaff(staff_id=own, why=WHY)),
    ):
        assert refusal(lambda m=method, r=request: ask(desk, m, r, admin)) == "staff.not-on-yourself"


def test_roles_that_an_administrator_may_not_give_they_may_not_take_or_reach_either(desk: Any) -> None:
    _, admin = member(desk, "admin", role("agency_administrator", COMMUNE))
    watched, _ = member(desk, "watch", role("auditor", COMMUNE), role("receiver", COMMUNE))

    def change(*holdings: HeldRole) -> Any:
        request = contract.ChangeStaff(staff_id=watched, holdings=holdings, why=WHY)
        return ask(desk, contract.change_staff, request, admin)

    assert refusal(lambda: change(role("receiver"))) == "staff.role-not-yours-to-give"
    kept = change(role("auditor"), role("processor"))
    assert {held.role for held in kept.holdings} == {StaffRole.AUDITOR, StaffRole.PROCESSOR}
    # An invitation would be a way into an account with more rights than its maker's.
    again = contract.InviteStaff(staff_id=watched, why=WHY)
    assert refusal(lambda: ask(desk, contract.invite_staff, again, admin)) == "staff.role-not-yours-to-give"


def test_a_change_of_roles_and_a_deactivation_end_every_session_at_once(desk: Any) -> None:
    _, admin = member(desk, "admin", role("agency_administrator", COMMUNE))
    invited = at_the_console(desk, "officer", role("receiver"))
    secret, staff_id = enrol(desk, invited), invited.staff.id
    first = signed_in(desk, "officer", secret)

    request = contract.ChangeStaff(staff_id=staff_id, holdings=(role("approver"),), why=WHY)
    ask(desk, contract.change_staff, request, admin)
    assert refusal(lambda: desk.refresh(first.refresh_token)) == "session.over"
    second = signed_in(desk, "officer", secret)
    assert desk.caller_of(second).roles == ("approver",)

    ask(desk, contract.disable_staff, contract.DisableStaff(staff_id=staff_id, why=WHY), admin)
    assert refusal(lambda: desk.refresh(second.refresh_token)) == "session.over"
    desk.pass_time(seconds=30)
    code = pyotp.TOTP(secret).at(desk.now)
    assert refusal(lambda: desk.staff_sign_in("officer", PASSWORD, code)) == "sign-in.staff-wrong"
    told = emitted(desk.storage, contract.session_revoked)
    assert [(one.session_id, one.reason) for one in told] == [
        (first.session_id, "roles-changed"),
        (second.session_id, "deactivated"),
    ]
    state = emitted(desk.storage, contract.staff_changed)[-1]
    assert (state.staff_id, state.active, state.holdings) == (staff_id, False, (role("approver"),))

    ask(desk, contract.enable_staff, contract.EnableStaff(staff_id=staff_id, why=WHY), admin)
    assert signed_in(desk, "officer", secret)


def test_a_deputy_acts_under_their_own_name_for_the_days_of_the_absence(desk: Any) -> None:
    _, admin = member(desk, "admin", role("agency_administrator", COMMUNE))
    absent, _ = member(desk, "absent", role("approver", COMMUNE, "2.000635"), role("agency_administrator", COMMUNE))
    invited = at_the_console(desk, "deputy", role("processor"))
    deputy, secret = invited.staff.id, enrol(desk, invited)
    today = desk.now.date()
    request = contract.NameDeputy(
        absent_id=absent,
        deputy_id=deputy,
        first_day=today + dt.timedelta(days=1),
        last_day=today + dt.timedelta(days=2),
        why="nghỉ phép",
    )
    named = ask(desk, contract.name_deputy, request, admin)

    def acts_as() -> set[tuple[str, str, tuple[str, ...]]]:
        caller = desk.caller_of(signed_in(desk, "deputy", secret))
        assert caller.id == deputy
        return {(held.role, held.deputy_for, held.procedures) for held in caller.holdings}

    own = ("processor", "", ())
    assert acts_as() == {own}
    desk.pass_time(days=1)
    assert acts_as() == {own, ("approver", absent, ("2.000635",))}
    desk.pass_time(days=1)
    assert acts_as() == {own, ("approver", absent, ("2.000635",))}
    running = signed_in(desk, "deputy", secret)
    ended = ask(desk, contract.end_deputy, contract.EndDeputy(deputyship_id=named.id, why=WHY), admin)
    assert ended.ended
    assert refusal(lambda: desk.refresh(running.refresh_token)) == "session.over"
    assert acts_as() == {own}


def test_a_deputys_token_is_over_at_midnight(desk: Any) -> None:
    _, admin = member(desk, "admin", role("agency_administrator", COMMUNE))
    absent, _ = member(desk, "absent", role("approver"))
    invited = at_the_console(desk, "deputy", role("processor"))
    secret = enrol(desk, invited)
    day = desk.now.date()
    request = contract.NameDeputy(
        absent_id=absent, deputy_id=invited.staff.id, first_day=day, last_day=day, why="nghỉ phép"
    )
    ask(desk, contract.name_deputy, request, admin)
    midnight = dt.datetime.combine(day, dt.time(17), dt.UTC)  # in Vietnam
    desk.now = midnight - dt.timedelta(minutes=3)

    late = signed_in(desk, "deputy", secret)

    assert late.access_expires_at <= midnight
    desk.now = midnight
    assert {held.role for held in desk.caller_of(desk.refresh(late.refresh_token)).holdings} == {"processor"}


def test_a_deputy_gets_nothing_that_the_administrator_may_not_give(desk: Any) -> None:
    own, admin = member(desk, "admin", role("agency_administrator", COMMUNE))
    watcher, _ = member(desk, "watcher", role("auditor"))
    plain, _ = member(desk, "plain", role("receiver"))
    day = desk.now.date()

    def name(absent: str, deputy: str, last: dt.date = day) -> Any:
        request = contract.NameDeputy(absent_id=absent, deputy_id=deputy, first_day=day, last_day=last, why="nghỉ phép")
        return ask(desk, contract.name_deputy, request, admin)

    assert refusal(lambda: name(watcher, plain)) == "staff.role-not-yours-to-give"
    assert refusal(lambda: name(plain, own)) == "staff.not-on-yourself"
    assert refusal(lambda: name(plain, plain)) == "request.invalid"
    assert refusal(lambda: name(plain, watcher, day - dt.timedelta(days=1))) == "request.invalid"


def test_the_deputy_of_somebody_disabled_acts_no_more(desk: Any) -> None:
    _, admin = member(desk, "admin", role("agency_administrator", COMMUNE))
    absent, _ = member(desk, "absent", role("approver"))
    invited = at_the_console(desk, "deputy", role("processor"))
    secret = enrol(desk, invited)
    day = desk.now.date()
    request = contract.NameDeputy(
        absent_id=absent, deputy_id=invited.staff.id, first_day=day, last_day=day, why="nghỉ phép"
    )
    ask(desk, contract.name_deputy, request, admin)
    acting = signed_in(desk, "deputy", secret)

    ask(desk, contract.disable_staff, contract.DisableStaff(staff_id=absent, why=WHY), admin)

    assert refusal(lambda: desk.refresh(acting.refresh_token)) == "session.over"
    assert desk.caller_of(signed_in(desk, "deputy", secret)).roles == ("processor",)


def test_an_administrator_lists_their_subtree_a_page_at_a_time(desk: Any) -> None:
    _, admin = member(desk, "zz-admin", role("agency_administrator", PROVINCE), agency_code=PROVINCE)
    for number, code in (("a1", COMMUNE), ("a2", NEIGHBOUR), ("a3", ELSEWHERE), ("a4", COMMUNE)):
        at_the_console(desk, number, role("receiver", code), agency_code=code)

    first = ask(desk, contract.list_staff, contract.ListStaff(limit=2), admin)
    rest = ask(desk, contract.list_staff, contract.ListStaff(limit=2, cursor=first.next_cursor), admin)
    one = ask(desk, contract.list_staff, contract.ListStaff(agency_code=NEIGHBOUR), admin)

    assert [found.staff_number for found in (*first.items, *rest.items)] == ["a1", "a2", "a4", "zz-admin"]
    assert (rest.next_cursor, [found.staff_number for found in one.items]) == ("", ["a2"])
    elsewhere = contract.ListStaff(agency_code=ELSEWHERE)
    assert refusal(lambda: ask(desk, contract.list_staff, elsewhere, admin)) == "request.forbidden"


def test_what_administrators_do_is_in_the_trail_without_names_and_numbers(desk: Any) -> None:
    _, admin = member(desk, "admin", role("agency_administrator", COMMUNE))
    made = ask(desk, contract.add_staff, adding("new", role("receiver")), admin)
    ask(desk, contract.disable_staff, contract.DisableStaff(staff_id=made.staff.id, why="gọi 0912345678"), admin)

    with desk.storage.read() as db:
        rows = list(audit_check.rows_of(db))
    mine = [
        (row.act, row.about, row.agency, row.why) for row in rows if row.actor == admin.id and row.actor_kind == "staff"
    ]
    assert mine == [
        ("staff.added", made.staff.id, COMMUNE, ""),
        ("staff.invited", made.staff.id, COMMUNE, ""),
        ("staff.disabled", made.staff.id, COMMUNE, "gọi ********78"),
    ]
    assert audit_check.check(rows, []).broken == []
    text = " ".join(str(row) for row in rows)
    assert not any(word in text for word in ("Trần Văn Sơn", "Lê Thị Hoa", PASSWORD, made.invitation))


def test_agencies_that_moved_take_their_staff_along(desk: Any) -> None:
    with desk.storage.work(Caller(kind="system", id="system.test")) as work:
        moved = event_of(catalog.agency_published, COMMUNE, agency(COMMUNE, ELSEWHERE), version=2)
        following.on_agency_published(moved, work)
        assert staff_store.above(work.db, [COMMUNE, NEIGHBOUR]) == {
            COMMUNE: {COMMUNE, ELSEWHERE},
            NEIGHBOUR: {NEIGHBOUR, PROVINCE},
        }
        assert staff_store.below(work.db, [PROVINCE]) == {PROVINCE, NEIGHBOUR}


def run_console(world: Any, keys_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environ = {
        "PATH": os.environ["PATH"],
        "MOTCUA_AMQP_URL": "amqp://localhost",
        "MOTCUA_DATABASE_URL": world.storage.engine.url.render_as_string(hide_password=False),
        "MOTCUA_KEYS_DIR": str(keys_dir),
    }
    command = [sys.executable, "-m", "services.accounts.staff_console", *arguments]
    return subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False)


def test_the_console_adds_changes_disables_and_lists(desk: Any, keys_dir: Path) -> None:
    roles = ("--role", "agency_administrator", "--role", f"receiver@{COMMUNE}:2.000635,1.012575")
    added = run_console(desk, keys_dir, "add", "QT01", "--name", "Lê Hoa", "--agency", PROVINCE, *roles)
    changed = run_console(desk, keys_dir, "roles", "qt01", "--role", "auditor", "--reason", "đổi nhiệm vụ")
    disabled = run_console(desk, keys_dir, "disable", "QT01", "--reason", "nghỉ việc")
    listed = run_console(desk, keys_dir, "list")

    assert [run.returncode for run in (added, changed, disabled, listed)] == [0, 0, 0, 0], added.stderr
    assert f"agency_administrator@{PROVINCE} receiver@{COMMUNE}:1.012575,2.000635" in added.stdout
    assert "Invitation, good once until" in added.stdout
    assert "/can-bo/loi-moi" in added.stdout
    assert listed.stdout == f"qt01  disabled  {PROVINCE}  Lê Hoa  auditor@{PROVINCE}\n"
    assert run_console(desk, keys_dir, "disable", "nobody", "--reason", "nghỉ việc").returncode == 1
    unknown = run_console(desk, keys_dir, "add", "x", "--name", "X", "--agency", PROVINCE, "--role", "king")
    assert (unknown.returncode, "roles are receiver" in unknown.stderr) == (1, True)
