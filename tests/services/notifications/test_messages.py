"""Who is told what: one message for each event, channel and person, in words that say what happened."""

from typing import Any

import pytest

from chassis.callers import Caller, CallerKind
from chassis.contracts import EventType
from chassis.errors import Invalid, NotFound, text_of
from chassis.testing import call_of
from services.dossiers import contract as dossiers
from services.notifications import contract
from services.notifications.handlers import inbox
from tests.services.notifications import building

STRANGER = Caller(kind=CallerKind.CITIZEN, id="somebody-else", session="s-2", assurance=1)


@pytest.mark.parametrize(("event_type", "own"), building.DOSSIER_EVENTS + building.PAYMENT_EVENTS)
def test_every_event_is_told_in_full_sentences_in_both_languages(
    world: Any, event_type: EventType[Any], own: dict[str, Any]
) -> None:
    world.account_opens()
    common = building.FACTS if event_type.service == "dossiers" else building.PAYMENT

    world.happens(event_type, event_type.payload(**{**common, **own}))

    told = [row for row in world.rows() if row.matter != "account.opened"]
    if event_type == dossiers.fee_due:
        assert told == []  # payments say what is to be paid, and how
        return
    assert {row.channel for row in told} <= {"inbox", "sms", "email"}
    for row in told:
        for language in ("vi", "en"):
            text = row.texts[language]["title"] + row.texts[language]["body"]
            assert building.CODE_OF_DOSSIER in text
            assert "{" not in text
            assert "None" not in text
        if row.channel == "sms":
            assert 1 <= row.segments <= 3


def test_the_same_event_is_told_once_however_often_it_comes(world: Any) -> None:
    world.account_opens()
    payload = building.dossier_payload(dossiers.dossier_processing)
    event = world.happens(dossiers.dossier_processing, payload)

    world.send()
    with pytest.raises(Exception, match="feed_event_id_key"):
        world.happens(dossiers.dossier_processing, payload, event=event)
    world.send()

    assert len(world.rows(matter="dossier.processing")) == 2
    assert len([sms for sms in world.sms() if sms.matter == "dossier.processing"]) == 1


def test_a_payment_that_is_told_again_adds_nothing(world: Any) -> None:
    world.says(given=True)
    event_type, own = building.PAYMENT_EVENTS[1]
    payload = event_type.payload(**{**building.PAYMENT, **own})

    event = world.happens(event_type, payload)
    world.happens(event_type, payload, event=event)

    assert len(world.rows(matter="payment.settled")) == 2


def test_an_amount_and_a_date_are_written_as_people_read_them(world: Any) -> None:
    world.account_opens()
    event_type, own = building.PAYMENT_EVENTS[0]
    world.happens(event_type, event_type.payload(**{**building.PAYMENT, **own}))
    world.happens(dossiers.dossier_received, building.dossier_payload(dossiers.dossier_received))

    received, requested, _ = world.inbox().messages

    assert "8.000 đồng" in requested.body
    assert "17:30 ngày 27/11/2026" in received.body


def test_the_inbox_speaks_the_language_of_who_asks(world: Any) -> None:
    world.account_opens()
    reader = Caller(kind=CallerKind.CITIZEN, id=building.APPLICANT, session="s-1", language="en")

    assert world.inbox().messages[0].title == "Tài khoản đã được mở"
    assert world.inbox(reader).messages[0].title == "Your account is open"


def test_the_inbox_is_read_in_pages_without_gap_or_repeat(world: Any) -> None:
    for _ in range(5):
        world.happens(dossiers.dossier_processing, building.dossier_payload(dossiers.dossier_processing))
    seen, cursor = [], ""
    while True:
        page = world.inbox(limit=2, cursor=cursor)
        seen += [message.id for message in page.messages]
        cursor = page.next_cursor
        if not cursor:
            break

    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)


def test_a_message_that_was_read_is_no_longer_counted(world: Any) -> None:
    world.account_opens()
    [message] = world.inbox().messages

    for _ in range(2):
        call = call_of(contract.mark_read, contract.MarkRead(message_id=message.id), caller=_owner())
        inbox.mark_read(call, world.storage)
        world.pass_time(hours=1)

    page = world.inbox()
    assert page.unread == 0
    assert page.messages[0].read_at == building.NOW
    assert world.inbox(unread_only=True).messages == ()


def test_a_message_can_be_made_unread_again_and_all_that_was_shown_read(world: Any) -> None:
    for _ in range(3):
        world.happens(dossiers.dossier_received, building.dossier_payload(dossiers.dossier_received))
    newest, middle, _ = world.inbox().messages

    up_to = contract.MarkAllRead(up_to=middle.id)
    inbox.mark_all_read(call_of(contract.mark_all_read, up_to, caller=_owner()), world.storage)
    assert [message.id for message in world.inbox(unread_only=True).messages] == [newest.id]
    inbox.mark_all_read(call_of(contract.mark_all_read, up_to, caller=STRANGER), world.storage)
    for caller in (_owner(), STRANGER):
        call = call_of(contract.mark_unread, contract.MarkUnread(message_id=middle.id), caller=caller)
        if caller is STRANGER:
            with pytest.raises(NotFound):
                inbox.mark_unread(call, world.storage)
        else:
            inbox.mark_unread(call, world.storage)
    assert world.inbox().unread == 2


def test_another_persons_message_does_not_exist(world: Any) -> None:
    world.account_opens()
    [message] = world.inbox().messages
    call = call_of(contract.mark_read, contract.MarkRead(message_id=message.id), caller=STRANGER)

    assert world.inbox(STRANGER).messages == ()
    with pytest.raises(NotFound):
        inbox.mark_read(call, world.storage)


def test_a_cursor_that_we_did_not_give_is_refused(world: Any) -> None:
    with pytest.raises(Invalid) as refused:
        world.inbox(cursor="'; DROP TABLE messages")

    assert "hộp thư" in text_of(refused.value, "vi")


def _owner() -> Caller:
    return Caller(kind=CallerKind.CITIZEN, id=building.APPLICANT, session="s-1", assurance=1)


def test_an_alarm_is_told_to_the_staff_it_names_and_otherwise_to_the_applicant(world: Any) -> None:
    world.account_opens()
    late = building.dossier_payload(
        dossiers.duty_alarm, stage=dossiers.AlarmStage.RAISED, by_agency=True, tell=("s-1", "s-2")
    )

    world.happens(dossiers.duty_alarm, late)

    told = {(row.person, row.matter, row.channel) for row in world.rows() if row.matter != "account.opened"}
    assert told == {
        ("s-1", "duty.raised", "inbox"),
        ("s-2", "duty.raised", "inbox"),
        (building.APPLICANT, "dossier.agency-late", "inbox"),
        (building.APPLICANT, "dossier.agency-late", "sms"),
        (building.APPLICANT, "dossier.agency-late", "email"),
    }


@pytest.mark.parametrize(
    ("event_type", "changes", "matter"),
    [
        (dossiers.consultation_changed, {}, "duty.question"),
        (dossiers.consultation_changed, {"consultation": dossiers.ConsultationState.ANSWERED}, "duty.answered"),
        (dossiers.consultation_changed, {"consultation": dossiers.ConsultationState.SILENT}, "duty.unanswered"),
        (dossiers.consultation_changed, {"consultation": dossiers.ConsultationState.DROPPED}, "duty.question-dropped"),
        (dossiers.dossier_assigned, {"how": dossiers.Assigning.TRANSFERRED}, "duty.assigned"),
        (dossiers.decision_proposed, {}, "duty.proposed"),
    ],
)
def test_staff_are_told_what_has_become_theirs(
    world: Any, event_type: EventType[Any], changes: dict[str, Any], matter: str
) -> None:
    world.happens(event_type, building.dossier_payload(event_type, tell=("s-1",), **changes))

    assert [(row.person, row.matter, row.channel) for row in world.rows()] == [("s-1", matter, "inbox")]


def test_with_an_apology_the_applicant_hears_the_apology_alone(world: Any) -> None:
    world.account_opens()
    facts = {"stage": dossiers.AlarmStage.RAISED, "by_agency": True, "apologised": True, "tell": ("s-1",)}

    world.happens(dossiers.duty_alarm, building.dossier_payload(dossiers.duty_alarm, **facts))

    assert {row.person for row in world.rows() if row.matter != "account.opened"} == {"s-1"}
