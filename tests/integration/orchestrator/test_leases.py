"""When a lease is over: judged on the database's clock by who has watched without a gap."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from held_interview import HeldInterview, eventually
from interviewer.bootstrap.wiring import ControlPlane
from interviewer.interviews.commands import LoseLease, NoteCandidateJoined, NoteCandidateLeft
from interviewer.kernel.log import Metadata
from interviewer.kernel.tasks import end
from interviewer.orchestrator.giving_up import PATIENCE, GivingUp
from interviewer.orchestrator.leases import Judge, LeaseWatcher
from interviewer.providers.heartbeats import Beat, Held, Reading
from interviewer.providers.rooms import MemoryRooms

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
HERE = Metadata("req_test")


def at(second: float) -> datetime:
    return START + timedelta(seconds=second)


def reading(second: float, seen: float | None, *, closed: float | None = None, api: float | None = None) -> Reading:
    held = Held(
        "int_1", 1, "agent-1", START, None if seen is None else at(seen), None if closed is None else at(closed)
    )
    return Reading(at(second), at(second if api is None else api), (held,))


def watch(judge: Judge, first: float, last: float, seen: float, *, closed: float | None = None) -> list[float]:
    """Look four times a second; the seconds at which the lease was found to be over."""
    found = []
    for quarter in range(round(first * 4), round(last * 4) + 1):
        second = quarter / 4
        if judge.over(reading(second, min(seen, second), closed=closed)):
            found.append(second)
    return found


def test_an_agent_silent_for_longer_than_a_lease_loses_its_calls() -> None:
    assert watch(Judge(), 0, 10, seen=5)[0] == 8.25


def test_an_agent_that_goes_on_beating_keeps_them() -> None:
    assert watch(Judge(), 0, 60, seen=60) == []


def test_a_broken_link_shortens_the_lease() -> None:
    assert watch(Judge(), 0, 10, seen=5, closed=5)[0] == 5.75


def test_an_agent_that_never_beat_is_counted_from_its_lease() -> None:
    judge = Judge()
    found = [s / 4 for s in range(40) if judge.over(reading(s / 4, None))]
    assert found[0] == 3.25


def test_a_watcher_that_just_began_gives_every_lease_a_whole_period() -> None:
    assert watch(Judge(), 100, 110, seen=5)[0] == 103.25


def test_after_a_gap_in_watching_every_lease_starts_afresh() -> None:
    judge = Judge()
    assert watch(judge, 0, 10, seen=9) == []
    assert watch(judge, 70, 80, seen=9)[0] == 73.25


def test_while_no_api_takes_heartbeats_no_lease_runs_out() -> None:
    judge = Judge()
    found = [s / 4 for s in range(120) if judge.over(reading(s / 4, min(s / 4, 5.0), api=min(s / 4, 5.0)))]
    assert found == []
    found = [s / 4 for s in range(120, 160) if judge.over(reading(s / 4, 5.0))]
    assert found[0] == 30 + 3.25


def test_an_api_that_is_killed_and_started_again_costs_no_lease() -> None:
    judge, killed, back, heard = Judge(), 5.0, 7.5, 10.25
    for quarter in range(80):
        second = quarter / 4
        api = second if second < killed or second >= back else killed
        # The last heartbeat is older than the last beat of the api, and the agent needs its time to return.
        seen = min(second, killed - 1.25) if second < heard else second
        assert not judge.over(reading(second, seen, api=api)), second


async def test_a_silent_agents_interview_is_interrupted_and_waits_for_another(plane: ControlPlane) -> None:
    held = await (await (await (await HeldInterview.scheduled(plane)).dialled()).leased()).live()
    watcher = asyncio.create_task(LeaseWatcher(plane).run())

    async def interrupted() -> bool:
        await plane.heartbeats.api_seen("api-1")
        return (await held.view()).state == "interrupted"

    await eventually(interrupted)
    await end([watcher])
    assert (await held.types())[-1] == "interview.interrupted"
    assert await plane.heartbeats.held_by("agent-1") == {}
    assert await plane.heartbeats.calls() == 0


async def test_a_link_closed_by_an_agents_end_counts_only_until_it_has_a_new_one(plane: ControlPlane) -> None:
    await (await (await HeldInterview.scheduled(plane)).dialled()).leased()
    old, new = uuid4(), uuid4()
    await plane.heartbeats.seen(Beat("agent-1", old, 1))
    await plane.heartbeats.closed("agent-1", old)
    assert (await plane.heartbeats.read()).held[0].closed_at is not None
    await plane.heartbeats.seen(Beat("agent-1", new, 1))
    await plane.heartbeats.closed("agent-1", old)
    assert (await plane.heartbeats.read()).held[0].closed_at is None


async def lost(plane: ControlPlane) -> HeldInterview:
    held = await (await (await (await HeldInterview.scheduled(plane)).dialled()).leased()).live()
    now = datetime.now(UTC)
    await plane.execute(held.id, NoteCandidateJoined(now), HERE)
    await plane.execute(held.id, LoseLease(1, "agent_lost", now), HERE)
    return held


async def test_an_interrupted_interview_is_given_up_when_the_candidate_stays_away(plane: ControlPlane) -> None:
    held = await lost(plane)
    left = datetime.now(UTC) + timedelta(seconds=30)
    await plane.execute(held.id, NoteCandidateLeft("client_initiated", left), HERE)
    giving_up = GivingUp(plane)
    await giving_up.look(left + PATIENCE - timedelta(seconds=1))
    assert (await held.view()).state == "interrupted"
    await giving_up.look(left + PATIENCE + timedelta(seconds=1))
    assert ((await held.view()).state, (await held.view()).end_reason) == ("abandoned", "candidate_lost")


async def test_a_candidate_who_waits_is_never_given_up(plane: ControlPlane, rooms: MemoryRooms) -> None:
    held = await lost(plane)
    rooms.enter(held.id, f"candidate-{held.id}")
    await GivingUp(plane).look(datetime.now(UTC) + 10 * PATIENCE)
    assert (await held.view()).state == "interrupted"


async def test_a_candidate_of_whose_going_no_report_came_is_looked_for_in_the_room(
    plane: ControlPlane, rooms: MemoryRooms
) -> None:
    held = await lost(plane)
    rooms.down = True
    await GivingUp(plane).look(datetime.now(UTC) + PATIENCE)
    assert (await held.view()).candidate_present, "as long as LiveKit cannot be asked, the log is believed"
    rooms.down = False
    await GivingUp(plane).look(datetime.now(UTC) + PATIENCE)
    assert (await held.types())[-1] == "candidate.left"
