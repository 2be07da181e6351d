"""No language model: the interviewer says what the plan's author and the conductor's own lines give it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Never

from interviewer.providers.writing.port import Piece, Usage, WritingFailed


class NoWriting:
    """See `Writing`; it never writes."""

    name = "none"

    def write(self, **_asked: object) -> AsyncIterator[Piece | Usage]:
        """Raises `WritingFailed` at the first piece, whatever is asked."""
        return _Nothing()


class _Nothing(AsyncIterator[Piece | Usage]):
    async def __anext__(self) -> Never:
        raise WritingFailed("No language model is in use: set INTERVIEWER_OPENAI_API_KEY, or INTERVIEWER_LLM.")
