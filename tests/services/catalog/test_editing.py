"""Editions: written by one, approved by another, published from a day on; everything remembered."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.callers import Caller
from chassis.contracts import Method
from chassis.errors import Conflict, Forbidden, Invalid, NotFound, PortalError, Stale, text_of
from chassis.ids import new_id
from chassis.storage import AlreadyDone
from chassis.testing import call_of, emitted
from services.catalog import contract, tables
from services.catalog.contract import EditionState
from services.catalog.handlers import comparing, editing, editions, releasing
from services.catalog.handlers.publishing import hash_of
from tests.services.catalog.building import (
    BOTH,
    CODE,
    CONTENT,
    EDITOR,
    HERE,
    REVIEWER,
    SECOND,
    a_claim,
    content,
    day,
    furnish,
    publish,
)

TODAY, TOMORROW, LATER = day("2026-11-24"), day("2026-11-25"), day("2026-12-24")
_HANDLERS: dict[str, Any] = {
    handler.__name__: handler
    for handler in (
        editing.start_edition,
        editing.change_edition,
        editing.submit_edition,
        editing.return_edition,
        editing.approve_edition,
        editing.discard_edition,
        releasing.publish_edition,
        releasing.withdraw_version,
        editions.get_edition,
        editions.list_editions,
        editions.check_edition,
        editions.get_edition_history,
        comparing.compare_edition,
        comparing.compare_versions,
        comparing.list_versions,
    )
}


@dataclass
class Desk:
    """Calls the handlers as the service would, on a catalogue that stands at noon of 2026-11-24 in Vietnam."""

    world: Any

    def call(self, method: Method[Any, Any], caller: Caller = EDITOR, key: str | None = None, **fields: Any) -> Any:
        call = call_of(method, method.request(**fields), caller=caller, key=key)
        return _HANDLERS[method.name](call, self.world.storage)

    def written(self, caller: Caller = EDITOR, **changes: Any) -> contract.Edition:
        return self.call(contract.start_edition, caller, code=CODE, content=content(**changes))

    def submitted(self, **changes: Any) -> contract.Edition:
        return self.call(contract.submit_edition, edition_id=self.written(**changes).id)

    def approved(self, **changes: Any) -> contract.Edition:
        return self.call(contract.approve_edition, REVIEWER, edition_id=self.submitted(**changes).id)

    def published(self, valid_from: dt.date = TODAY, **changes: Any) -> contract.Publication:
        edition = self.approved(**changes)
        return self.call(contract.publish_edition, REVIEWER, edition_id=edition.id, valid_from=valid_from)

    def refused(self, kind: type[PortalError], *args: Any, **fields: Any) -> PortalError:
        with pytest.raises(kind) as found:
            self.call(*args, **fields)
        return found.value


@pytest.fixture
def desk(empty: Any) -> Desk:
    furnish(empty.storage)
    return Desk(empty)


def test_from_nothing_to_published_by_two_people(desk: Desk) -> None:
    done = desk.published()

    assert (done.version, done.valid_from, done.edition.state) == (1, TODAY, EditionState.PUBLISHED)
    procedure = desk.world.procedure(CODE)
    assert procedure.name == CONTENT["name"]
    assert procedure.field_name == "Hộ tịch"
    assert procedure.content_hash == done.content_hash == hash_of(procedure)
    (told,) = emitted(desk.world.storage, contract.procedure_published)
    assert told == procedure
    assert desk.world.list().total == 1


def test_every_act_is_remembered_with_who_and_when(desk: Desk) -> None:
    edition = desk.submitted()
    desk.call(contract.return_edition, REVIEWER, edition_id=edition.id, remarks="Thiếu căn cứ.")
    desk.call(contract.change_edition, SECOND, edition_id=edition.id, content=content(sets=2), note="Thêm bộ")
    desk.call(contract.submit_edition, SECOND, edition_id=edition.id)
    desk.call(contract.approve_edition, REVIEWER, edition_id=edition.id)
    desk.call(contract.publish_edition, EDITOR, edition_id=edition.id, valid_from=TOMORROW)

    history = desk.call(contract.get_edition_history, REVIEWER, edition_id=edition.id).items

    assert [(one.seq, one.act, one.actor_name, one.to_state.value) for one in history] == [
        (1, "start", "Lê Biên", "written"),
        (2, "submit", "Lê Biên", "submitted"),
        (3, "return", "Trần Duyệt", "written"),
        (4, "change", "Võ Soạn", "written"),
        (5, "submit", "Võ Soạn", "submitted"),
        (6, "approve", "Trần Duyệt", "approved"),
        (7, "publish", "Lê Biên", "published"),
    ]
    assert history[2].note == "Thiếu căn cứ."
    assert history[0].content_hash == history[1].content_hash != history[3].content_hash
    assert all(one.at == desk.world.storage.now() for one in history)
    with desk.world.storage.read() as db:
        row = db.execute(sa.select(tables.procedure_versions)).one()
    assert (row.edited_by, row.reviewed_by) == (SECOND.id, REVIEWER.id)


@pytest.mark.parametrize("change", [sa.update, sa.delete], ids=["changed", "removed"])
def test_the_history_cannot_be_changed(desk: Desk, change: Any) -> None:
    desk.written()
    statement = change(tables.edition_acts)
    if change is sa.update:
        statement = statement.values(note="khác")

    with pytest.raises(sa.exc.DBAPIError, match="cannot be changed"), desk.world.storage.engine.begin() as db:
        db.execute(statement)


def test_nobody_approves_what_they_wrote_any_of(desk: Desk) -> None:
    own = desk.written(caller=BOTH)
    desk.call(contract.submit_edition, EDITOR, edition_id=own.id)
    assert desk.refused(Forbidden, contract.approve_edition, BOTH, edition_id=own.id).code == (
        contract.EDITOR_CANNOT_APPROVE.code
    )
    desk.call(contract.discard_edition, EDITOR, edition_id=own.id, reason="Thử")
    helped = desk.written()
    desk.call(contract.change_edition, BOTH, edition_id=helped.id, content=content())
    desk.call(contract.change_edition, EDITOR, edition_id=helped.id, content=content(sets=3))
    desk.call(contract.submit_edition, EDITOR, edition_id=helped.id)

    desk.refused(Forbidden, contract.approve_edition, BOTH, edition_id=helped.id)

    assert desk.call(contract.approve_edition, REVIEWER, edition_id=helped.id).state is EditionState.APPROVED


def test_what_is_changed_after_approval_has_to_be_approved_again(desk: Desk) -> None:
    edition = desk.approved()

    changed = desk.call(contract.change_edition, edition_id=edition.id, content=content(name="Tên khác"))

    assert changed.state is EditionState.WRITTEN
    desk.refused(Conflict, contract.publish_edition, edition_id=edition.id, valid_from=TODAY)


def test_an_edition_that_somebody_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    edition = desk.written()
    desk.call(contract.change_edition, SECOND, edition_id=edition.id, content=content(sets=2), expected_version=1)

    late = desk.refused(Stale, contract.change_edition, edition_id=edition.id, content=content(), expected_version=1)

    assert late.params == {"expected": 1, "actual": 2}
    assert desk.call(contract.get_edition, edition_id=edition.id).content["sets"] == 2


def test_a_procedure_has_one_open_edition(desk: Desk) -> None:
    edition = desk.written()

    second = desk.refused(Conflict, contract.start_edition, SECOND, code=CODE, content=content())

    assert second.params["edition"] == edition.id
    desk.call(contract.discard_edition, edition_id=edition.id, reason="Không cần nữa")
    assert desk.written(caller=SECOND).version == 1


def test_an_edition_with_problems_is_not_submitted_and_all_are_told(desk: Desk) -> None:
    edition = desk.written(name=None, steps=[], fees=[{**CONTENT["fees"][0], "amount": None}])

    refused = desk.refused(Invalid, contract.submit_edition, edition_id=edition.id)
    check = desk.call(contract.check_edition, edition_id=edition.id)

    places = ["/content/name", "/content/steps", "/content/fees/0/amount"]
    assert [problem.pointer for problem in refused.problems] == places
    assert [problem.pointer for problem in check.problems] == places
    assert check.problems[1].vi == (
        "Thiếu phần bắt buộc: trình tự thực hiện (Nghị định 63/2010/NĐ-CP điều 8). Xin bổ sung."
    )
    assert desk.call(contract.get_edition, edition_id=edition.id).state is EditionState.WRITTEN


@pytest.mark.parametrize(
    ("state", "method", "caller", "fields"),
    [
        ("written", contract.approve_edition, REVIEWER, {}),
        ("written", contract.return_edition, REVIEWER, {"remarks": "x"}),
        ("written", contract.publish_edition, REVIEWER, {"valid_from": TODAY}),
        ("submitted", contract.submit_edition, EDITOR, {}),
        ("submitted", contract.publish_edition, EDITOR, {"valid_from": TODAY}),
        ("approved", contract.approve_edition, REVIEWER, {}),
        ("published", contract.change_edition, EDITOR, {"content": {}}),
        ("published", contract.discard_edition, EDITOR, {"reason": "x"}),
        ("published", contract.publish_edition, EDITOR, {"valid_from": TODAY}),
    ],
)
def test_an_act_that_the_table_does_not_know_is_refused(
    desk: Desk, state: str, method: Method[Any, Any], caller: Caller, fields: dict[str, Any]
) -> None:
    made = getattr(desk, state)()
    edition = made.edition if state == "published" else made

    refused = desk.refused(Conflict, method, caller, edition_id=edition.id, **fields)

    assert refused.code == contract.EDITION_STATE.code
    assert refused.params["state_vi"]


def test_a_new_version_is_written_from_the_one_in_force(desk: Desk) -> None:
    publish(desk.world.storage, a_claim())

    edition = desk.call(contract.start_edition, code=CODE, from_version=1)

    assert edition.base_version == 1
    assert edition.content["name"] == CONTENT["name"]
    assert not {"version", "field_name", "offers", "valid_from"} & set(edition.content)
    assert desk.call(contract.compare_edition, edition_id=edition.id).items == ()
    ways = [{"channel": "online", "limit": {"value": 2, "unit": "working_day"}}, *CONTENT["ways"][1:]]
    desk.call(contract.change_edition, edition_id=edition.id, content={**edition.content, "ways": ways})
    (only,) = desk.call(contract.compare_edition, edition_id=edition.id).items
    assert only.vi == "Thời hạn nộp trực tuyến: từ 3 ngày làm việc thành 2 ngày làm việc"
    desk.call(contract.submit_edition, edition_id=edition.id)
    desk.call(contract.approve_edition, REVIEWER, edition_id=edition.id)
    done = desk.call(contract.publish_edition, edition_id=edition.id, valid_from=TOMORROW)

    assert (done.version, done.warnings) == (2, ())
    assert desk.world.procedure(CODE, version=1).valid_to == TOMORROW
    assert desk.world.procedure(CODE, at=TODAY).version == 1
    assert desk.world.procedure(CODE, at=TOMORROW).version == 2
    told = emitted(desk.world.storage, contract.procedure_published)
    assert [(one.version, one.valid_to) for one in told] == [(1, None), (1, TOMORROW), (2, None)]
    assert all(one.offers for one in told)
    compared = desk.call(contract.compare_versions, code=CODE, from_=1, to=2)
    assert [one.vi for one in compared.items] == [only.vi]
    assert (compared.from_hash, compared.to_hash) == (told[0].content_hash, told[2].content_hash)


def test_in_a_time_of_transition_both_versions_hold(desk: Desk) -> None:
    publish(desk.world.storage, a_claim())
    edition = desk.call(contract.start_edition, code=CODE, from_version=1)
    desk.call(contract.submit_edition, edition_id=edition.id)
    desk.call(contract.approve_edition, REVIEWER, edition_id=edition.id)
    too_early = desk.refused(
        Invalid, contract.publish_edition, edition_id=edition.id, valid_from=LATER, previous_until=TOMORROW
    )

    desk.call(contract.publish_edition, edition_id=edition.id, valid_from=TOMORROW, previous_until=LATER)

    assert [problem.pointer for problem in too_early.problems] == ["/previous_until"]
    old = desk.world.procedure(CODE, version=1)
    assert (old.valid_from < TOMORROW < LATER, old.valid_to) == (True, LATER)
    assert desk.world.procedure(CODE, at=TOMORROW).version == 2


def test_yesterday_cannot_be_published_for(desk: Desk) -> None:
    edition = desk.approved()

    refused = desk.refused(Invalid, contract.publish_edition, edition_id=edition.id, valid_from=day("2026-11-23"))

    assert [problem.pointer for problem in refused.problems] == ["/valid_from"]
    assert "24/11/2026" in text_of(refused, "vi")


def test_what_somebody_published_meanwhile_is_not_undone(desk: Desk) -> None:
    publish(desk.world.storage)
    edition = desk.call(contract.start_edition, code=CODE, from_version=1)
    publish(desk.world.storage, name="Tên do đợt nhập dữ liệu", valid_from="2026-11-24")
    assert desk.call(contract.get_edition, edition_id=edition.id).outdated
    desk.call(contract.submit_edition, edition_id=edition.id)
    desk.call(contract.approve_edition, REVIEWER, edition_id=edition.id)

    refused = desk.refused(Conflict, contract.publish_edition, edition_id=edition.id, valid_from=TODAY)

    assert (refused.code, refused.params) == (contract.EDITION_OUTDATED.code, {"latest": 2})
    desk.call(contract.change_edition, edition_id=edition.id, content=content(), base_version=2)
    desk.call(contract.submit_edition, edition_id=edition.id)
    desk.call(contract.approve_edition, REVIEWER, edition_id=edition.id)
    assert desk.call(contract.publish_edition, edition_id=edition.id, valid_from=TODAY).version == 3


def test_a_decision_that_comes_too_late_and_a_level_that_falls_are_told(desk: Desk) -> None:
    publish(desk.world.storage, a_claim())
    edition = desk.call(contract.start_edition, code=CODE, from_version=1)
    changed = {
        **edition.content,
        "publication_decided_on": "2026-11-20",
        "online_exceptions": [{"reason": "presence", "note": "Phải có mặt."}],
    }
    desk.call(contract.change_edition, edition_id=edition.id, content=changed)
    desk.call(contract.submit_edition, edition_id=edition.id)
    desk.call(contract.approve_edition, REVIEWER, edition_id=edition.id)

    done = desk.call(contract.publish_edition, edition_id=edition.id, valid_from=TODAY)

    short, falls = done.warnings
    assert (short.pointer, short.code) == ("/valid_from", "edition.notice-short")
    assert "20 ngày" in short.vi
    assert falls.code == "edition.level-falls"
    assert HERE in falls.vi
    assert "từ toàn trình xuống một phần" in falls.vi
    assert "Phải có mặt." in falls.vi


def test_a_version_is_withdrawn_with_its_reason_from_a_day_on(desk: Desk) -> None:
    desk.published()
    fields = {"code": CODE, "version": 1, "reason": "Thủ tục bị bãi bỏ", "repealed_by": "9/QĐ-BTP"}

    past = desk.refused(Invalid, contract.withdraw_version, REVIEWER, **fields, from_day=day("2026-11-23"))
    desk.refused(Forbidden, contract.withdraw_version, EDITOR, **fields, from_day=TOMORROW)
    gone = desk.call(contract.withdraw_version, REVIEWER, **fields, from_day=TOMORROW)

    assert [problem.pointer for problem in past.problems] == ["/from_day"]
    assert (gone.valid_to, gone.repealed_by) == (TOMORROW, "9/QĐ-BTP")
    (told,) = emitted(desk.world.storage, contract.procedure_withdrawn)
    assert (told.code, told.version, told.valid_to, told.reason) == (CODE, 1, TOMORROW, "Thủ tục bị bãi bỏ")
    assert told.repealed_by == "9/QĐ-BTP"
    shown = desk.world.procedure(CODE, version=1)
    assert (shown.withdrawal_reason, shown.repealed_by) == ("Thủ tục bị bãi bỏ", "9/QĐ-BTP")
    desk.refused(Conflict, contract.withdraw_version, REVIEWER, **fields, from_day=TOMORROW)
    with pytest.raises(NotFound) as refused:
        desk.world.procedure(CODE, at=TOMORROW)
    assert refused.value.code == contract.PROCEDURE_WITHDRAWN.code
    assert refused.value.params["reason"] == "Thủ tục bị bãi bỏ"
    assert refused.value.params["since"] == TOMORROW.isoformat()


def test_before_its_first_version_a_procedure_is_not_recorded_rather_than_withdrawn(desk: Desk) -> None:
    desk.published()
    desk.call(contract.withdraw_version, REVIEWER, code=CODE, version=1, reason="Bãi bỏ", from_day=TOMORROW)

    with pytest.raises(NotFound) as refused:
        desk.world.procedure(CODE, at=day("2001-01-01"))

    assert refused.value.code == contract.NOT_RECORDED.code


def test_a_procedure_is_listed_until_the_day_of_its_withdrawal(desk: Desk) -> None:
    desk.published()
    before = desk.world.revision()

    desk.call(contract.withdraw_version, REVIEWER, code=CODE, version=1, reason="Bãi bỏ", from_day=LATER)

    assert desk.world.list().total == 1
    assert desk.world.revision() > before


def test_the_versions_of_a_procedure_are_listed_newest_first(desk: Desk) -> None:
    publish(desk.world.storage)
    publish(desk.world.storage, valid_from="2026-11-24", name="Tên mới")
    publish(desk.world.storage, valid_from="2026-12-24", name="Tên sau")

    listed = desk.call(contract.list_versions, code=CODE).items

    assert [(one.version, one.valid_from, one.valid_to, one.in_force) for one in listed] == [
        (3, LATER, None, False),
        (2, TODAY, LATER, True),
        (1, day("2026-07-20"), TODAY, False),
    ]
    assert [one.name for one in listed][:2] == ["Tên sau", "Tên mới"]
    with pytest.raises(NotFound):
        desk.call(contract.list_versions, code="9.999999")
    with pytest.raises(NotFound):
        desk.call(contract.compare_versions, code=CODE, from_=1, to=9)


def test_editions_are_listed_last_changed_first_in_pages(desk: Desk) -> None:
    made = [
        desk.call(contract.start_edition, code=f"1.00999{n}", content={"name": f"Thủ tục {n}"}).id for n in range(5)
    ]
    desk.call(contract.discard_edition, edition_id=made[0], reason="Thử")

    seen, cursor = [], ""
    while True:
        page = desk.call(contract.list_editions, REVIEWER, limit=2, cursor=cursor)
        seen += [line.id for line in page.items]
        cursor = page.next_cursor
        if not cursor:
            break

    assert sorted(seen) == sorted(made)
    assert len(seen) == len(set(seen))
    discarded = desk.call(contract.list_editions, state=EditionState.DISCARDED).items
    assert [(line.id, line.name, line.started_by) for line in discarded] == [(made[0], "Thủ tục 0", "Lê Biên")]
    assert [line.id for line in desk.call(contract.list_editions, code="1.009993").items] == [made[3]]
    for cursor in ("x", "WyJhIiwiYiJd"):
        refused = desk.refused(Invalid, contract.list_editions, cursor=cursor)
        assert [problem.pointer for problem in refused.problems] == ["/cursor"]


def test_an_edition_that_is_not_there_is_not_found(desk: Desk) -> None:
    for method in (contract.get_edition, contract.check_edition, contract.compare_edition, contract.submit_edition):
        desk.refused(NotFound, method, edition_id="none")
    edition = desk.written()
    assert desk.refused(NotFound, contract.compare_edition, edition_id=edition.id).code == (
        contract.NOTHING_TO_COMPARE.code
    )


def test_what_was_published_once_is_not_published_twice(desk: Desk) -> None:
    edition = desk.approved()
    key = new_id()
    first = desk.call(contract.publish_edition, edition_id=edition.id, valid_from=TODAY, key=key)

    with pytest.raises(AlreadyDone) as again:
        desk.call(contract.publish_edition, edition_id=edition.id, valid_from=TODAY, key=key)

    assert again.value.reply == first
    assert len(emitted(desk.world.storage, contract.procedure_published)) == 1
