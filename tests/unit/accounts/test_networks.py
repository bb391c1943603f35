"""Guesses are counted by the line they come from, and devices are shown with no more of it than their owner needs."""

from typing import Any

import pytest

from chassis.callers import Caller, CallerKind
from services.accounts.handlers.networks import coarse_network, is_telling, network_index


class Plain:
    """Digests that can be read."""

    def index(self, purpose: str, text: str) -> str:
        return f"{purpose}: {text}"


def at(network: str) -> Caller:
    return Caller(kind=CallerKind.ANONYMOUS, network=network)


def test_another_address_of_the_same_line_gives_nobody_new_tries() -> None:
    sealer: Any = Plain()
    line = {network_index(sealer, at(f"2001:db8:1:2::{host:x}")) for host in range(1, 50)}

    assert line == {"network: 2001:db8:1:2::/64"}
    assert network_index(sealer, at("2001:db8:1:3::1")) not in line
    assert network_index(sealer, at("203.0.113.5")) != network_index(sealer, at("203.0.113.6"))


@pytest.mark.parametrize(
    ("network", "telling", "shown"),
    [
        ("203.0.113.5", True, "203.0.*.*"),
        ("127.0.0.1", False, "127.0.*.*"),
        ("::1", False, "0:0:*"),
        ("2001:db8:1:2::1", True, "2001:db8:*"),
        ("::ffff:203.0.113.5", True, "203.0.*.*"),
        ("unix:", True, ""),
        ("", False, ""),
    ],
)
def test_an_address_is_counted_where_it_tells_parties_apart_and_shown_by_its_first_part(
    network: str, telling: bool, shown: str
) -> None:
    assert is_telling(at(network)) is telling
    assert coarse_network(at(network)) == shown
