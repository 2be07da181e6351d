"""From the candidate's sound to what the floor is told: voice edges, words, and how likely the turn is over.

Deliberately not here: what any of it means (`conversation.floor`).
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from typing import Final

from livekit import rtc

from interviewer.agent import voice
from interviewer.agent.ears import SAMPLE_RATE
from interviewer.conversation.floor import Event, Expectation, Guess, Hint, Owed, Stalled, Understood, Voice
from interviewer.providers.recognition.port import Hearing, Recognition, RecognitionFailed, TurnHint, Words
from interviewer.providers.resilience.policy import POLICY
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

DEAD_TRACK: Final = 0.3
"""Seconds without a frame after which the line counts as silent."""
LOOK: Final = DEAD_TRACK / 3
STALL: Final = DEAD_TRACK + 2 * LOOK
"""Seconds without a frame and without silence in its place: this process stood still, and the sound is yet to come."""


class Listening:
    """One call's ears as the conversation knows them; `tell` gets what the floor is to know."""

    def __init__(
        self,
        recognition: Recognition,
        tell: Callable[[Event], None],
        *,
        keyterms: Sequence[str],
        language: str,
        speaking: Callable[[], bool],
        again_after: float = POLICY.recognition.again_after,
    ) -> None:
        self._recognition = recognition
        self._tell = tell
        self._keyterms = keyterms
        self._language = language
        self._speaking = speaking
        self._again_after = again_after
        self._detector = voice.VoiceDetector()
        self._hearing: Hearing | None = None
        self._expected = Expectation()
        self._owed = False
        self.since = time.monotonic()
        """Since when the line is listened to, monotonic."""
        self.heard_until = self.since
        """Up to when the line was heard, be it sound or silence, monotonic."""
        self._tasks: set[asyncio.Task[None]] = set()
        self.final_at = 0.0
        """When the last final words came, monotonic."""

    def start(self) -> None:
        """Begin to understand."""
        self.since = self.heard_until = time.monotonic()
        self._start(self._understand())
        self._start(self._mind_the_gap())

    def hear(self, frame: rtc.AudioFrame) -> None:
        """A frame, whose last sample arrived now."""
        if (missing := time.monotonic() - self.heard_until) > STALL:
            self._tell(Stalled(missing))
        self._take(frame)

    def _take(self, frame: rtc.AudioFrame) -> None:
        now = self.heard_until = time.monotonic()
        if self._hearing is None:
            return
        self._hearing.push(frame)
        for edge in self._detector.feed(bytes(frame.data)):
            at = now - (self._detector.samples - edge.sample) / SAMPLE_RATE
            self._hearing.voice(edge.on, over=self._speaking())
            self._tell(Voice(edge.on, at))
            self._tell_what_is_owed(self._hearing)

    def expect(self, expectation: Expectation) -> None:
        """A question was asked of which this is expected."""
        self._expected = expectation
        if self._hearing is not None:
            self._hearing.expect(expectation.patience)

    def guess(self) -> None:
        """Tell, in a moment, how likely the turn is over by its sound."""
        self._start(self._guess(self._detector.recent, time.monotonic()))

    async def close(self) -> None:
        """Stop listening."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._hearing is not None:
            await self._hearing.aclose()

    async def _guess(self, recent: bytes, at: float) -> None:
        self._tell(Guess(await voice.end_of_turn(recent), at))

    async def _understand(self) -> None:
        while True:
            try:
                await self._understand_until_it_fails()
            except RecognitionFailed as error:
                log.warning("stt.failed", provider=self._recognition.name, error=str(error))
            except Exception as error:  # noqa: BLE001 - whatever a plugin raises: nobody is deaf for good
                log.error("stt.broke", provider=self._recognition.name, error=type(error).__name__)  # noqa: TRY400
            await asyncio.sleep(self._again_after)

    async def _understand_until_it_fails(self) -> None:
        hearing = self._hearing = self._recognition.open(keyterms=self._keyterms, language=self._language)
        hearing.expect(self._expected.patience)
        if self._detector.on:  # in mid-sentence: what is said from here on is not lost
            hearing.voice(True, over=self._speaking())
        try:
            async for found in hearing:
                self._understood(found)
                self._tell_what_is_owed(hearing)
        finally:
            with contextlib.suppress(Exception):
                await hearing.aclose()
            self._tell_what_is_owed(hearing)

    def _understood(self, found: Words | TurnHint) -> None:
        match found:
            case Words(text=text, final=final, confidence=confidence):
                if final:
                    self.final_at = time.monotonic()
                self._tell(Understood(text.strip(), final, confidence))
            case TurnHint(kind=kind, text=text):
                self._tell(Hint(kind, text.strip()))

    def _tell_what_is_owed(self, hearing: Hearing) -> None:
        if hearing.pending != self._owed:
            self._owed = hearing.pending
            self._tell(Owed(self._owed))

    async def _mind_the_gap(self) -> None:
        """A track that stopped is silence: else a voice that was on would be on for ever."""
        while True:
            looked = time.monotonic()
            await asyncio.sleep(LOOK)
            if self._hearing is not None:
                self._tell_what_is_owed(self._hearing)  # a debt may lapse
            missing = time.monotonic() - self.heard_until
            if missing > DEAD_TRACK and time.monotonic() - looked < STALL:
                samples = round(min(missing, 1.0) * SAMPLE_RATE)
                self._take(rtc.AudioFrame(bytes(samples * 2), SAMPLE_RATE, 1, samples))

    def _start(self, work: object) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
