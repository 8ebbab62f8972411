"""Only public addresses are reached, in whatever clothes the others come."""

from ipaddress import ip_address

import pytest

from shared.http.addresses import is_public


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",  # noqa: S104 - a value, not a binding
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "64:ff9b:1::1", "2001:0:7f00:1::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_known_as_such(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", ["8.8.8.8", "185.24.184.1", "2a01:e0a::1", "::ffff:8.8.8.8"])
def test_a_public_address_is_public(text: str) -> None:
    assert is_public(ip_address(text))
