"""What needs a consent is sent to whoever gave it, and to nobody who took it back or said nothing."""

import datetime as dt
from typing import Any

import pytest

from services.accounts import contract as accounts
from services.dossiers import contract as dossiers
from services.notifications import rules
from tests.services.notifications import building

OPTIONAL = sorted(matter.name for matter in rules.matters_on(dt.date(2026, 11, 24)) if matter.consent)


def processing(world: Any) -> None:
    world.happens(dossiers.dossier_processing, building.dossier_payload(dossiers.dossier_processing))


def test_who_said_nothing_gets_it_in_the_inbox_alone(world: Any) -> None:
    world.account_opens(agrees=False)

    processing(world)
    world.send()

    assert world.sms() == []
    assert [row.channel for row in world.rows(matter="dossier.processing")] == ["inbox"]


def test_who_agreed_gets_it_by_telephone_too(world: Any) -> None:
    world.account_opens(agrees=False)
    world.says(given=True)

    processing(world)
    world.send()

    assert [told.matter for told in world.sms()] == ["dossier.processing"]


def test_after_a_withdrawal_nothing_more_is_sent_not_even_what_waits(world: Any) -> None:
    world.account_opens()
    processing(world)
    world.says(given=False)

    processing(world)
    world.send()

    assert world.sms() == []
    (waited,) = world.rows(matter="dossier.processing", channel="sms")
    assert (waited.state, waited.reason) == ("cancelled", "consent-withdrawn")


def test_what_the_law_says_must_be_told_is_sent_without_consent(world: Any) -> None:
    world.account_opens(agrees=False)

    asked = dossiers.supplement_requested
    world.happens(asked, building.dossier_payload(asked))
    world.send()

    assert [told.matter for told in world.sms()] == ["dossier.supplement-asked"]


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, True)])
def test_an_older_word_that_comes_late_changes_nothing(world: Any, first: bool, second: bool) -> None:
    world.account_opens(agrees=False)
    world.says(given=second)
    world.says(given=first, at=world.now - dt.timedelta(hours=1))

    processing(world)
    world.send()

    assert bool(world.sms()) is second


def test_every_purpose_that_a_matter_needs_is_one_that_people_can_agree_to() -> None:
    purposes = {matter.consent for matter in rules.matters_on(dt.date(2026, 11, 24))} - {""}

    assert purposes == {accounts.ConsentPurpose.PROGRESS_MESSAGES.value}
    assert "dossier.supplement-asked" not in OPTIONAL
    assert not any(name.startswith("account.") for name in OPTIONAL)


def test_while_data_is_restricted_a_consent_counts_for_nothing_and_it_is_told(world: Any) -> None:
    world.account_opens()
    for restricted in (True, False):
        told = accounts.AccountRestricted(account_id=building.APPLICANT, restricted=restricted, at=world.now)
        world.happens(accounts.account_restricted, told)
        processing(world)
    world.send()

    matters = sorted(told.matter for told in world.sms())
    assert matters == ["account.restricted", "account.restriction-lifted", "dossier.processing"]
