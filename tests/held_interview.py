"""An interview driven to any point of its life through the one write path."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from interviewer.bootstrap.wiring import ControlPlane
from interviewer.catalog.check import parse_plan
from interviewer.interviews.commands import Join, Lease, Observe, Schedule
from interviewer.interviews.ids import TurnId, new_id, stream_of
from interviewer.interviews.observations import (
    CallEnded,
    CallJoined,
    EndReason,
    Observed,
    QuestionAnswered,
    TurnHeard,
    TurnKind,
    TurnSpoken,
)
from interviewer.interviews.view import InterviewView, view_of
from interviewer.kernel.log import Metadata
from interviewer.providers.heartbeats import Beat
from running_api import PLAN

HERE = Metadata("req_test")
ANSWER = "I built the queue that sells the tickets, and I run it on two small machines with Postgres underneath."


def now() -> datetime:
    return datetime.now(UTC)


class HeldInterview:
    """One interview of the test plan."""

    def __init__(self, plane: ControlPlane, interview_id: str) -> None:
        self.plane = plane
        self.id = interview_id
        self.number = 0

    @classmethod
    async def scheduled(cls, plane: ControlPlane) -> HeldInterview:
        kept = await plane.catalog.add_plan(parse_plan(PLAN, source="plan", base=None))
        candidate = await plane.candidates.add("Ada Byron")
        held = cls(plane, new_id("int"))
        command = Schedule(kept.id, candidate.id, ("own_service",), due=now(), now=now())
        await plane.execute(held.id, command, HERE)
        return held

    async def dialled(self) -> HeldInterview:
        await self.plane.execute(self.id, Join(self.id, now()), HERE)
        return self

    async def leased(self, agent_id: str = "agent-1") -> HeldInterview:
        await self.plane.heartbeats.seen(Beat(agent_id, uuid4(), 1))
        await self.plane.execute(self.id, Lease(agent_id, now()), HERE)
        return self

    async def live(self) -> HeldInterview:
        await self.observe(CallJoined(epoch=1, number=self._next(), at=now()))
        return self

    async def answered(self) -> HeldInterview:
        turn = TurnId(f"turn_{self.number}")
        heard = TurnHeard(
            epoch=1,
            number=self._next(),
            at=now(),
            turn_id=turn,
            text=ANSWER,
            question_id="own_service",
            started=now(),
            ended=now(),
            confidence=0.9,
        )
        await self.observe(heard)
        await self.observe(
            QuestionAnswered(epoch=1, number=self._next(), at=now(), question_id="own_service", turn_ids=(turn,))
        )
        return self

    async def ended(self, reason: EndReason = "finished") -> HeldInterview:
        await self.observe(CallEnded(epoch=1, number=self._next(), at=now(), reason=reason))
        return self

    async def saw(self, what: type[Observed], **fields: Any) -> HeldInterview:
        await self.observe(what(epoch=1, number=self._next(), at=now(), **fields))
        return self

    async def heard(self, turn: str, text: str, question: str | None = None) -> HeldInterview:
        about: dict[str, Any] = {"turn_id": TurnId(turn), "text": text, "question_id": question}
        return await self.saw(TurnHeard, **about, started=now(), ended=now())

    async def spoke(self, turn: str, text: str, kind: TurnKind = "question") -> HeldInterview:
        about: dict[str, Any] = {"turn_id": TurnId(turn), "text": text, "question_id": None, "kind": kind}
        return await self.saw(TurnSpoken, **about, started=now(), ended=now())

    async def observe(self, observation: Observed) -> None:
        await self.plane.execute(self.id, Observe(observation), HERE)

    async def view(self) -> InterviewView:
        return view_of(await self.plane.store.read_stream(stream_of(self.id)))

    async def types(self) -> list[str]:
        return [row.type for row in await self.plane.store.read_stream(stream_of(self.id))]

    def _next(self) -> int:
        self.number += 1
        return self.number


async def eventually(true: Callable[[], Awaitable[bool]], seconds: float = 30) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(seconds):
        while not await true():
            await asyncio.sleep(0.02)
