"""What it costs a healthy call that its providers may fail: processor time around the layer's own calls, and waiting.

    .venv/bin/python bench/resilience.py                # 10 calls of 5 minutes, each with the layer and without
    .venv/bin/python bench/resilience.py --calls 2 --minutes 0.5

What hears has frames all the time, what writes and speaks has replies (`resilient_turns`); each is measured with the
layer and without, taking turns, and the sum is a call's.

A call is frames of 32 ms, the edges of a voice that speaks two thirds of the time, and interim and final words as a
hosted recogniser sends them, on an event loop whose clock jumps. The recogniser itself costs nothing here, so what is
left between a call with the layer and the same call without is the layer's: thread time, in pairs.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import selectors
import statistics
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import resilient_turns
from livekit import rtc
from report import Row, present, run
from resilient_turns import A_MINUTE

from interviewer.conversation.facts import Patience
from interviewer.providers.recognition.port import HEARD_RATE, Hearing, TurnHint, Word, Words
from interviewer.providers.resilience.breaker import Account
from interviewer.providers.resilience.breakers import MemoryBreakers
from interviewer.providers.resilience.members import Member
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.resilience.recognition import LastingRecognition

FRAME = 0.032
SAMPLES = round(FRAME * HEARD_RATE)
SPOKEN, PAUSED = 125, 62
"""Frames of voice and of quiet, by turns: 4 s and 2."""
GOAL = 0.3
"""Per cent of a core a call, of the whole layer."""
WAITED = 20
"""Milliseconds that a reply may come later for it, at p95."""


class Told:
    """A recogniser that says what it is told to."""

    name = "told/ear"

    def open(self, **_: object) -> ToldHearing:
        """See `Recognition.open`."""
        return ToldHearing()


class ToldHearing:
    """See `Hearing`: interim words each tenth frame of a voice, final ones at its end."""

    def __init__(self) -> None:
        self._at = self._final = 0
        self._speaking = False
        self._found: asyncio.Queue[Words | None] = asyncio.Queue()

    def push(self, frame: rtc.AudioFrame) -> None:
        """See `Hearing.push`."""
        self._at += frame.samples_per_channel
        if self._speaking and self._at // SAMPLES % 10 == 0:
            self._tell(final=False)

    def voice(self, speaking: bool, *, over: bool = False) -> None:  # noqa: ARG002, FBT001 - see `Hearing.voice`
        """See `Hearing.voice`."""
        self._speaking = speaking
        if not speaking:
            self._tell(final=True)

    def expect(self, patience: Patience) -> None:
        """See `Hearing.expect`."""

    @property
    def pending(self) -> bool:
        """See `Hearing.pending`."""
        return self._speaking

    async def __aiter__(self) -> AsyncIterator[Words | TurnHint]:
        """See `Hearing.__aiter__`."""
        while (found := await self._found.get()) is not None:
            yield found

    async def aclose(self) -> None:
        """See `Hearing.aclose`."""
        self._found.put_nowait(None)

    def _tell(self, *, final: bool) -> None:
        begin, end = self._final / HEARD_RATE, self._at / HEARD_RATE
        count = max(1, round((end - begin) / 0.35))
        step = (end - begin) / count
        words = tuple(Word("word", begin + n * step, begin + (n + 1) * step, 0.9) for n in range(count))
        if final:
            self._final = self._at
        self._found.put_nowait(Words("word " * count, final=final, confidence=0.9, words=words))


async def held(hearing: Hearing, minutes: float) -> float:
    """Thread seconds of a call."""

    async def listen() -> None:
        async for _ in hearing:
            pass

    frames = [rtc.AudioFrame(bytes(2 * SAMPLES), HEARD_RATE, 1, SAMPLES) for _ in range(10)]
    listening = asyncio.create_task(listen())
    await asyncio.sleep(0.1)
    begun = time.thread_time()
    for number in range(round(minutes * 60 / FRAME)):
        hearing.push(frames[number % 10])
        match number % (SPOKEN + PAUSED):
            case 0:
                hearing.voice(True)
            case 125:
                hearing.voice(False)
        if number % 3 == 0:
            _ = hearing.pending
        await asyncio.sleep(FRAME)
    took = time.thread_time() - begun
    await hearing.aclose()
    await listening
    return took


def layer(told: Told) -> LastingRecognition:
    """The recogniser with itself as the second one."""
    members = [
        Member(told, Account("recognition", name, ""), POLICY.recognition.of("deepgram")) for name in ("one", "two")
    ]
    return LastingRecognition(members, MemoryBreakers(POLICY.breakers))


def alone(minutes: float, *, lasting: bool) -> float:
    """One call on a loop of its own."""

    async def opened() -> float:
        told = Told()
        hearing: Hearing = layer(told).open(keyterms=(), language="en") if lasting else told.open()
        return await held(hearing, minutes)

    with asyncio.Runner(loop_factory=lambda: _Loop(_Jumping())) as runner:
        return runner.run(opened())


async def final_words(answers: int) -> list[float]:
    """How many seconds later final words come by the layer, of so many answers beside ones without it."""
    told = Told()
    hearings: list[Hearing] = [layer(told).open(keyterms=(), language="en"), told.open()]
    found = [aiter(hearing) for hearing in hearings]
    frame = rtc.AudioFrame(bytes(2 * SAMPLES), HEARD_RATE, 1, SAMPLES)
    later: list[float] = []
    for number in range(answers):
        took = [0.0, 0.0]
        for which in (0, 1) if number % 2 else (1, 0):
            hearings[which].voice(True)
            for _ in range(9):
                hearings[which].push(frame)
                await asyncio.sleep(0)
            began = time.perf_counter()
            hearings[which].voice(False)
            while not (isinstance(words := await anext(found[which]), Words) and words.final):
                pass
            took[which] = time.perf_counter() - began
        later.append(took[0] - took[1])
    for hearing in hearings:
        await hearing.aclose()
    return later


class _Jumping(selectors.DefaultSelector):
    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        self.now += 1e-7 if found else max(1e-7, timeout or 0)
        return found


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, jumping: _Jumping) -> None:
        self._jumping = jumping
        super().__init__(jumping)

    def time(self) -> float:
        return self._jumping.now


def main() -> int:
    """Measure, show, and fail when the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=10)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    alone(0.2, lasting=True)
    more = [
        (alone(asked.minutes, lasting=True) - alone(asked.minutes, lasting=False)) / asked.minutes
        for _ in range(asked.calls)
    ]
    spread = 1.96 * statistics.stdev(more) / len(more) ** 0.5 if len(more) > 1 else 0.0
    mean = statistics.fmean(more)
    turns = run(resilient_turns.paired(max(2, round(asked.calls * asked.minutes * A_MINUTE))))
    replies = [100 * (ours.thread - bare.thread) * A_MINUTE / 60 for ours, bare in turns]
    reply, reply_spread = statistics.fmean(replies), 1.96 * statistics.stdev(replies) / len(replies) ** 0.5
    hearing, hearing_spread = 100 * mean / 60, 100 * spread / 60
    share, either = hearing + reply, (hearing_spread**2 + reply_spread**2) ** 0.5
    heard = run(final_words(len(turns)))
    waited = [
        1000 * (later + ours.first_word - bare.first_word + ours.first_sound - bare.first_sound)
        for later, (ours, bare) in zip(heard, turns, strict=True)
    ]
    late = statistics.quantiles(waited, n=20)[-1]
    load = os.getloadavg()[0]
    rows = [
        Row("a call in all", "% of a core", share, {}, f"≤ {GOAL} %", share <= GOAL, {"ours": _around(share, either)}),
        Row("  what hears", "% of a core", hearing, {}, "", None, {"ours": _around(hearing, hearing_spread)}),
        Row("  what writes and speaks", "% of a core", reply, {}, "", None, {"ours": _around(reply, reply_spread)}),
        Row("waited for it, a reply, median", "ms", statistics.median(waited), {}, "", None),
        Row("waited for it, a reply, p95", "ms", late, {}, f"≤ {WAITED} ms", late <= WAITED),
        Row("load of the machine meanwhile", "", load, {}, "", None),
    ]
    present("What the layer costs a healthy call", rows, asked.json)
    return 0 if all(row.holds in {True, None} for row in rows) else 1


def _around(mean: float, spread: float) -> tuple[float, float]:
    return mean - spread, mean + spread


if __name__ == "__main__":
    sys.exit(main())
