"""The mouth at the edge of its source: what becomes of a speech that cannot go out."""

from __future__ import annotations

import asyncio

import pytest
from livekit import rtc

from interviewer.agent.feeder import SourceFailed
from interviewer.agent.mouth import FRAME_BYTES, FRAME_SECONDS, Mouth
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


async def test_a_murmur_is_said_to_its_end_and_is_no_part_of_the_speech_after_it() -> None:
    line = Line()
    mouth, ended = Mouth(line), asyncio.Event()
    mouth.ended = ended.set
    mouth.start()
    mouth.murmur(bytes(2 * FRAME_BYTES + 2))
    mouth.begin()
    mouth.add(bytes(4 * FRAME_BYTES))
    mouth.finish()
    await asyncio.wait_for(ended.wait(), 5)
    assert len(line.played) == 3 + 4
    assert mouth.position == pytest.approx(4 * FRAME_SECONDS)
    await mouth.close()


async def test_who_lost_the_interview_murmurs_no_more() -> None:
    line = Line()
    mouth = Mouth(line)
    mouth.start()
    mouth.mute()
    mouth.murmur(bytes(FRAME_BYTES))
    await asyncio.sleep(0.01)
    assert not line.played
    await mouth.close()
