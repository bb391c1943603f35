"""Who is reached by mail is told each working morning of what is theirs, once, and of nothing if there is nothing."""

import datetime as dt
import threading
from typing import Any

import pytest
import sqlalchemy as sa

from services.dossiers import contract, tables
from services.dossiers.contract import DossierView, DutyDigest
from services.dossiers.handlers import digesting
from tests.services.dossiers.test_handling import APPROVED, COLLEAGUE, local
from tests.services.dossiers.test_pauses import handled
from tests.services.dossiers.world import (
    APPROVER,
    CAR,
    EXTRACT,
    OTHER_AGENCY,
    PROCESSOR,
    RECEIVER,
    SUPERVISOR,
    World,
    officer,
)

STRANGER = officer("supervisor", agency=OTHER_AGENCY, name="stranger")
ELSEWHERE = officer("receiver", agency=OTHER_AGENCY, name="elsewhere")


def digests(world: World, member: Any) -> list[DutyDigest]:
    return [told for told in world.events(contract.duty_digest) if told.staff_id == member.id]


def codes(part: contract.DigestPart) -> list[str]:
    return [one.code for one in part.named]


def at(world: World, moment: dt.datetime) -> None:
    """Time goes on hour by hour, with the watch and the digests, until a moment."""
    while world.now < moment:
        world.now = min(moment, world.now + dt.timedelta(hours=1))
        world.look()
        world.mornings()


def next_time(world: World, member: Any) -> dt.datetime | None:
    kept = tables.staff_digests.c
    with world.storage.engine.connect() as db:
        return db.scalar(sa.select(kept.due_at).where(kept.staff_id == member.id))


def a_late_one(world: World) -> DossierView:
    """Due on Wednesday the 12th at 17:00, then by an apology on Tuesday the 18th; it goes up the day after."""
    return handled(world)


def test_a_supervisor_is_told_each_working_morning_of_what_is_late_soon_and_held_by_nobody(world: World) -> None:
    for member in (SUPERVISOR, STRANGER, PROCESSOR):
        world.hire(member, mailed=True)
    assert next_time(world, SUPERVISOR) == local(11, 7)
    held = a_late_one(world)
    nobodys = world.received(EXTRACT)

    at(world, local(11, 6, 59))
    assert digests(world, SUPERVISOR) == []
    at(world, local(11, 7))

    (first,) = digests(world, SUPERVISOR)
    assert (codes(first.late), codes(first.unheld)) == ([nobodys.code], [nobodys.code])
    assert codes(first.soon) == [held.code]
    assert first.good_until == local(11, 17)
    assert digests(world, STRANGER) == []
    at(world, local(19, 8))
    assert codes(digests(world, SUPERVISOR)[-1].late) == [nobodys.code, held.code]
    assert [told.at for told in digests(world, SUPERVISOR)] == [local(day, 7) for day in (11, 12, 13, 14, 17, 18, 19)]
    (mine,) = [told for told in digests(world, PROCESSOR) if told.at == local(19, 7)]
    assert (codes(mine.late), codes(mine.unheld)) == ([held.code], [nobodys.code])


def test_there_is_no_digest_on_days_off_and_none_that_says_nothing(world: World) -> None:
    world.hire(SUPERVISOR, mailed=True)
    at(world, local(12, 12))
    assert digests(world, SUPERVISOR) == []
    dossier = world.received(EXTRACT)
    at(world, local(17, 12))

    told = [one.at for one in digests(world, SUPERVISOR)]
    assert told == [local(day, 7) for day in (13, 14, 17)]  # The 15th is a Saturday.
    assert codes(digests(world, SUPERVISOR)[-1].late) == [dossier.code]


def test_officers_are_told_of_what_waits_for_their_role_where_nobody_holds_it(world: World) -> None:
    for member in (RECEIVER, ELSEWHERE, APPROVER, COLLEAGUE):
        world.hire(member, mailed=True)
    filed = world.submitted(CAR)
    held = a_late_one(world)
    proposed = a_late_one(world)
    world.act(contract.propose_decision, PROCESSOR, proposed, **APPROVED)

    at(world, local(19, 7))

    assert codes(digests(world, RECEIVER)[-1].late) == [filed.code]
    assert codes(digests(world, APPROVER)[-1].late) == [proposed.code]
    assert digests(world, ELSEWHERE) == []
    assert all(held.code not in codes(told.late) for told in digests(world, COLLEAGUE))


def test_what_went_up_is_newly_so_on_one_morning_only(world: World) -> None:
    world.hire(SUPERVISOR, mailed=True)
    dossier = a_late_one(world)
    at(world, local(19, 7))
    assert all(told.escalated.count == 0 for told in digests(world, SUPERVISOR))

    at(world, local(28, 7))

    told = digests(world, SUPERVISOR)
    newly = [one.at for one in told if one.escalated.count]
    went_up = [alarm.at for alarm in world.events(contract.duty_alarm) if alarm.stage is contract.AlarmStage.ESCALATED]
    assert newly[0] == local(20, 7)
    assert newly == [min(one.at for one in told if one.at > moment) for moment in went_up]
    assert len(newly) < len([one for one in told if one.late.count])
    assert {code for one in told for code in codes(one.escalated)} == {dossier.code}


def test_what_is_done_meanwhile_is_not_told(world: World) -> None:
    world.hire(SUPERVISOR, mailed=True)
    dossier = a_late_one(world)
    at(world, local(19, 18))
    assert world.events(contract.duty_alarm)[-1].stage is contract.AlarmStage.ESCALATED
    dossier = world.act(contract.propose_decision, PROCESSOR, world.seen(dossier.id, PROCESSOR), **APPROVED)
    world.act(contract.decide_dossier, APPROVER, dossier, **APPROVED)

    at(world, local(20, 8))

    assert all(told.escalated.count == 0 for told in digests(world, SUPERVISOR))
    assert all(told.late.count == 0 for told in digests(world, SUPERVISOR) if told.at > local(20, 0))


def test_many_are_counted_and_the_first_ten_named(world: World) -> None:
    world.hire(SUPERVISOR, mailed=True)
    filed = [world.submitted(EXTRACT) for _ in range(12)]
    at(world, local(13, 7))

    late = digests(world, SUPERVISOR)[-1].late
    assert (late.count, late.more, len(late.named)) == (12, False, 10)
    assert set(codes(late)) < {dossier.code for dossier in filed}


def test_nobody_is_told_without_a_proved_address_or_without_access(world: World) -> None:
    world.hire(SUPERVISOR)
    world.received(EXTRACT)
    at(world, local(12, 8))
    assert (next_time(world, SUPERVISOR), digests(world, SUPERVISOR)) == (None, [])
    world.hire(SUPERVISOR, mailed=True)
    at(world, local(13, 8))
    assert len(digests(world, SUPERVISOR)) == 1

    world.hire(SUPERVISOR, mailed=False, active=False)
    at(world, local(14, 8))

    assert next_time(world, SUPERVISOR) is None
    assert len(digests(world, SUPERVISOR)) == 1


def test_a_morning_that_passed_unseen_is_left_out_and_one_seen_late_is_told(world: World) -> None:
    world.hire(SUPERVISOR, mailed=True)
    world.received(EXTRACT)
    world.now = local(11, 16, 59)
    world.mornings()
    assert [told.good_until for told in digests(world, SUPERVISOR)] == [local(11, 17)]
    world.now = local(12, 17, 1)
    world.mornings()

    assert len(digests(world, SUPERVISOR)) == 1
    assert next_time(world, SUPERVISOR) == local(13, 7)


def test_leaders_that_overlap_make_each_digest_up_once(world: World) -> None:
    members = [officer("supervisor", name=f"supervisor-{number}") for number in range(5)]
    for member in members:
        world.hire(member, mailed=True)
    world.received(EXTRACT)
    world.now = local(11, 7)
    leaders = [threading.Thread(target=world.mornings) for _ in range(3)]

    for leader in leaders:
        leader.start()
    for leader in leaders:
        leader.join()

    assert [len(digests(world, member)) for member in members] == [1] * 5


def test_what_fails_for_one_member_stops_no_other_and_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = officer("supervisor", name="supervisor-2")
    for member in (SUPERVISOR, others):
        world.hire(member, mailed=True)
    world.received(EXTRACT)
    world.now = local(11, 7)
    of_member = digesting.known.member

    def broken(db: Any, staff_id: str) -> Any:
        if staff_id == SUPERVISOR.id:
            raise RuntimeError("broken")
        return of_member(db, staff_id)

    monkeypatch.setattr(digesting.known, "member", broken)
    world.mornings()
    assert (len(digests(world, SUPERVISOR)), len(digests(world, others))) == (0, 1)
    assert next_time(world, SUPERVISOR) == local(11, 7) + digesting.AFTER_A_FAULT

    monkeypatch.setattr(digesting.known, "member", of_member)
    world.pass_time(minutes=5)
    world.mornings()

    assert len(digests(world, SUPERVISOR)) == 1
