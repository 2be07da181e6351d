"""A simulated switchboard that is really served, with people by script and time moved by hand; and its clients."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import tzinfo

from hand_time import HandTime
from interviewer.providers.line import SwitchboardLine
from interviewer.providers.switchboard_rooms import SwitchboardRooms
from interviewer.simulation.line.app import create_app
from interviewer.simulation.line.door import SwitchboardDoor
from interviewer.simulation.line.people import Reaction, Scripted
from interviewer.simulation.line.switchboard import Switchboard, nowhere
from interviewer.simulation.line.talk import Talk
from running_api import serving


@dataclass(frozen=True, slots=True)
class ServedLine:
    """Everything about one switchboard."""

    url: str
    time: HandTime
    script: dict[str, tuple[Reaction, ...]]
    switchboard: Switchboard
    line: SwitchboardLine
    rooms: SwitchboardRooms
    door: SwitchboardDoor

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])


def answers(seconds: float = 600.0, *, rings: float = 5.0, drop_after: float | None = None) -> Reaction:
    """Somebody answers and talks to the end, unless the connection breaks."""
    return Reaction("answered", rings, Talk(seconds=seconds, drop_after=drop_after))


@contextlib.asynccontextmanager
async def served_line(*, home: Callable[[str], tzinfo | None] = nowhere) -> AsyncIterator[ServedLine]:
    """A switchboard on a free port of this machine. Time stands still; whoever is not in the script is drawn by lot."""
    time, script = HandTime(), dict[str, tuple[Reaction, ...]]()
    switchboard = Switchboard(Scripted(script), time, home=home)
    async with (
        serving(create_app(switchboard)) as url,
        SwitchboardLine(url) as line,
        SwitchboardRooms(url) as rooms,
        SwitchboardDoor(url) as door,
    ):
        try:
            yield ServedLine(url, time, script, switchboard, line, rooms, door)
        finally:
            switchboard.close()


async def until(so: Callable[[], Awaitable[bool]]) -> None:
    """Wait until that is so."""
    async with asyncio.timeout(30):
        while not await so():
            await asyncio.sleep(0.005)
