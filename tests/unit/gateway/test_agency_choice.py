"""An agency is named by its name or code; what is not clear is asked back, what is unknown is told beside the field."""

import pytest

from chassis.errors import SERVICE_AWAY
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.catalog.domain.agency_names import is_called
from services.dossiers import contract as dossiers
from tests.browser import office
from tests.unit.gateway.fakes import House
from tests.unit.gateway.office_worker import at_work, get, send

STAFF = "/can-bo/nhan-su"
ADD = f"{STAFF}/them"
KNOWN = tuple(
    catalog.Agency(
        code=code, name=name, kind=catalog.AgencyKind.PEOPLES_COMMITTEE, level=catalog.AgencyLevel.COMMUNE,
        dossier_unit="H27",
    )
    for code, name in (
        ("H27", "Ủy ban nhân dân tỉnh Hà Tĩnh"),
        ("H27.30.01", "Ủy ban nhân dân phường Thành Sen"),
        ("H27.30.12", "Ủy ban nhân dân xã Tân Mỹ Hà"),
    )
)  # fmt: skip


def one(asked: catalog.GetAgency) -> catalog.Agency:
    found = [agency for agency in KNOWN if agency.code == asked.code]
    if not found:
        raise catalog.AGENCY_NOT_FOUND(code=asked.code)
    return found[0]


def several(asked: catalog.ListAgencies) -> catalog.AgencyPage:
    fitting = [agency for agency in KNOWN if not asked.text or is_called(asked.text, agency.name, agency.code)]
    more = "x" if len(fitting) > asked.limit else ""
    return catalog.AgencyPage(items=tuple(fitting[: asked.limit]), next_cursor=more, revision=1)


@pytest.fixture
def house() -> House:
    made = at_work()
    made.rpc.answer(catalog.get_agency, one)
    made.rpc.answer(catalog.list_agencies, several)
    made.rpc.answer(accounts.add_staff, office.INVITED)
    return made


def added(house: House, agency: str, **more: str) -> tuple[int, str, list[str]]:
    """The answer to adding somebody to an agency, and the agencies that accounts was told."""
    role = {"role:0": "receiver", "agency:0": "H27"}
    typed = {**role, "staff_number": "h27-an", "name": "Nguyễn Văn An", "agency_code": agency, **more}
    answer = send(house, ADD, STAFF, **typed)
    sent = [made.request.agency_code for made in house.rpc.calls_of(accounts.add_staff)]
    return answer.status_code, answer.text, sent


@pytest.mark.parametrize(
    "said",
    ["H27.30.12", "h27.30.12", "Ủy ban nhân dân xã Tân Mỹ Hà", "ủy ban nhân dân xã tân mỹ hà",
     "Ủy ban nhân dân xã Tân Mỹ Hà (H27.30.12)", "tên cũ (H27.30.12)"],
)  # fmt: skip
def test_a_code_a_whole_name_and_a_suggestion_name_an_agency(house: House, said: str) -> None:
    assert added(house, said)[2] == ["H27.30.12"]


def test_a_name_that_is_not_clear_is_asked_back_and_what_is_chosen_then_counts(house: House) -> None:
    status, page, sent = added(house, "ubnd")

    assert (status, sent) == (422, [])
    assert "Xin chọn đúng cơ quan" in page
    assert 'value="ubnd"' in page
    for agency in KNOWN:
        assert f'name="agency_code:chon" value="{agency.code}"' in page
    assert 'value="Nguyễn Văn An"' in page
    assert added(house, "ubnd", **{"agency_code:chon": "H27.30.01"})[2] == ["H27.30.01"]


def test_a_part_of_one_name_alone_is_asked_back_as_well(house: House) -> None:
    status, page, sent = added(house, "Tân Mỹ")

    assert (status, sent) == (422, [])
    assert page.count("agency_code:chon") == 1


def test_an_unknown_agency_is_told_beside_its_field_with_all_else_that_is_wrong(house: House) -> None:
    status, page, sent = added(house, "Sở Lạ", name="")

    assert (status, sent) == (422, [])
    assert 'id="agency_code-wrong">Không có cơ quan nào' in page
    assert 'id="name-wrong"' in page
    assert 'value="Sở Lạ"' in page


def test_an_unknown_agency_of_a_role_is_told_in_its_row(house: House) -> None:
    rows = {"role:0": "receiver", "agency:0": "H27.30.12", "role:1": "processor", "agency:1": "Sở Lạ"}

    page = send(house, f"{STAFF}/stf-2", f"{STAFF}/stf-2/vai-tro", **rows, why="Thử").text

    assert 'id="agency-1-wrong"' in page
    assert 'id="agency-0-wrong"' not in page
    assert 'value="Ủy ban nhân dân xã Tân Mỹ Hà (H27.30.12)"' in page
    assert not house.rpc.calls_of(accounts.change_staff)


def test_an_agency_that_accounts_does_not_know_yet_loses_nothing_typed(house: House) -> None:
    house.rpc.answer(accounts.add_staff, accounts.AGENCY_UNKNOWN(agency="H27"))

    status, page, _ = added(house, "H27")

    assert status == 422
    assert 'value="Nguyễn Văn An"' in page


def test_while_the_catalogue_is_away_a_code_goes_on_as_it_was_typed(house: House) -> None:
    house.rpc.answer(catalog.get_agency, SERVICE_AWAY())
    house.rpc.answer(catalog.list_agencies, SERVICE_AWAY())

    assert added(house, "H27.30.12")[2] == ["H27.30.12"]
    assert added(house, "Xã Tân Mỹ Hà (H27.30.12)")[2] == ["H27.30.12"] * 2


def test_few_agencies_are_all_suggested_by_name_and_code(house: House) -> None:
    page = get(house, ADD).text

    for agency in KNOWN:
        assert f'<option value="{agency.name} ({agency.code})">' in page


def test_a_filter_by_an_unclear_name_filters_nothing_and_asks_back(house: House) -> None:
    page = get(house, f"{STAFF}?co-quan=ubnd")

    assert page.status_code == 422
    assert 'name="co-quan:chon" value="H27"' in page.text
    assert not house.rpc.calls_of(accounts.list_staff)
    assert get(house, f"{STAFF}?co-quan=ubnd&co-quan:chon=H27").status_code == 200
    assert [made.request.agency_code for made in house.rpc.calls_of(accounts.list_staff)] == ["H27"]


def test_an_opinion_is_asked_of_an_agency_by_its_name_and_of_no_unknown_one(house: House) -> None:
    house.client.set_cookie("motcua-access", "binh", domain="127.0.0.1")
    at, act = "/can-bo/ho-so/desk", "/can-bo/ho-so/desk/lay-y-kien"
    typed = {"question": "Có ý kiến gì?", "answer_by": "2031-12-01T08:30"}

    refused = send(house, at, act, agency_code="Sở Lạ", **typed)
    asked_back = send(house, at, act, agency_code="tân mỹ", **typed)
    send(house, at, act, agency_code="Ủy ban nhân dân xã Tân Mỹ Hà", **typed)

    assert (refused.status_code, asked_back.status_code) == (422, 422)
    assert 'id="lay-y-kien-agency_code-wrong">Không có cơ quan nào' in refused.text
    assert 'name="agency_code:chon" value="H27.30.12"' in asked_back.text
    assert [made.request.agency_code for made in house.rpc.calls_of(dossiers.consult_agency)] == ["H27.30.12"]
