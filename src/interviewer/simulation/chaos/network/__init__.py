"""The network between one candidate and livekit-server: whatever passes between the two passes here, and may be lost.

`weather` says what it does to what passes, `relay` carries datagrams and streams, `signalling` the WebSocket, in which
it puts its own address in place of each that the two tell each other; so neither knows another way. The agents keep
theirs. Deliberately not here: when it does what (`acts`), and how long (a scenario).
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

from interviewer.simulation.chaos.network.relay import Relays
from interviewer.simulation.chaos.network.signalling import signalling
from interviewer.simulation.chaos.network.weather import CALM, Sky, Way, Weather

__all__ = ["CALM", "Network", "Way", "Weather", "between"]


class Network:
    """One candidate's; `url` is where it finds livekit-server."""

    def __init__(self, url: str, sky: Sky, relays: Relays) -> None:
        self.url = url
        self._sky = sky
        self._relays = relays

    def becomes(self, weather: Weather) -> None:
        """From now on it does this to what passes."""
        self._sky.turn(weather)

    @property
    def passed(self) -> tuple[int, int]:
        """Datagrams that came out at livekit-server's end, and at the candidate's."""
        return self._relays.passed

    @property
    def lost(self) -> tuple[int, int]:
        """Datagrams that did not: those of the candidate, and those for it."""
        return self._relays.lost


@contextlib.asynccontextmanager
async def between(livekit_url: str, *, seed: float = 0.0) -> AsyncIterator[Network]:
    """A network to this server, calm at first; the same seed loses the same share in the same order."""
    sky = Sky(seed)
    async with Relays(sky) as relays, signalling(livekit_url, sky, relays) as url:
        yield Network(url, sky, relays)
