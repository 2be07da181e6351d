"""An agent that speaks the agent link and nothing else: what a test tells it to observe, it sends."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any, TypeVar

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from interviewer.wire.agent_link import (
    HEARTBEAT_SECONDS,
    PATH,
    TO_AGENT,
    Acknowledged,
    Heartbeat,
    Hello,
    Holding,
    LeaseGranted,
    Message,
    ObservationSent,
    Welcome,
)
from running_api import SECRET

M = TypeVar("M", bound=Message)
PATIENCE = 20.0


class FakeAgent:
    """One link."""

    def __init__(self, connection: ClientConnection, agent_id: str, *, free: int, awake: bool = True) -> None:
        """`awake` False: it never says anything by itself, as one that is frozen."""
        self.connection = connection
        self._told = Heartbeat(free=free, taken=0)
        self.agent_id = agent_id
        self.received: list[Message] = []
        self._news = asyncio.Condition()
        self._numbers: dict[tuple[str, int], int] = {}
        self._reading = asyncio.create_task(self._read())
        self._beating = asyncio.create_task(self._beat()) if awake else None

    def stop(self) -> None:
        """Say and hear nothing any more."""
        self._reading.cancel()
        if self._beating is not None:
            self._beating.cancel()

    async def _beat(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                await asyncio.sleep(HEARTBEAT_SECONDS)
                await self.send(self._told)

    async def _read(self) -> None:
        async for frame in self.connection:
            async with self._news:
                self.received.append(TO_AGENT.validate_json(frame))
                self._news.notify_all()

    @property
    def leases(self) -> int:
        """How many calls it was given."""
        return sum(isinstance(message, LeaseGranted) for message in self.received)

    async def expect(self, kind: type[M], after: int = 0, **fields: object) -> M:
        """The first message of that kind with those fields, waited for if need be."""

        def found() -> M | None:
            for message in self.received[after:]:
                if isinstance(message, kind) and all(getattr(message, k) == v for k, v in fields.items()):
                    return message
            return None

        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: found() is not None), PATIENCE)
            message = found()
        assert message is not None
        return message

    async def send(self, message: Message) -> None:
        await self.connection.send(message.model_dump_json())

    async def beat(self, free: int) -> None:
        self._told = Heartbeat(free=free, taken=self.leases)
        await self.send(self._told)

    async def observe(
        self,
        lease: LeaseGranted,
        type_: str,
        *,
        number: int | None = None,
        at: datetime | None = None,
        schema_version: int = 1,
        **data: Any,
    ) -> int:
        """Send one observation under a lease; its number."""
        key = (lease.interview_id, lease.epoch)
        number = number or self._numbers.get(key, 0) + 1
        self._numbers[key] = number
        at = at or datetime.now(UTC)
        await self.send(
            ObservationSent(
                interview_id=lease.interview_id,
                correlation_id=lease.correlation_id,
                type=type_,
                schema_version=schema_version,
                data={"epoch": lease.epoch, "number": number, "at": at.isoformat(), **data},
            )
        )
        return number

    async def acknowledged(self, lease: LeaseGranted, number: int) -> None:
        await self.expect(Acknowledged, interview_id=lease.interview_id, epoch=lease.epoch, number=number)

    async def kill(self) -> None:
        """Break the line as a killed process does."""
        self.connection.transport.abort()
        with contextlib.suppress(Exception):
            await self._reading


@contextlib.asynccontextmanager
async def agent(
    url: str,
    agent_id: str = "agent-1",
    *,
    free: int = 8,
    holding: tuple[tuple[str, int], ...] = (),
    secret: str = SECRET,
    zone: str = "",
    awake: bool = True,
) -> AsyncIterator[FakeAgent]:
    """A welcomed agent."""
    headers = {"Authorization": f"Bearer {secret}"}
    address = url.replace("http", "ws", 1) + PATH
    async with connect(address, additional_headers=headers, proxy=None) as connection:
        fake = FakeAgent(connection, agent_id, free=free, awake=awake)
        held = tuple(Holding(interview_id=i, epoch=e) for i, e in holding)
        await fake.send(Hello(agent_id=agent_id, free=free, holding=held, zone=zone))
        await fake.expect(Welcome)
        try:
            yield fake
        finally:
            fake.stop()
