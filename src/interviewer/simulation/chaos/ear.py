"""Which texts sounded, told from the sound alone: it is compared with what the emulated voice makes of each.

The emulated voice makes the same sound of the same text, and no two texts sound alike. So who knows the texts that it
was asked for knows what is heard, from when on, and whether it was heard to its end.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final, TypeVar

import httpx
import numpy as np
from numpy.typing import NDArray

from interviewer.simulation.candidate import ears
from interviewer.simulation.candidate.sound import Samples
from interviewer.simulation.candidate.transcriber import NotUnderstood
from interviewer.simulation.vendors import tones
from interviewer.simulation.vendors.index import compared
from interviewer.simulation.vendors.spectrum import PER_SECOND, Powers, Spectrum, levels_db

Given = TypeVar("Given")
Answer = TypeVar("Answer")
PIECE: Final = 40
"""Frames that are compared at a time."""
WOBBLE: Final = 3
"""Frames by which a piece may lie off the one before it: WebRTC stretches and shortens what it plays."""
JOLT: Final = 16
"""The same behind a piece that is unlike: where the sound stood still for a moment on its way, it goes on late."""
SURE: Final = 0.95
"""Likeness that is asked for of the rest of a text that has such a piece."""
ALIKE: Final = 0.9
"""Likeness from which a piece is the same sound; pieces of two texts make 0.7, at most 0.9."""
LONG_ENOUGH: Final = 2 * PIECE
"""Frames that have to be alike, or the whole of a shorter text: many texts begin with the same words."""
SHORTEST: Final = 10
LIKELY: Final = 8
"""Texts that are followed of all that are known ..."""
POSSIBLE: Final = 0.85
"""... if a piece of their beginnings is as much alike."""
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
        self._beginnings: dict[str, tuple[NDArray[np.float32], NDArray[np.float32]]] = {}
        """The first two pieces."""

    def learn(self, texts: Iterable[str]) -> None:
        """Know these, too."""
        for text in texts:
            if text not in self._beginnings:
                powers = framed(tones.speech(text), tones.RATE)
                known = self._known[text] = powers[onset(powers, 0) or 0 :]
                self._beginnings[text] = _outline(known[:PIECE]), _outline(known[PIECE : 2 * PIECE])

    def listen(self, samples: Samples) -> list[Heard]:
        """The known texts in mono samples at the ears' rate, in order."""
        powers = framed(samples, ears.RATE)
        found: list[Heard] = []
        at = onset(powers, 0)
        while at is not None:
            likely = [(followed(self._known[text], powers, at), text) for text in self._likely(powers, at)]
            possible = [(match, text) for match, text in likely if match.is_it(len(self._known[text]))]
            if possible:
                # Many texts begin with the same words: it is the one that explains the most of what is heard.
                match, text = max(possible, key=lambda one: (one[0].alike, one[0].likeness))
                whole = len(self._known[text])
                rest = powers[match.ends : match.ends + PIECE + BROKEN_OFF]
                broken = whole - match.length > BROKEN_OFF and _silent(rest, powers) >= BROKEN_OFF
                if not found or found[-1].text != text or found[-1].fragment or match.length == whole:
                    found.append(Heard(text, at / PER_SECOND, broken))
                at = onset(powers, max(match.ends, at + LULL))
            else:
                at = onset(powers, at + LULL)
        return found

    def _likely(self, powers: Powers, at: int) -> list[str]:
        """The few texts whose beginnings are most like what is heard there: to follow every text takes too long."""
        if not self._beginnings:
            return []
        texts = list(self._beginnings)
        scores = np.zeros(len(texts), np.float32)
        for number, slack in enumerate((WOBBLE, JOLT)):
            begin = at + number * PIECE
            places = [_outline(powers[max(0, begin + by) :][:PIECE]) for by in range(-slack, slack + 1)]
            outlines = np.stack([pieces[number] for pieces in self._beginnings.values()])
            scores = np.maximum(scores, (outlines @ np.stack(places).T).max(axis=1))
        return [texts[index] for index in np.argsort(scores)[::-1][:LIKELY].tolist() if scores[index] > POSSIBLE]


class Understanding:
    """What the simulated candidates of a stage understand of this voice, without a model. In place of a `Transcriber`.

    One for all of them: to learn the sound of a phrase takes a while. Its ear is in a process of its own: in a thread
    it would take the interpreter from the loop that carries the sound of all calls. Nobody answers before it has
    heard, so that it needs its time as they do.
    """

    def __init__(self, switch: str, client: httpx.AsyncClient) -> None:
        spawned = multiprocessing.get_context("spawn")
        self._ear = ProcessPoolExecutor(1, mp_context=spawned, initializer=_begins)
        self._url = f"{switch}/said"
        self._client = client
        self._learnt = 0

    def close(self) -> None:
        """Its process ends."""
        self._ear.shutdown(wait=False, cancel_futures=True)

    async def transcribe(self, samples: Samples) -> str:
        """The texts in these samples. Raises NotUnderstood when the vendors do not say what they were asked for."""
        await self.learn()
        return " ".join(one.text for one in await self.listen(samples))

    async def listen(self, samples: Samples) -> list[Heard]:
        """See `Ear.listen`. Raises NotUnderstood when its process is gone."""
        return await self._asked(_listens, samples)

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
        if len(texts) > self._learnt:
            await self._asked(_learns, texts[self._learnt :])
            self._learnt = max(self._learnt, len(texts))

    async def _asked(self, what: Callable[[Given], Answer], given: Given) -> Answer:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._ear, what, given)
        except BrokenExecutor as error:
            raise NotUnderstood("the process of the candidates' ear has ended") from error


_of_this_process: Final = Ear()


def _begins() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with the one that it hears for, however that ends
    threading.Thread(target=_ends_with_it, daemon=True).start()


def _ends_with_it() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(0)


def _learns(texts: list[str]) -> None:
    _of_this_process.learn(texts)


def _listens(samples: Samples) -> list[Heard]:
    return _of_this_process.listen(samples)


@dataclass(frozen=True, slots=True)
class Match:
    """How well what is heard goes with a text."""

    likeness: float
    """Of the pieces that are alike, on average."""
    alike: int
    """Frames of those."""
    length: int
    """Frames of the text up to the end of the last of them ..."""
    ends: int
    """... which is this frame of what is heard."""
    jolted: bool
    """A piece before that is unlike."""

    def is_it(self, whole: int) -> bool:
        """Whether that is the text, which has so many frames."""
        if self.jolted:
            return self.likeness >= SURE and self.alike >= min(LONG_ENOUGH, whole - PIECE - SHORTEST)
        return self.likeness >= ALIKE and self.length >= min(LONG_ENOUGH, whole - SHORTEST)


NOT_AT_ALL: Final = Match(0.0, 0, 0, 0, jolted=False)


def followed(recording: Powers, heard: Powers, at: int) -> Match:
    """What is heard from a frame on, beside a recording from its beginning on, until two pieces of it are unlike."""
    noise = np.full(heard.shape[1], 10 ** (QUIETEST_DB / 10) / heard.shape[1], np.float32)

    def best(begin: int, end: int, drift: int, slack: int) -> tuple[float, int]:
        """The most alike place of these frames of the recording, and its drift."""
        piece, offs = recording[begin:end], range(max(drift - slack, -at - begin), drift + slack + 1)
        places = ((compared(piece, heard[at + begin + off :][: end - begin], 0, noise), off) for off in offs)
        return max(((found[0], off) for found, off in places if found), default=(0.0, drift))

    likenesses: list[tuple[float, int]] = []
    position, drift, length, ends = 0, 0, 0, at
    jolted = unlike = False
    while position < len(recording):
        end = min(position + PIECE, len(recording))
        alike, moved = 1.0, drift
        if end - position >= SHORTEST:
            begin = position
            alike, moved = best(begin, end, drift, JOLT if unlike else WOBBLE)
            if alike < ALIKE and end - position >= 2 * SHORTEST:
                begin = (position + end) // 2
                alike, moved = best(begin, end, drift, JOLT)
                jolted = True
            if alike >= ALIKE:
                likenesses.append((alike, end - begin))
        if alike < ALIKE and unlike:
            break
        unlike, position = alike < ALIKE, end
        if not unlike:
            drift, length, ends = moved, end, at + end + moved
    if not likenesses:
        return NOT_AT_ALL
    frames = sum(count for _, count in likenesses)
    likeness = sum(alike * count for alike, count in likenesses) / frames
    return Match(likeness, frames, length, ends, jolted=jolted and length > 0)


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
