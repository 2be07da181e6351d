"""A person on the line who does as the test says, with ears that remember how loud the interviewer was and when.

Its microphone never stops: between words it carries the noise of a room. Times are seconds on the monotone clock.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from itertools import pairwise

import httpx
import numpy as np
from livekit import rtc

from interviewer.simulation.candidate import ears as hearing
from interviewer.simulation.candidate.ears import Arrivals
from interviewer.simulation.candidate.link import JoinLink, Seat
from interviewer.simulation.candidate.mouth import NOISE_DB
from interviewer.simulation.candidate.sound import FULL_SCALE, Samples, levels_db

RATE = hearing.RATE
"""16 kHz, of what is said and of what is heard."""
FRAME = RATE // 25
HEAR_MS = 20
QUEUE_MS = 200
"""A busy moment of the test makes no hole in a word."""
LULL = 0.3
"""Gaps within a sentence are shorter."""
SOFTER_DB = 6.0
"""Ducked is 12 dB less; a voice's loudest moments differ by less than half of that from one second to the next."""
PATIENCE = 60.0
ANSWERED_WITHIN = 15.0
"""Seconds until LiveKit has opened a room or a track; without it a client has been seen to wait for ever."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """When the first and the last sample of something left the microphone."""

    began: float
    ended: float


@dataclass(eq=False, slots=True)
class _Saying:
    samples: Samples
    done: asyncio.Future[Spoken]
    at: int = 0
    began: float = 0.0


@dataclass(slots=True)
class Heard:
    """How loud the interviewer was, every 10 ms."""

    times: list[float] = field(default_factory=list)
    levels: list[float] = field(default_factory=list)

    def between(self, began: float, ended: float) -> list[tuple[float, float]]:
        """Times and levels of this stretch."""
        return [(at, level) for at, level in zip(self.times, self.levels, strict=True) if began <= at < ended]

    def loudest(self, began: float, ended: float) -> float:
        """The loudest moment of the stretch, but for the odd one."""
        return float(np.percentile([level for _, level in self.between(began, ended)] or [-100.0], 97))

    def sounds(self, began: float, ended: float) -> list[Spoken]:
        """When the interviewer sounded in the stretch, gaps within a sentence filled."""
        found: list[Spoken] = []
        for at, level in self.between(began, ended):
            if level <= hearing.SOUND_DB:
                continue
            if found and at - found[-1].ended < LULL:
                found[-1] = Spoken(found[-1].began, at + 0.01)
            else:
                found.append(Spoken(at, at + 0.01))
        return found

    def softer_at(self, began: float, ended: float, *, than: float, for_seconds: float = 0.3) -> float | None:
        """From when on it was softer than this level for a while; None when it never was in the stretch."""
        loud = [began, *(at for at, level in self.between(began, ended) if level > than - SOFTER_DB), ended]
        return next((at for at, after in pairwise(loud) if after - at > for_seconds), None)


class Caller:
    """A seat in a room, with a microphone."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        noise = np.random.default_rng(1).normal(0.0, FULL_SCALE * 10 ** (NOISE_DB / 20), RATE)
        self._noise: Samples = np.resize(noise.astype(np.int16), RATE // FRAME * FRAME)
        self._source = rtc.AudioSource(RATE, 1, queue_size_ms=QUEUE_MS)
        self._publication: rtc.LocalTrackPublication | None = None
        self._saying: list[_Saying] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._listening: asyncio.Task[None] | None = None
        self._arrivals = Arrivals()
        self._heard_until = time.monotonic()
        self._loud_at = 0.0
        self._news = asyncio.Event()
        self.heard = Heard()
        self.token: Callable[[str], str] = lambda _identity: ""
        """Opens the same room to somebody else; only who has LiveKit's keys can make one."""
        self.gone = asyncio.Event()
        """The room is closed to it."""
        self._room = rtc.Room()
        self._room.on("disconnected", lambda _reason: self.gone.set())
        self._room.on("track_subscribed", self._on_track)

    async def enter(self) -> None:
        """Join, with an open microphone."""
        await asyncio.wait_for(self._room.connect(self.seat.livekit_url, self.seat.token), ANSWERED_WITHIN)
        await self.publish()
        self._start(self._send())

    async def publish(self) -> None:
        """Open the microphone; returns once somebody can hear it, or after a while."""
        track = rtc.LocalAudioTrack.create_audio_track("microphone", self._source)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        self._publication = await asyncio.wait_for(
            self._room.local_participant.publish_track(track, options), ANSWERED_WITHIN
        )
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._publication.wait_for_subscription(), 5.0)

    async def unpublish(self) -> None:
        """Take the microphone out of the call."""
        assert self._publication is not None
        await self._room.local_participant.unpublish_track(self._publication.sid)
        self._publication = None

    async def say(self, samples: Samples) -> Spoken:
        """Say this (16 kHz) from now on, over what else is being said; returns when its last sample has left."""
        saying = _Saying(samples, asyncio.get_running_loop().create_future())
        self._saying.append(saying)
        return await saying.done

    async def until_sounding(self, *, within: float = PATIENCE) -> float:
        """Until the interviewer sounds; the time of that sound."""
        since = time.monotonic()
        await self._until(lambda: self._loud_at > since, within)
        return self._loud_at

    async def until_quiet(self, seconds: float, *, within: float = PATIENCE) -> float:
        """Until the interviewer has not sounded for so long; the time of its last sound."""
        since = time.monotonic()
        await self._until(lambda: self._heard_until - max(self._loud_at, since - seconds) >= seconds, within)
        return self._loud_at

    async def until_asked(self, *, pause: float = 1.0) -> Spoken:
        """Until the interviewer has said something to its end; when that began and ended."""
        began = await self.until_sounding()
        return Spoken(began, await self.until_quiet(pause))

    async def leave(self) -> None:
        """Hang up."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._room.disconnect()
        await self._source.aclose()

    async def _until(self, true: Callable[[], bool], within: float) -> None:
        async with asyncio.timeout(within):
            while not true():
                if self.gone.is_set():
                    raise ConnectionError("the call ended while more of it was expected")
                self._news.clear()
                await self._news.wait()

    async def _send(self) -> None:
        at = 0
        while True:
            sound = self._noise[at : at + FRAME].astype(np.int32)
            at = (at + FRAME) % len(self._noise)
            for saying in self._saying:
                piece = saying.samples[saying.at : saying.at + FRAME]
                sound[: len(piece)] += piece
            frame = np.clip(sound, -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
            await self._source.capture_frame(rtc.AudioFrame(frame.tobytes(), RATE, 1, FRAME))
            # What is in the queue leaves first; the call returned, so the queue holds no more than it may.
            self._sent(time.monotonic() + min(self._source.queued_duration, QUEUE_MS / 1000) - FRAME / RATE)
            if time.monotonic() - self._heard_until > LULL:  # a track that is not there is silent
                self._heard_until = time.monotonic()
                self._news.set()

    def _sent(self, leaves: float) -> None:
        for saying in list(self._saying):
            saying.began = saying.began or leaves
            saying.at += FRAME
            if saying.at >= len(saying.samples):
                self._saying.remove(saying)
                saying.done.set_result(Spoken(saying.began, saying.began + len(saying.samples) / RATE))

    async def _listen(self, track: rtc.Track) -> None:
        stream = rtc.AudioStream(track, sample_rate=hearing.RATE, num_channels=1, frame_size_ms=HEAR_MS, capacity=500)
        try:
            async for event in stream:
                samples = np.frombuffer(event.frame.data, dtype=np.int16)
                self._hear(samples, self._arrivals.until(len(samples) / hearing.RATE, time.monotonic()))
        finally:
            await stream.aclose()

    def _hear(self, samples: Samples, until: float) -> None:
        count = len(samples) // hearing.WINDOW
        levels = levels_db(samples[: count * hearing.WINDOW].reshape(count, hearing.WINDOW)).tolist()
        times = [until - (count - index) * 0.01 for index in range(count)]
        self.heard.times.extend(times)
        self.heard.levels.extend(levels)
        self._heard_until = until
        self._loud_at = max(
            [self._loud_at, *(at for at, level in zip(times, levels, strict=True) if level > hearing.SOUND_DB)]
        )
        self._news.set()

    def _on_track(self, track: rtc.Track, _publication: object, participant: rtc.RemoteParticipant) -> None:
        if track.kind == rtc.TrackKind.KIND_AUDIO and participant.identity.startswith("interviewer-"):
            if self._listening is not None:
                self._listening.cancel()
            self._listening = self._start(self._listen(track))

    def _start(self, work: object) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.ensure_future(work)  # type: ignore[call-overload]
        self._tasks.add(task)
        return task


@contextlib.asynccontextmanager
async def calling(client: httpx.AsyncClient, join_url: str) -> AsyncIterator[Caller]:
    """Somebody who has joined by this link, until the end of the block."""
    caller = Caller(await JoinLink(join_url).take(client))
    try:
        await caller.enter()
        yield caller
    finally:
        await caller.leave()
