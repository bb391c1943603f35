"""A provider that fails is left alone, comes back slowly, and no message is asked of the wrong one."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.circuits import UNSURE_AT_MOST, Before, Choice, Circuit, Limits, choose
from services.notifications.domain.providers import Verdict

NOW = dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
LIMITS = Limits(failures=3, good=2, rest=60, probe_every=30)
ORDER = ("a", "b")
UNTRIED = Before()


def later(seconds: float) -> dt.datetime:
    return NOW + dt.timedelta(seconds=seconds)


def opened(at: dt.datetime = NOW) -> Circuit:
    return Circuit().after(Verdict.DEAD, at, at, LIMITS)


def chosen(before: Before = UNTRIED, *, can_wait: bool = True, at: float = 0, **circuits: Circuit) -> Choice | None:
    return choose(ORDER, circuits, before, later(at), LIMITS, can_wait=can_wait)


def test_some_failures_in_a_row_open_it_and_a_good_answer_between_them_does_not() -> None:
    circuit = Circuit()
    for verdict in (Verdict.BAD, Verdict.BAD, Verdict.GOOD, Verdict.BAD, Verdict.BAD):
        circuit = circuit.after(verdict, NOW, NOW, LIMITS)

    assert not circuit.is_open
    assert circuit.after(Verdict.BAD, NOW, NOW, LIMITS).is_open


def test_a_used_up_balance_opens_it_at_once_and_a_slow_down_never_does() -> None:
    assert opened().is_open
    circuit = Circuit()
    for _ in range(100):
        circuit = circuit.after(Verdict.NEITHER, NOW, NOW, LIMITS)
    assert circuit == Circuit()


def test_it_comes_back_only_after_enough_good_answers_and_enough_time() -> None:
    soon = opened()
    for second in (1, 2, 3, 4):
        soon = soon.after(Verdict.GOOD, later(second), later(second), LIMITS)
    assert soon.is_open

    assert opened().after(Verdict.GOOD, later(61), later(61), LIMITS).is_open
    assert not soon.after(Verdict.GOOD, later(61), later(61), LIMITS).is_open


def test_a_failure_while_it_is_tried_starts_the_rest_anew() -> None:
    circuit = (
        opened().after(Verdict.GOOD, later(50), later(50), LIMITS).after(Verdict.BAD, later(55), later(55), LIMITS)
    )

    for second in (70, 100):
        circuit = circuit.after(Verdict.GOOD, later(second), later(second), LIMITS)
    assert circuit.is_open
    assert not circuit.after(Verdict.GOOD, later(116), later(116), LIMITS).is_open


def test_good_answers_are_counted_from_the_last_failure_on() -> None:
    limits = Limits(failures=3, good=3, rest=0, probe_every=30)
    circuit = opened()
    for verdict in (Verdict.GOOD, Verdict.GOOD, Verdict.BAD, Verdict.GOOD, Verdict.GOOD):
        circuit = circuit.after(verdict, later(1), later(1), limits)

    assert circuit.is_open
    assert circuit.opened_at == NOW
    assert not circuit.after(Verdict.GOOD, later(1), later(1), limits).is_open


def test_it_comes_back_at_the_very_end_of_its_rest() -> None:
    soon = opened().after(Verdict.GOOD, later(1), later(1), LIMITS)

    assert soon.after(Verdict.GOOD, later(59), later(59), LIMITS).is_open
    assert not soon.after(Verdict.GOOD, later(60), later(60), LIMITS).is_open


def test_an_answer_to_what_was_sent_before_it_opened_says_nothing() -> None:
    circuit = opened(later(10))

    assert circuit.after(Verdict.GOOD, later(5), later(100), LIMITS) == circuit


@given(st.lists(st.tuples(st.sampled_from(Verdict), st.integers(0, 20)), max_size=60))
def test_between_opening_and_closing_lies_the_rest_and_every_change_had_its_count(
    story: list[tuple[Verdict, int]],
) -> None:
    circuit, now = Circuit(), NOW
    bad_in_a_row = good_in_a_row = 0
    last_failure = NOW
    for verdict, seconds in story:
        now += dt.timedelta(seconds=seconds)
        before, circuit = circuit, circuit.after(verdict, now, now, LIMITS)
        if verdict in (Verdict.BAD, Verdict.DEAD):
            bad_in_a_row, good_in_a_row, last_failure = bad_in_a_row + 1, 0, now
        elif verdict is Verdict.GOOD:
            bad_in_a_row, good_in_a_row = 0, good_in_a_row + 1
        if circuit.is_open and not before.is_open:
            assert verdict is Verdict.DEAD or bad_in_a_row >= LIMITS.failures
        if before.is_open and not circuit.is_open:
            assert good_in_a_row >= LIMITS.good
            assert (now - last_failure).total_seconds() >= LIMITS.rest


def test_the_first_that_works_is_asked() -> None:
    assert chosen() == Choice("a")
    assert chosen(a=opened()) == Choice("b")
    assert choose((), {}, Before(), NOW, LIMITS, can_wait=True) is None


def test_what_said_no_is_passed_over_for_the_next_attempt() -> None:
    assert chosen(Before("a")) == Choice("b")
    assert chosen(Before("b")) == Choice("a")
    assert chosen(Before("a"), b=opened()) == Choice("a")


def test_who_may_have_taken_it_is_asked_again_and_not_for_ever() -> None:
    for unsure in range(1, UNSURE_AT_MOST):
        assert chosen(Before("a", unsure)) == Choice("a")
    assert chosen(Before("a", UNSURE_AT_MOST)) == Choice("b")
    assert chosen(Before("a", 1), a=opened()) == Choice("b")


def test_one_message_that_can_wait_tries_a_provider_that_is_open_and_a_code_never_does() -> None:
    assert chosen(at=29, a=opened()) == Choice("b")
    assert chosen(at=30, a=opened()) == Choice("a", probe=True)
    assert chosen(at=30, can_wait=False, a=opened()) == Choice("b")
    assert chosen(at=30, a=opened(), b=opened()) == Choice("a", probe=True)
    # One that was refused already goes to whoever works.
    assert chosen(Before("b"), at=30, a=opened()) == Choice("b")


def test_a_provider_that_is_open_is_tried_from_time_to_time_counted_from_the_last_try() -> None:
    tried = replace(opened(), probed_at=later(20))

    assert chosen(at=49, a=tried) == Choice("b")
    assert chosen(at=50, a=tried) == Choice("a", probe=True)


def test_of_several_that_work_the_first_other_one_is_asked_next() -> None:
    order = ("a", "b", "c")

    assert choose(order, {}, Before("a"), NOW, LIMITS, can_wait=True) == Choice("b")
    assert choose(order, {}, Before("c"), NOW, LIMITS, can_wait=True) == Choice("a")


def test_where_all_are_open_the_one_that_failed_longest_ago_is_asked() -> None:
    assert chosen(at=20, can_wait=False, a=opened(later(10)), b=opened()) == Choice("b")


@given(
    st.booleans(), st.booleans(), st.sampled_from(["", "a", "b"]), st.integers(0, 4), st.booleans(), st.integers(0, 99)
)
def test_a_code_is_asked_of_an_open_provider_only_where_none_works(
    a_open: bool, b_open: bool, provider: str, unsure: int, can_wait: bool, at: int
) -> None:
    circuits = {"a": opened() if a_open else Circuit(), "b": opened() if b_open else Circuit()}

    choice = choose(ORDER, circuits, Before(provider, unsure), later(at), LIMITS, can_wait=can_wait)

    assert choice is not None
    if circuits[choice.provider].is_open and not (a_open and b_open):
        assert choice.probe
        assert can_wait
