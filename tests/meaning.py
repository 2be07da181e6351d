"""An embedding for tests that knows a few meanings: texts with words of the same one are near to each other."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from interviewer.providers.knowledge.embedding import DIMENSIONS, EmbeddingUnavailable, Vector

MEANINGS = (
    "pay salary money pounds earn",
    "holiday vacation days off",
    "bus gate parking commute",
    "shift early late hours",
    "licence forklift training",
)


class SmallMeaning:
    """`Embedding` by the meanings above. `away`: it does not answer; `asked` counts the texts."""

    def __init__(self, name: str = "test/small") -> None:
        self.name: str | None = name
        self.away = False
        self.asked = 0

    async def embed(self, texts: Sequence[str], *, within: float) -> list[Vector]:
        """See `Embedding.embed`."""
        if self.away:
            raise EmbeddingUnavailable(f"away for {within} seconds")
        self.asked += len(texts)
        return [_vector(text) for text in texts]


def _vector(text: str) -> Vector:
    said = set(re.findall(r"\w+", text.lower()))
    numbers = [0.1, *(float(len(said & set(meaning.split()))) for meaning in MEANINGS)]
    length = math.hypot(*numbers)
    return (*(number / length for number in numbers), *([0.0] * (DIMENSIONS - len(numbers))))
