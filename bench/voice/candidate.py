"""A candidate who says recorded turns in a room, and notices when it hears what: the one ear for every system.

It knows when the last word of its turn has left its microphone, when sound next reaches it, and, through the sound that
the emulated voice made of each text, which text that was. Of the system it knows nothing else. It plays a turn to its
end whatever happens: who speaks into it has cut it off. Only who says no more than "I see." in a pause, and is silent
then until the turn's true end, has shown that it listens: that is counted on its own.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from livekit import rtc

from interviewer.simulation.candidate import ears as hearing
from interviewer.simulation.candidate import sound
from interviewer.simulation.candidate.ears import Arrivals, Ears, SoundBegan, TurnEnded
from interviewer.simulation.candidate.mouth import FRAME, Mark, Mouth
from interviewer.simulation.candidate.sound import Samples
from voice.corpus import Turn
from voice.hearing import Spoken
from voice.listening import ListenerApart

HEAR_MS: Final = 20
QUEUE_MS: Final = 100
"""Microphone audio waiting to be sent, so that a busy moment of this process makes no hole in a word."""
PATIENCE: Final = 1.2
"""Seconds of silence after which the system has said what it had to say: longer than between two of its sentences."""
COLLISION: Final = 0.5
"""Whoever begins this soon after the candidate cannot have heard it: no cut-off, and no turn to measure either."""
SAME_SOUND: Final = 0.2
"""By which sound and words may differ about when something began."""
NO_REPLY: Final = 10.0
"""Seconds of silence after a turn until the candidate goes on without a reply."""
GREETED: Final = 1.5
"""Seconds of silence more after a greeting, whose sentences may be made only now."""
BEGINNING: Final = 30.0
"""Seconds until the first words of a system."""
DEAD_TRACK: Final = 0.3


@dataclass(slots=True)
class Exchange:
    """One turn and what followed it; seconds on the monotone clock, of the first and last word as they left."""

    turn: Turn
    began: float = 0.0
    ended: float = 0.0
    sounds: list[float] = field(default_factory=list)
    """When sound began, from the turn's first word to the end of the reply."""
    spoken: list[Spoken] = field(default_factory=list)
    """The texts that were heard, with when each began."""

    @property
    def collided(self) -> bool:
        """Whether both began at once."""
        return any(at < self.began + COLLISION for at in self.sounds)

    @property
    def murmurs(self) -> int:
        """How often no more than a sign of listening was heard within the turn."""
        return sum(self._is_murmur(at) for at in self.sounds)

    @property
    def cut_off(self) -> bool:
        """Whether the system began to speak before the turn's true end."""
        return any(self._within(at) and not self._is_murmur(at) for at in self.sounds)

    def _within(self, at: float) -> bool:
        return self.began + COLLISION <= at < self.ended

    def _is_murmur(self, at: float) -> bool:
        """Whether the sound that began then is an acknowledgement within the turn, with nothing behind it."""
        said = next((part for part in self.spoken if abs(part.began - at) < SAME_SOUND), None)
        return self._within(at) and said is not None and said.content is None

    @property
    def first_sound(self) -> float | None:
        """Seconds from the last word to the next sound; None when there was none, or when it came too early."""
        if self.collided or self.cut_off:
            return None
        return next((at - self.ended for at in self.sounds if at >= self.ended), None)

    @property
    def content(self) -> float | None:
        """Seconds from the last word to the first word that is no acknowledgement."""
        if self.first_sound is None:
            return None
        return next((part.content - self.ended for part in self.spoken if part.content is not None), None)


class Candidate:
    """One sitting in one room."""

    def __init__(self, opening: Turn, turns: list[Turn], listener: ListenerApart, show: Callable[[str], None]) -> None:
        self._opening = opening
        self._left = list(turns)
        self._listener = listener
        self._show = show
        self._mouth = Mouth()
        self._ears = Ears(patience=PATIENCE)
        self._arrivals = Arrivals()
        self._exchange: Exchange | None = None
        self._said = asyncio.Event()
        self._heard: asyncio.Queue[TurnEnded] = asyncio.Queue()
        self._gone = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None
        self._room = rtc.Room()
        self._room.on("track_subscribed", self._on_track)
        self._room.on("disconnected", lambda _reason: self._gone.set())

    async def hold(self, url: str, token: str) -> list[Exchange]:
        """Join, say every turn when it is one's turn, leave; what was exchanged."""
        source = rtc.AudioSource(sound.RATE, 1, queue_size_ms=QUEUE_MS)
        await self._room.connect(url, token)
        options = rtc.TrackPublishOptions(source=rtc.TrackSource.SOURCE_MICROPHONE)
        track = rtc.LocalAudioTrack.create_audio_track("microphone", source)
        await self._room.local_participant.publish_track(track, options)
        tasks = [asyncio.create_task(self._speak(source)), asyncio.create_task(self._watch())]
        try:
            return await self._converse()
        finally:
            for task in (*tasks, *([self._listening] if self._listening else [])):
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._room.disconnect()
            await source.aclose()

    async def _converse(self) -> list[Exchange]:
        greeting = await self._greeting()
        # Nobody waits for what the greeting was; but the listener knows all sounds when the first question comes.
        prepared = asyncio.create_task(self._listener.listen(greeting))
        asked = (await self._say(self._opening)).spoken
        await prepared
        found: list[Exchange] = []
        while self._left and not self._gone.is_set():
            exchange = await self._say(self._next(asked))
            asked = exchange.spoken or asked
            found.append(exchange)
            self._show(shown(exchange))
        return found

    async def _greeting(self) -> TurnEnded | None:
        """The system's first turn, to its very end: a yes that is said into it is none."""
        greeting = await self._turn_of_theirs(BEGINNING)
        while (more := await self._turn_of_theirs(GREETED)) is not None:
            greeting = more
        return greeting

    async def _turn_of_theirs(self, within: float) -> TurnEnded | None:
        """What the system says next, to its end; None when it is silent for so many seconds."""
        quiet_since = time.monotonic()
        while not self._gone.is_set() and time.monotonic() - quiet_since < within:
            try:
                return await asyncio.wait_for(self._heard.get(), 0.2)
            except TimeoutError:
                if self._ears.sounding:
                    quiet_since = time.monotonic()
        return None

    async def _say(self, turn: Turn) -> Exchange:
        exchange = self._exchange = Exchange(turn)
        while not self._heard.empty():
            self._heard.get_nowait()
        self._said.clear()
        self._mouth.say(turn.sound())
        await self._said.wait()
        while (theirs := await self._turn_of_theirs(NO_REPLY)) is not None:
            exchange.spoken.extend(await self._listener.listen(theirs))
            if theirs.ended > exchange.ended:
                break
        self._exchange = None
        return exchange

    def _next(self, asked: list[Spoken]) -> Turn:
        """The turn that answers what was asked; after a follow-up, the next that is no yes or no."""
        question = next((part.question for part in reversed(asked) if part.question), None)
        found = next((turn for turn in self._left if turn.ask == question), None)
        found = found or next((turn for turn in self._left if turn.kind != "yes_no"), self._left[0])
        self._left.remove(found)
        return found

    async def _speak(self, source: rtc.AudioSource) -> None:
        while True:
            frame = self._mouth.next()
            await source.capture_frame(rtc.AudioFrame(frame.samples.tobytes(), sound.RATE, 1, FRAME))
            if frame.marks and self._exchange is not None:
                # What is in the queue leaves first; the call returned, so the queue holds no more than it may.
                leaves = time.monotonic() + min(source.queued_duration, QUEUE_MS / 1000) - FRAME / sound.RATE
                for mark, offset in frame.marks:
                    self._spoke(mark, leaves + offset / sound.RATE, self._exchange)

    def _spoke(self, mark: Mark, at: float, exchange: Exchange) -> None:
        if mark is Mark.VOICE_BEGINS and not exchange.began:
            exchange.began = at
        elif mark is Mark.LINE_ENDS:
            exchange.ended = at
            self._said.set()

    def _on_track(self, track: rtc.Track, _publication: object, _participant: object) -> None:
        if track.kind == rtc.TrackKind.KIND_AUDIO:
            if self._listening is not None:
                self._listening.cancel()
            self._listening = asyncio.create_task(self._listen(track))

    async def _listen(self, track: rtc.Track) -> None:
        stream = rtc.AudioStream(track, sample_rate=hearing.RATE, num_channels=1, frame_size_ms=HEAR_MS, capacity=500)
        try:
            async for event in stream:
                samples = np.frombuffer(event.frame.data, dtype=np.int16)
                self._hear(samples, self._arrivals.until(len(samples) / hearing.RATE, time.monotonic()))
        finally:
            await stream.aclose()

    async def _watch(self) -> None:
        """Tell the ear that it hears nothing while no audio arrives."""
        while True:
            await asyncio.sleep(0.1)
            now = time.monotonic()
            missing = min(now - self._ears.heard_until, 1.0)
            if missing > DEAD_TRACK:
                self._hear(np.zeros(round(missing * 100) * hearing.WINDOW, np.int16), now)

    def _hear(self, samples: Samples, until: float) -> None:
        for noticed in self._ears.hear(samples, until):
            match noticed:
                case SoundBegan(at) if self._exchange is not None:
                    self._exchange.sounds.append(at)
                case TurnEnded():
                    self._heard.put_nowait(noticed)
                case _:
                    pass


def shown(exchange: Exchange) -> str:
    """A line for people who watch."""
    first, content = exchange.first_sound, exchange.content
    missing = "no reply" if first is None else ""
    what = "both at once" if exchange.collided else "cut off" if exchange.cut_off else missing
    times = what or f"{(first or 0) * 1000:5.0f} ms" + ("" if content is None else f" {content * 1000:5.0f} ms")
    return f"{exchange.turn.line:<32} {times:<20} {' | '.join(part.text for part in exchange.spoken)}"
