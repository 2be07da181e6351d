"""Voices into rooms: little ahead of the ear, what was not heard is known, and no source disturbs another."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import numpy as np
import pytest
from livekit import rtc

from interviewer.agent.feeder import SAMPLE_RATE, Feeder, Source, SourceFailed

FRAME = SAMPLE_RATE // 50
"""Samples of 20 ms."""


class Ear:
    """Keeps what it was given."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.error: str | None = None
        self.cleared = 0
        self.closed = 0

    def give(self, pcm: bytes) -> None:
        self.heard.append(pcm)

    def clear(self) -> None:
        self.cleared += 1

    def track(self, name: str) -> rtc.LocalAudioTrack:
        raise NotImplementedError(name)

    async def aclose(self) -> None:
        self.closed += 1

    @property
    def samples(self) -> np.ndarray:
        return np.frombuffer(b"".join(self.heard), np.int16)


class Stage:
    """A feeder whose time the test makes pass."""

    def __init__(self) -> None:
        self.now = 100.0
        self.feeder = Feeder(clock=lambda: self.now)

    def source(self, played: Callable[[bytes, float], None] | None = None) -> tuple[Source, Ear]:
        ear = Ear()
        return Source(self.feeder, played=played, out=ear), ear

    def pass_by(self, seconds: float, step: float = 0.02) -> None:
        for _ in range(round(seconds / step)):
            self.now += step
            self.feeder.tick()


@pytest.fixture
def stage() -> Stage:
    return Stage()


def words(seconds: float, level: int = 1000) -> bytes:
    return np.full(round(seconds * SAMPLE_RATE), level, np.int16).tobytes()


def test_the_first_words_go_out_at_once_and_only_a_little_ahead(stage: Stage) -> None:
    source, ear = stage.source()
    source.push(words(2))
    assert len(ear.samples) == 2 * FRAME
    assert source.queued_duration == pytest.approx(2)


def test_everything_is_heard_in_order_and_never_more_than_60_ms_ahead(stage: Stage) -> None:
    source, ear = stage.source()
    said = np.arange(SAMPLE_RATE, dtype=np.int16)
    source.push(said.tobytes())
    for step in range(1, 60):
        stage.pass_by(0.02)
        assert len(ear.samples) / SAMPLE_RATE <= step * 0.02 + 0.06 + 1e-6
    assert np.array_equal(ear.samples[: len(said)], said)
    assert source.queued_duration == 0


def test_every_frame_is_whole_10_ms_and_the_last_is_filled_with_silence(stage: Stage) -> None:
    source, ear = stage.source()
    source.push(words(0.025))
    stage.pass_by(0.2)
    assert [len(each) // 2 for each in ear.heard] == [FRAME, FRAME // 2]
    assert not ear.samples[-FRAME // 4 :].any()


def test_the_rest_of_a_frame_is_waited_for_as_long_as_there_is_time(stage: Stage) -> None:
    source, ear = stage.source()
    source.push(words(0.05))
    assert len(ear.samples) == 2 * FRAME
    stage.pass_by(0.02)
    source.push(words(0.05))
    stage.pass_by(0.2)
    assert ear.samples.all()
    assert len(ear.samples) == 5 * FRAME


def test_nothing_is_given_while_nobody_speaks(stage: Stage) -> None:
    source, ear = stage.source()
    source.push(words(0.1))
    stage.pass_by(5)
    assert len(ear.samples) == 5 * FRAME


def test_a_late_wake_is_made_up_for_by_60_ms_at_most_and_the_silence_is_counted(stage: Stage) -> None:
    source, ear = stage.source()
    source.push(words(2))
    before = len(ear.samples)
    stage.now += 1.0
    stage.feeder.tick()
    assert len(ear.samples) - before <= 3 * FRAME
    assert stage.feeder.skipped == pytest.approx(0.96)
    assert source.queued_duration == pytest.approx(1.96)


def test_a_cut_tells_how_many_samples_will_not_be_heard(stage: Stage) -> None:
    source, ear = stage.source()
    source.push(words(1))
    stage.pass_by(0.5)
    dropped = source.cut()
    assert dropped == pytest.approx(SAMPLE_RATE / 2, abs=2)
    assert ear.cleared == 1
    assert source.queued_duration == 0
    given = len(ear.samples)
    stage.pass_by(1)
    assert len(ear.samples) == given


def test_a_cut_in_silence_drops_nothing_and_touches_nothing(stage: Stage) -> None:
    source, ear = stage.source()
    assert source.cut() == 0
    source.push(words(0.1))
    stage.pass_by(1)
    assert source.cut() == 0
    assert ear.cleared == 0


def test_speech_goes_on_after_a_cut(stage: Stage) -> None:
    source, ear = stage.source()
    source.push(words(1, 1))
    source.cut()
    source.push(words(0.1, 2))
    stage.pass_by(0.2)
    assert list(np.unique(ear.samples)) == [1, 2]
    assert np.count_nonzero(ear.samples == 2) == 5 * FRAME


def test_the_gain_is_ramped_over_one_frame_and_never_overflows(stage: Stage) -> None:
    source, ear = stage.source()
    source.push(words(1, 30_000))
    source.gain = 0.2
    stage.pass_by(0.5)
    quiet = ear.samples[2 * FRAME :]
    steps = np.diff(quiet[:FRAME].astype(int))
    assert quiet[0] == 30_000
    assert steps.min() > -200
    assert steps.max() <= 0
    assert np.all(quiet[FRAME:] == 6000)
    source.gain = 4.0
    stage.pass_by(0.5)
    assert ear.samples.max() == 32_767
    assert ear.samples.min() > 0


def test_the_recorder_gets_each_frame_as_it_sounds_and_when(stage: Stage) -> None:
    played: list[tuple[bytes, float]] = []
    source, ear = stage.source(played=lambda data, sounds_in: played.append((data, stage.now + sounds_in)))
    source.gain = 0.5
    source.push(words(0.5))
    stage.pass_by(1)
    assert [data for data, _ in played] == ear.heard
    assert np.diff([at for _, at in played]) == pytest.approx(0.02)
    assert played[0][1] == pytest.approx(100.0)


def test_a_dead_track_ends_its_source_alone_and_says_so(stage: Stage) -> None:
    dead, its_ear = stage.source()
    alive, ear = stage.source()
    dead.push(words(1))
    alive.push(words(1))
    its_ear.error = "the track is gone"
    stage.pass_by(2)
    assert len(ear.samples) == 50 * FRAME
    assert dead.queued_duration == 0
    with pytest.raises(SourceFailed, match="the track is gone"):
        dead.push(words(1))


async def test_who_waits_for_a_dead_track_is_told(stage: Stage) -> None:
    source, ear = stage.source()
    source.push(words(1))
    waiting = asyncio.create_task(source.wait_for_playout())
    full = asyncio.create_task(source.capture_frame(frame_of(words(1))))
    await asyncio.sleep(0)
    ear.error = "the track is gone"
    stage.pass_by(0.02)
    for task in (waiting, full):
        with pytest.raises(SourceFailed, match="the track is gone"):
            await task


def frame_of(pcm: bytes, rate: int = SAMPLE_RATE, channels: int = 1) -> rtc.AudioFrame:
    return rtc.AudioFrame(pcm, rate, channels, len(pcm) // 2 // channels)


async def test_playing_out_is_waited_for_until_the_last_sample_and_ends_with_a_cut(stage: Stage) -> None:
    source, _ = stage.source()
    await source.wait_for_playout()
    source.push(words(0.2))
    waiting = asyncio.create_task(source.wait_for_playout())
    stage.pass_by(0.18)
    await asyncio.sleep(0)
    assert not waiting.done()
    stage.pass_by(0.06)
    await waiting
    source.push(words(1))
    waiting = asyncio.create_task(source.wait_for_playout())
    await asyncio.sleep(0)
    source.cut()
    await waiting


async def test_a_frame_waits_while_much_is_waiting_already(stage: Stage) -> None:
    source, _ = stage.source()
    await source.capture_frame(frame_of(words(0.08)))
    full = asyncio.create_task(source.capture_frame(frame_of(words(0.2))))
    await asyncio.sleep(0)
    assert not full.done()
    stage.pass_by(0.2)
    await full


@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (24_000, 2)])
async def test_sound_of_another_kind_is_refused_and_nothing_of_it_taken(stage: Stage, rate: int, channels: int) -> None:
    source, ear = stage.source()
    with pytest.raises(ValueError, match=f"sound of {rate} Hz in {channels} channels"):
        await source.capture_frame(frame_of(words(0.02), rate, channels))
    with pytest.raises(ValueError, match="even number of bytes"):
        source.push(b"\0")
    source.push(b"")
    stage.pass_by(0.1)
    assert ear.heard == []


async def test_a_closed_source_says_nothing_more(stage: Stage) -> None:
    source, ear = stage.source()
    source.push(words(1))
    await source.aclose()
    await source.aclose()
    given = len(ear.samples)
    stage.pass_by(1)
    assert (len(ear.samples), ear.closed) == (given, 1)
    with pytest.raises(SourceFailed, match="closed"):
        source.push(words(1))


async def test_the_task_lives_as_long_as_there_are_sessions_and_feeds_them_all() -> None:
    feeder, ears = Feeder(), [Ear(), Ear(), Ear()]
    sources = [Source(feeder, out=ear) for ear in ears]
    for source in sources:
        source.push(words(0.1))
    for source in sources:
        await source.wait_for_playout()
    assert [len(ear.samples) for ear in ears] == [5 * FRAME] * 3
    await sources[0].aclose()
    await sources[1].aclose()
    assert feeder.running
    await sources[2].aclose()
    stopped = not feeder.running
    assert stopped
    again = Source(feeder, out=ears[0])
    again.push(words(0.1))
    await again.wait_for_playout()
    assert len(ears[0].samples) == 10 * FRAME
    await again.aclose()
