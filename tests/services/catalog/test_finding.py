"""What a search explains, filters, counts and suggests, on the shipped catalogue."""

import base64
import dataclasses
import itertools
import json
from typing import Any

import pytest

from chassis.errors import Invalid, PortalError
from chassis.records import load
from services.catalog import contract
from services.catalog.contract import AgencyLevel, AttemptKind, Audience, ChangeKind, Nearness, ServiceLevel, Tab
from services.catalog.shown import Shown

TAN_MY_HA = "H27.30.12"
BIRTH = "1.001193"


def counts(counted: tuple[contract.Count, ...]) -> dict[str, int]:
    return {one.key: one.count for one in counted}


def test_a_search_says_how_it_took_what_was_typed(catalog: Any) -> None:
    page = catalog.search("ddawng kys ket hom")

    assert page.corrected == "đăng ký kết hôn"
    assert [change.kind for change in page.changes] == [ChangeKind.KEYSTROKES, ChangeKind.KEYSTROKES, ChangeKind.SLIP]
    assert page.nearness is Nearness.EXACT


def test_a_colloquial_search_says_what_the_law_calls_it(catalog: Any) -> None:
    page = catalog.search("bang lai xe het han")

    assert (page.corrected, page.understood) == ("", "đổi giấy phép lái xe")
    assert [(change.typed, change.kind) for change in page.changes] == [("bằng lái xe hết hạn", ChangeKind.MEANING)]


def test_words_found_nowhere_are_named_and_leaving_them_out_is_suggested(catalog: Any) -> None:
    page = catalog.search("khai sinh qwxzj")

    assert page.nearness is Nearness.NEAR
    assert page.unknown_words == ("qwxzj",)
    assert ("without-word", "qwxzj") in [(attempt.kind, attempt.key) for attempt in page.attempts]
    assert page.items[0].code == BIRTH


def test_a_filter_that_hides_what_fits_is_named(catalog: Any) -> None:
    page = catalog.search("khai sinh", field="dat-dai", tab=Tab.CITIZEN)

    hiding = {attempt.key: attempt.count for attempt in page.attempts if attempt.kind is AttemptKind.WITHOUT_FILTER}
    assert hiding == {"field": catalog.search("khai sinh", tab=Tab.CITIZEN).total}


def test_a_field_called_like_the_query_is_suggested_where_little_fits(catalog: Any) -> None:
    page = catalog.search("giảm nghèo")

    assert ("field", "giam-ngheo") in [(attempt.kind, attempt.key) for attempt in page.attempts]


def test_nothing_at_all_is_a_clear_answer_with_a_way_on(catalog: Any) -> None:
    page = catalog.search("qwxzj", tab=Tab.BUSINESS)

    assert (page.items, page.nearness, page.unknown_words) == ((), Nearness.NONE, ("qwxzj",))
    groups = {group.key: group.count for group in catalog.life_events(Tab.BUSINESS).items}
    assert page.attempts
    assert all(groups[attempt.key] >= attempt.count > 0 for attempt in page.attempts)


@pytest.mark.parametrize("wrong", [{"field": "khong-co"}, {"life_event": "khong-co"}, {"agency": "H99"}], ids=str)
def test_a_filter_that_names_what_does_not_exist_is_told_as_that(catalog: Any, wrong: dict[str, str]) -> None:
    for ask in (catalog.list, lambda **asked: catalog.search("khai sinh", **asked)):
        with pytest.raises(PortalError) as refused:
            ask(**wrong)
        (name,) = wrong
        (problem,) = refused.value.problems
        assert (problem.pointer, problem.code) == (f"/{name}", refused.value.code)
        assert wrong[name] in problem.params.values()


def test_every_group_that_has_procedures_of_its_tab_shows_them(catalog: Any) -> None:
    labour = {group.key: group.count for group in catalog.life_events(Tab.BUSINESS).items}

    assert labour["lao-dong-va-bao-hiem-xa-hoi"] == 2
    assert labour["so-huu-tri-tue-dang-ky-tai-san"] == 5


def test_an_agency_that_offers_nothing_itself_leads_to_those_under_it(catalog: Any) -> None:
    for page in (catalog.list(agency="H27"), catalog.search("khai sinh", agency="H27")):
        below = {one.key: one.count for one in page.attempts if one.kind is AttemptKind.AGENCY}

        assert page.total == 0
        assert ("without-filter", "agency") in [(attempt.kind, attempt.key) for attempt in page.attempts]
        assert below
        for code, count in below.items():
            asked = {"agency": code, "limit": 100}
            again = catalog.search("khai sinh", **asked) if page.understood else catalog.list(**asked)
            assert (code[:4], again.total) == ("H27.", count)
            assert {one.name for one in page.attempts if one.key == code} == {catalog.agency(code).name}


@pytest.mark.parametrize("text", ["", "qwxzj", "khai sinh", "ly hôn", "1.9"])
@pytest.mark.parametrize(
    "chosen",
    [{}, {"agency": "H27"}, {"agency": "H27", "field": "dat-dai", "tab": Tab.BUSINESS}, {"field": "dat-dai"}],
    ids=str,
)
def test_who_finds_nothing_is_always_told_what_to_try(catalog: Any, text: str, chosen: dict[str, Any]) -> None:
    page = catalog.search(text, **chosen) if text else catalog.list(**chosen)

    assert page.total > 0 or page.attempts


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ({"text": "dang ky"}, {"text": "giay phep"}),
        ({"text": "dang ky"}, {"text": "dang ky", "tab": Tab.CITIZEN}),
        ({}, {"field": "ho-tich"}),
    ],
)
def test_the_cursor_of_another_question_is_refused_by_its_name(
    catalog: Any, asked: dict[str, Any], other: dict[str, Any]
) -> None:
    def find(**given: Any) -> Any:
        return catalog.search(**given) if "text" in given else catalog.list(**given)

    cursor = find(**asked, limit=2).next_cursor

    assert find(**asked, limit=7, facets=True, cursor=cursor).items
    with pytest.raises(Invalid) as refused:
        find(**other, limit=2, cursor=cursor)
    assert [(problem.pointer, problem.code) for problem in refused.value.problems] == [("/cursor", "cursor.wrong")]


@pytest.mark.parametrize("score", ["NaN", "Infinity", "-Infinity", "1e999", '"1"', "null"])
def test_a_cursor_that_is_made_up_is_refused_by_its_name(catalog: Any, score: str) -> None:
    sound = catalog.search("dang ky", limit=2).next_cursor
    question, _, code = json.loads(base64.urlsafe_b64decode(sound + "=="))
    made_up = base64.urlsafe_b64encode(f'["{question}", {score}, "{code}"]'.encode()).decode().rstrip("=")

    with pytest.raises(Invalid) as refused:
        catalog.search("dang ky", limit=2, cursor=made_up)
    assert [problem.pointer for problem in refused.value.problems] == ["/cursor"]


@pytest.mark.parametrize("text", ["", "dang ky", "giay phep"])
@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"tab": Tab.BUSINESS},
        {"level": AgencyLevel.COMMUNE},
        {"agency": TAN_MY_HA},
        {"agency": TAN_MY_HA, "service_level": ServiceLevel.FULL},
        {"service_level": ServiceLevel.PARTIAL, "audience": Audience.CITIZEN},
        {"field": "ho-tich", "tab": Tab.CITIZEN},
    ],
    ids=str,
)
def test_choosing_a_value_of_a_facet_finds_as_many_as_it_counts(
    catalog: Any, text: str, chosen: dict[str, Any]
) -> None:
    def find(**asked: Any) -> Any:
        return catalog.search(text, **asked) if text else catalog.list(**asked)

    facets = find(facets=True, limit=1, **chosen).facets
    for name, counted in (
        ("tab", facets.tabs),
        ("audience", facets.audiences),
        ("life_event", facets.life_events),
        ("field", facets.fields),
        ("level", facets.levels),
        ("agency", facets.agencies),
        ("service_level", facets.service_levels),
    ):
        kind = {"tab": Tab, "audience": Audience, "level": AgencyLevel, "service_level": ServiceLevel}.get(name, str)
        for one in itertools.islice(counted, 4):
            page = find(limit=1, **{**chosen, name: kind(one.key)})
            if not text or page.nearness is Nearness.EXACT:
                assert page.total == one.count, (name, one.key)


def test_what_is_not_asked_for_is_not_counted(catalog: Any) -> None:
    assert catalog.search("khai sinh").facets is None
    assert catalog.list().facets is None


def test_the_fields_of_a_search_add_up_to_what_it_finds(catalog: Any) -> None:
    page = catalog.search("dang ky", facets=True)

    assert sum(one.count for one in page.facets.fields) == page.total
    assert all(one.name for one in page.facets.fields)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("khai s", BIRTH),
        ("khaisin", BIRTH),
        ("ddawng kys ket h", "1.000894"),
        ("ho chieu", "1.001456"),
        ("giay phep xay d", "1.013225"),
        ("2.0006", "2.000635"),
    ],
)
def test_a_procedure_is_suggested_while_its_name_is_typed(catalog: Any, typed: str, wanted: str) -> None:
    suggested = catalog.suggest(typed)

    assert wanted in [one.key for one in suggested.items if one.kind == "procedure"]
    assert len(suggested.items) <= 8


def test_phrases_groups_and_fields_are_suggested_too_and_all_lead_somewhere(catalog: Any) -> None:
    kinds = {one.kind: one for one in catalog.suggest("hon nh").items}

    assert kinds["life-event"].key == "hon-nhan-va-gia-dinh"
    assert kinds["life-event"].count == catalog.list(life_event="hon-nhan-va-gia-dinh").total
    phrases = [one for one in catalog.suggest("so ").items if one.kind == "phrase"]
    assert phrases
    assert all(catalog.search(one.text).total >= one.count > 0 for one in phrases)


def test_suggestions_stay_in_their_tab(catalog: Any) -> None:
    codes = [one.key for one in catalog.suggest("dang ky", tab=Tab.BUSINESS, limit=20).items if one.kind == "procedure"]
    listed = {item.code for item in catalog.list(tab=Tab.BUSINESS, limit=100).items}

    assert codes
    assert set(codes) <= listed


def test_nothing_is_suggested_for_nothing(catalog: Any) -> None:
    assert catalog.suggest("").items == ()
    assert catalog.suggest("qwxzj").items == ()


@pytest.mark.parametrize("tab", [None, *Tab])
def test_the_menu_leads_to_as_many_procedures_as_it_says(catalog: Any, tab: Tab | None) -> None:
    menu = catalog.menu(tab)

    assert menu.total == catalog.list(tab=tab).total == sum(one.count for one in menu.fields)
    for one in menu.fields[:5]:
        assert catalog.list(tab=tab, field=one.key).total == one.count
    for one in menu.levels:
        assert catalog.list(tab=tab, level=AgencyLevel(one.key)).total == one.count
    for one in menu.agencies[:5]:
        assert catalog.list(tab=tab, agency=one.key).total == one.count
        assert one.name == catalog.agency(one.key).name
    for one in menu.life_events:
        assert catalog.list(tab=tab, life_event=one.key).total == one.count


def test_the_menu_of_a_tab_has_groups_of_that_tab_only(catalog: Any) -> None:
    groups = {group.key for group in catalog.life_events(Tab.BUSINESS).items}

    assert set(counts(catalog.menu(Tab.BUSINESS).life_events)) <= groups


def test_pages_are_sent_as_their_schema_has_them(catalog: Any) -> None:
    snapshot = catalog.snapshots.current(catalog.storage)
    for asked in ({"facets": True, "limit": 100}, {"field": "ho-tich"}, {"agency": TAN_MY_HA, "facets": True}):
        for sent in (catalog.sent("dang ky", **asked), catalog.sent("", **asked)):
            page = load(contract.SearchPage, json.loads(sent.json))

            assert page.items == tuple(snapshot.summaries[item.code] for item in page.items)
            assert (sent.of, sent.revision) == (contract.SearchPage, snapshot.revision)


def test_every_summary_is_sent_as_its_schema_has_it(catalog: Any) -> None:
    snapshot = catalog.snapshots.current(catalog.storage)
    for code, summary in snapshot.summaries.items():
        (sent,) = snapshot.shown.of([code])
        assert load(contract.ProcedureSummary, json.loads(sent.json)) == summary


def test_a_summary_that_its_schema_refuses_is_not_sent(catalog: Any) -> None:
    snapshot = catalog.snapshots.current(catalog.storage)
    wrong = dataclasses.replace(snapshot.summaries[BIRTH], name="")

    with pytest.raises(TypeError, match="/name"):
        Shown({BIRTH: wrong}).of([BIRTH])
