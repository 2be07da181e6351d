"""Who is measured in the room: ours, and the policies that others have.

The frameworks' policies are played here as their documentation sets them up, with their own models and on the same
sound; what the frameworks themselves do with it in a call is bench/latency.py's matter.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from interviewer.conversation import floor
from interviewer.conversation.floor import Act, Ask, Cut, Event, Guess, Playing, TurnOver, Understood, Voice
from interviewer.embedded import places
from turn_taking import sound
from turn_taking.dialogues import Dialogue
from turn_taking.room import Held, Room, System, livekit_probability

SMART_TURN_SECONDS = 8
SMART_TURN_PATH = "lib/python3.11/site-packages/pipecat/audio/turn/smart_turn"


class Ours:
    """The floor."""

    name = "ours"

    def hold(self, dialogue: Dialogue) -> Held:
        """Hold it."""
        return Room(dialogue, _Floor(), livekit_probability).hold()


class _Floor:
    def __init__(self) -> None:
        self._state = floor.begin(0.0)

    def step(self, event: Event, now: float) -> Iterable[Act]:
        self._state, acts = floor.step(self._state, event, now)
        return acts

    def due(self) -> float | None:
        return floor.due(self._state)


@dataclass(frozen=True)
class Policy:
    """Silence of one length ends a turn that an audio model believes to be over, of another one that it does not."""

    name: str
    least: float
    most: float
    threshold: float
    interruption: float
    """Seconds of voice that stop the interviewer."""
    model: Callable[[sound.Samples], float] = livekit_probability

    def hold(self, dialogue: Dialogue) -> Held:
        """Hold it."""
        return Room(dialogue, _Policy(self), self.model).hold()


class _Policy:
    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._voice: float | None = None
        self._quiet = 0.0
        self._playing = False
        self._likely: float | None = None
        self._finals: list[str] = []

    def step(self, event: Event, now: float) -> Iterator[Act]:
        match event:
            case Voice(on=True):
                self._voice, self._likely = event.at, None
            case Voice():
                self._voice, self._quiet = None, event.at
                if self._policy.least != self._policy.most:
                    yield Ask()
            case Guess() if self._voice is None:
                self._likely = event.probability
            case Understood(final=True) if event.text:
                self._finals.append(event.text)
            case Playing():
                self._playing = event.on
            case _:
                pass
        wanted = self.due()
        if wanted is None or wanted > now:
            return
        if self._playing:
            self._playing = False
            yield Cut()
        else:
            text, self._finals = " ".join(self._finals), []
            yield TurnOver(text, self._quiet, self._quiet)

    def due(self) -> float | None:
        if self._playing:
            return self._voice + self._policy.interruption if self._voice is not None else None
        if self._voice is not None or not self._finals:
            return None
        over = self._policy.least == self._policy.most or (self._likely or 0.0) >= self._policy.threshold
        return self._quiet + (self._policy.least if over else self._policy.most)


def systems() -> list[System]:
    """Ours first. pipecat's only where its packages are installed (bench/latency.py does it)."""
    found: list[System] = [
        Ours(),
        Policy("silence of 0.6 s", 0.6, 0.6, 0.0, 0.5),
        Policy("silence of 1.2 s", 1.2, 1.2, 0.0, 0.5),
        Policy("livekit's policy", 0.3, 2.5, 0.36, 0.5),
    ]
    folder = next((made.parent / SMART_TURN_PATH for made in places.cache_dir().glob("bench-*/made")), None)
    if folder is not None and folder.is_dir():
        found.append(Policy("pipecat's policy", 0.2, 3.0, 0.5, 0.2, partial(_smart_turn, folder)))
    return found


def _smart_turn(folder: Path, samples: sound.Samples) -> float:
    features, session = _smart_turn_parts(folder)
    heard = samples.astype(np.float32) / 32768.0
    padded = np.pad(heard, (max(0, SMART_TURN_SECONDS * sound.RATE - len(heard)), 0))
    fed = np.expand_dims(features(padded[-SMART_TURN_SECONDS * sound.RATE :], do_normalize=True), 0)
    return float(session.run(None, {"input_features": fed})[0][0].item())


@cache
def _smart_turn_parts(folder: Path) -> tuple[Callable[..., Any], onnxruntime.InferenceSession]:
    """Pipecat's own features, without importing pipecat, and its model."""
    spec = importlib.util.spec_from_file_location("smart_turn_features", folder / "_whisper_features.py")
    if spec is None or spec.loader is None:
        raise SystemExit(f"There is no smart turn in {folder}: remove the folder bench-… and install it again.")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    model = next((folder / "data").glob("*.onnx"))
    return module.compute_whisper_log_mel_features, onnxruntime.InferenceSession(model)
