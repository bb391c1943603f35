"""What was done with an account is told to its owner; of a changed contact, also where only the owner reads."""

import dataclasses
import datetime as dt
from typing import Any

import pytest

from chassis.callers import Acting
from services.accounts import contract as accounts
from tests.services.notifications import building
from tests.services.notifications.conftest import CITIZEN

FORMER = "+84987654321"


def contact_changed(world: Any, contact: str, former: str) -> accounts.ContactChanged:
    context = accounts.account_context(building.APPLICANT)
    return accounts.ContactChanged(
        account_id=building.APPLICANT,
        contact=contact,
        had_former=bool(former),
        former_sealed=world.sealer.seal(accounts.CONTACT, former, context) if former else "",
        former_masked="***",
        masked="09******78",
        at=world.now,
    )


def test_a_changed_telephone_is_told_to_the_former_one(world: Any) -> None:
    world.account_opens()

    world.happens(accounts.contact_changed, contact_changed(world, "phone", FORMER))
    world.send()

    (told,) = world.sms(FORMER)
    assert (told.matter, "09******78" in told.text) == ("account.phone-changed", True)
    assert world.sms() == []
    assert "account.phone-changed" in {message.matter for message in world.inbox().messages}


def test_a_changed_email_address_is_told_to_the_former_one(world: Any) -> None:
    world.account_opens()

    world.happens(accounts.contact_changed, contact_changed(world, "email", "cu@example.vn"))
    world.send()

    (told,) = world.sms("cu@example.vn")
    assert told.matter == "account.email-changed"
    assert told.text.startswith("Địa chỉ thư đã được đổi\n")


def test_a_first_email_address_is_told_by_telephone(world: Any) -> None:
    world.account_opens()

    world.happens(accounts.contact_changed, contact_changed(world, "email", ""))
    world.send()

    assert [told.matter for told in world.sms()] == ["account.email-added"]


@pytest.mark.parametrize("device", ["Chrome · Windows", ""])
def test_a_new_device_is_told_with_its_name_if_it_has_one(world: Any, device: str) -> None:
    world.account_opens()

    world.happens(
        accounts.device_added,
        accounts.DeviceAdded(
            device_id="d-1", account_id=building.APPLICANT, device=device, network="203.0.*.*", at=world.now
        ),
    )
    world.send()

    (told,) = world.sms()
    assert (device or "chưa rõ tên") in told.text


@pytest.mark.parametrize(
    ("event", "payload", "matter"),
    [
        (accounts.password_changed, {"way": "recovered"}, "account.password-changed"),
        (accounts.second_factor_changed, {"added": True}, "account.second-factor-added"),
        (accounts.second_factor_changed, {"added": False}, "account.second-factor-removed"),
        (accounts.data_exported, {"export_id": "e-1"}, "account.data-exported"),
        (
            accounts.account_corrected,
            {"correction_id": "c-1", "fields": (accounts.CorrectionField.NAME,)},
            "account.corrected",
        ),
        (accounts.correction_refused, {"correction_id": "c-1"}, "account.correction-refused"),
    ],
)
def test_a_changed_proof_is_told_in_the_inbox_and_by_telephone(
    world: Any, event: Any, payload: dict[str, Any], matter: str
) -> None:
    world.account_opens()

    world.happens(event, event.payload(account_id=building.APPLICANT, at=world.now, **payload))
    world.send()

    assert [told.matter for told in world.sms()] == [matter]
    assert matter in {message.matter for message in world.inbox().messages}


def test_a_code_goes_to_the_email_address_and_is_erased_once_it_went(world: Any) -> None:
    context = accounts.challenge_context("ch-1")
    asked = accounts.EmailCodeRequested(
        challenge_id="ch-1",
        purpose=accounts.CodePurpose.EMAIL_CHANGE,
        email_sealed=world.sealer.seal(accounts.CONTACT, "moi@example.vn", context),
        email_masked="m***@example.vn",
        code_sealed=world.sealer.seal(accounts.CODE, "314159", context),
        expires_at=world.now + dt.timedelta(minutes=5),
    )

    world.happens(accounts.email_code_requested, asked)
    assert "314159" not in world.everything_stored()
    world.send()

    (mail,) = world.sms("moi@example.vn")
    assert mail.text.startswith("Mã xác nhận địa chỉ thư\n")
    assert "314159" in mail.text
    assert [(row.text_sealed, row.address_sealed) for row in world.rows(channel="email")] == [("", "")]


def test_a_code_that_has_expired_is_not_sent_by_email(world: Any) -> None:
    asked = accounts.EmailCodeRequested(
        challenge_id="ch-1",
        purpose=accounts.CodePurpose.EMAIL_CHANGE,
        email_sealed="",
        email_masked="",
        code_sealed="",
        expires_at=world.now,
    )

    world.happens(accounts.email_code_requested, asked)

    assert world.rows() == []


def test_a_member_reads_the_organisations_inbox_and_a_delegate_only_their_own(world: Any) -> None:
    world.account_opens()
    member = dataclasses.replace(CITIZEN, id="another", acting=Acting(principal=building.APPLICANT, role="viewer"))
    delegate = dataclasses.replace(member, acting=Acting(principal=building.APPLICANT, role="delegate"))

    assert [message.matter for message in world.inbox(member).messages] == ["account.opened"]
    assert world.inbox(delegate).messages == ()


def test_both_sides_are_told_of_a_delegation_and_of_its_end(world: Any) -> None:
    world.account_opens()
    sides = {"delegation_id": "d-1", "principal_id": "principal", "delegate_id": building.APPLICANT, "at": world.now}
    days = {"valid_from": dt.date(2026, 8, 3), "valid_to": dt.date(2026, 9, 30)}

    world.happens(accounts.delegation_granted, accounts.DelegationGranted(**sides, **days, procedures=()))
    world.happens(accounts.delegation_revoked, accounts.DelegationRevoked(**sides))
    world.send()

    assert sorted(told.matter for told in world.sms()) == ["account.delegation-granted", "account.delegation-revoked"]
    assert any("03/08/2026" in told.text and "30/09/2026" in told.text for told in world.sms())
    principal = dataclasses.replace(CITIZEN, id="principal")
    assert [told.matter for told in world.inbox(principal).messages] == [
        "account.delegation-revoked",
        "account.delegation-granted",
    ]


def test_a_member_is_told_of_their_role_and_of_its_end(world: Any) -> None:
    world.account_opens()
    for active in (True, False):
        state = accounts.MemberState(
            organisation_id="o-1",
            account_id=building.APPLICANT,
            role=accounts.MemberRole.FILER,
            active=active,
            at=world.now,
        )
        world.happens(accounts.organisation_member_changed, state)

    told = {message.matter: message.body for message in world.inbox().messages}
    assert "người nộp hồ sơ" in told["account.membership-begun"]
    assert "account.membership-ended" in told
