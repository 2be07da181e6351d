"""Which texts sounded, told from the sound alone: it is compared with what the emulated voice makes of each.

The emulated voice makes the same sound of the same text, and no two texts sound alike. So who knows the texts that it
was asked for knows what is heard, from when on, and whether it was heard to its end.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import httpx
import numpy as np
from numpy.typing import NDArray

from interviewer.simulation.candidate import ears
from interviewer.simulation.candidate.sound import Samples
from interviewer.simulation.candidate.transcriber import NotUnderstood
from interviewer.simulation.vendors import tones
from interviewer.simulation.vendors.index import compared
from interviewer.simulation.vendors.spectrum import PER_SECOND, Powers, Spectrum, levels_db

PIECE: Final = 40
"""Frames that are compared at a time."""
WOBBLE: Final = 3
"""Frames by which a piece may lie off the one before it: WebRTC stretches and shortens what it plays."""
ALIKE: Final = 0.9
"""Likeness from which a piece is the same sound; pieces of two texts make 0.7, at most 0.9."""
LONG_ENOUGH: Final = 2 * PIECE
"""Frames that have to be alike, or the whole of a shorter text: many texts begin with the same words."""
SHORTEST: Final = 10
LIKELY: Final = 8
"""Texts that are followed of all that are known."""
BELOW_DB: Final = 35.0
QUIETEST_DB: Final = -75.0
LEARNS_EVERY: Final = 0.5
LULL: Final = 12
"""Frames of silence between two texts."""
BROKEN_OFF: Final = 30
"""Frames of silence, where a text had as many still to say, that make a fragment of it."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A text that sounded from a moment of the samples on."""

    text: str
    began: float
    fragment: bool
    """It broke off, and silence followed."""


class Ear:
    """Knows the sound of texts."""

    def __init__(self) -> None:
        self._known: dict[str, Powers] = {}
        self._beginnings: dict[str, NDArray[np.float32]] = {}
        self._learning = threading.Lock()

    def learn(self, texts: Iterable[str]) -> None:
        """Know these, too."""
        for text in texts:
            with self._learning:  # several threads may learn, while others listen
                if text in self._beginnings:
                    continue
                powers = framed(tones.speech(text), tones.RATE)
                self._known[text] = powers[onset(powers, 0) or 0 :]
                self._beginnings[text] = _outline(self._known[text][:PIECE])

    def listen(self, samples: Samples) -> list[Heard]:
        """The known texts in mono samples at the ears' rate, in order."""
        powers = framed(samples, ears.RATE)
        found: list[Heard] = []
        at = onset(powers, 0)
        while at is not None:
            matches = ((*followed(self._known[text], powers, at), text) for text in self._likely(powers, at))
            likeness, length, text = max(matches, key=lambda match: match[:2], default=(0.0, 0, ""))
            if likeness >= ALIKE and length >= min(LONG_ENOUGH, len(self._known[text]) - SHORTEST):
                whole = len(self._known[text])
                rest = powers[at + length : at + length + PIECE + BROKEN_OFF]
                broken = whole - length > BROKEN_OFF and _silent(rest, powers) >= BROKEN_OFF
                if not found or found[-1].text != text or found[-1].fragment or length == whole:
                    found.append(Heard(text, at / PER_SECOND, broken))
            at = onset(powers, at + max(length, LULL))
        return found

    def _likely(self, powers: Powers, at: int) -> list[str]:
        """The few texts whose beginnings are most like what is heard there: to follow every text takes too long."""
        beginnings = dict(self._beginnings)
        if not beginnings:
            return []
        places = [_outline(powers[max(0, at + by) :][:PIECE]) for by in range(-WOBBLE, WOBBLE + 1)]
        scores = (np.stack(list(beginnings.values())) @ np.stack(places).T).max(axis=1)
        texts = list(beginnings)
        return [texts[index] for index in np.argsort(scores)[::-1][:LIKELY].tolist()]


class Understanding:
    """What a simulated candidate understands of this voice, without a model. In place of its `Transcriber`."""

    def __init__(self, ear: Ear, switch: str, client: httpx.AsyncClient) -> None:
        self.ear = ear
        self._url = f"{switch}/said"
        self._client = client

    async def transcribe(self, samples: Samples) -> str:
        """The texts in these samples. Raises NotUnderstood when the vendors do not say what they were asked for."""
        await self.learn()
        found = await asyncio.to_thread(self.ear.listen, samples)
        return " ".join(one.text for one in found)

    async def keep_learning(self) -> None:
        """Until cancelled: so that whoever listens has little left to learn when it has to answer."""
        while True:
            with contextlib.suppress(NotUnderstood):
                await self.learn()
            await asyncio.sleep(LEARNS_EVERY)

    async def learn(self) -> None:
        """Know all that the voice was asked to say so far. Raises NotUnderstood."""
        try:
            texts = (await self._client.get(self._url)).raise_for_status().json()
        except httpx.HTTPError as error:
            raise NotUnderstood(f"the emulated vendors do not answer ({type(error).__name__})") from error
        await asyncio.to_thread(self.ear.learn, texts)


def followed(recording: Powers, heard: Powers, at: int) -> tuple[float, int]:
    """How alike what is heard from a frame on is to a recording from its beginning on, and for how many frames."""
    noise = np.full(heard.shape[1], 10 ** (QUIETEST_DB / 10) / heard.shape[1], np.float32)
    likenesses: list[float] = []
    position, drift = 0, 0
    while position < len(recording):
        piece = recording[position : position + PIECE]
        if len(piece) < SHORTEST:
            position += len(piece)
            break
        matches = [
            (match[0], wobble)
            for wobble in range(-WOBBLE, WOBBLE + 1)
            if at + position + drift + wobble >= 0
            and (match := compared(recording, heard[at + position + drift + wobble :][: len(piece)], position, noise))
        ]
        best, moved = max(matches, default=(0.0, 0))
        if best < ALIKE:
            break
        likenesses.append(best)
        drift += moved
        position += len(piece)
    return (float(np.mean(likenesses)), position) if likenesses else (0.0, 0)


def _outline(rows: Powers) -> NDArray[np.float32]:
    """A piece, or the beginning of one, so that a product with another tells how alike they are."""
    flat = np.zeros((PIECE, rows.shape[1]), np.float32)
    flat[: len(rows)] = rows[:PIECE] ** 0.25
    flat -= flat.mean()
    return np.asarray(flat.reshape(-1) / (float(np.linalg.norm(flat)) or 1.0), np.float32)


def framed(samples: Samples, rate: int) -> Powers:
    """The frames of a whole sound."""
    return Spectrum(rate).feed(np.concatenate((samples, np.zeros(rate // 20, np.int16))))


def onset(powers: Powers, begin: int) -> int | None:
    """The first frame from there on at which something sounds."""
    if begin >= len(powers):
        return None
    loud = np.flatnonzero(_loud(powers[begin:], powers))
    return begin + int(loud[0]) if len(loud) else None


def _loud(rows: Powers, whole: Powers) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    threshold = max(float(levels_db(whole).max()) - BELOW_DB, QUIETEST_DB)
    found: np.ndarray[tuple[int], np.dtype[np.bool_]] = levels_db(rows) > threshold
    return found


def _silent(rows: Powers, whole: Powers) -> int:
    """The longest silence in these frames; what is not there is silent."""
    longest = run = 0
    padded = [*_loud(rows, whole).tolist(), *[False] * (PIECE + BROKEN_OFF - len(rows))]
    for loud in padded:
        run = 0 if loud else run + 1
        longest = max(longest, run)
    return longest
