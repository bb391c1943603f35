"""The life of a difference with a provider: what can happen to it, and how a repair is booked."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.payments.domain.differences import (
    ACTION_WORDS,
    UNCLOSED,
    WORDS,
    DifferenceAction,
    DifferenceState,
    ImpossibleDifferenceStep,
    may_still_come,
    plan,
    step,
)
from services.payments.domain.reconciling import (
    Kind,
    Line,
    Side,
    UnreadableDayFile,
    bounds,
    compare,
    read_day_file,
)

S, A = DifferenceState, DifferenceAction
LISTED = {
    (S.OPEN, A.PROPOSE): S.PROPOSED,
    (S.OPEN, A.VANISH): S.GONE,
    (S.PROPOSED, A.REFUSE): S.OPEN,
    (S.PROPOSED, A.LAPSE): S.OPEN,
    (S.PROPOSED, A.CONFIRM): S.REPAIRED,
    (S.PROPOSED, A.VANISH): S.GONE,
}


@pytest.mark.parametrize(("state", "action"), list(itertools.product(S, A)))
def test_an_edge_is_listed_or_impossible(state, action):
    if (state, action) in LISTED:
        assert step(state, action) is LISTED[state, action]
    else:
        with pytest.raises(ImpossibleDifferenceStep):
            step(state, action)


def test_every_state_and_action_has_its_words():
    assert set(WORDS) == set(S)
    assert set(ACTION_WORDS) == set(A)
    assert {state for state in S if any(at is state for at, _ in LISTED)} == UNCLOSED


def test_only_what_is_missing_there_may_still_come_and_only_until_a_later_file():
    assert [kind for kind in Kind if may_still_come(kind, newer_file=False)] == [Kind.MISSING_THERE]
    assert not any(may_still_come(kind, newer_file=True) for kind in Kind)


@given(st.sampled_from(Side), st.integers(-50, 50).filter(bool), st.integers(-50, 50))
def test_a_repair_brings_in_exactly_what_the_provider_has_more(side, more, claimed):
    found = plan("H27", "vnpay", side, more, claimed)

    at_provider = sum(entry.amount for entry in found.entries if entry.account == "clearing")
    assert at_provider + found.to_suspense == (more if side is Side.PAY else -more)
    assert sum(entry.amount for entry in found.entries) == 0
    assert found.claimed == -at_provider
    assert found.to_suspense >= 0


@pytest.mark.parametrize(
    ("side", "more", "claimed", "to_suspense", "at_provider"),
    [
        (Side.PAY, 10, 0, 10, 0),
        (Side.PAY, 10, 4, 6, 4),
        (Side.PAY, 10, 30, 0, 10),
        (Side.PAY, 10, -5, 10, 0),
        (Side.PAY, -10, 0, 0, -10),
        (Side.PAY, -10, 4, 0, -10),
        (Side.REFUND, 10, 0, 0, -10),
        (Side.REFUND, -10, 4, 0, 10),
    ],
)
def test_what_is_claimed_from_the_provider_is_given_up_before_money_goes_to_suspense(
    side, more, claimed, to_suspense, at_provider
):
    found = plan("H27", "vnpay", side, more, claimed)

    booked = {entry.account.value: entry.amount for entry in found.entries}
    assert (found.to_suspense, found.claimed) == (to_suspense, -at_provider)
    assert booked == ({"clearing": at_provider, "claimed": -at_provider} if at_provider else {})


@pytest.mark.parametrize(
    ("ours", "theirs", "kind"),
    [(5, 5, Kind.MATCHED), (5, 6, Kind.DIFFERS), (5, None, Kind.MISSING_THERE), (None, 6, Kind.MISSING_HERE)],
)
def test_lines_of_one_reference_and_number_meet_and_say_how_they_differ(ours, theirs, kind):
    (found,) = compare(*([] if amount is None else [Line("a", "1", amount)] for amount in (ours, theirs)))

    assert (found.kind, found.ours, found.theirs, found.key) == (kind, ours, theirs, (Side.PAY, "a", "1"))


def test_a_line_of_ours_with_a_number_meets_no_other_and_one_without_takes_none_that_is_met():
    told = [Line("a", "1", 5), Line("a", "2", 5)]

    assert [one.kind for one in compare([Line("a", "1", 5), Line("a", "?r", 5)], told)] == [Kind.MATCHED] * 2
    kinds = {one.transaction_no: one.kind for one in compare([Line("a", "3", 5)], [Line("a", "4", 5)])}
    assert kinds == {"3": Kind.MISSING_THERE, "4": Kind.MISSING_HERE}


def test_a_day_in_vietnam_begins_at_five_in_the_afternoon_of_the_day_before_by_utc():
    begin, end = bounds(dt.date(2026, 8, 3))

    assert begin == dt.datetime(2026, 8, 2, 17, tzinfo=dt.UTC)
    assert end - begin == dt.timedelta(days=1)


HEAD = "txn_ref,transaction_no,type,amount,paid_at\n"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (HEAD, ()),
        ("\ufeff" + HEAD + " a , 1 , pay , 5 ,x\r\n", (Line("a", "1", 5),)),
        ("amount,paid_at,transaction_no,txn_ref\n5,x,1,a\n", (Line("a", "1", 5),)),
        (HEAD + "a,1,,5,x\nb,2,refund,6,x\n", (Line("a", "1", 5), Line("b", "2", 6, Side.REFUND))),
        (HEAD + "a,1,fee,5,x\n,,fee,,\nb,2,pay,6,x\n", (Line("b", "2", 6),)),
        (HEAD + "a,1,pay,5,x\na,1,pay,5,y\na,2,pay,5,x\n", (Line("a", "1", 5), Line("a", "2", 5))),
        (HEAD + "a,1,pay,5\n", (Line("a", "1", 5),)),
    ],
)
def test_a_day_file_is_read_by_its_columns_and_other_lines_are_left_out(text, lines):
    assert tuple(read_day_file(text)) == lines


@pytest.mark.parametrize(
    "text",
    [
        "",
        "txn_ref,amount\n",
        HEAD + ",1,pay,5,x\n",
        HEAD + "a,,pay,5,x\n",
        HEAD + "a,?1,pay,5,x\n",
        HEAD + "a,1,pay,5.000,x\n",
        HEAD + "a,1,pay,0,x\n",
        HEAD + "a,1,pay,-5,x\n",
        HEAD + "a,1,pay\n",
        HEAD + "a,1,pay," + "9" * 16 + ",x\n",
        HEAD + "a,1,pay,5,x\na,1,pay,6,x\n",
        HEAD + "a,1,pay,5,x\na,1,refund,5,x\n",
        HEAD + 'a,1,pay,5,"x\nb,2,pay,6,x\n',
    ],
)
def test_of_a_day_file_with_a_line_that_cannot_be_right_nothing_is_believed(text):
    with pytest.raises(UnreadableDayFile):
        read_day_file(text)


@pytest.mark.parametrize(
    ("theirs", "kinds"),
    [
        ([Line("a", "9", 5, Side.REFUND)], ["matched"]),
        ([Line("a", "9", 4, Side.REFUND)], ["missing_here", "missing_there"]),
        ([Line("a", "9", 5)], ["missing_here", "missing_there"]),
    ],
    ids=["its amount", "another amount", "a payment"],
)
def test_a_refund_whose_number_was_not_told_meets_the_line_of_its_amount(theirs, kinds):
    assert sorted(one.kind for one in compare([Line("a", "?r1", 5, Side.REFUND)], theirs)) == kinds


def test_what_was_repaired_to_nothing_is_not_there():
    assert compare([Line("a", "1", 0)], []) == ()
    (found,) = compare([Line("a", "1", 0)], [Line("a", "1", 7)])
    assert (found.kind, found.ours) == (Kind.MISSING_HERE, None)
