"""Agencies set and end their own offers: never more than the record bears, from today on, everything remembered."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.callers import Caller, CallerKind, Holding, system
from chassis.contracts import Method
from chassis.errors import Conflict, Forbidden, Invalid, NotFound, PortalError, Stale, text_of
from chassis.ids import new_id
from chassis.storage import AlreadyDone
from chassis.testing import call_of, emitted
from gateway.texts import field_sentence
from services.catalog import contract, offers_store, store, tables
from services.catalog.contract import OfferActKind, OfferTime, PartialReason, ServiceLevel
from services.catalog.domain.level_words import REASONS
from services.catalog.handlers import offering, offers, providing, publishing
from tests.services.catalog.building import (
    BOTH,
    CITIZEN,
    CODE,
    HERE,
    THERE,
    a_claim,
    a_version,
    an_agency,
    day,
    furnish,
    publish,
)

PROVINCE = "H27"
YESTERDAY, TODAY, TOMORROW, LATER = day("2026-11-23"), day("2026-11-24"), day("2026-11-25"), day("2026-12-24")
PRESENCE = [{"reason": "presence", "note": "Hai bên có mặt để ký.", "basis": "Luật Hộ tịch điều 18"}]
_HANDLERS: dict[str, Any] = {
    handler.__name__: handler
    for handler in (
        offering.set_offer,
        offering.end_offer,
        offering.preview_offer,
        offers.list_offers,
        offers.get_agency_offers,
        offers.get_offer_history,
        offers.list_offers_above_record,
        providing.get_service_level,
    )
}


def administrator(agency: str = HERE, **held: Any) -> Caller:
    return Caller(
        kind=CallerKind.STAFF,
        id=f"staff-{agency}",
        name="Hồ Quản Trị",
        agency=agency,
        roles=("agency_administrator",),
        holdings=(Holding(role="agency_administrator", agency=agency, **held),),
    )


@dataclass
class Office:
    """Calls the handlers as the service would, on a catalogue that stands at noon of 2026-11-24 in Vietnam."""

    world: Any

    def call(self, method: Method[Any, Any], caller: Caller | None = None, key: str | None = None, **asked: Any) -> Any:
        call = call_of(method, method.request(**asked), caller=caller or administrator(), key=key)
        return _HANDLERS[method.name](call, self.world.storage)

    def set(self, level: str = "full", agency: str = HERE, **asked: Any) -> contract.AgencyOffers:
        facts = {"code": CODE, "agency": agency, "level": ServiceLevel(level), "valid_from": TODAY, **asked}
        caller = facts.pop("caller", None) or administrator(agency)
        return self.call(contract.set_offer, caller, **facts)

    def refused(self, kind: type[PortalError], level: str = "full", **asked: Any) -> PortalError:
        with pytest.raises(kind) as found:
            self.set(level, **asked)
        return found.value

    def level(self, at: Any = TODAY, agency: str = HERE) -> contract.ServiceLevelView:
        return self.call(contract.get_service_level, code=CODE, agency=agency, at=at)

    def offers(self, agency: str = HERE) -> contract.AgencyOffers:
        return self.call(contract.get_agency_offers, code=CODE, agency=agency)

    def publications(self) -> int:
        with self.world.storage.read() as db:
            return int(store.revision(db).revision)

    def told(self) -> contract.ProcedureVersion:
        return emitted(self.world.storage, contract.procedure_published)[-1]

    def above(self, caller: Caller | None = None, agency: str = HERE, **asked: Any) -> contract.OffersAboveRecord:
        return self.call(contract.list_offers_above_record, caller, agency=agency, **asked)


@pytest.fixture
def office(empty: Any) -> Office:
    furnish(empty.storage)
    with empty.storage.work(system("test")) as work:
        publishing.publish_agency(work, an_agency(PROVINCE, level="province"), None)
        for code in (HERE, THERE):
            publishing.publish_agency(work, an_agency(code, parent_code=PROVINCE, desk_code=f"{code}.1"), None)
    publish(empty.storage)
    return Office(empty)


# Setting


def test_one_commune_goes_whole_and_another_part_of_the_way_and_everybody_is_told(office: Office) -> None:
    before = office.publications()

    here = office.set("full", returns_at_desk=True)
    there = office.set("partial", THERE, partial_reason=PartialReason.ON_SITE_CHECK, partial_note="Cán bộ đến xem nhà.")

    assert (here.version, here.items[0].level, here.items[0].time) == (1, ServiceLevel.FULL, OfferTime.CURRENT)
    assert there.items[0].claimed.partial_note == "Cán bộ đến xem nhà."
    assert (office.level(agency=HERE).level, office.level(agency=THERE).level) == ("full", "partial")
    told = {offer.agency_code: offer for offer in office.told().offers}
    assert (told[HERE].level, told[THERE].level) == ("full", "partial")
    assert told[HERE].desk_code == f"{HERE}.1", "the desk that receives for the agency, where none is named"
    assert told[HERE].source == f"Ủy ban nhân dân xã {HERE} công bố ngày 24/11/2026"
    assert office.publications() == before + 2
    assert len(emitted(office.world.storage, contract.catalogue_changed)) == 2
    assert office.world.list(service_level=ServiceLevel.FULL, agency=HERE).total == 1
    assert office.world.list(service_level=ServiceLevel.FULL, agency=THERE).total == 0


def test_a_change_begins_on_its_day_and_what_held_before_stays(office: Office) -> None:
    office.set("full")

    changed = office.set(
        "partial", valid_from=TOMORROW, pays_online=False, partial_reason=PartialReason.INCIDENT, partial_note="Máy chủ"
    )

    assert [(item.time, item.claimed.valid_from, item.claimed.valid_to, item.level) for item in changed.items] == [
        (OfferTime.CURRENT, TODAY, TOMORROW, ServiceLevel.FULL),
        (OfferTime.COMING, TOMORROW, None, ServiceLevel.PARTIAL),
    ]
    assert (office.level(TODAY).level, office.level(TOMORROW).level) == ("full", "partial")
    assert [(one.valid_from, one.valid_to, one.pays_online) for one in office.told().offers] == [
        (TODAY, TOMORROW, True),
        (TOMORROW, None, False),
    ]


def test_what_was_planned_is_replaced_by_what_is_set_before_it(office: Office) -> None:
    office.set("full", valid_from=LATER)

    left = office.set("partial", valid_from=TOMORROW, partial_reason=PartialReason.TECHNICAL)

    assert [(item.claimed.level, item.claimed.valid_from) for item in left.items] == [("partial", TOMORROW)]


def test_yesterday_is_not_changed(office: Office) -> None:
    refused = office.refused(Invalid, valid_from=YESTERDAY)

    assert refused.code == contract.OFFER_DAY_PAST.code
    assert refused.params == {"earliest": "2026-11-24"}
    assert [problem.pointer for problem in refused.problems] == ["/valid_from"]


def test_a_claim_beyond_the_record_is_refused_with_every_reason_its_law_and_both_languages(office: Office) -> None:
    publish(
        office.world.storage,
        valid_from="2026-11-24",
        online_exceptions=PRESENCE,
        publication_decision=None,
        forms=None,
        papers=[{"key": "to-khai", "name": "Tờ khai theo mẫu", "originals": 1, "form": "Tờ khai"}],
    )
    told = len(emitted(office.world.storage, contract.procedure_published))

    refused = office.refused(Invalid, pays_online=False)

    assert refused.code == contract.OFFER_REFUSED.code
    assert [problem.code for problem in refused.problems] == [
        "offer.record-incomplete",
        "offer.exception-presence",
        "offer.interactive-form-missing",
        "offer.payment-channel-missing",
    ]
    presence = refused.problems[1]
    assert field_sentence(presence, "vi") == (
        "Pháp luật yêu cầu người làm thủ tục có mặt: Hai bên có mặt để ký. (Luật Hộ tịch điều 18)"
        " Vì vậy không công bố được mức này."
    )
    assert field_sentence(presence, "en").startswith("The law asks the person to be present")
    assert refused.problems[3].pointer == "/pays_online"
    assert "quyết định công bố" in text_of(refused, "vi")
    assert office.offers().items == ()
    assert len(emitted(office.world.storage, contract.procedure_published)) == told


@pytest.mark.parametrize(
    ("asked", "code", "pointer"),
    [
        ({"level": "partial"}, "offer.reason-needed", "/partial_reason"),
        ({"level": "information"}, "offer.reason-needed", "/partial_reason"),
        ({"level": "level-4"}, "offer.level-unknown", "/level"),
        ({"level": "full", "returns_online": False, "returns_by_post": False}, "offer.way-back-missing", "/level"),
        (
            {"level": "information", "pays_online": True, "partial_reason": PartialReason.TECHNICAL},
            "offer.choice-not-allowed",
            "/level",
        ),
    ],
)
def test_a_claim_that_the_scheme_does_not_know_or_allow_is_refused(
    office: Office, asked: dict[str, Any], code: str, pointer: str
) -> None:
    refused = office.refused(Invalid, **asked)

    assert [(problem.code, problem.pointer) for problem in refused.problems] == [(code, pointer)]
    assert "Nghị định số 224/2026/NĐ-CP điều 14" in field_sentence(refused.problems[0], "vi")


def test_every_fault_of_a_claim_has_a_declared_error() -> None:
    said_otherwise = {"claimed", "converted", "claim-above-record", "reason-missing", "unrecorded"}
    faults = {code for code in REASONS if not code.startswith("agency-") and code not in said_otherwise}

    assert set(contract.CLAIM_FAULTS) == faults


def test_the_record_of_the_first_day_decides(office: Office) -> None:
    publish(office.world.storage, valid_from="2026-11-25", online_exceptions=PRESENCE)

    assert office.set("full").items[0].level == "full"
    refused = office.refused(Invalid, valid_from=TOMORROW)

    assert [problem.code for problem in refused.problems] == ["offer.exception-presence"]


def test_a_desk_must_be_one(office: Office) -> None:
    for desk in ("H99.1", THERE):
        refused = office.refused(Invalid, desk=desk)
        assert [(problem.code, problem.pointer) for problem in refused.problems] == [("offer.desk-wrong", "/desk")]
    assert office.set(desk=f"{THERE}.1").items[0].claimed.desk_code == f"{THERE}.1"
    assert office.set(desk=HERE, valid_from=TOMORROW).items[-1].claimed.desk_code == HERE


def test_a_closed_agency_claims_nothing(office: Office) -> None:
    with office.world.storage.work(system("test")) as work:
        publishing.publish_agency(work, an_agency(HERE, parent_code=PROVINCE, active=False), None)

    assert office.refused(Conflict).code == contract.AGENCY_CLOSED.code


def test_what_is_not_there_is_named(office: Office) -> None:
    assert office.refused(NotFound, code="9.999999").code == contract.PROCEDURE_NOT_FOUND.code
    assert office.refused(NotFound, agency="H99").code == contract.AGENCY_NOT_FOUND.code


# Who may


def test_an_administrator_sets_the_offers_of_their_agency_and_of_those_under_it_only(office: Office) -> None:
    for caller in (administrator(THERE), administrator(f"{HERE}.1"), administrator(procedures=("1.000001",))):
        refused = office.refused(Forbidden, caller=caller)
        assert refused.code == contract.ADMINISTRATOR_NEEDED.code
    for stranger in (CITIZEN, BOTH):
        office.refused(Forbidden, caller=stranger)
    assert office.offers().version == 0

    assert office.set(caller=administrator(PROVINCE)).version == 1
    assert office.set(caller=administrator(procedures=(CODE,)), valid_from=TOMORROW).version == 2


# Races


def test_a_change_decided_on_another_version_is_refused(office: Office) -> None:
    office.set(expected_version=0)

    refused = office.refused(Stale, expected_version=0)
    with pytest.raises(Stale):
        office.call(contract.end_offer, code=CODE, agency=HERE, last_day=TODAY, reason="Hết", expected_version=0)

    assert refused.params == {"expected": 0, "actual": 1}
    assert office.offers(THERE).version == 0, "each agency counts for itself"


def test_a_repeat_with_the_same_key_changes_nothing(office: Office) -> None:
    key = new_id()
    facts = {"code": CODE, "agency": HERE, "level": ServiceLevel.FULL, "valid_from": TODAY}
    first = office.call(contract.set_offer, key=key, **facts)

    with pytest.raises(AlreadyDone) as again:
        office.call(contract.set_offer, key=key, **facts)

    assert again.value.reply == first
    assert office.offers().version == 1


# Ending


def test_an_offer_ends_after_its_last_day_and_what_was_planned_falls(office: Office) -> None:
    office.set("full")
    office.set("partial", valid_from=LATER, partial_reason=PartialReason.TECHNICAL)

    left = office.call(contract.end_offer, code=CODE, agency=HERE, last_day=TODAY, reason="Chuyển về cấp tỉnh")

    assert [(item.claimed.valid_from, item.claimed.valid_to) for item in left.items] == [(TODAY, TOMORROW)]
    assert office.level(TODAY).level == "full"
    with pytest.raises(NotFound):
        office.level(TOMORROW)
    assert [offer.valid_to for offer in office.told().offers] == [TOMORROW]
    with pytest.raises(Conflict) as nothing:
        office.call(contract.end_offer, code=CODE, agency=HERE, last_day=TOMORROW, reason="Hết")
    assert nothing.value.code == contract.OFFER_NOT_THERE.code
    with pytest.raises(Invalid):
        office.call(contract.end_offer, code=CODE, agency=HERE, last_day=YESTERDAY, reason="Hết")


# Preview


def test_a_preview_says_what_would_hold_and_changes_nothing(office: Office) -> None:
    office.set("full", valid_from=LATER)
    asked = {"code": CODE, "agency": HERE, "valid_from": TOMORROW}

    good = office.call(contract.preview_offer, **asked, level=ServiceLevel.FULL)
    bad = office.call(contract.preview_offer, **asked, level=ServiceLevel.FULL, pays_online=False)
    other = office.call(contract.preview_offer, **asked, level=ServiceLevel.LEVEL_3)

    assert good.acceptable
    assert good.becomes.level == "full"
    assert [offer.valid_from for offer in good.drops] == [LATER]
    assert not bad.acceptable
    assert [(reason.code, reason.basis) for reason in bad.refusals] == [
        ("payment-channel-missing", "Nghị định số 224/2026/NĐ-CP điều 15 khoản 1")
    ]
    assert bad.becomes.level == "partial"
    assert (other.acceptable, other.becomes) == (False, None)
    assert office.offers().version == 1
    with pytest.raises(Forbidden):
        office.call(contract.preview_offer, administrator(THERE), **asked, level=ServiceLevel.FULL)


# History


def test_everything_is_remembered_with_who_when_from_and_to(office: Office) -> None:
    office.set("full", why="Đủ điều kiện")
    deputy = replace(
        administrator(),
        id="staff-deputy",
        holdings=(Holding(role="agency_administrator", agency=PROVINCE, deputy_for="staff-chief"),),
    )
    office.call(contract.end_offer, deputy, code=CODE, agency=HERE, last_day=TODAY, reason="Ngừng")

    history = office.call(contract.get_offer_history, code=CODE, agency=HERE)

    assert [(act.seq, act.act, act.actor_id, act.deputy_for, act.reason) for act in history.items] == [
        (1, OfferActKind.SET, f"staff-{HERE}", "", "Đủ điều kiện"),
        (2, OfferActKind.ENDED, "staff-deputy", "staff-chief", "Ngừng"),
    ]
    first, second = history.items
    assert (first.before, first.after[0].level, first.after[0].valid_to) == ((), "full", None)
    assert second.before == first.after
    assert second.after[0].valid_to == TOMORROW
    assert first.actor_name == "Hồ Quản Trị"
    with pytest.raises(Forbidden):
        office.call(contract.get_offer_history, administrator(THERE), code=CODE, agency=HERE)


@pytest.mark.parametrize("act", [tables.offer_acts.update().values(reason="khác"), tables.offer_acts.delete()])
def test_the_history_cannot_be_changed(office: Office, act: Any) -> None:
    office.set()

    with pytest.raises(sa.exc.InternalError, match="cannot be changed"), office.world.storage.work(system("x")) as work:
        work.db.execute(act)


def test_what_is_loaded_later_never_overrules_an_agency_that_spoke(office: Office) -> None:
    office.set("partial", partial_reason=PartialReason.TECHNICAL)
    brought = (a_claim(HERE), a_claim(THERE))

    with office.world.storage.work(system("catalog-seed")) as work:
        kept = offers_store.with_own(work.db, CODE, brought)
        publishing.publish_offers(work, CODE, kept)

    assert [(offer.agency_code, offer.level) for offer in kept] == [(THERE, "full"), (HERE, "partial")]
    assert office.offers(HERE).version == 1
    (loaded,) = office.call(contract.get_offer_history, administrator(THERE), code=CODE, agency=THERE).items
    assert (loaded.act, loaded.actor_id, loaded.actor_name) == (OfferActKind.LOADED, "system.catalog-seed", "")


# Reading


def test_all_offers_of_a_procedure_are_read_page_by_page(office: Office) -> None:
    with office.world.storage.work(system("test")) as work:
        past = a_claim(THERE, valid_from="2026-07-20", valid_to="2026-09-01")
        publishing.publish_offers(work, CODE, (past,))
    office.set("full")
    office.set("partial", valid_from=LATER, partial_reason=PartialReason.TECHNICAL)

    seen, cursor = [], ""
    while True:
        page = office.call(contract.list_offers, CITIZEN, code=CODE, limit=1, cursor=cursor)
        seen += page.items
        cursor = page.next_cursor
        if not cursor:
            break

    assert [(item.claimed.agency_code, item.time, item.level) for item in seen] == [
        (THERE, OfferTime.PAST, "full"),
        (HERE, OfferTime.CURRENT, "full"),
        (HERE, OfferTime.COMING, "partial"),
    ]
    for time in OfferTime:
        (only,) = office.call(contract.list_offers, CITIZEN, code=CODE, time=time).items
        assert only.time is time
    with pytest.raises(Invalid):
        office.call(contract.list_offers, CITIZEN, code=CODE, cursor="WyJhIiwgImIiXQ")


# Above the record


def test_an_agency_learns_that_a_version_to_come_bears_less_than_it_claims(office: Office) -> None:
    office.set("full")
    office.set("full", THERE)
    assert office.above().items == ()

    publish(office.world.storage, *claims_of(office), valid_from="2026-12-24", online_exceptions=PRESENCE)

    (item,) = office.above().items
    assert (item.code, item.version, item.agency_code, item.from_day) == (CODE, 2, HERE, LATER)
    assert (item.claimed, item.level) == (ServiceLevel.FULL, ServiceLevel.PARTIAL)
    assert [reason.code for reason in item.reasons] == ["claim-above-record", "exception-presence"]
    assert item.reasons[0].basis == "Luật Hộ tịch điều 18"
    both = office.above(administrator(PROVINCE), PROVINCE)
    assert [one.agency_code for one in both.items] == [THERE, HERE]
    with pytest.raises(Forbidden):
        office.above(administrator(THERE), HERE)


def test_an_agency_reads_once_in_its_history_that_a_version_bears_less(office: Office) -> None:
    office.set("full")
    office.set("partial", THERE, partial_reason=PartialReason.TECHNICAL)

    publish(office.world.storage, *claims_of(office), valid_from="2026-12-24", online_exceptions=PRESENCE)
    publish(office.world.storage, *claims_of(office), valid_from="2026-12-25", sets=2, online_exceptions=PRESENCE)

    history = office.call(contract.get_offer_history, code=CODE, agency=HERE).items
    assert [act.act for act in history] == [OfferActKind.SET, OfferActKind.CAPPED]
    assert history[-1].before == history[-1].after == history[0].after
    assert history[-1].reason.startswith("Từ 24/12/2026, phiên bản 2 chỉ đáp ứng mức một phần.")
    assert "Hai bên có mặt để ký." in history[-1].reason


def test_a_claim_that_comes_with_the_catalogue_and_is_too_high_is_noted_as_well(office: Office) -> None:
    publish(office.world.storage, valid_from="2026-11-24", online_exceptions=PRESENCE)
    with office.world.storage.work(system("test")) as work:
        publishing.publish_offers(work, CODE, [a_claim(HERE)])

    history = office.call(contract.get_offer_history, code=CODE, agency=HERE).items
    assert OfferActKind.CAPPED in [act.act for act in history]


def test_the_level_says_that_less_holds_than_was_claimed(office: Office) -> None:
    office.set("full")
    publish(office.world.storage, *claims_of(office), valid_from="2026-11-24", online_exceptions=PRESENCE)

    found = office.level()

    assert (found.claimed, found.borne, found.level) == ("full", "partial", "partial")
    assert "claim-above-record" in [reason.code for reason in found.reasons]
    said = "Cơ quan công bố mức toàn trình, nhưng nội dung thủ tục đang có hiệu lực chỉ đáp ứng mức một phần"
    assert said in found.explanation_vi
    assert said in office.told().offers[0].explanation_vi
    assert office.offers().items[0].above_record


def test_offers_above_the_record_come_in_pages_and_none_is_missed(office: Office) -> None:
    codes = [f"1.10000{number}" for number in range(5)]
    for code in codes:
        version = replace(publishable(), code=code, offers=(a_claim(HERE), a_claim(THERE)))
        with office.world.storage.work(system("test")) as work:
            publishing.publish_version(work, version, editor="a", reviewer="b")

    whole = office.above(administrator(PROVINCE), PROVINCE, limit=100).items
    seen: list[contract.OfferAboveRecord] = []
    cursor = ""
    while True:
        page = office.above(administrator(PROVINCE), PROVINCE, limit=3, cursor=cursor)
        assert len(page.items) <= 3
        seen += page.items
        cursor = page.next_cursor
        if not cursor:
            break

    assert [(one.code, one.agency_code) for one in whole] == [(code, of) for code in codes for of in (THERE, HERE)]
    assert tuple(seen) == whole
    limited = administrator(PROVINCE, procedures=(codes[2],))
    assert [one.code for one in office.above(limited, PROVINCE).items] == [codes[2]] * 2


def test_a_page_looks_through_so_many_procedures_and_no_more(office: Office, monkeypatch: Any) -> None:
    monkeypatch.setattr(offers, "MOST_CODES", 1)
    monkeypatch.setattr(offers, "CODES_AT_ONCE", 2)
    for number in range(4):
        version = replace(publishable(), code=f"1.10000{number}", offers=(a_claim(HERE),))
        with office.world.storage.work(system("test")) as work:
            publishing.publish_version(work, version, editor="a", reviewer="b")

    seen: list[str] = []
    cursor = ""
    pages = 0
    while True:
        page = office.above(cursor=cursor)
        seen += [item.code for item in page.items]
        cursor, pages = page.next_cursor, pages + 1
        if not cursor:
            break

    assert (seen, pages) == ([f"1.10000{number}" for number in range(4)], 4)


def claims_of(office: Office) -> tuple[contract.Offer, ...]:
    with office.world.storage.read() as db:
        return store.offers_of(db, CODE)


def publishable() -> contract.ProcedureVersion:
    return a_version(online_exceptions=PRESENCE)
