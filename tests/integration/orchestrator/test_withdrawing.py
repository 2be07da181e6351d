"""A consent that is taken back in a call: the recording goes, nothing is judged, and the call does not go on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from held_interview import HERE, HeldInterview, eventually, now
from interviewer.bootstrap.wiring import ControlPlane
from interviewer.catalog.models import Job
from interviewer.evaluations.hearing import Case
from interviewer.evaluations.ports import Label, Opinion
from interviewer.interviews.commands import Lease, LoseLease
from interviewer.interviews.events import CODEC
from interviewer.interviews.ids import TurnId, stream_of
from interviewer.interviews.lifecycle import InterviewEvaluated
from interviewer.interviews.observations import (
    CandidateSignalled,
    ConsentGiven,
    RecordingSegmentStored,
    RecordingStarted,
)
from interviewer.interviews.waiting import CALLS, GOODBYE, WITHDRAWALS
from interviewer.kernel.tasks import end
from interviewer.orchestrator.admission import Bounds
from interviewer.orchestrator.app import work


class NeverAsked:
    """A judge that must not be asked."""

    label = Label("never", "never", indicative=True)
    asked = 0

    async def judge(self, _job: Job, _cases: tuple[Case, ...]) -> Opinion:
        self.asked += 1
        return Opinion(())


@contextlib.asynccontextmanager
async def orchestrated(plane: ControlPlane) -> AsyncIterator[NeverAsked]:
    judge = NeverAsked()
    task = asyncio.create_task(work(plane, judge, local_judge=False, bounds=Bounds({CALLS: 8}, None)))
    try:
        yield judge
    finally:
        await end([task])


async def recorded(plane: ControlPlane) -> HeldInterview:
    """A call in which something was said and recorded."""
    held = await (await (await (await HeldInterview.scheduled(plane)).dialled()).leased()).live()
    await held.saw(ConsentGiven, turn_id=TurnId("turn_0"))
    await held.saw(RecordingStarted, started=now())
    await plane.blobs.put(held.id, "1-1.ogg", b"sound")
    await held.saw(RecordingSegmentStored, key="1-1.ogg", start=0.0, seconds=5.0)
    return await held.answered()


async def swept_later(plane: ControlPlane) -> bool:
    """The recording was deleted, and will be once more."""
    query = f"select due > clock_timestamp() + interval '50 min' from jobs where queue = '{WITHDRAWALS}'"
    return bool(await plane.store.pool.fetchval(query))


async def test_the_recording_is_deleted_and_a_scorecard_without_a_judge_says_why(plane: ControlPlane) -> None:
    held = await recorded(plane)
    async with orchestrated(plane) as judge:
        await held.ended("withdrawn")
        await eventually(lambda: swept_later(plane))

        async def scored() -> bool:
            return (await held.types())[-1] == "interview.evaluated"

        await eventually(scored)
        await plane.blobs.put(held.id, "1-2.ogg", b"what was still on its way")
        await plane.jobs.hasten(WITHDRAWALS, [held.id])

        async def swept() -> bool:
            return await plane.blobs.keys(held.id) == ()

        await eventually(swept)

        async def done() -> bool:
            return await plane.jobs.next_due(WITHDRAWALS) is None

        await eventually(done)
    assert judge.asked == 0
    rows = await plane.store.read_stream(stream_of(held.id))
    card = next(e.scorecard for e in map(CODEC.decode, rows) if isinstance(e, InterviewEvaluated))
    assert ([flag.code for flag in card.flags], [c.score for c in card.criteria]) == (["withdrawn"], [None])
    view = await held.view()
    assert (view.state, view.outcome, view.end_reason) == ("evaluated", "declined", "withdrawn")


async def test_one_that_is_told_late_ends_the_call_that_another_interviewer_has_by_then(plane: ControlPlane) -> None:
    held = await recorded(plane)
    await plane.execute(held.id, LoseLease(1, "agent_lost", now()), HERE)
    await plane.execute(held.id, Lease("agent-2", now()), HERE)
    assert not (await held.view()).over
    async with orchestrated(plane) as judge:
        await held.ended("withdrawn")

        async def over() -> bool:
            return (await held.view()).over

        await eventually(over)
        await eventually(lambda: swept_later(plane))
    assert judge.asked == 0
    assert await plane.blobs.keys(held.id) == ()
    assert (await held.view()).end_reason == "withdrawn"


async def test_an_interviewer_that_is_lost_right_after_those_words_leaves_no_conversation_behind(
    plane: ControlPlane,
) -> None:
    held = await recorded(plane)
    await held.saw(CandidateSignalled, signal="withdraws", turn_id=TurnId("turn_3"))
    await plane.execute(held.id, LoseLease(1, "agent_lost", now()), HERE)
    async with orchestrated(plane) as judge:
        seconds = await plane.jobs.next_due(WITHDRAWALS)
        assert seconds is not None
        assert seconds > GOODBYE.total_seconds() / 2, "whoever has the call may say goodbye"
        await plane.jobs.hasten(WITHDRAWALS, [held.id])

        async def scored() -> bool:
            return (await held.types())[-1] == "interview.evaluated"

        await eventually(scored)
        await eventually(lambda: swept_later(plane))
    assert judge.asked == 0
    assert await plane.blobs.keys(held.id) == ()
    view = await held.view()
    assert (view.outcome, view.end_reason) == ("declined", "withdrawn")


async def test_who_only_stopped_is_judged_by_what_was_said_and_keeps_the_recording(plane: ControlPlane) -> None:
    held = await recorded(plane)
    async with orchestrated(plane) as judge:
        await held.ended("candidate_stopped")

        async def scored() -> bool:
            return (await held.types())[-1] == "interview.evaluated"

        await eventually(scored)
    assert judge.asked == 1
    assert await plane.blobs.keys(held.id) == ("1-1.ogg",)
    view = await held.view()
    assert (view.outcome, view.end_reason, view.withdrawn) == ("abandoned", "candidate_stopped", False)
