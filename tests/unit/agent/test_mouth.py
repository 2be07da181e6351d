"""The mouth at the edge of its source: what becomes of a speech that cannot go out."""

from __future__ import annotations

import asyncio

from livekit import rtc

from interviewer.agent.feeder import SourceFailed
from interviewer.agent.mouth import FRAME_BYTES, Mouth
from stage import Line


class DeadLine(Line):
    async def capture_frame(self, _frame: rtc.AudioFrame) -> None:
        raise SourceFailed("the track is gone")


async def test_a_source_that_takes_no_more_is_told_at_once_instead_of_being_silent_for_ever() -> None:
    mouth, told = Mouth(DeadLine()), asyncio.Event()
    mouth.failed = told.set
    mouth.start()
    mouth.begin()
    mouth.add(bytes(FRAME_BYTES))
    await asyncio.wait_for(told.wait(), 5)
    await mouth.close()


async def test_a_mouth_that_is_closed_has_not_failed() -> None:
    mouth, told = Mouth(Line()), asyncio.Event()
    mouth.failed = told.set
    mouth.start()
    await asyncio.sleep(0)
    await mouth.close()
    await asyncio.sleep(0)
    assert not told.is_set()
