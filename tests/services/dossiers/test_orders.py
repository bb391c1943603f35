"""Things that happen at the same moment or in another order than usual: nothing stalls, and nothing is lost."""

import contextlib
import dataclasses
import datetime as dt
import io
from typing import Any

import pytest
import sqlalchemy as sa

from chassis.callers import system
from chassis.errors import NotFound
from chassis.testing import call_of, wait_until
from services.accounts import contract as accounts
from services.catalog import contract as catalog
from services.dossiers import contract, tables
from services.dossiers.adapters.scanning import EICAR, NoScanner, SandboxScanner
from services.dossiers.handlers import restricting, uploading
from services.dossiers.handlers import uploads as checks
from services.dossiers.store import contents, discarding, known, national, rows, uploads
from services.dossiers.tables import agency_lines
from services.payments import contract as payments
from tests.interleaving import Run, interleaved, waits_for_a_lock
from tests.services.dossiers.test_counter import ON_PAPER, SOMEBODY, begun
from tests.services.dossiers.test_handling import ELSEWHERE, consulted
from tests.services.dossiers.test_pauses import DUTY, handled, suspended
from tests.services.dossiers.test_taking_over import COMER, opens
from tests.services.dossiers.test_uploads import begun as begun_upload
from tests.services.dossiers.test_uploads import finished, with_inside
from tests.services.dossiers.world import PERSON, PROCESSOR, REASONS, RECEIVER, World, citizen

Patching = pytest.MonkeyPatch


def test_a_draft_that_is_given_up_while_an_upload_into_it_ends_makes_nobody_wait_in_a_circle(
    world: World, monkeypatch: Patching
) -> None:
    upload = begun_upload(world)

    finish, discard = interleaved(
        monkeypatch,
        world.storage,
        uploads,
        "load_for_change",
        lambda: finished(world, upload),
        lambda: world.call(contract.discard_draft, PERSON, dossier_id=upload.dossier_id),
    )

    assert finish.state == "taken"
    assert discard == contract.DraftDiscarded(dossier_id=upload.dossier_id)
    assert not world.objects.exists(upload.part_key)


def test_a_file_that_one_of_two_took_is_not_refused_by_the_other_whose_scanner_found_something(
    world: World, monkeypatch: Patching
) -> None:
    upload = begun_upload(world, with_inside(EICAR))
    world.parts.append(upload.part_key, 0, io.BytesIO(with_inside(EICAR)))
    stored = world.parts.finish(upload.part_key)
    whole = {"object_key": stored.key, "size": stored.size, "sha256": stored.sha256}

    def by(scanner: Any) -> Any:
        call = call_of(contract.finish_upload, contract.FinishUpload(upload_id=upload.id, **whole), caller=PERSON)
        return uploading.finish_upload(call, world.storage, world.objects, world.sealer, world.signer, scanner)

    finds, away = interleaved(
        monkeypatch, world.storage, uploading, "check", lambda: by(SandboxScanner()), lambda: by(NoScanner())
    )

    # Who is refused deletes the object, which the dossier has: it is scanned again, and opened by nobody until then.
    assert (finds.state, away.state) == ("taken", "taken")


def test_an_account_that_changes_while_its_person_stands_at_a_counter_makes_nobody_wait_in_a_circle(
    world: World, monkeypatch: Patching
) -> None:
    opens(world)

    change, draft = interleaved(
        monkeypatch, world.storage, known, "put_applicant", lambda: opens(world), lambda: begun(world)
    )

    assert change is None
    assert draft.applicant_id == COMER.id


def restricts(world: World, person: Any, on: bool) -> None:
    told = accounts.AccountRestricted(account_id=person.id, restricted=on, at=world.now)
    world.told(accounts.account_restricted, person.id, told)


def test_who_files_while_their_restriction_is_lifted_waits_for_nobody_in_a_circle(
    world: World, monkeypatch: Patching
) -> None:
    draft = world.draft()
    world.attach(draft.id, "declaration")
    world.attach(draft.id, "identity")
    restricts(world, PERSON, True)

    filed, lifted = interleaved(
        monkeypatch,
        world.storage,
        rows,
        "load_for_change",
        lambda: world.call(contract.submit_dossier, PERSON, dossier_id=draft.id),
        lambda: restricts(world, PERSON, False),
    )

    assert lifted is None
    assert filed.state == 1


def test_what_closes_while_a_restriction_is_lifted_is_not_put_away_for_ever(world: World) -> None:
    other = citizen("binh")
    theirs, mine = (world.submitted(caller=person) for person in (other, PERSON))
    for person in (other, PERSON):
        restricts(world, person, True)
    for dossier in (theirs, mine):
        world.call(contract.refuse_dossier, RECEIVER, dossier_id=dossier.id, **REASONS)

    with world.storage.work(system("tests")) as work:
        rows.load_for_change(work.db, theirs.id)  # Somebody is at the first of the two.
        timer = Run(lambda: restricting.put_away_closed(world.storage))
        wait_until(lambda: not timer.is_alive() or waits_for_a_lock(world.storage))
        lift = Run(lambda: restricts(world, PERSON, False))
        wait_until(lambda: not lift.is_alive())
    timer.join(10)

    assert (lift.outcome, isinstance(timer.outcome, int)) == (None, True)
    assert world.call(contract.get_dossier, RECEIVER, dossier_id=mine.id).state == 3
    restricting.put_away_closed(world.storage)
    with pytest.raises(NotFound):
        world.call(contract.get_dossier, RECEIVER, dossier_id=theirs.id)


def test_a_paper_that_is_given_again_stays_when_the_draft_it_comes_from_is_given_up(
    world: World, monkeypatch: Patching
) -> None:
    source, target = world.draft(), world.draft()
    given = world.attach(source.id, "declaration").papers[0].files[0]

    taken, _ = interleaved(
        monkeypatch,
        world.storage,
        contents,
        "add_file",
        lambda: world.call(
            contract.reuse_paper, PERSON, dossier_id=target.id, paper_key="declaration", file_id=given.id
        ),
        lambda: world.call(contract.discard_draft, PERSON, dossier_id=source.id),
    )

    grant = world.call(contract.get_file, PERSON, dossier_id=target.id, file_id=taken.papers[0].files[0].id)
    assert world.objects.exists(grant.object_key)


def test_of_two_drafts_that_share_a_paper_and_are_given_up_at_once_nothing_is_left(
    world: World, monkeypatch: Patching
) -> None:
    source, target = world.draft(), world.draft()
    given = world.attach(source.id, "declaration").papers[0].files[0]
    again = {"paper_key": "declaration", "file_id": given.id}
    taken = world.call(contract.reuse_paper, PERSON, dossier_id=target.id, **again).papers[0].files[0]
    grant = world.call(contract.get_file, PERSON, dossier_id=target.id, file_id=taken.id)

    outcomes = interleaved(
        monkeypatch,
        world.storage,
        discarding,
        "remove",
        lambda: world.call(contract.discard_draft, PERSON, dossier_id=source.id),
        lambda: world.call(contract.discard_draft, PERSON, dossier_id=target.id),
    )

    assert [one.dossier_id for one in outcomes] == [source.id, target.id]
    assert not world.objects.exists(grant.object_key)


def test_dossiers_adopted_and_sent_again_at_once_for_the_national_portal_make_nobody_wait_in_a_circle(
    world: World,
) -> None:
    ids = [world.submitted().id for _ in range(2)]
    n, d = tables.national_records.c, tables.dossiers.c
    with world.storage.work(system("tests")) as work:
        work.db.execute(tables.national_records.update().values(wanted_version=0, state="refused"))
        for dossier_id in reversed(ids):  # Where the rows lie is how they are come upon.
            work.db.execute(tables.dossiers.update().where(d.id == dossier_id).values(fee_claims=[]))
            work.db.execute(tables.national_records.update().where(n.dossier_id == dossier_id).values(problem="E"))
    for dossier_id in ids:
        with world.storage.work(system("tests")) as work:
            work.db.execute(tables.national_records.update().where(n.dossier_id == dossier_id).values(problem="E2"))

    def adopt() -> int:
        with world.storage.work(system("tests")) as work:
            return national.adopt(work.db, work.now)

    def resend() -> int:
        with world.storage.work(system("tests")) as work:
            return national.resend(work.db, work.now)

    with contextlib.ExitStack() as first, contextlib.ExitStack() as last:
        for held, dossier_id in ((first, ids[0]), (last, ids[1])):
            work = held.enter_context(world.storage.work(system("tests")))
            work.db.execute(sa.select(n.state).where(n.dossier_id == dossier_id).with_for_update())
        adopting = Run(adopt)
        wait_until(lambda: waits_for_a_lock(world.storage) == 1)
        sending = Run(resend)
        wait_until(lambda: waits_for_a_lock(world.storage) == 2)
        last.close()
        wait_until(lambda: waits_for_a_lock(world.storage) == 2)
    for one in (adopting, sending):
        one.join(10)

    assert (adopting.outcome, sending.outcome) == (2, 0)


def test_a_step_taken_while_lost_dossiers_are_adopted_is_the_one_that_is_wanted(
    world: World, monkeypatch: Patching
) -> None:
    dossier = world.submitted()
    with world.storage.work(system("tests")) as work:
        work.db.execute(tables.national_records.delete())

    def adopt() -> int:
        with world.storage.work(system("tests")) as work:
            return national.adopt(work.db, work.now)

    adopted, step = interleaved(
        monkeypatch,
        world.storage,
        national,
        "to_adopt",
        adopt,
        lambda: world.call(contract.refuse_dossier, RECEIVER, dossier_id=dossier.id, **REASONS),
    )

    assert (adopted, step.state) == (1, 3)
    with world.storage.read() as db:
        assert national.record(db, dossier.id).wanted_version == step.version


def test_an_agency_that_is_told_of_while_the_one_above_it_moves_is_under_whom_that_moves_to(
    world: World, monkeypatch: Patching
) -> None:
    def tells(code: str, parent: str = "") -> None:
        world.told(catalog.agency_published, code, dataclasses.replace(world.agency(code), parent_code=parent))

    tells("H27")
    tells("H28")
    tells("H27.30", "H27")

    outcomes = interleaved(
        monkeypatch,
        world.storage,
        known,
        "renew_lines",
        lambda: tells("H27.30", "H28"),
        lambda: tells("H27.30.99", "H27.30"),
    )

    assert outcomes == (None, None)
    with world.storage.read() as db:
        lines = db.scalars(sa.select(agency_lines.c.superior_code).where(agency_lines.c.agency_code == "H27.30.99"))
        assert set(lines) == {"H27.30.99", "H27.30", "H28"}


def test_of_two_drafts_that_are_given_one_object_at_once_one_has_it_and_the_other_is_refused(
    world: World, monkeypatch: Patching
) -> None:
    one, other = world.draft(), world.draft()
    stored = {"file_name": "to-khai.pdf", **world.stored()}

    def attach(draft: contract.DossierView) -> Any:
        return world.call(contract.attach_paper, PERSON, dossier_id=draft.id, paper_key="declaration", **stored)

    late, early = interleaved(
        monkeypatch, world.storage, checks, "refuse_reuse", lambda: attach(one), lambda: attach(other)
    )

    assert len(early.papers[0].files) == 1
    assert getattr(late, "code", late) == contract.FILE_NOT_STORED.code


def test_a_word_of_an_obligation_that_comes_after_its_payment_is_not_taken_for_another_one(world: World) -> None:
    dossier = handled(world)
    first = world.seen(dossier.id).fee
    assert first is not None
    dossier = world.act(contract.require_duty, PROCESSOR, dossier, **DUTY)

    facts = world.payment_facts(dossier, first.obligation_id, first.total)
    late = payments.PaymentRequested(**facts, items=(), pay_online=True)
    world.told(payments.payment_requested, first.obligation_id, late)
    world.pay(dossier)

    assert world.seen(dossier.id).state == 4


def test_a_draft_with_papers_on_paper_can_be_filed_after_the_name_on_it_was_corrected(world: World) -> None:
    draft = begun(world, on_paper=True)
    world.call(contract.hand_in_papers, RECEIVER, dossier_id=draft.id, papers=ON_PAPER)
    corrected = dataclasses.replace(SOMEBODY, full_name="Trần Văn Bửu", name_corrected=True)
    begun(world, person=corrected)

    filed = world.call(contract.submit_dossier, RECEIVER, dossier_id=draft.id)

    assert (filed.state, filed.applicant_name) == (1, "Trần Văn Bửu")


def test_a_step_by_a_clock_that_is_behind_comes_after_the_step_before_it(world: World) -> None:
    dossier = suspended(world, handled(world))
    world.pass_time(milliseconds=-5)

    world.act(contract.resume_processing, PROCESSOR, dossier)

    steps = world.call(contract.get_timeline, PERSON, dossier_id=dossier.id).items
    assert [step.at for step in steps] == sorted(step.at for step in steps)


def test_a_question_to_another_agency_goes_on_while_a_duty_is_awaited(world: World) -> None:
    for member in (ELSEWHERE, PROCESSOR):
        world.hire(member)
    dossier = consulted(world, handled(world))
    dossier = consulted(world, dossier, question="Có quy hoạch không?", answer_by=world.now + dt.timedelta(hours=3))
    answered = dossier.consultations[0]
    dossier = world.act(contract.require_duty, PROCESSOR, dossier, **DUTY)

    answer = {"dossier_id": dossier.id, "consultation_id": answered.id, "answer": "Đồng ý"}
    world.call(contract.answer_consultation, ELSEWHERE, **answer)
    world.pass_time(hours=4)
    world.look()

    seen = world.seen(dossier.id, PROCESSOR)
    assert (seen.state, [one.state for one in seen.consultations]) == (6, ["answered", "silent"])
    assert seen.pause is not None
    world.pay(dossier)
    assert world.seen(dossier.id).state == 4
