"""The menu of the desk: a role finds its places and no others, and one's own place is marked."""

import re

import pytest

from chassis.callers import Caller, CallerKind, Holding
from gateway.web.desk_places import PLACES, first_place, menu
from services.dossiers import contract as dossiers
from services.dossiers import policy as dossiers_policy
from services.payments import contract as payments
from services.payments import policy as payments_policy
from tests.unit.gateway.office_worker import at_work, get


def staff(*roles: str) -> Caller:
    holdings = tuple(Holding(role=role, agency="H27") for role in roles)
    return Caller(kind=CallerKind.STAFF, id="stf-1", agency="H27", holdings=holdings)


def addresses(caller: Caller) -> list[str]:
    return [entry.place.address for _, entries in menu(caller, "/") for entry in entries]


def test_a_role_is_shown_the_places_that_are_open_to_it_and_no_others() -> None:
    for place in PLACES:
        for role in place.roles:
            assert place.address in addresses(staff(role))

    assert "/can-bo" not in addresses(staff("catalog_editor"))


def test_places_of_a_group_stand_together_and_no_address_stands_twice() -> None:
    groups = [place.group for place in PLACES]

    assert len({place.address for place in PLACES}) == len(PLACES)
    assert [one for at, one in enumerate(groups) if at == 0 or groups[at - 1] != one] == list(dict.fromkeys(groups))


def test_the_place_where_one_is_is_marked_also_on_pages_under_it() -> None:
    shown = menu(staff("receiver"), "/can-bo/ho-so/dos-1")

    assert [entry.place.address for _, entries in shown for entry in entries if entry.here] == ["/can-bo"]


BEHIND = {
    "/can-bo": dossiers.list_agency_dossiers,
    "/can-bo/lap": dossiers.list_desk_drafts,
    "/can-bo/y-kien": dossiers.list_consultations,
    "/can-bo/so": dossiers.get_register,
    "/can-bo/quy": payments.list_cash_days,
    "/can-bo/tien": payments.list_money_work,
    "/can-bo/bien-lai": payments.get_receipt_register,
    "/can-bo/sao-ke": payments.list_bank_lines,
    "/can-bo/chenh-lech": payments.list_differences,
    "/can-bo/so-ke-toan": payments.get_books,
    "/can-bo/cach-thu": payments.get_collector,
}
"""What is asked first at a place of the counter or of money."""


@pytest.mark.parametrize("address", BEHIND)
def test_the_menu_opens_a_place_to_the_roles_that_the_policy_lets_in(address: str) -> None:
    method = BEHIND[address]
    (place,) = (one for one in PLACES if one.address == address)
    of_dossiers = dossiers_policy.TABLE_OF_METHODS.get(method.name)
    roles = of_dossiers.roles if of_dossiers else payments_policy.ROLES[payments_policy.TABLE[method.name]]

    assert set(place.roles) == set(roles)


def test_who_has_no_queue_of_dossiers_begins_at_the_first_place_of_their_own() -> None:
    assert first_place(staff("receiver", "operator")) == "/can-bo"
    assert first_place(staff("catalog_editor")) == "/can-bo/bien-tap"
    assert first_place(staff("operator")) == "/can-bo/gop-y"


def test_ones_own_name_in_the_head_leads_to_ones_account_and_the_way_out_says_what_it_is() -> None:
    page = get(at_work(), "/can-bo/tai-khoan").text

    (name,) = re.findall(r'<a class="who" href="([^"]+)"', page)
    assert name == "/can-bo/tai-khoan"
    assert set(re.findall(r'<a href="/dang-xuat">([^<]+)</a>', page)) == {"Đăng xuất"}


def test_who_stays_signed_in_after_all_is_back_at_the_desk() -> None:
    page = get(at_work(), "/dang-xuat").text

    assert '<a class="button quiet" href="/can-bo">Ở lại</a>' in page
    assert "Bản nháp của bạn" not in page


@pytest.mark.parametrize("path", ["/can-bo/dang-nhap", "/can-bo/loi-moi"])
def test_nobody_is_shown_a_menu_of_the_desk_before_they_sign_in(path: str) -> None:
    page = get(at_work(who=""), path)

    assert page.status_code == 200
    assert "desk-menu" not in page.text
