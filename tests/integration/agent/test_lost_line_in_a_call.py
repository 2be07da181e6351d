"""A whole call in a real room whose candidate's network is away for a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from interviewer.agent.spool import Spool
from interviewer.conversation.languages import ENGLISH
from interviewer.providers.rooms import LiveKitRooms
from interviewer.simulation.chaos.network import CALM, Way, Weather, between
from interviewer.wire.agent_link import ObservationSent
from real_call import QUESTION, call_at
from real_livekit import KEY, SECRET, livekit_server
from talking_ends import QUIET_ROOM, ROOM, End


@pytest.mark.timeout(60)
async def test_a_call_goes_on_by_itself_when_its_candidate_is_back(tmp_path: Path) -> None:
    log: list[ObservationSent] = []

    async def logged(true: Callable[[], bool]) -> None:
        async with asyncio.timeout(25):
            while not true():
                await asyncio.sleep(0.02)

    def said(text: str) -> int:
        return [one.data["text"] for one in log if one.type == "turn.spoken"].count(text)

    asked = f"{ENGLISH.lines.resumed} {QUESTION}"
    async with livekit_server(tmp_path) as url, between(url) as network, LiveKitRooms(url, KEY, SECRET) as rooms:
        await rooms.create(ROOM)
        candidate = End(network.url, "candidate", sounds=QUIET_ROOM)
        await candidate.join(rooms)
        spool = Spool(tmp_path / "spool.jsonl")
        call = call_at(url, rooms.token(ROOM, "interviewer-1", role="interviewer"), spool, log.append)
        holding = asyncio.create_task(call.hold())
        try:
            await logged(lambda: said(asked) == 1)
            network.becomes(Weather(Way(loss=1.0), Way(loss=1.0), signalling=False))
            await logged(lambda: any(one.type == "candidate.unheard" for one in log))
            network.becomes(CALM)
            await logged(lambda: said(asked) == 2)
        finally:
            call.stop()
            await asyncio.gather(holding, candidate.leave(), return_exceptions=True)
            spool.close()
    (again,) = (one.data for one in log if one.type == "candidate.heard_again")
    assert again["why"] == "lost"
    assert again["seconds"] > 1
    assert [one.type for one in log].count("question.asked") == 1
    assert holding.result() == "stopped"
