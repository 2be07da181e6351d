"""LiveKit's own Deepgram plugin in front of a vendor with faults: what was said becomes final words, in order, once."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog
from livekit import rtc

from interviewer.providers.accounts import Accounts
from interviewer.providers.network import Network, network
from interviewer.providers.recognition.deepgram import DeepgramRecognition
from interviewer.providers.recognition.port import Hearing, Words
from interviewer.providers.resilience.breaker import Account
from interviewer.providers.resilience.breakers import MemoryBreakers
from interviewer.providers.resilience.incidents import Incident, noticing
from interviewer.providers.resilience.members import Member
from interviewer.providers.resilience.policy import POLICY
from interviewer.providers.resilience.recognition import LastingRecognition
from interviewer.simulation.vendors.main import Wish
from known_speech import RATE, Line, quiet
from vendors_in_a_thread import vendors_in_a_thread

FASTER = 12
"""Times as fast as people speak, so that a test is short; what is waited for is shorter too."""
NUMBERS = POLICY.recognition.of("deepgram").model_copy(
    update={"result_within": 0.4, "finals_within": 0.3, "probe_every": 0.3}
)
BREAKERS = POLICY.breakers.model_copy(update={"open_seconds": 0.5})
SAID = ("colleague_argument", "any_questions")


@pytest.fixture(scope="module")
def faulty(script: Path) -> Iterator[dict[str, str]]:
    with vendors_in_a_thread(Wish(latencies="none", script=script, faults=True), 30.0) as addresses:
        yield addresses


@pytest.fixture
async def on(faulty: dict[str, str], http: aiohttp.ClientSession) -> AsyncIterator[Callable[..., Awaitable[None]]]:
    """Switches a fault on at the first recogniser's door."""

    async def switched(kind: str, **fields: Any) -> None:
        async with http.post(faulty["faults"], json={"door": "recognition", "kind": kind, **fields}) as response:
            assert response.status == 201, await response.text()

    yield switched
    async with http.delete(faulty["faults"]):
        pass


@pytest.fixture
async def shared() -> AsyncIterator[Network]:
    async with network() as shared:
        yield shared


def recogniser(address: str, key: str, name: str, shared: Network) -> Member[Any, Any]:
    base = address.removesuffix("/v1/listen")
    plugin = DeepgramRecognition(Accounts(deepgram_url=base, deepgram_api_key=key), shared)
    plugin.name = name
    return Member(plugin, Account("recognition", "deepgram", base), NUMBERS)


@dataclass
class Call:
    """One call, and what was told in it."""

    hearing: Hearing
    incidents: list[Incident]
    finals: list[str] = field(default_factory=list)

    async def say(self, line: Line) -> None:
        """The line at its pace, with the edges of the voice as a detector tells them, and a pause behind it."""
        self.hearing.voice(True)
        await self.give(line.samples)
        await self.give(quiet(0.2))
        self.hearing.voice(False)
        await self.give(quiet(1.0))

    async def until(self, lines: list[Line]) -> None:
        """Until so many words are final, and nothing is owed."""
        wanted = sum(len(line.text) for line in lines)
        async with asyncio.timeout(20):
            while len(self.finals) < wanted or self.hearing.pending:
                await self.give(quiet(0.1))

    async def listen(self) -> None:
        async for found in self.hearing:
            if isinstance(found, Words) and found.final:
                self.finals += found.text.split()

    async def give(self, samples: Any) -> None:
        size = RATE // 50
        for at in range(0, len(samples) // size * size, size):
            self.hearing.push(rtc.AudioFrame(samples[at : at + size].tobytes(), RATE, 1, size))
            if at // size % 5 == 4:
                await asyncio.sleep(0.1 / FASTER)


@pytest.fixture
async def begun(faulty: dict[str, str], shared: Network) -> AsyncIterator[Callable[[], Call]]:
    """Begins a call."""
    ears = [
        recogniser(faulty["deepgram"], faulty["key"], "first", shared),
        recogniser(faulty["spare"], faulty["key"], "second", shared),
    ]
    held: list[tuple[Call, asyncio.Task[None]]] = []
    incidents: list[Incident] = []

    def begin() -> Call:
        call = Call(LastingRecognition(ears, MemoryBreakers(BREAKERS)).open(keyterms=(), language="en"), incidents)
        held.append((call, asyncio.create_task(call.listen())))
        return call

    within = contextvars.copy_context()
    told = noticing(lambda one: incidents.append(one) if isinstance(one, Incident) else None)
    within.run(told.__enter__)
    yield lambda: within.run(begin)
    for call, listening in held:
        async with asyncio.timeout(2):  # a plugin's stream may take 5 s to end
            await call.hearing.aclose()
        await listening
    within.run(told.__exit__, None, None, None)


FAULTS: dict[str, dict[str, Any]] = {
    "refuse": {},
    "black_hole": {},
    "reset": {"into": 0.2},
    "silent": {"into": 0.2},
    "unauthorised": {},
    "too_many": {},
    "error": {},
    "garbage": {},
    "duplicated": {},
    "slow": {"delay": 2.7},
}


@pytest.mark.parametrize("kind", FAULTS)
async def test_every_word_is_final_once_whatever_goes_wrong_at_the_vendor(
    kind: str, begun: Callable[[], Call], on: Callable[..., Awaitable[None]], known: dict[str, Line]
) -> None:
    await on(kind, **FAULTS[kind])
    call = begun()
    lines = [known[name] for name in SAID]
    for line in lines:
        await call.say(line)
    await call.until(lines)
    assert call.finals == [word for line in lines for word in line.text]
    instead = [incident.instead for incident in call.incidents]
    # A stream that is reset may hear all of it from the beginning before it is reset again.
    assert instead == ["second"] or (instead == [] and kind in {"duplicated", "reset"})


async def test_the_first_is_taken_back_between_two_turns_once_it_hears_again(
    begun: Callable[[], Call], on: Callable[..., Awaitable[None]], known: dict[str, Line]
) -> None:
    lines = [known["any_questions"], known["consent"]]
    await on("reset", into=0.1, lasts=1.5)
    call = begun()
    with structlog.testing.capture_logs() as logs:
        await call.say(lines[0])
        await call.until(lines[:1])
        async with asyncio.timeout(30):
            while not any(line["event"] == "stt.taken_back" for line in logs):
                await call.give(quiet(0.5))
        await call.say(lines[1])
        await call.until(lines)
    assert call.finals == [word for line in lines for word in line.text]
    assert [(line["provider"], line["instead_of"]) for line in logs if line["event"] == "stt.taken_back"] == [
        ("first", "second")
    ]
