"""Dossiers live by chance: steps of everybody in orders that nobody thought of, on a real database.

The dice are seeded, so that a run is the same each time; a failure says the steps that led to it. Hypothesis' state
machines do not serve here: each run of theirs leaves out most of the rules, and a life needs nearly all of them.

Whatever comes after whatever: a step is taken or refused with a sentence, nothing fails, no open dossier is without
who has to act next and by when, nothing that is due is passed over, the history verifies, and the figures are those
that the history gives.
"""

import contextlib
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from unittest import mock

import pytest
import sqlalchemy as sa

from chassis.callers import Caller
from chassis.contracts import Method
from chassis.errors import PortalError
from chassis.storage import AlreadyDone
from chassis.testing import fresh_storage
from services.dossiers import contract, tables
from services.dossiers.contract import DossierView
from services.dossiers.domain.actions import Action, Party, State
from services.dossiers.domain.states import TABLE
from services.dossiers.handlers import counting, turns, watch
from services.dossiers.handlers.views import COMMANDS_OF
from services.dossiers.store import rows
from services.dossiers.verify_history import examine
from services.payments import contract as payments
from tests.services.dossiers.chance import fields_of
from tests.services.dossiers.test_handling import COLLEAGUE, ELSEWHERE
from tests.services.dossiers.world import (
    APPROVER,
    CAR,
    EXTRACT,
    PERSON,
    PROCESSOR,
    RECEIVER,
    SUPERVISOR,
    World,
    a_picture,
)

SEEDS, STEPS = range(2), 150
ACTORS = {
    Party.APPLICANT: PERSON,
    Party.RECEIVER: RECEIVER,
    Party.PROCESSOR: PROCESSOR,
    Party.APPROVER: APPROVER,
    Party.SUPERVISOR: SUPERVISOR,
    Party.CONSULTED: ELSEWHERE,
}
POSSIBLE = {
    state: tuple(
        (action, party)
        for (at, action), edge in TABLE.items()
        if at is state and action in COMMANDS_OF and action is not Action.DISCARD
        for party in sorted(edge.parties - {Party.SYSTEM})
    )
    for state in State
}
"""What the table lets people do in a state, and whom."""
ENDS: Final = {
    Action.WITHDRAW: 1,
    Action.REFUSE: 1,
    Action.STOP: 1,
    Action.DISCARD: 1,
    Action.EDIT: 2,
    Action.ASK_SUPPLEMENT: 4,
}
"""How often of ten times what ends a life early, or only repeats itself."""
HOURS: Final = (0, 1, 5, 26, 80, 24 * 12, 24 * 45)


def method_of(action: Action, number: int) -> Method[Any, Any]:
    names = [name for name in COMMANDS_OF[action] if name not in ("claim_reliefs", "move_draft")]
    found: Method[Any, Any] = getattr(contract, names[number % len(names)])
    return found


class Lives:
    """Some dossiers, and everybody who has to do with them."""

    def __init__(self, world: World, dice: random.Random) -> None:
        self.world, self.dice = world, dice
        world.know()
        for member in (RECEIVER, PROCESSOR, COLLEAGUE, APPROVER, SUPERVISOR, ELSEWHERE):
            world.hire(member)
        self.ids = [world.submitted(EXTRACT).id, world.submitted(CAR).id]
        self.last: tuple[Method[Any, Any], Caller, str, dict[str, Any], Any] | None = None
        self.story: list[str] = []
        self.taken: Counter[str] = Counter()
        self.made = 0

    def go_on(self) -> None:
        """Have one thing happen, and see that all holds that holds at any time."""
        happens, _ = self.dice.choices(HAPPENINGS, [weight for _, weight in HAPPENINGS])[0]
        self.story.append(happens)
        getattr(self, happens)()
        self.whose_turn_it_is_is_kept_with_the_dossier()
        self.who_has_to_act_can()
        self.what_goes_on_belongs_to_the_handling()

    # What everybody does

    def one_more_is_begun(self) -> None:
        offer = self.dice.choice((CAR, EXTRACT))
        self.ids.append((self.world.draft if self.dice.random() < 0.3 else self.world.submitted)(offer).id)

    def a_step_of_the_table(self) -> None:
        dossier = self.chosen()
        possible = POSSIBLE[State(dossier.state)]
        weights = [ENDS.get(action, 10) for action, _ in possible]
        # The table does not know what a step is about: several are tried until one is taken.
        for action, party in self.dice.choices(possible, weights, k=4) if possible else ():
            if self.try_(action, party, dossier):
                return

    def any_step_at_all(self) -> None:
        self.try_(self.dice.choice(sorted(COMMANDS_OF)), self.dice.choice(sorted(ACTORS)), self.chosen())

    def the_papers_are_given(self) -> None:
        dossier = self.chosen()
        for paper in dossier.missing or ("identity",):
            with contextlib.suppress(PortalError):
                self.world.attach(dossier.id, paper, self.a_paper())

    def the_fee_is_asked_for_and_paid(self) -> None:
        dossier = self.chosen()
        if dossier.fee is not None and dossier.fee.state == "due":
            self.world.pay(dossier)

    def payments_answer_a_change(self) -> None:
        dossier = self.chosen()
        if dossier.fee is not None and dossier.fee.state == "due":
            if not dossier.fee.obligation_id:
                self.world.request_payment(dossier)
            elif dossier.fee.changing is not None and dossier.fee.changing.after:
                former = dossier.fee.obligation_id
                self.world.request_payment(dossier, dossier.fee.changing.after, replaces=former)
            elif dossier.fee.changing is not None:
                self.world.waive(dossier)
            else:
                self.world.keep_fee(dossier, self.dice.choice(list(payments.WhyKept)))

    def time_passes_and_the_watch_looks(self) -> None:
        self.world.pass_time(hours=self.dice.choice(HOURS), seconds=1)
        for _ in range(8):
            self.world.look()
        self.everything_agrees()
        with self.world.storage.read() as db:
            d = tables.dossiers.c
            overdue = db.execute(sa.select(d.id, d.state).where(d.watch_at <= self.world.now)).all()
            assert overdue == [], "the watch left something that is due"

    def somebody_looks(self) -> None:
        with contextlib.suppress(PortalError):
            self.world.seen(self.chosen().id, self.dice.choice(list(ACTORS.values())))

    def the_last_step_is_asked_for_again(self) -> None:
        if self.last is not None:
            method, caller, key, fields, reply = self.last
            with pytest.raises(AlreadyDone) as known:
                self.world.call(method, caller, key=key, **fields)
            assert known.value.reply == reply

    def figures_are_summed_up(self) -> None:
        counting.sum_up(self.world.storage)

    # What holds at any time

    def whose_turn_it_is_is_kept_with_the_dossier(self) -> None:
        with self.world.storage.read() as db:
            for row in self.all_open(db):
                turn = turns.of(db, row, self.world.now)
                assert turn is not None
                kept = (row.responsible, row.responsible_id, row.task, row.next_due_at)
                due = turn.duty
                assert kept == (due.party.value, turn.person, due.task.value, due.until)

    def who_has_to_act_can(self) -> None:
        with self.world.storage.read() as db:
            for row in self.all_open(db):
                party = Party(row.responsible)
                can = [
                    action for (state, action), edge in TABLE.items() if state == row.state and party in edge.parties
                ]
                asked = party is Party.APPLICANT and row.state in (State.PAYMENT, State.PROCESSING, State.DECIDED)
                assert can or asked, (row.state, party)

    def what_goes_on_belongs_to_the_handling(self) -> None:
        with self.world.storage.read() as db:
            d = tables.dossiers.c
            for table, ended in (
                (tables.pauses, tables.pauses.c.ended_at),
                (tables.appointments, tables.appointments.c.ended_at),
                (tables.consultations, tables.consultations.c.ended_at),
            ):
                under_way = sa.select(d.state).join(table, table.c.dossier_id == d.id).where(ended.is_(None))
                assert set(db.scalars(under_way)) <= {State.PROCESSING, State.PAYMENT}
            paused = sa.select(tables.pauses.c.dossier_id).where(tables.pauses.c.ended_at.is_(None))
            running = sa.select(d.id).where(d.state == State.PROCESSING, d.due_at.is_(None), d.id.not_in(paused))
            assert db.scalars(running).all() == [], "no clock runs, and nothing stands still"

    # What is looked at from time to time, as it takes longer

    def everything_agrees(self) -> None:
        self.the_history_verifies_and_its_times_do_not_go_back()
        self.the_national_portal_is_to_be_told_of_the_last_step()
        self.figures_are_those_of_the_history()

    def the_history_verifies_and_its_times_do_not_go_back(self) -> None:
        with self.world.storage.read() as db:
            assert list(examine(db, self.ids, {})) == []
            a = tables.actions.c
            for dossier_id in self.ids:
                at = db.scalars(sa.select(a.at).where(a.dossier_id == dossier_id).order_by(a.seq)).all()
                assert at == sorted(at)

    def the_national_portal_is_to_be_told_of_the_last_step(self) -> None:
        with self.world.storage.read() as db:
            d, n = tables.dossiers.c, tables.national_records.c
            joined = sa.select(d.version, n.wanted_version).outerjoin(tables.national_records, n.dossier_id == d.id)
            for version, wanted in db.execute(joined.where(d.state > 0)):
                assert version == wanted

    def figures_are_those_of_the_history(self) -> None:
        kept, anew = counting.made_anew(self.world.storage)
        assert kept == anew

    # How it is done

    def chosen(self) -> DossierView:
        """A dossier, of two the one that lives."""
        one, other = (self.world.seen(self.dice.choice(self.ids[-5:])) for _ in range(2))
        return one if one.closed_at is None else other

    def all_open(self, db: sa.Connection) -> list[Any]:
        d = tables.dossiers.c
        found = db.scalars(sa.select(d.id).where(d.state > 0, d.closed_at.is_(None))).all()
        return [rows.load(db, dossier_id) for dossier_id in found]

    def try_(self, action: Action, party: Party, dossier: DossierView) -> bool:
        """Have somebody try something, and whether it was taken. What is not is refused with a sentence, never as a
        fault of ours."""
        how = self.dice.randrange(1000)
        method, caller = method_of(action, how), ACTORS[party]
        fields = {"dossier_id": dossier.id, **fields_of(self.world, method.name, dossier, how, self.a_paper())}
        key = f"key-{self.made}"
        self.story[-1] += f"; {method.name} by {party} in {dossier.state}"
        try:
            reply = self.world.call(method, caller, key=key, **fields)
        except PortalError as refused:
            self.story[-1] += f", refused: {refused.code}"
            if refused.status >= 500:
                raise
            return False
        self.taken[action] += 1
        self.last = (method, caller, key, fields, reply)
        return True

    def a_paper(self) -> bytes:
        """A picture of a paper that is like none before."""
        self.made += 1
        return a_picture(side=8 + self.made % 40)


HAPPENINGS: Final = (
    ("a_step_of_the_table", 60),
    ("any_step_at_all", 8),
    ("one_more_is_begun", 6),
    ("the_papers_are_given", 10),
    ("the_fee_is_asked_for_and_paid", 12),
    ("payments_answer_a_change", 8),
    ("time_passes_and_the_watch_looks", 5),
    ("somebody_looks", 3),
    ("the_last_step_is_asked_for_again", 3),
    ("figures_are_summed_up", 2),
)
"""What may happen next, and how often of so many times."""


@contextlib.contextmanager
def some_lives(keys_dir: Path, seed: int) -> Iterator[Lives]:
    worlds: list[World] = []
    with (
        fresh_storage("dossiers", clock=lambda: worlds[0].now) as storage,
        tempfile.TemporaryDirectory() as place,
        mock.patch.object(watch.log, "error", side_effect=AssertionError),
    ):
        worlds.append(World(storage, Path(place), keys_dir))
        yield Lives(worlds[0], random.Random(seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_no_order_of_steps_stalls_a_dossier_or_breaks_what_is_kept_of_it(keys_dir: Path, seed: int) -> None:
    with some_lives(keys_dir, seed) as lives:
        try:
            for _ in range(STEPS):
                lives.go_on()
            counting.sum_up(lives.world.storage)
            lives.everything_agrees()
            assert counting.astray(lives.world.storage) == 0
            assert len(lives.taken) >= 10, f"hardly anything happened: {lives.taken}"
        except BaseException:
            print("\n".join(lives.story))
            raise
