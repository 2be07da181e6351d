"""Something that sounds where a voice would: stretches of buzz and silence, exact to the sample, for any rate."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray


def voice(*stretches: float, rate: int, level_db: float = -18.0) -> NDArray[np.int16]:
    """Stretches of seconds, by turns buzz and silence, beginning with buzz; a leading 0.0 begins with silence."""
    parts = []
    for index, seconds in enumerate(stretches):
        t = np.arange(round(seconds * rate)) / rate
        buzz = sum(np.sin(2 * np.pi * 140 * k * t) / k for k in range(1, 12)) * (0.7 + 0.3 * np.sin(2 * np.pi * 4 * t))
        parts.append(buzz * (index % 2 == 0))
    samples = np.concatenate(parts)
    loud = samples[samples != 0]
    gain = 10 ** (level_db / 20) / np.sqrt(np.mean(np.square(loud))) if len(loud) else 0.0
    return np.asarray(np.clip(samples * gain, -1, 1) * 32767, dtype=np.int16)


def write_opus(path: Path, samples: NDArray[np.int16]) -> None:
    """An Ogg Opus file of mono samples at 48 kHz."""
    with av.open(str(path), "w", format="ogg") as file:
        stream = file.add_stream("libopus", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = 48_000
        for packet in (*stream.encode(frame), *stream.encode(None)):
            file.mux(packet)
