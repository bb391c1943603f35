"""What the database itself refuses: unbalanced, changed or late-filled transfers, two settlements, lost numbers."""

import threading

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis import tables as chassis_tables
from chassis.callers import system
from chassis.ids import new_id
from services.payments import store, tables
from services.payments.tables import ledger_entries, ledger_transfers, payments, receipts

PAYMENTS = system("payments")


def transfer(db, now, *amounts, transfer_id=None):
    transfer_id = transfer_id or new_id()
    row = {"id": transfer_id, "kind": "settled", "reference": transfer_id, "actor": "test", "at": now}
    db.execute(ledger_transfers.insert().values(**row))
    add_lines(db, transfer_id, 1, *amounts)
    return transfer_id


def add_lines(db, transfer_id, first, *amounts):
    for line, amount in enumerate(amounts, start=first):
        values = {"account": "cash", "agency_code": "H", "head": "", "amount": amount}
        db.execute(ledger_entries.insert().values(transfer_id=transfer_id, line=line, **values))


def refused_by(failure):
    return failure.value.orig.diag.constraint_name


@pytest.mark.parametrize("amounts", [(), (5, -4), (5,), (5, 5, -9)])
def test_a_transfer_that_does_not_sum_to_zero_cannot_be_committed(world, amounts):
    with pytest.raises(sa.exc.IntegrityError) as failure, world.storage.work(PAYMENTS) as work:
        transfer(work.db, work.now, *amounts)

    assert refused_by(failure) == "ledger_transfer_balances"
    assert world.balances() == {}


def test_lines_are_not_added_to_a_transfer_of_another_transaction(world):
    with world.storage.work(PAYMENTS) as work:
        old = transfer(work.db, work.now, 5, -5)

    with pytest.raises(sa.exc.IntegrityError) as failure, world.storage.work(PAYMENTS) as work:
        add_lines(work.db, old, 3, 7, -7)

    assert refused_by(failure) == "ledger_entry_belongs_to_new_transfer"


@pytest.mark.parametrize("table", ["ledger_transfers", "ledger_entries", "receipts", "payment_steps"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_is_booked_or_issued_is_final(world, table, statement):
    world.hear(world.ipn(world.start(world.fee_due())))
    column = tables.metadata.tables[table].primary_key.columns.keys()[0]

    with pytest.raises(sa.exc.IntegrityError) as failure, world.storage.work(PAYMENTS) as work:
        work.db.execute(sa.text(statement.format(table, column, column)))

    assert refused_by(failure) == "rows_are_final"


def test_the_database_takes_one_settled_attempt_for_an_obligation(world):
    due = world.fee_due()
    world.hear(world.ipn(world.start(due)))

    row = {"provider": "vnpay", "amount": 8000, "created_at": world.now}
    with world.storage.work(PAYMENTS) as work:
        store.add_payment(work.db, id="x", txn_ref="x", obligation_id=due.id, state="created", **row)
    with pytest.raises(sa.exc.IntegrityError) as failure, world.storage.work(PAYMENTS) as work:
        store.change_payment(work.db, "x", state="paid")

    assert refused_by(failure) == "payments_one_settles"


def test_two_transactions_cannot_both_settle_one_obligation(world):
    world.tampered = True
    due = world.fee_due()
    both_wrote = threading.Barrier(2, timeout=10)
    outcomes = []

    def settle(name):
        try:
            with world.storage.work(PAYMENTS) as work:
                row = {"provider": "vnpay", "amount": 8000, "created_at": work.now}
                store.add_payment(work.db, id=name, txn_ref=name, obligation_id=due.id, state="created", **row)
                both_wrote.wait()
                store.change_payment(work.db, name, state="paid")
            outcomes.append("settled")
        except sa.exc.IntegrityError:
            outcomes.append("refused")

    threads = [threading.Thread(target=settle, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(15)

    assert sorted(outcomes) == ["refused", "settled"]
    assert [row.state for row in world.rows(payments)] == ["paid"]


def test_a_rolled_back_receipt_leaves_no_gap(world):
    class Crash(Exception):
        pass

    def take_a_number_and_crash(work):
        assert store.next_number(work.db, "H27.12.34", "01BLP0-001", "AA-26E") > 0
        raise Crash

    for crash in (False, True, False, True, True, False):
        started = world.start(world.fee_due())
        params = world.ipn(started, vnp_TransactionNo=started.payment.txn_ref[-8:] + started.payment.txn_ref[:8])
        if crash:
            with pytest.raises(Crash), world.storage.work(PAYMENTS) as work:
                take_a_number_and_crash(work)
        else:
            assert world.hear(params) == "00"

    assert sorted(row.number for row in world.rows(receipts)) == [1, 2, 3]


def test_receipts_issued_at_once_have_numbers_without_gap(world):
    started = [world.start(world.fee_due()) for _ in range(8)]
    threads = [
        threading.Thread(target=lambda s=s, n=n: world.hear(world.ipn(s, vnp_TransactionNo=str(n))))
        for n, s in enumerate(started, start=1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(row.number for row in world.rows(receipts)) == list(range(1, 9))


def test_numbers_begin_anew_with_the_year_in_vietnam(world):
    world.hear(world.ipn(world.start(world.fee_due())))
    world.now = world.now.replace(year=2026, month=12, day=31, hour=17)
    world.hear(world.ipn(world.start(world.fee_due()), vnp_TransactionNo="2"))

    assert sorted((row.series, row.number) for row in world.rows(receipts)) == [("AA-26E", 1), ("AA-27E", 1)]


MESSAGES = st.tuples(
    st.sampled_from(["ipn", "ipn", "ipn", "wait", "start", "desk", "stop", "ask"]),
    st.integers(0, 2),
    st.sampled_from(["00", "51", "24", "07", "forged", "wrong amount"]),
    st.integers(1, 4),
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MESSAGES, max_size=14))
def test_no_dong_is_lost_or_doubled_whatever_comes_in_which_order(world, messages):
    """Each example has its own dossier; the bank's money is what it truly took, by transaction number."""
    dossier = new_id()
    due = world.fee_due(8000, dossier=dossier)
    before = world.balances()
    attempts, taken = [world.start(due)], {}
    for what, which, code, number in messages:
        started = attempts[which % len(attempts)]
        open_now = world.again(due).state == "due"
        if what == "ipn":
            transaction = f"{started.payment.txn_ref[-12:]}-{number}"
            amount = 9000 if code == "wrong amount" else 8000
            paid = code in ("00", "wrong amount") or (code == "forged")
            params = world.ipn(
                started,
                vnp_Amount=str(amount * 100),
                vnp_TransactionNo=transaction,
                vnp_ResponseCode="00" if paid else code,
                vnp_TransactionStatus="00" if paid else "02",
            )
            if code == "forged":
                assert world.hear(params | {"vnp_SecureHash": "0"}) == "97"
            else:
                world.hear(params)
                if paid:
                    taken.setdefault(transaction, amount)
        elif what == "wait":
            world.pass_time(minutes=9)
        elif what == "start" and open_now:
            attempts.append(world.start(due))
        elif what == "desk" and open_now:
            world.pay_at_desk(due, 8000)
        elif what == "stop" and open_now:
            world.stop(dossier)
        elif what == "ask":
            world.ask()

    after = world.balances()
    moved = {name: after.get(name, 0) - before.get(name, 0) for name in {*after, *before}}
    assert moved.get("clearing", 0) == sum(taken.values())
    view = world.again(due)
    settled = [payment for payment in view.payments if payment.state == "paid"]
    assert len(settled) == (view.state == "settled")
    online = 8000 if settled and settled[0].provider == "vnpay" else 0
    assert -moved.get("suspense", 0) == sum(taken.values()) - online


def test_the_migrated_database_is_what_the_code_expects(world):
    with world.storage.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        found = compare_metadata(context, [tables.metadata, chassis_tables.metadata])

    assert [change for change in found if "schema_version" not in str(change)] == []
