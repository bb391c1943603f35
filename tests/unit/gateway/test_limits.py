"""Requests are counted per caller and told in the RateLimit header fields."""

from chassis.callers import Caller, CallerKind
from gateway.limits import Limiter, Policy, counted_as, policies
from tests.unit.gateway.fakes import Clock

POLICY = Policy("default", 3, 60)


def test_a_caller_is_let_in_up_to_the_quota_and_again_in_the_next_window() -> None:
    clock = Clock()
    limiter = Limiter(clock)

    verdicts = [limiter.take(POLICY, "an").allowed for _ in range(4)]
    clock.pass_by(60)

    assert verdicts == [True, True, True, False]
    assert limiter.take(POLICY, "an").allowed


def test_callers_do_not_use_up_each_others_quota() -> None:
    limiter = Limiter(Clock())
    for _ in range(4):
        limiter.take(POLICY, "an")

    assert limiter.take(POLICY, "binh").allowed


def test_the_header_says_what_is_left_and_for_how_long() -> None:
    clock = Clock()
    limiter = Limiter(clock)
    limiter.take(POLICY, "an")
    clock.pass_by(20)

    assert limiter.take(POLICY, "an").header == '"default";r=1;t=40'
    assert POLICY.header == '"default";q=3;w=60'


def test_the_limiter_forgets_the_oldest_and_not_the_busiest() -> None:
    limiter = Limiter(Clock(), capacity=2)
    for _ in range(4):
        limiter.take(POLICY, "busy")
    limiter.take(POLICY, "other")
    assert not limiter.take(POLICY, "busy").allowed
    assert limiter.take(POLICY, "third").left == 2

    assert not limiter.take(POLICY, "busy").allowed
    assert limiter.take(POLICY, "third").left == 1
    assert limiter.take(POLICY, "other").left == 2, "it was forgotten"


def test_neighbours_in_one_ipv6_network_count_as_one() -> None:
    def at(address: str) -> str:
        return counted_as(Caller(kind=CallerKind.ANONYMOUS, network=address))

    assert at("2001:db8:1:2::1") == at("2001:db8:1:2:ffff::9")
    assert at("2001:db8:1:3::1") != at("2001:db8:1:2::1")
    assert at("203.0.113.5") != at("203.0.113.6")
    assert at("") == "unknown"


def test_the_wait_that_is_told_is_never_too_short() -> None:
    clock = Clock()
    limiter = Limiter(clock)
    for _ in range(3):
        limiter.take(POLICY, "an")
    clock.pass_by(0.6)

    refused = limiter.take(POLICY, "an")
    assert (refused.allowed, refused.resets_in) == (False, 60)
    clock.pass_by(refused.resets_in)
    assert limiter.take(POLICY, "an").left == 2


def test_quotas_are_shares_of_what_one_caller_may_read_and_never_nothing() -> None:
    assert {name: (one.name, one.quota, one.window) for name, one in policies(300).items()} == {
        "default": ("default", 300, 60),
        "suggest": ("suggest", 600, 60),
        "change": ("change", 150, 60),
        "sign-in": ("sign-in", 60, 60),
        "look-up": ("look-up", 60, 60),
        "file": ("file", 150, 60),
        "provider": ("provider", 3000, 60),
    }
    assert {one.quota for one in policies(1).values()} == {1, 2, 10}


def test_who_is_signed_in_counts_as_themselves_wherever_they_are() -> None:
    def an(address: str) -> str:
        return counted_as(Caller(kind=CallerKind.CITIZEN, id="acc-1", network=address))

    assert an("203.0.113.5") == an("198.51.100.7") == "acc-1"
