"""Whether the candidate is done, judged by the shape of what was said so far."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from livekit.agents import LanguageCode, llm

from interviewer.conversation.understanding import sounds_finished

MIN_DELAY_SHORT = 0.5
MIN_DELAY_LONG = 0.9
MAX_DELAY = 2.7
"""Seconds of silence before the turn ends: after a yes/no question, after any other, and when it trails off."""
HAND_OVER = 0.05
"""Seconds in which the adapter hands an utterance that has just ended to the recogniser."""
LONGEST_RECOGNITION = 8.0


class ShapeOfTranscript:
    """A turn detector for LiveKit: words that trail off in a comma, a conjunction or a filler are not an end.

    It is asked at every pause. Words of the last utterance may still be with the recogniser then: `recognised` waits
    for them, so that no turn ends without its last sentence.
    """

    def __init__(self, recognised: Callable[[], Awaitable[None]]) -> None:
        self._recognised = recognised

    model = "shape-of-transcript"
    provider = "interviewer"

    async def unlikely_threshold(self, language: LanguageCode | None) -> float | None:  # noqa: ARG002 - LiveKit's port
        """Below this probability the longer delay holds."""
        return 0.5

    async def supports_language(self, language: LanguageCode | None) -> bool:  # noqa: ARG002 - LiveKit's port
        """The rules are about English, and harmless elsewhere."""
        return True

    async def predict_end_of_turn(self, chat_ctx: llm.ChatContext, *, timeout: float | None = None) -> float:  # noqa: ARG002, ASYNC109
        """1 when the last words could be the end of a turn, else 0."""
        await asyncio.sleep(HAND_OVER)
        await asyncio.wait_for(self._recognised(), LONGEST_RECOGNITION)
        last = next((m for m in reversed(chat_ctx.messages()) if m.role == "user"), None)
        text = last.text_content if last else None
        return 1.0 if text is None or sounds_finished(text) else 0.0
