"""The ears find where a voice sounds, whatever the size and the punctuality of the pieces they are fed."""

from __future__ import annotations

import numpy as np
import pytest

from interviewer.simulation.candidate.ears import RATE, Arrivals, Ears, Noticed, SoundBegan, SoundEnded, TurnEnded
from simulated.synthetic_voice import voice


def hear(ears: Ears, *stretches: float, piece_ms: int = 50, start: float = 100.0) -> list[Noticed]:
    samples = voice(*stretches, rate=RATE)
    size = RATE * piece_ms // 1000
    noticed: list[Noticed] = []
    for at in range(0, len(samples) - size + 1, size):
        noticed += ears.hear(samples[at : at + size], start + (at + size) / RATE)
    return noticed


@pytest.mark.parametrize("piece_ms", [10, 20, 50, 200])
def test_a_turn_is_everything_until_the_speaker_has_been_silent_for_long(piece_ms: int) -> None:
    noticed = hear(Ears(), 0.0, 1.0, 0.6, 0.5, 0.8, 1.2, piece_ms=piece_ms)

    assert [type(event) for event in noticed] == [SoundBegan, SoundEnded, SoundBegan, SoundEnded, TurnEnded]
    first, fell_silent, again, ended, turn = noticed
    assert isinstance(first, SoundBegan)
    assert first.at == pytest.approx(101.0, abs=0.02)
    assert isinstance(fell_silent, SoundEnded)
    assert fell_silent.at == pytest.approx(101.6, abs=0.02)
    assert isinstance(again, SoundBegan)
    assert again.at == pytest.approx(102.1, abs=0.02)
    assert isinstance(ended, SoundEnded)
    assert ended.at == pytest.approx(102.9, abs=0.02)
    assert isinstance(turn, TurnEnded)
    assert [turn.began, turn.ended] == pytest.approx([101.0, 102.9], abs=0.02)
    assert len(turn.samples) / RATE == pytest.approx(1.9 + 0.22 + 0.8, abs=0.05), "with the moment before and the wait"


def test_a_gap_between_words_does_not_end_the_sound() -> None:
    assert [type(event) for event in hear(Ears(), 0.0, 0.5, 0.6, 0.2, 0.6, 0.5)] == [SoundBegan, SoundEnded]


def test_two_turns_are_two_pieces_of_audio() -> None:
    turns = [e for e in hear(Ears(), 0.0, 0.5, 0.6, 1.0, 0.4, 1.0) if isinstance(e, TurnEnded)]
    assert [round(turn.ended - turn.began, 1) for turn in turns] == [0.6, 0.4]
    assert len(turns[1].samples) < len(turns[0].samples)


def test_a_click_and_the_noise_of_a_line_are_no_sound() -> None:
    ears = Ears()
    noise = np.random.default_rng(1).normal(0, 40, RATE).astype(np.int16)
    noise[8000:8200] = 20_000
    assert ears.hear(noise, 1.0) == []


def test_time_runs_by_the_length_of_pieces_that_a_busy_machine_hands_over_late() -> None:
    arrivals = Arrivals()
    delays = [0.0, 0.12, 0.07, 0.02, 0.0, 0.0]
    times = [arrivals.until(0.05, 10.0 + 0.05 * n + delay) for n, delay in enumerate(delays)]
    assert times == pytest.approx([10.0, 10.05, 10.1, 10.15, 10.2, 10.25], abs=0.003)


def test_a_lasting_delay_is_taken_over_in_the_end_and_a_gap_at_once() -> None:
    arrivals = Arrivals()
    slow = [arrivals.until(0.05, 10.0 + 0.0501 * n) for n in range(2000)]
    assert slow[-1] == pytest.approx(10.0 + 0.0501 * 1999, abs=0.02)
    assert arrivals.until(0.05, slow[-1] + 3.0) == slow[-1] + 3.0
