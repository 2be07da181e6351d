"""What the interviewer said is told from its sound alone, after the way through a room, and so is a fragment."""

from __future__ import annotations

import multiprocessing
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import numpy as np
import pytest

from interviewer.simulation.candidate.ears import RATE
from interviewer.simulation.candidate.sound import Samples
from interviewer.simulation.candidate.transcriber import NotUnderstood
from interviewer.simulation.chaos.ear import Ear, Understanding
from interviewer.simulation.chaos.observer import Observed, Track, two_at_once
from interviewer.simulation.vendors import tones
from known_speech import at_rate, louder, quiet, through_opus

QUESTION = "Tell me about a time when a customer was angry with you or with your company."
OTHER = "Tell me about a team that you have led, and what you did in it."
THANKS = "Thank you."


def voice(text: str) -> Samples:
    return at_rate(tones.speech(text), tones.RATE, RATE)


def in_a_room(*parts: Samples) -> Samples:
    return at_rate(through_opus(louder(np.concatenate(parts), 0.7)), 16_000, RATE) if parts else quiet(1)


def ear() -> Ear:
    made = Ear()
    made.learn([QUESTION, OTHER, THANKS])
    return made


def test_each_text_is_heard_once_in_order_and_whole() -> None:
    found = ear().listen(in_a_room(quiet(0.5), voice(THANKS), quiet(0.4), voice(QUESTION), quiet(1.0), voice(OTHER)))
    assert [(one.text, one.fragment) for one in found] == [(THANKS, False), (QUESTION, False), (OTHER, False)]
    assert abs(found[0].began - 0.5) < 0.1


def test_a_text_that_breaks_off_is_a_fragment() -> None:
    cut = voice(QUESTION)[: 2 * RATE]
    found = ear().listen(in_a_room(quiet(0.3), cut, quiet(1.5), voice(QUESTION)))
    assert [(one.text, one.fragment) for one in found] == [(QUESTION, True), (QUESTION, False)]


@pytest.mark.parametrize("after", [0.1, 0.3, 0.7, 1.5])
@pytest.mark.parametrize("text", [THANKS, QUESTION, OTHER])
def test_a_text_is_heard_whole_whose_sound_stood_still_for_a_moment(text: str, after: float) -> None:
    """As on the way through a machine that is busy, and most of all where several calls begin to sound at once."""
    at, sound = round(after * RATE), voice(text)
    found = ear().listen(in_a_room(quiet(0.5), sound[:at], quiet(0.06), sound[at:], quiet(1.0)))
    assert [(one.text, one.fragment) for one in found] == [(text, False)]


def test_what_it_does_not_know_is_not_understood() -> None:
    assert ear().listen(in_a_room(quiet(0.3), voice("Nobody has asked for these words before now."))) == []
    assert ear().listen(quiet(2.0)) == []


async def test_a_candidate_understands_what_the_voice_was_asked_for_meanwhile_and_says_so_when_its_ear_is_gone() -> (
    None
):
    asked = [THANKS]
    said = httpx.MockTransport(lambda _request: httpx.Response(200, json=asked))
    async with httpx.AsyncClient(transport=said) as client:
        understanding = Understanding("http://vendors/faults", client)
        try:
            assert await understanding.transcribe(in_a_room(quiet(0.3), voice(THANKS), quiet(1.0))) == THANKS
            asked.append(QUESTION)
            assert await understanding.transcribe(in_a_room(quiet(0.3), voice(QUESTION), quiet(1.0))) == QUESTION
            (ear_of_its_own,) = multiprocessing.active_children()
            ear_of_its_own.kill()
            with pytest.raises(NotUnderstood, match="has ended"):
                await understanding.transcribe(quiet(1.0))
        finally:
            understanding.close()


HEARS_AND_IS_KILLED = """
import multiprocessing, os, signal
import httpx
import numpy as np
from interviewer.simulation.chaos.ear import Understanding
if __name__ == "__main__":
    import asyncio
    asyncio.run(Understanding("", httpx.AsyncClient()).listen(np.zeros(16000, np.int16)))
    print(multiprocessing.active_children()[0].pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_ear_ends_with_whom_it_hears_for_however_that_ends(tmp_path: Path) -> None:
    program = tmp_path / "hears.py"
    program.write_text(HEARS_AND_IS_KILLED)
    # Its standard output is the ear's, too: it is at its end when both are gone.
    told = subprocess.run([sys.executable, str(program)], stdout=subprocess.PIPE, timeout=60, check=False)
    assert told.returncode == -signal.SIGKILL
    assert int(told.stdout) > 0


def test_two_voices_at_the_same_time_are_noticed_and_two_after_one_another_are_not() -> None:
    sound = voice(QUESTION)[:RATE]
    assert two_at_once([Track([(10.0, sound)]), Track([(12.0, sound)])]) == 0
    assert 0.3 < two_at_once([Track([(10.0, sound)]), Track([(10.5, sound)])]) < 0.6


def test_interviewers_are_kept_each_on_its_own_and_nobody_else() -> None:
    sound, observed = voice(THANKS), Observed()
    for whose in ("interviewer-1 PA_1", "interviewer-2 PA_2", "candidate PA_3", "interviewer-1 PA_1"):
        observed.heard(whose, sound, 10.0)
    assert {whose: len(track.pieces) for whose, track in observed.tracks.items()} == {
        "interviewer-1 PA_1": 2,
        "interviewer-2 PA_2": 1,
    }


def test_a_track_is_as_long_as_it_took_with_silence_where_nothing_came() -> None:
    sound = voice(QUESTION)[:RATE]
    whole = Track([(1.0, sound), (4.0, sound)]).samples()
    assert abs(len(whole) / RATE - 5.0) < 0.01
    assert not whole[round(1.2 * RATE) : round(2.8 * RATE)].any()
