"""Addresses are counted by the line that they belong to, however they are written."""

import pytest

from chassis.networks import network_of, plain_address
from chassis.proxies import trust_proxies
from chassis.settings import networks


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_a_line_is_one_network_whatever_address_of_it_is_used(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize("address", ["203.0.113.5", "2001:DB8::1", "::1", "nonsense", ""])
def test_only_a_wrapped_address_is_written_otherwise(address: str) -> None:
    assert plain_address(address) == address


@pytest.mark.parametrize(
    ("seen", "forwarded", "client"),
    [
        ("::ffff:203.0.113.5", "", "203.0.113.5"),
        ("::ffff:203.0.113.5", "198.51.100.7", "203.0.113.5"),
        ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, ::ffff:10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_a_listener_for_both_families_sees_clients_and_proxies_alike(seen: str, forwarded: str, client: str) -> None:
    environ = {"REMOTE_ADDR": seen, "HTTP_X_FORWARDED_FOR": forwarded}

    trust_proxies(environ, networks("10.0.0.0/8"))

    assert environ == {"REMOTE_ADDR": client}
