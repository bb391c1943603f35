"""The database knows the tables of states, too: an edge that is not listed is refused whoever writes it."""

import importlib
import itertools

import pytest
import sqlalchemy as sa

from services.payments import tables
from services.payments.domain import differences, refunds, states
from tests.services.payments.test_reconciling import run
from tests.services.payments.world import PAYER

migration = importlib.import_module("services.payments.migrations.0006_refunds")
later = importlib.import_module("services.payments.migrations.0007_differences")


def edges(text):
    return {tuple(line.split()) for line in text.strip().splitlines()}


def test_it_knows_the_same_edges_as_the_domain():
    assert edges(migration.PAYMENT_EDGES) == {(at, to.value) for (at, _), to in states.TABLE.items()}
    assert edges(migration.REFUND_EDGES) == {(at, to.value) for (at, _), to in refunds.TABLE.items()}
    assert edges(later.DIFFERENCE_EDGES) == {(at, to.value) for (at, _), to in differences.TABLE.items()}


@pytest.fixture
def rows(world):
    """An attempt, a refund and a difference, as the database has them."""
    world.refund(world.paid(8000).payment.id)
    run(world, ("nobody", "9", 5000))
    return {table.name: world.rows(table)[0] for table in (tables.payments, tables.refunds, tables.differences)}


@pytest.mark.parametrize(
    ("table", "known", "first"),
    [
        (tables.payments, edges(migration.PAYMENT_EDGES), states.State),
        (tables.refunds, edges(migration.REFUND_EDGES), refunds.RefundState),
        (tables.differences, edges(later.DIFFERENCE_EDGES), differences.DifferenceState),
    ],
    ids=["payments", "refunds", "differences"],
)
def test_every_other_edge_is_refused(world, rows, table, known, first):
    """Over all pairs of states; whoever was refused for the edge is told so by the constraint's name."""
    row, refused = rows[table.name], set()
    with world.storage.engine.connect() as db:
        for at, to in itertools.permutations(first, 2):
            step = db.begin()
            # The trigger is put aside only to bring the row into the state that the step begins in.
            db.execute(sa.text("SET LOCAL session_replication_role = replica"))
            extra = {"settled_at": world.now if at == "settled" else None} if table is tables.refunds else {}
            if table is tables.differences:
                extra = {"closed_at": world.now if at in ("repaired", "gone") else None}
            db.execute(table.update().where(table.c.id == row.id).values(state=at.value, **extra))
            db.execute(sa.text("SET LOCAL session_replication_role = origin"))
            try:
                db.execute(table.update().where(table.c.id == row.id).values(state=to.value))
            except sa.exc.IntegrityError as failure:
                if failure.orig.diag.constraint_name == f"{table.name}_states":
                    refused.add((at.value, to.value))
            step.rollback()

    everything = {(at.value, to.value) for at, to in itertools.permutations(first, 2)}
    assert refused == everything - known


def test_an_attempt_begins_as_created(world):
    row = dict(world.rows(tables.payments)[0]._mapping) if world.start(world.fee_due()) else {}

    with pytest.raises(sa.exc.IntegrityError) as failure, world.storage.work(PAYER) as work:
        work.db.execute(tables.payments.insert().values(**row | {"id": "x", "txn_ref": "x", "state": "paid"}))
    assert failure.value.orig.diag.constraint_name == "payments_states"
