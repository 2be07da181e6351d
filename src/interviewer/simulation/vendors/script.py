"""The known script: recordings whose words and word times are known, one JSON object a line.

`{"audio": "turns/yes.ogg", "words": [{"text": "Yes.", "start": 0.12, "end": 0.44}]}`, the path relative to the script's
folder; or, instead of `audio`, `"pcm": "<base64 of 16-bit mono samples>", "rate": 16000`. Times are seconds.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from interviewer.simulation.candidate.sound import RATE as DECODED_RATE
from interviewer.simulation.candidate.sound import SoundUnreadable, load
from interviewer.simulation.vendors.spectrum import PER_SECOND, WINDOW_SECONDS, Powers, Samples, Spectrum, levels_db

MARGIN: Final = 20
"""Frames of silence around each recording."""
BELOW_SPEECH_DB: Final = 35.0


class ScriptUnreadable(Exception):
    """The known script cannot be used; the message names the line and says why. Nothing was started."""


@dataclass(frozen=True, slots=True)
class Span:
    """One word of a recording: its text, its frames, trimmed to where a voice sounds, and its times as written."""

    text: str
    start: int
    end: int
    seconds: tuple[float, float]
    """From the first frame of the clip, so that the silence around the recording is counted in."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording as frames, with silence around it; the spans count from the first of these frames."""

    name: str
    powers: Powers
    spans: tuple[Span, ...]


def clip(name: str, samples: Samples, rate: int, words: list[tuple[str, float, float]]) -> Clip:
    """A recording of mono samples with its words as (text, start, end) in seconds."""
    padding = np.zeros(MARGIN * rate // PER_SECOND, np.int16)
    window = np.zeros(round(rate * WINDOW_SECONDS), np.int16)
    powers = Spectrum(rate).feed(np.concatenate((padding, samples, padding, window)))
    levels = levels_db(powers)
    voiced = levels > float(levels.max()) - BELOW_SPEECH_DB
    # A frame's window is longer than its step: its middle, not its begin, is the moment that it tells of.
    shift = MARGIN - (WINDOW_SECONDS * PER_SECOND - 1) / 2
    spans = []
    for text, start, end in words:
        first, last = round(start * PER_SECOND + shift), round(end * PER_SECOND + shift)
        sounding = np.flatnonzero(voiced[first:last])
        if len(sounding):
            first, last = first + int(sounding[0]), first + int(sounding[-1]) + 1
        spans.append(Span(text, first, max(last, first + 1), (start + MARGIN / PER_SECOND, end + MARGIN / PER_SECOND)))
    return Clip(name, powers, tuple(spans))


def read(path: Path) -> tuple[Clip, ...]:
    """All recordings of a script file. Raises ScriptUnreadable."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ScriptUnreadable(f"The script {path} cannot be read: {error}") from error
    clips = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            clips.append(_clip(_Line.model_validate_json(line), path.parent, number))
        except (ValidationError, SoundUnreadable, binascii.Error) as error:
            raise ScriptUnreadable(f"Line {number} of {path} cannot be used: {error}") from error
    if not clips:
        raise ScriptUnreadable(f"The script {path} holds no recording.")
    return tuple(clips)


class _Spoken(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1)]
    start: Annotated[float, Field(ge=0)]
    end: float

    @model_validator(mode="after")
    def _forward(self) -> _Spoken:
        if self.end <= self.start:
            raise ValueError(f"the word {self.text!r} ends before it begins")
        return self


class _Line(BaseModel):
    audio: str | None = None
    pcm: str | None = None
    rate: Annotated[int, Field(ge=8000, le=48000)] = 16000
    words: list[_Spoken]

    @model_validator(mode="after")
    def _one_sound(self) -> _Line:
        if (self.audio is None) == (self.pcm is None):
            raise ValueError("give either `audio`, a path, or `pcm`, base64 of 16-bit samples")
        return self


def _clip(line: _Line, folder: Path, number: int) -> Clip:
    words = [(word.text, word.start, word.end) for word in line.words]
    if line.audio is not None:
        return clip(line.audio, load(folder / line.audio).samples, DECODED_RATE, words)
    raw = base64.b64decode(line.pcm or "", validate=True)
    return clip(f"line {number}", np.frombuffer(raw[: len(raw) // 2 * 2], "<i2").astype(np.int16), line.rate, words)
