"""Makes the vectors of passages that have none, or those of another model than the one of today.

Until they are made, and while the model is away, passages are found by their words alone.
"""

from __future__ import annotations

import asyncio
from typing import Final

from interviewer.providers.knowledge.embedding import EmbeddingUnavailable
from interviewer.providers.knowledge.vectors import Vectors
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)
LOOK_SECONDS: Final = 1.0
AWAY_SECONDS: Final = 10.0


class VectorMaker:
    """More than one may run: then some are made twice, which changes nothing."""

    def __init__(self, vectors: Vectors, *, away_seconds: float = AWAY_SECONDS) -> None:
        self._vectors = vectors
        self._away_seconds = away_seconds

    async def run(self) -> None:
        """Make them for ever."""
        told = False
        while True:
            try:
                made = await self._vectors.make()
            except EmbeddingUnavailable as error:
                if not told:
                    log.warning("vectors.model_away", why=str(error))
                told = True
                await asyncio.sleep(self._away_seconds)
                continue
            told = False
            if made:
                log.info("vectors.made", passages=made)
            else:
                await asyncio.sleep(LOOK_SECONDS)
