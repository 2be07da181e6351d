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
from interviewer.conversation.understanding import (
    agreement,
    sounds_finished,
    wants_repetition,
    wants_to_skip,
    word_count,
)

Shape = Literal["whole", "closing", "finished", "open", "trailing"]
"""A whole answer to what was asked, or a request; the speaker says that it was all; a sentence with its full stop;
words without one; words that trail off, or only a filler."""

WAITS: dict[Kind, dict[Shape, tuple[float, float]]] = {
    "yes_no": {
        "whole": (0.25, 0.40),
        "closing": (0.30, 0.45),
        "finished": (0.40, 0.70),
        "open": (0.60, 1.00),
        "trailing": (1.20, 1.80),
    },
    "short": {
        "whole": (0.30, 0.45),
        "closing": (0.30, 0.50),
        "finished": (0.40, 0.80),
        "open": (0.60, 1.20),
        "trailing": (1.40, 2.20),
    },
    "open": {
        "whole": (0.30, 0.50),
        "closing": (0.30, 0.50),
        "finished": (0.45, 0.90),
        "open": (0.80, 1.60),
        "trailing": (1.80, 2.60),
    },
    "behavioural": {
        "whole": (0.30, 0.50),
        "closing": (0.30, 0.60),
        "finished": (0.50, 1.10),
        "open": (1.00, 1.80),
        "trailing": (2.00, 2.80),
    },
}
"""Seconds of silence when the audio model is certain that the turn is over, and when it is certain that it is not."""
UNKNOWN = 0.5
"""The probability where the audio model has not been heard."""
FIRST_WORDS = 8
"""An open answer of fewer words has hardly begun: "Well, that was in spring." """
FIRST_WORDS_FACTOR = 1.3
HINTED = 0.1
"""The recogniser's own model says that the turn is over: its wait is behind it already."""

_CLOSING = re.compile(
    r"\b(that's (about )?(it|all|everything)|that is (about )?(it|all|everything)|that was (it|all|everything)"
    r"|that's all i (have|can|wanted)[^.]*|i have said everything|(i )?hope that (helps|answers)[^.]*|thank you|thanks)"
    r"[.!]?$"
)
_IN_SHORT = re.compile(
    r"^(yes|yeah|yep|no|nope|sure),? (i|we|he|she|it|they|that|there) (is|am|are|was|were|do|does|did|have|has|can"
    r"|could|will|would|should)( not|n't)?[.!]?$"
)
"""Short answers such as "Yes, I can" end in a word in which no other sentence does."""
_WHOLE = re.compile(r"^[^.?!]*[.?!]?$")
WHOLE_WORDS = 5


@lru_cache(512)  # asked again at every event about the same words
def shape(text: str, expected: Kind) -> Shape:
    """What the words so far look like."""
    plain = " ".join(text.lower().replace("\u2019", "'").split())
    if _IN_SHORT.search(plain):
        return "whole" if expected == "yes_no" else "finished"
    if not sounds_finished(text) or (expected in ("open", "behavioural") and listening(text)):
        return "trailing"
    if (expected == "yes_no" and _whole_answer(plain)) or wants_repetition(text) or wants_to_skip(text):
        return "whole"
    if _CLOSING.search(plain):
        return "closing"
    return "finished" if plain.endswith((".", "?", "!")) else "open"


def wait(text: str, expected: Kind, probability: float | None, *, hinted: bool = False) -> float:
    """Seconds of silence after which the turn is over."""
    looks = shape(text, expected)
    if hinted and looks != "trailing":
        return HINTED
    least, most = WAITS[expected][looks]
    unsure = 1 - (UNKNOWN if probability is None else probability)
    seconds = least + (most - least) * unsure
    hardly_begun = expected in ("open", "behavioural") and looks in ("finished", "open")
    if hardly_begun and word_count(text) < FIRST_WORDS:
        seconds *= FIRST_WORDS_FACTOR
    return seconds


def _whole_answer(plain: str) -> bool:
    """One short sentence that says yes or no."""
    return word_count(plain) <= WHOLE_WORDS and agreement(plain) is not None and bool(_WHOLE.search(plain))
