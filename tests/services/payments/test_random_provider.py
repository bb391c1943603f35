"""A bank that does everything wrong at random: no đồng is lost or doubled. And the judge is not blind: break a rule and
it says so. ``python -m tests.services.payments.random_payments`` runs the same at any size."""

import os
import random

import pytest
import sqlalchemy as sa

from chassis.ids import new_id
from services.payments.adapters.provider import RefundAnswer
from services.payments.domain.vnpay_refunds import RefundReport, RefundVerdict
from services.payments.handlers import enquiries, settlement, suspending
from tests.services.payments.random_bank import RandomBank
from tests.services.payments.random_judge import Wrong
from tests.services.payments.random_payments import simulate

SEED = int(os.environ.get("MOTCUA_RANDOM_SEED", "20260803"))


def test_every_dong_is_in_the_books_exactly_once():
    done = simulate(100, SEED).done

    assert done["payments"] >= 100
    assert done["callback 97"] > 0
    assert done["callback 02"] > 0
    assert done["callback lost"] > 0


def believe_forgers(monkeypatch):
    monkeypatch.setattr(RandomBank, "is_genuine", lambda self, params: True)


def forget_that_money_was_kept(monkeypatch):
    keep = suspending.keep
    monkeypatch.setattr(suspending, "keep", lambda work, **facts: keep(work, **{**facts, "transaction_no": new_id()}))


def drop_late_money(monkeypatch):
    monkeypatch.setattr(suspending, "keep", lambda work, **facts: None)


def never_ask(monkeypatch):
    monkeypatch.setattr(enquiries, "ask_due", lambda *args: 0)


def look_no_more_after_the_expiry(monkeypatch):
    monkeypatch.setattr(enquiries, "LAST_LOOKS", enquiries.GRACE * 0)


def believe_any_amount(monkeypatch):
    hear_of = settlement.hear_of

    def gullible(work, provider, report, obligation, payment):
        amount = payment.amount if report.amount else report.amount
        said = type(report)(report.verdict, report.txn_ref, amount, report.transaction_no, "")
        return hear_of(work, provider, said, obligation, payment)

    monkeypatch.setattr(settlement, "hear_of", gullible)


def send_refunds_blindly(monkeypatch):
    """Every silence is followed by a new request, under a new id."""
    refund = RandomBank.refund
    monkeypatch.setattr(
        RandomBank, "refund", lambda self, order, now: refund(self, type(order)(**fields_of(order)), now)
    )
    none = RefundAnswer(RefundReport(RefundVerdict.NONE, None, "", ""), {})
    monkeypatch.setattr(RandomBank, "ask_refund", lambda self, question, now: none)


def fields_of(order):
    return {name: getattr(order, name) for name in order.__slots__} | {"request_id": new_id()}


@pytest.mark.parametrize(
    "broken",
    [
        believe_forgers,
        forget_that_money_was_kept,
        drop_late_money,
        never_ask,
        look_no_more_after_the_expiry,
        believe_any_amount,
        send_refunds_blindly,
    ],
    ids=lambda broken: broken.__name__,
)
def test_a_broken_rule_is_found(monkeypatch, broken):
    """With each rule broken in turn; a seed that does not happen to meet it is followed by others."""
    broken(monkeypatch)

    assert any(finds(seed) for seed in random.Random(SEED).sample(range(10**6), 4))


def finds(seed):
    """Whether the judge, or the database before it, says that something is wrong."""
    try:
        simulate(60, seed)
    except (Wrong, sa.exc.DBAPIError):
        return True
    return False
