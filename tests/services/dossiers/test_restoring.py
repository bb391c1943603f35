"""The dossiers' database is restored to an earlier point: what people and others hold in hand stays unambiguous."""

import datetime as dt

import sqlalchemy as sa

from chassis import restoring, tables
from chassis.callers import system
from chassis.testing import fresh_storage
from services.dossiers import contract
from services.dossiers.store import national
from tests.services.dossiers.world import REASONS, RECEIVER, World


def restored(world: World, seen: dict[str, int]) -> None:
    """It is, to an hour ago; until then payments had seen these versions of dossiers."""
    with fresh_storage("payments") as payments:
        with payments.work(system("tests")) as work:
            for dossier_id, version in seen.items():
                place = {"source": "dossiers", "aggregate": "dossier", "aggregate_id": dossier_id, "version": version}
                work.db.execute(tables.inbox_position.insert().values(**place))
        restoring.carry_out(world.storage, "dossiers", world.now - dt.timedelta(hours=1), {"payments": payments}, 500)


def test_a_code_that_somebody_may_hold_of_a_dossier_that_is_gone_is_not_given_again(world: World) -> None:
    before = world.submitted().code

    restored(world, {})

    assert (before[-5:], world.submitted().code[-4:]) == ("-0001", "0502")


def test_a_dossier_goes_on_beyond_every_version_that_anybody_was_told(world: World) -> None:
    dossier, other = world.submitted(), world.submitted()

    restored(world, {dossier.id: 9, "gone": 4})
    refused = world.call(contract.refuse_dossier, RECEIVER, dossier_id=dossier.id, **REASONS)

    # Agencies keep the higher of two versions, so a lower one would be passed over.
    assert refused.version == dossier.version + 501
    assert world.seen(other.id).version == other.version
    with world.storage.read() as db:
        told = sa.select(tables.outbox.c.version).where(tables.outbox.c.aggregate_id == dossier.id)
        assert db.scalars(told.order_by(tables.outbox.c.seq.desc())).first() == 10
        assert national.record(db, dossier.id).wanted_version == refused.version
