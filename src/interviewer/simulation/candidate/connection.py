"""The candidate's end of the line: the room, entered anew where it is lost for good, and the sound to and from it.

Deliberately not here: what is said, and what is made of what is heard; that is the call's.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import aclosing
from typing import Any, Final, Protocol

import numpy as np
from livekit import rtc

from interviewer.simulation.candidate import ears, sound
from interviewer.simulation.candidate.ears import Arrivals
from interviewer.simulation.candidate.link import CallFailed, LinkRefused, Seat
from interviewer.simulation.candidate.microphone import Microphone
from interviewer.simulation.candidate.mouth import FRAME, Frame, Mark
from interviewer.simulation.candidate.sound import Samples

HEAR_MS: Final = 50
"""Length of the pieces in which a track arrives."""
QUEUE_MS: Final = 100
"""Microphone audio waiting to be sent, so that a busy moment of this process makes no hole in a word."""
COME_BACK: Final = 60.0
"""Seconds in which a line that is lost for good is to be had again."""
CONNECT_TIMEOUT: Final = 15.0

CONNECTION_LOST: Final = "connection_lost"
ROOM_CLOSED: Final = "room_closed"
_CLOSED: Final = {
    rtc.DisconnectReason.ROOM_DELETED,
    rtc.DisconnectReason.ROOM_CLOSED,
    rtc.DisconnectReason.PARTICIPANT_REMOVED,
}


def source() -> rtc.AudioSource:
    """What a microphone is fed through."""
    return rtc.AudioSource(sound.RATE, 1, queue_size_ms=QUEUE_MS)


async def play(into: rtc.AudioSource, frame: Frame, samples: Samples) -> list[tuple[Mark, float]]:
    """Send the samples of a frame; what it marks, each with the moment of the monotonic clock at which it leaves."""
    await into.capture_frame(rtc.AudioFrame(samples.tobytes(), sound.RATE, 1, FRAME))
    # What is in the queue leaves first; the call returned, so the queue holds no more than it may.
    leaves = time.monotonic() + min(into.queued_duration, QUEUE_MS / 1000) - FRAME / sound.RATE
    return [(mark, leaves + offset / sound.RATE) for mark, offset in frame.marks]


async def pieces(track: rtc.Track) -> AsyncGenerator[tuple[Samples, float]]:
    """The sound of a track at the ears' rate, each piece with the moment at which its last sample was heard."""
    arrivals = Arrivals()
    stream = rtc.AudioStream(
        track, sample_rate=ears.RATE, num_channels=1, frame_size_ms=HEAR_MS, capacity=10_000 // HEAR_MS
    )
    try:
        async for event in stream:
            samples = np.frombuffer(event.frame.data, dtype=np.int16)
            yield samples, arrivals.until(len(samples) / ears.RATE, time.monotonic())
    finally:
        await stream.aclose()


class Listener(Protocol):
    """Who is at this end."""

    def hear(self, whose: str, samples: Samples, until: float, *, latest: bool) -> None:
        """A piece of somebody's track; `latest`: of the one that came last, which is the one to be listened to."""
        ...

    def lost(self, reason: str) -> None:
        """There is no line any more."""
        ...

    def show(self, text: str) -> None:
        """Something happened to it, for a person to read."""
        ...


class Connection:
    """One room at a time, and what is heard in it."""

    def __init__(
        self,
        listener: Listener,
        microphone: Microphone,
        start: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        comes_again: Callable[[], Awaitable[Seat]] | None,
    ) -> None:
        """`start` runs what is done meanwhile; `comes_again` takes another seat when a line is lost for good."""
        self.microphone = microphone
        self.alone_since: float | None = None
        """Since when nobody else is there; None: somebody is, or never was."""
        self._listener = listener
        self._start = start
        self._comes_again = comes_again
        self._source = source()
        self._tracks: dict[str, asyncio.Task[None]] = {}
        """Who hears each of them, by what it is called; the last is the one that is listened to."""
        self._over = False
        self._room = self._new_room()

    async def open(self, seat: Seat) -> None:
        """Enter the room with the microphone on. Raises CallFailed."""
        try:
            await self._room.connect(seat.livekit_url, seat.token, rtc.RoomOptions(connect_timeout=CONNECT_TIMEOUT))
            await self.microphone.publish(self._room, self._source)
        except (rtc.ConnectError, rtc.participant.PublishTrackError) as error:
            raise CallFailed(f"The call at {seat.livekit_url} cannot be joined: {error}") from error

    async def say(self, frame: Frame) -> list[tuple[Mark, float]]:
        """Send a frame through the microphone; what it marks, with when it leaves."""
        return await play(self._source, frame, self.microphone.carries(frame.samples))

    def drop(self) -> None:
        """The call is over: whatever becomes of the line, it is not had again."""
        self._over = True

    async def close(self) -> None:
        """Leave the room."""
        self._over = True
        await self._room.disconnect()
        await self._source.aclose()

    def _new_room(self) -> rtc.Room:
        room = rtc.Room()
        room.on("track_subscribed", self._on_track)
        room.on("track_unsubscribed", self._on_track_gone)
        room.on("participant_connected", self._on_arrival)
        room.on("participant_disconnected", self._on_departure)
        room.on("disconnected", self._on_disconnected)
        room.on("reconnecting", lambda: self._listener.show("connection lost, trying again"))
        room.on("reconnected", lambda: self._listener.show("connected again"))
        return room

    async def _listen(self, track: rtc.Track, whose: str) -> None:
        async with aclosing(pieces(track)) as heard:
            async for samples, until in heard:
                latest = track.sid == next(reversed(self._tracks), None)
                self._listener.hear(whose, samples, until, latest=latest)

    def _on_track(self, track: rtc.Track, _publication: object, participant: rtc.RemoteParticipant) -> None:
        if track.kind != rtc.TrackKind.KIND_AUDIO:
            return
        self._on_track_gone(track, _publication, participant)
        self._tracks[track.sid] = self._start(self._listen(track, f"{participant.identity} {participant.sid}"))

    def _on_track_gone(self, track: rtc.Track, _publication: object, _participant: object) -> None:
        """Another one is heard on. This one no more: in its place in the connection another one's sound may come."""
        if (listening := self._tracks.pop(track.sid, None)) is not None:
            listening.cancel()

    def _on_arrival(self, _participant: object) -> None:
        self.alone_since = None

    def _on_departure(self, _participant: object) -> None:
        if not self._room.remote_participants:
            self.alone_since = time.monotonic()

    def _on_disconnected(self, reason: rtc.DisconnectReason.ValueType) -> None:
        if reason in _CLOSED:
            self._listener.lost(ROOM_CLOSED)
        elif self._comes_again is not None and not self._over:
            self._start(self._come_again(self._comes_again))
        else:
            self._listener.lost(CONNECTION_LOST)

    async def _come_again(self, seated: Callable[[], Awaitable[Seat]]) -> None:
        """By the link, as who finds the page without a call does."""
        self._listener.show("connection lost for good, opening the link again")
        until = time.monotonic() + COME_BACK
        while True:
            try:
                seat = await seated()
                self._room = self._new_room()
                await self.open(seat)
            except (CallFailed, LinkRefused) as error:
                if time.monotonic() > until:
                    self._listener.show(f"cannot come back: {error}")
                    self._listener.lost(CONNECTION_LOST)
                    return
                await asyncio.sleep(1.0)
            else:
                self._listener.show("in the call again")
                return
