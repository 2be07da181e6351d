"""`/v1/agent-link`: the control plane's end of the agent link.

Messages are read without waiting for each other: observations of one interview are taken in order, those of
different interviews side by side, so that the log's writer can put many into one transaction.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import cast, get_args

from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from pydantic import ValidationError

from interviewer.api.answers import problem
from interviewer.api.context import Context, Here
from interviewer.api.dispatch import Dispatcher, Link, revoke
from interviewer.api.lookups import Lookups
from interviewer.api.pulse import Pulse
from interviewer.interviews.commands import Observe
from interviewer.interviews.decider import ObservationsMissing, Rejected
from interviewer.interviews.events import CODEC, Event
from interviewer.interviews.observations import CallEnded, Observed, ProviderFailedOver, TurnMeasured
from interviewer.interviews.state import Dialling, Interrupted, Interview, Live, lease_of
from interviewer.kernel.codec import UnknownEvent
from interviewer.kernel.execute import Executed
from interviewer.kernel.log import LogUnavailable, Metadata, VersionConflict
from interviewer.kernel.writer import LOST
from interviewer.providers.heartbeats import Beat
from interviewer.telemetry import logs
from interviewer.wire.agent_link import (
    FROM_AGENT,
    LEASE_SECONDS,
    PATH,
    Acknowledged,
    Heartbeat,
    Hello,
    Message,
    ObservationSent,
    SendAgain,
    Sought,
    Welcome,
)

log = logs.get_logger(__name__)
router = APIRouter()
RETRY_SECONDS = 0.5
MOST_WAITING = 20_000
"""Observations that may wait for the log on one link before it is closed; the agent keeps them all on its disk."""
NOT_UNDERSTOOD, RESTARTING, TOO_MANY, REPLACED = 1008, 1012, 1013, 4409


@router.websocket(PATH)
async def agent_link(socket: WebSocket, here: Here) -> None:
    """One agent process, as long as its link holds."""
    given = socket.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {here.settings.agent_secret}".encode()):
        log.warning("link.unauthorised")
        detail = "The agent's secret is not this installation's: INTERVIEWER_AGENT_SECRET must be the same on both."
        await socket.send_denial_response(problem(HTTPStatus.UNAUTHORIZED, "unauthorised", "Not allowed", detail))
        return
    await socket.accept()
    try:
        hello = FROM_AGENT.validate_json(await socket.receive_text())
        if isinstance(hello, Hello):
            with logs.bind(agent_id=hello.agent_id):
                state = socket.app.state
                await Session(here, state.dispatcher, state.pulse, socket, hello).run()
            return
        reason = "the first message must be hello"
    except WebSocketDisconnect:
        return
    except ValidationError:
        reason = "a message that this release does not understand"
    log.warning("link.not_understood", reason=reason)
    with contextlib.suppress(RuntimeError):
        await socket.close(NOT_UNDERSTOOD, reason)


@dataclass(slots=True)
class Lane:
    """The observations of one interview on this link, in order."""

    queue: asyncio.Queue[ObservationSent] = field(default_factory=asyncio.Queue)
    unfinished: int = 0
    missing: dict[int, int] = field(default_factory=dict)
    """Epoch → the number asked for again; higher ones are passed over until it comes."""
    blocked: bool = False
    """It brought something that cannot be taken; the agent keeps that and all after it."""


class Session:
    """One agent process on one WebSocket."""

    def __init__(self, here: Context, dispatcher: Dispatcher, pulse: Pulse, socket: WebSocket, hello: Hello) -> None:
        self._plane = here.plane
        self._replies = here.replies
        self._failovers = here.failovers
        self._dispatcher = dispatcher
        self._pulse = pulse
        self._socket = socket
        self._sending = asyncio.Lock()
        self._lanes: dict[str, Lane] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.link = Link(
            hello.agent_id,
            self._send,
            close=self._replaced,
            reported_free=hello.free,
            zone=hello.zone,
            holding={lease.interview_id: lease.epoch for lease in hello.holding},
        )
        self._lookups = Lookups(here.plane, self.link.holding, self._send)

    async def run(self) -> None:
        """Take messages until the link breaks."""
        link = self.link
        with contextlib.suppress(*LOST):
            await self._plane.heartbeats.seen(self._beat())
        await self._send(Welcome(finds=True))
        log.info("link.open", holding=len(link.holding), free=link.reported_free)
        self._start(self._compare())
        code = RESTARTING
        try:
            await self._dispatcher.add(link)
            while True:
                message = FROM_AGENT.validate_json(await self._socket.receive_text())
                link.heard_at = time.monotonic()
                match message:
                    case Hello() | Heartbeat():
                        link.reported_free = message.free
                        link.reported_taken = message.taken if isinstance(message, Heartbeat) else 0
                        self._pulse.note(self._beat())
                        self._dispatcher.wake()
                    case ObservationSent():
                        await self._queue(message)
                    case Sought():
                        self._start(self._look_up(message))
        except WebSocketDisconnect as gone:
            code = gone.code
            log.info("link.closed", code=code)
        finally:
            self._dispatcher.remove(link)
            self._pulse.forget(link.id)
            for task in self._tasks:
                task.cancel()
            if code != RESTARTING:  # when this api goes away, its agents have done nothing wrong
                with contextlib.suppress(*LOST):
                    await self._plane.heartbeats.closed(link.agent_id, link.id)

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("link.broke", exc_info=error)

    async def _send(self, message: Message) -> None:
        async with self._sending:
            await self._socket.send_text(message.model_dump_json())

    async def _replaced(self) -> None:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):
            await self._socket.close(REPLACED, "the same agent opened another link")

    def _beat(self) -> Beat:
        return Beat(self.link.agent_id, self.link.id, self.link.reported_free)

    async def _compare(self) -> None:
        """Compare what the agent says it holds with the log, again and again.

        A lease counts as amiss when two looks in a row find it so: between them, what is on its way arrives.
        """
        before: set[tuple[str, int]] | None = None
        while True:
            try:
                held = set((await self._plane.heartbeats.held_by(self.link.agent_id)).items())
            except LOST:
                await asyncio.sleep(LEASE_SECONDS)
                continue
            holding = set(self.link.holding.items())
            amiss = {lease for lease in held ^ holding if not self._unfinished(lease[0])}
            for lease in amiss:
                if lease in holding and (before is None or lease in before):
                    self.link.holding.pop(lease[0], None)
                    await revoke(self.link, *lease, "the lease is over")
                elif lease in held and before is not None and lease in before:
                    await self._dispatcher.lose(*lease)
            before = amiss
            await asyncio.sleep(LEASE_SECONDS)

    async def _look_up(self, sought: Sought) -> None:
        with contextlib.suppress(RuntimeError, WebSocketDisconnect):  # the link is gone
            await self._lookups.answer(sought)

    def _unfinished(self, interview_id: str) -> bool:
        lane = self._lanes.get(interview_id)
        return lane is not None and lane.unfinished > 0

    async def _queue(self, message: ObservationSent) -> None:
        lane = self._lanes.get(message.interview_id)
        if lane is None:
            lane = self._lanes[message.interview_id] = Lane()
            self._start(self._work(message.interview_id, lane))
        if sum(other.unfinished for other in self._lanes.values()) >= MOST_WAITING:
            await self._socket.close(TOO_MANY, "the log does not keep up; come again")
            raise WebSocketDisconnect(TOO_MANY)
        lane.unfinished += 1
        lane.queue.put_nowait(message)

    async def _work(self, interview_id: str, lane: Lane) -> None:
        while True:
            message = await lane.queue.get()
            with logs.bind(session_id=interview_id, correlation_id=message.correlation_id):
                try:
                    await self._observe(interview_id, lane, message)
                except (RuntimeError, WebSocketDisconnect):
                    return  # the link is gone; what was not acknowledged comes again on the next one
            lane.unfinished -= 1

    async def _observe(self, interview_id: str, lane: Lane, message: ObservationSent) -> None:
        if lane.blocked:
            return
        observation = _understood(message)
        if observation is None:
            lane.blocked = True
            log.error("observation.not_understood", type=message.type, schema_version=message.schema_version)
            return
        epoch, number = observation.epoch, observation.number
        if number > lane.missing.get(epoch, number):
            return
        if isinstance(observation, CallEnded) and self.link.holding.get(interview_id) == epoch:
            del self.link.holding[interview_id]
        metadata = Metadata(message.correlation_id, actor=f"agent:{self.link.agent_id}")
        try:
            done = await self._append(interview_id, observation, metadata)
        except ObservationsMissing as missing:
            lane.missing[epoch] = missing.expected
            await self._send(SendAgain(interview_id=interview_id, epoch=epoch, number=missing.expected))
            return
        except Rejected as error:
            lane.blocked = True
            log.error("observation.refused", reason=str(error), epoch=epoch, number=number)  # noqa: TRY400
            await revoke(self.link, interview_id, epoch, "the log knows of no such lease")
            return
        if lane.missing.get(epoch) == number:
            del lane.missing[epoch]
        await self._send(Acknowledged(interview_id=interview_id, epoch=epoch, number=number))
        if done.events and isinstance(observation, TurnMeasured):  # none when it came again
            self._replies.observe(observation)
        elif done.events and isinstance(observation, ProviderFailedOver):
            self._failovers.observe(observation)
        lease = lease_of(done.state)
        outdated = isinstance(done.state, Dialling | Live | Interrupted) and (lease is None or lease.epoch != epoch)
        if outdated and not isinstance(observation, CallEnded):
            self._let_go(interview_id, epoch)
            await revoke(self.link, interview_id, epoch, "another interviewer has the call")

    async def _append(self, interview_id: str, observation: Observed, metadata: Metadata) -> Executed[Event, Interview]:
        """What came of it once the observation is in the log, however long the database is away."""
        while True:
            try:
                return await self._plane.execute(interview_id, Observe(observation), metadata)
            except (LogUnavailable, VersionConflict):
                await asyncio.sleep(RETRY_SECONDS)

    def _let_go(self, interview_id: str, epoch: int) -> None:
        if self.link.holding.get(interview_id) == epoch:
            del self.link.holding[interview_id]


def _understood(message: ObservationSent) -> Observed | None:
    """The observation in today's shape, or None for something else. Whether it is late is ours to say."""
    try:
        event = CODEC.from_parts(message.type, message.schema_version, json.dumps(message.data))
    except (UnknownEvent, ValidationError):
        return None
    if not isinstance(event, get_args(Observed)):
        return None
    return cast("Observed", replace(event, late=False))
