"""What is to be run and how to tell that it is ready: the description that the supervisor acts on.

Deliberately not in it: starting anything.
"""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping


class NotReady(Exception):
    """A program did not get ready; the message carries the last lines of its log."""


@dataclass(frozen=True, slots=True)
class Program:
    """One process of the system.

    `ready` is asked again and again with what the program has logged since its start; it answers True, or False for
    "not yet". `within` and `grace` are seconds: to get ready, and to end after `stop_signal` before it is killed.
    """

    name: str
    command: tuple[str, ...]
    ready: Callable[[str], Awaitable[bool]]
    where: str = ""
    environment: Mapping[str, str] = field(default_factory=lambda: {"PATH": os.defpath, "LANG": "C.UTF-8"}, repr=False)
    """All that the process sees; servers of others see nothing of ours."""
    folder: Path | None = None
    user: tuple[int, int] | None = None
    within: float = 30.0
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 10.0
    drains: bool = False
    """At the first `stop_signal` it comes to an end with what it does, at a second one it leaves it."""
    stage: int = 0
    """What is started first has the lowest stage; the highest is stopped first."""
    attempts: int = 1
    """How often it is started anew when it ends before it is ready."""


def answers(url: str) -> Callable[[str], Awaitable[bool]]:
    """Ready when GET of this address answers 200."""

    async def ready(_log: str) -> bool:
        import httpx

        from interviewer.providers.certificates import trusted

        try:
            async with httpx.AsyncClient(trust_env=False, verify=trusted(), timeout=2.0) as client:
                return (await client.get(url)).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    return ready


def says(event: str) -> Callable[[str], Awaitable[bool]]:
    """Ready when it has logged this event as a JSON line."""
    mark = f'"event": "{event}"'

    async def ready(log: str) -> bool:
        return mark in log

    return ready
