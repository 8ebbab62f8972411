"""Which network addresses an outgoing call may reach: public ones, so that no URL can turn the platform on itself.

Source: OWASP, Server-Side Request Forgery; IANA special-purpose address registries (through ``ipaddress``).
"""

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address
_NAT64 = (
    IPv6Network("64:ff9b::/96"),
    IPv6Network("64:ff9b:1::/48"),
)  # they hide an IPv4 address, perhaps a private one


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public Internet, whatever form it is written in."""
    if isinstance(address, IPv6Address):
        hidden = address.ipv4_mapped or address.sixtofour
        if hidden is not None:
            return is_public(hidden)
        if address.teredo is not None or any(address in network for network in _NAT64):
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def resolve(host: str, port: int) -> tuple[Address, ...]:
    """Every address of a name, asked once.

    Raises:
        OSError: the name does not resolve.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # A scope id (fe80::1%eth0) marks a link-local address; without it the address reads as what it is.
    return tuple(dict.fromkeys(ip_address(str(row[4][0]).partition("%")[0]) for row in found))
