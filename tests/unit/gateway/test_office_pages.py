"""Pages of who watches over an agency and administers it: asked is what was typed, and nothing typed is lost."""

import dataclasses
import re
from typing import Any

import pytest

from chassis.errors import INVALID_REQUEST, NOT_FOR_YOU, FieldProblem
from chassis.records import Nothing
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from tests.browser import office
from tests.unit.gateway.fakes import House
from tests.unit.gateway.office_worker import at_work, get, send

BOARD, STAFF = "/can-bo/bang-theo-doi", "/can-bo/nhan-su"


@pytest.fixture
def house() -> House:
    return at_work()


# The board


def test_a_bounded_count_says_that_there_is_more(house: House) -> None:
    page = get(house, BOARD).text

    assert "<b>100+</b>" in page
    assert "300 hồ sơ gấp nhất" in page


def test_nothing_late_is_calm_and_something_late_is_not(house: House) -> None:
    late = re.compile(r'<li class="(\w+)"><a href="[^"]*xem=late[^"]*"><b>([^<]+)</b>')
    assert late.findall(get(house, BOARD).text) == [("alarm", "100+")]

    house.rpc.answer(dossiers.get_board, dataclasses.replace(office.BOARD, late=0, late_more=False))

    assert late.findall(get(house, BOARD).text) == [("calm", "0")]


def test_the_chosen_dossiers_are_given_with_the_versions_that_were_seen(house: House) -> None:
    house.rpc.answer(dossiers.assign_dossiers, given("dos-1", "dos-2"))

    answer = send(house, BOARD, BOARD, chon=["dos-1:3", "dos-2:1"], assignee_id="stf-2", note=" gấp ")

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{BOARD}?xem=unassigned&da=2")
    [call] = house.rpc.calls_of(dossiers.assign_dossiers)
    assert [(one.dossier_id, one.expected_version) for one in call.request.dossiers] == [("dos-1", 3), ("dos-2", 1)]
    assert (call.request.assignee_id, call.request.note) == ("stf-2", "gấp")
    assert call.key


def test_a_dossier_that_could_not_be_given_says_why_and_stays_chosen(house: House) -> None:
    refused = dossiers.AssignmentOutcome(
        dossier_id="dos-1", assigned=False, error="dossier.stale", vi="Hồ sơ đã đổi.", en="It changed."
    )
    house.rpc.answer(dossiers.assign_dossiers, dossiers.AssignmentOutcomes(items=(refused,), assigned=0))

    page = send(house, BOARD, BOARD, chon="dos-1:3", assignee_id="stf-2")

    assert page.status_code == 409
    assert "Hồ sơ đã đổi." in page.text
    assert 'value="dos-1:3" checked' in page.text
    assert '<option value="stf-2" selected>' in page.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"assignee_id": "stf-2"}, "chọn ít nhất một hồ sơ"), ({"chon": "dos-1:3"}, "chọn người xử lý")],
)
def test_nothing_is_given_to_nobody(house: House, typed: dict[str, str], said: str) -> None:
    page = send(house, BOARD, BOARD, **typed)

    assert page.status_code == 422
    assert said in page.text
    assert not house.rpc.calls_of(dossiers.assign_dossiers)


def test_who_does_not_watch_over_others_is_told_so(house: House) -> None:
    house.rpc.answer(dossiers.get_board, dossiers.ROLE_MISSING(**accounts.roles_told(["supervisor"])))

    assert get(house, BOARD).status_code == 403
    assert get(house, f"{BOARD}?xem=no-such-queue").status_code in (403, 404)


# Staff


def test_roles_are_given_as_the_rows_say_and_an_empty_row_gives_none(house: House) -> None:
    house.rpc.answer(accounts.change_staff, office.MEMBER)
    rows = {
        "role:0": "processor",
        "agency:0": "H27",
        "procedures:0": "2.000635, 1.001193",
        "role:1": "",
        "agency:1": "H27",
    }

    answer = send(house, f"{STAFF}/stf-2", f"{STAFF}/stf-2/vai-tro", **rows, why="Đổi việc")

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{STAFF}/stf-2?da=vai-tro")
    [call] = house.rpc.calls_of(accounts.change_staff)
    [held] = call.request.holdings
    assert (held.role, held.agency_code, held.procedures) == ("processor", "H27", ("2.000635", "1.001193"))


def test_a_role_that_is_not_mine_to_give_is_told_and_the_rows_stay(house: House) -> None:
    house.rpc.answer(accounts.change_staff, accounts.ROLE_NOT_YOURS_TO_GIVE(**accounts.roles_told(["operator"])))

    page = send(
        house, f"{STAFF}/stf-2", f"{STAFF}/stf-2/vai-tro", **{"role:0": "operator", "agency:0": "H99"}, why="Thử"
    )

    assert page.status_code == 403
    assert "vận hành hệ thống" in page.text
    assert "(H99)" in page.text
    assert '<option value="operator" selected>' in page.text


def test_an_invitation_is_shown_once_and_in_no_address(house: House) -> None:
    typed = {"staff_number": "h27-em", "name": "Phạm Văn Em", "agency_code": "H27.30.12", "role:0": "receiver"}

    page = send(house, f"{STAFF}/them", STAFF, **typed, **{"agency:0": "H27.30.12"})

    assert page.status_code == 200
    assert office.INVITED.invitation in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert f'"/can-bo/loi-moi?{office.INVITED.invitation}' not in page.text


def test_what_is_wrong_with_a_new_person_is_told_beside_the_field(house: House) -> None:
    typed = {"staff_number": "có cách", "name": "Phạm Văn Em", "agency_code": "H27"}

    page = send(house, f"{STAFF}/them", STAFF, **typed, **{"role:0": "receiver", "agency:0": "H27"})

    assert page.status_code == 422
    assert 'id="staff_number-wrong"' in page.text
    assert 'value="Phạm Văn Em"' in page.text
    assert not house.rpc.calls_of(accounts.add_staff)


def test_a_deputy_is_named_with_days_as_people_write_them(house: House) -> None:
    house.rpc.answer(accounts.name_deputy, office.MEMBER.deputies[0])
    typed = {"deputy_id": "stf-3", "first_day": "1/12/2026", "last_day": "05/12/2026", "why": "Đi học"}

    answer = send(house, f"{STAFF}/stf-2", f"{STAFF}/stf-2/nguoi-thay", **typed)

    assert answer.status_code == 303
    [call] = house.rpc.calls_of(accounts.name_deputy)
    asked = call.request
    assert (asked.absent_id, asked.deputy_id) == ("stf-2", "stf-3")
    assert (asked.first_day.isoformat(), asked.last_day.isoformat()) == ("2026-12-01", "2026-12-05")


def test_an_address_is_written_down_for_who_has_proved_none(house: House) -> None:
    house.rpc.answer(accounts.note_work_email, office.MEMBER)
    page = f"{STAFF}/stf-2"

    done = send(house, page, f"{page}/thu-cong-vu", email=" hoa@xa.example.vn ", why="Bổ sung thư công vụ")

    assert (done.status_code, done.headers["Location"]) == (303, f"{page}?da=thu-cong-vu")
    [asked] = [call.request for call in house.rpc.calls_of(accounts.note_work_email)]
    assert (asked.staff_id, asked.email, asked.why) == ("stf-2", "hoa@xa.example.vn", "Bổ sung thư công vụ")


def test_an_address_that_is_none_is_told_and_none_is_asked_for_where_one_was_proved(house: House) -> None:
    problem = FieldProblem("/email", accounts.EMAIL_FORM.code, {})
    house.rpc.answer(accounts.note_work_email, INVALID_REQUEST(problems=[problem]))
    page = f"{STAFF}/stf-2"

    refused = send(house, page, f"{page}/thu-cong-vu", email="khong phai thu", why="Bổ sung thư công vụ")

    assert refused.status_code == 422
    assert 'value="khong phai thu"' in refused.text
    assert 'id="thu-cong-vu-email-wrong"' in refused.text
    house.rpc.answer(accounts.get_staff, dataclasses.replace(office.MEMBER, email_masked="h***@x", email_verified=True))
    assert f"{page}/thu-cong-vu" not in get(house, page).text


def test_a_day_that_is_none_is_told_and_stays_as_it_was_typed(house: House) -> None:
    typed = {"deputy_id": "stf-3", "first_day": "mai", "last_day": "05/12/2026", "why": "Đi học"}

    page = send(house, f"{STAFF}/stf-2", f"{STAFF}/stf-2/nguoi-thay", **typed)

    assert page.status_code == 422
    assert 'id="first_day-wrong"' in page.text
    assert 'value="mai"' in page.text


def test_who_administers_nothing_is_told_so(house: House) -> None:
    house.rpc.answer(accounts.list_staff, NOT_FOR_YOU())

    assert get(house, STAFF).status_code == 403


# Invitations


def accept(house: House, **typed: str) -> Any:
    house.rpc.answer(accounts.open_invitation, office.INVITATION)
    opened = send(house, "/can-bo/loi-moi", "/can-bo/loi-moi", token="x" * 43)
    assert office.INVITATION.totp_secret in opened.text
    assert "<svg" in opened.text
    return send(house, opened.text, "/can-bo/loi-moi/nhan", **typed)


def test_who_is_invited_sets_a_password_and_proves_the_authenticator(house: House) -> None:
    house.rpc.answer(accounts.accept_invitation, Nothing())
    answer = accept(house, password="mot cau that dai", again="mot cau that dai", totp_code="123 456")

    assert answer.headers["Location"] == "/can-bo/dang-nhap?moi=xong"
    [call] = house.rpc.calls_of(accounts.accept_invitation)
    assert (call.request.token, call.request.totp_code) == ("x" * 43, "123456")


def test_a_wrong_code_leaves_the_form_and_no_password_in_it(house: House) -> None:
    house.rpc.answer(accounts.accept_invitation, accounts.STAFF_SIGN_IN_WRONG())
    page = accept(house, password="mot cau that dai", again="mot cau that dai", totp_code="000000")

    assert page.status_code == 401
    assert "mã xác thực chưa đúng" in page.text
    assert "mot cau that dai" not in page.text


def test_two_passwords_that_differ_cost_no_try(house: House) -> None:
    page = accept(house, password="mot cau that dai", again="mot cau khac han", totp_code="123456")

    assert page.status_code == 422
    assert "Hai lần gõ mật khẩu khác nhau" in page.text
    assert not house.rpc.calls_of(accounts.accept_invitation)


@pytest.mark.parametrize("token", ["x" * 43, "short"])
def test_an_invitation_that_is_not_good_says_what_to_do(house: House, token: str) -> None:
    house.rpc.answer(accounts.open_invitation, accounts.INVITATION_WRONG())

    page = send(house, "/can-bo/loi-moi", "/can-bo/loi-moi", token=token)

    assert page.status_code in (401, 422)
    assert "gửi lời mời mới" in page.text


def given(*ids: str) -> dossiers.AssignmentOutcomes:
    items = tuple(dossiers.AssignmentOutcome(dossier_id=one, assigned=True, version=2) for one in ids)
    return dossiers.AssignmentOutcomes(items=items, assigned=len(items))
