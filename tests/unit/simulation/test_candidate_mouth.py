"""The mouth knows to the sample when each word leaves, and can stop between words and go on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from interviewer.simulation.candidate.mouth import FRAME, LEAD, Mark, Mouth, Stop
from interviewer.simulation.candidate.sound import RATE, Sound, SoundUnreadable, load, of_samples
from simulated.synthetic_voice import voice, write_opus

SECOND = RATE


def sound(*stretches: float) -> Sound:
    return of_samples(voice(*stretches, rate=RATE))


def speak(mouth: Mouth, seconds: float) -> list[tuple[str, float]]:
    """What happened in the next so many seconds, and when, in seconds from now."""
    happened = []
    for number in range(round(seconds * RATE / FRAME)):
        for mark, offset in mouth.next().marks:
            happened.append((mark.name, round((number * FRAME + offset) / RATE, 2)))
    return happened


def test_a_sound_knows_its_words_and_its_pauses_and_not_the_silence_around_it() -> None:
    found = sound(0.0, 0.4, 1.0, 0.6, 0.5, 0.1, 0.5, 0.7)
    assert [(round(a / RATE, 2), round(b / RATE, 2)) for a, b in found.voiced] == [(0.4, 1.4), (2.0, 3.1)]
    assert found.seconds == pytest.approx(2.7, abs=0.02)


def test_a_file_is_decoded_to_the_same_words(tmp_path: Path) -> None:
    file = tmp_path / "line.ogg"
    write_opus(file, voice(0.0, 0.3, 0.8, 0.5, 0.6, 0.3, rate=RATE))
    assert [(round(a / RATE, 1), round(b / RATE, 1)) for a, b in load(file).voiced] == [(0.3, 1.1), (1.6, 2.2)]


def test_a_line_that_cannot_be_played_is_named(tmp_path: Path) -> None:
    with pytest.raises(SoundUnreadable, match=r"missing\.ogg"):
        load(tmp_path / "missing.ogg")
    (tmp_path / "damaged.ogg").write_bytes(b"OggS is how it should go on")
    with pytest.raises(SoundUnreadable, match=r"damaged\.ogg"):
        load(tmp_path / "damaged.ogg")
    write_opus(tmp_path / "silent.ogg", np.zeros(SECOND, np.int16))
    with pytest.raises(SoundUnreadable, match="nothing to hear"):
        load(tmp_path / "silent.ogg")


def test_the_marks_are_where_words_start_and_end() -> None:
    mouth = Mouth()
    mouth.say(sound(0.0, 0.4, 1.0, 0.6, 0.5))
    lead = LEAD / RATE
    marks = speak(mouth, 3.0)
    assert [name for name, _ in marks] == ["VOICE_BEGINS", "VOICE_ENDS", "VOICE_BEGINS", "VOICE_ENDS", "LINE_ENDS"]
    assert [at - lead for _, at in marks] == pytest.approx([0.0, 1.0, 1.6, 2.1, 2.1], abs=0.011)
    assert mouth.silent


def test_a_microphone_between_lines_carries_the_noise_of_a_room_and_never_stops() -> None:
    frames = [mouth.next().samples for mouth in [Mouth()] for _ in range(100)]
    assert {len(frame) for frame in frames} == {FRAME}
    level = 20 * np.log10(np.std(np.concatenate(frames)) / 32768)
    assert -72 < level < -64


def test_a_line_held_at_its_next_pause_is_gone_on_with_at_the_next_word() -> None:
    mouth = Mouth()
    mouth.say(sound(0.5, 0.4, 0.5, 0.4, 0.5))
    speak(mouth, 0.2)
    mouth.stop(Stop.HOLD)
    assert [name for name, _ in speak(mouth, 3.0)] == ["VOICE_ENDS", "HELD"]
    assert mouth.held
    assert not mouth.silent
    mouth.go_on()
    names = [name for name, _ in speak(mouth, 3.0)]
    assert names == ["VOICE_BEGINS", "VOICE_ENDS", "VOICE_BEGINS", "VOICE_ENDS", "LINE_ENDS"]


def test_a_line_dropped_at_its_next_pause_is_over() -> None:
    mouth = Mouth()
    mouth.say(sound(0.5, 0.4, 0.5))
    speak(mouth, 0.2)
    mouth.stop(Stop.DROP)
    assert [name for name, _ in speak(mouth, 3.0)] == ["VOICE_ENDS", "DROPPED"]
    assert mouth.silent


def test_a_line_without_another_pause_is_said_to_its_end() -> None:
    mouth = Mouth()
    mouth.say(sound(1.0))
    speak(mouth, 0.2)
    mouth.stop(Stop.HOLD)
    assert [name for name, _ in speak(mouth, 3.0)] == ["VOICE_ENDS", "LINE_ENDS"]
    assert mouth.silent


def test_a_pause_lasts_while_the_other_one_speaks() -> None:
    mouth = Mouth()
    mouth.say(sound(0.5, 0.4, 0.5))
    mouth.yielding = True
    assert [name for name, _ in speak(mouth, 5.0)] == ["VOICE_BEGINS", "VOICE_ENDS"]
    mouth.yielding = False
    assert [name for name, _ in speak(mouth, 1.0)] == ["VOICE_BEGINS", "VOICE_ENDS", "LINE_ENDS"]


def test_every_sample_of_a_line_that_was_held_is_heard_once() -> None:
    line = sound(0.5, 0.4, 0.5)
    mouth = Mouth()
    mouth.say(line)
    frames = [mouth.next() for _ in range(10)]
    mouth.stop(Stop.HOLD)
    frames += [mouth.next() for _ in range(20)]
    mouth.go_on()
    frames += [mouth.next() for _ in range(30)]
    heard = of_samples(np.concatenate([frame.samples for frame in frames]))
    voiced = [end - start for start, end in heard.voiced]
    assert voiced == pytest.approx([end - start for start, end in line.voiced], abs=RATE // 50)
    assert Mark.LINE_ENDS in [mark for frame in frames for mark, _ in frame.marks]
