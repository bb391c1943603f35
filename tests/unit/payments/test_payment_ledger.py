"""Double entry: every transfer sums to zero, and a whole life of an obligation leaves nothing owed."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule

from services.payments.domain import ledger
from services.payments.domain.ledger import Account, Entry, Share, UnbalancedTransfer

shares = st.lists(
    st.builds(Share, head=st.sampled_from(["le-phi", "phi-1", "phi-2"]), amount=st.integers(1, 10**9)),
    min_size=1,
    max_size=5,
)


def balances(*transfers):
    found = Counter()
    for transfer in transfers:
        assert sum(entry.amount for entry in transfer) == 0
        for entry in transfer:
            found[entry.account] += entry.amount
    return found


@given(shares, st.booleans())
def test_what_was_paid_is_owed_no_more(parts, cash):
    found = balances(ledger.request("H1", parts), ledger.settle("H1", parts, "vnpay", cash=cash))
    total = sum(part.amount for part in parts)

    assert found[Account.RECEIVABLE] == 0
    assert found[Account.REVENUE] == -total
    assert found[Account.CASH if cash else Account.CLEARING] == total


@given(shares)
def test_what_was_withdrawn_leaves_nothing(parts):
    found = balances(ledger.request("H1", parts), ledger.withdraw("H1", parts))

    assert not any(found.values())


@given(st.integers(1, 10**9))
def test_money_nobody_waits_for_lies_in_suspense(amount):
    found = balances(ledger.suspend("H1", "vnpay", amount))

    assert found == {Account.CLEARING: amount, Account.SUSPENSE: -amount}


@pytest.mark.parametrize("entries", [(), (Entry(Account.CASH, "H1", "", 0),), (Entry(Account.CASH, "H1", "", 5),)])
def test_a_transfer_that_does_not_balance_is_refused(entries):
    with pytest.raises(UnbalancedTransfer):
        ledger.balanced(entries)


@given(shares, st.data())
def test_a_part_of_what_was_paid_is_taken_from_the_heads_to_the_dong(parts, data):
    whole = sum(part.amount for part in parts)
    amount = data.draw(st.integers(1, whole))

    taken = ledger.part_of(parts, amount)

    assert sum(part.amount for part in taken) == amount
    left = Counter()
    for part in parts:
        left[part.head] += part.amount
    for part in taken:
        left[part.head] -= part.amount
    assert min(left.values()) >= 0


@pytest.mark.parametrize("amount", [0, -1, 11])
def test_no_more_than_the_whole_and_no_less_than_a_dong_is_a_part(amount):
    with pytest.raises(ValueError):
        ledger.part_of([Share("phi", 4), Share("le-phi", 6)], amount)


def test_money_lies_only_where_money_can_lie():
    with pytest.raises(ValueError):
        ledger.settle("H1", [Share("phi", 4)], "x", place=Account.REVENUE)


class Books(RuleBasedStateMachine):
    """Any sequence of what can happen to money, beside a model that counts it the plain way."""

    owed = Bundle("owed")
    kept = Bundle("kept")
    apart = Bundle("apart")
    refunds = Bundle("refunds")
    places = st.sampled_from([Account.CLEARING, Account.CASH, Account.BANK])

    def __init__(self):
        super().__init__()
        self.books = Counter()
        self.owing = self.earned = self.suspended = self.payable = self.gone_over = 0
        self.money = Counter()

    def enter(self, transfer):
        assert sum(entry.amount for entry in transfer) == 0
        for entry in transfer:
            self.books[entry.account] += entry.amount

    @rule(target=owed, parts=shares)
    def ask(self, parts):
        self.enter(ledger.request("H1", parts))
        self.owing += sum(part.amount for part in parts)
        self.earned += sum(part.amount for part in parts)
        return parts

    @rule(parts=consumes(owed))
    def withdraw(self, parts):
        self.enter(ledger.withdraw("H1", parts))
        self.owing -= sum(part.amount for part in parts)
        self.earned -= sum(part.amount for part in parts)

    @rule(target=kept, parts=consumes(owed), place=places)
    def settle(self, parts, place):
        self.enter(ledger.settle("H1", parts, "p", place=place))
        total = sum(part.amount for part in parts)
        self.owing -= total
        self.money[place] += total
        return parts, place

    @rule(target=apart, amount=st.integers(1, 10**9), place=places)
    def suspend(self, amount, place):
        self.enter(ledger.suspend("H1", "p", amount, place=place))
        self.suspended += amount
        self.money[place] += amount
        return amount, place

    @rule(target=kept, parts=owed, place=places)
    def credit(self, parts, place):
        """Money for this obligation came with a reference that nobody could read."""
        total = sum(part.amount for part in parts)
        self.enter(ledger.suspend("", "p", total, place=place))
        self.enter(ledger.request("H1", parts))
        self.enter(ledger.credit("", "p", "H1", parts))
        self.earned += total
        self.money[place] += total
        return parts, place

    @rule(target=refunds, paid=consumes(kept), data=st.data())
    def owe_refund(self, paid, data):
        parts, place = paid
        part = ledger.part_of(parts, data.draw(st.integers(1, sum(one.amount for one in parts))))
        self.enter(ledger.owe_refund("H1", part))
        total = sum(one.amount for one in part)
        self.earned -= total
        self.payable += total
        return part, place

    @rule(paid=consumes(refunds), goes=st.booleans())
    def pay_refund(self, paid, goes):
        part, place = paid
        total = sum(one.amount for one in part)
        self.payable -= total
        if goes:
            self.enter(ledger.pay_refund("H1", part, "p", place=place))
            self.money[place] -= total
        else:
            self.enter(ledger.reverse(ledger.owe_refund("H1", part)))
            self.earned += total

    @rule(target=refunds, money=consumes(apart))
    def owe_from_suspense(self, money):
        amount, place = money
        self.enter(ledger.owe_from_suspense("H1", "p", amount))
        self.suspended -= amount
        self.payable += amount
        return (Share("p", amount),), place

    @rule(difference=st.integers(-(10**6), 10**6).filter(bool))
    def count(self, difference):
        self.enter(ledger.count_cash("H1", "p", difference))
        self.money[Account.CASH] += difference
        self.gone_over += difference

    @invariant()
    def books_and_model_agree(self):
        assert sum(self.books.values()) == 0
        assert self.books[Account.RECEIVABLE] == self.owing
        assert self.books[Account.SUSPENSE] == -self.suspended
        assert self.books[Account.OVER_SHORT] == -self.gone_over
        for place in ledger.PLACES:
            assert self.books[place] == self.money[place]


TestBooks = Books.TestCase
TestBooks.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
