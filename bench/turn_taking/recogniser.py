"""A recogniser that knows the words, and gives them as late as a hosted one does.

Lognormal, 220 ms at the median and 380 ms at p95 after the end of a word, as in the reference load of the benches.
Interim words come every 0.3 s, without capitals and punctuation; final ones when the last word of a piece has ended.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from interviewer.conversation.floor import Understood
from turn_taking.dialogues import Piece

MEDIAN, P95 = 0.22, 0.38
_SPREAD = math.log(P95 / MEDIAN) / 1.645
INTERIM_EVERY = 0.3


def understood(piece: Piece, at: float, draw: random.Random) -> Iterator[tuple[float, Understood]]:
    """What is told of a piece that begins to sound at `at`, and when."""
    if not piece.words:
        return
    known = 0.0
    final_at = at + piece.words[-1][2] + _late(draw)
    for count, (_, _, end) in enumerate(piece.words, start=1):
        told = at + end + _late(draw)
        if told - known < INTERIM_EVERY or told >= final_at:
            continue
        known = told
        text = " ".join(word.lower().rstrip(",.?!") for word, _, _ in piece.words[:count])
        yield told, Understood(text, final=False)
    yield final_at, Understood(" ".join(word for word, _, _ in piece.words), final=True)


def _late(draw: random.Random) -> float:
    return math.exp(draw.gauss(math.log(MEDIAN), _SPREAD))
