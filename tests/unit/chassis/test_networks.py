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
        ("0:0:0:0:0:ffff:203.0.113.5", "203.0.113.5"),
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
        ("10.0.0.1", "0:0:0:0:0:FFFF:198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "198.51.100.7, ::ffff:10.0.0.2", "198.51.100.7"),
        ("10.0.0.1", "", "10.0.0.1"),
    ],
)
def test_a_listener_for_both_families_sees_clients_and_proxies_alike(seen: str, forwarded: str, client: str) -> None:
    environ = {"REMOTE_ADDR": seen, "HTTP_X_FORWARDED_FOR": forwarded}

    trust_proxies(environ, networks("10.0.0.0/8"))

    assert environ == {"REMOTE_ADDR": client}


OF_PROXIES = {
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_FORWARDED_HOST": "elsewhere.example",
    "HTTP_FORWARDED": "for=6.6.6.6",
    "HTTP_X_REAL_IP": "6.6.6.6",
    "HTTP_X_FORWARDED_PORT": "444",
    "HTTP_X_FORWARDED_PREFIX": "/x",
}


@pytest.mark.parametrize("seen", ["203.0.113.5", "unix:", "", None])
@pytest.mark.parametrize("trusted", ["10.0.0.0/8", ""])
def test_who_is_no_proxy_of_ours_is_not_believed_and_leaves_no_such_header(seen: str | None, trusted: str) -> None:
    own = {"HTTP_HOST": "here.example", **({} if seen is None else {"REMOTE_ADDR": seen})}
    environ = {**own, **OF_PROXIES, "HTTP_X_FORWARDED_FOR": "6.6.6.6"}

    trust_proxies(environ, networks(trusted) if trusted else ())

    assert environ == own


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("6.6.6.6, 1.2.3.4, 10.0.0.9", "1.2.3.4"),
        (" , 1.2.3.4 ,, ", "1.2.3.4"),
        ("6.6.6.6, nonsense", "10.0.0.1"),
        ("6.6.6.6, nonsense, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        (", ".join(["1.2.3.4", *["10.0.0.2"] * 19]), "1.2.3.4"),
        (", ".join(["1.2.3.4", *["10.0.0.2"] * 20]), "10.0.0.2"),
    ],
)
def test_the_client_is_the_last_that_none_of_our_proxies_is(forwarded: str, client: str) -> None:
    environ = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}

    trust_proxies(environ, networks("10.0.0.0/9,10.128.0.0/9"))

    assert environ == {"REMOTE_ADDR": client}


@pytest.mark.parametrize(
    ("name", "told", "kept"),
    [
        ("PROTO", " HTTPS ", {"wsgi.url_scheme": "https"}),
        ("PROTO", "http", {"wsgi.url_scheme": "http"}),
        ("PROTO", "javascript", {}),
        ("HOST", " portal.example.vn:8443 ", {"HTTP_HOST": "portal.example.vn:8443"}),
        ("HOST", "[2001:db8::1]", {"HTTP_HOST": "[2001:db8::1]"}),
        ("HOST", "a" * 255, {"HTTP_HOST": "a" * 255}),
        ("HOST", "a" * 256, {}),
        ("HOST", "portal.example.vn/x", {}),
        ("HOST", "", {}),
    ],
)
def test_a_proxy_of_ours_tells_scheme_and_host_if_they_can_be_such(name: str, told: str, kept: dict[str, str]) -> None:
    environ = {"REMOTE_ADDR": "10.0.0.1", f"HTTP_X_FORWARDED_{name}": told}

    trust_proxies(environ, networks("10.0.0.0/8"))

    assert environ == {"REMOTE_ADDR": "10.0.0.1", **kept}
