"""Two channels on one clock, nothing kept before the yes."""

from __future__ import annotations

import io

import av
import numpy as np

from interviewer.agent.mouth import SAMPLE_RATE
from interviewer.agent.recorder import Channel, Recorder, encode, raised

Stored = list[tuple[str, float, float]]


def tone(samples: int) -> np.ndarray:
    return (np.sin(np.arange(samples) * 2 * np.pi * 440 / SAMPLE_RATE) * 12_000).astype(np.int16)


def decode(data: bytes) -> np.ndarray:
    with av.open(io.BytesIO(data), "r") as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    joined = np.concatenate(frames, axis=1)
    return joined if joined.shape[0] == 2 else joined.reshape(-1, 2).T


class Tape:
    """A recorder with a clock that the test sets, and what it stored."""

    def __init__(self) -> None:
        self.now = 100.0
        self.kept: dict[str, bytes] = {}
        self.stored: list[tuple[str, float, float]] = []
        self.recorder = Recorder(
            self._put, epoch=1, stored=lambda *segment: self.stored.append(segment), clock=lambda: self.now
        )
        self.recorder.start()

    async def _put(self, key: str, data: bytes) -> None:
        self.kept[key] = data


def test_frames_that_arrive_a_little_early_or_late_are_joined_without_a_seam() -> None:
    channel = Channel()
    wave = tone(4800)
    for index in range(10):
        jitter = 300 if index % 2 else -300
        channel.write(wave[index * 480 : (index + 1) * 480].tobytes(), index * 480 + (jitter if index else 0))
    assert np.array_equal(channel.take(4800), wave)


def test_a_real_gap_stays_a_gap() -> None:
    channel = Channel()
    channel.write(tone(480).tobytes(), 0)
    channel.write(tone(480).tobytes(), SAMPLE_RATE)
    taken = channel.take(SAMPLE_RATE + 480)
    assert not taken[480:SAMPLE_RATE].any()
    assert np.array_equal(taken[SAMPLE_RATE:], tone(480))


def test_a_segment_is_as_long_as_the_sound_and_has_each_side_on_its_channel() -> None:
    sound = decode(encode(tone(SAMPLE_RATE), np.zeros(SAMPLE_RATE, dtype=np.int16)))
    seconds = sound.shape[1] / 48_000
    assert abs(seconds - 1.0) < 0.01
    loudness = np.abs(sound.astype(np.float64)).mean(axis=1)
    assert loudness[0] > 100 * max(loudness[1], 1e-9)


def test_the_candidates_sound_is_brought_to_the_interviewers_rate_without_a_seam() -> None:
    channel = Channel(16_000)
    channel.write((np.sin(np.arange(32_000) * 2 * np.pi * 1_000 / 16_000) * 10_000).astype(np.int16).tobytes(), 0)
    raised_ = np.concatenate([raised(channel.take_between(count)) for count in (3_200, 6_400, 3_200)])
    wanted = np.sin(np.arange(19_200) * 2 * np.pi * 1_000 / SAMPLE_RATE) * 10_000
    assert len(raised_) == len(wanted)
    assert np.abs(raised_ - wanted)[200:].max() < 5


async def test_what_was_held_before_the_yes_is_kept_with_it_from_its_first_sample() -> None:
    tape = Tape()
    tape.recorder.interviewer(tone(SAMPLE_RATE).tobytes(), 100.0)
    tape.now = 102.0
    assert not tape.kept
    tape.recorder.keep()
    tape.now = 103.3
    tape.recorder.candidate(tone(8_000).tobytes(), 103.3)  # half a second at 16 kHz
    await tape.recorder.stop()
    assert tape.stored == [("1-00001.ogg", 0.0, 3.3)]
    left, right = np.abs(decode(tape.kept["1-00001.ogg"]).astype(np.float64))
    assert left[: 48_000 // 2].mean() > 0.1 * left.max()
    assert right[: 48_000 * 2].max() < 0.05 * right.max()
    assert right[-48_000 // 4 :].mean() > 0.1 * right.max()


async def test_a_refusal_leaves_nothing() -> None:
    tape = Tape()
    tape.recorder.interviewer(tone(SAMPLE_RATE).tobytes(), 100.0)
    tape.now = 104.0
    tape.recorder.discard()
    tape.recorder.keep()
    await tape.recorder.stop()
    assert not tape.kept
    assert not tape.stored


async def test_a_store_that_fails_costs_the_segment_and_not_the_call() -> None:
    stored: Stored = []

    async def put(_key: str, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    now = 100.0
    made = Recorder(put, epoch=1, stored=lambda *segment: stored.append(segment), clock=lambda: now)
    made.start()
    made.keep()
    now = 102.0
    await made.stop()
    assert stored == []
