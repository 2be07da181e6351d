"""Sound in which each word is a number, and recognisers that hear it exactly, or fail as they are told.

A word is heard when most of its own sound arrived. So what a recogniser was not given, or was given twice, shows.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from livekit import rtc

from interviewer.conversation.facts import Patience
from interviewer.providers.recognition.local import LocalHearing
from interviewer.providers.recognition.port import HEARD_RATE, Hearing, RecognitionFailed, TurnHint, Word, Words

FRAME = 0.02
SAMPLES = int(FRAME * HEARD_RATE)
MOST = 0.6
"""The part of a word's sound by which it is understood."""
Kind = Literal["broken", "silent", "ended", "refused", "raising"]


@dataclass(frozen=True)
class Script:
    """What is said: text, frames of sound and frames of quiet after it, word by word."""

    words: Sequence[tuple[str, int, int]]

    @property
    def texts(self) -> list[str]:
        return [text for text, _, _ in self.words]

    def frames(self) -> list[int]:
        """The number of the word that sounds in each frame; 0: none."""
        return [n for number, (_, sound, quiet) in enumerate(self.words, 1) for n in [number] * sound + [0] * quiet]

    def heard(self, values: Sequence[int], least: float = MOST) -> list[tuple[str, int, int]]:
        """The words whose sound is in there, with their first and last frame."""
        found: list[tuple[str, int, int]] = []
        at = 0
        while at < len(values):
            end = at
            while end < len(values) and values[end] == values[at]:
                end += 1
            if values[at] and end - at >= least * self.words[values[at] - 1][1]:
                found.append((self.words[values[at] - 1][0], at, end))
            at = end
        return found


def frame(value: int) -> rtc.AudioFrame:
    return rtc.AudioFrame(np.full(SAMPLES, value, "<i2").tobytes(), HEARD_RATE, 1, SAMPLES)


@dataclass(frozen=True)
class Fault:
    """From a moment of the call until another one; a hearing that it meets does not recover."""

    kind: Kind
    begin: float
    end: float = 1e9


@dataclass
class Streaming:
    """Hears by itself as vendors do: interim words, and final ones at a short pause."""

    script: Script
    faults: Sequence[Fault] = ()
    name: str = "acme/ear"
    latency: float = 0.3
    twice: bool = False
    """Whether it sends final words twice."""
    timed: bool = True
    wrong_by: float = 0.0
    """Seconds by which its times of words are late."""
    closing_takes: float = 0.0
    opened: list[StreamingHearing] = field(default_factory=list)

    def open(self, *, keyterms: Sequence[str], language: str) -> Hearing:  # noqa: ARG002
        if self.fault("raising") is not None:
            raise OSError
        self.opened.append(StreamingHearing(self))
        return self.opened[-1]

    def fault(self, *kinds: Kind) -> Fault | None:
        now = asyncio.get_running_loop().time()
        return next((f for f in self.faults if f.kind in kinds and f.begin <= now < f.end), None)


class StreamingHearing:
    def __init__(self, recogniser: Streaming) -> None:
        self._of = recogniser
        self._loop = asyncio.get_running_loop()
        self._values: list[int] = []
        self._final = 0
        self._voiced = 0
        self._silent = False
        self._closed = False
        self._speaking = self._owed = False
        self._edge = 0.0
        self._told: asyncio.Queue[Words | Exception | None] = asyncio.Queue()
        self.given = 0
        self.last: rtc.AudioFrame | None = None
        self._feel()

    def push(self, given: rtc.AudioFrame) -> None:
        self.given += 1
        self.last = given
        if self._closed or self._feel():
            return
        value = int(given.data[0])
        if not 0 <= value <= len(self._of.script.words):  # what a call's script does not hold is a probe
            self._loop.call_later(self._of.latency, self._out, Words("yes", final=True))
            value = 0
        self._values.append(value)
        self._voiced = self._voiced + 1 if value else self._voiced
        if len(self._values) % 20 == 0 and self._voiced:
            self._tell(len(self._values), final=False)
        if self._voiced and not any(self._values[-5:]):
            self._tell(len(self._values), final=True)
        elif self._voiced > 150:
            begin = next((n for n in range(1, len(self._values)) if self._values[-n] != value), 1)
            self._tell(len(self._values) - begin + 1, final=True)

    def voice(self, speaking: bool, *, over: bool = False) -> None:  # noqa: ARG002, FBT001
        if speaking != self._speaking:
            self._edge = self._loop.time()
        self._speaking, self._owed = speaking, self._owed or speaking

    def expect(self, patience: Patience) -> None:
        pass

    @property
    def pending(self) -> bool:
        return not self._closed and self._owed and (self._speaking or self._loop.time() - self._edge < 2.0)

    async def __aiter__(self) -> AsyncIterator[Words | TurnHint]:
        while (told := await self._told.get()) is not None:
            if isinstance(told, Exception):
                raise told
            if told.final:
                self._owed = self._speaking
            yield told

    async def aclose(self) -> None:
        self._closed = True
        self._told.put_nowait(None)
        await asyncio.sleep(self._of.closing_takes)

    def _feel(self) -> bool:
        """Whether a fault has met it."""
        match self._of.fault("broken", "silent", "ended", "refused"):
            case None:
                pass
            case Fault(kind="silent"):
                self._silent = True
            case Fault(kind="ended"):
                self._told.put_nowait(None)
                self._silent = True
            case _ if not self._silent:
                self._told.put_nowait(RecognitionFailed(f"{self._of.name} cannot be reached, or broke off."))
                self._silent = True
        return self._silent

    def _tell(self, until: int, *, final: bool) -> None:
        begin = self._final
        found = self._of.script.heard(self._values[begin:until])
        words = tuple(
            Word(text, (begin + first) * FRAME + self._of.wrong_by, (begin + last) * FRAME + self._of.wrong_by, 0.9)
            for text, first, last in found
        )
        said = Words(
            " ".join(w.text for w in words), final=final, confidence=0.9, words=words if self._of.timed else ()
        )
        if final:
            self._final, self._voiced = until, 0
        if said.text:
            for _ in range(2 if final and self._of.twice else 1):
                self._loop.call_later(self._of.latency, self._out, said)

    def _out(self, said: Words) -> None:
        if not self._silent and not self._closed:
            self._told.put_nowait(said)


@dataclass
class Whole:
    """Hears whole utterances, driven by the call's voice detector: the local recogniser with another engine."""

    script: Script
    faults: Sequence[Fault] = ()
    name: str = "local/ear"
    takes: float = 0.3
    confidence: float = 0.9
    asked: list[float] = field(default_factory=list)

    @property
    def model(self) -> str:
        return self.name

    def open(self, *, keyterms: Sequence[str], language: str) -> Hearing:
        return LocalHearing(self, keyterms=keyterms, language=language)

    async def words(self, pcm: bytes, *, language: str, prompt: str = "", patient: bool = True) -> Words:  # noqa: ARG002
        self.asked.append(len(pcm) / 2 / HEARD_RATE)
        await asyncio.sleep(self.takes)
        now = asyncio.get_running_loop().time()
        if any(f.begin <= now < f.end for f in self.faults):
            raise RecognitionFailed(f"{self.name} cannot be reached.")
        values = [int(v) for v in np.frombuffer(pcm, "<i2")[SAMPLES // 2 :: SAMPLES]]
        found = self.script.heard(values)
        return Words(" ".join(text for text, _, _ in found), final=True, confidence=self.confidence)


class Heard:
    """A call in which the script is said, and what is told of it."""

    def __init__(self) -> None:
        self.told: list[tuple[float, Words | TurnHint]] = []
        self.failed: Exception | None = None
        self.pending: list[tuple[float, bool]] = []
        self.ends: list[float] = []
        """When the voice was told to be over."""

    @property
    def finals(self) -> list[str]:
        return [
            word for _, found in self.told if isinstance(found, Words) and found.final for word in found.text.split()
        ]

    @property
    def final_at(self) -> float:
        """When the last final word came."""
        return max(at for at, found in self.told if isinstance(found, Words) and found.final and found.text)

    async def call(self, hearing: Hearing, script: Script, *, quiet: float = 15.0, before: float = 0.0) -> Heard:
        """Be quiet, say it at the pace of speech, and be quiet again; then the hearing is closed."""
        listening = asyncio.create_task(self._listen(hearing))
        await asyncio.sleep(0.5)
        try:
            await self.say(hearing, [0] * int(before / FRAME) + script.frames() + [0] * int(quiet / FRAME))
        finally:
            await hearing.aclose()
            await listening
        return self

    async def say(self, hearing: Hearing, values: Sequence[int]) -> None:
        """The frames, and the edges of the voice as a detector tells them: 0.1 s late, and 0.16 s."""
        loop, run, on = asyncio.get_running_loop(), 0, False
        for value in values:
            await asyncio.sleep(FRAME)
            hearing.push(frame(value))
            run = (run + 1 if run >= 0 else 1) if value else (run - 1 if run <= 0 else -1)
            if not on and run >= 5:
                on = True
                hearing.voice(True)
            elif on and run <= -8:
                on = False
                hearing.voice(False)
                self.ends.append(loop.time())
            self.pending.append((loop.time(), hearing.pending))

    async def _listen(self, hearing: Hearing) -> None:
        loop = asyncio.get_running_loop()
        try:
            async for found in hearing:
                self.told.append((loop.time(), found))
        except RecognitionFailed as error:
            self.failed = error
