"""Which agent gets which interview: the queue on one side, the links of this process with free capacity on the other.

The log decides: whoever appends the lease first has it, in whatever process. Deliberately not here: the WebSocket.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from interviewer.api.feed import Dropped, Reader
from interviewer.bootstrap.wiring import ControlPlane
from interviewer.conversation.script import Script
from interviewer.interviews.commands import Lease, LoseLease
from interviewer.interviews.decider import Rejected
from interviewer.interviews.events import EVENTS, OVER
from interviewer.interviews.ids import interview_of, interviewer_identity, stream_of
from interviewer.interviews.lifecycle import (
    AttemptFailed,
    InterviewHeld,
    InterviewInterrupted,
    InterviewLeased,
    InterviewRescheduled,
)
from interviewer.interviews.view import candidate_in, view_of
from interviewer.interviews.waiting import AGENTS
from interviewer.kernel.log import LogError, LogUnavailable, Metadata, Recorded
from interviewer.providers.rooms import RoomsUnavailable
from interviewer.telemetry import logs
from interviewer.wire.agent_link import HEARTBEAT_SECONDS, LONGEST_CV, LeaseGranted, Message, Revoked
from interviewer.wire.briefing import progress_of

log = logs.get_logger(__name__)
POLL_SECONDS = 1.0
SKEW = timedelta(seconds=1)
AT_ONCE = 16
"""Calls that are given out side by side."""
FRESH_SECONDS = 2 * HEARTBEAT_SECONDS
"""An agent that is silent for longer gets no call: a frozen one's link is open, and it would lose the call again."""
PUT_OUT_SECONDS = 1.0
"""How long a new interviewer waits for LiveKit to put the former one out."""
WAITED_FOR = frozenset({"dial.started", "interview.interrupted"})
CALL_OVER = frozenset(
    EVENTS[event].name for event in (*OVER, InterviewInterrupted, InterviewHeld, InterviewRescheduled, AttemptFailed)
)
"""After any of these no agent has the interview."""


@dataclass(eq=False, slots=True)
class Link:
    """One agent process on its WebSocket. `holding`: interview → epoch, as far as this process knows."""

    agent_id: str
    send: Callable[[Message], Awaitable[None]]
    close: Callable[[], Awaitable[None]]
    reported_free: int = 0
    zone: str = ""
    holding: dict[str, int] = field(default_factory=dict)
    leased_at: dict[str, int] = field(default_factory=dict)
    """Interview → where in the log its last lease over this link stands."""
    reported_taken: int = 0
    granted: int = 0
    """Leases sent over this link; those that the last report did not know are not in its `reported_free` yet."""
    promised: int = 0
    """Calls that are being given to it at this moment."""
    revoked: set[tuple[str, int]] = field(default_factory=set)
    id: UUID = field(default_factory=uuid4)
    heard_at: float = field(default_factory=time.monotonic)
    """When it said something last, by this process's clock."""

    @property
    def free(self) -> int:
        """Calls it can still take: what it reported last, without those that it did not know of then."""
        return self.reported_free - (self.granted - self.reported_taken) - self.promised


class Dispatcher:
    """Gives waiting interviews to the links of this process."""

    def __init__(self, plane: ControlPlane, zone: str = "") -> None:
        self._plane = plane
        self._zone = zone
        self._links: dict[str, Link] = {}
        self._wake = asyncio.Event()

    async def add(self, link: Link) -> None:
        """Give to this link from now on; a former one of the same agent is closed."""
        before = self._links.get(link.agent_id)
        self._links[link.agent_id] = link
        self.wake()
        if before is not None:
            log.info("link.replaced")
            await before.close()

    def remove(self, link: Link) -> None:
        """A link that is gone."""
        if self._links.get(link.agent_id) is link:
            del self._links[link.agent_id]

    def wake(self) -> None:
        """Something changed: look at the queue now."""
        self._wake.set()

    async def follow(self, reader: Reader) -> None:
        """Watch the log for interviews to give out, and for leases that are over."""
        while True:
            try:
                rows = await asyncio.wait_for(reader.take(), POLL_SECONDS)
            except (TimeoutError, Dropped):
                self.wake()  # if it fell behind: the queue itself is looked at in any case
                continue
            for row in rows:
                if row.type in WAITED_FOR:
                    self.wake()
                if row.type in CALL_OVER:
                    await self._revoke(row)

    async def run(self) -> None:
        """Give out interviews for ever."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)
            self._wake.clear()
            try:
                await self._give_out()
            except LogUnavailable:
                log.warning("dispatch.log_unavailable")

    async def _give_out(self) -> None:
        if not any(link.free > 0 for link in self._links.values()):
            return
        giving: list[Coroutine[Any, Any, None]] = []
        for job in await self._plane.store.jobs(AGENTS, due_by=self._soon(), limit=AT_ONCE):
            link = self._next()
            if link is None:
                break
            link.promised += 1
            giving.append(self._give(link, job.key))
        await asyncio.gather(*giving)
        if len(giving) == AT_ONCE:
            self.wake()

    def _soon(self) -> datetime:
        """They are due at once; the clock of whoever put them may be a little ahead of ours."""
        clock = self._plane.clock
        return clock.world(clock.real(clock.now()) + SKEW)

    async def _give(self, link: Link, interview_id: str) -> None:
        """Lease one interview to this link, if it is still to be had; what goes wrong must not stop the others."""
        try:
            await self._lease(link, interview_id)
        except LogUnavailable:
            log.warning("dispatch.log_unavailable")
        except Exception:
            log.exception("lease.failed", interview=interview_id)
        finally:
            link.promised -= 1

    def _next(self) -> Link | None:
        """Who gets the next call: of those awake with room, in this zone if possible, who has the fewest."""
        now = time.monotonic()
        free = [link for link in self._links.values() if link.free > 0 and now - link.heard_at < FRESH_SECONDS]
        return min(free, key=lambda link: (link.zone != self._zone, len(link.holding) + link.promised), default=None)

    async def _lease(self, link: Link, interview_id: str) -> None:
        rows = await self._plane.store.read_stream(stream_of(interview_id))
        cause = next((row for row in reversed(rows) if row.type in WAITED_FOR), None)
        if cause is None:
            return
        correlation_id = cause.metadata.correlation_id
        view = view_of(rows)
        kept = await self._plane.catalog.plan(view.plan_id)
        name = await self._plane.candidates.name_of(view.candidate_id)
        cv = await self._plane.cvs.text(view.candidate_id)
        person = (await self._plane.people.reachable([view.candidate_id])).get(view.candidate_id)
        with logs.bind(session_id=interview_id, correlation_id=correlation_id):
            try:
                done = await self._plane.execute(
                    interview_id,
                    Lease(link.agent_id, self._plane.clock.now()),
                    Metadata(correlation_id, causation_id=str(cause.id), actor="api"),
                )
            except (Rejected, LogError) as error:
                if isinstance(error, LogUnavailable):
                    raise
                return  # another process was faster, or it is over
            leased = next((event for event in done.events if isinstance(event, InterviewLeased)), None)
            if leased is None:
                return
            epoch = leased.epoch
            link.holding[interview_id] = epoch
            link.leased_at[interview_id] = done.position or 0
            await self._put_out(view.room, epoch)
            identity = interviewer_identity(epoch)
            rows = await self._plane.store.read_stream(stream_of(interview_id))
            granted = LeaseGranted(
                interview_id=interview_id,
                epoch=epoch,
                correlation_id=correlation_id,
                livekit_url=self._plane.rooms.url,
                room=view.room,
                token=self._plane.rooms.token(view.room, identity, role="interviewer", name="Interviewer"),
                candidate=candidate_in(interview_id, view),
                zone=person.zone if person else None,
                script=Script.from_plan(
                    kept.plan,
                    candidate_name=name,
                    questions=tuple(q for q, _ in view.questions),
                    opening="full" if view.line == "phone" else "short",
                ),
                progress=progress_of(rows),
                cv=cv and cv[:LONGEST_CV],
            )
            if link.holding.get(interview_id) != epoch or not view_of(rows).leased:
                # It was taken back meanwhile. An agent is told so once: if that comes first, it would never leave.
                link.holding.pop(interview_id, None)
                log.info("lease.withheld", epoch=epoch, agent_id=link.agent_id)
                return
            link.granted += 1
            try:
                await link.send(granted)
            except Exception:  # noqa: BLE001 - whatever the reason, the agent does not have it
                await self.lose(interview_id, epoch)
                return
            log.info("lease.granted", epoch=epoch, agent_id=link.agent_id)

    async def _put_out(self, room: str, epoch: int) -> None:
        """Remove the interviewers of older epochs from the room, so that two never sound at once."""
        outdated = [interviewer_identity(n) for n in range(1, epoch)]
        if not outdated:
            return
        try:
            async with asyncio.timeout(PUT_OUT_SECONDS):
                there = await self._plane.rooms.participants(room)
                for identity in set(outdated).intersection(there):
                    await self._plane.rooms.remove(room, identity)
        except (RoomsUnavailable, TimeoutError) as error:
            log.warning("interviewer.not_put_out", error=type(error).__name__)

    async def lose(self, interview_id: str, epoch: int) -> None:
        """Take a lease back whose agent does not have it."""
        view = view_of(await self._plane.store.read_stream(stream_of(interview_id)))
        command = LoseLease(epoch, "agent_lost", self._plane.clock.now())
        with contextlib.suppress(Rejected, LogError):
            await self._plane.execute(interview_id, command, Metadata(view.correlation_id, actor="api"))
        log.info("lease.lost", session_id=interview_id, epoch=epoch)

    async def _revoke(self, row: Recorded) -> None:
        """Tell an agent of this process whose call was taken from it. One that ended the call itself let it go."""
        interview_id = interview_of(row.stream)
        if interview_id is None:
            return
        for link in list(self._links.values()):
            if row.global_position < link.leased_at.get(interview_id, 0):
                continue  # read late: it ended a lease before that one
            link.leased_at.pop(interview_id, None)
            epoch = link.holding.pop(interview_id, None)
            if epoch is not None:
                await revoke(link, interview_id, epoch, row.type)


async def revoke(link: Link, interview_id: str, epoch: int, reason: str) -> None:
    """Tell an agent once that a lease is over."""
    if (interview_id, epoch) in link.revoked:
        return
    link.revoked.add((interview_id, epoch))
    with contextlib.suppress(Exception):
        await link.send(Revoked(interview_id=interview_id, epoch=epoch, reason=reason))
