"""The agent's end of the agent link: one WebSocket, held open, opened again whenever it breaks.

A broken link disturbs no call: observations wait in their spools and follow, in order, on the next link.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException

from interviewer.agent.spool import Spool
from interviewer.conversation.knowledge import Found
from interviewer.telemetry.logs import get_logger
from interviewer.wire.agent_link import (
    HEARTBEAT_SECONDS,
    PATH,
    TO_AGENT,
    Acknowledged,
    FoundPassages,
    Heartbeat,
    Hello,
    Holding,
    LeaseGranted,
    Message,
    ObservationSent,
    Revoked,
    SendAgain,
    Sought,
    Welcome,
)

log = get_logger(__name__)

FIRST_RETRY_SECONDS = 0.1
LONGEST_RETRY_SECONDS = 1.0
"""Well below a lease: an api that is there again hears its agents before it counts them lost."""
HELD_SECONDS = 5.0
"""A link that held so long was a sound one."""


class AgentLink:
    """Speaks for all calls of this process.

    `on_lease` and `on_revoked` are called from the link's task and must not block.
    """

    def __init__(
        self,
        *,
        api_url: str,
        secret: str,
        agent_id: str,
        zone: str = "",
        free: Callable[[], int],
        on_lease: Callable[[LeaseGranted], None],
        on_revoked: Callable[[Revoked], None],
    ) -> None:
        parts = urlsplit(api_url)
        scheme = "wss" if parts.scheme == "https" else "ws"
        self._url = urlunsplit((scheme, parts.netloc, PATH, "", ""))
        self._secret = secret
        self._agent_id = agent_id
        self._zone = zone
        self._free = free
        self._on_lease = on_lease
        self._on_revoked = on_revoked
        self._spools: dict[tuple[str, int], Spool] = {}
        self._holding: set[tuple[str, int]] = set()
        self._outbox: asyncio.Queue[Message] = asyncio.Queue()
        self._acknowledged = asyncio.Event()
        self._finds = False
        self._seeking: dict[str, asyncio.Future[Found]] = {}
        self._connected = False
        self._taken = 0
        """Leases that came over the link of the moment."""

    def add(self, interview_id: str, epoch: int, spool: Spool, *, holding: bool) -> None:
        """Send this spool's observations from now on; `holding`: a call of this process writes to it."""
        self._spools[interview_id, epoch] = spool
        if holding:
            self._holding.add((interview_id, epoch))
        elif self._connected:
            for message in spool.waiting:
                self._outbox.put_nowait(message)

    def release(self, interview_id: str, epoch: int) -> None:
        """The call is over; what it observed is still sent."""
        self._holding.discard((interview_id, epoch))
        self._forget_drained()
        self.announce()

    def send(self, message: ObservationSent) -> None:
        """Send an observation that is in its spool already."""
        if self._connected:
            self._outbox.put_nowait(message)

    async def seek(self, wanted: Sought) -> Found | None:
        """What the control plane found; None at once without a link to one that looks, and as soon as it breaks."""
        if not self._connected or not self._finds:
            return None
        answer = self._seeking[wanted.id] = asyncio.get_running_loop().create_future()
        try:
            self._outbox.put_nowait(wanted)
            await asyncio.wait([answer])
            return None if answer.cancelled() else answer.result()
        finally:
            del self._seeking[wanted.id]

    def announce(self) -> None:
        """Tell the control plane at once how many calls this process can take now."""
        if self._connected:
            self._outbox.put_nowait(Heartbeat(free=self._free(), taken=self._taken))

    async def drained(self) -> None:
        """Wait until every observation was acknowledged."""
        while any(spool.waiting for spool in self._spools.values()):
            self._acknowledged.clear()
            await self._acknowledged.wait()

    async def run(self) -> None:
        """Keep the link open for ever."""
        delay = FIRST_RETRY_SECONDS
        while True:
            began = time.monotonic()
            try:
                async with connect(
                    self._url,
                    additional_headers={"Authorization": f"Bearer {self._secret}"},
                    open_timeout=5,
                    ping_interval=None,
                    max_size=4 * 1024 * 1024,
                    proxy=None,
                ) as connection:
                    await self._talk(connection)
            except InvalidStatus as error:
                log.error("link.refused", status=error.response.status_code)  # noqa: TRY400 - the status says it all
            except (OSError, TimeoutError, WebSocketException) as error:
                log.info("link.down", error=type(error).__name__)
            finally:
                self._connected = False
                for answer in self._seeking.values():
                    answer.cancel()
            if time.monotonic() - began > HELD_SECONDS:  # it held: this break is a new one
                delay = FIRST_RETRY_SECONDS
            await asyncio.sleep(delay * random.uniform(0.5, 1.0))  # noqa: S311 - jitter
            delay = min(delay * 2, LONGEST_RETRY_SECONDS)

    async def _talk(self, connection: ClientConnection) -> None:
        self._outbox = asyncio.Queue()
        self._finds = False
        self._taken = 0
        holding = tuple(Holding(interview_id=i, epoch=e) for i, e in sorted(self._holding))
        hello = Hello(agent_id=self._agent_id, free=self._free(), zone=self._zone, holding=holding)
        await connection.send(hello.model_dump_json())
        for spool in self._spools.values():
            for message in spool.waiting:
                self._outbox.put_nowait(message)
        self._connected = True
        log.info("link.up", holding=len(holding))
        async with asyncio.TaskGroup() as tasks:
            sending = [tasks.create_task(self._send_all(connection)), tasks.create_task(self._beat())]
            with contextlib.suppress(ConnectionClosed):  # with or without a goodbye: a killed api says none
                async for frame in connection:
                    self._receive(frame if isinstance(frame, str) else frame.decode())
            for task in sending:
                task.cancel()

    async def _send_all(self, connection: ClientConnection) -> None:
        with contextlib.suppress(WebSocketException):
            while True:
                message = await self._outbox.get()
                await connection.send(message.model_dump_json())

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            self.announce()

    def _receive(self, frame: str) -> None:
        match TO_AGENT.validate_json(frame):
            case LeaseGranted() as lease:
                self._taken += 1
                self._on_lease(lease)
            case Acknowledged(interview_id=interview_id, epoch=epoch, number=number):
                if spool := self._spools.get((interview_id, epoch)):
                    spool.acknowledge(number)
                    self._acknowledged.set()
                    self._forget_drained()
            case SendAgain(interview_id=interview_id, epoch=epoch, number=number):
                if spool := self._spools.get((interview_id, epoch)):
                    for message in spool.waiting:
                        if message.data["number"] >= number:
                            self._outbox.put_nowait(message)
            case Revoked() as revoked:
                self._on_revoked(revoked)
            case FoundPassages(id=id_, found=found):
                if (answer := self._seeking.get(id_)) and not answer.done():
                    answer.set_result(found)
            case Welcome(finds=finds):
                self._finds = finds

    def _forget_drained(self) -> None:
        for key in [k for k, spool in self._spools.items() if spool.drained and k not in self._holding]:
            del self._spools[key]
