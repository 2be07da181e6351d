"""One speech in the making: its lines and what is written for it, as sound, as soon as it is likely to be said.

Deliberately not here: finding the words (`composition`), playing it (`utterance`, `mouth`), and whether it is said at
all (`dialogue`).
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

from interviewer.agent.composition import Composition, NothingToSay, Refused, Sentence
from interviewer.conversation.facts import Speak
from interviewer.providers.phrases import Phrases
from interviewer.providers.resilience.policy import POLICY, Spoken
from interviewer.providers.speech.port import SpeechUnavailable
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)


@dataclass(slots=True)
class Part:
    """A line or a sentence, and its sound as it comes; None ends it, an exception says that there is none."""

    text: str
    asked_at: float
    opening: bool = False
    """It only acknowledges what was said."""
    passage: str | None = None
    """The passage of a document that it is out of."""
    leads: bool = False
    """It only leads to what follows: where something was said already while that was written, it is left out."""
    first_chunk_at: float | None = None
    chunks: asyncio.Queue[bytes | SpeechUnavailable | None] = field(default_factory=asyncio.Queue)


class Reply:
    """The parts of a speech, made in the background from now on; `composition` where something is to be written."""

    def __init__(
        self,
        speech: Speak,
        phrases: Phrases,
        composition: Composition | None = None,
        *,
        numbers: Spoken = POLICY.spoken,
    ) -> None:
        self.speech = speech
        self._at_once = numbers.at_once
        self._phrases = phrases
        self.lexicon = phrases.lexicon
        """By which its words sound, and so take their time."""
        self._composition = composition
        self._openings: list[Part] = []
        """Said while what is written is not there yet."""
        self._parts: asyncio.Queue[Part | NothingToSay | None] = asyncio.Queue()
        self._there = asyncio.Event()
        """Set when what is written can be heard, or will not be."""
        self.lines = speech.lines
        """Those of the speech's lines that are said."""
        self._skips_opening = False
        self._making: list[Part] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.planned = composition is None
        for number, line in enumerate(speech.lines):
            part = self._line(line, opening=number < speech.opening)
            if composition is not None and part.opening:
                self._openings.append(part)
            else:
                self._parts.put_nowait(part)
        self._closing = [self._line(line, announced=False) for line in speech.closing]
        self._writing = None if composition is None else self._start(self._compose(composition))
        if composition is None:
            self._close()

    @property
    def tokens(self) -> int:
        """Tokens that went into it."""
        return self._composition.tokens if self._composition else 0

    @property
    def first_token_ms(self) -> float | None:
        """From the request to the language model to its first word."""
        return self._composition.first_token_ms if self._composition else None

    @property
    def retrieval_ms(self) -> float | None:
        """How long documents were searched."""
        return self._composition.retrieval_ms if self._composition else None

    @property
    def refused(self) -> tuple[Refused, ...]:
        """What a language model proposed for it and was left out."""
        return tuple(self._composition.refused) if self._composition else ()

    async def parts(self) -> AsyncIterator[Part]:
        """Line by line; raises `NothingToSay` in place of what was to be written.

        What only acknowledges is left out when what is written is there as soon.
        """
        if self._skips_opening:
            self._openings = []
        with contextlib.suppress(TimeoutError):
            if self._openings:
                async with asyncio.timeout(self._at_once):
                    await self._there.wait()
                self._openings, self.lines = [], self.speech.lines[self.speech.opening :]
        for part in self._openings:
            yield part
        while True:
            match await self._parts.get():
                case Part(leads=True) if self._openings:
                    continue
                case Part(opening=True) if self._skips_opening:
                    continue
                case None:
                    return
                case NothingToSay() as nothing:
                    raise nothing
                case part:
                    yield part

    def skip_opening(self) -> None:
        """What was said is acknowledged already."""
        if self._composition is not None or len(self.lines) > self.speech.opening:
            self._skips_opening, self.lines = True, self.speech.lines[self.speech.opening :]

    def give_up(self, reason: str) -> None:
        """Wait no longer for what is not there yet; where there is something to say in its place, that is said."""
        spare = self._composition.spare if self._composition else ()
        if spare and self._writing is not None and not self._writing.done():
            log.warning("reply.not_written", reason=reason)
            self._writing.cancel()
            self._put(spare)
            self._close()
            return
        self.cancel()
        for part in self._making:
            part.chunks.put_nowait(SpeechUnavailable(reason))
        self._parts.put_nowait(NothingToSay(reason))

    def awaited(self, since: float) -> None:
        """Somebody waits for it since then (monotonic)."""
        if self._composition is not None:
            self._composition.wait.over(since)

    def cancel(self) -> int:
        """Stop making it; how many tokens went into it."""
        for task in self._tasks:
            task.cancel()
        return self.tokens

    def _line(self, text: str, *, opening: bool = False, announced: bool = True) -> Part:
        return self._begin(Part(text, time.monotonic(), opening), self._phrases.sound(text), announced=announced)

    def _put(self, sentences: Iterable[Sentence]) -> None:
        for sentence in sentences:
            sound = self._phrases.sound(sentence.text) if sentence.line else self._phrases.once(sentence.text)
            part = Part(sentence.text, time.monotonic(), passage=sentence.passage, leads=sentence.line)
            self._parts.put_nowait(self._begin(part, sound))

    def _close(self) -> None:
        """Nothing more is written."""
        for part in self._closing:
            self._parts.put_nowait(part)
        self._parts.put_nowait(None)

    def _begin(self, part: Part, sound: AsyncIterator[bytes], *, announced: bool = True) -> Part:
        self._making.append(part)
        self._start(self._speak(part, sound, announced=announced and not part.opening))
        return part

    async def _speak(self, part: Part, sound: AsyncIterator[bytes], *, announced: bool) -> None:
        try:
            async for chunk in sound:
                part.first_chunk_at = part.first_chunk_at or time.monotonic()
                part.chunks.put_nowait(chunk)
                if announced:
                    self._there.set()
        except SpeechUnavailable as error:
            part.chunks.put_nowait(error)
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises: nobody waits for it
            log.error("speech.broke", error=type(error).__name__)  # noqa: TRY400
            part.chunks.put_nowait(SpeechUnavailable(f"The voice broke: {type(error).__name__}."))
        else:
            part.chunks.put_nowait(None)
        self._making.remove(part)

    async def _compose(self, composition: Composition) -> None:
        said = 0
        try:
            async for sentence in composition.sentences():
                self._put((sentence,))
                said += 1
        except NothingToSay as nothing:
            self._nothing(nothing)
            return
        except Exception as error:  # noqa: BLE001 - the same of a language model, or of a search
            reason = f"the language model or the search broke: {type(error).__name__}"
            if not said:
                self._nothing(NothingToSay(reason))
                return
            log.warning("reply.broke_off", reason=reason, sentences=said)
        self._close()

    def _nothing(self, nothing: NothingToSay) -> None:
        log.warning("reply.not_written", reason=str(nothing))
        self._there.set()
        self._parts.put_nowait(nothing)

    def _start(self, work: object) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
