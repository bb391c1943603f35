"""Erasure: asked, answered by every holder, thought over, carried out, confirmed; and nothing of the person is left."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from chassis import audit_check, outbox
from chassis.callers import Acting, Caller, system
from chassis.errors import Conflict, Forbidden, NotFound, Unauthenticated
from chassis.sealing import Index
from chassis.tables import outbox as outbox_table
from chassis.testing import call_of, emitted, event_of
from services.accounts import acting_store, contract
from services.accounts.contract import ErasureObstacle, ErasureState, KeptData
from services.accounts.handlers import carrying_out_erasure, erasing, organisations
from services.accounts.tables import accounts as accounts_table
from services.dossiers import contract as dossiers
from services.notifications import contract as notifications
from services.payments import contract as payments
from tests.services.accounts.test_inviting import while_another

DAY = dt.timedelta(days=1)
HOLDERS = {"dossiers": dossiers, "payments": payments, "notifications": notifications}


def ask(world: Any, who: Caller, reflect: dt.timedelta = DAY) -> contract.ErasureView:
    call = call_of(contract.ask_erasure, contract.AskErasure(), caller=who)
    return erasing.ask_erasure(call, world.storage, reflect)


def cancel(world: Any, who: Caller) -> contract.ErasureView:
    return erasing.cancel_erasure(call_of(contract.cancel_erasure, contract.CancelErasure(), caller=who), world.storage)


def now_of(world: Any, receipt: str) -> contract.ErasureView:
    return erasing.get_erasure(call_of(contract.get_erasure, contract.GetErasure(receipt=receipt)), world.storage)


def asked(world: Any) -> contract.ErasureAsked:
    return emitted(world.storage, contract.erasure_asked)[-1]


def answer(world: Any, holder: str, *obstacles: ErasureObstacle) -> None:
    request = asked(world)
    said = contract.ErasureAnswered(erasure_id=request.erasure_id, account_id=request.account_id, obstacles=obstacles)
    with world.storage.work(system("accounts")) as work:
        event = event_of(HOLDERS[holder].erasure_answered, request.erasure_id, said)
        carrying_out_erasure.on_erasure_answered(event, work)


def confirm(world: Any, holder: str, *kept: KeptData) -> None:
    (told,) = emitted(world.storage, contract.account_erased)
    done = contract.DataErased(erasure_id=told.erasure_id, account_id=told.account_id, kept=kept)
    with world.storage.work(system("accounts")) as work:
        event = event_of(HOLDERS[holder].data_erased, told.erasure_id, done)
        carrying_out_erasure.on_data_erased(event, work)


def published(world: Any) -> None:
    """The relay has brought everything out."""
    with world.storage.work(system("accounts")) as work:
        outbox.mark_published(work.db, [row.seq for row in outbox.unpublished(work.db, 1000)])


def carry_out(world: Any) -> int:
    return carrying_out_erasure.carry_out_erasures(world.storage, world.sealer)


@pytest.fixture
def person(world: Any) -> Caller:
    found: Caller = world.caller_of(world.register())
    return found


@pytest.fixture
def erased(world: Any, person: Caller) -> contract.ErasureView:
    """A request that went the whole way until the account was erased."""
    view = ask(world, person, dt.timedelta(hours=1))
    for holder in HOLDERS:
        answer(world, holder)
    published(world)
    world.pass_time(hours=1)
    assert carry_out(world) == 1
    return view


def test_a_request_gives_a_receipt_with_the_clock_and_is_told_to_everybody(world: Any, person: Caller) -> None:
    view = ask(world, person)

    assert (view.state, view.answer_by - view.asked_at) == (ErasureState.ASKED, dt.timedelta(hours=72))
    assert view.carried_out_from - view.asked_at == DAY
    assert (asked(world).account_id, asked(world).answer_by) == (person.id, view.answer_by)
    assert ask(world, person) == now_of(world, view.receipt) == view


def test_nothing_happens_before_the_last_holder_has_answered(world: Any, person: Caller) -> None:
    view = ask(world, person, dt.timedelta())
    answer(world, "dossiers")
    answer(world, "dossiers")
    answer(world, "payments")
    world.pass_time(hours=1)

    assert carry_out(world) == 0
    assert now_of(world, view.receipt).state is ErasureState.ASKED


def test_what_stands_in_the_way_is_told_with_what_to_do(world: Any, person: Caller) -> None:
    view = ask(world, person)
    answer(world, "payments", ErasureObstacle.DEBT)
    answer(world, "notifications")
    answer(world, "dossiers", ErasureObstacle.OPEN_DOSSIER)

    refused = now_of(world, view.receipt)
    assert refused.state is ErasureState.REFUSED
    assert [one.obstacle.value for one in refused.obstacles] == ["open-dossier", "debt"]
    assert all("rồi đề nghị lại" in one.vi and "ask again" in one.en for one in refused.obstacles)
    (ended,) = emitted(world.storage, contract.erasure_ended)
    assert ended.refused
    world.pass_time(days=2)
    assert carry_out(world) == 0
    # Once it is out of the way one may ask again.
    fresh = world.caller_of(world.sign_in())
    assert ask(world, fresh).receipt != view.receipt


def test_the_only_owner_of_an_organisation_is_refused_at_once(world: Any, person: Caller) -> None:
    with world.storage.work(system("test")) as work:
        acting_store.add_organisation(work.db, **organisation("org-1"))
        organisations.put_member(work, "org-1", person.id, contract.MemberRole.OWNER)

    view = ask(world, person)

    assert view.state is ErasureState.REFUSED
    assert [one.obstacle for one in view.obstacles] == [ErasureObstacle.ONLY_OWNER]


def organisation(organisation_id: str, **changes: Any) -> dict[str, Any]:
    texts = ("identity_sealed", "identity_last4_index", "phone_sealed", "phone_masked", "phone_index")
    moments = dict.fromkeys(("phone_verified_at", "opened_at", "changed_at"), dt.datetime(2026, 8, 1, tzinfo=dt.UTC))
    return {
        "id": organisation_id,
        "kind": "organisation",
        "name": "Công ty Bưởi",
        "identity_kind": "tax_code",
        "identity_masked": "0100109106",
        "identity_index": Index(organisation_id, (organisation_id,)),
        "phone_last4_index": "",
        **dict.fromkeys(texts, ""),
        **moments,
        **changes,
    }


def test_a_request_can_be_taken_back_until_it_is_carried_out(world: Any, person: Caller) -> None:
    view = ask(world, person)
    for holder in HOLDERS:
        answer(world, holder)
    assert now_of(world, view.receipt).state is ErasureState.WAITING

    assert cancel(world, person).state is ErasureState.CANCELLED

    (ended,) = emitted(world.storage, contract.erasure_ended)
    assert not ended.refused
    world.pass_time(days=2)
    assert carry_out(world) == 0
    with pytest.raises(Conflict):
        cancel(world, person)


def test_an_erased_account_leaves_nothing_of_its_person(
    world: Any, person: Caller, erased: contract.ErasureView, world_person: dict[str, Any]
) -> None:
    stored = world.everything_stored()

    for value in (world_person["full_name"], world_person["identity_number"], "1990-05-06", "912345678", "buoi@"):
        assert value not in stored
    with world.storage.read() as db:
        row = db.execute(accounts_table.select().where(accounts_table.c.id == person.id)).one()
    sealed = {name: value for name, value in row._mapping.items() if name.endswith(("_sealed", "_masked"))}
    assert set(sealed.values()) == {""}
    for index in (
        world.sealer.index(purpose, value)
        for purpose, value in (
            (contract.IDENTITY, world_person["identity_number"]),
            (contract.CONTACT, "+84912345678"),
        )
    ):
        assert index not in stored


def test_whoever_was_erased_is_signed_out_and_may_register_anew(
    world: Any, person: Caller, erased: contract.ErasureView
) -> None:
    ended = emitted(world.storage, contract.session_revoked)
    assert {one.subject_id for one in ended} == {person.id}
    with pytest.raises(Unauthenticated):
        world.start_sign_in()

    again = world.register()

    assert again.subject_id != person.id


def test_it_is_done_once_everybody_has_confirmed_and_the_receipt_says_what_is_kept(
    world: Any, person: Caller, erased: contract.ErasureView
) -> None:
    confirm(world, "dossiers", KeptData.DOSSIERS)
    confirm(world, "notifications")
    assert now_of(world, erased.receipt).state is ErasureState.ERASING

    confirm(world, "payments")

    done = now_of(world, erased.receipt)
    assert (done.state, done.done_at is not None) == (ErasureState.DONE, True)
    assert [one.kept for one in done.kept] == [KeptData.DOSSIERS, KeptData.CONSENTS, KeptData.AUDIT]


def test_the_audit_trail_can_be_verified_after_an_erasure(
    world: Any, person: Caller, erased: contract.ErasureView
) -> None:
    with world.storage.read() as db:
        report = audit_check.check(audit_check.rows_of(db), [])
        acts = [row.act for row in audit_check.rows_of(db) if row.about == person.id]

    assert report.broken == []
    assert "right.asked" in acts
    assert "account.erased" in acts


def test_an_operator_is_warned_once_before_the_clock_ends(world: Any, person: Caller) -> None:
    ask(world, person)
    world.pass_time(hours=59)
    assert carrying_out_erasure.watch_erasures(world.storage) == 0

    world.pass_time(hours=2)

    assert carrying_out_erasure.watch_erasures(world.storage) == 1
    assert carrying_out_erasure.watch_erasures(world.storage) == 0


def test_others_go_on_without_the_one_who_was_erased(world: Any, person: Caller) -> None:
    other = world.register(identity_number="001090000011", full_name="Lê Văn Cam", phone="0987654321", email="")
    with world.storage.work(system("test")) as work:
        index = world.sealer.index(contract.CONTACT, "+84912345678")
        acting_store.add_organisation(work.db, **organisation("org-1", phone_index=index))
        for member in (person.id, other.subject_id):
            organisations.put_member(work, "org-1", member, contract.MemberRole.OWNER)
    ask(world, person, dt.timedelta())
    for holder in HOLDERS:
        answer(world, holder)

    carry_out(world)

    left = emitted(world.storage, contract.organisation_member_changed)[-1]
    assert (left.account_id, left.active) == (person.id, False)
    (business,) = [one for one in emitted(world.storage, contract.account_changed) if one.account_id == "org-1"]
    phone = world.sealer.unseal(contract.CONTACT, business.phone_sealed, contract.account_context("org-1"))
    assert phone == "+84987654321"


def test_nobody_is_erased_while_the_other_owner_of_an_organisation_leaves(world: Any, person: Caller) -> None:
    other = world.register(identity_number="001090000011", full_name="Lê Văn Cam", phone="0987654321", email="")
    with world.storage.work(system("test")) as work:
        acting_store.add_organisation(work.db, **organisation("org-1"))
        for member in (person.id, other.subject_id):
            organisations.put_member(work, "org-1", member, contract.MemberRole.OWNER)
    view = ask(world, person, dt.timedelta())
    for holder in HOLDERS:
        answer(world, holder)

    def leave(db: sa.Connection) -> None:
        acting_store.end_member(db, "org-1", other.subject_id, world.now)

    assert while_another(world, "org-1", leave, lambda: carry_out(world)) == ""

    refused = now_of(world, view.receipt)
    assert refused.state is ErasureState.REFUSED
    assert [one.obstacle for one in refused.obstacles] == [ErasureObstacle.ONLY_OWNER]


def test_a_request_needs_a_fresh_proof_in_ones_own_name_and_a_receipt_cannot_be_guessed(
    world: Any, person: Caller
) -> None:
    with pytest.raises(Forbidden) as refused:
        ask(world, replace(person, acting=Acting(principal="x", role="owner")))
    assert refused.value.code == "personal-data.own-name"
    with pytest.raises(NotFound):
        now_of(world, "a" * 32)
    world.pass_time(minutes=11)
    with pytest.raises(Forbidden) as stale:
        ask(world, person)
    assert stale.value.code == "session.step-up-needed"


def test_events_of_codes_are_forgotten_a_day_after_they_went_out(world: Any, person: Caller) -> None:
    assert len(emitted(world.storage, contract.code_requested)) == 1
    with world.storage.work(system("test")) as work:
        work.db.execute(outbox_table.update().values(published_at=work.now))

    world.upkeep()
    assert len(emitted(world.storage, contract.code_requested)) == 1
    world.pass_time(days=1, minutes=1)
    world.upkeep()

    assert emitted(world.storage, contract.code_requested) == []
    assert len(emitted(world.storage, contract.account_opened)) == 1
