"""Where a webhook may lead: https, or http on this machine alone, and never to where machines keep their credentials.

Deliberately not here: resolving names; the sender does that, and asks `refused` about each address it found.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

LOOPBACK_NAME = "localhost"
NAT64 = IPv6Network("64:ff9b::/96")
METADATA = frozenset(map(ip_address, ("100.100.100.200", "fd00:ec2::254")))
"""Where clouds tell a machine its credentials, beside the link-local address that most use."""


def checked(url: str) -> str:
    """The address as it is kept. Raises ValueError with what is wrong and what to do."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise ValueError(f"this is no address: {error}. Give https://host/path") from error
    if parts.scheme not in ("https", "http") or not host:
        raise ValueError("this is no address of a web server. Give https://host/path")
    if "@" in parts.netloc:
        raise ValueError("it holds a name or password, which would be shown. Verify the signature instead")
    if parts.fragment:
        raise ValueError("what follows # is never sent. Leave it out")
    if parts.scheme == "http" and not loopback(host):
        raise ValueError("http is for receivers on this machine alone (localhost, 127.0.0.1). Give https://")
    if (literal := _literal(host)) and (why := refused(literal)):
        raise ValueError(f"{host} is {why}. Give the address of a receiver")
    return url


def loopback(host: str) -> bool:
    """The host is named as this machine itself."""
    literal = _literal(host)
    return host.lower() == LOOPBACK_NAME if literal is None else literal.is_loopback


def refused(address: IPv4Address | IPv6Address) -> str | None:
    """Why nothing is ever sent to that address; None for any other."""
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or (_last_four(address) if address in NAT64 else address)
    if address.is_link_local:
        return "a link-local address"
    if address in METADATA:
        return "where a cloud keeps credentials"
    if address.is_unspecified or address.is_multicast:
        return "no address of one machine"
    return None


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def _last_four(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) & 0xFFFFFFFF)
