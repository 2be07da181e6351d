"""What the layer around a language model and a voice adds to a reply: seconds that are waited, and processor time.

The same requests with the layer and without, taking turns; the providers answer at once, so that what differs is the
layer's: the breaker in a real Valkey that is asked before, its deadlines, what it counts. Deliberately not here: what
hears, whose frames go on all the time (`resilience`).
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.exceptions import RedisError

from interviewer.embedded import ports, valkey
from interviewer.providers.resilience.breaker import Account
from interviewer.providers.resilience.breakers import Breakers, RedisBreakers
from interviewer.providers.resilience.members import Member
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.resilience.speech import LastingSpeech, Voice
from interviewer.providers.resilience.waiting import Wait, waiting_for
from interviewer.providers.resilience.writing import LastingWriting, Writer
from interviewer.providers.speech.port import SAMPLE_RATE, Speech
from interviewer.providers.writing.port import Piece, Size, Turn, Usage, Writing

PIECES = 40
"""Of a reply that is written: two sentences."""
LINES, CHUNKS = 2, 40
"""Sentences that are spoken for it, each of 4 s in pieces of 0.1."""
A_MINUTE = 4
"""Turns of a conversation."""
LINE = "How did the people on your shift take to the new labels?"


class ToldWriting:
    """A model that writes at once."""

    name = "told/model"

    async def write(
        self, *, instructions: str, turns: Sequence[Turn], ask: str, size: Size = "normal"
    ) -> AsyncGenerator[Piece | Usage, None]:
        """See `Writing.write`."""
        del instructions, turns, ask, size
        for _ in range(PIECES):
            await asyncio.sleep(0)
            yield Piece("word ")
        yield Usage(400, 0, PIECES)


class ToldSpeech:
    """A voice that speaks at once."""

    name = "told/voice"

    async def stream(self, text: str, *, pace: str = "normal") -> AsyncGenerator[bytes, None]:
        """See `Speech.stream`."""
        del text, pace
        for _ in range(CHUNKS):
            await asyncio.sleep(0)
            yield b"\1\1" * (SAMPLE_RATE // 10)


@dataclass(frozen=True, slots=True)
class Turned:
    """One reply, written and spoken: seconds to its first word and its first sound, and those of the thread in all."""

    first_word: float
    first_sound: float
    thread: float


async def reply(writing: Writing, speech: Speech) -> Turned:
    """Have it written and spoken."""
    began, thread = time.perf_counter(), time.thread_time()
    wait = Wait()
    wait.over(asyncio.get_running_loop().time())
    with waiting_for(wait):
        pieces = writing.write(instructions="i" * 2000, turns=(("user", "u" * 400),) * 6, ask="a" * 400)
    first_word = await first(pieces, began)
    began = time.perf_counter()
    first_sound = await first(speech.stream(LINE), began)
    for _ in range(LINES - 1):
        await first(speech.stream(LINE), began)
    return Turned(first_word, first_sound, time.thread_time() - thread)


async def first(stream: AsyncIterator[object], began: float) -> float:
    """The seconds to the first of it; the rest is taken, too."""
    took = 0.0
    async for _ in stream:
        took = took or time.perf_counter() - began
    return took


def layered(breakers: Breakers) -> tuple[Writing, Speech]:
    """Both with the layer around, and themselves as those that stand in."""
    model, voice = ToldWriting(), ToldSpeech()
    writers: list[Writer] = [Member(model, Account("writing", name, ""), POLICY.writing) for name in ("one", "two")]
    voices: list[Voice] = [Member(voice, Account("speech", name, ""), POLICY.speech) for name in ("one", "two")]
    return LastingWriting(writers, breakers), LastingSpeech(voices, breakers)


async def paired(turns: int) -> list[tuple[Turned, Turned]]:
    """So many replies with the layer, each beside one without."""
    async with running_valkey() as url, Redis.from_url(url) as redis:
        bare = ToldWriting(), ToldSpeech()
        with_layer = layered(RedisBreakers(redis, POLICY.breakers))
        for _ in range(20):
            await reply(*with_layer)
            await reply(*bare)
        found: list[tuple[Turned, Turned]] = []
        for number in range(turns):
            if number % 2:
                without = await reply(*bare)
                found.append((await reply(*with_layer), without))
            else:
                ours = await reply(*with_layer)
                found.append((ours, await reply(*bare)))
    return found


@contextlib.asynccontextmanager
async def running_valkey() -> AsyncIterator[str]:
    """The address of a server that is gone when the block ends."""
    port = ports.free()
    options = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
    command, quiet = [str(valkey.find_program()), *options], subprocess.DEVNULL
    process = await asyncio.to_thread(subprocess.Popen, command, stdout=quiet, stderr=quiet)
    url = f"redis://127.0.0.1:{port}/0"
    try:
        async with asyncio.timeout(20), Redis.from_url(url) as redis:
            await _until(redis.ping)
        yield url
    finally:
        process.kill()
        process.wait()


async def _until(answers: Callable[[], Awaitable[object]]) -> None:
    while True:
        with contextlib.suppress(RedisError, OSError):
            await answers()
            return
        await asyncio.sleep(0.02)
