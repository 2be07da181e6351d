"""A recogniser that loses no word: what the first one did not make words of, the same or a second one hears again.

The sound since the last final words is kept. Whoever breaks, is silent about a voice, or is not reached is left; what
is kept is given to the next one faster than it was said, and the words of both are joined (`seam`). Of a short sound
about which a recogniser is silent nobody knows whether there was a word in it: there the other one is asked first. The
first one is taken back when it heard a sound of its own (`probe`), and only while nothing is said.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, Final

from livekit import rtc

from interviewer.conversation.facts import Patience
from interviewer.providers.recognition.port import HEARD_RATE, RecognitionFailed, TurnHint, Words
from interviewer.providers.resilience.audio_kept import AudioKept
from interviewer.providers.resilience.breakers import Breakers
from interviewer.providers.resilience.ears import Ear, Ears
from interviewer.providers.resilience.finals import Finals
from interviewer.providers.resilience.incidents import Incident, notice
from interviewer.providers.resilience.leg import Leg
from interviewer.providers.resilience.members import PASSED_OVER
from interviewer.providers.resilience.probe import Probing
from interviewer.providers.resilience.silence import STEP, Silence
from interviewer.telemetry.logs import get_logger

log = get_logger(__name__)

LEAD: Final = 2.0
"""Seconds of quiet that are kept though nothing is owed: a detector is late, and may miss a soft beginning."""
BETWEEN_TURNS: Final = 1.0
"""Seconds of quiet after which the first one may be taken back."""
SILENT: Final = "{} is silent about a voice."


class LastingRecognition:
    """See `Recognition`; of one or two others. `draw` between 0 and 1 spreads retries."""

    def __init__(self, ears: Sequence[Ear], breakers: Breakers, *, draw: Callable[[], float] = random.random) -> None:
        self.name = ears[0].name
        self._ears = Ears(ears, breakers)
        self._draw = draw

    def open(self, *, keyterms: Sequence[str], language: str) -> LastingHearing:
        """See `Recognition.open`. Must be called within a running event loop."""
        return LastingHearing(self._ears, keyterms=keyterms, language=language, draw=self._draw)


class LastingHearing:
    """See `Hearing`. Fails only when so much is owed that the first of it is not kept any more."""

    def __init__(self, ears: Ears, *, keyterms: Sequence[str], language: str, draw: Callable[[], float]) -> None:
        self._ears = ears
        self._keyterms = keyterms
        self._language = language
        self._draw = draw
        self._patience: Patience = "open"
        self._kept = AudioKept(ears.all[0].numbers.kept_seconds)
        self._silence = Silence()
        self._found: asyncio.Queue[Words | TurnHint | RecognitionFailed | None] = asyncio.Queue()
        self._finals = Finals(self._kept)
        self._at = 0
        self._heard_by = ears.all[0].name
        self._tries = 0
        self._failures = 0
        self._owing = False
        self._owes = asyncio.Event()
        self._closed = False
        self._given_up = False
        self._leg: Leg | None = None
        self._other: Leg | None = None  # asked about what this one says nothing about
        self._probing = Probing(ears, language=language, draw=draw)
        self._watching = self._begin(self._watch())
        self._recovering = self._begin(self._start())

    def push(self, frame: rtc.AudioFrame) -> None:
        """See `Hearing.push`."""
        if frame.sample_rate != HEARD_RATE or frame.num_channels != 1:
            raise ValueError(
                f"a hearing takes {HEARD_RATE} Hz mono, not {frame.sample_rate} Hz, {frame.num_channels} channels"
            )
        if self._closed:
            return
        self._kept.push(frame)
        if self._leg is not None:
            self._leg.push(frame)
        if self._other is not None:
            self._other.push(frame)
        if not self._owing:
            self._kept.forget(self._kept.end - LEAD)
            if self._probing.hears:
                self._take_back()

    def voice(self, speaking: bool, *, over: bool = False) -> None:  # noqa: FBT001 - see `Hearing.voice`
        """See `Hearing.voice`."""
        if self._closed:
            return
        if speaking != self._kept.speaking:
            self._silence.edge()
        self._kept.voice(speaking)
        if speaking:
            self._leave_other()
            self._owing = True
            self._owes.set()
        for leg in (self._leg, self._other):
            if leg is not None:
                leg.voice(speaking, over=over)

    def expect(self, patience: Patience) -> None:
        """See `Hearing.expect`."""
        self._patience = patience
        if self._leg is not None and not self._closed:
            self._leg.expect(patience)

    @property
    def pending(self) -> bool:
        """See `Hearing.pending`."""
        if self._closed or self._given_up:
            return False
        if self._leg is not None and self._leg.caught_up:
            return self._leg.pending or self._other is not None
        return self._owing and (self._kept.speaking or self._silence.interim or self._finals.unheard)

    async def __aiter__(self) -> AsyncIterator[Words | TurnHint]:
        """See `Hearing.__aiter__`."""
        while (found := await self._found.get()) is not None:
            if isinstance(found, RecognitionFailed):
                raise found
            yield found

    async def aclose(self) -> None:
        """See `Hearing.aclose`; a stream that takes long to end ends by itself."""
        if self._closed:
            return
        self._closed = True
        self._found.put_nowait(None)
        self._probing.end()
        tasks = (self._watching, self._recovering)
        for task in tasks:
            task.cancel()
        legs, self._leg, self._other = (self._leg, self._other), None, None
        closing = [leg.close() for leg in legs if leg is not None]
        await asyncio.wait([*tasks, *closing], timeout=self._ears.all[0].numbers.close_within)

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work, name="lasting-hearing")
        task.add_done_callback(self._broke)
        return task

    def _broke(self, task: asyncio.Task[None]) -> None:
        """Nobody is deaf for good: whoever listens opens another hearing."""
        if not task.cancelled() and (error := task.exception()) is not None:
            self._given_up = True
            self._found.put_nowait(RecognitionFailed(f"{self._heard_by} was not replaced ({type(error).__name__})."))

    def _listen_with(self, number: int, reason: str = "") -> None:
        """Begin with the recogniser of this number. One that fails at once has been dealt with."""
        ear = self._ears.all[number]
        self._at = number
        self._leg = leg = self._new_leg(ear)
        self._silence.anew()
        error = leg.begin(keyterms=self._keyterms, language=self._language, patience=self._patience)
        if error is None:
            self._listening(leg, reason)
        else:
            self._failed(leg, error)

    def _new_leg(self, ear: Ear) -> Leg:
        return Leg(ear, self._kept, self._finals.seam(), told=self._told, failed=self._failed)

    def _listening(self, leg: Leg, reason: str) -> None:
        """This one hears the call now; why not the one before."""
        if reason and leg.name != self._heard_by:
            notice(Incident("recognition", self._heard_by, leg.name, reason, leg.replayed))
        self._heard_by = leg.name
        if self._at:
            self._probing.begin()
        else:
            self._probing.end()

    def _told(self, leg: Leg, found: Words | TurnHint) -> None:
        if self._closed or leg not in (self._leg, self._other):
            return
        if isinstance(found, TurnHint):
            if leg is self._leg and leg.caught_up:
                self._found.put_nowait(found)
            return
        if leg is self._other and not self._believed(leg, found):
            return
        if found.text:
            self._leave_other()
            if found.final:
                self._tries = self._failures = 0
                self._served(leg)
        if self._finals.known(found):
            return
        self._silence.words(text=bool(found.text), final=found.final)
        left = leg.seam.cut(found)
        if found.final:
            self._finals.note(found)
            if found.text and leg.seam.words:
                leg.seam = replace(leg.seam, words=(), compared=False)
        if left is not None:
            self._found.put_nowait(left)

    async def _watch(self) -> None:
        while True:
            if not self._owing:
                self._owes.clear()
                await self._owes.wait()
            await asyncio.sleep(STEP)
            leg = self._leg
            if leg is None or not leg.caught_up:
                continue
            speaking, unheard = self._kept.speaking, self._finals.unheard
            match self._silence.step(leg.ear.numbers, speaking=speaking, unheard=unheard):
                case "silent":
                    self._failed(leg, RecognitionFailed(SILENT.format(leg.name), late=True))
                case "doubtful" if self._other is None:
                    self._ask(self._ears.all[self._ears.other(self._at)])
                case "doubtful" if self._silence.doubted(leg.ear.numbers):
                    self._leave_other()
                case "fine" if not speaking and not unheard and not self._silence.interim:
                    self._owing = False

    def _ask(self, ear: Ear) -> None:
        """Ask one more recogniser whether there was a word in what this one is silent about."""
        self._silence.doubt()
        self._other = other = self._new_leg(ear)
        error = other.begin(keyterms=self._keyterms, language=self._language, patience=self._patience)
        if error is not None:
            self._failed(other, error)

    def _believed(self, other: Leg, found: Words) -> bool:
        """Whether these words are taken from the one who was only asked; it is listened to from then on."""
        if not found.final or self._leg is None:
            return False
        sure = found.confidence is None or found.confidence >= other.ear.numbers.doubt_confidence
        if not (found.text and sure):
            self._finals.settle(found.until or 0.0)
            if found.until is None or not self._finals.unheard:
                self._leave_other()
            return False
        silent, self._leg, self._other = self._leg, other, None
        silent.close()
        if other.ear is not silent.ear:
            self._at = self._ears.other(self._at)
        self._silence.anew()
        self._listening(other, SILENT.format(silent.name))
        return True

    def _leave_other(self) -> None:
        if self._other is not None:
            self._other.close()
            self._other = None
            self._finals.asked()

    def _failed(self, leg: Leg, error: RecognitionFailed) -> None:
        if leg is self._other:
            self._leave_other()
            if self._leg is not None and leg.ear is not self._leg.ear:
                self._finals.not_asked()
                self._ask(self._ears.all[self._at])
        elif leg is self._leg and not self._closed:
            self._leave_other()
            self._leg = None
            leg.close()
            self._recovering = self._begin(self._go_on(leg, error))

    async def _start(self) -> None:
        number = await self._ears.allowed(0)
        self._listen_with(number, PASSED_OVER if number else "")

    async def _go_on(self, left: Leg, error: RecognitionFailed) -> None:
        """Open the next one, after a wait that grows as long as nobody hears anything."""
        log.warning("stt.failed", provider=left.name, error=str(error))
        seconds = asyncio.get_running_loop().time() - left.begun_at
        await self._ears.failed(left.ear, error, seconds)
        self._failures += 1
        self._tries += 1
        number, numbers = self._at, left.ear.numbers
        again = error.passing and not error.late
        moves = len(self._ears.all) > 1 and not (again and self._tries < numbers.attempts)
        if moves:
            number = await self._ears.allowed(self._ears.other(number))
        if number != self._at:
            self._tries = 0
        if not moves or self._failures > numbers.attempts:
            ceiling = min(numbers.backoff_cap, numbers.backoff_base * 2.0 ** min(self._failures - 1, 16))
            await asyncio.sleep(self._draw() * ceiling)
        if self._finals.lost:
            self._given_up = True
            self._found.put_nowait(
                RecognitionFailed(f"{error} What was said more than {numbers.kept_seconds:.0f} s ago is lost.")
            )
            return
        self._listen_with(number, str(error))

    def _served(self, leg: Leg) -> None:
        if leg.served:
            return
        leg.served = True
        if leg.ear is self._ears.all[0]:
            self._probing.well()
        self._ears.served(leg.ear)

    def _take_back(self) -> None:
        """The first one listens again, if nothing is said and nothing is owed."""
        second, kept = self._leg, self._kept
        last = kept.voices[-1].off if kept.voices else None
        if second is None or kept.speaking or second.pending or kept.end - (last or 0.0) < BETWEEN_TURNS:
            return
        self._tries = 0
        second.close()
        self._listen_with(0)
        log.info("stt.taken_back", provider=self._heard_by, instead_of=second.name)
