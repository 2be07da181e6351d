"""A voice that somebody waits for: when it does not begin in time, another one speaks; when it stops, that is told.

A line that was begun cannot be gone on with in another voice: whoever asked knows by `SpeechUnavailable` that it was
cut, and by then this voice is passed over, so that the same line said again comes from the next one.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Self, TypeAlias

from interviewer.providers.resilience import policy
from interviewer.providers.resilience.breakers import Breakers
from interviewer.providers.resilience.incidents import Incident, notice
from interviewer.providers.resilience.members import PASSED_OVER, Member, Members
from interviewer.providers.speech.pcm import Trimmed
from interviewer.providers.speech.port import SAMPLE_RATE, Pace, Speech, SpeechUnavailable

Voice: TypeAlias = Member[Speech, policy.Speech]


class LastingSpeech:
    """See `Speech`; of several others in their order. `name` is the first one's."""

    def __init__(self, members: Sequence[Voice], breakers: Breakers) -> None:
        self.name = members[0].name
        self._members = Members(members, breakers, shunned_seconds=members[0].numbers.shunned_seconds)

    def stream(self, text: str, *, pace: Pace = "normal") -> Sound:
        """See `Speech.stream`."""
        return Sound(self._members, text, pace)


class Sound(AsyncIterator[bytes]):
    """One line as it comes. `voice` is the name of who says it, once its first sound is there."""

    def __init__(self, members: Members[Speech, policy.Speech], text: str, pace: Pace) -> None:
        self.voice = members.all[0].name
        self._members = members
        self._text, self._pace = text, pace
        self._chunks = self._said()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        return await anext(self._chunks)

    async def aclose(self) -> None:
        """It is not wanted any more."""
        await self._chunks.aclose()

    async def _said(self) -> AsyncGenerator[bytes, None]:
        line, first = await self._begun()
        voice = line.voice
        self.voice = voice.name
        self._members.served(voice, line.seconds)
        try:
            async with contextlib.aclosing(line):
                yield first
                async for chunk in line.rest():
                    yield chunk
        except SpeechUnavailable as error:
            await self._members.failed(voice, error, line.seconds)
            notice(Incident("speech", voice.name, None, str(error)))
            raise

    async def _begun(self) -> tuple[_Line, bytes]:
        """The line by the first voice that begins it, and its first chunk. Raises `SpeechUnavailable`."""
        voice = await self._members.first()
        if voice is None:
            raise SpeechUnavailable(f"{self.voice} failed too often and is not asked just now.")
        if voice is not (usual := self._members.all[0]):
            notice(Incident("speech", usual.name, voice.name, PASSED_OVER))
        tried: list[Voice] = []
        while True:
            tried.append(voice)
            line = _Line(voice, self._text, self._pace)
            try:
                return line, await line.first()
            except SpeechUnavailable as error:
                await self._members.failed(voice, error, line.seconds)
                following = await self._members.first(*tried)
                notice(Incident("speech", voice.name, None if following is None else following.name, str(error)))
                if following is None:
                    raise
                voice = following


class _Line:
    """A line asked of one voice."""

    def __init__(self, voice: Voice, text: str, pace: Pace) -> None:
        self.voice = voice
        self._stream = voice.provider.stream(text, pace=pace)
        self._letters = len(text)
        self._sound = Trimmed()
        self._seconds = 0.0
        """Of the line, so far."""
        self._begun = asyncio.get_running_loop().time()

    @property
    def seconds(self) -> float:
        """Since it was asked for."""
        return asyncio.get_running_loop().time() - self._begun

    async def first(self) -> bytes:
        """The first sound; raises `SpeechUnavailable`."""
        async with _deadline(self.voice.name, "did not begin to speak in time", self.voice.numbers.first_within):
            async for chunk in self._stream:
                if sound := self._sound.push(chunk):  # what keeps a connection alive is no sound
                    self._seconds = _seconds(sound)
                    return sound
        raise SpeechUnavailable(f"{self.voice.name} gave no sound for the line.")

    async def rest(self) -> AsyncIterator[bytes]:
        """What comes behind it; raises `SpeechUnavailable`."""
        loop, numbers, waited = asyncio.get_running_loop(), self.voice.numbers, 0.0
        while True:
            begun = loop.time()
            within = min(numbers.next_within, self._seconds + numbers.next_within - waited)
            async with _deadline(self.voice.name, "fell silent in the middle of a line", within):
                chunk = await anext(self._stream, None)
            waited += loop.time() - begun
            if chunk is None:
                break
            if chunk:
                self._seconds += _seconds(chunk)
                yield chunk
        if self._letters >= numbers.measured_from and self._seconds * numbers.fastest < self._letters:
            raise SpeechUnavailable(f"{self.voice.name} ended a line of {self._letters} letters too soon.")

    async def aclose(self) -> None:
        """End the request."""
        if isinstance(self._stream, AsyncGenerator):
            await self._stream.aclose()


def _seconds(pcm: bytes) -> float:
    return len(pcm) / 2 / SAMPLE_RATE


@contextlib.asynccontextmanager
async def _deadline(name: str, what: str, within: float) -> AsyncIterator[None]:
    """Raise `SpeechUnavailable` when the block takes longer, and for whatever a plugin raises in it."""
    try:
        async with asyncio.timeout(within):
            yield
    except SpeechUnavailable:
        raise
    except TimeoutError:
        raise SpeechUnavailable(f"{name} {what}.", late=True) from None
    except Exception as error:  # noqa: BLE001 - what a plugin raises may be anything, with anything in it
        raise SpeechUnavailable(f"{name} broke ({type(error).__name__}).") from None
