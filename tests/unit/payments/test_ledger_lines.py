"""Each transfer of money, line by line: on which account of which agency, for which fee or at whose place."""

from collections.abc import Callable

import pytest

from services.payments.domain import ledger
from services.payments.domain.ledger import Account, Entry, Share

BOTH = (Share("phi", 4), Share("le-phi", 6))
ONE = BOTH[:1]


@pytest.mark.parametrize(
    ("transfer", "lines"),
    [
        (lambda: ledger.request("H1", ONE), "receivable H1 phi 4, revenue H1 phi -4"),
        (lambda: ledger.withdraw("H1", ONE), "receivable H1 phi -4, revenue H1 phi 4"),
        (
            lambda: ledger.settle("H1", BOTH, "vnpay"),
            "clearing H1 vnpay 10, receivable H1 phi -4, receivable H1 le-phi -6",
        ),
        (lambda: ledger.settle("H1", ONE, "desk"), "cash H1 desk 4, receivable H1 phi -4"),
        (lambda: ledger.settle("H1", ONE, "transfer"), "bank H1 transfer 4, receivable H1 phi -4"),
        (lambda: ledger.settle("H1", ONE, "vnpay", cash=True), "cash H1 vnpay 4, receivable H1 phi -4"),
        (lambda: ledger.settle("H1", ONE, "desk", place=Account.BANK), "bank H1 desk 4, receivable H1 phi -4"),
        (lambda: ledger.suspend("H1", "transfer", 5), "bank H1 transfer 5, suspense H1 transfer -5"),
        (lambda: ledger.suspend("H1", "vnpay", 5, place=Account.CASH), "cash H1 vnpay 5, suspense H1 vnpay -5"),
        (
            lambda: ledger.credit("H2", "vnpay", "H1", BOTH),
            "suspense H2 vnpay 10, receivable H1 phi -4, receivable H1 le-phi -6",
        ),
        (lambda: ledger.owe_refund("H1", ONE), "revenue H1 phi 4, refund_payable H1 phi -4"),
        (lambda: ledger.reverse(ledger.owe_refund("H1", ONE)), "revenue H1 phi -4, refund_payable H1 phi 4"),
        (
            lambda: ledger.pay_refund("H1", BOTH, "vnpay"),
            "refund_payable H1 phi 4, refund_payable H1 le-phi 6, clearing H1 vnpay -10",
        ),
        (
            lambda: ledger.pay_refund("H1", ONE, "vnpay", place=Account.CASH),
            "refund_payable H1 phi 4, cash H1 vnpay -4",
        ),
        (lambda: ledger.owe_from_suspense("H1", "vnpay", 5), "suspense H1 vnpay 5, refund_payable H1 vnpay -5"),
        (lambda: ledger.count_cash("H1", "desk", -5), "cash H1 desk -5, over_short H1 . 5"),
    ],
)
def test_a_transfer_names_account_agency_and_head_of_each_line(
    transfer: Callable[[], tuple[Entry, ...]], lines: str
) -> None:
    written = [f"{one.account.value} {one.agency_code} {one.head or '.'} {one.amount}" for one in transfer()]

    assert ", ".join(written) == lines


@pytest.mark.parametrize(
    ("amount", "parts"),
    [
        (1, {"a": 1}),
        (2, {"a": 1, "c": 1}),
        (5, {"a": 2, "b": 1, "c": 2}),
        (9, {"a": 3, "b": 2, "c": 4}),
        (10, {"a": 3, "b": 2, "c": 5}),
    ],
)
def test_a_part_is_taken_in_proportion_and_what_is_left_over_from_the_first_on(
    amount: int, parts: dict[str, int]
) -> None:
    taken = ledger.part_of([Share("a", 3), Share("b", 2), Share("c", 5)], amount)

    assert {one.head: one.amount for one in taken} == parts
