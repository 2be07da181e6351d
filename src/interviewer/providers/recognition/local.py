"""The local recogniser, driven by the call's voice detector: whole utterances to `/audio/transcriptions`.

It decodes eagerly at a short pause, and what it found is final if the pause held: so the words are mostly there when
the turn is judged over. Over the interviewer's own voice it decodes while the candidate speaks, because words decide
there who yields. A long answer is decoded in segments at its pauses, so that its end is as quick as a short one's.

Each time of voice ends in final words, which are empty when nothing was found in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Final, Protocol

import httpx
import numpy as np
from livekit import rtc

from interviewer.conversation.facts import Patience
from interviewer.providers.accounts import Accounts
from interviewer.providers.network import Network
from interviewer.providers.recognition.port import HEARD_RATE, RecognitionFailed, TurnHint, Words
from interviewer.providers.recognition.transcriptions import Transcriptions
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

BYTES: Final = 2
BEFORE: Final = 0.4
"""Seconds kept from before the voice was noticed: the detector is late, and soft beginnings are cut."""
PAUSE: Final = 0.05
"""Seconds after the detector's edge until the eager decode: with its own 0.15 s that makes a pause of 0.2 s."""
HELD: Final = 0.2
"""Seconds after the edge from which words may be final: more than between words, less than a decode takes."""
OVER_AFTER: Final = 0.35
"""Seconds of voice over the interviewer until the first interim decode."""
OVER_EVERY: Final = 0.4
"""Seconds of further voice until the next one."""
OVER_AT_MOST: Final = 4.0
"""Seconds of voice after which interim decodes end: by then it is known who has the floor."""
SEGMENT: Final = 8.0
"""Seconds of an answer from which a pause closes a segment, even if the candidate goes on."""
LONGEST: Final = 20.0
"""Seconds without any pause after which a segment is closed at its quietest moment."""
SEARCHED: Final = 3.0
"""Seconds at the end of such a segment in which that moment is looked for."""


class LocalRecognition:
    """The local engines' Whisper, or any OpenAI-compatible `/audio/transcriptions`."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        base_url: str,
        *,
        model: str = "whisper-base",
        api_key: str = "",
        provider: str = "local",
    ) -> None:
        """`base_url` with `/v1`; the client stays the caller's to close."""
        self.name = f"{provider}/{model}"
        self._transcriptions = Transcriptions(client, base_url, model=model, api_key=api_key)

    def open(self, *, keyterms: Sequence[str], language: str) -> LocalHearing:
        """See `Recognition.open`. Must be called within a running event loop."""
        return LocalHearing(self._transcriptions, keyterms=keyterms, language=language)


def openai_recognition(accounts: Accounts, network: Network) -> LocalRecognition:
    """The row `openai`: the same endpoint at OpenAI. Raises `ProviderUnusable` without a key."""
    accounts.need_for("openai")
    return LocalRecognition(
        network.client,
        accounts.openai_url,
        model=accounts.openai_stt_model,
        api_key=accounts.openai_api_key,
        provider="openai",
    )


class Transcriber(Protocol):
    """What makes words of a whole utterance."""

    @property
    def model(self) -> str:
        """Its name."""
        ...

    async def words(self, pcm: bytes, *, language: str, prompt: str = "", patient: bool = True) -> Words:
        """Final words of HEARD_RATE mono samples. Raises `RecognitionFailed`, at the first trouble unless `patient`."""
        ...


class LocalHearing:
    """See `Hearing`. `voice` must be told: without it nothing is decoded."""

    def __init__(self, transcriptions: Transcriber, *, keyterms: Sequence[str], language: str) -> None:
        self._transcriptions = transcriptions
        self._glossary = f"Glossary: {', '.join(keyterms)}." if keyterms else ""
        self._language = language
        self._pcm = bytearray()
        self._first = 0  # bytes of the stream before `_pcm`
        self._speaking = False
        self._over = False
        self._owed = False
        self._edge = 0.0
        self._onset = 0
        self._onsets = 0
        self._changed = asyncio.Event()
        self._found: asyncio.Queue[Words | RecognitionFailed | None] = asyncio.Queue()
        self._task = asyncio.create_task(self._listen(), name="local-hearing")
        self._task.add_done_callback(self._ended)

    def push(self, frame: rtc.AudioFrame) -> None:
        """See `Hearing.push`."""
        if self._task.done():
            return
        self._pcm += frame.data.cast("B")
        if not self._owed:
            self._drop(self._end - _bytes(BEFORE))
        elif self._end - self._first >= _bytes(LONGEST + BEFORE):
            self._changed.set()

    def voice(self, speaking: bool, *, over: bool = False) -> None:  # noqa: FBT001 - see `Hearing.voice`
        """See `Hearing.voice`."""
        if speaking and not self._speaking:
            self._onset = self._end
            self._onsets += 1
        if speaking != self._speaking:
            self._edge = asyncio.get_running_loop().time()
        self._speaking = speaking
        self._over = speaking and over
        self._owed = not self._task.done() and (self._owed or speaking)
        self._changed.set()

    def expect(self, patience: Patience) -> None:
        """Nothing: the local recogniser has no end-of-turn model."""

    @property
    def pending(self) -> bool:
        """See `Hearing.pending`."""
        return self._owed

    async def __aiter__(self) -> AsyncIterator[Words | TurnHint]:
        """See `Hearing.__aiter__`."""
        while (found := await self._found.get()) is not None:
            if isinstance(found, RecognitionFailed):
                raise found
            yield found

    async def aclose(self) -> None:
        """See `Hearing.aclose`."""
        self._task.cancel()
        await asyncio.wait({self._task})

    async def _listen(self) -> None:
        try:
            while True:
                while not self._owed:
                    await self._change()
                await self._utterance()
        except RecognitionFailed as error:
            self._found.put_nowait(error)

    def _ended(self, _: asyncio.Task[None]) -> None:
        self._owed = False
        self._pcm.clear()
        self._found.put_nowait(None)

    async def _utterance(self) -> None:
        """From a voice to the final words of it."""
        while True:
            await self._while_speaking()
            onsets = self._onsets
            if not await self._quiet_for(PAUSE, onsets):
                continue
            end = self._end
            eager = asyncio.create_task(self._decode(end))
            try:
                if await self._held(eager, onsets):
                    self._tell_final(await eager, end)
                    self._owed = False
                    return
                if end - self._first >= _bytes(SEGMENT):
                    self._tell_final(await eager, end)
            finally:
                eager.cancel()

    async def _while_speaking(self) -> None:
        """Until the voice pauses: interim words if it is over the interviewer's, segments if it is long."""
        due = self._onset + _bytes(OVER_AFTER)
        last = self._onset + _bytes(OVER_AT_MOST)
        while self._speaking:
            if self._end - self._first >= _bytes(LONGEST + BEFORE):
                end = self._first + _quietest(self._pcm)
                self._tell_final(await self._decode(end), end)
            elif self._over and due <= self._end < last:
                due = self._end + _bytes(OVER_EVERY)
                await self._interim()
            elif self._over and self._end < last:
                await self._change(within=max(0.02, _seconds(due - self._end)))
            else:
                await self._change()

    async def _interim(self) -> None:
        """Words of the voice so far, unless it pauses before they are there; one that fails is only missed."""
        decode = asyncio.create_task(self._decode(self._end, glossary=False, patient=False))
        try:
            while self._speaking and not decode.done():
                await self._change(or_done=decode)
            if decode.done() and (words := await decode).text:
                self._found.put_nowait(Words(words.text, final=False, confidence=words.confidence))
        except RecognitionFailed as error:
            log.warning("stt.interim_missed", error=str(error))
        finally:
            decode.cancel()

    async def _held(self, eager: asyncio.Task[Words], onsets: int) -> bool:
        """Whether the pause lasted until the words were there; they are told as interim before they are final."""
        while not eager.done():
            if self._onsets != onsets:
                return False
            await self._change(or_done=eager)
        words = eager.result()
        if words.text and self._quiet() < HELD:
            self._found.put_nowait(Words(words.text, final=False, confidence=words.confidence))
        return await self._quiet_for(HELD, onsets)

    async def _quiet_for(self, seconds: float, onsets: int) -> bool:
        """Whether no further voice began until so long after the edge."""
        while self._onsets == onsets and (rest := seconds - self._quiet()) > 0:
            await self._change(within=rest)
        return self._onsets == onsets

    def _quiet(self) -> float:
        return asyncio.get_running_loop().time() - self._edge

    async def _change(self, *, within: float | None = None, or_done: asyncio.Task[Words] | None = None) -> None:
        """Wait for an edge, enough audio, the time, or the end of a decode."""
        waiting = asyncio.create_task(self._changed.wait())
        try:
            await asyncio.wait(
                {waiting, *([or_done] if or_done else [])}, timeout=within, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            waiting.cancel()
        self._changed.clear()

    async def _decode(self, end: int, *, glossary: bool = True, patient: bool = True) -> Words:
        pcm = bytes(self._pcm[: end - self._first])
        prompt = self._glossary if glossary else ""
        return await self._transcriptions.words(pcm, language=self._language, prompt=prompt, patient=patient)

    def _tell_final(self, words: Words, end: int) -> None:
        log.info(
            "stt.final",
            latency_ms=None if self._speaking else round(self._quiet() * 1000),
            audio_s=round(_seconds(end - self._first), 2),
            model=self._transcriptions.model,
        )
        self._found.put_nowait(replace(words, until=_seconds(end)))
        self._drop(end)

    @property
    def _end(self) -> int:
        return self._first + len(self._pcm)

    def _drop(self, until: int) -> None:
        """Forget the audio before this byte of the stream."""
        if (much := until - self._first) > 0:
            del self._pcm[:much]
            self._first = until


def _bytes(seconds: float) -> int:
    return round(seconds * HEARD_RATE) * BYTES


def _seconds(size: int) -> float:
    return size / BYTES / HEARD_RATE


def _quietest(pcm: bytearray) -> int:
    """The byte at the quietest 100 ms of the last SEARCHED seconds."""
    samples = np.frombuffer(bytes(pcm[-_bytes(SEARCHED) :]), dtype="<i2").astype(np.float32)
    hop = HEARD_RATE // 50
    power = np.square(samples[: samples.size // hop * hop]).reshape(-1, hop).mean(axis=1)
    smooth = np.convolve(power, np.ones(5, np.float32) / 5, mode="valid")
    return len(pcm) - _bytes(SEARCHED) + (int(np.argmin(smooth)) + 2) * hop * BYTES
