"""Double entry: every transfer sums to zero, and a whole life of an obligation leaves nothing owed."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
