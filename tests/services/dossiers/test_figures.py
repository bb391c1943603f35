"""Everybody sees how many dossiers each agency handled in time; the history alone gives the same figures."""

import datetime as dt
import importlib
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from chassis.errors import Conflict, Forbidden, Invalid, NotFound
from services.dossiers import contract, figures_console
from services.dossiers.contract import FigureLine, Figures, FiguresBy, Rating
from services.dossiers.handlers import counting, watch
from services.dossiers.tables import fees, figure_changes, figures, ratings
from services.payments.contract import Provider
from tests.services.dossiers.test_pauses import handled, suspended
from tests.services.dossiers.world import (
    AGENCY,
    ANONYMOUS,
    APPROVER,
    CAR,
    EXTRACT,
    OTHER_AGENCY,
    PERSON,
    PROCESSOR,
    REASONS,
    RECEIVER,
    World,
    citizen,
)

ways_of_paying = importlib.import_module("services.dossiers.migrations.0021_ways_of_paying")


def shown(world: World, **asked: Any) -> Figures:
    found: Figures = world.call(contract.get_figures, ANONYMOUS, **asked)
    return found


def total(world: World, **asked: Any) -> FigureLine:
    return shown(world, **asked).total


def returned(world: World, way: contract.ReturnWay = contract.ReturnWay.DESK) -> contract.DossierView:
    dossier = world.decided()
    world.pay(world.seen(dossier.id))
    view: contract.DossierView = world.call(contract.return_result, RECEIVER, dossier_id=dossier.id, way=way)
    return view


def test_a_whole_life_is_counted_step_by_step(world: World) -> None:
    assert total(world).submitted == 0
    dossier = world.submitted()
    assert (total(world).submitted, total(world).submitted_online, total(world).open) == (1, 1, 1)
    world.call(contract.receive_dossier, RECEIVER, dossier_id=dossier.id)
    world.call(contract.start_processing, PROCESSOR, dossier_id=dossier.id)
    world.call(contract.decide_dossier, APPROVER, dossier_id=dossier.id, outcome=contract.Outcome.APPROVED)

    line = total(world)

    assert (line.received, line.open, line.on_time, line.early, line.late) == (1, 0, 1, 0, 0)
    assert (line.in_time_permille, line.online_permille) == (1000, 1000)


def test_a_decision_after_the_date_is_late_and_an_open_one_counts_against_the_agency(world: World) -> None:
    late, waiting = world.processing(), world.processing()
    assert total(world).open_late == 0
    world.pass_time(days=2)
    assert (total(world).open, total(world).open_late) == (2, 2)
    assert {shown(world, by=by).total.open_late for by in FiguresBy} == {2}
    assert total(world).in_time_permille == 0

    world.call(contract.decide_dossier, APPROVER, dossier_id=late.id, outcome=contract.Outcome.APPROVED)

    assert (total(world).late, total(world).open_late) == (1, 1)
    assert world.seen(waiting.id).due_at is not None


def test_a_new_date_that_comes_after_the_first_had_passed_makes_nobody_punctual(world: World) -> None:
    dossier = world.processing()
    assert dossier.due_at is not None
    world.now = dossier.due_at + dt.timedelta(minutes=5)
    watch.look_at(world.storage, dossier.id)
    moved = world.seen(dossier.id).due_at
    assert moved is not None
    assert moved > world.now
    assert (total(world).missed, total(world).late) == (1, 0)
    date = world.call(contract.get_deadline, PERSON, dossier_id=dossier.id)
    assert (date.standing, date.due_at, date.missed_at) == ("overdue", moved, dossier.due_at)

    world.call(contract.decide_dossier, APPROVER, dossier_id=dossier.id, outcome=contract.Outcome.APPROVED)

    assert (total(world).late, total(world).on_time, total(world).early) == (1, 0, 0)
    assert world.call(contract.get_deadline, PERSON, dossier_id=dossier.id).standing == "late"
    kept, anew = counting.made_anew(world.storage)
    assert kept == anew


def test_a_refusal_a_stop_and_a_withdrawal_end_the_opening_without_a_word_on_time(world: World) -> None:
    world.call(contract.refuse_dossier, RECEIVER, dossier_id=world.submitted().id, **REASONS)
    world.call(contract.withdraw_dossier, PERSON, dossier_id=world.submitted().id)

    line = total(world)

    assert (line.refused, line.stopped, line.open) == (1, 1, 0)
    assert line.in_time_permille is None


def test_figures_are_put_together_by_agency_field_procedure_and_month(world: World) -> None:
    world.submitted()
    world.submitted()
    world.submitted(CAR)
    world.pass_time(days=31)
    world.submitted()

    def counts(by: FiguresBy) -> dict[str, int]:
        return {line.key: line.submitted for line in shown(world, by=by).lines}

    assert counts(FiguresBy.AGENCY) == {AGENCY: 4}
    assert counts(FiguresBy.PROCEDURE) == {EXTRACT: 3, CAR: 1}
    assert counts(FiguresBy.MONTH) == {"2026-08": 3, "2026-09": 1}
    assert sum(counts(FiguresBy.FIELD).values()) == 4
    assert {shown(world, by=by).total.submitted for by in FiguresBy} == {4}
    assert {(shown(world, by=by).total.open, shown(world, by=by).total.open_late) for by in FiguresBy} == {(4, 0)}
    assert shown(world).lines[0].name == f"Ủy ban nhân dân xã {AGENCY}"


def test_days_agency_and_procedure_narrow_the_figures(world: World) -> None:
    world.submitted()
    august = {"first": dt.date(2026, 8, 10), "last": dt.date(2026, 8, 10)}

    assert total(world, **august).submitted == 1
    assert total(world, first=dt.date(2026, 8, 11), last=dt.date(2026, 8, 31)).submitted == 0
    assert total(world, agency_code=OTHER_AGENCY).submitted == 0
    assert total(world, procedure_code=CAR).submitted == 0
    with pytest.raises(Invalid):
        shown(world, first=dt.date(2026, 9, 1), last=dt.date(2026, 8, 1))


def test_a_day_is_the_vietnamese_one(world: World) -> None:
    world.now = dt.datetime(2026, 8, 10, 17, 30, tzinfo=dt.UTC)  # Half an hour after midnight on the 11th.
    world.submitted()

    assert total(world, first=dt.date(2026, 8, 11), last=dt.date(2026, 8, 11)).submitted == 1


@pytest.mark.parametrize(
    ("provider", "online"), [(Provider.VNPAY, 1), (Provider.TRANSFER, 1), (Provider.DESK, 0)], ids=str
)
def test_a_fee_counts_as_paid_online_only_by_a_way_that_is(world: World, provider: Provider, online: int) -> None:
    world.pay(world.received(), provider=provider)

    assert (total(world).paid, total(world).paid_online) == (1, online)
    assert total(world).paid_online_permille == 1000 * online
    kept, anew = counting.made_anew(world.storage)
    assert kept == anew


def test_a_fee_of_which_the_way_was_not_kept_is_paid_but_not_known_to_be_online(world: World) -> None:
    old = world.received()
    world.pay(old)
    counting.sum_up(world.storage)
    world.pay(world.received(), provider=Provider.DESK)
    with world.storage.work(RECEIVER) as work:
        work.db.execute(fees.update().where(fees.c.dossier_id == old.id).values(way=""))

    with world.storage.engine.begin() as db, Operations.context(MigrationContext.configure(db)):
        ways_of_paying.take_back_unknown_ways()

    assert (total(world).paid, total(world).paid_online) == (2, 0)
    kept, anew = counting.made_anew(world.storage)
    assert kept == anew
    assert counting.mend(world.storage) == 0


def test_summing_up_changes_no_figure(world: World) -> None:
    returned(world)
    world.submitted()
    before = shown(world, by=FiguresBy.PROCEDURE)

    counting.sum_up(world.storage)

    with world.storage.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(figure_changes)) == 0
    assert shown(world, by=FiguresBy.PROCEDURE) == before


def test_the_history_alone_gives_the_same_bytes(world: World) -> None:
    rated = returned(world)
    world.call(contract.rate_dossier, PERSON, dossier_id=rated.id, rating=Rating.SATISFIED)
    world.call(contract.refuse_dossier, RECEIVER, dossier_id=world.submitted().id, **REASONS)
    world.call(contract.withdraw_dossier, PERSON, dossier_id=world.submitted().id)
    world.pay(world.received(CAR))
    world.asked(world.submitted().id)
    world.pass_time(days=3)
    world.processing()
    counting.sum_up(world.storage)
    world.submitted()

    kept, anew = counting.made_anew(world.storage)

    assert kept == anew
    assert b'"on_time"' in kept
    assert b'"satisfied"' in kept


def test_a_figure_that_went_wrong_is_found_and_mended(world: World) -> None:
    world.submitted()
    with world.storage.work(RECEIVER) as work:
        work.db.execute(figure_changes.delete())
        work.db.execute(sa.text("DELETE FROM standings"))
    kept, anew = counting.made_anew(world.storage)
    assert kept != anew

    assert figures_console.run(world.storage, "verify") == 1

    assert figures_console.run(world.storage, "mend") == 0

    assert counting.made_anew(world.storage)[0] == anew
    assert counting.mend(world.storage) == 0
    with world.storage.read() as db:
        assert db.scalar(sa.select(sa.func.count()).select_from(figures)) == 0


def test_who_has_the_result_rates_the_service_once(world: World) -> None:
    dossier = returned(world)

    said = world.call(
        contract.rate_dossier, PERSON, dossier_id=dossier.id, rating=Rating.DISSATISFIED, comment="Phải đi lại hai lần"
    )

    assert (said.rating, said.comment) == (Rating.DISSATISFIED, "Phải đi lại hai lần")
    assert (total(world).dissatisfied, total(world).satisfied_permille) == (1, 0)
    (told,) = world.events(contract.service_rated)
    assert told.rating is Rating.DISSATISFIED
    with pytest.raises(Conflict) as again:
        world.call(contract.rate_dossier, PERSON, dossier_id=dossier.id, rating=Rating.SATISFIED)
    assert again.value.code == contract.RATED_BEFORE.code


def test_what_was_said_is_shown_to_who_said_it_and_to_nobody_else(world: World) -> None:
    dossier = returned(world)
    assert world.call(contract.get_dossier, PERSON, dossier_id=dossier.id).rating is None

    world.call(contract.rate_dossier, PERSON, dossier_id=dossier.id, rating=Rating.DISSATISFIED)

    assert world.call(contract.get_dossier, PERSON, dossier_id=dossier.id).rating is Rating.DISSATISFIED
    assert world.call(contract.get_dossier, RECEIVER, dossier_id=dossier.id).rating is None


def test_nobody_else_and_nobody_too_early_rates(world: World) -> None:
    dossier = world.decided()
    with pytest.raises(Conflict) as early:
        world.call(contract.rate_dossier, PERSON, dossier_id=dossier.id, rating=Rating.SATISFIED)
    assert early.value.code == contract.RATED_TOO_EARLY.code
    with pytest.raises(NotFound):
        world.call(contract.rate_dossier, citizen("binh"), dossier_id=dossier.id, rating=Rating.SATISFIED)
    with pytest.raises(Forbidden):
        world.call(contract.rate_dossier, RECEIVER, dossier_id=dossier.id, rating=Rating.SATISFIED)


def test_a_rating_can_be_neither_changed_nor_removed(world: World) -> None:
    dossier = returned(world)
    world.call(contract.rate_dossier, PERSON, dossier_id=dossier.id, rating=Rating.SATISFIED)
    for statement in (ratings.update().values(rating="dissatisfied"), ratings.delete()):
        with pytest.raises(sa.exc.InternalError, match="append-only"), world.storage.work(RECEIVER) as work:
            work.db.execute(statement)


def test_a_pause_that_begins_after_the_date_makes_nobody_punctual(world: World) -> None:
    dossier = handled(world)
    world.pass_time(days=3)
    waiting = suspended(world, dossier)
    assert (total(world).missed, total(world).open_late) == (1, 1)
    world.pass_time(days=1)
    world.act(contract.resume_processing, PROCESSOR, waiting)

    world.call(contract.decide_dossier, APPROVER, dossier_id=dossier.id, outcome=contract.Outcome.APPROVED)

    date = world.call(contract.get_deadline, PERSON, dossier_id=dossier.id)
    assert (total(world).late, date.standing, date.missed_at) == (1, "late", dossier.due_at)
    kept, anew = counting.made_anew(world.storage)
    assert kept == anew
