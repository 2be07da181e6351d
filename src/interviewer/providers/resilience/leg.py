"""One recogniser's part in hearing a call: from a position in what is kept, caught up with, and then as it comes.

Its times are made those of the call. Deliberately not here: whether it is believed, and what follows it.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, TypeAlias

from livekit import rtc

from interviewer.conversation.facts import Patience
from interviewer.providers.recognition.port import Hearing, RecognitionFailed, TurnHint, Words
from interviewer.providers.resilience.audio_kept import AudioKept, Stretch
from interviewer.providers.resilience.beside import aside
from interviewer.providers.resilience.ears import Ear
from interviewer.providers.resilience.seam import Seam

PIECE: Final = 0.5
"""Seconds of what is kept that are given at once."""
PAUSE: Final = 1.0
"""Seconds of a pause that is replayed as one: a recogniser of whole utterances makes words final at it."""
PAUSE_TAKES: Final = 0.4
"""Seconds that such a pause takes at any speed: more than after which it is believed to hold."""

Told: TypeAlias = Callable[["Leg", Words | TurnHint], None]
Failed: TypeAlias = Callable[["Leg", RecognitionFailed], None]


class Leg:
    """`told` gets what it understands, `failed` why it will understand no more, at most once."""

    def __init__(self, ear: Ear, kept: AudioKept, seam: Seam, *, told: Told, failed: Failed) -> None:
        self.ear = ear
        self.name = ear.name
        self.begun_at = asyncio.get_running_loop().time()
        self.served = False
        """Whether it has given words."""
        self.seam = seam
        self.replayed = kept.end - seam.heard
        """Seconds that it was given late."""
        self.caught_up = False
        self._kept = kept
        self._told = told
        self._failed = failed
        self._hearing: Hearing | None = None
        self._origin = seam.heard
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, *, keyterms: Sequence[str], language: str, patience: Patience) -> RecognitionFailed | None:
        """Open the hearing, and give it what is kept; what prevented it."""
        try:
            self._hearing = self.ear.provider.open(keyterms=keyterms, language=language)
            self._hearing.expect(patience)
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises
            return _in_words(self.name, error)
        for work in (self._catch_up(self._hearing), self._listen(self._hearing)):
            self._tasks.add(asyncio.create_task(work, name=f"hearing-{self.name}"))
        return None

    def push(self, frame: rtc.AudioFrame) -> None:
        """See `Hearing.push`; what it has not caught up with, it finds in what is kept."""
        if self.caught_up and self._hearing is not None:
            try:
                self._hearing.push(frame)
            except Exception as error:  # noqa: BLE001 - the same: what it does not take, the next one will
                self._failed(self, _in_words(self.name, error))

    def voice(self, speaking: bool, *, over: bool) -> None:  # noqa: FBT001 - see `Hearing.voice`
        """See `Hearing.voice`."""
        if self.caught_up and self._hearing is not None:
            self._hearing.voice(speaking, over=over)

    def expect(self, patience: Patience) -> None:
        """See `Hearing.expect`."""
        if self._hearing is not None:
            self._hearing.expect(patience)

    @property
    def pending(self) -> bool:
        """See `Hearing.pending`."""
        return self._hearing is not None and self._hearing.pending

    def close(self) -> asyncio.Task[None]:
        """Stop listening; some plugins take seconds for it, and nobody need wait."""
        return aside(self._close())

    async def _close(self) -> None:
        for task in self._tasks:
            task.cancel()
        if self._hearing is not None:
            with contextlib.suppress(Exception):
                await self._hearing.aclose()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _listen(self, hearing: Hearing) -> None:
        try:
            async for found in hearing:
                self._told(self, self._in_the_call(found))
        except Exception as error:  # noqa: BLE001 - whatever a plugin raises: nobody is deaf for good
            self._failed(self, _in_words(self.name, error))
        else:
            self._failed(self, RecognitionFailed(f"{self.name} ended before the call was over."))

    async def _catch_up(self, hearing: Hearing) -> None:
        kept, at, on = self._kept, self._origin, False
        self._origin = next((begin for begin, _ in kept.between(at, kept.end)), at)
        while True:
            until = min(at + PIECE, kept.end)
            for stretch_on, edge in _edges(kept.voices, at, until):
                if stretch_on == on:
                    continue
                self._give(hearing, at, edge)
                at, on = max(at, edge), stretch_on
                hearing.voice(on)
                if not on and kept.voices[-1].on > edge:
                    await asyncio.sleep(PAUSE_TAKES)
            self._give(hearing, at, until)
            at = until
            if at >= kept.end:
                if kept.speaking != on:
                    hearing.voice(kept.speaking)
                self.caught_up = True
                return
            await asyncio.sleep(PIECE / self.ear.numbers.replay_speed)

    def _give(self, hearing: Hearing, begin: float, end: float) -> None:
        for _, frame in self._kept.between(begin, end):
            hearing.push(frame)

    def _in_the_call(self, found: Words | TurnHint) -> Words | TurnHint:
        by = self._origin
        if not by or isinstance(found, TurnHint):
            return found
        return replace(
            found,
            words=tuple(replace(word, start=word.start + by, end=word.end + by) for word in found.words),
            until=None if found.until is None else found.until + by,
        )


def _edges(voices: Sequence[Stretch], begin: float, end: float) -> list[tuple[bool, float]]:
    """Where in there the voice is to be told on or off; what is on at `begin` comes first. Short pauses are none."""
    edges: list[tuple[bool, float]] = []
    stretches = list(voices)
    for number, stretch in enumerate(stretches):
        after = stretches[number + 1] if number + 1 < len(stretches) else None
        if stretch.on < end and (stretch.off is None or stretch.off > begin):
            edges.append((True, max(begin, stretch.on)))
        if (
            stretch.off is not None
            and begin <= stretch.off < end
            and (after is None or after.on - stretch.off >= PAUSE)
        ):
            edges.append((False, stretch.off))
    return edges


def _in_words(name: str, error: Exception) -> RecognitionFailed:
    return (
        error if isinstance(error, RecognitionFailed) else RecognitionFailed(f"{name} broke ({type(error).__name__}).")
    )
