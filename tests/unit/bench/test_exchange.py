"""What the candidate of the latency bench takes for a cut-off, and what for a sign of listening."""

from __future__ import annotations

import pytest
from voice.candidate import Exchange
from voice.corpus import turns
from voice.hearing import Spoken

ENDED = 10.0


def exchange(*heard: tuple[str, float]) -> Exchange:
    """A turn from 0 to `ENDED`, and what was heard when."""
    spoken = [
        Spoken(text, "generated", at, None if text == "I see." else at + (0.6 if text.startswith("I see") else 0.0))
        for text, at in heard
    ]
    return Exchange(turns()[0], began=0.0, ended=ENDED, sounds=[at for _, at in heard], spoken=spoken)


def test_a_reply_is_measured_from_the_end_of_the_turn() -> None:
    seen = exchange(("I see. Who told you?", ENDED + 0.7))
    assert not seen.cut_off
    assert not seen.murmurs
    assert (seen.first_sound, seen.content) == pytest.approx((0.7, 1.3))


def test_a_murmur_in_a_pause_cuts_nobody_off_and_answers_nothing() -> None:
    seen = exchange(("I see.", 4.0), ("Who told you?", ENDED + 0.9))
    assert not seen.cut_off
    assert seen.murmurs == 1
    assert (seen.first_sound, seen.content) == pytest.approx((0.9, 0.9))


def test_a_murmur_after_the_end_is_the_first_sound() -> None:
    seen = exchange(("I see.", ENDED + 0.6), ("Who told you?", ENDED + 1.2))
    assert not seen.murmurs
    assert (seen.first_sound, seen.content) == pytest.approx((0.6, 1.2))


@pytest.mark.parametrize("heard", [("Who told you?", 4.0), ("I see. Who told you?", 4.0)])
def test_a_reply_in_a_pause_cuts_the_turn_off(heard: tuple[str, float]) -> None:
    seen = exchange(heard)
    assert seen.cut_off
    assert seen.first_sound is None


def test_a_sound_in_a_pause_whose_words_are_not_known_cuts_the_turn_off() -> None:
    seen = exchange(("Who told you?", ENDED + 0.9))
    seen.sounds.insert(0, 4.0)
    assert seen.cut_off
