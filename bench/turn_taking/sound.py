"""Samples for the dialogues: recorded voices, synthesised coughs, keys and laughter, the telephone, noise.

All at 16 kHz, mono, 16 bit, as the agent hears a candidate.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

RATE = 16_000
TELEPHONE_RATE = 8_000
SPEECH_LEVEL = 0.08
"""Root mean square of a voice where it sounds, of full scale; the lines are levelled to about this."""
SNR_DB = 10.0
MU = 255.0
Samples = NDArray[np.int16]


@cache
def load(file: Path) -> Samples:
    """A recording at 16 kHz."""
    resampler = av.AudioResampler("s16", "mono", RATE)
    with av.open(str(file), "r") as container:
        frames = [out for frame in container.decode(audio=0) for out in resampler.resample(frame)]
    frames += resampler.resample(None)
    joined: Samples = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    return joined


def telephone(samples: Samples) -> Samples:
    """The same through 8 kHz μ-law and back."""
    narrow = _resampled(samples, RATE, TELEPHONE_RATE) / 32768.0
    coded = np.round(np.sign(narrow) * np.log1p(MU * np.abs(narrow)) / np.log1p(MU) * 127) / 127
    decoded = np.sign(coded) * np.expm1(np.abs(coded) * np.log1p(MU)) / MU
    wide = _resampled((decoded * 32767).astype(np.int16), TELEPHONE_RATE, RATE)
    heard: Samples = wide[: len(samples)].astype(np.int16)
    return heard


@cache
def noise(seed: int, *, on_the_telephone: bool, seconds: float = 20.0) -> Samples:
    """Noise with the spectrum of many voices far away, 10 dB below speech."""
    if on_the_telephone:
        return telephone(noise(seed, on_the_telephone=False, seconds=seconds))
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(int(seconds * RATE)))
    frequency = np.fft.rfftfreq(int(seconds * RATE), 1 / RATE)
    spectrum /= np.maximum(frequency, 100) ** 0.5
    shaped = np.fft.irfft(spectrum)
    level = SPEECH_LEVEL * 10 ** (-SNR_DB / 20)
    return np.clip(shaped / np.std(shaped) * level * 32768, -32768, 32767).astype(np.int16)


def cough(rng: np.random.Generator) -> Samples:
    """One or two bursts of breath, each with a hard onset."""
    bursts = [_burst(rng, rng.uniform(0.12, 0.25), 300, 2500) for _ in range(rng.integers(1, 3))]
    gap = np.zeros(int(0.12 * RATE))
    return _loud(np.concatenate([part for burst in bursts for part in (burst, gap)]), 1.2)


def keys(rng: np.random.Generator) -> Samples:
    """Somebody types: clicks of 10 ms, five to nine a second, for one or two seconds."""
    typed = np.zeros(int(rng.uniform(1.0, 2.2) * RATE))
    at = 0
    while at < len(typed) - RATE // 50:
        click = _burst(rng, 0.012, 1500, 7000) * rng.uniform(0.5, 1.0)
        typed[at : at + len(click)] += click
        at += int(RATE * rng.uniform(0.09, 0.22))
    return _loud(typed, 0.4)


def laughter(rng: np.random.Generator) -> Samples:
    """Three to five voiced puffs, falling in pitch."""
    pitch, puffs = rng.uniform(140, 260), []
    for number in range(rng.integers(3, 6)):
        t = np.arange(int(0.09 * RATE)) / RATE
        voiced = sum(np.sin(2 * np.pi * pitch * 0.94**number * k * t) / k for k in range(1, 8))
        puffs += [(voiced + 0.3 * rng.standard_normal(len(t))) * np.hanning(len(t)), np.zeros(int(0.1 * RATE))]
    return _loud(np.concatenate(puffs), 0.9)


def _burst(rng: np.random.Generator, seconds: float, low: float, high: float) -> NDArray[np.float64]:
    count = int(seconds * RATE)
    spectrum = np.fft.rfft(rng.standard_normal(count))
    frequency = np.fft.rfftfreq(count, 1 / RATE)
    spectrum[(frequency < low) | (frequency > high)] = 0
    fading: NDArray[np.float64] = np.fft.irfft(spectrum, count) * np.exp(-4 * np.arange(count) / count)
    return fading


def _loud(signal: NDArray[np.float64], of_speech: float) -> Samples:
    level = np.sqrt(np.mean(signal[np.abs(signal) > np.max(np.abs(signal)) / 50] ** 2))
    loud: Samples = np.clip(signal / level * SPEECH_LEVEL * of_speech * 32768, -32768, 32767).astype(np.int16)
    return loud


def _resampled(samples: NDArray[np.int16], given: int, wanted: int) -> NDArray[np.float64]:
    """By cutting or padding the spectrum, which is exact for a whole clip."""
    size = len(samples) * wanted // given
    spectrum = np.fft.rfft(samples.astype(np.float64))
    kept = np.zeros(size // 2 + 1, dtype=complex)
    shared = min(len(kept), len(spectrum))
    kept[:shared] = spectrum[:shared]
    resampled: NDArray[np.float64] = np.clip(np.fft.irfft(kept, size) * (wanted / given), -32768, 32767)
    return resampled
