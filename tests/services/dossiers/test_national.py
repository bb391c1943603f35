"""The national portal is told of every dossier, whatever goes wrong on the way, and both sides end with the same."""

import dataclasses
import datetime as dt
import json
import logging
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.breaker import Breaker
from chassis.callers import system
from chassis.sealing import CONTACT
from chassis.storage import utc_now
from services.accounts import contract as accounts
from services.accounts.contract import account_context
from services.dossiers import contract, national_console, rules, watching
from services.dossiers.adapters.national import PortalAway, moment_written
from services.dossiers.adapters.scanning import NoScanner
from services.dossiers.handlers.national import Messenger, gather
from services.dossiers.sandbox_national.office import Fault
from services.dossiers.store import national
from services.dossiers.tables import dossiers, national_records
from tests.services.dossiers.national_twin import Twin, a_twin
from tests.services.dossiers.test_handling import PAUSING, consulted, handled
from tests.services.dossiers.world import (
    APPROVER,
    CAR,
    PERSON,
    PROCESSOR,
    REASONS,
    RECEIVER,
    World,
    citizen,
)

PHONE = "0912345678"


@pytest.fixture
def twin() -> Iterator[Twin]:
    with a_twin() as found:
        yield found


def a_messenger(seed: int = 1) -> Messenger:
    """One that never leaves the other side alone, as time stands still here."""
    patient = Breaker("test", failures=10**9, rest=0.0, counts=(PortalAway,))
    return Messenger(dice=random.Random(seed).random, breaker=patient)


def tell(world: World, twin: Twin, messenger: Messenger | None = None) -> int:
    return (messenger or a_messenger()).tell_due(world.storage, world.sealer, twin.portal)


def compare(world: World, twin: Twin) -> int:
    return a_messenger().compare_due(world.storage, world.sealer, twin.portal)


def kept(world: World, dossier_id: str) -> Any:
    with world.storage.read() as db:
        return national.record(db, dossier_id)


def until_quiet(world: World, twin: Twin, messenger: Messenger, *, most: int = 200) -> None:
    """Let time pass until nothing is due and nothing differs."""
    for _ in range(most):
        tell(world, twin, messenger)
        with world.storage.work(system("dossiers")) as work:
            due = work.db.scalar(
                sa.select(sa.func.min(national_records.c.next_try_at)).where(national_records.c.state == "due")
            )
            if due is None:
                national.check_now(work.db, work.now)
        if due is None and not compare(world, twin):
            return
        world.now = max(world.now, due) if due else world.now
    raise AssertionError("it never came to rest")


def differences(world: World, twin: Twin) -> list[str]:
    """Where the two sides are not the same: told by an oracle that does not know how it is told."""
    wrong = []
    with world.storage.read() as db:
        rows = db.execute(sa.select(dossiers).where(dossiers.c.state != 0)).all()
        for row in rows:
            held = twin.office.held.get(row.code)
            if held is None:
                wrong.append(f"{row.code} is not there")
                continue
            if held.record["TrangThaiHoSo"] != str(row.state) or held.record["NgayHenTra"] != moment_written(
                row.due_at
            ):
                wrong.append(f"{row.code} stands in {held.record['TrangThaiHoSo']}, not in {row.state}")
            steps = gather(db, world.sealer, row.id).lines
            there = list(dict.fromkeys((line["ThoiDiemXuLy"], line["TrangThai"]) for line in held.lines))
            mine = list(dict.fromkeys((moment_written(line.at), str(int(line.state))) for line in steps))
            if sorted(there) != sorted(mine):
                wrong.append(f"{row.code} has the steps {there}, not {mine}")
    if surplus := set(twin.office.held) - {row.code for row in rows}:
        wrong.append(f"{surplus} are there and not here")
    return wrong


# What is told


def test_a_dossier_is_told_with_its_steps_in_the_official_codes(world: World, twin: Twin) -> None:
    dossier = world.received()

    tell(world, twin)

    held = twin.office.held[dossier.code]
    assert held.record["TrangThaiHoSo"] == "2"
    assert held.record["MaTTHC"] == dossier.procedure_code
    assert held.record["NgayTiepNhan"] == "20260810090000"
    assert [line["TrangThai"] for line in held.lines] == ["1", "2"]
    assert kept(world, dossier.id).state == "told"


def test_only_what_came_since_is_told_the_next_time(world: World, twin: Twin) -> None:
    dossier = world.received()
    tell(world, twin)
    twin.office.calls.clear()

    world.act(contract.start_processing, PROCESSOR, world.seen(dossier.id, RECEIVER))
    tell(world, twin)

    assert [line["TrangThai"] for line in twin.office.held[dossier.code].lines] == ["1", "2", "4"]
    assert twin.office.calls == ["DongBoHoSoMC", "CapNhatTienDoHoSoMC"]


@pytest.mark.parametrize("pauses", [True, False])
def test_a_question_to_another_agency_is_told_where_the_clock_waits_for_it(
    world: World, twin: Twin, pauses: bool
) -> None:
    dossier = consulted(world, handled(world), **(PAUSING if pauses else {}))
    tell(world, twin)
    before = len(twin.office.held[dossier.code].lines)
    assert twin.office.held[dossier.code].record["NgayHenTra"] == moment_written(dossier.due_at)

    facts = {"consultation_id": dossier.consultations[0].id, "reason": "Đã có văn bản trả lời trước đây"}
    world.act(contract.take_back_consultation, PROCESSOR, dossier, **facts)
    until_quiet(world, twin, a_messenger())

    told = [line["NoiDungXuLy"] for line in twin.office.held[dossier.code].lines]
    assert told[before:] == (["Rút câu hỏi đã gửi cơ quan khác, tính tiếp thời hạn"] if pauses else [])
    assert ("Lấy ý kiến cơ quan khác, tạm dừng tính thời hạn" in told) == pauses
    assert differences(world, twin) == []


def test_a_step_that_changes_nothing_there_makes_no_call(world: World, twin: Twin) -> None:
    dossier = world.processing()
    tell(world, twin)
    twin.office.calls.clear()

    world.act(
        contract.propose_decision, PROCESSOR, world.seen(dossier.id, PROCESSOR), outcome=contract.Outcome.APPROVED
    )

    assert tell(world, twin) == 1
    assert twin.office.calls == []
    assert kept(world, dossier.id).state == "told"


def test_a_draft_is_told_to_nobody(world: World, twin: Twin) -> None:
    world.draft()

    assert tell(world, twin) == 0
    assert twin.heard == []


def test_no_reason_no_answer_no_identity_number_and_no_file_goes_over(world: World, twin: Twin) -> None:
    dossier = world.submitted()
    answers = {"copies": 1, "purpose": "Chuyện riêng trong nhà"}
    world.call(contract.save_draft, PERSON, dossier_id=dossier.id, answers=answers)
    world.call(contract.refuse_dossier, RECEIVER, dossier_id=dossier.id, **REASONS)

    tell(world, twin)

    sent = json.dumps([json.loads(one) for one in twin.heard], ensure_ascii=False)
    assert dossier.code in sent
    for private in (REASONS["reason"], "Chuyện riêng", "********1234", "042090001234", "declaration.pdf"):
        assert private not in sent, private


def test_the_person_can_be_told_by_their_telephone_and_it_is_in_no_log(
    world: World, twin: Twin, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sealed = world.sealer.seal(CONTACT, PHONE, account_context(PERSON.id))
    told = dataclasses.replace(world.account(PERSON), phone_sealed=sealed)
    world.told(accounts.account_changed, PERSON.id, told, version=2)
    dossier = world.submitted()
    twin.office.faults.extend([Fault.BROKEN, Fault.REFUSES])
    until_quiet(world, twin, a_messenger())

    held = twin.office.held[dossier.code].record
    assert (held["ChuHoSo"], held["SoDienThoai"]) == (PERSON.name, PHONE)
    said = "".join(capfd.readouterr()) + caplog.text
    assert PHONE not in said
    assert PERSON.name not in said


def test_of_a_restricted_person_nothing_personal_is_told(world: World, twin: Twin) -> None:
    dossier = world.submitted()
    with world.storage.work(system("dossiers")) as work:
        work.db.execute(dossiers.update().where(dossiers.c.id == dossier.id).values(restricted_at=work.now))

    tell(world, twin)

    assert twin.office.held[dossier.code].record["ChuHoSo"] == ""


def test_what_is_to_be_told_is_written_with_the_step(world: World) -> None:
    dossier = world.received()

    row = kept(world, dossier.id)

    assert (row.state, row.wanted_version) == ("due", dossier.version)


# What goes wrong


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault is not Fault.REFUSES])
def test_each_fault_at_each_call_ends_with_both_sides_the_same(world: World, twin: Twin, fault: Fault) -> None:
    for before in range(3):
        world.received()
        twin.office.faults.extend([*[None] * before, fault])  # type: ignore[list-item]
        until_quiet(world, twin, a_messenger())
        world.pass_time(minutes=1)

    assert differences(world, twin) == []


def test_while_the_other_side_is_away_it_is_asked_ever_less_often(world: World, twin: Twin) -> None:
    dossier = world.submitted()
    waits = []
    for _ in range(10):
        twin.office.faults.append(Fault.BROKEN)
        tell(world, twin)
        row = kept(world, dossier.id)
        waits.append((row.next_try_at - world.now).total_seconds())
        world.now = row.next_try_at

    assert row.state == "due"
    pace = rules.national_pace()
    for tries, wait in enumerate(waits, start=1):
        whole = min(pace.first_delay * 2 ** (tries - 1), pace.longest_delay).total_seconds()
        assert whole / 2 <= wait <= whole


def test_one_that_is_away_is_left_alone_after_three_dossiers(world: World, twin: Twin) -> None:
    for _ in range(12):
        world.submitted()
    twin.office.faults.extend([Fault.DOWN] * 100)

    tried = Messenger().tell_due(world.storage, world.sealer, twin.portal)

    assert 3 <= tried <= 4


def test_a_record_that_is_refused_ends_where_everybody_sees_it_and_is_not_tried_on(
    world: World, twin: Twin, capsys: pytest.CaptureFixture[str]
) -> None:
    dossier = world.submitted()
    twin.office.faults.extend([None, Fault.REFUSES] * 50)  # type: ignore[list-item]
    for _ in range(rules.national_pace().refusals):
        tell(world, twin)
        world.now = kept(world, dossier.id).next_try_at
    twin.office.calls.clear()

    world.pass_time(days=30)

    assert tell(world, twin) == 0
    assert twin.office.calls == []
    row = kept(world, dossier.id)
    assert (row.state, row.problem) == ("refused", "10")
    assert national_console.run(world.storage, "status") == 1
    assert f"{dossier.code}\trefused\t10" in capsys.readouterr().out


def test_what_was_refused_is_told_again_by_command_and_after_the_next_step(world: World, twin: Twin) -> None:
    first, second = world.submitted(), world.submitted()
    twin.office.faults.extend([None, Fault.REFUSES] * 8)  # type: ignore[list-item]
    for _ in range(rules.national_pace().refusals):
        tell(world, twin, Messenger(at_once=1, breaker=Breaker("test")))
        tell(world, twin, Messenger(at_once=1, breaker=Breaker("test")))
        world.pass_time(hours=1)
    twin.office.faults.clear()
    assert {kept(world, one.id).state for one in (first, second)} == {"refused"}

    world.call(contract.receive_dossier, RECEIVER, dossier_id=second.id)
    tell(world, twin)
    assert (kept(world, first.id).state, kept(world, second.id).state) == ("refused", "told")

    assert national_console.run(world.storage, "resend") == 0
    tell(world, twin)
    assert differences(world, twin) == []


def test_a_wrong_password_is_no_refusal_of_a_dossier(world: World) -> None:
    with a_twin(password="wrong") as twin:
        dossier = world.submitted()

        tell(world, twin)

        row = kept(world, dossier.id)
        assert (row.state, row.refusals, row.problem) == ("due", 0, "it gives no session")


def test_a_step_while_it_is_told_is_told_too(world: World, twin: Twin) -> None:
    dossier = world.submitted()
    telling = twin.portal.tell_progress

    def meanwhile(lines: Any) -> None:
        twin.portal.tell_progress = telling  # type: ignore[method-assign]
        world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id)
        telling(lines)

    twin.portal.tell_progress = meanwhile  # type: ignore[method-assign]
    tell(world, twin, Messenger(at_once=1))
    until_quiet(world, twin, a_messenger())

    assert differences(world, twin) == []


def test_a_process_that_died_while_it_told_is_stood_in_for_when_its_claim_is_over(world: World, twin: Twin) -> None:
    dossier = world.submitted()
    with world.storage.work(system("dossiers")) as work:
        national.claim(work.db, work.now, work.now + rules.national_pace().lease, "gone", 10)

    assert tell(world, twin) == 0
    world.now += rules.national_pace().lease
    assert tell(world, twin) == 1

    assert kept(world, dossier.id).state == "told"
    with world.storage.work(system("dossiers")) as work:
        assert not national.acknowledged(work.db, dossier.id, "gone", 1)


def test_no_connection_is_held_while_the_other_side_is_slow(world: World, twin: Twin) -> None:
    world.submitted()
    pool = world.storage.engine.pool
    held = []
    look_up = twin.portal.look_up

    def watched(code: str) -> Any:
        held.append(pool.checkedout())  # type: ignore[attr-defined]
        return look_up(code)

    twin.portal.look_up = watched  # type: ignore[method-assign]
    tell(world, twin)

    assert held == [0]


# Parity


def test_what_the_other_side_lost_is_found_and_told_again(world: World, twin: Twin) -> None:
    dossier = world.received()
    tell(world, twin)
    del twin.office.held[dossier.code]

    assert compare(world, twin) == 0  # Not yet: what was told is looked after once a day.
    world.pass_time(hours=25)
    assert compare(world, twin) == 1
    tell(world, twin)

    assert differences(world, twin) == []
    assert kept(world, dossier.id).drifts == 1


@pytest.mark.parametrize("spoil", ["state", "date", "steps"])
def test_what_the_other_side_has_otherwise_is_found_and_told_again(world: World, twin: Twin, spoil: str) -> None:
    dossier = world.received(CAR) if spoil == "state" else world.processing()
    tell(world, twin)
    held = twin.office.held[dossier.code]
    match spoil:
        case "state":
            held.record["TrangThaiHoSo"] = "1"
        case "date":
            held.record["NgayHenTra"] = "20200101000000"
        case _:
            held.lines.pop()

    until_quiet(world, twin, a_messenger())

    assert differences(world, twin) == []


def test_what_the_other_side_does_not_tell_is_no_difference(world: World, twin: Twin) -> None:
    dossier = world.received()
    tell(world, twin)
    held = twin.office.held[dossier.code]
    del held.record["NgayHenTra"], held.record["TrangThaiHoSo"]
    world.pass_time(hours=25)

    assert compare(world, twin) == 0
    assert kept(world, dossier.id).drifts == 0


def test_a_dossier_of_which_no_row_says_that_it_is_to_be_told_is_found_by_command(world: World, twin: Twin) -> None:
    dossier = world.received()
    with world.storage.work(system("dossiers")) as work:
        work.db.execute(national_records.delete())

    assert tell(world, twin) == 0
    assert national_console.run(world.storage, "parity") == 0
    tell(world, twin)

    assert differences(world, twin) == []
    assert kept(world, dossier.id).wanted_version == dossier.version


@pytest.mark.parametrize("seed", range(4))
def test_after_a_campaign_of_faults_both_sides_are_equal(world: World, twin: Twin, seed: int) -> None:
    dice = random.Random(seed)
    messenger = a_messenger(seed)
    faults = [fault for fault in Fault if fault is not Fault.SLOW]
    open_steps: list[Callable[[], Any]] = []

    def begin() -> None:
        dossier = world.submitted(caller=dice.choice((PERSON, citizen("binh"))))
        open_steps.append(lambda: receive(dossier))

    def receive(dossier: contract.DossierView) -> None:
        if dice.random() < 0.3:
            world.call(contract.refuse_dossier, RECEIVER, dossier_id=dossier.id, **REASONS)
            return
        now = world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id)
        open_steps.append(lambda: start(now))

    def start(dossier: contract.DossierView) -> None:
        now = world.call(contract.start_processing, PROCESSOR, dossier_id=dossier.id)
        open_steps.append(lambda: decide(now))

    def decide(dossier: contract.DossierView) -> None:
        world.call(contract.decide_dossier, APPROVER, dossier_id=dossier.id, outcome=contract.Outcome.APPROVED)

    for _ in range(40):
        step = begin if not open_steps or dice.random() < 0.25 else open_steps.pop(dice.randrange(len(open_steps)))
        step()
        if dice.random() < 0.7:
            twin.office.faults.extend(dice.choice((*faults, None)) for _ in range(dice.randrange(1, 5)))  # type: ignore[misc]
        if dice.random() < 0.1:
            twin.office.forget_sessions()
        world.pass_time(seconds=dice.randrange(1, 90))
        tell(world, twin, messenger)
    twin.office.held.pop(next(iter(twin.office.held)))
    twin.office.faults.extend([Fault.DOWN] * 8)
    begin()
    tell(world, twin, messenger)
    assert len(differences(world, twin)) >= 2

    twin.office.faults.clear()
    national_console.run(world.storage, "resend")
    until_quiet(world, twin, messenger)

    assert differences(world, twin) == []
    with world.storage.read() as db:
        assert national.backlog(db).counts == {}


def test_the_pace_is_bounded_whatever_the_number_of_tries() -> None:
    pace = rules.national_pace()

    assert pace.delay(10**6, 0.999) <= pace.longest_delay
    assert pace.delay(1, 0.0) == pace.first_delay / 2
    assert pace.delay(0, 0.0) > dt.timedelta(0)


def test_the_figures_tell_how_far_the_other_side_is_behind(world: World, twin: Twin) -> None:
    world.now = utc_now() - dt.timedelta(hours=2)
    dossier = world.submitted()

    assert "1 dossiers wait" in watching.national_health(world.storage, told=True).reason
    assert watching.UNTOLD._value.get() == 1
    assert 7100 < watching.UNTOLD_SECONDS._value.get() < 7300
    assert watching.national_health(world.storage, told=False).reason == ""

    twin.office.faults.extend([None, Fault.REFUSES] * 4)  # type: ignore[list-item]
    for _ in range(rules.national_pace().refusals):
        tell(world, twin)
        world.now = kept(world, dossier.id).next_try_at
    assert "refused 1" in watching.national_health(world.storage, told=True).reason
    assert watching.REFUSED._value.get() == 1


def test_the_figures_tell_how_long_files_wait_for_the_scanner(world: World) -> None:
    world.now = utc_now() - dt.timedelta(hours=1)
    draft = world.draft()
    world.scanner = NoScanner()
    world.attach(draft.id, "declaration")

    assert "1 files wait to be scanned" in watching.quarantine_health(world.storage).reason
    assert watching.QUARANTINED._value.get() == 1
    assert 3500 < watching.QUARANTINED_SECONDS._value.get() < 3700

    world.call(contract.remove_paper, PERSON, dossier_id=draft.id, file_id=world.seen(draft.id).papers[0].files[0].id)
    assert watching.quarantine_health(world.storage).reason == ""
