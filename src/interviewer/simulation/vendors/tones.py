"""A sound for a text without any model: shaped like speech, as long as it would take to say it, the same every time.

Each letter is a syllable's worth of a buzz with two resonances, or of hiss; spaces dip, and stops pause. No two texts
sound alike, so that what was heard can be told by comparing it with this.
"""

from __future__ import annotations

import zlib
from typing import Final

import numpy as np
from numpy.typing import NDArray

from interviewer.simulation.vendors.spectrum import Samples

RATE: Final = 24_000
LETTERS_PER_SECOND: Final = 14.0
SHORTEST: Final = 0.25
LOUDNESS: Final = 6000.0
VOWELS: Final = {
    "a": (730, 1090),
    "e": (530, 1840),
    "i": (390, 1990),
    "o": (570, 840),
    "u": (440, 1020),
    "y": (300, 2200),
}
HISSING: Final = "cfhkpstxz"
STOPS: Final = ".,;:?!"


def speech(text: str, speed: float = 1.0) -> Samples:
    """Mono samples at RATE, spoken so many times as fast."""
    step = round(RATE / LETTERS_PER_SECOND / speed)
    count = max(len(text), round(SHORTEST * LETTERS_PER_SECOND))
    random = np.random.default_rng(zlib.crc32(text.encode()))
    time = np.arange(count * step) / RATE
    pitch = 115 + 12 * np.sin(2 * np.pi * 1.7 * time + random.uniform(0, 6)) - 4 * time / max(time[-1], 1)
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    envelope, hiss = np.zeros(count), np.zeros(count)
    first, second = np.zeros(count), np.zeros(count)
    for place, letter in enumerate(text.lower().ljust(count)):
        low, high = VOWELS.get(letter, (280 + 23 * (ord(letter) % 17), 1200 + 97 * (ord(letter) % 13)))
        first[place], second[place] = low * random.uniform(0.93, 1.07), high * random.uniform(0.93, 1.07)
        hiss[place] = 0.5 if letter in HISSING else 0.05
        envelope[place] = 1.0 if letter in VOWELS else 0.45 if letter.isalnum() else 0.12
        if letter in STOPS or not letter.strip():
            envelope[place] = 0.0 if letter in STOPS else 0.12
    centres = (np.arange(count) + 0.5) * step / RATE
    sound = _buzz(phase, pitch, np.interp(time, centres, first), np.interp(time, centres, second))
    sound += np.interp(time, centres, hiss) * random.normal(0, 1, len(time)) * 0.5
    sound *= np.interp(time, centres, envelope)
    fade = min(len(sound) // 2, RATE // 100)
    sound[:fade] *= np.linspace(0, 1, fade)
    sound[-fade:] *= np.linspace(1, 0, fade)
    return np.clip(sound * LOUDNESS, -32767, 32767).astype(np.int16)


def _buzz(
    phase: NDArray[np.float64], pitch: NDArray[np.float64], first: NDArray[np.float64], second: NDArray[np.float64]
) -> NDArray[np.float64]:
    sound = np.zeros(len(phase))
    for harmonic in (1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20):
        hertz = pitch * harmonic
        resonance = 1 / (1 + ((hertz - first) / 120) ** 2) + 0.5 / (1 + ((hertz - second) / 200) ** 2)
        sound += (resonance + 0.04) * np.sin(harmonic * phase)
    return sound
