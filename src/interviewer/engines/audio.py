"""Audio in and out of the engines: any file to 16 kHz mono samples, samples to 24 kHz PCM, a WAV header.

Deliberately not in it: finding speech in audio, beyond where it is loud.
"""

from __future__ import annotations

import io
import struct
import wave
from typing import TYPE_CHECKING, Final

import av
import numpy as np
from numpy.typing import NDArray

from interviewer.engines.errors import BadInput, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator

Samples = NDArray[np.float32]

HEARD_RATE: Final = 16_000
"""Samples a second that the recogniser hears."""
SPOKEN_RATE: Final = 24_000
"""Samples a second of synthesised PCM, as in OpenAI's `pcm`."""
LONGEST: Final = 600.0
"""Seconds of audio taken in one request."""
_PCM_BYTES: Final = 2
_RAW_RATES: Final = range(4_000, 192_001)


def decode(data: bytes, content_type: str = "", filename: str = "") -> Samples:
    """Mono samples at HEARD_RATE, between -1 and 1, of a file in any format FFmpeg knows, stereo mixed down.

    Headerless 16-bit little-endian PCM is known by `audio/pcm` (or `audio/l16`) or a name in `.pcm` or `.raw`; its rate
    and channels come from the type's parameters: `audio/pcm;rate=48000;channels=2`, else 16 kHz mono.
    Raises BadInput for empty or damaged audio, TooLarge beyond LONGEST.
    """
    if not data:
        raise BadInput("The audio file is empty: 0 bytes arrived. Send a WAV, OGG or raw PCM file with sound in it.")
    kind, _, parameters = content_type.lower().partition(";")
    if kind.strip() in {"audio/pcm", "audio/l16", "audio/raw"} or filename.lower().endswith((".pcm", ".raw")):
        samples = _raw(data, parameters)
    else:
        plain = _plain_wav(data) if data[:4] == b"RIFF" else None
        samples = _any_file(data) if plain is None else plain
    if not samples.size:
        raise BadInput("The audio file has a header but no sound in it. Send at least one sample.")
    if not np.isfinite(samples).all():
        raise BadInput("The audio is damaged: some of its samples are not numbers.")
    return samples


def wav_header(rate: int, size: int | None = None) -> bytes:
    """Header of a mono 16-bit WAV of `size` bytes of sound; None for a stream whose end is not known yet."""
    length = 0xFFFF_FFFF - 36 if size is None else size
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", length + 36, b"WAVE", b"fmt ", 16, 1, 1, rate, rate * 2, 2, 16)
    return head + struct.pack("<4sI", b"data", length)


class PcmStream:
    """Samples at one rate in, 16-bit PCM at another out, piece by piece without a seam between pieces.

    Synthesised voices end in tanh, so samples stay within ±1; `gain` leaves room for the resampler's overshoot.
    """

    def __init__(self, rate: int, to_rate: int = SPOKEN_RATE, gain: float = 0.8) -> None:
        self._rate, self._gain = rate, gain
        self._resampler = av.AudioResampler(format="flt", layout="mono", rate=to_rate)

    def push(self, samples: Samples) -> bytes:
        """PCM that is ready; the last few milliseconds stay inside until more comes or `flush`."""
        return self._pcm(_frame(samples[None] * np.float32(self._gain), self._rate)) if samples.size else b""

    def flush(self) -> bytes:
        """What was kept inside."""
        return self._pcm(None)

    def _pcm(self, frame: av.AudioFrame | None) -> bytes:
        out = [part.to_ndarray().reshape(-1) for part in self._resampler.resample(frame)]
        if not out:
            return b""
        scaled = np.clip(np.concatenate(out), -1.0, 1.0) * 32767.0
        pcm: bytes = np.rint(scaled).astype("<i2").tobytes()
        return pcm


def _plain_wav(data: bytes) -> Samples | None:
    """The fast path for what callers nearly always send; None when it is anything but whole 16-bit PCM."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            if file.getsampwidth() != _PCM_BYTES:
                return None
            channels, rate = file.getnchannels(), file.getframerate()
            # A streamed file's header promises more than there is.
            frames = file.readframes(min(file.getnframes(), len(data)))
            _check_length(len(frames) / (_PCM_BYTES * channels * rate))
    except (wave.Error, EOFError, ZeroDivisionError):
        return None
    return _from_pcm(frames, rate, channels)


def _raw(data: bytes, parameters: str) -> Samples:
    given = dict(part.strip().split("=", 1) for part in parameters.split(";") if "=" in part)
    try:
        rate, channels = int(given.get("rate", HEARD_RATE)), int(given.get("channels", 1))
    except ValueError:
        rate, channels = 0, 0
    if rate not in _RAW_RATES or channels not in {1, 2}:
        raise BadInput("The raw audio's rate must be 4000 to 192000 and its channels 1 or 2: `audio/pcm;rate=16000`.")
    if len(data) % (2 * channels):
        raise BadInput(f"The raw audio is damaged: {len(data)} bytes are no whole number of 16-bit samples.")
    _check_length(len(data) / (2 * channels * rate))
    return _from_pcm(data, rate, channels)


def _from_pcm(frames: bytes, rate: int, channels: int) -> Samples:
    whole = len(frames) - len(frames) % (2 * channels)
    table = np.frombuffer(frames[:whole], dtype="<i2").reshape(-1, channels).astype(np.float32) / np.float32(32768)
    mono = table[:, 0] if channels == 1 else table.mean(axis=1, dtype=np.float32)
    if rate == HEARD_RATE or not mono.size:
        return mono
    resampler = av.AudioResampler(format="flt", layout="mono", rate=HEARD_RATE)
    return _join([*resampler.resample(_frame(mono[None], rate)), *resampler.resample(None)])


def _any_file(data: bytes) -> Samples:
    try:
        with av.open(io.BytesIO(data), mode="r", metadata_errors="ignore") as container:
            return _join(list(_heard(container)))
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise BadInput(
            f"The audio cannot be read ({error}). It may be damaged or cut off; WAV, OGG, MP3, FLAC, WebM and raw PCM "
            f"(content type audio/pcm) are understood."
        ) from error


def _heard(container: av.container.InputContainer) -> Iterator[av.AudioFrame]:
    resampler = av.AudioResampler(format="flt", layout="mono", rate=HEARD_RATE)
    heard = 0
    for frame in container.decode(audio=0):
        for part in resampler.resample(frame):
            heard += part.samples
            _check_length(heard / HEARD_RATE)
            yield part
    yield from resampler.resample(None)


def _check_length(seconds: float) -> None:
    if seconds > LONGEST:
        raise TooLarge(f"The audio is {seconds:.0f} s long; at most {LONGEST:.0f} s are taken in one request. Cut it.")


def _frame(samples: Samples, rate: int) -> av.AudioFrame:
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format="flt", layout="mono")
    frame.sample_rate = rate
    return frame


def _join(frames: list[av.AudioFrame]) -> Samples:
    parts = [frame.to_ndarray().reshape(-1) for frame in frames]
    return np.concatenate(parts).astype(np.float32, copy=False) if parts else np.zeros(0, np.float32)
