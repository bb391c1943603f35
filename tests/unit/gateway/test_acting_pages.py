"""Acting for others on pages: one sees for whom, changes it, and no form of one is sent as of the other."""

import dataclasses
import datetime as dt
import io
import re
from typing import Any

import pytest

from chassis.errors import INVALID_REQUEST, SERVICE_AWAY, FieldProblem
from chassis.records import Nothing
from gateway.browsers import FORM_FIELD, KEY_FIELD
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.dossiers import contract as dossiers
from services.notifications import contract as notifications
from tests.browser import own_account
from tests.unit.gateway.builders import NOON, a_dossier, a_procedure
from tests.unit.gateway.fakes import House, a_house
from tests.unit.gateway.test_browser_sessions import HTML, cookies, drawn
from tests.unit.gateway.test_own_account_pages import PROVED, press, send_on

SOON = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=10)
FOR_ORG = accounts.ActingToken(
    access_token="an-for-org", access_expires_at=SOON, principal_id="org-1", principal_name="Công ty TNHH Sông Thu"
)
MARKS = re.compile(r'value="[^"]*"|<code>[^<]*</code>|role="region".*?</div>', re.DOTALL)
"""What differs between any two pages."""
ORGANISATION = "/ca-nhan/to-chuc/org-1"


@pytest.fixture
def house() -> House:
    made = a_house(public_url="http://localhost")
    own_account.furnish(made)
    made.rpc.answer(accounts.act_for, FOR_ORG)
    made.rpc.answer(dossiers.list_my_dossiers, dossiers.DossierPage(items=()))
    made.client.set_cookie("motcua-access", "an")
    return made


def test_a_person_goes_on_for_an_organisation_and_sees_it_on_every_page_until_they_go_back(house: House) -> None:
    assert "Đang làm việc cho <b>chính tôi</b>" in house.client.get("/ho-so", headers=HTML).text

    done = press(
        house, "/ca-nhan/lam-viec-cho?tiep=/thu-tuc/2.000635/nop", "/ca-nhan/lam-viec-cho", principal_id="org-1"
    )

    assert done.headers["Location"] == "/thu-tuc/2.000635/nop"
    assert "an-for-org" in cookies(done)["motcua-access"]
    page = house.client.get("/ho-so", headers=HTML)
    assert "Bạn đang làm việc thay <b>Công ty TNHH Sông Thu</b>" in page.text
    assert house.rpc.calls_of(dossiers.list_my_dossiers)[-1].caller.party == "org-1"
    send_on(house, page, "/ca-nhan/lam-viec-cho")
    assert house.rpc.calls_of(accounts.act_for)[-1].request.principal_id == ""


def test_a_form_drawn_for_oneself_is_not_sent_as_of_the_organisation(house: House) -> None:
    page = house.client.get("/ca-nhan/dien-thoai", headers=HTML)
    house.client.set_cookie("motcua-access", "an-for-org")

    answer = send_on(house, page, "/ca-nhan/dien-thoai", phone="0987654321")

    assert answer.status_code == 403
    assert 'name="phone" value="0987654321"' in answer.text
    assert house.rpc.calls_of(accounts.start_phone_change) == []


def test_whom_one_may_not_act_for_is_told_on_the_page_and_nothing_changes(house: House) -> None:
    house.rpc.answer(accounts.act_for, accounts.ORGANISATION_NOT_FOUND())

    answer = press(house, "/ca-nhan/lam-viec-cho", "/ca-nhan/lam-viec-cho", principal_id="org-9")

    assert answer.status_code == 404
    assert "không phải thành viên" in answer.text
    assert "motcua-access" not in cookies(answer)


def of_another(house: House, principal_id: str) -> None:
    """The dossiers of somebody else: nothing to see, but as this party."""
    house.rpc.answer(dossiers.get_dossier, dossiers.DOSSIER_NOT_FOUND())
    house.rpc.answer(dossiers.find_party, dossiers.PartyFound(dossier_id="dos-7", principal_id=principal_id))


def go_as_they_say(house: House, page: Any) -> Any:
    """Press the button of the page that says whose a dossier is; the bar above has a form that goes there too."""
    [*_, tail] = page.text.split('action="/ca-nhan/lam-viec-cho"')
    fields = drawn(type("Part", (), {"text": f'<form method="post"{tail}'})())
    return house.client.post("/ca-nhan/lam-viec-cho", data=fields, headers=HTML)


def test_a_dossier_of_a_business_is_one_press_away_at_the_very_address(house: House) -> None:
    of_another(house, "org-1")

    page = house.client.get("/ho-so/dos-7/lich-su?lang=en", headers=HTML)

    assert page.status_code == 404
    assert "This dossier belongs to <span" in page.text
    assert "Công ty TNHH Sông Thu" in page.text
    asked = house.rpc.calls_of(dossiers.find_party)[-1].request
    assert [(one.principal, one.role) for one in asked.parties] == [("org-1", "owner"), ("acc-9", "delegate")]
    assert asked.parties[1].procedures == ("2.000635",)
    done = send_on(house, page, "/ca-nhan/lam-viec-cho?lang=en")
    assert done.headers["Location"] == "/ho-so/dos-7/lich-su?lang=en"
    assert house.rpc.calls_of(accounts.act_for)[-1].request.principal_id == "org-1"


def test_a_message_about_a_business_leads_to_its_dossier_with_one_press_more(house: House) -> None:
    of_another(house, "org-1")
    house.rpc.answer(notifications.mark_read, Nothing())

    at = press(house, "/ca-nhan/tin-bao", "/ca-nhan/tin-bao/mes-1/mo").headers["Location"]
    done = send_on(house, house.client.get(at, headers=HTML), "/ca-nhan/lam-viec-cho")

    assert done.headers["Location"] == at == "/ho-so/dos-1"


def test_a_dossier_of_ones_own_is_one_press_away_from_working_for_a_business(house: House) -> None:
    house.client.set_cookie("motcua-access", "an-for-org")
    of_another(house, "acc-1")
    house.rpc.answer(accounts.act_for, dataclasses.replace(FOR_ORG, access_token="an", principal_id=""))

    page = house.client.get("/ho-so/dos-7", headers=HTML)

    assert "Hồ sơ này là của chính bạn" in page.text
    done = go_as_they_say(house, page)
    assert done.headers["Location"] == "/ho-so/dos-7"
    assert house.rpc.calls_of(accounts.act_for)[-1].request.principal_id == ""


@pytest.mark.parametrize("refused", [dossiers.DOSSIER_NOT_FOUND(), SERVICE_AWAY()])
def test_a_dossier_that_nobody_lets_one_see_is_as_unknown_as_one_that_is_not(house: House, refused: Exception) -> None:
    house.rpc.answer(dossiers.get_dossier, dossiers.DOSSIER_NOT_FOUND())
    house.rpc.answer(dossiers.find_party, refused)
    page = house.client.get("/ho-so/dos-7", headers=HTML)
    house.rpc.answer(accounts.list_organisations, accounts.OrganisationList(organisations=(), invitations=()))
    house.rpc.answer(accounts.list_delegations, accounts.DelegationList(given=(), received=()))

    of_nobody = house.client.get("/ho-so/dos-7", headers=HTML)

    assert page.status_code == of_nobody.status_code == 404
    assert MARKS.sub("", page.text) == MARKS.sub("", of_nobody.text)


def test_what_is_not_there_in_a_dossier_that_one_sees_asks_for_no_change(house: House) -> None:
    house.rpc.answer(dossiers.get_dossier, a_dossier())
    house.rpc.answer(dossiers.find_party, dossiers.PartyFound(dossier_id="dos-1", principal_id="acc-1"))
    house.rpc.answer(dossiers.get_file, dossiers.FILE_NOT_FOUND())

    page = house.client.get("/ho-so/dos-1/tep/fil-9", headers=HTML)

    assert page.status_code == 404
    assert 'name="principal_id"' not in page.text


def test_a_form_of_a_dossier_sent_as_the_wrong_party_is_whole_after_the_change(house: House) -> None:
    house.client.set_cookie("motcua-access", "an-for-org")
    house.rpc.answer(dossiers.get_dossier, dossiers.DOSSIER_NOT_FOUND())
    drawn_before = house.client.get("/ca-nhan/lam-viec-cho", headers=HTML)
    house.client.set_cookie("motcua-access", "an")
    of_another(house, "org-1")

    marks = {name: value for name, value in drawn(drawn_before).items() if name in (FORM_FIELD, KEY_FIELD)}
    page = house.client.post("/ho-so/dos-7/bo-sung", data=marks | {"note": "Ảnh rõ hơn"}, headers=HTML)
    again = go_as_they_say(house, page)
    house.rpc.answer(dossiers.get_dossier, a_dossier(id="dos-7"))
    house.rpc.answer(dossiers.supplement_dossier, a_dossier(id="dos-7"))
    done = send_on(house, again, "/ho-so/dos-7/bo-sung")

    assert "Những gì bạn vừa nhập còn nguyên" in page.text
    assert "Bây giờ bạn làm việc cho <b" in again.text
    assert done.status_code == 303
    sent = house.rpc.calls_of(dossiers.supplement_dossier)[-1]
    assert (sent.request.note, sent.caller.party) == ("Ảnh rõ hơn", "org-1")


def test_an_invitation_that_needs_a_proof_keeps_whom_and_as_what(house: House) -> None:
    house.rpc.answer(accounts.invite_member, accounts.STEP_UP_NEEDED())
    house.rpc.answer(accounts.confirm_step_up, PROVED)

    page = press(house, ORGANISATION, f"{ORGANISATION}/moi", identity_number="001090000002", role="filer")
    page = send_on(house, page, "/xac-thuc-lai", password="mot cua mot lan")
    page = send_on(house, page, "/xac-thuc-lai/ma", code="123456")

    again = drawn(page)
    assert (again["identity_number"], again["role"]) == ("001090000002", "filer")
    assert f'action="{ORGANISATION}/moi"' in page.text


def test_what_is_wrong_with_an_invitation_stands_beside_its_field(house: House) -> None:
    wrong = FieldProblem("/identity_number", accounts.IDENTITY_FORM.code, {})
    house.rpc.answer(accounts.invite_member, INVALID_REQUEST(problems=[wrong]))

    page = press(house, ORGANISATION, f"{ORGANISATION}/moi", identity_number="12", role="viewer")

    assert page.status_code == 422
    assert 'id="identity_number-wrong"' in page.text
    assert 'value="12"' in page.text
    assert 'value="viewer" checked' in page.text


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (accounts.INVITED_MEMBER, "xin đổi ở danh sách thành viên"),
        (accounts.INVITED_ALREADY, "xin rút lại lời mời đang chờ trước"),
    ],
)
def test_why_a_member_or_somebody_invited_is_not_invited_is_said_beside_the_number(
    house: House, error: Any, said: str
) -> None:
    problem = FieldProblem("/identity_number", error.code, {})
    house.rpc.answer(accounts.invite_member, INVALID_REQUEST(problems=[problem]))

    page = press(house, ORGANISATION, f"{ORGANISATION}/moi", identity_number="001090000001", role="viewer")

    assert page.status_code == 422
    [beside] = re.findall(r'id="identity_number-wrong">([^<]*)<', page.text)
    assert said in beside
    assert 'value="001090000001"' in page.text


def test_an_invitation_is_taken_back_with_one_press(house: House) -> None:
    house.rpc.answer(accounts.take_back_invitation, Nothing())

    done = press(house, ORGANISATION, f"{ORGANISATION}/rut-loi-moi/inv-1")

    [asked] = house.rpc.calls_of(accounts.take_back_invitation)
    assert (asked.request.organisation_id, asked.request.invitation_id) == ("org-1", "inv-1")
    assert "Đã rút lại lời mời" in house.client.get(done.headers["Location"], headers=HTML).text


def test_an_invitation_that_was_answered_meanwhile_says_what_to_do(house: House) -> None:
    house.rpc.answer(accounts.take_back_invitation, accounts.INVITATION_ANSWERED())

    page = press(house, ORGANISATION, f"{ORGANISATION}/rut-loi-moi/inv-1")

    assert page.status_code == 409
    assert "bạn có thể cho rời tổ chức" in page.text


def test_only_who_may_take_an_invitation_back_sees_the_button(house: House) -> None:
    found = house.rpc.answers[accounts.list_members.address]
    [invitation] = found.invitations
    other = dataclasses.replace(invitation, may_take_back=False)
    house.rpc.answer(accounts.list_members, dataclasses.replace(found, invitations=(other,)))

    assert "rut-loi-moi" not in house.client.get(ORGANISATION, headers=HTML).text


def test_who_answers_an_invitation_that_was_taken_back_is_told_so(house: House) -> None:
    house.rpc.answer(accounts.answer_invitation, accounts.INVITATION_TAKEN_BACK())

    page = press(house, "/ca-nhan/to-chuc", "/ca-nhan/loi-moi/inv-1", accept="yes")

    assert page.status_code == 409
    assert "Tổ chức đã rút lại lời mời này" in page.text


def test_a_member_who_accepts_an_old_invitation_is_told_that_their_role_stays(house: House) -> None:
    house.rpc.answer(accounts.answer_invitation, accounts.MEMBER_ALREADY())

    page = press(house, "/ca-nhan/to-chuc", "/ca-nhan/loi-moi/inv-1", accept="yes")

    assert page.status_code == 409
    assert "vai trò của bạn không đổi" in page.text


def test_a_member_who_may_give_no_role_sees_no_form_that_gives_one(house: House) -> None:
    members = house.rpc.answers[accounts.list_members.address].members
    house.rpc.answer(accounts.list_members, accounts.MemberList(members=members, invitations=()))

    page = house.client.get(ORGANISATION, headers=HTML).text

    assert "/vai-tro/" not in page
    assert "/moi" not in page
    assert f"{ORGANISATION}/bo/acc-1" in page
    assert f"{ORGANISATION}/bo/acc-2" not in page


def test_the_last_representative_is_told_why_they_cannot_leave(house: House) -> None:
    house.rpc.answer(accounts.remove_member, accounts.LAST_OWNER())

    page = press(house, ORGANISATION, f"{ORGANISATION}/bo/acc-1")

    assert page.status_code == 409
    assert "ít nhất một người đại diện" in page.text


def test_somebody_elses_organisation_is_not_found(house: House) -> None:
    house.rpc.answer(accounts.list_members, accounts.ORGANISATION_NOT_FOUND())

    assert house.client.get("/ca-nhan/to-chuc/org-7", headers=HTML).status_code == 404
    assert house.client.get("/ca-nhan/to-chuc/" + "x" * 90, headers=HTML).status_code == 404


WITHDRAWN = "1.000001"


def with_catalogue(house: House, *known: str) -> None:
    """The catalogue has these procedures and no others."""

    def found(asked: catalog.GetProcedure) -> Any:
        if asked.code == WITHDRAWN:
            raise catalog.PROCEDURE_WITHDRAWN(code=asked.code, since="2026-01-01", reason="đã thay thế")
        if asked.code not in known:
            raise catalog.PROCEDURE_NOT_FOUND(code=asked.code)
        return dataclasses.replace(a_procedure(), code=asked.code)

    house.rpc.answer(catalog.get_revision, catalog.Revision(revision=1, changed_at=NOON))
    house.rpc.answer(catalog.get_procedure, found)


def test_a_delegation_is_offered_with_days_as_people_write_them(house: House) -> None:
    given = house.rpc.answers[accounts.list_delegations.address].given[0]
    house.rpc.answer(accounts.offer_delegation, given)
    with_catalogue(house, "2.000635", "1.001193")
    typed = {"delegate_identity_number": "001090000002", "valid_from": "1/12/2026", "valid_to": "31/12/2026"}

    done = press(
        house, "/ca-nhan/uy-quyen?thu-tuc=2.000635", "/ca-nhan/uy-quyen",
        **typed, scope="some", procedures="2.000635, 1.001193",
    )  # fmt: skip

    assert done.headers["Location"] == "/ca-nhan/uy-quyen?da=uy-quyen"
    asked = house.rpc.calls_of(accounts.offer_delegation)[-1]
    assert asked.request.valid_from == dt.date(2026, 12, 1)
    assert asked.request.procedures == ("2.000635", "1.001193")
    assert asked.key


OFFERED = {"delegate_identity_number": "001090000002", "valid_from": "01/12/2026", "valid_to": "31/12/2026"}


def test_a_delegation_for_procedures_that_there_are_not_is_refused_beside_the_field(house: House) -> None:
    with_catalogue(house, "2.000635")
    codes = "2.000635, 9.999999, abc"

    page = press(house, "/ca-nhan/uy-quyen", "/ca-nhan/uy-quyen", **OFFERED, scope="some", procedures=codes)

    assert page.status_code == 422
    [beside] = re.findall(r'id="procedures-wrong">([^<]*)<', page.text)
    assert "Không có thủ tục mã 9.999999" in beside
    assert "Không có thủ tục mã abc" in beside
    assert "2.000635" not in beside
    assert f'value="{codes}"' in page.text
    assert '"#procedures/' not in page.text
    assert house.rpc.calls_of(accounts.offer_delegation) == []


def test_a_delegation_for_some_procedures_waits_for_the_catalogue_and_keeps_what_was_typed(house: House) -> None:
    with_catalogue(house)
    house.rpc.answer(catalog.get_procedure, SERVICE_AWAY())

    page = press(house, "/ca-nhan/uy-quyen", "/ca-nhan/uy-quyen", **OFFERED, scope="some", procedures="2.000635")

    assert page.status_code == 503
    assert 'value="31/12/2026"' in page.text
    assert house.rpc.calls_of(accounts.offer_delegation) == []


@pytest.mark.parametrize(("code", "status"), [("2.000635", 201), (WITHDRAWN, 201), ("9.999999", 422)])
def test_the_api_takes_delegations_for_the_same_procedures_as_the_page(house: House, code: str, status: int) -> None:
    given = house.rpc.answers[accounts.list_delegations.address].given[0]
    house.rpc.answer(accounts.offer_delegation, given)
    with_catalogue(house, "2.000635")
    asked = {"delegate_identity_number": "001090000002", "valid_from": "2026-12-01", "valid_to": "2026-12-31"}
    headers = {"Authorization": "Bearer an", "Idempotency-Key": "offer-1"}

    answer = house.client.post("/api/v1/me/delegations", json=asked | {"procedures": [code]}, headers=headers)

    assert answer.status_code == status
    assert len(house.rpc.calls_of(accounts.offer_delegation)) == (status == 201)
    assert [one["pointer"] for one in answer.json.get("errors", [])] == ["/procedures/0"] * (status == 422)


def test_a_delegation_for_some_procedures_names_one_and_for_all_none(house: House) -> None:
    given = house.rpc.answers[accounts.list_delegations.address].given[0]
    house.rpc.answer(accounts.offer_delegation, given)
    typed = {"delegate_identity_number": "001090000002", "valid_from": "01/12/2026", "valid_to": "31/12/2026"}

    page = press(house, "/ca-nhan/uy-quyen", "/ca-nhan/uy-quyen", **typed, scope="some", procedures=" ")
    assert (page.status_code, house.rpc.calls_of(accounts.offer_delegation)) == (422, [])
    assert "ít nhất một mã thủ tục" in page.text
    assert 'value="31/12/2026"' in page.text
    press(house, "/ca-nhan/uy-quyen", "/ca-nhan/uy-quyen", **typed, scope="all", procedures="2.000635")

    assert house.rpc.calls_of(accounts.offer_delegation)[-1].request.procedures == ()


def test_the_paper_of_a_delegation_goes_to_the_store_and_a_refused_one_leaves_nothing(house: House) -> None:
    given = house.rpc.answers[accounts.list_delegations.address].given[0]
    house.rpc.answer(accounts.attach_evidence, given)
    page = house.client.get("/ca-nhan/uy-quyen", headers=HTML)
    at = "/ca-nhan/uy-quyen/del-1/van-ban"
    hidden = drawn(page)

    def give() -> object:
        data = hidden | {"file": (io.BytesIO(b"%PDF-1.7 giay uy quyen"), "giay.pdf", "application/pdf")}
        return house.client.post(at, data=data, headers=HTML, content_type="multipart/form-data").status_code

    assert (give(), len(house.objects.held)) == (303, 1)
    house.rpc.answer(accounts.attach_evidence, accounts.DELEGATION_NOT_FOUND())
    assert (give(), len(house.objects.held)) == (404, 1)


def test_the_procedures_of_a_delegation_are_called_by_name_as_far_as_the_catalogue_can_tell(house: House) -> None:
    assert ">2.000635</a>" in house.client.get("/ca-nhan/uy-quyen", headers=HTML).text
    house.rpc.answer(catalog.get_revision, catalog.Revision(revision=1, changed_at=NOON))
    house.rpc.answer(catalog.get_procedure, a_procedure())

    page = house.client.get("/ca-nhan/uy-quyen", headers=HTML).text

    assert ">Cấp bản sao trích lục hộ tịch</a>" in page


def test_a_token_that_no_cookie_holds_is_not_carried_and_the_next_one_is_fetched(house: House) -> None:
    house.rpc.answer(accounts.act_for, dataclasses.replace(FOR_ORG, access_token="x" * 5_000))

    done = press(house, "/ca-nhan/lam-viec-cho", "/ca-nhan/lam-viec-cho", principal_id="org-1")

    assert done.status_code == 303
    assert cookies(done)["motcua-access"].startswith("motcua-access=;")
