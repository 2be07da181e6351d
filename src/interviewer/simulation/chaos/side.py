"""The candidate's side of one call: its network and its microphone, and what a scenario does to them."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass, field

from interviewer.simulation.candidate.microphone import Microphone
from interviewer.simulation.chaos.network import CALM, Network, between
from interviewer.simulation.chaos.scenario import Blows, Fails, Scenario


@dataclass(slots=True)
class Side:
    """`network` is None where the scenario does nothing to one: then the candidate is beside the server."""

    network: Network | None = None
    microphone: Microphone = field(default_factory=Microphone)
    _stack: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    @classmethod
    async def open(cls, scenario: Scenario, livekit_url: str, *, seed: float) -> Side:
        """What the candidate of a scenario sits at; `close` it."""
        side = cls()
        if any(isinstance(step.do, Blows) for step in scenario.steps):
            side.network = await side._stack.enter_async_context(between(livekit_url, seed=seed))
        return side

    async def close(self) -> None:
        """Its network is gone."""
        await self._stack.aclose()

    async def suffers(self, act: Blows | Fails) -> None:
        """For as long as it takes; a waiting that is given up mends it, too."""
        if isinstance(act, Fails):
            await self.microphone.becomes(act.microphone)
            try:
                await asyncio.sleep(act.seconds)
            finally:
                with contextlib.suppress(Exception):  # the call may be over
                    await self.microphone.becomes("well")
        elif self.network is not None:
            self.network.becomes(act.weather)
            try:
                await asyncio.sleep(act.seconds)
            finally:
                self.network.becomes(CALM)

    @property
    def url(self) -> str:
        """Where the candidate finds livekit-server, empty: where its seat says."""
        return "" if self.network is None else self.network.url
