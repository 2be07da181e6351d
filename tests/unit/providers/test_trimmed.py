"""A voice's leading silence is not waited for."""

from __future__ import annotations

import numpy as np
import pytest

from interviewer.providers.speech.pcm import LEAD, Trimmed


def pcm(*parts: tuple[float, int]) -> bytes:
    """Parts of so much loudness (0 to 1) and so many samples."""
    return np.concatenate([np.full(count, round(level * 32_767), np.int16) for level, count in parts]).tobytes()


@pytest.mark.parametrize("size", [2, 960, 48_000])
def test_silence_before_the_first_sound_is_left_out_however_it_comes(size: int) -> None:
    sound = pcm((0.001, 2_400), (0.3, 4_800), (0.0, 2_400), (0.3, 2_400))
    trimmed = Trimmed()
    heard = b"".join(trimmed.push(sound[at : at + size]) for at in range(0, len(sound), size)) + trimmed.flush()
    assert heard == sound[(2_400 - LEAD) * 2 :]


def test_a_line_that_is_all_silence_stays_as_it_is() -> None:
    trimmed = Trimmed()
    assert trimmed.push(pcm((0.0, 480))) == b""
    assert trimmed.flush() == pcm((0.0, 480))
