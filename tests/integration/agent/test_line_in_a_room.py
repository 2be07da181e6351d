"""In a real room: a lost line is told from a microphone that is dead or off, and each is over when it is."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from livekit import rtc

from interviewer.agent.ears import Ears
from interviewer.agent.line import Changed, Condition, Line, packets_of
from interviewer.simulation.chaos.network import CALM, Network, Way, Weather
from talking_ends import End, talking


class Interviewer:
    """The agent's ears and its idea of the line, in a room that it is already in."""

    def __init__(self, room: rtc.Room) -> None:
        self.changes: list[Changed] = []
        self.line = Line(self._packets, self.changes.append)
        self._ears = Ears(lambda frame, _: self.line.hear(bytes(frame.data), time.monotonic()), time.time)
        self._track: rtc.Track | None = None
        room.on("track_subscribed", lambda track, *_: self._listens(track))
        room.on("track_muted", lambda *_: self._muted(now=True))
        room.on("track_unmuted", lambda *_: self._muted(now=False))
        for participant in room.remote_participants.values():
            for publication in participant.track_publications.values():
                if publication.track is not None:
                    self._listens(publication.track)

    async def close(self) -> None:
        await self._ears.close()

    def _listens(self, track: rtc.Track) -> None:
        self._track = track
        self.line.begins(time.monotonic())
        self._ears.listen_to(track)

    def _muted(self, *, now: bool) -> None:
        self.line.muted = now

    async def _packets(self) -> int | None:
        return await packets_of(self._track) if self._track is not None else None


@contextlib.asynccontextmanager
async def listening(home: Path) -> AsyncIterator[tuple[Network, End, Interviewer]]:
    async with talking(home) as (network, candidate, end):
        interviewer = Interviewer(end.room)
        watching = asyncio.create_task(interviewer.line.watch())
        try:
            yield network, candidate, interviewer
        finally:
            watching.cancel()
            await interviewer.close()


@pytest.mark.timeout(60)
async def test_a_network_that_is_away_is_a_lost_line_until_it_is_back(tmp_path: Path) -> None:
    async with listening(tmp_path) as (network, _, interviewer):
        network.becomes(Weather(Way(loss=1.0), Way(loss=1.0), signalling=False))
        await until_last(interviewer, "lost")
        network.becomes(CALM)
        await until_last(interviewer, "well")
        assert "silent_microphone" not in [change.now for change in interviewer.changes]


@pytest.mark.timeout(60)
async def test_a_microphone_that_is_dead_is_no_lost_line(tmp_path: Path) -> None:
    async with listening(tmp_path) as (_, candidate, interviewer):
        await candidate.microphone.becomes("dead")
        await until_last(interviewer, "silent_microphone")
        await candidate.microphone.becomes("well")
        await until_last(interviewer, "well")
        assert "lost" not in [change.now for change in interviewer.changes]


@pytest.mark.timeout(60)
async def test_a_microphone_that_is_off_is_known_to_be(tmp_path: Path) -> None:
    async with listening(tmp_path) as (_, candidate, interviewer):
        await candidate.microphone.becomes("muted")
        await until_last(interviewer, "muted")
        await candidate.microphone.becomes("well")
        await until_last(interviewer, "well")
        assert "lost" not in [change.now for change in interviewer.changes]


@pytest.mark.timeout(60)
async def test_a_track_that_is_gone_is_a_lost_line_until_another_one_comes(tmp_path: Path) -> None:
    async with listening(tmp_path) as (_, candidate, interviewer):
        await candidate.microphone.becomes("unplugged")
        await until_last(interviewer, "lost")
        await candidate.microphone.becomes("well")
        await until_last(interviewer, "well")


async def until_last(interviewer: Interviewer, condition: Condition) -> None:
    """Until the line was found to be so."""
    async with asyncio.timeout(20):
        while not interviewer.changes or interviewer.changes[-1].now != condition:
            await asyncio.sleep(0.02)
