"""A listener in a process of its own: comparing sounds takes a while, and must delay no microphone."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final

from interviewer.simulation.candidate.ears import TurnEnded
from interviewer.simulation.vendors import tones
from interviewer.simulation.vendors.spectrum import Powers
from voice.hearing import Listener, Spoken

NICENESS: Final = 10
"""It gives way to everything that is measured."""

_known: dict[str, Powers] = {}


@dataclass(frozen=True, slots=True)
class ListenerApart:
    """See `Listener`; for the emulated voice without engines."""

    process: Executor
    texts: Callable[[], Sequence[str]]
    planned: tuple[str, ...]
    fixed: tuple[str, ...]

    async def listen(self, turn: TurnEnded | None) -> list[Spoken]:
        """The texts of everything that was said in a turn of the system's, in order."""
        if turn is None:
            return []
        asked = (tuple(self.texts()), self.planned, self.fixed, turn)
        return await asyncio.get_running_loop().run_in_executor(self.process, _listen, *asked)


@contextlib.contextmanager
def process() -> Iterator[Executor]:
    """One process, as long as the block lasts."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn, initializer=os.nice, initargs=(NICENESS,)) as pool:
        yield pool


def _listen(texts: Sequence[str], planned: Sequence[str], fixed: Sequence[str], turn: TurnEnded) -> list[Spoken]:
    form = (tones.RATE, tones.LETTERS_PER_SECOND)
    return Listener(lambda: texts, tones.speech, form, planned=planned, fixed=fixed, known=_known).listen(turn)
