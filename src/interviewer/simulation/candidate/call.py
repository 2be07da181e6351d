"""One call over WebRTC: the microphone is fed, the interviewer's track is heard, and turn taking is told of both.

Deliberately not here: any decision about what to say and when (`turn_taking`), and what is read off it (`journal`).
"""

from __future__ import annotations

import asyncio
import time
import wave
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

import httpx
import numpy as np

from interviewer.simulation.candidate import ears as hearing
from interviewer.simulation.candidate import sound
from interviewer.simulation.candidate.connection import COME_BACK, CONNECT_TIMEOUT, ROOM_CLOSED, Connection
from interviewer.simulation.candidate.ears import Ears, SoundBegan, TurnEnded
from interviewer.simulation.candidate.journal import CallReport, Journal
from interviewer.simulation.candidate.link import Link, Seat
from interviewer.simulation.candidate.microphone import Microphone
from interviewer.simulation.candidate.mouth import Mouth
from interviewer.simulation.candidate.sound import Samples, Sound
from interviewer.simulation.candidate.transcriber import NotUnderstood, Transcriber, Understands
from interviewer.simulation.candidate.turn_taking import Manners, TurnTaking
from interviewer.simulation.persona import Line, Persona

TICK: Final = 0.1
DEAD_TRACK: Final = 0.3
"""Seconds without a piece after which the ear is told that it is silent."""
LAST_WORDS: Final = 10.0
"""Seconds that the words heard last may take to be recognised after the call."""
ENDED_BY_INTERVIEWER: Final = frozenset({"interviewer_left", ROOM_CLOSED, "said_goodbye"})
INTERRUPTED: Final = "interrupted"


class Beside(Protocol):
    """Hears every participant's track of sound, on its own."""

    def heard(self, whose: str, samples: Samples, until: float) -> None:
        """A piece at the ears' rate, whose last sample was heard at this moment of the monotonic clock."""
        ...


async def hold(
    link: Link,
    persona: Persona,
    *,
    engines_url: str,
    show: Callable[[str], None],
    hang_up: asyncio.Event | None = None,
    save_heard: Path | None = None,
    manners: Manners | None = None,
    understanding: Understands | None = None,
    beside: Beside | None = None,
    network: str = "",
    microphone: Microphone | None = None,
) -> CallReport:
    """Join by the link, take part until the interview is over, and report.

    `show` gets a readable line for everything that happens; setting `hang_up` leaves the call; `understanding` goes
    before the recogniser of the engines; `beside` hears every track of sound; `network` is where livekit-server is
    found instead: a connection that is lost there for good is made anew by the link. Raises LinkRefused, and
    CallFailed when there was never a connection (one that breaks later is the report's `reason_left`), SoundUnreadable.
    """
    limits = httpx.Timeout(CONNECT_TIMEOUT)
    # Before a seat is taken: a voice that cannot be played, and what decoding costs the first time.
    _load(persona.no_answer)
    async with httpx.AsyncClient(timeout=limits, trust_env=False) as client:
        seat = await link.take(client)
        understands = understanding or Transcriber(engines_url, client)
        again = partial(_seated_again, link, client, network) if network else None
        seat = seat.model_copy(update={"livekit_url": network}) if network else seat
        call = _Call(
            persona,
            understands,
            microphone or Microphone(),
            again,
            show=show,
            save_heard=save_heard,
            manners=manners,
            beside=beside,
        )
        return await call.hold(seat, shown_link=link.shown, hang_up=hang_up or asyncio.Event())


class _Call:
    def __init__(
        self,
        persona: Persona,
        transcriber: Understands,
        microphone: Microphone,
        comes_again: Callable[[], Awaitable[Seat]] | None,
        *,
        show: Callable[[str], None],
        save_heard: Path | None,
        manners: Manners | None,
        beside: Beside | None,
    ) -> None:
        self._persona = persona
        self._transcriber = transcriber
        self._print = show
        self._beside = beside
        self._zero = time.monotonic()
        started = datetime.now(UTC)
        self._journal = Journal(started.replace(microsecond=started.microsecond // 1000 * 1000), self._zero)
        self._mouth = Mouth()
        self._ears = Ears()
        self._turns = TurnTaking(persona, self._mouth, self._journal, load=_load, now=self._zero, manners=manners)
        self._heard: asyncio.Queue[TurnEnded] = asyncio.Queue()
        self._over: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._tasks: set[asyncio.Task[None]] = set()
        self._shown = 0
        self._deaf = False
        self._saved = _wav(save_heard) if save_heard is not None else None
        self._connection = Connection(self, microphone, self.start, comes_again)

    async def hold(self, seat: Seat, *, shown_link: str, hang_up: asyncio.Event) -> CallReport:
        try:
            await self._connection.open(seat)
            joined = time.monotonic()
            self._show("line", f"in the call as {self._persona.name}")
            speaking = self.start(self._speak())
            self.start(self._watch())
            self.start(self._understand())
            self.start(self._leave_when(hang_up))
            reason = await self._over
            left = time.monotonic()
            self._connection.drop()
            self._show("line", f"left: {reason.replace('_', ' ')}")
            await self._last_words(left)
            await asyncio.wait({speaking}, timeout=1.0)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._connection.close()
            if self._saved is not None:
                self._saved.close()
        return self._journal.report(
            persona=self._persona.name, link=shown_link, room=seat.room, joined=joined, left=left, reason=reason
        )

    async def _speak(self) -> None:
        while not self._over.done():
            for mark, leaves in await self._connection.say(self._mouth.next()):
                self._turns.spoke(mark, leaves)

    def hear(self, whose: str, samples: Samples, until: float, *, latest: bool) -> None:
        """A piece of somebody's track."""
        if self._beside is not None:
            self._beside.heard(whose, samples.copy(), until)
        if latest:
            self._hear(samples, until)

    def lost(self, reason: str) -> None:
        """There is no line any more."""
        self._end(reason)

    def show(self, text: str) -> None:
        """Something happened to the line."""
        self._show("line", text)

    def _hear(self, samples: Samples, until: float) -> None:
        if self._saved is not None:
            self._saved.writeframes(samples.tobytes())
        for noticed in self._ears.hear(samples, until):
            if isinstance(noticed, SoundBegan):
                self._show_latency(noticed.at)
            self._turns.noticed(noticed)
            if isinstance(noticed, TurnEnded):
                self._heard.put_nowait(noticed)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            now = time.monotonic()
            if now - self._ears.heard_until > DEAD_TRACK:
                self._hear(_silence(min(now - self._ears.heard_until, 1.0)), now)
            if reason := self._turns.tick(now):
                self._end(reason)
            if self._connection.alone_since is not None:
                if self._turns.goodbye_heard:
                    self._end("interviewer_left")
                elif now - self._connection.alone_since > COME_BACK:
                    self._end("interviewer_gone")
            self._show_lines()

    async def _understand(self) -> None:
        while True:
            turn = await self._heard.get()
            text: str | None
            try:
                text = await self._transcriber.transcribe(turn.samples)
                self._deaf = False
            except NotUnderstood as error:
                text = None
                if not self._deaf:
                    self._show("line", f"cannot understand anything, so I say that I have no answer: {error}")
                self._deaf = True
            self._journal.heard.append((turn.began, turn.ended, text))
            if text:
                self._show("interviewer", text, at=turn.began)
            unheard = text is not None and await self._connection.microphone.told(text)
            self._turns.understood(text, time.monotonic(), unheard=unheard)
            self._show_lines()
            self._heard.task_done()

    async def _leave_when(self, hang_up: asyncio.Event) -> None:
        await hang_up.wait()
        self._end(INTERRUPTED)

    async def _last_words(self, left: float) -> None:
        """Hear the interviewer's last turn to its end, although the line is dead, so that the report is complete."""
        self._turns.finish(left)
        self._mouth.drop()
        self._hear(_silence(1.5), left + 1.5)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._heard.join(), LAST_WORDS)

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Do it until the call is over; an error of it is the call's."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None and not self._over.done():
            self._over.set_exception(error)

    def _end(self, reason: str) -> None:
        if not self._over.done():
            self._over.set_result(reason)

    def _show(self, who: str, text: str, *, at: float | None = None) -> None:
        seconds = (time.monotonic() if at is None else at) - self._zero
        self._print(f"{seconds:7.1f} s  {who:<12} {text}")

    def _show_lines(self) -> None:
        for line in self._journal.said[self._shown :]:
            self._show("candidate", line.text)
        self._shown = len(self._journal.said)

    def _show_latency(self, at: float) -> None:
        if self._mouth.silent and self._journal.said and (line := self._journal.said[-1]).voiced:
            first = not self._journal.sounds or self._journal.sounds[-1][1] < line.ended
            if first and at > line.ended:
                self._show("line", f"heard again after {(at - line.ended) * 1000:.0f} ms", at=at)


async def _seated_again(link: Link, client: httpx.AsyncClient, network: str) -> Seat:
    return (await link.take(client)).model_copy(update={"livekit_url": network})


def _load(line: Line) -> Sound:
    return sound.load(line.file)


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * 100) * hearing.WINDOW, dtype=np.int16)


def _wav(path: Path) -> wave.Wave_write:
    file = wave.open(str(path), "wb")  # noqa: SIM115 - open for the length of the call
    file.setnchannels(1)
    file.setsampwidth(2)
    file.setframerate(hearing.RATE)
    return file
