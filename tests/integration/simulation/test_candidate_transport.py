"""How long sound takes is measured by tones that really go through a room."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from interviewer.providers.rooms import RoomsUnavailable
from interviewer.simulation.candidate.transport import EVERY, measured
from real_livekit import KEY, SECRET, livekit_server


async def test_tones_go_to_and_fro_and_each_takes_its_time(tmp_path: Path) -> None:
    async with livekit_server(tmp_path) as url:
        async with measured(url, KEY, SECRET) as transport:
            assert (transport.there, transport.back) == ([], [])
            await asyncio.sleep(EVERY * 4.5)  # four tones, two each way
        assert transport.there
        assert transport.back
        assert all(0 < seconds < EVERY for seconds in transport.there + transport.back)


async def test_without_a_server_that_is_told_before_anything_is_measured() -> None:
    with pytest.raises(RoomsUnavailable):
        async with measured("ws://127.0.0.1:9", KEY, SECRET):
            raise AssertionError("nothing is there")
