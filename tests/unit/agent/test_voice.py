"""When the candidate's voice begins and ends: the recorded lines of the simulated candidates, and what is no voice."""

from __future__ import annotations

import threading
from pathlib import Path

import av
import numpy as np
import pytest

import interviewer.simulation
from interviewer.agent.voice import SAMPLE_RATE, Edge, VoiceDetector, end_of_turn
from interviewer.simulation.candidate import sound

Sound = np.ndarray
LINES = sorted((Path(interviewer.simulation.__file__).parent / "personas").glob("*/voices/*.ogg"))
SOME_LINES = LINES[::8]
FRAME = 640
"""Bytes: 20 ms."""


def load(line: Path) -> Sound:
    with av.open(str(line)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE)
        frames = [piece for frame in (*container.decode(audio=0), None) for piece in resampler.resample(frame)]
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])


def at(dbfs: float, sound: Sound) -> Sound:
    return np.asarray(sound * 10 ** (dbfs / 20) / np.sqrt(np.mean(sound**2)))


def noise(seconds: float, dbfs: float, seed: int = 1) -> Sound:
    return np.random.default_rng(seed).normal(0, 10 ** (dbfs / 20), round(seconds * SAMPLE_RATE))


def silence(seconds: float) -> Sound:
    return np.zeros(int(seconds * SAMPLE_RATE))


def tone(seconds: float, *hertz: float) -> Sound:
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return np.asarray(sum(0.3 * np.sin(2 * np.pi * each * time) for each in hertz))


def clicks(seconds: float) -> Sound:
    """A keyboard: short dull knocks, five a second, unevenly loud."""
    sound, draw = silence(seconds), np.random.default_rng(2)
    for start in range(0, len(sound) - 400, SAMPLE_RATE // 5):
        sound[start : start + 400] += draw.normal(0, draw.uniform(0.05, 0.5), 400) * np.exp(-np.arange(400) / 60)
    return sound


def pcm(sound: Sound) -> bytes:
    return bytes((np.clip(sound, -1, 1) * 32767).astype(np.int16).tobytes())


def edges(sound: Sound, frame: int = FRAME) -> list[Edge]:
    detector, data = VoiceDetector(), pcm(sound)
    return [edge for i in range(0, len(data), frame) for edge in detector.feed(data[i : i + frame])]


def voiced(sound: Sound) -> tuple[int, int]:
    """The samples between which it is within 25 dB of its loudest 10 ms."""
    size = SAMPLE_RATE // 100
    loudness = np.sqrt(np.mean(sound[: len(sound) // size * size].reshape(-1, size) ** 2, axis=1))
    loud = np.flatnonzero(loudness > loudness.max() * 10 ** (-25 / 20))
    return int(loud[0]) * size, int(loud[-1] + 1) * size


def said(line: Sound, *, floor: float = -70) -> tuple[Sound, int, int]:
    """The line with a second of the room's noise around it, and where its voice begins and ends."""
    begin, end = voiced(line)
    whole = np.concatenate([silence(1), line, silence(1)])
    return whole + noise(len(whole) / SAMPLE_RATE, floor), begin + SAMPLE_RATE, end + SAMPLE_RATE


def milliseconds(samples: int) -> float:
    return samples * 1000 / SAMPLE_RATE


@pytest.mark.parametrize("loudness", [-20, -45])
def test_the_onset_of_a_recorded_line_is_found_within_120_ms_and_its_end_too(loudness: float) -> None:
    onsets, ends = [], []
    for line in SOME_LINES:
        sound, begin, end = said(at(loudness, load(line)))
        found = edges(sound)
        onsets.append(abs(milliseconds(found[0].sample - begin)))
        ends.append(abs(milliseconds(found[-1].sample - end)))
    assert np.percentile(onsets, 90) <= 120
    assert max(onsets) <= 250  # out of near silence the model warms up slowly to a few voices
    assert np.percentile(ends, 90) <= 200
    assert len(onsets) >= 20


def test_edges_alternate_and_come_in_order() -> None:
    sound, _, _ = said(load(LINES[0]))
    found = edges(sound)
    assert [edge.on for edge in found] == [True, False] * (len(found) // 2)
    assert [edge.sample for edge in found] == sorted(edge.sample for edge in found)


def test_an_edge_is_told_soon_after_it_was() -> None:
    detector = VoiceDetector()
    late: dict[bool, list[float]] = {True: [], False: []}
    data = pcm(said(load(LINES[0]))[0])
    for i in range(0, len(data), FRAME):
        for edge in detector.feed(data[i : i + FRAME]):
            late[edge.on].append(milliseconds(detector.samples - edge.sample))
    assert late[True][0] >= 96  # two windows of voice, and the one before, in which it began
    assert max(late[True]) <= 130
    assert 150 <= min(late[False]) <= max(late[False]) <= 320


@pytest.mark.parametrize(
    "sound",
    [
        pytest.param(silence(5), id="digital silence"),
        pytest.param(noise(5, -70), id="a quiet room"),
        pytest.param(noise(5, -30), id="a loud fan"),
        pytest.param(clicks(5) + noise(5, -70), id="a keyboard"),
        pytest.param(tone(3, 1100), id="a fax that calls"),
        pytest.param(tone(3, 2100), id="a fax that answers"),
        pytest.param(tone(3, 440, 480), id="ringing"),
        pytest.param(tone(1, 697, 1209), id="a key of the telephone"),
        pytest.param(np.concatenate([noise(0.2, -20), silence(0.8)] * 4), id="bursts of noise of 200 ms"),
    ],
)
def test_what_is_no_voice_has_no_edge(sound: Sound) -> None:
    assert edges(sound) == []


def test_speech_over_noise_ten_db_below_it_is_found() -> None:
    for line in SOME_LINES[:6]:
        sound, begin, _ = said(at(-25, load(line)), floor=-35)
        assert abs(milliseconds(edges(sound)[0].sample - begin)) <= 120


def test_speech_survives_the_telephone_and_clipping() -> None:
    sound, begin, _ = said(at(-20, load(LINES[3])))
    assert abs(milliseconds(edges(telephone(sound))[0].sample - begin)) <= 120
    assert abs(milliseconds(edges(np.clip(sound * 10, -1, 1))[0].sample - begin)) <= 200


def telephone(sound: Sound) -> Sound:
    """8 kHz, companded by mu-law to eight bits, and back."""
    narrow = sound[: len(sound) // 2 * 2].reshape(-1, 2).mean(axis=1)
    companded = np.sign(narrow) * np.log1p(255 * np.abs(np.clip(narrow, -1, 1))) / np.log(256)
    levels = np.round(companded * 127) / 127
    return np.repeat(np.sign(levels) * (256 ** np.abs(levels) - 1) / 255, 2)


def test_a_word_of_200_ms_is_found_and_ends() -> None:
    line = load(LINES[0])
    loudest = int(np.argmax(np.convolve(line**2, np.ones(3200), "valid")))
    burst = np.concatenate([silence(1), line[loudest : loudest + 3200], silence(1)])
    on, off = edges(burst + noise(len(burst) / SAMPLE_RATE, -70))
    assert (on.on, off.on) == (True, False)
    assert 150 <= milliseconds(off.sample - on.sample) <= 500


def test_pieces_of_any_length_give_the_same_edges() -> None:
    sound, _, _ = said(load(LINES[5]))
    assert edges(sound, 640) == edges(sound, 1600) == edges(sound, 2 * len(sound)) == edges(sound, 334)


def test_half_a_sample_is_refused_and_nothing_of_it_is_taken() -> None:
    detector = VoiceDetector()
    with pytest.raises(ValueError, match="even number of bytes; 641 came"):
        detector.feed(b"\0" * 641)
    assert (detector.samples, detector.recent) == (0, b"")


def test_nothing_fed_is_nothing_heard() -> None:
    detector = VoiceDetector()
    assert detector.feed(b"") == ()
    assert (detector.on, detector.probability, detector.samples) == (False, 0.0, 0)


def test_the_last_1200_ms_are_kept_and_no_more() -> None:
    detector = VoiceDetector()
    for number in range(300):
        detector.feed(np.full(320, number, np.int16).tobytes())
    recent = np.frombuffer(detector.recent, np.int16)
    assert len(recent) == 19_200
    assert list(recent[::320]) == list(range(240, 300))
    assert len(detector._recent) <= 2 * 2 * 19_200


def test_detectors_do_not_hear_each_other() -> None:
    speech, quiet = pcm(said(load(LINES[0]))[0]), VoiceDetector()
    speaking = VoiceDetector()
    for i in range(0, len(speech), FRAME):
        speaking.feed(speech[i : i + FRAME])
        assert quiet.feed(b"\0" * FRAME) == ()


async def test_the_end_of_a_line_sounds_more_like_an_end_than_its_middle() -> None:
    higher = 0
    for line in SOME_LINES:
        sound, pause = load(line), silence(0.2)
        end = await end_of_turn(pcm(np.concatenate([sound, pause])))
        middle = await end_of_turn(pcm(np.concatenate([sound[: len(sound) // 2], pause])))
        assert 0 <= middle <= 1
        assert 0 <= end <= 1
        higher += end > middle
    assert higher >= 0.75 * len(SOME_LINES)


async def test_the_end_of_turn_is_judged_beside_the_event_loop_and_takes_any_length() -> None:
    for seconds in (0, 0.3, 1.2, 5):
        await end_of_turn(pcm(silence(seconds)))
    names = [thread.name for thread in threading.enumerate()]
    assert sum(name.startswith("end-of-turn") for name in names) == 1


def test_the_end_of_a_line_is_where_a_listener_hears_it_end() -> None:
    errors = []
    for line in SOME_LINES:
        file = sound.load(line)
        last = file.last / sound.RATE
        heard = [edge for edge in edges(np.concatenate([load(line), silence(0.6)])) if not edge.on]
        errors.append(heard[-1].sample / SAMPLE_RATE - last)
    assert abs(float(np.median(errors))) <= 0.02
    assert sum(abs(error) <= 0.06 for error in errors) >= 0.9 * len(errors)
