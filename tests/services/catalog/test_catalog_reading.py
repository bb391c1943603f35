"""What the public reads, on the shipped catalogue."""

import datetime as dt
from typing import Any

import pytest

from chassis.callers import Channel
from chassis.errors import Invalid, NotFound
from services.catalog.contract import AgencyKind, AgencyLevel, FeeRule, Nearness, PartialReason, ServiceLevel, Tab

TAN_MY_HA = "H27.30.12"
COPY = "2.000635"
TODAY = dt.date(2026, 11, 24)


def test_pages_together_hold_every_procedure_once_in_vietnamese_order(catalog: Any) -> None:
    seen, cursor = [], ""
    while True:
        page = catalog.list(limit=17, cursor=cursor)
        seen += [item.code for item in page.items]
        cursor = page.next_cursor
        if not cursor:
            break

    assert len(seen) == len(set(seen)) == page.total >= 60
    names = [catalog.snapshots.current(catalog.storage).summaries[code].name for code in seen]
    assert names.index("Chứng thực di chúc") < names.index("Đăng ký thường trú") < names.index("Tách hộ")


@pytest.mark.parametrize(
    "asked",
    [
        {"tab": Tab.BUSINESS},
        {"life_event": "co-con-nho"},
        {"field": "ho-tich"},
        {"level": AgencyLevel.PROVINCE},
        {"agency": TAN_MY_HA},
        {"agency": TAN_MY_HA, "service_level": ServiceLevel.INFORMATION},
    ],
    ids=str,
)
def test_a_filter_keeps_some_and_leaves_others(catalog: Any, asked: dict[str, Any]) -> None:
    some, all_of_them = catalog.list(**asked), catalog.list()

    assert 0 < some.total < all_of_them.total


@pytest.mark.parametrize("asked", [{"life_event": "khong-co"}, {"field": "khong-co"}])
def test_a_filter_that_does_not_exist_is_refused_by_name(catalog: Any, asked: dict[str, str]) -> None:
    with pytest.raises(Invalid) as wrong:
        catalog.list(**asked)

    assert [problem.pointer for problem in wrong.value.problems] == [f"/{next(iter(asked))}"]


def test_an_unknown_agency_is_not_found(catalog: Any) -> None:
    with pytest.raises(NotFound):
        catalog.list(agency="H99.1")
    with pytest.raises(NotFound):
        catalog.agency("H99.1")


@pytest.mark.parametrize("cursor", ["x", "!!!", "eyJhIjoxfQ", "WzFd", "WzEsMl0", "ÿ"])
def test_a_cursor_that_nobody_gave_is_refused(catalog: Any, cursor: str) -> None:
    with pytest.raises(Invalid):
        catalog.list(cursor=cursor)
    with pytest.raises(Invalid):
        catalog.search("khai sinh", cursor=cursor)


def test_pages_of_a_search_together_hold_every_hit_once(catalog: Any) -> None:
    whole = [item.code for item in catalog.search("dang ky", limit=100).items]

    seen, cursor = [], ""
    while True:
        page = catalog.search("dang ky", limit=7, cursor=cursor)
        seen += [item.code for item in page.items]
        cursor = page.next_cursor
        if not cursor:
            break

    assert seen == whole
    assert page.total == len(whole)


def test_nothing_near_says_so(catalog: Any) -> None:
    page = catalog.search("qwxzj")

    assert (page.total, page.nearness) == (0, Nearness.NONE)


def test_some_words_found_is_near_and_all_is_exact(catalog: Any) -> None:
    assert catalog.search("khai sinh").nearness is Nearness.EXACT
    assert catalog.search("khai sinh qwxzj").nearness is Nearness.NEAR


def test_a_version_and_a_day_cannot_both_be_asked_for(catalog: Any) -> None:
    with pytest.raises(Invalid):
        catalog.procedure(COPY, version=1, at=TODAY)


@pytest.mark.parametrize("asked", [{"version": 9}, {"at": dt.date(2001, 1, 1)}], ids=str)
def test_a_version_that_is_not_there_is_not_found(catalog: Any, asked: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        catalog.procedure(COPY, **asked)


def test_a_procedure_that_is_not_there_is_not_found(catalog: Any) -> None:
    with pytest.raises(NotFound):
        catalog.procedure("9.999999")


def test_tan_my_ha_gives_certified_extracts_online_as_far_as_their_record_bears(catalog: Any) -> None:
    procedure = catalog.procedure(COPY)
    forms = [paper.form for paper in procedure.papers if paper.form]
    whole = all(procedure.has_interactive_form(form) for form in forms)

    offer = procedure.offer(TAN_MY_HA, TODAY)
    (fee,) = procedure.fees_of("ca-nhan", Channel.ONLINE, TODAY)

    assert offer.level is (ServiceLevel.FULL if whole else ServiceLevel.PARTIAL)
    assert offer.partial_reason is (None if whole else PartialReason.TECHNICAL)
    assert whole or all(form in offer.partial_note for form in forms)
    assert (offer.files_online, offer.pays_online, offer.returns_online) == (True, True, True)
    assert (fee.rule, fee.amount, fee.unit) == (FeeRule.PER_UNIT, 8000, "bản")


def test_which_papers_are_required_is_a_matter_of_the_case(catalog: Any) -> None:
    procedure = catalog.procedure(COPY)

    def required(case: str, channel: Channel) -> list[str]:
        return [paper.key for paper in procedure.papers_of(case, channel) if paper.required]

    assert required("ca-nhan", Channel.ONLINE) == []
    assert required("uy-quyen", Channel.ONLINE) == ["van-ban-uy-quyen"]
    assert required("co-quan", Channel.ONLINE) == ["van-ban-yeu-cau"]
    assert required("ca-nhan", Channel.DIRECT) == ["to-khai", "giay-to-tuy-than"]


def test_what_one_procedure_comes_to_differs_between_communes(catalog: Any) -> None:
    procedure = catalog.procedure(COPY)

    here, there = procedure.offer(TAN_MY_HA, TODAY), procedure.offer("H27.30.01", TODAY)

    assert there.level is ServiceLevel.PARTIAL
    assert there.partial_reason is PartialReason.TECHNICAL
    assert there.partial_note
    assert (here.pays_online, there.pays_online) == (True, False)
    assert (here.returns_online, there.returns_online) == (True, False)


def test_certifying_copies_cannot_be_filed_online_and_says_why_and_how(catalog: Any) -> None:
    offer = catalog.procedure("2.000815").offer(TAN_MY_HA, TODAY)

    assert not offer.files_online
    assert offer.partial_reason is PartialReason.PRESENCE
    assert "tại bộ phận một cửa" in offer.explanation_vi
    assert catalog.agency(offer.desk_code).hours


def test_an_identity_card_costs_half_until_the_end_of_2026(catalog: Any) -> None:
    procedure = catalog.procedure("1.014063")

    def price(day: dt.date) -> list[int | None]:
        return [fee.amount for fee in procedure.fees_of("", Channel.ONLINE, day)]

    assert price(dt.date(2026, 12, 31)) == [25_000]
    assert price(dt.date(2027, 1, 1)) == [50_000]


def test_agencies_are_listed_by_level_kind_and_what_they_offer(catalog: Any) -> None:
    desks = catalog.agencies(kind=AgencyKind.ONE_STOP_DESK, level=AgencyLevel.COMMUNE)
    offering = catalog.agencies(procedure=COPY)

    assert [agency.code for agency in desks.items] == ["H27.30.01.1", "H27.30.12.1"]
    assert TAN_MY_HA in [agency.code for agency in offering.items]
    assert catalog.agency(TAN_MY_HA).name == "Ủy ban nhân dân xã Tân Mỹ Hà"


def test_agencies_under_one_that_is_not_there_are_not_an_empty_list(catalog: Any) -> None:
    with pytest.raises(NotFound) as refused:
        catalog.agencies(parent="H99")

    assert [problem.pointer for problem in refused.value.problems] == ["/parent"]


def test_agencies_come_in_pages(catalog: Any) -> None:
    first = catalog.agencies(limit=5)
    second = catalog.agencies(limit=100, cursor=first.next_cursor)

    assert len(first.items) == 5
    assert second.next_cursor == ""
    assert not {a.code for a in first.items} & {a.code for a in second.items}


def test_each_tab_has_its_eleven_groups_in_the_portals_order(catalog: Any) -> None:
    citizen, business = catalog.life_events(Tab.CITIZEN).items, catalog.life_events(Tab.BUSINESS).items

    assert [group.position for group in citizen] == [group.position for group in business] == list(range(1, 12))
    assert citizen[0].name == "Có con nhỏ"
    assert business[0].name == "Khởi sự kinh doanh"
    assert citizen[0].count > 0


def test_fields_count_their_procedures(catalog: Any) -> None:
    fields = catalog.fields().items

    assert sum(field.count for field in fields) == catalog.list().total
    assert {field.key for field in catalog.fields(Tab.BUSINESS).items} < {field.key for field in fields}


def test_an_agency_is_found_by_words_of_its_name_without_accents_by_initials_and_by_its_code(catalog):
    def found(text: str, **asked):
        return [one.code for one in catalog.agencies(text=text, **asked).items]

    assert found("tan my cong an") == ["H27.80.12"]
    assert found("UBND xã Tân Mỹ Hà") == ["H27.30.12"]
    assert found("h27.30.01") == ["H27.30.01", "H27.30.01.1"]
    assert found("thanh", parent="H27.80") == ["H27.80.01"]
    assert found("Hà Giang") == []
    page = catalog.agencies(text="tỉnh", limit=1)
    assert [page.items[0].code, *found("tỉnh", cursor=page.next_cursor)] == found("tỉnh")
