"""Corrections: at once where the register confirms, else by an officer who saw a paper; with a history of both."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.callers import Acting, Caller, CallerKind, Holding
from chassis.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable
from chassis.tables import audit
from chassis.testing import call_of, emitted
from services.accounts import contract
from services.accounts.contract import CorrectionField, CorrectionState
from services.accounts.handlers import correcting, deciding_corrections, looking

OFFICER = Caller(
    kind=CallerKind.STAFF,
    id="staff-op",
    agency="H27",
    assurance=2,
    session="s-9",
    holdings=(Holding(role="operator", agency="H27"),),
)
WHY = "Giấy khai sinh ghi khác với tài khoản"
PAPER = {"object_key": "a" * 32, "media_type": "application/pdf", "size": 9, "sha256": "0" * 64}


def correct(world: Any, who: Caller, **wanted: Any) -> contract.CorrectionView:
    call = call_of(contract.correct_account, contract.CorrectAccount(**wanted), caller=who)
    return correcting.correct_account(call, world.storage, world.sealer, world.registers)


def ask(world: Any, who: Caller, **wanted: Any) -> contract.CorrectionView:
    call = call_of(contract.ask_correction, contract.AskCorrection(why=WHY, **wanted), caller=who)
    return correcting.ask_correction(call, world.storage, world.sealer)


def attach(world: Any, who: Caller, correction_id: str) -> contract.CorrectionView:
    request = contract.AttachCorrectionEvidence(correction_id=correction_id, **PAPER)
    call = call_of(contract.attach_correction_evidence, request, caller=who)
    return correcting.attach_correction_evidence(call, world.storage)


def decide(world: Any, correction_id: str, *, accept: bool) -> None:
    request = contract.DecideCorrection(correction_id=correction_id, accept=accept, reason="Đã đối chiếu giấy tờ")
    call = call_of(contract.decide_correction, request, caller=OFFICER)
    deciding_corrections.decide_correction(call, world.storage, world.sealer)


def opened(world: Any, correction_id: str) -> contract.OpenedCorrection:
    request = contract.OpenCorrection(correction_id=correction_id, why="giải quyết đề nghị đính chính")
    call = call_of(contract.open_correction, request, caller=OFFICER)
    return deciding_corrections.open_correction(call, world.storage, world.sealer)


def corrections(world: Any, who: Caller) -> tuple[contract.CorrectionView, ...]:
    call = call_of(contract.list_corrections, contract.ListCorrections(), caller=who)
    return correcting.list_corrections(call, world.storage).corrections


def states(world: Any) -> list[contract.AccountState]:
    return emitted(world.storage, contract.account_changed)


@pytest.fixture
def person(world: Any) -> Caller:
    found: Caller = world.caller_of(world.register())
    return found


def test_what_the_register_confirms_is_corrected_at_once_and_told(world: Any, person: Caller) -> None:
    done = correct(world, person, full_name="Trần  Thị Bười")

    assert (done.state, done.fields) == (CorrectionState.APPLIED, (CorrectionField.NAME,))
    (state,) = states(world)
    assert state.display_name == "Trần Thị Bười"
    (told,) = emitted(world.storage, contract.account_corrected)
    assert (told.account_id, told.fields) == (person.id, (CorrectionField.NAME,))
    assert corrections(world, person) == (done,)


@pytest.mark.parametrize(
    ("number", "error"), [("001090000404", Conflict), ("001090000409", Conflict), ("001090000503", Unavailable)]
)
def test_what_the_register_does_not_confirm_is_not_corrected(world: Any, number: str, error: Any) -> None:
    registers, world.registers = world.registers, replace(world.registers, population=AlwaysRight())
    person = world.caller_of(world.register(identity_number=number))
    world.registers = registers

    with pytest.raises(error):
        correct(world, person, full_name="Tên Khác")

    assert states(world) == []
    assert corrections(world, person) == ()


class AlwaysRight:
    """A register that confirms everything, for opening accounts that the true one would not."""

    def check(self, _claim: Any) -> Any:
        return correcting.Finding.MATCH


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({}, "correction.nothing"),
        ({"full_name": "Trần Thị Bưởi"}, "correction.nothing"),
        ({"full_name": "Bưởi 2"}, "request.invalid"),
        ({"birth_date": dt.date(1991, 5, 6)}, "request.invalid"),
        ({"birth_date": dt.date(2090, 5, 6)}, "request.invalid"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(world: Any, person: Caller, wanted: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        correct(world, person, **wanted)

    assert refused.value.code == code


def test_a_correction_needs_a_fresh_proof_in_ones_own_name(world: Any, person: Caller) -> None:
    with pytest.raises(Forbidden) as refused:
        correct(world, replace(person, acting=Acting(principal="x", role="owner")), full_name="Tên Khác")
    assert refused.value.code == "personal-data.own-name"

    world.pass_time(minutes=11)
    with pytest.raises(Forbidden) as stale:
        correct(world, person, full_name="Tên Khác")
    assert stale.value.code == "session.step-up-needed"


def test_an_officer_accepts_on_the_paper_and_the_account_says_it(world: Any, person: Caller) -> None:
    asked = ask(world, person, identity_kind=contract.IdentityKind.PASSPORT, identity_number="B1234567")
    attach(world, person, asked.correction_id)

    shown = opened(world, asked.correction_id)
    decide(world, asked.correction_id, accept=True)

    assert (shown.present.identity_number, shown.wanted.identity_number) == ("042090000123", "B1234567")
    (state,) = states(world)
    assert (state.identity_kind, state.identity_masked) == ("passport", "*****567")
    (known,) = corrections(world, person)
    assert (known.state, known.reason) == (CorrectionState.APPLIED, "Đã đối chiếu giấy tờ")
    with world.storage.read() as db:
        acts = db.scalars(sa.select(audit.c.act).where(audit.c.about == person.id).order_by(audit.c.seq)).all()
    assert acts[-4:] == ["right.asked", "personal-data.revealed", "account.changed", "right.answered"]
    # The former number is free for whoever holds the paper, the new one signs in.
    assert world.start_sign_in(number="B1234567").challenge_id


def test_an_officer_refuses_with_a_reason_that_the_person_reads(world: Any, person: Caller) -> None:
    asked = ask(world, person, full_name="Tên Khác")

    decide(world, asked.correction_id, accept=False)

    (known,) = corrections(world, person)
    assert (known.state, known.reason) == (CorrectionState.REFUSED, "Đã đối chiếu giấy tờ")
    assert len(emitted(world.storage, contract.correction_refused)) == 1
    assert states(world) == []
    with pytest.raises(NotFound):
        decide(world, asked.correction_id, accept=True)


def test_nothing_is_accepted_without_a_paper_and_one_request_waits_at_a_time(world: Any, person: Caller) -> None:
    asked = ask(world, person, full_name="Tên Khác")

    with pytest.raises(Conflict) as bare:
        decide(world, asked.correction_id, accept=True)
    with pytest.raises(Conflict) as second:
        ask(world, person, full_name="Tên Nữa")

    assert (bare.value.code, second.value.code) == ("correction.no-evidence", "correction.waits")


def test_what_was_corrected_meanwhile_is_not_undone_by_a_request_about_something_else(
    world: Any, person: Caller
) -> None:
    asked = ask(world, person, identity_kind=contract.IdentityKind.PASSPORT, identity_number="B1234567")
    attach(world, person, asked.correction_id)
    correct(world, person, full_name="Trần Thị Bười")

    decide(world, asked.correction_id, accept=True)

    assert states(world)[-1].display_name == "Trần Thị Bười"
    assert states(world)[-1].identity_kind == "passport"


def test_a_number_that_has_an_account_is_not_taken_over(world: Any, person: Caller) -> None:
    world.register(identity_number="001090000011", phone="0987654321", email="")
    asked = ask(world, person, identity_number="001090000011", birth_date=dt.date(1990, 5, 6))
    attach(world, person, asked.correction_id)

    with pytest.raises(Conflict) as refused:
        decide(world, asked.correction_id, accept=True)

    assert refused.value.code == "account.exists"


def test_the_officers_list_names_nobody_and_nothing_is_stored_in_the_clear(world: Any, person: Caller) -> None:
    ask(world, person, identity_kind=contract.IdentityKind.PASSPORT, identity_number="B1234567")

    call = call_of(contract.list_correction_requests, contract.ListCorrectionRequests(), caller=OFFICER)
    (line,) = deciding_corrections.list_correction_requests(call, world.storage).requests

    assert line.name_masked == "Trần T. B."
    assert "B1234567" not in world.everything_stored()


def test_a_stranger_cannot_add_a_paper(world: Any, person: Caller) -> None:
    asked = ask(world, person, full_name="Tên Khác")

    with pytest.raises(NotFound):
        attach(world, replace(person, id="somebody"), asked.correction_id)


def test_the_person_reads_which_officer_looked_and_why(world: Any, person: Caller) -> None:
    asked = ask(world, person, full_name="Tên Khác")
    attach(world, person, asked.correction_id)
    opened(world, asked.correction_id)
    decide(world, asked.correction_id, accept=True)

    def looks(who: Caller, **wanted: Any) -> contract.AccountLooks:
        call = call_of(contract.list_account_looks, contract.ListAccountLooks(**wanted), caller=who)
        return looking.list_account_looks(call, world.storage)

    found = looks(person).items
    assert [look.act for look in found] == ["right.answered", "account.changed", "personal-data.revealed"]
    assert (found[-1].why, found[-1].fields) == ("giải quyết đề nghị đính chính", ("name",))
    first = looks(person, limit=2)
    assert first.items + looks(person, limit=2, cursor=first.next_cursor).items == found
    assert looks(replace(person, acting=Acting(principal=person.id, role="delegate"))).items == ()
    assert looks(replace(person, id="somebody")).items == ()
