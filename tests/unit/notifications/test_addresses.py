"""Nothing is sent to an address that is not of the public internet, however it is spelled."""

import ipaddress

import pytest

from services.notifications.domain.addresses import Refused, endpoint_of, is_public, literal, may_be_reached

INTERNAL = (
    "0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1"
    " 172.31.255.255 192.0.0.8 192.0.0.170 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1"
    " 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1"
    " ::ffff:8.8.8.8 64:ff9b::7f00:1 64:ff9b::808:808 64:ff9b:1::1 100::1 2001::1"
    " 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:db8::1 2001:10::1 2001:20::1 2002:7f00:1:: 2002:808:808:: 3fff::1"
    " fc00::1 fd12:3456::1 fe80::1 fec0::1 ff02::1 4000::1 5f00::1 2606:4700::1111%1"
)
PUBLIC = "1.1.1.1 8.8.8.8 14.225.0.1 100.63.255.255 100.128.0.1 172.32.0.1 2606:4700::1111 2001:4860::8888"


@pytest.mark.parametrize("text", INTERNAL.split(" "))
def test_a_special_address_is_not_reached(text: str) -> None:
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize("text", PUBLIC.split(" "))
def test_a_public_address_is_reached(text: str) -> None:
    assert is_public(ipaddress.ip_address(text))


def test_an_operator_may_allow_networks_of_their_own_but_no_address_in_disguise() -> None:
    allowed = (ipaddress.ip_network("10.1.0.0/16"), ipaddress.ip_network("::1/128"))

    assert may_be_reached(ipaddress.ip_address("10.1.2.3"), allowed)
    assert may_be_reached(ipaddress.ip_address("::1"), allowed)
    assert may_be_reached(ipaddress.ip_address("8.8.8.8"))
    assert not may_be_reached(ipaddress.ip_address("::ffff:8.8.8.8"), (ipaddress.ip_network("::/0"),))
    for refused in ("10.2.0.1", "::ffff:10.1.2.3", "127.0.0.1"):
        assert not may_be_reached(ipaddress.ip_address(refused), allowed)


@pytest.mark.parametrize(
    "url",
    [
        "http://coquan.gov.vn/x", "ftp://coquan.gov.vn/", "https://127.0.0.1/", "https://[::1]/", "https://localhost/",
        "https://0x7f.1/", "https://2130706433/", "https://127.1/", "https://coquan.gov.vn:22/", "https://a:b@c.gov.vn/",
        "https://c.gov.vn@127.0.0.1/", "https://coquan.gov.vn:99999/", "https://coquan.gov.vn/\r\nHost: x",
        "https://coquan.gov.vn\\@127.0.0.1/", "https://coquan.gov.vn/x#y", "https:///x", "//coquan.gov.vn", "",
        "https://broker/", "https://coquan.gov.vn./", "https://coquan.gov.vn/ữ", "http://coquan.gov.vn:443/",
        "https://a@coquan.gov.vn/", "https://coquan.gov.vn/a b", "https://coquan.gov.vn/a\x7f",
        "https://coquan.gov.vn/a\\b", f"https://{64 * 'ữ'}.vn/",
    ],
)  # fmt: skip
def test_an_address_of_a_form_that_could_lead_astray_is_refused(url: str) -> None:
    with pytest.raises(Refused):
        endpoint_of(url)


def test_a_sound_address_is_taken_apart() -> None:
    found = endpoint_of("https://Một-Cửa.gov.vn:8443/su-kien?khoa=1")

    assert (found.host, found.port, found.target) == ("xn--mt-ca-4b2bxf.gov.vn", 8443, "/su-kien?khoa=1")
    assert found.authority == "xn--mt-ca-4b2bxf.gov.vn:8443"
    plain = endpoint_of("https://coquan.gov.vn")
    assert (plain.authority, plain.port, plain.target) == ("coquan.gov.vn", 443, "/")
    assert endpoint_of("https://coquan.gov.vn/a!~b").target == "/a!~b"


@pytest.mark.parametrize(
    ("url", "authority", "port"),
    [
        ("http://localhost:8080/x", "localhost:8080", 8080),
        ("http://127.0.0.1/x", "127.0.0.1", 80),
        ("http://[::1]:9/x", "[::1]:9", 9),
        ("https://[::1]/x", "[::1]", 443),
        ("http://coquan.gov.vn:80/x", "coquan.gov.vn", 80),
        ("http://coquan.gov.vn:443/x", "coquan.gov.vn:443", 443),
    ],
)
def test_where_nothing_is_real_the_machine_itself_and_any_port_may_be_named(
    url: str, authority: str, port: int
) -> None:
    found = endpoint_of(url, insecure=True)

    assert (found.authority, found.port, found.target) == (authority, port, "/x")
    with pytest.raises(Refused):
        endpoint_of(url.replace("https", "http"))


@pytest.mark.parametrize("url", ["ftp://localhost/", "http://broker/", "http://a:b@localhost/", "http://localhost/#x"])
def test_even_where_nothing_is_real_an_address_has_the_form_of_one(url: str) -> None:
    with pytest.raises(Refused):
        endpoint_of(url, insecure=True)


def test_only_a_literal_is_an_address_before_any_name_is_asked_for() -> None:
    assert literal("127.0.0.1") == ipaddress.ip_address("127.0.0.1")
    assert literal("coquan.gov.vn") is None
