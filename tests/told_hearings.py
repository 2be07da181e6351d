"""A recorded line given to a hearing, and what it tells of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from difflib import SequenceMatcher

from livekit import rtc

from interviewer.providers.accounts import Accounts
from interviewer.providers.lineup import RECOGNITION, lasting_recognition
from interviewer.providers.network import Network
from interviewer.providers.recognition.port import HEARD_RATE, Hearing, Recognition, TurnHint, Words
from interviewer.providers.resilience.breakers import MemoryBreakers
from known_speech import RATE, Line, Samples, quiet

KEYTERMS = ("front desk", "hotel")


LASTING = {"lasting": ("deepgram",), "lasting-two": ("deepgram", "local")}
"""What calls really hear with, beside the rows alone: a row, and what stands in for it."""


def recognition(row: str, accounts: Accounts, shared: Network) -> Recognition:
    if row not in LASTING:
        return RECOGNITION[row](accounts, shared)
    return lasting_recognition(LASTING[row], accounts, shared, MemoryBreakers(shared.policy.breakers))


@asynccontextmanager
async def hearing(row: str, accounts: Accounts, shared: Network) -> AsyncIterator[Hearing]:
    heard = recognition(row, accounts, shared).open(keyterms=KEYTERMS, language="en")
    heard.expect("short")
    try:
        yield heard
    finally:
        await heard.aclose()
        await heard.aclose()


def give(heard: Hearing, samples: Samples) -> None:
    size = HEARD_RATE // 50
    for at in range(0, len(samples) // size * size, size):
        heard.push(rtc.AudioFrame(samples[at : at + size].tobytes(), RATE, 1, size))


def say(heard: Hearing, line: Line) -> None:
    """The line with a pause around it, and the edges of the voice in it as a detector would tell them."""
    give(heard, quiet(0.5))
    heard.voice(True)
    give(heard, line.samples)
    give(heard, quiet(0.15))
    heard.voice(False)
    give(heard, quiet(1.5))


class Understood:
    """What a hearing tells, as it comes."""

    def __init__(self, heard: Hearing) -> None:
        self.heard = heard
        self.told: list[Words | TurnHint] = []
        self._words = aiter(heard)

    async def until(self, line: Line) -> str:
        """The final words, from when they began to be those of the line until as many are there."""
        finals: list[str] = []
        async with asyncio.timeout(30):
            while len(" ".join(finals).split()) < len(line.text) * 0.8:
                found = await anext(self._words)
                self.told.append(found)
                if isinstance(found, Words) and found.final:
                    finals.append(found.text)
            # The last words may come in a piece of their own.
            while self.heard.pending:
                found = await anext(self._words)
                self.told.append(found)
                if isinstance(found, Words) and found.final:
                    finals.append(found.text)
        return " ".join(finals)


def plain(text: str) -> list[str]:
    return ["".join(c for c in word.lower() if c.isalnum()) for word in text.split()]


def alike(found: str, line: Line) -> float:
    return SequenceMatcher(None, plain(found), plain(" ".join(line.text))).ratio()


async def all_told(heard: Hearing) -> list[Words | TurnHint]:
    return [found async for found in heard]
