"""Pieces of a recording become one file whose times are true."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from interviewer.interviews.recording import Segment
from interviewer.providers.blobs import BlobMissing, MemoryBlobs
from interviewer.providers.recordings import RecordingUnreadable, join, joined

RATE = 48_000
PACKET = 960


def piece(seconds: float, left: float, right: float) -> bytes:
    """An Ogg Opus file with a tone of that pitch in Hz on each side."""
    out = io.BytesIO()
    with av.open(out, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=RATE, layout="stereo")
        stream.bit_rate = 64_000
        time = np.arange(round(seconds * RATE)) / RATE
        sides = [8000 * np.sin(2 * np.pi * pitch * time) for pitch in (left, right)]
        pcm = np.stack(sides, axis=1).astype(np.int16).reshape(1, -1)
        for start in range(0, pcm.shape[1], 2 * PACKET):
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(pcm[:, start : start + 2 * PACKET]), format="s16", layout="stereo"
            )
            frame.sample_rate, frame.pts, frame.time_base = RATE, start // 2, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def decoded(data: bytes) -> NDArray[np.float32]:
    with av.open(io.BytesIO(data), "r") as container:
        assert container.streams.audio[0].codec_context.name in ("opus", "libopus")
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate(frames, axis=1)


def pitch(sound: NDArray[np.float32], second: float, side: int) -> float:
    """The strongest pitch in Hz in the 0.1 s around that second; 0 for silence."""
    window = sound[side, round((second - 0.05) * RATE) : round((second + 0.05) * RATE)]
    return 0.0 if np.abs(window).max() < 0.001 else float(np.argmax(np.abs(np.fft.rfft(window))) * 10)


def test_pieces_that_follow_each_other_make_one_sound_with_two_sides() -> None:
    sound = decoded(
        join([(Segment("1-1.ogg", 0, 2), piece(2, 440, 880)), (Segment("1-2.ogg", 2, 1), piece(1, 220, 660))])
    )
    assert abs(sound.shape[1] / RATE - 3) < 0.02
    assert [pitch(sound, s, side) for s in (1, 2.5) for side in (0, 1)] == [440, 880, 220, 660]


def test_a_gap_is_silent_and_what_follows_keeps_its_time() -> None:
    sound = decoded(
        join([(Segment("1-1.ogg", 0, 1), piece(1, 440, 440)), (Segment("2-1.ogg", 3, 1), piece(1, 880, 880))])
    )
    assert abs(sound.shape[1] / RATE - 4) < 0.02
    assert [pitch(sound, s, 0) for s in (0.5, 1.5, 2.5, 3.5)] == [440, 0, 0, 880]


def test_where_two_interviewers_recorded_the_same_moment_time_does_not_stretch() -> None:
    sound = decoded(
        join([(Segment("1-1.ogg", 0, 2), piece(2, 440, 440)), (Segment("2-1.ogg", 1, 2), piece(2, 880, 880))])
    )
    assert abs(sound.shape[1] / RATE - 3) < 0.02
    assert [pitch(sound, s, 0) for s in (0.5, 1.5, 2.5)] == [440, 440, 880]


def test_a_recording_that_begins_late_begins_with_silence() -> None:
    sound = decoded(join([(Segment("1-1.ogg", 1, 1), piece(1, 440, 440))]))
    assert [pitch(sound, s, 0) for s in (0.5, 1.5)] == [0, 440]


def test_packets_that_an_encoder_adds_to_flush_itself_do_not_shift_what_follows() -> None:
    pieces = [(Segment(f"1-{n}.ogg", n * 0.5, 0.5), piece(0.5, 440, 440)) for n in range(20)]
    sound = decoded(join(pieces))
    assert abs(sound.shape[1] / RATE - 10) < 0.02


def test_a_damaged_piece_is_named() -> None:
    with pytest.raises(RecordingUnreadable, match=r"1-2\.ogg"):
        join([(Segment("1-1.ogg", 0, 1), piece(1, 440, 440)), (Segment("1-2.ogg", 1, 1), b"not ogg")])


async def test_a_finished_recording_is_joined_once_and_a_growing_one_each_time() -> None:
    blobs = MemoryBlobs()
    segments = [Segment("1-1.ogg", 0, 0.5), Segment("1-2.ogg", 0.5, 0.5)]
    for segment in segments:
        await blobs.put("int_1", segment.key, piece(0.5, 440, 440))
    growing = await joined(blobs, "int_1", segments[:1], final=False)
    whole = await joined(blobs, "int_1", segments, final=True)
    assert growing.size < whole.size
    again = await joined(blobs, "int_1", segments, final=True)
    assert b"".join([c async for c in again.read(0, again.size)]) == b"".join(
        [c async for c in whole.read(0, whole.size)]
    )
    assert len(await blobs.keys("int_1")) == 3
    part = b"".join([c async for c in again.read(10, 20)])
    assert part == b"".join([c async for c in whole.read(0, whole.size)])[10:30]


async def test_a_piece_that_is_not_in_the_store_is_missed() -> None:
    with pytest.raises(BlobMissing):
        await joined(MemoryBlobs(), "int_1", [Segment("1-1.ogg", 0, 1)], final=True)
