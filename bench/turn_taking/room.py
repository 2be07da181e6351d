"""A room without a network: a dialogue, a system that hears it, and what comes of it, faster than real time.

The real voice detector hears every sample, the real end-of-turn model every pause that it is asked about; only the
recogniser is a known one. The candidate answers once the interviewer has ended, and waits for nobody after that: a turn
ended too early is counted, and the answer goes on.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

import numpy as np
from livekit.local_inference import EOT, EOT_MAX_SAMPLES

from interviewer.agent.voice import VoiceDetector
from interviewer.conversation.floor import (
    Act,
    Aside,
    Ask,
    Cut,
    Duck,
    Event,
    Expect,
    Expectation,
    Forget,
    GoOn,
    Guess,
    Playing,
    Prepare,
    Restore,
    Tick,
    TurnOver,
    Voice,
)
from turn_taking import recogniser, sound
from turn_taking.dialogues import Dialogue, Piece

FRAME = 0.02
GUESS_TAKES = 0.03
REPLY_AFTER, REPLY = 0.6, 3.0
"""Seconds until the interviewer says something to who interrupted it, and how long that is."""
NOISES = 8
"""Different ones, of 20 s each."""
TRACK = 180
"""Seconds that the longest answer is over in."""
ANSWER_AT_LAST = 30.0
AFTERWARDS = 4.0
"""Seconds heard after the answer's end, and after the last act that could count."""


class System(Protocol):
    """Who is measured: it holds a dialogue and says what came of it."""

    name: str

    def hold(self, dialogue: Dialogue) -> Held:
        """Hold it."""
        ...


class Mind(Protocol):
    """A policy in this room; `Floor`'s acts are its language."""

    def step(self, event: Event, now: float) -> Iterable[Act]:
        """What to do upon this."""
        ...

    def due(self) -> float | None:
        """When a `Tick` is wanted."""
        ...


@dataclass(slots=True)
class Held:
    """What came of a dialogue: moments in seconds, texts as they were understood."""

    over_at: float = 0.0
    """When the sound over the interviewer began."""
    ended_at: float | None = None
    """When the question was at its end; None if it was cut for good."""
    answer_at: float = 0.0
    acts: list[tuple[float, Act]] = field(default_factory=list)

    def times(self, kind: type[Act]) -> list[float]:
        """When acts of the kind came."""
        return [at for at, act in self.acts if isinstance(act, kind)]

    @property
    def texts(self) -> list[str]:
        """All words that were kept."""
        return [act.text for _, act in self.acts if isinstance(act, TurnOver | Aside)]

    @property
    def prepared(self) -> tuple[int, int]:
        """How often work on a reply began, and was thrown away."""
        return len(self.times(Prepare)), len(self.times(Forget))


class Room:
    """One dialogue in one policy's hands."""

    def __init__(self, dialogue: Dialogue, mind: Mind, model: Callable[[sound.Samples], float]) -> None:
        self._dialogue, self._mind, self._model = dialogue, mind, model
        self._turn_from = 0
        self._draw = random.Random(dialogue.number)
        self._track = np.zeros(TRACK * sound.RATE, dtype=np.int16)
        if "noise" in dialogue.line:
            noise = sound.noise(dialogue.number % NOISES, on_the_telephone="telephone" in dialogue.line)
            self._track += np.resize(np.roll(noise, dialogue.number * sound.RATE), len(self._track))
        self._detector = VoiceDetector()
        self._coming: list[tuple[float, int, Event | None]] = []
        self._order = count()
        self._left = dialogue.question
        self._sounding_since: float | None = None
        self._over_said = dialogue.sound is None
        self._replying = False
        self._answered_at: float | None = None
        self.held = Held()

    def hold(self) -> Held:
        """Until nothing more can come of it."""
        self._take(Expect(Expectation(self._dialogue.expects, murmurs=True)), 0.0)
        self._later(0.3, None)
        size, frame = int(FRAME * sound.RATE), 0
        while not self._done(frame * FRAME):
            begins, now = frame * FRAME, (frame + 1) * FRAME
            self._interviewer(begins)
            edges = self._detector.feed(self._track[frame * size : (frame + 1) * size].tobytes())
            for edge in edges:
                self._later(now, Voice(edge.on, edge.sample / sound.RATE))
            self._elapse(now)
            frame += 1
        return self.held

    def _done(self, now: float) -> bool:
        last = self._answered_at
        return now > TRACK - 1 or (last is not None and now > last + AFTERWARDS)

    def _interviewer(self, now: float) -> None:
        """The interviewer's own course: what it says ends, and what comes then."""
        since = self._sounding_since
        if since is not None:
            spoken = self._dialogue.question - self._left + now - since
            if not self._over_said and not self._replying and spoken >= self._dialogue.at:
                self._over_said = True
                self.held.over_at = now
                self._say(self._dialogue.sound, now)  # type: ignore[arg-type]
            if now - since >= self._left:
                self._sounding_since, self._left = None, 0.0
                if not self._replying:
                    self.held.ended_at = now
                self._turn_from = int(now * sound.RATE)
                self._take(Playing(on=False), now)
                self._answer(now + self._dialogue.gap)
        elif self._answered_at is None and now > ANSWER_AT_LAST:
            self._answer(now)

    def _answer(self, at: float) -> None:
        if self._answered_at is not None:
            return
        self.held.answer_at = at
        for piece in self._dialogue.answer:
            self._say(piece, at)
            at += piece.seconds + piece.pause
        self._answered_at = at

    def _say(self, piece: Piece, at: float) -> None:
        first = int(at * sound.RATE)
        part = self._track[first : first + len(piece.samples)]
        mixed = part.astype(np.int32) + piece.samples[: len(part)]
        part[:] = np.clip(mixed, -32768, 32767).astype(np.int16)
        for told, event in recogniser.understood(piece, at, self._draw):
            self._later(told, event)

    def _later(self, at: float, event: Event | None) -> None:
        heapq.heappush(self._coming, (at, next(self._order), event))

    def _elapse(self, now: float) -> None:
        while True:
            wanted = self._mind.due()
            coming = self._coming[0][0] if self._coming else None
            if coming is not None and coming <= now and (wanted is None or coming <= wanted):
                at, _, event = heapq.heappop(self._coming)
                if event is None:
                    self._sound(at)
                else:
                    self._take(event, at)
            elif wanted is not None and wanted <= now:
                self._take(Tick(), wanted)
            else:
                return

    def _sound(self, now: float) -> None:
        if self._answered_at is None and self._sounding_since is None:
            self._sounding_since = now
            self._take(Playing(on=True), now)

    def _take(self, event: Event, now: float) -> None:
        for act in self._mind.step(event, now):
            self.held.acts.append((now, act))
            match act:
                case Cut() if self._sounding_since is not None:
                    self._left -= now - self._sounding_since
                    self._sounding_since = None
                case GoOn():
                    self._later(now + FRAME, None)
                case TurnOver() if self._answered_at is None:
                    self._replying, self._left = True, REPLY
                    self._later(now + REPLY_AFTER, None)
                case Ask():
                    self._later(now + GUESS_TAKES, Guess(self._guess(now), now))
                case Duck() | Restore() | _:
                    pass

    def _guess(self, now: float) -> float:
        """Of the sound since the candidate's turn began."""
        return self._model(self._track[self._turn_from : int(now * sound.RATE)])


_known: dict[bytes, float] = {}


def livekit_probability(samples: sound.Samples) -> float:
    """Livekit's end-of-turn model's; the same samples are judged once, because a policy is tried many times."""
    heard = samples[-EOT_MAX_SAMPLES:]
    key = heard.tobytes()
    if key not in _known:
        _known[key] = EOT().predict(heard)
    return _known[key]
