"""The rules around the recogniser: where audio is cut, and when its text is not to be believed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.engines import whisper
from interviewer.engines.audio import HEARD_RATE, Samples


def noise(seconds: float, level: float = 0.2) -> Samples:
    return (level * np.random.default_rng(7).standard_normal(int(seconds * HEARD_RATE))).astype(np.float32)


@given(st.floats(0.1, 200))
def test_windows_cover_everything_once_and_none_is_too_long(seconds: float) -> None:
    audio = np.zeros(int(seconds * HEARD_RATE), np.float32)
    borders = list(whisper.windows(audio))
    assert [start for start, _ in borders] == [0, *(end for _, end in borders[:-1])]
    assert borders[-1][1] == audio.size
    assert all(end - start <= whisper.WINDOW * HEARD_RATE for start, end in borders)


def test_long_audio_is_cut_in_the_pause_nearest_to_the_limit() -> None:
    audio = noise(40)
    audio[int(24.0 * HEARD_RATE) : int(24.6 * HEARD_RATE)] = 0
    (_, cut), _ = whisper.windows(audio)
    assert 24.0 <= cut / HEARD_RATE <= 24.6


@pytest.mark.parametrize(
    ("prompt", "sentence"),
    [
        ("", ""),
        ("Kubernetes, Terraform", "Glossary: Kubernetes, Terraform."),
        ("Kubernetes,", "Glossary: Kubernetes."),
        ("We talk about  Kubernetes.", "We talk about Kubernetes."),
    ],
)
def test_a_bare_list_of_terms_becomes_a_sentence(prompt: str, sentence: str) -> None:
    assert whisper.glossary(prompt) == sentence


def test_too_little_text_for_the_time_spoken_is_a_collapse() -> None:
    assert whisper.collapsed("Yes.", noise(6))
    assert whisper.collapsed("We deploy with Terra", noise(3.5))
    assert not whisper.collapsed("Yes.", noise(0.5))
    assert not whisper.collapsed("I have worked in customer support for six years.", noise(3))
    assert not whisper.collapsed("", np.zeros(HEARD_RATE * 5, np.float32))


def test_a_prompt_read_back_is_an_echo_but_one_of_its_words_is_not() -> None:
    assert whisper.echoes("Kubernetes, Terraform.", "Glossary: Kubernetes, Terraform.")
    assert not whisper.echoes("Terraform.", "Glossary: Kubernetes, Terraform.")


@pytest.mark.parametrize(
    ("text", "looped"),
    [
        ("No. No. No. No. No. No.", True),
        ("it is 24.7 24.7 24.7 24.7", True),
        ("thank you so much " * 20, True),
        ("No, no, I would not.", False),
        ("", False),
        ("In my last job I looked after a team of twelve people in a warehouse.", False),
    ],
)
def test_text_that_repeats_itself_is_noticed(text: str, looped: bool) -> None:  # noqa: FBT001
    assert whisper.looping(text) is looped


@pytest.mark.parametrize(
    ("text", "seconds", "hasty"),
    [
        ("No. No.", 0.3, True),
        ("No. No. No.", 0.3, True),
        ("Thank you. Thank you.", 0.5, True),
        ("No, no.", 0.6, False),
        ("No, thank you.", 0.3, False),
        ("No.", 0.1, False),
        ("", 0.1, False),
    ],
)
def test_words_that_are_repeated_faster_than_anybody_can_are_noticed(text: str, seconds: float, hasty: bool) -> None:  # noqa: FBT001
    assert whisper.hasty(text, noise(seconds)) is hasty


def test_loudness_is_that_of_the_loudest_moment() -> None:
    audio = np.zeros(HEARD_RATE, np.float32)
    assert whisper.loudness(audio) == 0
    audio[8_000:8_800] = 0.5
    assert whisper.loudness(audio) == pytest.approx(0.5)
    assert whisper.loudness(np.zeros(3, np.float32)) == 0
