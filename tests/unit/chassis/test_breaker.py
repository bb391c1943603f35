"""The circuit breaker, with a clock of the test's own."""

import threading

import pytest

from chassis.breaker import Breaker
from chassis.errors import SERVICE_AWAY, PortalError


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Refused(Exception):
    """The other side is well and says no."""


def away() -> None:
    raise ConnectionError("away")


def refuses() -> None:
    raise Refused


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker("bank", failures=3, rest=30, counts=(ConnectionError,), clock=clock)


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        with pytest.raises(ConnectionError):
            breaker.call(away)


def is_spared(breaker: Breaker) -> bool:
    with pytest.raises(PortalError) as caught:
        breaker.call(lambda: pytest.fail("was asked"))
    return caught.value.code == SERVICE_AWAY.code and (caught.value.retry_after or 0) >= 1


def test_some_failures_in_a_row_open_the_circuit(breaker: Breaker) -> None:
    fail(breaker, 2)
    assert breaker.state == "closed"
    fail(breaker, 1)
    assert breaker.state == "open"
    assert is_spared(breaker)


def test_the_wait_that_is_told_is_never_too_short(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 0.6

    with pytest.raises(PortalError) as caught:
        breaker.call(lambda: None)
    assert caught.value.retry_after == 30


def test_a_success_between_failures_keeps_it_closed(breaker: Breaker) -> None:
    fail(breaker, 2)
    breaker.call(lambda: None)
    fail(breaker, 2)

    assert breaker.state == "closed"


def test_a_refusal_says_nothing_against_the_other_side(breaker: Breaker) -> None:
    for _ in range(10):
        with pytest.raises(Refused):
            breaker.call(refuses)

    assert breaker.state == "closed"


def test_no_answer_before_the_circuit_opened_keeps_a_later_try_away(breaker: Breaker, clock: Clock) -> None:
    breaker.call(lambda: None)
    with pytest.raises(Refused):
        breaker.call(refuses)
    fail(breaker, 3)
    clock.now += 30

    assert breaker.call(lambda: "well") == "well"


def test_a_call_from_before_the_opening_that_fails_late_makes_the_rest_no_longer(
    breaker: Breaker, clock: Clock
) -> None:
    def slow() -> None:
        fail(breaker, 3)
        clock.now += 20
        away()

    with pytest.raises(ConnectionError):
        breaker.call(slow)
    clock.now += 10

    assert breaker.call(lambda: "well") == "well"


def test_a_call_from_before_the_opening_that_fails_during_a_try_lets_no_second_one_try(
    breaker: Breaker, clock: Clock
) -> None:
    begun, over, tried, well = (threading.Event() for _ in range(4))

    def slow() -> None:
        begun.set()
        over.wait(10)
        away()

    def probe() -> None:
        tried.set()
        well.wait(10)

    def before() -> None:
        with pytest.raises(ConnectionError):
            breaker.call(slow)

    old = threading.Thread(target=before)
    old.start()
    begun.wait(10)
    fail(breaker, 3)
    clock.now += 30
    trying = threading.Thread(target=breaker.call, args=(probe,))
    trying.start()
    tried.wait(10)
    over.set()
    old.join(10)

    assert is_spared(breaker)
    well.set()
    trying.join(10)
    assert breaker.state == "closed"


def test_after_a_rest_one_call_tries_and_its_success_closes_the_circuit(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 30
    assert breaker.state == "half-open"

    def probe() -> str:
        assert is_spared(breaker)
        return "well"

    assert breaker.call(probe) == "well"
    assert breaker.state == "closed"


def test_a_failed_try_opens_the_circuit_for_another_rest(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 30
    fail(breaker, 1)

    assert breaker.state == "open"
    clock.now += 29
    assert is_spared(breaker)
    clock.now += 1
    assert breaker.call(lambda: "well") == "well"


def test_a_try_that_is_refused_lets_the_next_one_try(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 30
    with pytest.raises(Refused):
        breaker.call(refuses)

    assert breaker.call(lambda: "well") == "well"


def test_a_call_from_before_the_opening_does_not_close_it(breaker: Breaker) -> None:
    def slow() -> str:
        fail(breaker, 3)
        return "late"

    assert breaker.call(slow) == "late"
    assert breaker.state == "open"
