"""Any LiveKit speech-to-text plugin as a `Recognition`.

A plugin that streams listens by itself; one that recognises whole utterances is driven by the call's voice detector, as
the local recogniser is. Words that come in another language than was asked for are kept, and it is logged once.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final

from livekit import rtc
from livekit.agents import APIConnectOptions, APIError, stt
from livekit.agents.stt import SpeechEventType

from interviewer.conversation.facts import Patience
from interviewer.providers.plugin_errors import meaning, particulars
from interviewer.providers.recognition.local import LocalHearing
from interviewer.providers.recognition.port import (
    HEARD_RATE,
    Hearing,
    RecognitionFailed,
    TurnHint,
    Word,
    Words,
)
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

CONNECTING: Final = APIConnectOptions(max_retry=3, retry_interval=0.5, timeout=5.0)
LISTENING: Final = APIConnectOptions(max_retry=0, timeout=5.0)
"""A plugin that connects anew loses the words of the sound it had sent; whoever keeps the sound does better."""
OWED_AT_MOST: Final = 2.0
"""Seconds after a voice for which a recogniser may still owe words: noise gets none, and nothing says so."""
LATE: Final = 0.15
"""Seconds after the end of a voice at which the call's detector tells it."""
ALIKE: Final = 0.4
"""Seconds by which a recogniser's end of a word and the detector's end of the voice may differ."""


class PluginRecognition:
    """See `Recognition`. `make` builds the plugin for one call's keyterms and language."""

    def __init__(self, name: str, make: Callable[[Sequence[str], str], stt.STT[str]]) -> None:
        self.name = name
        self._make = make

    def open(self, *, keyterms: Sequence[str], language: str) -> Hearing:
        """See `Recognition.open`. Must be called within a running event loop."""
        plugin = self._make(keyterms, language)
        if not plugin.capabilities.streaming:
            return LocalHearing(_WholeUtterances(self.name, plugin), keyterms=(), language=language)
        stream = plugin.stream(language=language, conn_options=LISTENING)
        return PluginHearing(self.name, stream, language=language)


class PluginHearing:
    """See `Hearing`; over one stream of a plugin. `hints`: its ends of speech are ends of turns."""

    def __init__(self, name: str, stream: stt.RecognizeStream, *, language: str, hints: bool = False) -> None:
        self._name = name
        self._stream = stream
        self._language = language
        self._hints = hints
        self._speaking = False
        self._owed = False
        self._edge = 0.0
        self._pushed = 0.0
        self._ended = 0.0
        self._interim = False
        self._eager: str | None = None
        self._turn: list[str] = []
        self._closed = False
        self._foreign = False

    def push(self, frame: rtc.AudioFrame) -> None:
        """See `Hearing.push`."""
        if frame.sample_rate != HEARD_RATE or frame.num_channels != 1:
            raise ValueError(
                f"a hearing takes {HEARD_RATE} Hz mono, not {frame.sample_rate} Hz, {frame.num_channels} channels"
            )
        self._pushed += frame.samples_per_channel / HEARD_RATE
        if not self._closed:
            with contextlib.suppress(RuntimeError):  # it broke; whoever listens is about to be told
                self._stream.push_frame(frame)

    def voice(self, speaking: bool, *, over: bool = False) -> None:  # noqa: ARG002, FBT001 - see `Hearing.voice`
        """See `Hearing.voice`. At the end of one, words not final yet are asked for."""
        if speaking != self._speaking:
            self._edge = asyncio.get_running_loop().time()
        self._speaking = speaking
        self._owed = self._owed or speaking
        if not speaking:
            self._ended = self._pushed - LATE
            if self._interim and not self._hints and not self._closed:
                with contextlib.suppress(RuntimeError):
                    self._stream.flush()

    def expect(self, patience: Patience) -> None:
        """Nothing: this recogniser has no end-of-turn model that could be told."""

    @property
    def pending(self) -> bool:
        """See `Hearing.pending`."""
        if self._closed or not self._owed:
            return False
        return self._speaking or asyncio.get_running_loop().time() - self._edge < OWED_AT_MOST

    async def __aiter__(self) -> AsyncIterator[Words | TurnHint]:
        """See `Hearing.__aiter__`."""
        try:
            async for event in self._stream:
                for found in self._found(event):
                    yield found
        except APIError as error:
            if self._closed:
                return
            self._closed = True
            raise RecognitionFailed(meaning(self._name, error), **particulars(error)) from None
        if not self._closed:
            self._closed = True
            raise RecognitionFailed(f"{self._name} ended the stream before the call was over.")

    async def aclose(self) -> None:
        """See `Hearing.aclose`."""
        self._closed = True
        await self._stream.aclose()

    def _found(self, event: stt.SpeechEvent) -> list[Words | TurnHint]:
        said = event.alternatives[0] if event.alternatives else None
        match event.type:
            case SpeechEventType.INTERIM_TRANSCRIPT if said is not None:
                resumed = self._eager is not None and said.text != self._eager
                self._eager = None if resumed else self._eager
                self._interim = True
                words = self._words(said, final=False)
                return [TurnHint("resumed", words.text), words] if resumed else [words]
            case SpeechEventType.PREFLIGHT_TRANSCRIPT if said is not None:
                self._eager, self._interim = said.text, True
                words = self._words(said, final=False)
                return [words, TurnHint("eager", words.text)]
            case SpeechEventType.FINAL_TRANSCRIPT if said is not None:
                return [self._final(said)]
            case SpeechEventType.END_OF_SPEECH:
                self._owed = self._speaking
                turn, self._turn = " ".join(self._turn), []
                if self._hints:
                    return [TurnHint("end", turn)] if turn else []
                retracted, self._interim = self._interim, False
                return [Words("", final=True)] if retracted else []
        return []

    def _final(self, said: stt.SpeechData) -> Words:
        words = self._words(said, final=True)
        reached = not words.words or words.words[-1].end >= self._ended - ALIKE
        self._interim, self._eager, self._owed = False, None, self._speaking or (self._owed and not reached)
        if self._hints:
            self._turn.append(words.text)
        since = round((asyncio.get_running_loop().time() - self._edge) * 1000)
        log.info("stt.final", latency_ms=None if self._speaking or not self._edge else since, model=self._name)
        return words

    def _words(self, said: stt.SpeechData, *, final: bool) -> Words:
        if not self._foreign and said.language and said.language.language != self._language.partition("-")[0]:
            self._foreign = True
            log.warning("stt.other_language", asked=self._language, heard=str(said.language), model=self._name)
        return Words(
            said.text.strip(),
            final=final,
            confidence=said.confidence or None,
            words=tuple(
                Word(str(word).strip(), word.start_time, word.end_time, word.confidence or None)
                for word in said.words or ()
                if isinstance(word.start_time, int | float) and isinstance(word.end_time, int | float)
            ),
            until=said.end_time or None,
        )


class _WholeUtterances:
    """A plugin that recognises whole utterances, as what drives `LocalHearing`."""

    def __init__(self, name: str, plugin: stt.STT[str]) -> None:
        self.model = name
        self._plugin = plugin

    async def words(self, pcm: bytes, *, language: str, prompt: str = "", patient: bool = True) -> Words:  # noqa: ARG002
        """See `Transcriber.words`; a plugin that knows keyterms got them when it was made."""
        frame = rtc.AudioFrame(pcm, HEARD_RATE, 1, len(pcm) // 2)
        options = CONNECTING if patient else APIConnectOptions(max_retry=0, timeout=CONNECTING.timeout)
        try:
            event = await self._plugin.recognize([frame], language=language, conn_options=options)
        except APIError as error:
            raise RecognitionFailed(meaning(self.model, error), **particulars(error)) from None
        said = event.alternatives[0] if event.alternatives else None
        if said is None:
            return Words("", final=True)
        return Words(said.text.strip(), final=True, confidence=said.confidence or None)
