from __future__ import annotations

import asyncio
import json
from pathlib import Path

import numpy as np
import pytest

from interviewer.simulation.vendors import tones
from interviewer.simulation.vendors.activity import Activity
from interviewer.simulation.vendors.outbox import Message, Outbox
from interviewer.simulation.vendors.script import ScriptUnreadable, read
from interviewer.simulation.vendors.sound import Sound
from interviewer.simulation.vendors.spectrum import Spectrum

SPEECH = tones.speech("A hotel guest found that his room had been given away.")[::3]  # at 8 kHz
WORDS = '"words": [{"text": "Yes.", "start": 0, "end": 0.5}]'


@pytest.mark.parametrize("rate", [8000, 11_025, 44_100])
def test_frames_do_not_depend_on_how_the_stream_is_cut(rate: int) -> None:
    whole = Spectrum(rate).feed(SPEECH)
    pieces, spectrum, at = [], Spectrum(rate), 0
    for size in [1, 7, 1000, 33, 4096] * 20:
        pieces.append(spectrum.feed(SPEECH[at : at + size]))
        at += size
    joined = np.concatenate(pieces)
    assert len(joined) > 50
    assert np.allclose(joined, whole[: len(joined)], rtol=1e-4)


def test_samples_that_are_cut_in_two_are_put_together() -> None:
    sound, data = Sound("linear16", 8000), SPEECH.tobytes()
    heard = [sound.feed(data[at : at + 333], 0)[0] for at in range(0, len(data), 333)]
    assert np.array_equal(np.concatenate(heard), SPEECH)


@pytest.mark.parametrize(
    ("encoding", "code", "sample"),
    [
        ("mulaw", 0xFF, 0),
        ("mulaw", 0x80, 32124),
        ("mulaw", 0x00, -32124),
        ("mulaw", 0xE0, 372),
        ("alaw", 0xD5, 8),
        ("alaw", 0xAA, 32256),
        ("alaw", 0x2A, -32256),
        ("alaw", 0x80, 5504),
    ],
)
def test_telephone_encodings_are_decoded_as_g711_has_it(encoding: str, code: int, sample: int) -> None:
    assert Sound(encoding, 8000).feed(bytes([code]), 0)[0].tolist() == [sample]


def test_channels_are_mixed() -> None:
    both = np.stack((SPEECH, np.zeros_like(SPEECH)), axis=1)
    assert np.array_equal(Sound("linear16", 8000, 2).feed(both.tobytes(), 0)[0], (SPEECH / 2).astype(np.int16))


def test_the_arrival_of_each_moment_is_known() -> None:
    sound = Sound("linear16", 8000)
    for number in range(10):
        sound.feed(b"\0" * 1600, 100 + number)
    assert [sound.arrived(moment) for moment in (0.05, 0.1, 0.11, 0.95)] == [100, 100, 101, 109]


def test_a_voice_begins_and_ends_where_it_sounds() -> None:
    noise = np.random.default_rng(1).normal(0, 20, 48_000)
    noise[8000 : 8000 + len(SPEECH)] += SPEECH
    activity, spectrum, onsets = Activity(), Spectrum(8000), set()
    for at in range(0, len(noise), 400):
        activity.feed(spectrum.feed(noise[at : at + 400].astype(np.int16)))
        onsets.add(activity.onset)
    assert min(onset for onset in onsets if onset is not None) == pytest.approx(100, abs=6)
    assert activity.last == pytest.approx(100 + len(SPEECH) / 80, abs=12)
    assert activity.onset is None


def test_a_text_always_sounds_the_same_and_no_two_alike() -> None:
    assert np.array_equal(tones.speech("What did you learn?"), tones.speech("What did you learn?"))
    one, other = (tones.speech(text).astype(float) for text in ("What did you learn?", "What did you loose?"))
    assert abs(float(np.corrcoef(one, other)[0, 1])) < 0.6
    assert len(tones.speech("x" * 140)) / tones.RATE == pytest.approx(10, rel=0.01)
    assert len(tones.speech("")) > 0


async def test_messages_are_said_in_order_and_an_interim_one_gives_way_to_what_is_newer() -> None:
    said: list[Message] = []

    async def send(text: str) -> None:
        said.append(json.loads(text))

    outbox, now = Outbox(send), asyncio.get_running_loop().time()
    future: asyncio.Future[Message | None] = asyncio.get_running_loop().create_future()
    outbox.put(now + 0.01, {"n": 1}, interim=True)
    outbox.put(now + 0.2, {"n": 2}, interim=True)
    outbox.put(now + 0.05, lambda: future)
    outbox.put(now, {"n": 4})
    speaking = asyncio.create_task(outbox.run())
    await asyncio.sleep(0.07)
    assert said == [{"n": 1}]
    future.set_result({"n": 3})
    await outbox.flush()
    assert said == [{"n": 1}, {"n": 3}, {"n": 4}]
    speaking.cancel()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "Line 2"),
        ('{"words": []}', "either `audio`"),
        ('{"audio": "no.ogg", ' + WORDS + "}", r"no\.ogg"),
        ('{"pcm": "?", ' + WORDS + "}", "Line 2"),
        ('{"pcm": "AAAA", "words": [{"text": "Yes.", "start": 0.5, "end": 0.5}]}', "ends before it begins"),
        ('{"pcm": "AAAA", "rate": 1000, ' + WORDS + "}", "rate"),
        ('{"pcm": "AAAA", "words": [{"text": "", "start": 0, "end": 0.5}]}', "text"),
    ],
)
def test_a_script_with_a_mistake_is_refused_with_its_line(line: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "script.jsonl"
    file.write_text(f'{{"pcm": "{"A" * 4000}", {WORDS}}}\n{line}\n')
    with pytest.raises(ScriptUnreadable, match=told):
        read(file)


def test_a_script_without_recordings_is_refused(tmp_path: Path) -> None:
    (tmp_path / "script.jsonl").write_text("\n")
    with pytest.raises(ScriptUnreadable, match="no recording"):
        read(tmp_path / "script.jsonl")
    with pytest.raises(ScriptUnreadable, match="cannot be read"):
        read(tmp_path / "none.jsonl")
