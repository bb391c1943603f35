"""Members of staff are told by mail: of a morning's work in one mail, of what is sent up at once, but once an hour."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from chassis.callers import ANONYMOUS, Caller, CallerKind
from chassis.errors import NotFound
from chassis.sealing import CONTACT
from chassis.testing import call_of, event_of
from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from services.dossiers.contract import AlarmStage, DigestEntry, DigestPart
from services.notifications import contract
from services.notifications.contract import MessageChannel
from services.notifications.handlers import desk_mail, preferring, sandbox, unsubscribing
from tests.services.notifications import building
from tests.services.notifications.conftest import CITIZEN, PORTAL

STAFF = "0190f0e0-0000-7000-8000-00000000000a"
COLLEAGUE = "0190f0e0-0000-7000-8000-00000000000b"
ADDRESS = "giam.sat@xa.example.vn"
MEMBER = Caller(kind=CallerKind.STAFF, id=STAFF, session="s-9", assurance=2, agency=building.AGENCY)
ONE = DigestPart(count=1, named=(DigestEntry(dossier_id=building.DOSSIER, code=building.CODE_OF_DOSSIER),))
NONE = DigestPart()


def proved(world: Any, email: str = ADDRESS, *, version: int = 1, staff_id: str = STAFF) -> None:
    sealed = email and world.sealer.seal(CONTACT, email, accounts.account_context(staff_id))
    payload = accounts.StaffContact(staff_id=staff_id, email_sealed=sealed)
    event = dataclasses.replace(event_of(accounts.staff_contact_changed, staff_id, payload, version=version))
    world.happens(accounts.staff_contact_changed, payload, event=event)


def a_digest(world: Any, **parts: DigestPart) -> dossiers.DutyDigest:
    each = {"late": NONE, "soon": NONE, "unheld": NONE, "escalated": NONE, **parts}
    good_until = world.now + dt.timedelta(hours=9)
    return dossiers.DutyDigest(staff_id=STAFF, at=world.now, good_until=good_until, **each)


def goes_up(
    world: Any, *tell: str, code: str = building.CODE_OF_DOSSIER, stage: AlarmStage = AlarmStage.ESCALATED
) -> Any:
    dossier_id = building.DOSSIER[:-4] + code[-4:]
    payload = building.dossier_payload(
        dossiers.duty_alarm, stage=stage, tell=tell or (STAFF,), code=code, dossier_id=dossier_id
    )
    return world.happens(dossiers.duty_alarm, payload)


def write(world: Any) -> None:
    desk_mail.write_urgent(world.storage, world.sealer, PORTAL.url)
    world.send()


def mails(world: Any, address: str = ADDRESS, matter: str = "") -> list[str]:
    """The words of mails, the newest first."""
    call = call_of(contract.list_sandbox_messages, contract.ListSandboxMessages(email=address), caller=ANONYMOUS)
    found = sandbox.list_sandbox_messages(call, world.storage, world.sealer, sandbox=True).messages
    return [one.text for one in found if not matter or one.matter == matter]


def choose(world: Any, topic: str, *, wanted: bool) -> contract.Preferences:
    channels = (contract.ChannelChoice(channel=MessageChannel.EMAIL, wanted=wanted),)
    asked = contract.ChoosePreferences(topic=topic, channels=channels)
    return preferring.choose_preferences(call_of(contract.choose_preferences, asked, caller=MEMBER), world.storage)


def test_a_digest_counts_names_and_links_in_one_mail_and_says_nothing_of_applicants(world: Any) -> None:
    world.account_opens()
    proved(world)
    many = DigestPart(count=12, more=True, named=ONE.named)
    event = world.happens(dossiers.duty_digest, a_digest(world, late=many, unheld=ONE))
    world.happens(dossiers.duty_digest, event.payload, event=event)
    world.send()

    (mail,) = mails(world)
    lines = mail.splitlines()
    link = f"https://motcua.test/can-bo/ho-so/{building.DOSSIER}"
    assert lines[0] == "Việc hồ sơ sáng 24/11/2026"
    assert lines[2:6] == [
        "Quá hạn: 12+",
        f"• {building.CODE_OF_DOSSIER} {link}",
        "• và 11+ hồ sơ nữa",
        "Chưa có người giữ: 1",
    ]
    assert "Đến hạn" not in mail
    assert "https://motcua.test/can-bo\n" in mail
    for private in ("Nguyễn", building.PHONE, building.IDENTITY, building.EMAIL):
        assert private not in mail


def test_nobody_gets_a_digest_whose_address_was_not_proved_or_is_gone(world: Any) -> None:
    world.happens(dossiers.duty_digest, a_digest(world, late=ONE))
    assert world.rows(matter="duty.digest") == []
    proved(world)
    world.happens(dossiers.duty_digest, a_digest(world, late=ONE))
    proved(world, "", version=2)
    proved(world, ADDRESS, version=1)  # An old word that comes again brings no address back.
    world.happens(dossiers.duty_digest, a_digest(world, late=ONE))
    world.send()

    (row,) = world.rows(matter="duty.digest")
    assert (row.state, row.reason) == ("cancelled", "no-address")
    assert mails(world) == []


def test_a_digest_that_could_not_go_out_before_the_office_closed_does_not_go_out(world: Any) -> None:
    proved(world)
    world.happens(dossiers.duty_digest, a_digest(world, late=ONE))
    world.pass_time(hours=9)
    world.send()

    (row,) = world.rows(matter="duty.digest")
    assert (row.state, row.reason) == ("given_up", "expired")
    assert mails(world) == []


def test_mails_come_in_the_language_that_the_person_chose(world: Any) -> None:
    proved(world)
    asked = call_of(contract.choose_language, contract.ChooseLanguage(language="en"), caller=MEMBER)
    preferring.choose_language(asked, world.storage)
    proved(world, "moi@xa.example.vn", version=2)
    world.happens(dossiers.duty_digest, a_digest(world, escalated=ONE))
    world.send()

    (mail,) = mails(world, "moi@xa.example.vn")
    assert mail.startswith("Dossiers this morning, 24/11/2026\n")
    assert f"/can-bo/ho-so/{building.DOSSIER}?lang=en" in mail


def test_staff_choose_the_two_mails_and_nothing_of_peoples(world: Any) -> None:
    proved(world)
    shown = choose(world, "desk-digest", wanted=False)
    assert {topic.topic: topic.channels[0].wanted for topic in shown.topics} == {
        "desk-digest": False,
        "desk-urgent": True,
    }
    assert all(topic.channels[0].reachable and topic.channels[0].may_change for topic in shown.topics)
    with pytest.raises(NotFound):
        choose(world, "filing", wanted=True)
    world.account_opens()
    asked = call_of(contract.read_preferences, contract.ReadPreferences(), caller=CITIZEN)
    topics = {topic.topic for topic in preferring.read_preferences(asked, world.storage).topics}
    assert topics
    assert not topics & {"desk-digest", "desk-urgent", "duty"}

    world.happens(dossiers.duty_digest, a_digest(world, late=ONE))
    goes_up(world)
    write(world)

    assert [mail.splitlines()[0] for mail in mails(world)] == ["Hồ sơ quá hạn được chuyển lên bạn"]


def test_one_click_in_the_mail_switches_such_mails_off_and_no_others(world: Any) -> None:
    proved(world)
    world.happens(dossiers.duty_digest, a_digest(world, late=ONE))
    world.send()
    (mail,) = mails(world)
    token = mail.rpartition("/huy-nhan-thu/")[2].strip()
    call = call_of(contract.read_unsubscription, contract.ReadUnsubscription(token=token), caller=ANONYMOUS)
    view = unsubscribing.read_unsubscription(call, world.storage, world.sealer)
    assert (view.topic, view.may_stop, ADDRESS in view.email_masked) == ("desk-digest", True, False)

    off = call_of(contract.unsubscribe, contract.Unsubscribe(token=token), caller=ANONYMOUS)
    unsubscribing.unsubscribe(off, world.storage, world.sealer)
    world.happens(dossiers.duty_digest, a_digest(world, late=ONE))
    goes_up(world)
    write(world)

    assert len(mails(world, matter="duty.digest")) == 1
    assert len(mails(world, matter="duty.urgent")) == 1


def test_what_is_sent_up_goes_at_once_and_what_follows_within_the_hour_goes_together(world: Any) -> None:
    proved(world)
    goes_up(world, code="H27.12.34-261124-0001")
    write(world)
    (first,) = mails(world)
    assert "H27.12.34-261124-0001" in first
    goes_up(world, code="H27.12.34-261124-0002")
    goes_up(world, code="H27.12.34-261124-0003")
    world.pass_time(minutes=59)
    write(world)
    assert len(mails(world)) == 1

    world.pass_time(minutes=1)
    write(world)
    write(world)

    (second, _) = mails(world)
    assert [code for code in ("0001", "0002", "0003") if f"261124-{code}" in second] == ["0002", "0003"]
    world.pass_time(hours=2)
    write(world)
    assert len(mails(world)) == 2


def test_only_what_is_sent_up_is_urgent_and_only_for_those_it_names(world: Any) -> None:
    proved(world)
    proved(world, "dong.nghiep@xa.example.vn", staff_id=COLLEAGUE)
    for stage in (AlarmStage.WARNED, AlarmStage.RAISED):
        goes_up(world, stage=stage)
    write(world)
    assert mails(world) == []
    goes_up(world, STAFF, COLLEAGUE, "0190f0e0-0000-7000-8000-00000000000c")
    write(world)

    assert len(mails(world)) == len(mails(world, "dong.nghiep@xa.example.vn")) == 1
    assert len(world.rows(matter="duty.urgent")) == 2


def test_what_was_closed_meanwhile_stands_in_no_mail(world: Any) -> None:
    proved(world)
    goes_up(world, code="H27.12.34-261124-0001")
    write(world)
    goes_up(world, code="H27.12.34-261124-0002")
    dossier_id = building.DOSSIER[:-4] + "0002"
    closed = building.dossier_payload(dossiers.dossier_stopped, dossier_id=dossier_id, state=8, version=9)
    world.happens(dossiers.dossier_stopped, closed)
    world.pass_time(hours=1)
    write(world)

    assert len(mails(world)) == 1


def test_a_mail_that_had_nothing_to_say_uses_up_no_hour(world: Any) -> None:
    proved(world)
    goes_up(world, code="H27.12.34-261124-0001")
    dossier_id = building.DOSSIER[:-4] + "0001"
    closed = building.dossier_payload(dossiers.dossier_stopped, dossier_id=dossier_id, state=8, version=9)
    world.happens(dossiers.dossier_stopped, closed)
    write(world)
    assert mails(world) == []

    goes_up(world, code="H27.12.34-261124-0002")
    write(world)

    assert len(mails(world)) == 1


def test_of_another_address_the_former_one_is_told(world: Any) -> None:
    proved(world)
    told = accounts.ContactChanged(
        account_id=STAFF,
        contact="email",
        had_former=True,
        former_sealed=world.sealer.seal(CONTACT, ADDRESS, accounts.account_context(STAFF)),
        former_masked="g***@xa.example.vn",
        masked="m***@xa.example.vn",
        at=world.now,
    )
    world.happens(accounts.contact_changed, told)
    proved(world, "moi@xa.example.vn", version=2)
    world.send()

    (mail,) = mails(world)
    assert "m***@xa.example.vn" in mail
    assert [row.channel for row in world.rows(person=STAFF)] == ["inbox", "email"]
