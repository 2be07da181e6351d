"""Recorded lines of the personas with times for their words, and what a telephone does to them on the way."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from interviewer.simulation.candidate.sound import RATE as RECORDED
from interviewer.simulation.candidate.sound import load
from interviewer.simulation.persona import PERSONAS

Samples = NDArray[np.int16]
RATE = 16_000
LINES = ("customer_work", "consent", "any_questions", "colleague_argument", "angry_customer")


@dataclass(frozen=True)
class Line:
    """A recorded line; its words are shared out over the stretches in which the voice sounds."""

    name: str
    samples: Samples
    """At 16 kHz."""
    words: tuple[tuple[str, float, float], ...]

    @property
    def text(self) -> list[str]:
        return [word for word, _, _ in self.words]

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


def lines() -> dict[str, Line]:
    folder = PERSONAS / "concise" / "voices"
    script = json.loads((PERSONAS / "concise" / "voices.json").read_text())["lines"]
    return {name: _line(name, folder / f"{name}.ogg", script[name]["script"].split()) for name in LINES}


def _line(name: str, file: Path, text: list[str]) -> Line:
    sound = load(file)
    voiced = [(start / RECORDED, end / RECORDED) for start, end in sound.voiced]
    whole = sum(end - start for start, end in voiced)
    edges = [0.0]
    for word in text:
        edges.append(edges[-1] + (len(word) + 2) * whole / sum(len(one) + 2 for one in text))

    def at(spoken: float) -> float:
        for start, end in voiced:
            if spoken <= end - start + 1e-6:
                return start + spoken
            spoken -= end - start
        return voiced[-1][1]

    times = [at(edge) for edge in edges]
    words = tuple((word, times[number], times[number + 1]) for number, word in enumerate(text))
    return Line(name, at_rate(sound.samples, RECORDED, RATE), words)


def write_script(path: Path, known: list[Line]) -> Path:
    """A script file of these lines, the samples within it."""
    entries: list[dict[str, Any]] = [
        {
            "pcm": base64.b64encode(line.samples.tobytes()).decode(),
            "rate": RATE,
            "words": [{"text": word, "start": start, "end": end} for word, start, end in line.words],
        }
        for line in known
    ]
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    return path


def quiet(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE), np.int16)


def said(*parts: Samples) -> Samples:
    return np.concatenate(parts)


def at_rate(samples: Samples, given: int, wanted: int) -> Samples:
    resampler = av.AudioResampler(format="s16", layout="mono", rate=wanted)
    return _drained(resampler, samples, given)


def through_opus(samples: Samples, bits: int = 24_000) -> Samples:
    """What comes out of a call that is coded as WebRTC codes it."""
    file = io.BytesIO()
    with av.open(file, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=48_000, layout="mono")
        stream.bit_rate = bits
        frame = _frame(at_rate(samples, RATE, 48_000), 48_000)
        for one in (frame, None):
            container.mux(stream.encode(one))
    file.seek(0)
    with av.open(file, "r") as coded_file:
        pieces = [frame.to_ndarray().reshape(-1) for frame in coded_file.decode(audio=0)]
    coded = np.clip(np.concatenate(pieces) * 32767, -32768, 32767).astype(np.int16)
    return at_rate(coded, 48_000, RATE)


def with_noise(samples: Samples, decibels: float, seed: int = 1) -> Samples:
    """The samples under noise so many decibels below the speech in them."""
    speech = samples.astype(np.float64)
    loud = np.abs(speech) > np.abs(speech).max() * 0.02
    power = np.mean(speech[loud] ** 2) / 10 ** (decibels / 10)
    noise = np.random.default_rng(seed).normal(0, np.sqrt(power), len(speech))
    return np.clip(speech + noise, -32768, 32767).astype(np.int16)


def louder(samples: Samples, by: float) -> Samples:
    changed: Samples = np.clip(samples * by, -32768, 32767).astype(np.int16)
    return changed


def _frame(samples: Samples, rate: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples).reshape(1, -1), format="s16", layout="mono")
    frame.sample_rate = rate
    return frame


def _drained(resampler: av.AudioResampler, samples: Samples, rate: int) -> Samples:
    parts = (_frame(samples, rate), None)
    pieces = [one.to_ndarray().reshape(-1) for part in parts for one in resampler.resample(part)]
    return np.concatenate(pieces).astype(np.int16)
