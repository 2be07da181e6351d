"""One thing the interviewer says: its lines as frames, and which words a given moment of it has reached."""

from __future__ import annotations

from collections.abc import AsyncIterator

from livekit import rtc

from interviewer.agent.mouth import SAMPLE_RATE
from interviewer.providers.phrases import Phrase, Phrases

GAP_SECONDS = 0.15
"""Between two lines."""
CHUNK_SAMPLES = SAMPLE_RATE // 5


class Utterance:
    """Lines to be said one after the other.

    Word times are estimated: a word is reached when its share of the line's characters was played.
    """

    def __init__(self, lines: tuple[str, ...], phrases: Phrases) -> None:
        self.text = " ".join(lines)
        self._lines = lines
        self._phrases = phrases
        self._ready: list[tuple[float, Phrase]] = []
        self.seconds = 0.0
        """Length of what was made so far; of the whole, once `complete`."""
        self.complete = False

    async def frames(self) -> AsyncIterator[rtc.AudioFrame]:
        """The sound, as fast as it is wanted; raises `SpeechUnavailable` in the middle if a line cannot be made."""
        async for phrase in self._phrases.stream(self._lines):
            if self._ready:
                self.seconds += GAP_SECONDS
                yield _frame(bytes(round(GAP_SECONDS * SAMPLE_RATE) * 2))
            self._ready.append((self.seconds, phrase))
            self.seconds += phrase.seconds
            for start in range(0, len(phrase.pcm), CHUNK_SAMPLES * 2):
                yield _frame(phrase.pcm[start : start + CHUNK_SAMPLES * 2])
        self.complete = True

    def text_at(self, seconds: float) -> str:
        """The words that were begun and ended within the first so many seconds."""
        said: list[str] = []
        for start, phrase in self._ready:
            if seconds >= start + phrase.seconds:
                said.append(phrase.text)
            elif seconds > start:
                reached = (seconds - start) / phrase.seconds * len(phrase.text)
                said.append(_whole_words(phrase.text, reached))
        return " ".join(part for part in said if part)

    def fraction_at(self, seconds: float) -> float:
        """The share of the whole text that was said by then, 0 to 1."""
        return len(self.text_at(seconds)) / len(self.text)


def _whole_words(text: str, characters: float) -> str:
    end = 0
    for position, character in enumerate(f"{text} "):
        if position > characters:
            break
        if character == " ":
            end = position
    return text[:end]


def _frame(pcm: bytes) -> rtc.AudioFrame:
    return rtc.AudioFrame(pcm, SAMPLE_RATE, 1, len(pcm) // 2)
