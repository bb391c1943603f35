"""Whose turn it is: exactly one party and one time for whatever is open, found anew for any situation and moment."""

import datetime as dt
import itertools
import random
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.dossiers import rules
from services.dossiers.contract import Responsible
from services.dossiers.contract import Task as ContractTask
from services.dossiers.domain import deadlines
from services.dossiers.domain.actions import Action, Party, State
from services.dossiers.domain.codes import VIETNAM
from services.dossiers.domain.deadlines import Limit, LimitUnit
from services.dossiers.domain.duties import (
    LATE,
    TASK_NAMES,
    Clocks,
    Duty,
    Situation,
    Stage,
    Task,
    duty_of,
    next_look,
    warned_at,
)
from services.dossiers.domain.states import TABLE, actions_for, is_closed
from tests.unit.dossiers.test_calendar import CALENDAR, MOMENTS, at
from tests.unit.dossiers.test_deadlines import RULES

DAY = dt.date(2026, 8, 10)
CLOCKS, PLAN = rules.duty_clocks_on(DAY), rules.watch_plan_on(DAY)
MONDAY = at("2026-08-10 09:00")
OPEN = frozenset(State) - {State.DRAFT, State.REFUSED, State.STOPPED, State.RETURNED}
MAYBE = st.none() | MOMENTS
SITUATIONS = st.builds(
    Situation,
    state=st.sampled_from(State),
    closed=st.booleans(),
    since=MOMENTS,
    online=st.booleans(),
    received=st.booleans(),
    due_at=MAYBE,
    respond_by=MAYBE,
    pay_by=MAYBE,
    waits_for=st.none() | st.sampled_from([Party.APPLICANT, Party.PROCESSOR, Party.CONSULTED]),
    paused_until=MAYBE,
    meets_at=MAYBE,
    proposed_at=MAYBE,
    collects=st.booleans(),
    dispatched_at=MAYBE,
)


def ends(start: dt.datetime, limit: Limit) -> dt.datetime:
    found = deadlines.due(start, limit, CALENDAR, RULES).due_at
    assert found is not None
    return found


def turn(now: dt.datetime = MONDAY, state: State = State.SUBMITTED, **facts: object) -> Duty | None:
    it = replace(Situation(state=state, closed=False, since=MONDAY), **facts)  # type: ignore[arg-type]
    return duty_of(now, it, CLOCKS, ends)


@given(MOMENTS, SITUATIONS)
def test_what_is_open_has_one_responsible_party_and_one_time_and_nothing_else_has(
    now: dt.datetime, it: Situation
) -> None:
    found = duty_of(now, it, CLOCKS, ends)

    assert (found is not None) == (it.state in OPEN and not it.closed)
    if found is not None:
        assert found.until.tzinfo is not None
        assert found.party.value in {one.value for one in Responsible}


@given(MOMENTS, SITUATIONS)
def test_whoever_is_responsible_has_a_step_in_the_table_to_take(now: dt.datetime, it: Situation) -> None:
    found = duty_of(now, it, CLOCKS, ends)

    if found is not None and found.task is not Task.COLLECT:
        assert set(actions_for(it.state, frozenset({found.party}))) - {Action.EDIT}, f"{found.party} in {it.state}"


@given(st.integers(0, 2**32), st.lists(MOMENTS, min_size=1, max_size=12))
def test_along_any_walk_through_the_table_there_is_one_until_it_ends(seed: int, moments: list[dt.datetime]) -> None:
    chance = random.Random(seed)
    state, received = State.DRAFT, False
    for now in moments:
        leaving = [edge for (at_state, _), edge in TABLE.items() if at_state is state]
        closed = state is not State.DRAFT and is_closed(state, received)
        it = Situation(
            state=state,
            closed=closed,
            since=now,
            received=received,
            due_at=now if chance.random() < 0.5 else None,
            respond_by=now,
            waits_for=chance.choice([None, Party.APPLICANT, Party.CONSULTED]),
            paused_until=now,
        )
        assert (duty_of(now, it, CLOCKS, ends) is None) == (closed or state is State.DRAFT)
        if closed:
            return
        state = chance.choice(leaving).to
        received = received or state in (State.RECEIVED, State.PROCESSING)


def test_the_words_of_the_contract_are_those_of_the_rules() -> None:
    assert {one.value for one in ContractTask} == {one.value for one in Task} == {one.value for one in TASK_NAMES}


def test_an_online_dossier_is_answered_within_eight_working_hours() -> None:
    assert turn() == Duty(Party.RECEIVER, Task.RECEIVE, MONDAY, at("2026-08-11 09:00"))
    assert turn(online=False) == Duty(Party.RECEIVER, Task.RECEIVE, MONDAY, at("2026-08-11 17:00"))


def test_a_received_dossier_is_handed_over_on_the_same_day_and_never_after_it_is_due() -> None:
    due = at("2026-08-10 12:00")

    assert turn(state=State.RECEIVED) == Duty(Party.RECEIVER, Task.HAND_OVER, MONDAY, at("2026-08-10 17:00"))
    assert turn(state=State.RECEIVED, due_at=due) == Duty(Party.RECEIVER, Task.HAND_OVER, MONDAY, due)


def test_a_dossier_in_process_is_the_processors_until_it_is_proposed() -> None:
    due = at("2026-08-14 17:00")
    processing = {"state": State.PROCESSING, "due_at": due}

    assert turn(**processing) == Duty(Party.PROCESSOR, Task.PROCESS, MONDAY, due)  # type: ignore[arg-type]
    assert turn(**processing, proposed_at=MONDAY) == Duty(  # type: ignore[arg-type]
        Party.APPROVER, Task.APPROVE, MONDAY, due
    )
    found = turn(**processing, meets_at=at("2026-08-11 09:00"))  # type: ignore[arg-type]
    assert found == Duty(Party.PROCESSOR, Task.MEET, MONDAY, at("2026-08-12 17:00"))


@pytest.mark.parametrize(
    ("state", "facts", "first", "then"),
    [
        (State.SUPPLEMENT, {"respond_by": MONDAY}, Party.APPLICANT, Party.RECEIVER),
        (State.SUPPLEMENT, {"respond_by": MONDAY, "received": True}, Party.APPLICANT, Party.PROCESSOR),
        (State.PAYMENT, {"pay_by": MONDAY}, Party.APPLICANT, Party.RECEIVER),
        (State.PROCESSING, {"waits_for": Party.APPLICANT, "paused_until": MONDAY}, Party.APPLICANT, Party.PROCESSOR),
        (State.PROCESSING, {"waits_for": Party.CONSULTED, "paused_until": MONDAY}, Party.CONSULTED, Party.PROCESSOR),
    ],
)
def test_what_somebody_outside_does_not_do_in_time_falls_back_to_the_agency(
    state: State, facts: dict[str, object], first: Party, then: Party
) -> None:
    before, after = turn(MONDAY, state, **facts), turn(MONDAY + dt.timedelta(seconds=1), state, **facts)

    assert before is not None
    assert after is not None
    assert (before.party, after.party) == (first, then)
    assert after.until > MONDAY


def test_a_decided_dossier_is_returned_or_collected_or_delivered() -> None:
    due = at("2026-08-14 17:00")
    decided = {"state": State.DECIDED, "due_at": due}

    assert turn(**decided) == Duty(Party.RECEIVER, Task.RETURN, MONDAY, due)  # type: ignore[arg-type]
    collected = turn(**decided, collects=True)  # type: ignore[arg-type]
    assert collected is not None
    assert (collected.party, collected.task) == (Party.APPLICANT, Task.COLLECT)
    late = turn(collected.until + dt.timedelta(1), **decided, collects=True)  # type: ignore[arg-type]
    assert late is not None
    assert late.party is Party.RECEIVER
    sent = turn(**decided, dispatched_at=MONDAY)  # type: ignore[arg-type]
    assert sent is not None
    assert sent.task is Task.CONFIRM_DELIVERY


# Each clock has another length, in hours: receive_online 1, receive_otherwise 2, hand_over 3, process 4, pay 5, meet 6,
# resume 7, confirm_withdrawal 8, end 9, return_result 10, collect 11, confirm_delivery 12.
APART = Clocks(*(Limit(n, LimitUnit.HOUR) for n, _ in enumerate(fields(Clocks), 1)))
TURNS = """
state       facts                                    now  party      task                since until
SUBMITTED   -                                        0    receiver   receive             0     1
SUBMITTED   online=0                                 0    receiver   receive             0     2
RECEIVED    -                                        0    receiver   hand_over           0     3
RECEIVED    due_at=2                                 0    receiver   hand_over           0     2
RECEIVED    due_at=50                                0    receiver   hand_over           0     3
PROCESSING  -                                        0    processor  process             0     4
PROCESSING  due_at=50                                0    processor  process             0     50
PROCESSING  proposed_at=20                           0    approver   approve             20    24
PROCESSING  proposed_at=20,due_at=50                 0    approver   approve             20    50
PROCESSING  meets_at=10,due_at=17                    0    processor  meet                0     16
PROCESSING  meets_at=10,due_at=16                    0    processor  process             0     16
PROCESSING  meets_at=10,due_at=50,proposed_at=5      0    processor  meet                0     16
PROCESSING  waits_for=applicant,paused_until=30      30   applicant  complete            0     30
PROCESSING  waits_for=applicant,paused_until=30      31   processor  resume              30    37
PROCESSING  waits_for=consulted,paused_until=30      30   consulted  answer              0     30
PROCESSING  waits_for=consulted,paused_until=30      31   processor  resume              30    37
PROCESSING  waits_for=processor,paused_until=30      30   processor  resume              0     30
PROCESSING  waits_for=processor,paused_until=30      31   processor  resume              0     30
PROCESSING  waits_for=applicant,due_at=50            0    processor  process             0     50
PROCESSING  paused_until=30,due_at=50                0    processor  process             0     50
SUPPLEMENT  respond_by=20                            20   applicant  supplement          0     20
SUPPLEMENT  respond_by=20                            21   receiver   end                 20    29
SUPPLEMENT  respond_by=20,received=1                 21   processor  end                 20    29
SUPPLEMENT  -                                        1    receiver   end                 0     9
PAYMENT     pay_by=20                                20   applicant  pay                 0     20
PAYMENT     pay_by=20                                21   receiver   end                 20    29
PAYMENT     -                                        5    applicant  pay                 0     5
PAYMENT     -                                        6    receiver   end                 5     14
WITHDRAWN   received=1                               0    receiver   confirm_withdrawal  0     8
DECIDED     -                                        0    receiver   return              0     10
DECIDED     due_at=5                                 0    receiver   return              0     10
DECIDED     due_at=50                                0    receiver   return              0     50
DECIDED     collects=1                               21   applicant  collect             0     21
DECIDED     collects=1                               22   receiver   return              21    31
DECIDED     collects=1,due_at=50                     61   applicant  collect             0     61
DECIDED     collects=1,dispatched_at=3               0    receiver   confirm_delivery    3     15
"""


@pytest.mark.parametrize("line", TURNS.strip().splitlines()[1:])
def test_each_turn_has_its_party_task_and_clock(line: str) -> None:
    state, facts, now, party, task, since, until = line.split()
    hour = {n: MONDAY + dt.timedelta(hours=n) for n in range(100)}
    said: dict[str, object] = {}
    for name, value in (fact.split("=") for fact in facts.split(",") if fact != "-"):
        if name in ("online", "received", "collects"):
            said[name] = bool(int(value))
        else:
            said[name] = Party(value) if name == "waits_for" else hour[int(value)]
    it = Situation(State[state], closed=False, since=MONDAY, **said)  # type: ignore[arg-type]

    found = duty_of(hour[int(now)], it, APART, lambda start, limit: start + dt.timedelta(hours=limit.value))

    assert found == Duty(Party(party), Task(task), hour[int(since)], hour[int(until)])


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2026-08-10 17:00", "2026-08-10 15:36"),  # a fifth of seven working hours
        ("2026-08-14 17:00", "2026-08-14 08:12"),  # a fifth of 39 is less than eight hours
        ("2026-08-28 17:00", "2026-08-27 17:00"),
        ("2026-08-09 17:00", "2026-08-09 17:00"),  # over before it began
    ],
)
def test_a_warning_comes_a_working_day_before_or_when_a_fifth_is_left(until: str, expected: str) -> None:
    duty = Duty(Party.PROCESSOR, Task.PROCESS, MONDAY, at(until))

    assert warned_at(duty, PLAN, CALENDAR) == at(expected)


@given(MOMENTS, st.integers(0, 200))
def test_a_warning_is_never_after_the_end(start: dt.datetime, hours: int) -> None:
    duty = Duty(Party.PROCESSOR, Task.PROCESS, start, start + dt.timedelta(hours=hours))

    assert warned_at(duty, PLAN, CALENDAR) <= duty.until


@given(MOMENTS, st.integers(1, 60), st.integers(0, 40))
def test_the_watch_never_stops_and_never_goes_back(start: dt.datetime, days: int, stages: int) -> None:
    duty = Duty(Party.PROCESSOR, Task.PROCESS, start, CALENDAR.close(CALENDAR.add_working_days(start.date(), days)))

    looks = [next_look(duty, stage, PLAN, CALENDAR) for stage in range(stages + 3)]

    assert looks == sorted(looks)
    assert looks[Stage.QUIET] <= looks[Stage.WARNED] == duty.until + LATE < looks[Stage.RAISED]
    assert all(one < other for one, other in itertools.pairwise(looks[2:]))


def test_a_look_is_a_warning_then_the_end_then_ever_more_seldom_as_the_plan_says() -> None:
    duty = Duty(Party.PROCESSOR, Task.PROCESS, MONDAY, at("2026-08-12 17:00"))
    plan = replace(PLAN, escalate_days=2, escalations=2, repeat_days=4)

    looks = [next_look(duty, stage, plan, CALENDAR) for stage in range(6)]

    assert looks[:2] == [warned_at(duty, plan, CALENDAR), duty.until + LATE]
    assert [look.astimezone(VIETNAM).date() for look in looks[2:]] == [
        CALENDAR.add_working_days(dt.date(2026, 8, 12), days) for days in (2, 4, 8, 12)
    ]


def test_what_is_late_goes_up_daily_at_first_and_weekly_then() -> None:
    duty = Duty(Party.PROCESSOR, Task.PROCESS, MONDAY, at("2026-08-12 17:00"))

    looks = [next_look(duty, Stage.RAISED + n, PLAN, CALENDAR).astimezone(VIETNAM).date() for n in range(5)]

    assert [f"{day:%d.%m}" for day in looks] == ["13.08", "14.08", "17.08", "22.08", "28.08"]
