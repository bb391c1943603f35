"""Pages of editors and reviewers: a part is saved alone, a problem stands beside its field, nothing typed is lost."""

import dataclasses

import pytest

from chassis.errors import text_of
from gateway.web.editing import ACTS
from services.catalog import contract as catalog
from tests.browser import office
from tests.unit.gateway.builders import HASH, NOON
from tests.unit.gateway.fakes import House
from tests.unit.gateway.office_worker import at_work, get, send

ONE = "/can-bo/bien-tap/edi-1"
FEES = f"{ONE}/phan/phi"
VERSIONS = catalog.VersionList(
    code="2.000635",
    items=(
        catalog.VersionLine(
            version=3,
            content_hash=HASH,
            name="Tên",
            publication_decision="",
            valid_from=NOON.date(),
            valid_to=None,
            published_at=NOON,
            in_force=True,
        ),
    ),
)


@pytest.fixture
def house() -> House:
    made = at_work()
    made.rpc.answer(catalog.list_versions, VERSIONS)
    for act in ACTS.values():
        if act.action != "publish":
            made.rpc.answer(act.method, office.EDITION)
    return made


def test_a_problem_stands_beside_its_field_in_its_part(house: House) -> None:
    page = get(house, FEES).text

    assert 'id="f-fees-0-amount-wrong"' in page
    assert "Mục này phải từ 0 đến 9." in page
    assert "Giá trị phải" not in get(house, f"{ONE}/phan/giay-to").text
    assert "1 chỗ cần sửa" in get(house, ONE).text


def test_saving_a_part_changes_that_part_and_nothing_else(house: House) -> None:
    house.rpc.answer(catalog.change_edition, office.EDITION)

    answer = send(house, FEES, FEES, **drawn_fees(), **{"f:fees.0.amount": "9.000"})

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{FEES}?da=luu")
    [call] = house.rpc.calls_of(catalog.change_edition)
    before, after = dict(office.EDITION.content), dict(call.request.content)
    assert after.pop("fees")[0]["amount"] == 9000
    before.pop("fees")
    assert after == before
    assert call.request.expected_version == 4


def test_what_somebody_else_changed_meanwhile_is_told_and_what_was_typed_stays(house: House) -> None:
    house.rpc.answer(catalog.change_edition, catalog.EDITION_STALE(expected=4, actual=5))

    page = send(house, FEES, FEES, **drawn_fees(), **{"f:fees.0.amount": "9.123"})

    assert page.status_code in (409, 412)
    assert 'value="9123"' in page.text


def test_json_that_cannot_be_read_is_not_saved_and_not_lost(house: House) -> None:
    where = f"{ONE}/phan/mau-dien-tu"

    page = send(house, where, where, **{"f:forms": "[{ thiếu ngoặc"})

    assert page.status_code == 422
    assert "[{ thiếu ngoặc" in page.text
    assert "chưa phải JSON hợp lệ" in page.text
    assert not house.rpc.calls_of(catalog.change_edition)


@pytest.mark.parametrize("key", sorted(set(ACTS) - {"cong-bo"}))
def test_an_act_goes_by_the_version_that_was_seen(house: House, key: str) -> None:
    act = ACTS[key]

    answer = send(house, ONE, f"{ONE}/{key}", **{act.field: "Đã xem xét"})

    assert (answer.status_code, answer.headers["Location"]) == (303, f"{ONE}?da={key}")
    [call] = house.rpc.calls_of(act.method)
    assert call.request.expected_version == 4
    assert getattr(call.request, act.field) == "Đã xem xét"
    assert call.key


def test_who_wrote_it_is_told_that_somebody_else_approves(house: House) -> None:
    house.rpc.answer(catalog.approve_edition, catalog.EDITOR_CANNOT_APPROVE())

    page = send(house, ONE, f"{ONE}/duyet", note="Ổn")

    assert page.status_code == 403
    assert text_of(catalog.EDITOR_CANNOT_APPROVE(), "vi") in page.text
    assert 'value="Ổn"' in page.text


def test_only_acts_that_are_open_to_the_reader_are_offered(house: House) -> None:
    house.rpc.answer(catalog.get_edition, dataclasses.replace(office.EDITION, actions=("approve",)))

    page = get(house, ONE).text

    assert f'action="{ONE}/duyet"' in page
    for closed in ("trinh", "bo", "cong-bo", "lay-goc", "tra-lai"):
        assert f'action="{ONE}/{closed}"' not in page
    assert '<fieldset class="whole" disabled>' in get(house, FEES).text


def test_publishing_reads_the_day_as_people_write_it_and_tells_what_to_look_at(house: House) -> None:
    made = catalog.Publication(
        edition=office.EDITION, code="2.000635", version=2, content_hash=HASH, valid_from=NOON.date(),
        warnings=office.CHECK.warnings,
    )  # fmt: skip
    house.rpc.answer(catalog.publish_edition, made)

    page = send(house, ONE, f"{ONE}/cong-bo", valid_from="1/2/2027", previous_until="")

    assert page.status_code == 200
    assert "Phí rất thấp." in page.text
    [call] = house.rpc.calls_of(catalog.publish_edition)
    assert (call.request.valid_from.isoformat(), call.request.previous_until) == ("2027-02-01", None)


def test_an_edition_begins_from_the_newest_version_unless_it_is_new(house: House) -> None:
    house.rpc.answer(catalog.start_edition, office.EDITION)
    room = "/can-bo/bien-tap"

    send(house, room, room, code="2.000635", tu="moi-nhat")
    send(house, room, room, code="2.000635", tu="moi")

    assert [call.request.from_version for call in house.rpc.calls_of(catalog.start_edition)] == [3, None]


def test_where_an_edition_is_open_already_the_page_leads_there(house: House) -> None:
    house.rpc.answer(catalog.start_edition, catalog.EDITION_OPEN(code="2.000635", edition="edi-9"))

    page = send(house, "/can-bo/bien-tap", "/can-bo/bien-tap", code="2.000635", tu="moi")

    assert page.status_code == 409
    assert 'href="/can-bo/bien-tap/edi-9"' in page.text


def test_a_comparison_with_the_newest_version_is_taken_down(house: House) -> None:
    house.rpc.answer(catalog.change_edition, office.EDITION)

    send(house, ONE, f"{ONE}/lay-goc")

    [call] = house.rpc.calls_of(catalog.change_edition)
    assert call.request.base_version == 3
    assert dict(call.request.content) == dict(office.EDITION.content)


@pytest.mark.parametrize("path", [f"{ONE}/phan/khong-co", "/can-bo/bien-tap/" + "x" * 99])
def test_what_is_not_there_is_not_found(house: House, path: str) -> None:
    assert get(house, path).status_code == 404


def drawn_fees() -> dict[str, str]:
    """The one fee of the edition, as the form has it."""
    [fee] = office.EDITION.content["fees"]
    plain = {name: str(fee[name]) for name in ("head", "kind", "label", "rule")}
    return {"n:fees": "2", "f:fees.0.verified": "1", **{f"f:fees.0.{name}": value for name, value in plain.items()}}
