"""What agencies set in the catalogue is what dossiers meet: told by the catalogue's own events, day by day."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from chassis.callers import Caller, CallerKind
from chassis.contracts import Method
from chassis.errors import Conflict, Invalid, text_of
from chassis.storage import Storage
from chassis.testing import call_of, emitted, fresh_storage
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.catalog.contract import PartialReason, ServiceLevel
from services.catalog.handlers import offering
from services.dossiers import contract
from services.dossiers.contract import ReturnWay
from tests.services.catalog.building import CODE, HERE, THERE, furnish, publish
from tests.services.dossiers.test_forms import an_account
from tests.services.dossiers.world import APPROVER, PDF, PERSON, PROCESSOR, RECEIVER, World

TODAY, TOMORROW = dt.date(2026, 8, 10), dt.date(2026, 8, 11)
AT_DESK = {"partial_reason": PartialReason.INCIDENT, "partial_note": "Máy chủ hỏng."}


class Two:
    """The catalogue and dossiers side by side; what the first tells, the second hears at once."""

    def __init__(self, world: World, storage: Storage) -> None:
        self.world, self.storage = world, storage
        self._heard = 0
        self._agencies = 0

    def call(self, method: Method[Any, Any], **asked: Any) -> Any:
        chief = Caller(kind=CallerKind.STAFF, id="chief", agency=asked["agency"], roles=("agency_administrator",))
        handlers: dict[str, Any] = {
            catalog.set_offer.name: offering.set_offer,
            catalog.end_offer.name: offering.end_offer,
        }
        reply = handlers[method.name](call_of(method, method.request(**asked), caller=chief), self.storage)
        self.hear()
        return reply

    def set(self, level: str, agency: str = HERE, day: dt.date = TODAY, **asked: Any) -> None:
        facts = {"code": CODE, "agency": agency, "level": ServiceLevel(level), "valid_from": day, "desk": f"{agency}.1"}
        self.call(catalog.set_offer, **facts, **asked)

    def hear(self) -> None:
        told = emitted(self.storage, catalog.procedure_published)
        for number, version in enumerate(told[self._heard :], self._heard + 1):
            self.world.told(catalog.procedure_published, CODE, version, version=number)
        self._heard = len(told)
        agencies = emitted(self.storage, catalog.agency_published)
        for agency in agencies[self._agencies :]:
            self.world.told(catalog.agency_published, agency.code, agency)
        self._agencies = len(agencies)

    def draft(self, agency: str = HERE) -> contract.DossierView:
        return self.world.draft(CODE, agency_code=agency)

    def filed(self, agency: str = HERE, **kept: Any) -> contract.DossierView:
        draft = self.draft(agency)
        self.fill(draft, **kept)
        return self.world.call(contract.submit_dossier, PERSON, dossier_id=draft.id)

    def fill(self, draft: contract.DossierView, **kept: Any) -> None:
        self.world.call(contract.save_draft, PERSON, dossier_id=draft.id, answers={"ho_ten": "Nguyễn Văn An"}, **kept)
        self.world.attach(draft.id, "to-khai")


@pytest.fixture
def two(world: World) -> Iterator[Two]:
    with fresh_storage("catalog", clock=world.clock) as storage:
        furnish(storage)
        publish(storage, valid_from="2026-07-20")
        world.told(accounts.account_changed, PERSON.id, an_account(world), version=2)
        found = Two(world, storage)
        found.hear()
        yield found


def test_one_commune_is_whole_and_another_partial_and_each_is_held_to_it(two: Two) -> None:
    two.set("full", HERE)
    two.set("partial", THERE, pays_online=False, partial_reason=PartialReason.ON_SITE_CHECK)

    here, there = two.draft(HERE), two.draft(THERE)

    two.fill(here, return_way=ReturnWay.ONLINE)
    with pytest.raises(Invalid) as refused:
        two.fill(there, return_way=ReturnWay.ONLINE)
    assert refused.value.code == contract.RETURN_WAY_NOT_OFFERED.code
    with pytest.raises(Conflict):
        two.draft("H27.30.13")


def test_a_change_that_begins_tomorrow_begins_tomorrow(two: Two) -> None:
    two.set("full")
    two.set("information", day=TOMORROW, **AT_DESK)
    today, waiting = two.filed(), two.draft()
    two.fill(waiting)

    two.world.pass_time(days=1)

    with pytest.raises(Conflict) as refused:
        two.draft()
    assert refused.value.code == contract.NOT_OFFERED_ONLINE.code
    told = text_of(refused.value, "vi")
    assert "Điền mẫu: Tờ khai." in told
    assert "Nộp tại Trung tâm Phục vụ hành chính công xã H27.30.12" in told
    assert "giờ tiếp nhận: thứ Hai đến thứ Sáu 07:30–11:30" in told
    assert two.world.call(contract.receive_dossier, RECEIVER, dossier_id=today.id).state == 2
    with pytest.raises(Conflict) as later:
        two.world.call(contract.submit_dossier, PERSON, dossier_id=waiting.id)
    assert later.value.code == contract.NOT_OFFERED_ONLINE.code
    assert two.world.seen(waiting.id).answers == {"ho_ten": "Nguyễn Văn An"}, "nothing that was filled in is lost"


def test_after_the_last_day_new_dossiers_are_refused_with_how_to_file(two: Two) -> None:
    two.set("full")
    filed, waiting = two.filed(), two.draft()
    two.fill(waiting)
    two.call(catalog.end_offer, code=CODE, agency=HERE, last_day=TODAY, reason="Chuyển về cấp tỉnh")
    assert two.draft().state == 0, "the last day is a day on which it is offered"

    two.world.pass_time(days=1)

    for attempt in (
        two.draft,
        lambda: two.world.call(contract.submit_dossier, PERSON, dossier_id=waiting.id),
    ):
        with pytest.raises(Conflict) as refused:
            attempt()
        assert refused.value.code == contract.OFFER_ENDED.code
        assert refused.value.params["ended"] == "2026-08-11"
        assert refused.value.params["address"] == "Thôn 1, xã Tân Mỹ Hà"
        assert "Nộp tại Trung tâm" in text_of(refused.value, "vi")
        assert "File at" in text_of(refused.value, "en")
    assert two.world.call(contract.receive_dossier, RECEIVER, dossier_id=filed.id).state == 2


def test_what_is_filed_is_paid_and_returned_as_was_offered_when_it_was_filed(two: Two) -> None:
    two.set("full")
    filed = two.filed(return_way=ReturnWay.ONLINE)

    two.set("partial", pays_online=False, **AT_DESK)  # on the same day

    received = two.world.call(contract.receive_dossier, RECEIVER, dossier_id=filed.id)
    assert received.fee is not None
    assert received.fee.pay_online
    two.world.call(contract.start_processing, PROCESSOR, dossier_id=filed.id)
    two.world.call(contract.decide_dossier, APPROVER, dossier_id=filed.id, outcome=contract.Outcome.APPROVED)
    two.world.pay(received)
    result = {"number": "1/UBND", "file_name": "ket-qua.pdf", **two.world.stored(PDF + b"%")}
    two.world.call(contract.attach_result, PROCESSOR, dossier_id=filed.id, **result)
    returned = two.world.call(contract.return_result, RECEIVER, dossier_id=filed.id, way=ReturnWay.ONLINE)
    assert returned.state == 10

    later = two.world.call(contract.receive_dossier, RECEIVER, dossier_id=two.filed().id)
    assert later.fee is not None
    assert not later.fee.pay_online


def test_of_two_changes_the_one_told_last_holds(two: Two) -> None:
    two.set("information", **AT_DESK)
    with pytest.raises(Conflict):
        two.draft()

    two.set("full")

    assert two.draft().state == 0
