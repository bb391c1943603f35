"""Announcements and feedback: who writes for whom, what is shown when, and that nobody reads beyond their agencies."""

import datetime as dt
from typing import Any

import pytest

from chassis.callers import ANONYMOUS, Caller, CallerKind, Holding
from chassis.errors import Conflict, Forbidden, Invalid, NotFound, TooMany
from chassis.testing import call_of
from services.catalog import contract, find_agency
from services.catalog.handlers import announcing, feedback
from tests.services.catalog.building import HERE, THERE, furnish
from tests.services.catalog.test_offering import PROVINCE, administrator

HOUR = dt.timedelta(hours=1)
OPERATOR = Caller(
    kind=CallerKind.STAFF, id="op", name="Vận Hành", roles=("operator",), agency=PROVINCE,
    holdings=(Holding(role="operator", agency=PROVINCE),),
)  # fmt: skip
_HANDLERS: dict[str, Any] = {
    handler.__name__: handler
    for handler in (
        announcing.write_announcement,
        announcing.end_announcement,
        announcing.list_announcements,
        announcing.list_written_announcements,
        feedback.send_feedback,
        feedback.get_feedback,
        feedback.list_feedback,
        feedback.answer_feedback,
    )
}


class Office:
    """Calls the handlers as the service would."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.now = world.storage.now()

    def call(self, method: Any, caller: Caller, **asked: Any) -> Any:
        return _HANDLERS[method.name](call_of(method, method.request(**asked), caller=caller), self.world.storage)

    def announce(self, caller: Caller = OPERATOR, agency: str = "", **given: Any) -> contract.Announcement:
        facts = {
            "agency_code": agency,
            "title_vi": "Bảo trì",
            "title_en": "Maintenance",
            "text_vi": "Cổng nghỉ hai giờ.",
            "text_en": "Two hours of rest.",
            "begins_at": self.now - HOUR,
            "ends_at": self.now + HOUR,
            **given,
        }
        return self.call(contract.write_announcement, caller, **facts).announcement  # type: ignore[no-any-return]

    def shown(self) -> list[str]:
        return [one.id for one in self.call(contract.list_announcements, ANONYMOUS).items]

    def say(self, text: str = "Quầy số 3 rất đông.", **asked: Any) -> str:
        return self.call(contract.send_feedback, ANONYMOUS, text=text, **asked).code  # type: ignore[no-any-return]

    def heard(self, caller: Caller, **asked: Any) -> list[contract.FeedbackLine]:
        return list(self.call(contract.list_feedback, caller, **asked).items)


@pytest.fixture
def office(empty: Any) -> Office:
    furnish(empty.storage)
    return Office(empty)


def test_warnings_come_first_and_what_is_over_or_taken_off_does_not_come(office: Office) -> None:
    notice, to_come = office.announce(), office.announce(begins_at=office.now + HOUR / 2)
    warning = office.announce(severity=contract.Severity.WARNING)
    gone = office.announce()
    office.call(contract.end_announcement, OPERATOR, announcement_id=gone.id)

    assert office.shown() == [warning.id, to_come.id, notice.id]
    with pytest.raises(Conflict):
        office.call(contract.end_announcement, OPERATOR, announcement_id=gone.id)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(-2 * HOUR, -HOUR), (HOUR, HOUR), (2 * HOUR, HOUR), (-HOUR, dt.timedelta(days=400))],
    ids=["over", "no time", "backwards", "too long"],
)
def test_times_that_make_no_sense_are_refused(office: Office, begins: dt.timedelta, ends: dt.timedelta) -> None:
    with pytest.raises(Invalid):
        office.announce(begins_at=office.now + begins, ends_at=office.now + ends)
    assert office.shown() == []


def test_an_administrator_announces_for_their_agencies_alone(office: Office) -> None:
    mine = office.announce(administrator(HERE), HERE)

    for agency in ("", THERE):
        with pytest.raises(Forbidden):
            office.announce(administrator(HERE), agency)
    with pytest.raises(Forbidden):
        office.call(contract.end_announcement, administrator(THERE), announcement_id=mine.id)
    listed = office.call(contract.list_written_announcements, administrator(HERE)).items
    assert [one.announcement.id for one in listed] == [mine.id]
    assert office.call(contract.list_written_announcements, administrator(THERE)).items == ()
    with pytest.raises(NotFound):
        office.announce(OPERATOR, "H99")


def test_feedback_reaches_its_agency_and_no_other_and_its_sender_reads_the_answer(office: Office) -> None:
    code = office.say(agency_code=HERE)
    portals = office.say("Cổng nên có chữ to hơn.")

    [line] = office.heard(administrator(HERE))
    assert line.feedback.code == code
    assert office.heard(administrator(THERE)) == []
    assert {one.feedback.code for one in office.heard(OPERATOR)} == {code, portals}
    with pytest.raises(NotFound):
        office.call(contract.answer_feedback, administrator(THERE), feedback_id=line.id, answer="Xin lỗi bạn.")
    office.call(contract.answer_feedback, administrator(HERE), feedback_id=line.id, answer="Chúng tôi thêm quầy.")
    with pytest.raises(Conflict):
        office.call(contract.answer_feedback, administrator(HERE), feedback_id=line.id, answer="Lần nữa.")

    view = office.call(contract.get_feedback, ANONYMOUS, code=code)
    assert (view.answer, view.state) == ("Chúng tôi thêm quầy.", contract.FeedbackState.ANSWERED)
    assert office.heard(administrator(HERE), state=contract.FeedbackState.SENT) == []


def test_private_numbers_are_not_kept(office: Office) -> None:
    code = office.say("Gọi tôi theo số 0912345678, căn cước 001090000001.")

    text = office.call(contract.get_feedback, ANONYMOUS, code=code).text
    assert "0912345678" not in text
    assert "001090000001" not in text


def test_feedback_is_listed_page_by_page(office: Office) -> None:
    codes = [office.say(f"Góp ý số {at} của tôi.") for at in range(5)]

    first = office.call(contract.list_feedback, OPERATOR, limit=3)
    second = office.call(contract.list_feedback, OPERATOR, limit=3, cursor=first.next_cursor)

    assert [one.feedback.code for one in (*first.items, *second.items)] == codes[::-1]
    assert second.next_cursor == ""


def test_a_flood_is_stopped(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "MOST_A_DAY", 2)
    office.say()
    office.say()
    with pytest.raises(TooMany):
        office.say()


def test_feedback_about_an_agency_that_there_is_not_is_refused(office: Office) -> None:
    with pytest.raises(NotFound):
        office.say(agency_code="H99")


def test_the_operator_is_told_whether_there_is_an_agency_with_a_code(office: Office) -> None:
    with office.world.storage.read() as db:
        assert find_agency.answer(db, HERE)[0]
        known, said = find_agency.answer(db, HERE + "9")

    assert not known
    assert "nothing was made" in said
    assert HERE in said
