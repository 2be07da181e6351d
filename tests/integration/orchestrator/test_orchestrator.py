"""The orchestrator as a whole: what happens after an event, without anybody asking for it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from held_interview import HeldInterview, eventually
from interviewer.bootstrap.wiring import ControlPlane
from interviewer.catalog.models import Job
from interviewer.evaluations.hearing import Case
from interviewer.evaluations.ports import Judge, JudgeUnavailable, Label, Opinion, Proposal, Quote
from interviewer.interviews.waiting import CALLS, EVALUATIONS, ROOMS
from interviewer.kernel.projection import catch_up
from interviewer.kernel.tasks import end
from interviewer.orchestrator.admission import Bounds
from interviewer.orchestrator.app import work
from interviewer.orchestrator.evaluation import Evaluator
from interviewer.orchestrator.worker import Worker
from interviewer.providers.interview_pages import Asked
from interviewer.providers.rooms import MemoryRooms
from interviewer.providers.summaries import InterviewSummaries
from running_api import settings_of


class ScriptedJudge:
    """Finds everything good, quotes the first words, and counts how often it was asked; `fails` times it is away."""

    label = Label("scripted", "by a script", indicative=True)

    def __init__(self, *, fails: int = 0, wait: asyncio.Event | None = None) -> None:
        self.asked = 0
        self.fails = fails
        self.wait = wait
        self.at_work = asyncio.Event()

    async def judge(self, _job: Job, cases: tuple[Case, ...]) -> Opinion:
        self.asked += 1
        self.at_work.set()
        if self.wait is not None:
            await self.wait.wait()
        if self.asked <= self.fails:
            raise JudgeUnavailable("it sleeps")
        return Opinion(
            tuple(
                Proposal(
                    case.criterion.id,
                    4.0,
                    "It says so.",
                    (Quote(case.answers[0].turns[0].id, "I built the queue that sells the tickets"),),
                )
                for case in cases
            )
        )


@contextlib.asynccontextmanager
async def working(plane: ControlPlane, judge: Judge, *, local: bool = False) -> AsyncIterator[None]:
    task = asyncio.create_task(work(plane, judge, bounds=Bounds({CALLS: 8}, None), local_judge=local))
    try:
        yield
    finally:
        await end([task])


async def listed_state(plane: ControlPlane, held: HeldInterview) -> str | None:
    page = await plane.summaries.page(Asked(), limit=50)
    return next((row.view.state for row in page if row.id == held.id), None)


async def test_an_interview_runs_from_its_dial_to_its_scorecard(plane: ControlPlane, rooms: MemoryRooms) -> None:
    judge = ScriptedJudge()
    async with working(plane, judge):
        held = await (await HeldInterview.scheduled(plane)).dialled()
        await eventually(lambda: _is(held.id in rooms.rooms))
        await (await (await (await held.leased()).live()).answered()).ended()
        await eventually(lambda: _evaluated(held))
        await eventually(lambda: _is(held.id in rooms.deleted))

        async def evaluated_in_the_list() -> bool:
            return await listed_state(plane, held) == "evaluated"

        await eventually(evaluated_in_the_list)
    view = await held.view()
    assert (view.outcome, view.judged, judge.asked) == ("completed", "yes", 1)
    assert await plane.store.jobs(EVALUATIONS, due_by=view.ended_at or view.created_at) == ()  # type: ignore[arg-type]


async def _is(value: bool) -> bool:  # noqa: FBT001 - a test's word
    return value


async def _evaluated(held: HeldInterview) -> bool:
    return (await held.view()).state == "evaluated"


async def test_a_room_is_closed_only_when_its_interviewer_has_left(plane: ControlPlane, rooms: MemoryRooms) -> None:
    held = await (await (await HeldInterview.scheduled(plane)).dialled()).leased()
    rooms.enter(held.id, "interviewer-1")
    await (await held.live()).ended("candidate_hung_up")
    async with working(plane, ScriptedJudge()):
        await eventually(lambda: _evaluated(held))
        assert held.id in rooms.rooms
        rooms.leave(held.id, "interviewer-1")
        await eventually(lambda: _is(held.id in rooms.deleted))


async def test_rooms_are_made_and_closed_although_livekit_was_away(plane: ControlPlane, rooms: MemoryRooms) -> None:
    rooms.down = True
    async with working(plane, ScriptedJudge()):
        held = await (await HeldInterview.scheduled(plane)).dialled()
        await eventually(lambda: _attempted(plane, held))
        rooms.down = False
        await eventually(lambda: _is(held.id in rooms.rooms))


async def _attempted(plane: ControlPlane, held: HeldInterview) -> bool:
    payload = await plane.store.pool.fetchval("select payload from jobs where queue = $1 and key = $2", ROOMS, held.id)
    return payload is not None and json.loads(payload).get("attempts", 0) >= 1


async def test_an_interview_nobody_came_to_is_evaluated_without_asking_a_judge(plane: ControlPlane) -> None:
    judge = ScriptedJudge()
    async with working(plane, judge):
        held = await (await (await HeldInterview.scheduled(plane)).dialled()).leased()
        await held.ended("candidate_absent")
        await eventually(lambda: _evaluated(held))
    assert ((await held.view()).outcome, judge.asked) == ("abandoned", 0)


async def over(plane: ControlPlane) -> HeldInterview:
    held = await (await (await HeldInterview.scheduled(plane)).dialled()).leased()
    return await (await (await held.live()).answered()).ended()


def evaluating(plane: ControlPlane, judge: Judge, *, local: bool = False) -> Worker:
    evaluator = Evaluator(plane, judge, local=local, look_every=0.05, retry_after=0.05)
    return Worker(plane.jobs, EVALUATIONS, evaluator.work)


@contextlib.asynccontextmanager
async def running(worker: Worker) -> AsyncIterator[None]:
    task = asyncio.create_task(worker.run())
    try:
        yield
    finally:
        await end([task])


async def test_a_judge_that_is_away_is_asked_again(plane: ControlPlane) -> None:
    held, judge = await over(plane), ScriptedJudge(fails=2)
    async with running(evaluating(plane, judge)):
        await eventually(lambda: _evaluated(held))
    assert ((await held.view()).judged, judge.asked) == ("yes", 3)


async def test_a_judge_that_stays_away_leaves_a_scorecard_that_says_so(plane: ControlPlane) -> None:
    held, judge = await over(plane), ScriptedJudge(fails=99)
    async with running(evaluating(plane, judge)):
        await eventually(lambda: _evaluated(held))
    assert ((await held.view()).judged, judge.asked) == ("unavailable", 3)


class BrokenJudge:
    label = Label("broken", "none", indicative=True)

    async def judge(self, _job: Job, _cases: tuple[Case, ...]) -> Opinion:
        raise ZeroDivisionError


async def test_a_judge_that_breaks_leaves_a_scorecard_that_says_so(plane: ControlPlane) -> None:
    held = await over(plane)
    async with running(evaluating(plane, BrokenJudge())):
        await eventually(lambda: _evaluated(held))
    assert (await held.view()).judged == "unavailable"


async def test_a_local_judge_waits_while_a_call_is_on_and_stops_for_one_that_begins(plane: ControlPlane) -> None:
    call = await (await (await HeldInterview.scheduled(plane)).dialled()).leased()
    held, judge = await over(plane), ScriptedJudge(wait=asyncio.Event())
    async with running(evaluating(plane, judge, local=True)):
        await eventually(lambda: _put_off(plane, held))
        assert judge.asked == 0
        await call.ended("candidate_absent")
        await judge.at_work.wait()
        another = await (await (await HeldInterview.scheduled(plane)).dialled()).leased()
        asked = judge.asked
        await eventually(lambda: _put_off(plane, held))
        assert not await _evaluated(held)
        assert judge.asked == asked
        assert judge.wait is not None
        judge.wait.set()
        await another.ended("candidate_absent")
        await eventually(lambda: _evaluated(held))


async def _put_off(plane: ControlPlane, held: HeldInterview) -> bool:
    payload = await plane.store.pool.fetchval(
        "select payload from jobs where queue = $1 and key = $2", EVALUATIONS, held.id
    )
    return payload is not None and json.loads(payload).get("running") is False


async def test_an_evaluation_whose_worker_died_is_done_by_another(plane: ControlPlane) -> None:
    held = await over(plane)
    (claim,) = await plane.jobs.claim(EVALUATIONS, seconds=0.0)
    judge = ScriptedJudge()
    async with running(evaluating(plane, judge)):
        await eventually(lambda: _evaluated(held))
    assert claim.key == held.id
    await plane.jobs.finish(claim)
    assert (await held.types()).count("interview.evaluated") == 1


async def test_two_orchestrators_do_everything_once(plane: ControlPlane) -> None:
    judges = [ScriptedJudge(), ScriptedJudge()]
    async with working(plane, judges[0]), working(plane, judges[1]):
        held = [await over(plane) for _ in range(6)]
        for one in held:
            await eventually(lambda one=one: _evaluated(one))  # type: ignore[misc]
    assert sum(judge.asked for judge in judges) == 6
    for one in held:
        assert (await one.types()).count("interview.evaluated") == 1


async def test_the_list_can_be_thrown_away_and_made_again(plane: ControlPlane) -> None:
    held = [await over(plane) for _ in range(3)]
    await catch_up(plane.store, InterviewSummaries())
    before = await plane.summaries.page(Asked(), limit=10)
    assert {row.id for row in before} == {one.id for one in held}
    await plane.store.pool.execute("truncate interviews; delete from checkpoints")
    await catch_up(plane.store, InterviewSummaries())
    assert await plane.summaries.page(Asked(), limit=10) == before


async def test_a_list_brought_up_to_date_event_by_event_is_the_list_made_at_once(plane: ControlPlane) -> None:
    held = await HeldInterview.scheduled(plane)
    for step in (held.dialled, held.leased, held.live, held.answered, held.ended):
        await catch_up(plane.store, InterviewSummaries())
        await step()
    await catch_up(plane.store, InterviewSummaries())
    (row,) = await plane.summaries.page(Asked(), limit=10)
    assert row.view == await held.view()


async def test_the_process_says_that_it_is_ready_and_ends_when_told(postgres_dsn: str, tmp_path: Path) -> None:
    settings = settings_of(postgres_dsn, tmp_path)
    environment = {
        **os.environ,
        **settings.environment(),
        "INTERVIEWER_REDIS_URL": "redis://127.0.0.1:1",
        "INTERVIEWER_ENGINES_URL": "http://127.0.0.1:1/v1",
        "INTERVIEWER_LOG_FORMAT": "json",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "interviewer.cli", "run", "orchestrator", env=environment, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    async with asyncio.timeout(60):
        while json.loads(await process.stderr.readline())["event"] != "ready":
            pass
        process.send_signal(signal.SIGTERM)
        rest = (await process.stderr.read()).decode().splitlines()
        assert await process.wait() == 0
    assert json.loads(rest[-1])["event"] == "stopped"
