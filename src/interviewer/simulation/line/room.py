"""A room of the simulated switchboard, and the calls in it.

Deliberately not here: what makes a call go on (`switchboard`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from interviewer.providers.line import Outcome
from interviewer.simulation.line.people import Reaction
from interviewer.simulation.line.talk import Gone, Ring, Talk

REMEMBERED: Final = 100
"""How many calls that are over a room remembers the reason of."""


@dataclass(eq=False)
class Leg:
    """One ring of one number, and the call that may come of it."""

    ring: Ring
    """What the record says of it so far."""
    reaction: Reaction
    outcome: asyncio.Future[Outcome]
    """Done when the ringing is over."""
    timer: asyncio.Task[None] | None = None
    """What happens next by itself."""
    greeted: bool = False
    """Whether an interviewer who is there knows of the candidate; a talk cannot go on before."""
    talked: float = 0.0
    """Seconds of talk before `since`."""
    since: datetime | None = None
    """From when on an interviewer has been talking with the candidate."""

    @property
    def connected(self) -> bool:
        """Whether the candidate is on the line."""
        return self.ring.answered_at is not None and self.ring.hung_up_at is None

    def said(self, now: datetime) -> float:
        """Seconds of talk until now."""
        return self.talked + (0.0 if self.since is None else max(0.0, (now - self.since).total_seconds()))

    def note(self, **facts: object) -> None:
        """Write facts into the record."""
        self.ring = self.ring.model_copy(update=facts)

    def talk(self, now: datetime) -> Talk | None:
        """How the talk goes from now on; None unless the candidate is connected."""
        if not self.connected or self.reaction.talk is None:
            return None
        return self.reaction.talk.after(self.said(now)).model_copy(update={"identity": self.ring.identity})

    def stop_timer(self) -> None:
        """Nothing happens by itself any more."""
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None


@dataclass(eq=False)
class Room:
    """Who is in a room, in the order of coming; candidates from the first ring on."""

    legs: list[Leg] = field(default_factory=list)
    """Those that ring or are connected."""
    interviewers: dict[str, None] = field(default_factory=dict)
    went: dict[str, Gone] = field(default_factory=dict)
    """Why the candidates who were connected are so no more, by identity."""
    closed: bool = False
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def participants(self) -> tuple[str, ...]:
        """Everybody's identity, candidates first."""
        return tuple(dict.fromkeys((*(leg.ring.identity for leg in self.legs), *self.interviewers)))

    def connected(self, identity: str | None = None) -> Leg | None:
        """The candidate on the line, any or that one."""
        for leg in self.legs:
            if leg.connected and identity in {None, leg.ring.identity}:
                return leg
        return None

    def lose(self, leg: Leg, gone: Gone) -> None:
        """Take out a candidate who was connected."""
        self.went.pop(leg.ring.identity, None)
        self.went[leg.ring.identity] = gone
        while len(self.went) > REMEMBERED:
            del self.went[next(iter(self.went))]
        self.legs.remove(leg)

    def changed(self) -> None:
        """Let everybody who waits look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def until(self, settled: Callable[[], bool]) -> None:
        """Wait until that is so; it is looked at after each change."""
        while not settled():
            await self._changed.wait()
