"""A word is heard only when its own sound arrived, whatever was done to the sound on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from known_speech import RATE, Line, Samples, at_rate, louder, quiet, said, through_opus, with_noise
from live_deepgram import heard

Connect = Callable[..., Any]


def cut_out(line: Line, first: int, last: int, instead: Samples) -> Samples:
    begin, end = int(line.words[first][1] * RATE), int(line.words[last - 1][2] * RATE)
    return said(line.samples[:begin], instead, line.samples[end:])


def louder_noise(samples: Samples) -> Samples:
    """Noise whose loudness follows that of the samples, every 10 ms, so that only its colour tells it from them."""
    step, noise = RATE // 100, np.random.default_rng(2).normal(0, 1, len(samples))
    for at in range(0, len(samples), step):
        noise[at : at + step] *= 2 * np.sqrt(np.mean(samples[at : at + step].astype(np.float64) ** 2))
    return np.clip(noise, -32768, 32767).astype(np.int16)


def unevenly(samples: Samples) -> Samples:
    """As a receiver plays what comes unevenly: now a period of the voice is left out, and now one is said twice."""
    step, period = RATE // 3, RATE // 80
    pieces = []
    for number, at in enumerate(range(0, len(samples), step)):
        piece = samples[at : at + step]
        half = len(piece) // 2
        pieces += [piece[:half], piece[half + period :] if number % 2 else piece[half - period :]]
    return said(*pieces)


def about_300_ms(line: Line) -> tuple[int, int]:
    """The words, in the middle of the line, that fill a third of a second best."""
    ranges = [(a, b) for a in range(2, len(line.words) - 2) for b in range(a + 1, len(line.words) - 2)]
    return min(ranges, key=lambda r: abs(line.words[r[1] - 1][2] - line.words[r[0]][1] - 0.3))


@pytest.mark.parametrize("instead", ["nothing", "silence", "other speech", "louder noise"])
@pytest.mark.parametrize("name", ["customer_work", "colleague_argument", "angry_customer"])
async def test_of_300_ms_that_are_cut_out_exactly_the_words_are_missing(
    name: str, instead: str, live: Connect, known: dict[str, Line]
) -> None:
    line = known[name]
    first, last = about_300_ms(line)
    seconds = line.words[last - 1][2] - line.words[first][1]
    assert 0.2 < seconds < 0.4
    other = known["any_questions" if name != "any_questions" else "consent"].samples[-int(seconds * RATE) :]
    put = {
        "nothing": quiet(0),
        "silence": quiet(seconds),
        "other speech": np.flip(other),
        "louder noise": louder_noise(
            line.samples[int(line.words[first][1] * RATE) : int(line.words[last - 1][2] * RATE)]
        ),
    }[instead]
    sound = through_opus(said(quiet(0.4), cut_out(line, first, last, put), quiet(0.8)))
    messages = await (await live(punctuate="true")).everything(sound)
    assert heard(messages) == line.text[:first] + line.text[last:]


@pytest.mark.parametrize(
    "altered",
    [
        pytest.param(through_opus, id="Opus"),
        pytest.param(lambda s: louder(s, 0.1), id="20 dB quieter"),
        pytest.param(lambda s: with_noise(s, 10), id="noise 10 dB below"),
        pytest.param(lambda s: unevenly(through_opus(s)), id="through an uneven network"),
        pytest.param(lambda s: with_noise(through_opus(louder(s, 0.3)), 15), id="Opus, quieter, noise 15 dB below"),
    ],
)
async def test_whole_lines_are_heard_whole(
    altered: Callable[[Samples], Samples], live: Connect, known: dict[str, Line]
) -> None:
    order = ("consent", "colleague_argument", "any_questions", "customer_work")
    parts = [part for name in order for part in (quiet(0.7), known[name].samples)]
    sound = altered(said(*parts, quiet(0.7)))
    messages = await (await live(punctuate="true")).everything(sound)
    assert heard(messages) == [word for name in order for word in known[name].text]


@pytest.mark.parametrize("rate", [8000, 24_000, 44_100, 48_000])
async def test_any_rate_will_do(rate: int, live: Connect, known: dict[str, Line]) -> None:
    sound = at_rate(said(quiet(0.5), known["angry_customer"].samples, quiet(0.5)), RATE, rate)
    stream = await live(punctuate="true", sample_rate=str(rate))
    assert heard(await stream.everything(sound)) == known["angry_customer"].text


async def test_what_is_no_part_of_the_script_is_not_understood(live: Connect, known: dict[str, Line]) -> None:
    backwards = np.flip(known["angry_customer"].samples)
    assert heard(await (await live()).everything(said(backwards, quiet(1)))) == []


async def test_noise_alone_says_nothing(live: Connect) -> None:
    noise = np.random.default_rng(3).normal(0, 2000, 5 * RATE).astype(np.int16)
    assert heard(await (await live()).everything(noise)) == []


async def test_a_line_said_twice_is_heard_twice(live: Connect, known: dict[str, Line]) -> None:
    line = known["consent"]
    messages = await (await live(punctuate="true")).everything(said(line.samples, quiet(0.5), line.samples))
    assert heard(messages) == line.text * 2


async def test_a_line_broken_off_is_heard_as_far_as_it_came(live: Connect, known: dict[str, Line]) -> None:
    line = known["angry_customer"]
    sound = said(line.samples[: int(line.words[7][2] * RATE)], quiet(1))
    assert heard(await (await live(punctuate="true")).everything(sound)) == line.text[:8]
