"""Dossiers live by chance: steps of everybody in orders that nobody thought of, on a real database.

Whatever comes after whatever: a step is taken or refused with a sentence, nothing fails, no open dossier is without
who has to act next and by when, nothing that is due is passed over, the history verifies, and the figures are those
that the history gives.
"""

import contextlib
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

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
    PDF,
    PERSON,
    PROCESSOR,
    RECEIVER,
    SUPERVISOR,
    World,
)

EXAMPLES, STEPS = 6, 35
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
numbers = st.integers(min_value=0, max_value=999)
ACTIONS, PARTIES = st.sampled_from(sorted(COMMANDS_OF)), st.sampled_from(sorted(ACTORS))


def method_of(action: Action, number: int) -> Method[Any, Any]:
    names = [name for name in COMMANDS_OF[action] if name not in ("claim_reliefs", "move_draft")]
    found: Method[Any, Any] = getattr(contract, names[number % len(names)])
    return found


class Lives(RuleBasedStateMachine):
    """Some dossiers, and everybody who has to do with them."""

    keys_dir: Path

    def __init__(self) -> None:
        super().__init__()
        self.open = contextlib.ExitStack()
        worlds: list[World] = []
        storage = self.open.enter_context(fresh_storage("dossiers", clock=lambda: worlds[0].now))
        place = Path(self.open.enter_context(tempfile.TemporaryDirectory()))
        self.world = World(storage, place, self.keys_dir)
        worlds.append(self.world)
        self.world.know()
        for member in (RECEIVER, PROCESSOR, COLLEAGUE, APPROVER, SUPERVISOR, ELSEWHERE):
            self.world.hire(member)
        self.open.enter_context(mock.patch.object(watch.log, "error", side_effect=AssertionError))
        self.ids: list[str] = []
        self.last: tuple[Method[Any, Any], Caller, str, dict[str, Any], Any] | None = None
        self.steps = 0

    def teardown(self) -> None:
        try:
            counting.sum_up(self.world.storage)
            self.everything_agrees()
            assert counting.astray(self.world.storage) == 0
        finally:
            self.open.close()

    # What everybody does

    @initialize(car=st.booleans())
    def one_is_filed(self, car: bool) -> None:
        self.ids.append(self.world.submitted(CAR if car else EXTRACT).id)

    @rule(car=st.booleans())
    def one_more_is_begun(self, car: bool) -> None:
        if len(self.ids) < 3:
            self.ids.append(self.world.draft(CAR if car else EXTRACT).id)

    @rule(which=numbers, what=numbers, how=numbers)
    def a_step_of_the_table(self, which: int, what: int, how: int) -> None:
        dossier = self.chosen(which)
        possible = POSSIBLE[State(dossier.state)]
        if possible:
            action, party = possible[what % len(possible)]
            self.try_(method_of(action, how), ACTORS[party], dossier, how)

    @rule(
        which=numbers, action=st.sampled_from(sorted(COMMANDS_OF)), party=st.sampled_from(sorted(ACTORS)), how=numbers
    )
    def any_step_at_all(self, which: int, action: Action, party: Party, how: int) -> None:
        self.try_(method_of(action, how), ACTORS[party], self.chosen(which), how)

    @rule(which=numbers)
    def the_papers_are_given(self, which: int) -> None:
        dossier = self.chosen(which)
        for paper in dossier.missing or ("identity",):
            with contextlib.suppress(PortalError):
                self.world.attach(dossier.id, paper, self.a_pdf())

    @rule(which=numbers)
    def the_fee_is_asked_for_and_paid(self, which: int) -> None:
        dossier = self.chosen(which)
        if dossier.fee is not None and dossier.fee.state == "due":
            self.world.pay(dossier)

    @rule(which=numbers, why=st.sampled_from(payments.WhyKept))
    def payments_answer_a_change(self, which: int, why: payments.WhyKept) -> None:
        dossier = self.chosen(which)
        if dossier.fee is not None and dossier.fee.state == "due":
            if not dossier.fee.obligation_id:
                self.world.request_payment(dossier)
            elif dossier.fee.changing is not None and dossier.fee.changing.total:
                former = dossier.fee.obligation_id
                self.world.request_payment(dossier, dossier.fee.changing.total, replaces=former)
            elif dossier.fee.changing is not None:
                self.world.waive(dossier)
            else:
                self.world.keep_fee(dossier, why)

    @rule(hours=st.sampled_from([0, 1, 5, 26, 80, 24 * 12, 24 * 45]))
    def time_passes_and_the_watch_looks(self, hours: int) -> None:
        self.world.pass_time(hours=hours, seconds=1)
        for _ in range(8):
            self.world.look()
        self.everything_agrees()
        with self.world.storage.read() as db:
            d = tables.dossiers.c
            overdue = db.execute(sa.select(d.id, d.state).where(d.watch_at <= self.world.now)).all()
            assert overdue == [], "the watch left something that is due"
            for row in self.all_open(db):
                turn = turns.of(db, row, self.world.now)
                assert turn is not None
                kept = (row.responsible, row.responsible_id, row.task, row.next_due_at)
                due = turn.duty
                assert kept == (due.party.value, turn.person, due.task.value, due.until)

    @rule(which=numbers, party=PARTIES)
    def somebody_looks(self, which: int, party: Party) -> None:
        with contextlib.suppress(PortalError):
            self.world.seen(self.chosen(which).id, ACTORS[party])

    @rule()
    def the_last_step_is_asked_for_again(self) -> None:
        if self.last is not None:
            method, caller, key, fields, reply = self.last
            with pytest.raises(AlreadyDone) as known:
                self.world.call(method, caller, key=key, **fields)
            assert known.value.reply == reply

    @rule()
    def figures_are_summed_up(self) -> None:
        counting.sum_up(self.world.storage)

    # What holds at any time

    @invariant()
    def who_has_to_act_can(self) -> None:
        with self.world.storage.read() as db:
            for row in self.all_open(db):
                party = Party(row.responsible)
                can = [
                    action for (state, action), edge in TABLE.items() if state == row.state and party in edge.parties
                ]
                asked = party is Party.APPLICANT and row.state in (State.PAYMENT, State.PROCESSING, State.DECIDED)
                assert can or asked, (row.state, party)

    @invariant()
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

    def chosen(self, which: int) -> DossierView:
        return self.world.seen(self.ids[which % len(self.ids)])

    def all_open(self, db: sa.Connection) -> list[Any]:
        d = tables.dossiers.c
        found = db.scalars(sa.select(d.id).where(d.state > 0, d.closed_at.is_(None))).all()
        return [rows.load(db, dossier_id) for dossier_id in found]

    def try_(self, method: Method[Any, Any], caller: Caller, dossier: DossierView, how: int) -> None:
        """Have somebody try something; what is refused is refused with a sentence, and never as our fault."""
        fields = {"dossier_id": dossier.id, **fields_of(self.world, method.name, dossier, how, self.a_pdf())}
        key = f"key-{self.steps}"
        self.steps += 1
        try:
            reply = self.world.call(method, caller, key=key, **fields)
        except PortalError as refused:
            if refused.status >= 500:
                raise
            return
        self.last = (method, caller, key, fields, reply)

    def a_pdf(self) -> bytes:
        """A paper that is like none before."""
        self.steps += 1
        return PDF + f"% {self.steps}\n%%EOF\n".encode()


def test_no_order_of_steps_stalls_a_dossier_or_breaks_what_is_kept_of_it(keys_dir: Path) -> None:
    class Here(Lives):
        pass

    Here.keys_dir = keys_dir
    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
