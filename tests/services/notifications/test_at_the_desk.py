"""Who filed at a desk without an account is told by the telephone that they left, as they said there."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from chassis.callers import Channel
from chassis.contracts import EventType
from chassis.envelopes import Event
from chassis.sealing import CONTACT
from chassis.testing import event_of, in_the_clear
from services.dossiers import contract as dossiers
from services.dossiers.contract import ContactUse
from services.notifications import contract, rules
from services.notifications.domain.samples import samples_of
from services.notifications.handlers import desk
from services.notifications.store import desk_contacts as desk_contacts_store
from services.notifications.tables import desk_contacts
from services.payments import contract as payments
from tests.interleaving import interleaved
from tests.services.notifications import building
from tests.services.notifications.conftest import World
from tests.services.notifications.test_erasing import erased

COMER = "desk-0190f0e0-0000-7000-8000-00000000000a"
PHONE, OTHER = "+84987111222", "+84987333444"
DAY = dt.date(2026, 11, 24)
REFUSED, LATER, UNDELIVERED, TURNS, NOBODY = (f"+849900000{n:02d}" for n in (3, 1, 9, 12, 13))
"""Numbers of the sandbox: one that is refused, one never taken, and what their provider reports of the others."""


def leaves(
    world: World, phone: str = PHONE, messages: ContactUse = ContactUse.NOTICES, version: int = 1
) -> Event[dossiers.ContactLeft]:
    """A contact is told for the dossier; no telephone: it is taken away."""
    bound = dossiers.contact_context(building.DOSSIER)
    left = dossiers.ContactLeft(
        **building.FACTS | {"applicant_id": COMER},
        phone_sealed=world.sealer.seal(CONTACT, phone, bound) if phone else "",
        messages=messages,
    )
    event = dataclasses.replace(event_of(dossiers.contact_left, building.DOSSIER, left), version=version)
    return world.happens(dossiers.contact_left, left, event=event)


def step(world: World, event_type: EventType[Any], **changes: Any) -> None:
    world.happens(event_type, building.dossier_payload(event_type, **{"applicant_id": COMER, **changes}))


def told(world: World, phone: str = PHONE) -> list[str]:
    world.send()
    return [message.matter for message in world.sms(phone)]


def test_filing_reception_supplement_lateness_and_result_reach_the_telephone(world: World) -> None:
    leaves(world)
    step(world, dossiers.dossier_submitted, channel=Channel.DIRECT)
    step(world, dossiers.dossier_received)
    step(world, dossiers.supplement_requested)
    step(world, dossiers.apology_issued)
    step(world, dossiers.dossier_decided)
    world.send()

    assert sorted(told(world)) == [
        "desk.apology", "desk.approved", "desk.filed", "desk.received", "desk.supplement-asked",
    ]  # fmt: skip
    assert all(building.CODE_OF_DOSSIER in message.text for message in world.sms(PHONE))
    assert world.rows(channel="inbox") == [], "there is no inbox without an account"


def test_what_was_filed_online_or_has_an_account_is_told_in_the_words_of_accounts(world: World) -> None:
    world.account_opens()
    leaves(world)
    world.happens(dossiers.dossier_received, building.dossier_payload(dossiers.dossier_received))
    world.send()

    assert [message.matter for message in world.sms()] == ["dossier.received"]
    assert told(world) == []


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        (ContactUse.NONE, []),
        (ContactUse.NOTICES, ["desk.received"]),
        (ContactUse.ALL, ["desk.processing", "desk.received"]),
    ],
)
def test_only_who_agreed_is_told_of_other_steps_and_who_wants_nothing_gets_nothing(
    world: World, messages: ContactUse, expected: list[str]
) -> None:
    leaves(world, messages=messages)
    step(world, dossiers.dossier_received)
    step(world, dossiers.dossier_processing)

    assert sorted(told(world)) == expected


def test_money_is_told_too(world: World) -> None:
    leaves(world)
    asked = payments.payment_requested.payload(**{**building.PAYMENT, "payer_id": COMER}, items=(), pay_online=True)
    world.happens(payments.payment_requested, asked)

    assert told(world) == ["desk.payment-requested"]
    assert "8.000 đồng" in world.sms(PHONE)[0].text


def test_a_contact_that_comes_after_the_first_matters_loses_none_of_them(world: World) -> None:
    step(world, dossiers.dossier_submitted, channel=Channel.DIRECT)
    step(world, dossiers.dossier_received)
    step(world, dossiers.dossier_processing)
    world.send()
    world.pass_time(hours=30)
    world.send()
    assert told(world) == []

    leaves(world, messages=ContactUse.ALL)
    world.send()

    assert sorted(told(world)) == ["desk.filed", "desk.processing", "desk.received"]
    assert {row.attempts for row in world.rows()} == {1}, "waiting is no attempt"


def test_what_waited_for_a_contact_goes_by_what_was_said_there(world: World) -> None:
    step(world, dossiers.dossier_received)
    step(world, dossiers.dossier_processing)
    world.send()

    leaves(world, messages=ContactUse.NOTICES)

    assert told(world) == ["desk.received"]
    assert [(row.matter, row.state) for row in world.rows(state="cancelled")] == [("desk.processing", "cancelled")]


def test_a_message_that_waited_too_long_ends_where_it_can_be_seen_and_is_no_alarm(world: World) -> None:
    step(world, dossiers.dossier_received)
    world.send()
    world.pass_time(days=7, minutes=1)
    world.send()

    assert [(row.state, row.reason) for row in world.rows()] == [("cancelled", "no-contact")]


def test_the_next_message_goes_to_the_corrected_number_also_one_that_waits_for_the_morning(world: World) -> None:
    leaves(world)
    step(world, dossiers.dossier_received)
    assert told(world) == ["desk.received"]
    world.pass_time(hours=13)  # 23:00 in Vietnam
    step(world, dossiers.dossier_decided)
    assert told(world) == ["desk.received"], "quiet hours hold for everybody"

    leaves(world, OTHER, version=2)
    world.pass_time(hours=9)

    assert told(world, OTHER) == ["desk.approved"]
    assert told(world) == ["desk.received"]


def test_an_older_word_that_comes_late_changes_nothing(world: World) -> None:
    leaves(world, OTHER, version=5)
    leaves(world, PHONE, version=1)
    step(world, dossiers.dossier_received)

    assert (told(world), told(world, OTHER)) == ([], ["desk.received"])


def test_a_number_that_was_taken_away_is_gone_and_hears_nothing_more(world: World) -> None:
    leaves(world)
    world.pass_time(hours=13)
    step(world, dossiers.dossier_received)
    world.send()

    leaves(world, "", ContactUse.NONE, version=2)
    world.pass_time(hours=9)
    step(world, dossiers.dossier_decided)

    assert told(world) == []
    assert [row.reason for row in world.rows()] == ["not-wanted"]
    with world.storage.read() as db:
        assert [row.phone_sealed for row in db.execute(desk_contacts.select())] == [""]


def test_an_account_that_takes_the_dossier_over_is_told_from_then_on_and_the_number_is_forgotten(world: World) -> None:
    leaves(world)
    step(world, dossiers.dossier_received)
    assert told(world) == ["desk.received"]
    world.account_opens()
    taken = building.FACTS | {"applicant_id": building.APPLICANT}
    changed = dossiers.ApplicantChanged(**taken, former_id=COMER)
    event = dataclasses.replace(event_of(dossiers.applicant_changed, building.DOSSIER, changed), version=3)
    world.happens(dossiers.applicant_changed, changed, event=event)

    world.happens(dossiers.dossier_decided, building.dossier_payload(dossiers.dossier_decided))
    late = payments.payment_requested.payload(**{**building.PAYMENT, "payer_id": COMER}, items=(), pay_online=True)
    world.happens(payments.payment_requested, late)
    leaves(world, version=1)
    world.send()

    assert told(world) == ["desk.received"]
    assert sorted(message.matter for message in world.sms()) == ["dossier.approved", "payment.requested"]
    assert {row.person for row in world.rows(dossier_id=building.DOSSIER)} == {building.APPLICANT}
    erased(world)
    with world.storage.read() as db:
        assert db.execute(desk_contacts.select()).all() == []
    assert world.rows(dossier_id=building.DOSSIER) == []


@pytest.mark.parametrize("left", [True, False], ids=["a contact is known", "none is"])
def test_what_is_written_while_an_account_takes_a_dossier_over_goes_to_the_account(
    world: World, monkeypatch: pytest.MonkeyPatch, left: bool
) -> None:
    if left:
        leaves(world)
    world.account_opens()
    world.send()
    taken = building.FACTS | {"applicant_id": building.APPLICANT}
    changed = dossiers.ApplicantChanged(**taken, former_id=COMER)
    event = dataclasses.replace(event_of(dossiers.applicant_changed, building.DOSSIER, changed), version=3)
    due = payments.payment_requested.payload(**{**building.PAYMENT, "payer_id": COMER}, items=(), pay_online=True)

    outcomes = interleaved(
        monkeypatch,
        world.storage,
        desk_contacts_store,
        "contact_held",
        lambda: world.happens(payments.payment_requested, due) and None,
        lambda: world.happens(dossiers.applicant_changed, changed, event=event) and None,
    )
    for _ in range(3):
        world.send()

    assert outcomes == (None, None)
    assert {(row.person, row.state) for row in world.rows(dossier_id=building.DOSSIER)} == {
        (building.APPLICANT, "sent")
    }


def test_a_contact_goes_some_time_after_its_dossier_was_closed_and_not_before(world: World) -> None:
    leaves(world)
    step(world, dossiers.dossier_received)

    def kept() -> int:
        desk.forget_closed(world.storage)
        with world.storage.read() as db:
            return len(db.execute(desk_contacts.select()).all())

    world.pass_time(days=400)
    assert kept() == 1, "a dossier that takes long keeps its contact"
    step(world, dossiers.result_returned, state=10, version=9)
    assert kept() == 1
    world.pass_time(days=89)
    assert kept() == 1
    world.pass_time(days=2)
    assert kept() == 0


def test_no_number_is_in_the_clear(world: World) -> None:
    leaves(world)
    step(world, dossiers.dossier_received)
    world.send()

    assert in_the_clear(world.storage.engine, [PHONE, PHONE[3:], "0" + PHONE[3:]]) == []


def test_what_is_told_to_accounts_by_text_message_is_told_at_the_desk_in_words_that_name_no_one_and_no_inbox() -> None:
    matters = rules.matters_on(DAY)
    at_the_desk = [matter for matter in matters if matter.when.get("reader") == "desk"]
    private = {"procedure_name", "agency_name", "items", "reason", "legal_basis", "task", "place", "tracking_number"}

    def happenings(chosen: list[Any]) -> set[tuple[str, tuple[tuple[str, object], ...], bool]]:
        return {
            (
                matter.event,
                tuple(sorted((key, value) for key, value in matter.when.items() if key != "reader")),
                matter.later is not None,
            )
            for matter in chosen
        }

    for_accounts = [
        matter
        for matter in matters
        if matter.event.startswith(("dossiers.", "payments."))
        and "sms" in matter.channels
        and matter.when.get("channel") != "online"
    ]
    others = [matter for matter in for_accounts if matter.when.get("reader") != "desk"]
    assert happenings(others) == happenings(at_the_desk)
    for matter in at_the_desk:
        assert not matter.facts & private, matter.name
        assert matter.channels == ("sms",)
        for template in rules.all_templates()[matter.name]:
            for language in ("vi", "en"):
                body = template.render("sms", language, {n: str(v) for n, v in samples_of(matter.facts).items()}).body
                assert str(samples_of({"dossier_code"})["dossier_code"]) in body
                assert "hộp thư" not in body
                assert "inbox" not in body
                assert "đăng nhập" not in body


def heard(world: World) -> list[tuple[str, bool]]:
    """What dossiers are told of telephones: which one, and whether it is reached."""
    bound = dossiers.contact_context(building.DOSSIER)
    return [
        (world.sealer.unseal(CONTACT, one.phone_sealed, bound), one.reached)
        for one in world.emitted(contract.contact_reach_changed)
    ]


@pytest.mark.parametrize("phone", [REFUSED, UNDELIVERED, NOBODY])
def test_a_number_that_its_provider_does_not_reach_is_told_to_the_desk_once(world: World, phone: str) -> None:
    leaves(world, phone)
    step(world, dossiers.dossier_received)
    world.send()
    world.reports_come()
    step(world, dossiers.dossier_decided)
    world.pass_time(minutes=1)
    world.send()
    world.reports_come()

    assert heard(world) == [(phone, False)]


def test_a_telephone_that_was_only_switched_off_is_told_to_be_reached_again(world: World) -> None:
    leaves(world, TURNS)
    step(world, dossiers.dossier_received)
    world.send()
    world.reports_come()
    world.pass_time(seconds=31)
    world.reports_come()

    assert heard(world) == [(TURNS, False), (TURNS, True)]


def test_what_lies_with_the_provider_says_nothing_of_the_number_and_what_arrives_needs_no_word(world: World) -> None:
    leaves(world, LATER)
    step(world, dossiers.dossier_received)
    for _ in range(36):
        world.pass_time(hours=2)
        world.send()
    leaves(world, version=2)
    step(world, dossiers.dossier_decided)
    world.send()
    world.reports_come()

    assert {row.state for row in world.rows()} == {"given_up", "delivered"}
    assert heard(world) == []


def test_a_report_of_a_message_to_the_number_before_says_nothing_of_the_corrected_one(world: World) -> None:
    leaves(world, NOBODY)
    step(world, dossiers.dossier_received)
    world.send()
    world.pass_time(minutes=1)
    leaves(world, OTHER, version=2)
    world.reports_come()

    assert [row.state for row in world.rows()] == ["undelivered"]
    assert heard(world) == []


def test_a_corrected_number_that_is_wrong_too_is_told_again(world: World) -> None:
    for version, phone in enumerate((NOBODY, UNDELIVERED), start=1):
        world.pass_time(minutes=1)
        leaves(world, phone, version=version)
        step(world, dossiers.dossier_received if version == 1 else dossiers.dossier_decided)
        world.send()
        world.reports_come()

    assert heard(world) == [(NOBODY, False), (UNDELIVERED, False)]
