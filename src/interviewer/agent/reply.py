"""One speech in the making: its lines and what a language model writes, as sound, as soon as it is likely to be said.

Deliberately not here: playing it (`utterance`, `mouth`), and whether it is said at all (`dialogue`).
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from interviewer.conversation import proposals
from interviewer.conversation.facts import FollowUp, Speak
from interviewer.conversation.script import Script
from interviewer.providers.phrases import Phrases
from interviewer.providers.speech.port import SpeechUnavailable
from interviewer.providers.writing.port import Piece, Turn, Usage, Writing, WritingFailed
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

CHARACTERS_A_TOKEN: Final = 4
"""By which the tokens of a request are reckoned that was cancelled before the provider told."""


AT_ONCE: Final = 0.08
"""Seconds for which what is written is awaited before it is announced: an acknowledgement delays it by more."""


class NothingToSay(Exception):
    """The language model found no words in time, or none that may be said."""


@dataclass(slots=True)
class Part:
    """A line or a sentence, and its sound as it comes; None ends it, an exception says that there is none."""

    text: str
    asked_at: float
    opening: bool = False
    """It only acknowledges what was said."""
    first_chunk_at: float | None = None
    chunks: asyncio.Queue[bytes | SpeechUnavailable | None] = field(default_factory=asyncio.Queue)


class Writer:
    """The language model for one interview: its instructions, and what was said so far."""

    def __init__(self, writing: Writing, script: Script) -> None:
        self.writing = writing
        self.instructions = proposals.instructions(script)
        self.prompts = script.spoken.prompts
        self.turns: list[Turn] = []
        """What was played and what was heard, in order: nothing else is context."""

    def characters(self, ask: str) -> int:
        """Length of a whole request."""
        return len(self.instructions) + sum(len(text) for _, text in self.turns) + len(ask)


class Reply:
    """The parts of a speech, made in the background from now on."""

    def __init__(
        self, speech: Speak, phrases: Phrases, writer: Writer | None = None, heard: Sequence[Turn] = ()
    ) -> None:
        self.speech = speech
        self._phrases = phrases
        self.lexicon = phrases.lexicon
        """By which its words sound, and so take their time."""
        self._writer = writer
        self._heard = tuple(heard)
        self._openings: list[Part] = []
        """Said while what is written is not there yet."""
        self._parts: asyncio.Queue[Part | NothingToSay | None] = asyncio.Queue()
        self._there = asyncio.Event()
        """Set when what is written can be heard, or will not be."""
        self.lines = speech.lines
        """Those of the speech's lines that are said."""
        self._making: list[Part] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.planned = speech.written is None
        self.first_token_ms: float | None = None
        """From the request to the model's first word."""
        self.tokens = 0
        """Tokens that the request cost, the prompt's included; reckoned when the provider did not tell."""
        for number, line in enumerate(speech.lines):
            part = self._begin(line, phrases.sound(line), opening=number < speech.opening)
            if speech.written is not None and part.opening:
                self._openings.append(part)
            else:
                self._parts.put_nowait(part)
        if speech.written is None:
            self._parts.put_nowait(None)
        else:
            self._start(self._write(speech.written) if isinstance(speech.written, FollowUp) else self._answer())

    async def parts(self) -> AsyncIterator[Part]:
        """Line by line; raises `NothingToSay` in place of what was to be written.

        What only acknowledges is left out when what is written is there as soon.
        """
        with contextlib.suppress(TimeoutError):
            if self._openings:
                await asyncio.wait_for(self._there.wait(), AT_ONCE)
                self._openings, self.lines = [], self.speech.lines[self.speech.opening :]
        for part in self._openings:
            yield part
        while True:
            match await self._parts.get():
                case None:
                    return
                case NothingToSay() as nothing:
                    raise nothing
                case part:
                    yield part

    def give_up(self, reason: str) -> None:
        """Wait no longer for what is not there yet."""
        self.cancel()
        for part in self._making:
            part.chunks.put_nowait(SpeechUnavailable(reason))
        self._parts.put_nowait(NothingToSay(reason))

    def cancel(self) -> int:
        """Stop making it; how many tokens went into it."""
        for task in self._tasks:
            task.cancel()
        return self.tokens

    def _begin(self, text: str, sound: AsyncIterator[bytes], *, opening: bool = False) -> Part:
        part = Part(text, time.monotonic(), opening)
        self._making.append(part)
        self._start(self._speak(part, sound))
        return part

    async def _speak(self, part: Part, sound: AsyncIterator[bytes]) -> None:
        try:
            async for chunk in sound:
                part.first_chunk_at = part.first_chunk_at or time.monotonic()
                part.chunks.put_nowait(chunk)
                if not part.opening:
                    self._there.set()
        except SpeechUnavailable as error:
            part.chunks.put_nowait(error)
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises: nobody waits for it
            log.error("speech.broke", error=type(error).__name__)  # noqa: TRY400
            part.chunks.put_nowait(SpeechUnavailable(f"The voice broke: {type(error).__name__}."))
        else:
            part.chunks.put_nowait(None)
        self._making.remove(part)

    async def _write(self, wanted: FollowUp) -> None:
        try:
            sentence = await self._sentence(wanted)
            self._parts.put_nowait(self._begin(sentence, self._phrases.once(sentence)))
            self._parts.put_nowait(None)
        except (WritingFailed, NothingToSay) as error:
            self._nothing(str(error))
        except Exception as error:  # noqa: BLE001 - the same of a language model
            self._nothing(f"the language model broke: {type(error).__name__}")

    async def _answer(self) -> None:
        self._nothing("no documents are at hand")

    def _nothing(self, reason: str) -> None:
        log.warning("reply.not_written", reason=reason)
        self._there.set()
        self._parts.put_nowait(NothingToSay(reason))

    async def _sentence(self, wanted: FollowUp) -> str:
        writer = self._writer
        if writer is None:
            raise NothingToSay("there is no language model")
        ask = proposals.request(wanted, writer.prompts)
        turns = (*writer.turns, *self._heard)
        prompt = writer.characters(ask) + sum(len(text) for _, text in self._heard)
        self.tokens = prompt // CHARACTERS_A_TOKEN
        begun, text, end = time.monotonic(), "", None
        async for found in writer.writing.write(instructions=writer.instructions, turns=turns, ask=ask):
            match found:
                case Piece(text=piece):
                    if self.first_token_ms is None:
                        self.first_token_ms = (time.monotonic() - begun) * 1000
                    text += piece
                    self.tokens = (prompt + len(text)) // CHARACTERS_A_TOKEN
                    end = end or proposals.sentence_end(text)
                case Usage(tokens_in=asked, tokens_out=written):
                    self.tokens = asked + written
            if end is not None:
                break
        sentence = " ".join((text if end is None else text[:end]).split())
        if reason := proposals.refusal(sentence, wanted, writer.prompts):
            raise NothingToSay(reason)
        return sentence

    def _start(self, work: object) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
