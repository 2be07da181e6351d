"""What a text means, by two models whose vectors stand one behind the other: 768 numbers of unit length for a text.

The cosine of two such vectors is the weighted mean of the models' own cosines: each finds some of what the other
misses, and only one of them knows other languages than English. Deliberately not in it: storing or searching them.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

from interviewer.engines.e5 import E5
from interviewer.engines.minilm import MiniLM

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

DIMENSIONS: Final = 768
OF_E5: Final = 0.8
"""What its cosine counts; the other one the rest. Its cosines lie four times as near to each other."""


class Embedder:
    """Both models; `embed` is to be called from one thread at a time."""

    def __init__(self, minilm: Path, e5: Path) -> None:
        """Use a folder of each."""
        self._minilm, self._e5 = MiniLM(minilm), E5(e5)

    def embed(self, texts: Sequence[str]) -> tuple[NDArray[np.float32], int]:
        """Vectors (one row of DIMENSIONS for each text) of unit length, and the number of tokens read."""
        (one, tokens), (other, more) = self._minilm.embed(texts), self._e5.embed(texts)
        both = np.hstack([math.sqrt(1 - OF_E5) * one, math.sqrt(OF_E5) * other])
        return both.astype(np.float32), tokens + more
