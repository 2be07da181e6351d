"""A lost line is told from a candidate who is silent, and a dead microphone from both."""

from __future__ import annotations

import numpy as np
import pytest

from interviewer.agent.line import Changed, Line

FRAME = 0.032
ROOM = np.full(512, 15, np.int16).tobytes()
"""What a live microphone hears of a quiet room."""
NOTHING = bytes(1024)
ALWAYS = 0.02
SOMETIMES = 0.4
"""Seconds between two packets while a browser sends silence."""


class Call:
    """Time goes by in frames; what came of the candidate is what the test says."""

    def __init__(self) -> None:
        self.now = 100.0
        self.packets = 0.0
        self.known = True
        self.changes: list[Changed] = []
        self.line = Line(self._count, self.changes.append)
        self.line.begins(self.now)

    async def _count(self) -> int | None:
        return int(self.packets) if self.known else None

    async def passes(self, seconds: float, frame: bytes | None, *, packets_every: float | None) -> Call:
        looked = self.now
        for _ in range(round(seconds / FRAME)):
            self.now += FRAME
            if packets_every is not None:
                self.packets += FRAME / packets_every
            if frame is not None:
                self.line.hear(frame, self.now)
            if self.now - looked >= 0.1:
                looked = self.now
                await self.line.look(self.now)
        return self

    async def speaks(self, seconds: float = 2.0) -> Call:
        return await self.passes(seconds, ROOM, packets_every=ALWAYS)

    @property
    def found(self) -> list[str]:
        return [change.now for change in self.changes]


async def test_a_line_on_which_nothing_comes_is_doubted_at_once_and_then_lost() -> None:
    call = await Call().speaks()
    lost_at = call.now
    await call.passes(0.5, NOTHING, packets_every=None)
    assert call.found == ["doubtful"]
    await call.passes(2.5, NOTHING, packets_every=None)
    assert call.found == ["doubtful", "lost"]
    assert call.changes[-1].since == pytest.approx(lost_at, abs=0.1)
    await call.speaks()
    assert call.found == ["doubtful", "lost", "well"]
    assert call.changes[-1].seconds == pytest.approx(3.0, abs=0.3)


async def test_a_candidate_who_thinks_is_not_lost() -> None:
    """A quiet room is sound; and of exact silence a browser sends packets, though few."""
    call = await Call().speaks(30.0)
    assert call.found == []
    await call.passes(1.5, NOTHING, packets_every=SOMETIMES)
    assert call.found == ["doubtful", "well"]


async def test_a_microphone_without_sound_between_words_is_doubted_once() -> None:
    call = await Call().speaks()
    for _ in range(3):
        await call.passes(3.0, NOTHING, packets_every=SOMETIMES)
        await call.speaks()
    assert call.found == ["doubtful", "well"]


async def test_a_dead_microphone_is_noticed_though_its_packets_come() -> None:
    call = await Call().speaks()
    await call.passes(6.0, NOTHING, packets_every=SOMETIMES)
    assert call.found == ["doubtful", "well", "silent_microphone"]
    await call.speaks()
    assert call.found[-1] == "well"
    assert call.changes[-1].seconds == pytest.approx(6.0, abs=0.4)


async def test_of_a_microphone_that_is_silent_between_words_that_takes_longer() -> None:
    call = await Call().speaks()
    await call.passes(2.0, NOTHING, packets_every=SOMETIMES)
    await call.speaks()
    await call.passes(10.0, NOTHING, packets_every=SOMETIMES)
    assert "silent_microphone" not in call.found
    await call.passes(12.0, NOTHING, packets_every=SOMETIMES)
    assert call.found[-1] == "silent_microphone"


async def test_who_switched_the_microphone_off_is_not_lost_though_nothing_comes() -> None:
    call = await Call().speaks()
    call.line.muted = True
    await call.passes(4.0, NOTHING, packets_every=None)
    await call.passes(4.0, None, packets_every=None)
    assert call.found == ["muted"]
    call.line.muted = False
    await call.speaks()
    assert call.found == ["muted", "well"]


async def test_who_switched_it_on_again_and_says_nothing_yet_is_not_lost() -> None:
    call = await Call().speaks()
    call.line.muted = True
    await call.passes(30.0, NOTHING, packets_every=None)
    call.line.muted = False
    await call.passes(1.0, NOTHING, packets_every=SOMETIMES)
    await call.speaks()
    assert "lost" not in call.found
    assert call.found[:2] == ["muted", "well"]


async def test_without_a_track_it_is_lost() -> None:
    call = await Call().speaks()
    await call.passes(3.0, None, packets_every=None)
    assert call.found[-1] == "lost"
    call.line.begins(call.now)
    await call.speaks()
    assert call.found[-1] == "well"


async def test_where_nobody_counts_packets_silence_is_no_loss() -> None:
    call = await Call().speaks()
    call.known = False
    await call.passes(10.0, NOTHING, packets_every=None)
    assert "lost" not in call.found


async def test_a_line_that_is_lost_again_and_again_is_told_each_time() -> None:
    call = await Call().speaks()
    for _ in range(3):
        await call.passes(3.0, NOTHING, packets_every=None)
        await call.speaks()
    assert call.found.count("lost") == 3
    assert call.found.count("well") == 3
