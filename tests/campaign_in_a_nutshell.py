"""A whole campaign in one event loop: control plane and agents in a nutshell, against the simulated switchboard."""

from __future__ import annotations

import asyncio
from zoneinfo import ZoneInfo

from campaign_story import REASONS, Story
from given_interview import NOON
from hand_time import HandTime
from interviewer.calling.openings import Place, instant
from interviewer.interviews.commands import Consider, Dial, Lease, NoteAnswered, NoteAttemptFailed
from interviewer.interviews.ids import TurnId
from interviewer.interviews.observations import CallEnded, CallJoined, CandidateChoseTime, ConsentGiven
from interviewer.interviews.state import Dialling, Interrupted, Queued, Scheduled
from interviewer.simulation.line import talk as line
from interviewer.simulation.line.people import Length, Mix, People
from interviewer.simulation.line.switchboard import Switchboard


class Orchestrator:
    """It does no wrong."""

    def __init__(self, story: Story, seed: int) -> None:
        self.story = story
        self.time = HandTime(NOON)
        mix = Mix(talk=Length(600, 0.3), rescheduled=0.1, opted_out=0.1, dropped=0.3, hung_up=0.1)
        self.board = Switchboard(People(seed, mix), self.time, home=lambda _: ZoneInfo("Europe/Berlin"))
        self.lines = asyncio.Semaphore(story.limits["calls"])

    async def run(self, count: int, days: int) -> None:
        made = [await self.story.someone(number) for number in range(1, count + 1)]
        async with asyncio.TaskGroup() as tasks:
            for interview_id in made:
                tasks.create_task(self._live(interview_id))
            await self.time.let(days * 86_400)
        self.story.rings = list(self.board.record())

    async def _live(self, interview_id: str) -> None:
        while True:
            match await self.story.state(interview_id):
                case Scheduled(until=until) if until > self.time.now():
                    await self.time.sleep((until - self.time.now()).total_seconds())
                case Scheduled() | Interrupted(cause="candidate_lost"):
                    now = self.time.now()
                    await self.story.do(interview_id, Consider(await self.story.situation(interview_id), now))
                case Queued():
                    async with self.lines:
                        now = self.time.now()
                        dial = Dial(interview_id, await self.story.situation(interview_id), now)
                        await self.story.do(interview_id, dial)
                        if isinstance(await self.story.state(interview_id), Dialling):
                            await self._ring(interview_id)
                case _:
                    return

    async def _ring(self, interview_id: str) -> None:
        story, course = self.story, await self.story.course(interview_id)
        attempt, room = len(course.attempts), course.room
        self.board.create(room)
        number = story.numbers[course.agreement.candidate_id]
        wanted = line.Dial(room=room, identity=f"attempt-{attempt}", number=number, ring_seconds=30)
        outcome = await self.board.dial(wanted)
        now = self.time.now()
        if outcome == "answered":
            await story.do(interview_id, NoteAnswered(attempt, now))
            await self._talk(interview_id, room)
        else:
            await story.do(interview_id, NoteAttemptFailed(attempt, outcome, now))
        self.board.delete(room)

    async def _talk(self, interview_id: str, room: str) -> None:
        story = self.story
        await story.do(interview_id, Lease("agent-1", self.time.now()))
        self.board.enter(room, "interviewer")
        talk = await self.board.candidate(room)
        assert talk is not None
        await story.seen(interview_id, CallJoined(epoch=0, number=0, at=self.time.now()))
        await story.seen(interview_id, ConsentGiven(epoch=0, number=0, at=self.time.now(), turn_id=TurnId("t")))
        ending: str = talk.ending
        if talk.drop_after is not None or ending == "hung_up":
            gone = await self.board.gone(room, talk.identity)
            assert gone is not None
            ending = gone
        else:
            await self.time.sleep(talk.seconds)
        now = self.time.now()
        if ending == "rescheduled" and talk.wanted is not None:
            due = instant(talk.wanted, Place("Europe/Berlin"))
            await story.seen(interview_id, CandidateChoseTime(epoch=0, number=0, at=now, due=due))
        await story.seen(interview_id, CallEnded(epoch=0, number=0, at=now, reason=REASONS[ending]))
        if ending == "opted_out":
            story.now = now
            await story.list_number(int(interview_id.removeprefix("int_")))
