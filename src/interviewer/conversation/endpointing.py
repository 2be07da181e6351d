"""How long a pause must be before the candidate's turn is over. Pure.

One threshold cannot do it: in answers to open questions people are silent for a second in mid-sentence, and after
"Yeah." to a yes/no question half a second is long. So the wait is read from a table by what the question expects and by
the shape of the words so far, and within its bounds by the probability that the audio model gives. Published, each with
its best policy at 600 ms: the audio model alone cuts off 12 %, silence alone 22 % (livekit/eot-bench, English).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from interviewer.conversation.backchannels import listening
from interviewer.conversation.floor.facts import Kind
from interviewer.conversation.languages import Words
from interviewer.conversation.understanding import (
    agreement,
    sounds_finished,
    wants_repetition,
    wants_to_skip,
    word_count,
)

Shape = Literal["whole", "closing", "told", "finished", "begun", "open", "trailing"]
"""A whole answer to what was asked, or a request; the speaker says that it was all; a sentence with its full stop,
after many words, some, or so few that an answer has hardly begun; no full stop, or after a word that seldom has one;
words that trail off, or only a filler."""

_SHAPES: tuple[Shape, ...] = ("whole", "closing", "told", "finished", "begun", "open", "trailing")
_WAITS: dict[Kind, tuple[float, ...]] = {
    "yes_no": (0.25, 0.25, 0.25, 0.25, 0.25, 0.8, 2.0),
    "short": (0.25, 0.25, 0.25, 0.25, 0.25, 0.9, 2.0),
    "open": (0.25, 0.25, 0.7, 0.8, 1.0, 1.2, 2.1),
    "behavioural": (0.25, 0.25, 1.1, 1.1, 1.4, 1.4, 2.1),
}
WAITS = {kind: dict(zip(_SHAPES, row, strict=True)) for kind, row in _WAITS.items()}
"""Seconds of silence after which the turn is over, for sound that tells nothing. Chosen by bench/turns.py on one half
of its dialogues. Who trails off has nearly always more to say: people pause there for up to two seconds."""
NEUTRAL = 0.6
"""The audio model's median probability, over both: ends of turns and pauses inside them."""
TRUST = 1.0
"""How much the audio model bends the wait: by two fifths where it is sure of the end, by three where it is not. More
would cut off people whose melody it does not know; published, it alone cuts off 12 % at 600 ms."""
FEW_WORDS, MANY_WORDS = 10, 22
"""Of an open answer: in so few it has hardly begun ("Well, that was in spring."), in so many it may have been told."""
HINTED = 0.1
"""The recogniser's own model says that the turn is over: its wait is behind it already."""

_WHOLE = re.compile(r"^[^.?!]*[.?!]?$")
WHOLE_WORDS = 5


@lru_cache(1)  # asked again at every event about the same words, and nothing is kept for long
def shape(text: str, expected: Kind, words: Words) -> Shape:
    """What the words so far look like."""
    plain = " ".join(text.lower().replace("\u2019", "'").split())
    if words.in_short.search(plain):
        return "whole" if expected == "yes_no" else "finished"
    if not sounds_finished(text, words) or (expected in ("open", "behavioural") and listening(text, words)):
        return "trailing"
    if (
        (expected == "yes_no" and _whole_answer(plain, words))
        or wants_repetition(text, words)
        or wants_to_skip(text, words)
    ):
        return "whole"
    if words.closing.search(plain):
        return "closing"
    if not plain.endswith((".", "?", "!")) or words.doubtful.search(plain):
        return "open"
    count = word_count(text)
    return "begun" if count < FEW_WORDS else "finished" if count < MANY_WORDS else "told"


def wait(text: str, expected: Kind, probability: float | None, words: Words, *, hinted: bool = False) -> float:
    """Seconds of silence after which the turn is over."""
    looks = shape(text, expected, words)
    if hinted and looks != "trailing":
        return HINTED
    likely = NEUTRAL if probability is None else probability
    return WAITS[expected][looks] * (1 + TRUST * (NEUTRAL - likely))


def tells(text: str, expected: Kind, words: Words) -> bool:
    """Whether a story may end here or go on: a whole sentence, and none that asks for anything."""
    return expected in ("open", "behavioural") and shape(text, expected, words) in ("begun", "finished", "told")


def _whole_answer(plain: str, words: Words) -> bool:
    """One short sentence that says yes or no."""
    return word_count(plain) <= WHOLE_WORDS and agreement(plain, words) is not None and bool(_WHOLE.search(plain))
