"""Sound with nothing in it, as the recorder stores it: Ogg Opus, two channels."""

from __future__ import annotations

import io

import av
import numpy as np


def silence(seconds: float) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="ogg") as container:
        stream = container.add_stream("libopus", rate=48_000, layout="stereo")
        for start in range(0, round(seconds * 48_000), 960):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, 1920), dtype=np.int16), format="s16", layout="stereo")
            frame.sample_rate, frame.pts = 48_000, start
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()
