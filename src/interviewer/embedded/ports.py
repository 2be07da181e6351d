"""Free ports of this machine, for servers that listen a moment later, and again after a restart.

The kernel gives clients ports of their own, tens of thousands of them in one range; a port chosen there may be some
client's by the time that its server listens. So the choice is among the others, and is kept from other processes that
choose, until this one ends.
"""

from __future__ import annotations

import contextlib
import os
import random
import socket
from collections import deque
from pathlib import Path
from typing import Final

_OF_CLIENTS: Final = Path("/proc/sys/net/ipv4/ip_local_port_range")
_FIRST: Final = 10_000
"""Below it are the ports of well-known services."""
TRIES: Final = 1000
_KEPT: Final = 64
"""Choices that are kept from others, as open files; by then the first of them have long been listened on."""
_kept: deque[int] = deque()


class PortTaken(Exception):
    """Another program listens on the port that was asked for."""


def free(*, udp: bool = False) -> int:
    """A port that nobody listens on, at whatever address, and that is given to nobody else. Raises PortTaken."""
    choices = _not_of_clients()
    for _ in range(TRIES):
        port = random.choice(choices)  # noqa: S311 - nobody is kept from guessing it
        if _keep(port, udp=udp) and is_free(port, "0.0.0.0", udp=udp):  # noqa: S104  # asked, not listened on
            return port
    raise PortTaken(f"Of {len(choices)} ports of this machine {TRIES} were tried, and none is free.")


def is_free(port: int, host: str = "127.0.0.1", *, udp: bool = False) -> bool:
    """Whether a server could listen on this port now."""
    with _socket(host, udp=udp) as opened:
        if not udp:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError, OverflowError):
            opened.bind((host, port))
            return True
    return False


def near(wanted: int, host: str = "127.0.0.1", *, tries: int = 50) -> int:
    """`wanted` if it is free, else the next one that is; 0 is any. Raises PortTaken when none of `tries` is free."""
    if wanted == 0:
        return free()
    for port in range(wanted, min(wanted + tries, 65536)):
        if is_free(port, host):
            return port
    raise PortTaken(
        f"No port from {wanted} to {wanted + tries - 1} is free on {host}. "
        f"End what listens there, or name another with --port or INTERVIEWER_API_PORT."
    )


def _not_of_clients() -> list[int]:
    try:
        low, high = (int(word) for word in _OF_CLIENTS.read_text().split())
    except (OSError, ValueError):
        low, high = 32_768, 60_999
    others = [port for port in range(_FIRST, 65_536) if not low <= port <= high]
    return others or list(range(_FIRST, 65_536))


def _keep(port: int, *, udp: bool) -> bool:
    """Hold the port's name against others; a name that is a socket is gone with its process, however that ends."""
    name = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        name.bind(f"\0interviewer-{'udp' if udp else 'tcp'}-port-{port}")
    except OSError:
        name.close()
        return False
    _kept.append(name.detach())
    if len(_kept) > _KEPT:
        os.close(_kept.popleft())
    return True


def _socket(host: str, *, udp: bool) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.socket(family, socket.SOCK_DGRAM if udp else socket.SOCK_STREAM)
