"""A call that an agent holds with a person of the simulated switchboard: everything but the words is as in a real one.

It goes by the briefing as any interviewer does, asks what is still to be asked, and reports what it sees. Deliberately
not here: the agent link, which is the real one (`agent`), and how the person behaves (`line.people`).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import UTC
from typing import Any, Protocol

from interviewer.calling.openings import Place, instant
from interviewer.interviews import observations as seen
from interviewer.interviews.ids import TurnId, interviewer_identity
from interviewer.kernel.tasks import end
from interviewer.simulation.line.door import DoorBroken, SwitchboardDoor
from interviewer.simulation.line.switchboard import WorldTime
from interviewer.simulation.line.talk import Talk
from interviewer.telemetry.logs import bind, get_logger
from interviewer.wire.agent_link import LeaseGranted

log = get_logger(__name__)
ENTER_SECONDS = 10.0
"""How long the room may take to be there."""
LOOK_SECONDS = 0.05
CANDIDATE_ARRIVES_WITHIN = 45.0
"""As long as an interviewer of a real call waits, in real time: whoever takes a call over may find nobody in it."""


class Reports(Protocol):
    """What takes down what a call sees."""

    def report(self, kind: type[seen.Observed], /, **facts: Any) -> None:  # noqa: ANN401 - whatever fields the kind has
        """Take down one observation."""
        ...

    def finish(self) -> None:
        """Nothing more will be seen."""
        ...


class ScriptedCall:
    """One interview in one epoch."""

    def __init__(
        self,
        lease: LeaseGranted,
        reports: Reports,
        door: SwitchboardDoor,
        time: WorldTime,
        *,
        arrives_within: float = CANDIDATE_ARRIVES_WITHIN,
    ) -> None:
        self._lease = lease
        self._arrives_within = arrives_within
        self._reports = reports
        self._door = door
        self._time = time
        self._identity = interviewer_identity(lease.epoch)
        self._turns = 0
        self._left: asyncio.Future[seen.EndReason | None] = asyncio.get_running_loop().create_future()

    def stop(self) -> None:
        """This process is going away."""
        if not self._left.done():
            self._left.set_result("stopped")

    def revoke(self) -> None:
        """The lease is lost, or the call was ended by the control plane."""
        if not self._left.done():
            self._left.set_result(None)

    async def hold(self) -> seen.EndReason | None:
        """Enter, talk, leave; how it ended, None when somebody else ended it."""
        lease = self._lease
        with bind(session_id=lease.interview_id, correlation_id=lease.correlation_id, epoch=lease.epoch):
            try:
                reason = await self._unless_told_to_leave(self._talk)
            except DoorBroken:
                log.warning("call.switchboard_lost")
                reason = "failed"
            with contextlib.suppress(DoorBroken):
                await self._door.leave(lease.room, self._identity)
            if reason is not None:
                self._reports.report(seen.CallEnded, reason=reason)
            self._reports.finish()
            return reason

    async def _unless_told_to_leave(
        self, work: Callable[[], Awaitable[seen.EndReason | None]]
    ) -> seen.EndReason | None:
        task = asyncio.ensure_future(work())
        try:
            await asyncio.wait({task, self._left}, return_when=asyncio.FIRST_COMPLETED)
            return self._left.result() if self._left.done() else task.result()
        finally:
            await end([task])

    async def _talk(self) -> seen.EndReason | None:
        lease = self._lease
        if not await self._entered():
            return "failed"
        try:
            async with asyncio.timeout(self._arrives_within):
                talk = await self._door.candidate(lease.room)
        except TimeoutError:
            return "candidate_absent"
        if talk is None:
            return None  # the room was closed: nobody answered
        self._reports.report(seen.CallJoined)
        if not lease.progress.consent and talk.ending != "declined":
            self._reports.report(seen.ConsentGiven, turn_id=self._turn())
        speaking = asyncio.ensure_future(self._speak(talk))
        gone = asyncio.ensure_future(self._door.gone(lease.room, talk.identity))
        try:
            await asyncio.wait({speaking, gone}, return_when=asyncio.FIRST_COMPLETED)
            if speaking.done() and talk.ending != "hung_up" and await self._door.connected(lease.room, talk.identity):
                return self._closing(talk)
            match await gone:
                case "dropped":
                    return "candidate_lost"
                case "hung_up":
                    return "candidate_hung_up"
                case _:
                    return None
        finally:
            await end([speaking, gone])

    async def _entered(self) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ENTER_SECONDS):
                while not await self._door.enter(self._lease.room, self._identity):  # noqa: ASYNC110 - nobody tells
                    await asyncio.sleep(LOOK_SECONDS)
                return True
        return False

    async def _speak(self, talk: Talk) -> None:
        """Ask what is left to ask, over the time that the talk has."""
        progress = self._lease.progress
        left = [question.id for question in self._lease.script.questions if question.id not in progress.closed]
        for number, question in enumerate(left if talk.ending in ("finished", "hung_up") else []):
            if not (number == 0 and question == progress.open_question):
                self._reports.report(seen.QuestionAsked, question_id=question, turn_id=self._turn())
            await self._time.sleep(talk.seconds / len(left))
            self._reports.report(seen.QuestionAnswered, question_id=question, turn_ids=(self._turn(),))
        if talk.ending not in ("finished", "hung_up") or not left:
            await self._time.sleep(talk.seconds)

    def _closing(self, talk: Talk) -> seen.EndReason:
        """What the candidate says at the end, and what it means."""
        match talk.ending:
            case "declined":
                self._reports.report(seen.ConsentRefused)
                return "declined"
            case "rescheduled" if talk.wanted is not None and self._lease.zone is not None:
                due = instant(talk.wanted, Place(self._lease.zone)).astimezone(UTC)
                self._reports.report(seen.CandidateChoseTime, due=due, local=talk.wanted)
                return "rescheduled"
            case "hung_up":
                return "candidate_hung_up"
            case ending:
                return ending

    def _turn(self) -> TurnId:
        self._turns += 1
        return TurnId(f"turn_{self._lease.epoch}_{self._turns}")
