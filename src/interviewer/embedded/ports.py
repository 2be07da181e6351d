"""Free ports of this machine."""

from __future__ import annotations

import contextlib
import socket


class PortTaken(Exception):
    """Another program listens on the port that was asked for."""


def free(host: str = "127.0.0.1", *, udp: bool = False) -> int:
    """A port that nobody listens on at this moment."""
    with _socket(host, udp=udp) as opened:
        opened.bind((host, 0))
        return int(opened.getsockname()[1])


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
        return free(host)
    for port in range(wanted, min(wanted + tries, 65536)):
        if is_free(port, host):
            return port
    raise PortTaken(
        f"No port from {wanted} to {wanted + tries - 1} is free on {host}. "
        f"End what listens there, or name another with --port or INTERVIEWER_API_PORT."
    )


def _socket(host: str, *, udp: bool) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.socket(family, socket.SOCK_DGRAM if udp else socket.SOCK_STREAM)
