"""The engines of one process: which are loaded, which cannot be and why, and the queue before each.

Deliberately not in it: how they are asked; the routes do that.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from interviewer.embedded.models import ModelMissing
from interviewer.engines import memory
from interviewer.engines.audio import HEARD_RATE
from interviewer.engines.embeddings import Embedder
from interviewer.engines.errors import Unavailable
from interviewer.engines.lane import Lane
from interviewer.engines.llm import LanguageModel
from interviewer.engines.piper import Piper
from interviewer.engines.whisper import Whisper
from interviewer.telemetry.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

log = get_logger(__name__)
E_ = TypeVar("E_")

STT: Final = "whisper-base"
TTS: Final = "piper-joe"
LLM: Final = "qwen-1.5b"
EMBEDDINGS: Final = "minilm-e5"
"""By this name it is asked; what it is made of:"""
MINILM: Final = "minilm"
E5: Final = "e5-small"
_REST: Final = 3.0  # seconds between looks at whether speech rests
STT_WORKERS: Final = 2
TTS_WORKERS: Final = 1


@dataclass(frozen=True, slots=True)
class Missing:
    """An engine that cannot run here; `reason` says what to do."""

    reason: str


@dataclass(frozen=True, slots=True)
class Lanes:
    """The queue before each engine. A caller in a call would rather fail over than wait long."""

    stt: Lane = field(default_factory=lambda: Lane("transcription", workers=STT_WORKERS, waiting=8, wait_limit=8.0))
    tts: Lane = field(default_factory=lambda: Lane("speech", workers=TTS_WORKERS, waiting=16, wait_limit=8.0))
    embeddings: Lane = field(default_factory=lambda: Lane("embeddings", workers=1, waiting=16, wait_limit=10.0))
    llm: Lane = field(default_factory=lambda: Lane("chat", workers=1, waiting=8, wait_limit=0.0))


@dataclass(frozen=True, slots=True)
class Engines:
    """What this process serves. The language model is found now and loaded when first asked."""

    stt: Whisper | Missing
    tts: Piper | Missing
    llm: LanguageModel | Missing
    embeddings: Embedder | Missing
    lanes: Lanes = field(default_factory=Lanes)
    llm_turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))

    def states(self) -> dict[str, dict[str, str]]:
        """Engine → its state, and the reason when it is missing."""
        return {
            name: {"state": "missing", "reason": engine.reason}
            if isinstance(engine, Missing)
            else {"state": engine.state if isinstance(engine, LanguageModel) else "ready"}
            for name, engine in (
                ("transcription", self.stt),
                ("speech", self.tts),
                ("chat", self.llm),
                ("embeddings", self.embeddings),
            )
        }

    def warm_up(self) -> None:
        """Use speech once, so that the first caller does not pay for what is done only once."""
        begun = time.perf_counter()
        if not isinstance(self.tts, Missing):
            self.tts.speak("Good morning.")
        if not isinstance(self.stt, Missing):
            hum = 0.1 * np.sin(np.arange(HEARD_RATE, dtype=np.float32) * np.float32(0.3))
            self.stt.transcribe(hum.astype(np.float32), language="en")
        log.info("engines.warmed_up", latency_ms=round((time.perf_counter() - begun) * 1000))

    async def give_back_when_idle(self) -> None:
        """Watch until cancelled; when speech has worked and rests, return the memory it no longer needs."""
        seen = 0
        while True:
            await asyncio.sleep(_REST)
            lanes = (self.lanes.stt, self.lanes.tts, self.lanes.embeddings)
            served = sum(lane.served for lane in lanes)
            if served != seen and not any(lane.taken for lane in lanes):
                seen = served
                await asyncio.to_thread(memory.give_back)

    async def close(self) -> None:
        """End the child process and the threads."""
        if not isinstance(self.llm, Missing):
            await self.llm.unload()
        for lane in (self.lanes.stt, self.lanes.tts, self.lanes.embeddings, self.lanes.llm):
            lane.close()


def load(find: Callable[[str], Path]) -> Engines:
    """Load what can be; `find` gives the folder of a model by name or raises ModelMissing."""
    return Engines(
        stt=_try("transcription", lambda: Whisper(find(STT), workers=STT_WORKERS)),
        tts=_try("speech", lambda: Piper(find(TTS))),
        llm=_try("chat", lambda: LanguageModel(weights(find(LLM)))),
        embeddings=_try("embeddings", lambda: Embedder(find(MINILM), find(E5))),
    )


def weights(folder: Path) -> Path:
    """The one GGUF file in a folder."""
    return next(folder.glob("*.gguf"))


def present(engine: E_ | Missing) -> E_:
    """The engine. Raises Unavailable with the reason when it is missing."""
    if isinstance(engine, Missing):
        raise Unavailable(engine.reason)
    return engine


def _try(name: str, build: Callable[[], E_]) -> E_ | Missing:
    begun = time.perf_counter()
    try:
        engine = build()
    except ModelMissing as missing:
        log.warning("engines.missing", engine=name, reason=str(missing))
        return Missing(str(missing))
    except (OSError, RuntimeError, ValueError, KeyError, StopIteration, ImportError) as error:
        reason = f"The {name} engine could not be loaded ({type(error).__name__}: {error}). Run `interviewer doctor`."
        log.warning("engines.missing", engine=name, reason=reason)
        return Missing(reason)
    log.info("engines.loaded", engine=name, latency_ms=round((time.perf_counter() - begun) * 1000))
    return engine
