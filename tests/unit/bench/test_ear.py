"""The ear of the benches: which text sounded, from when, and what of it was content."""

from __future__ import annotations

import numpy as np
import pytest
from voice.candidate import Exchange
from voice.corpus import opening
from voice.hearing import Listener, Spoken, acknowledgement

from interviewer.simulation.candidate import ears
from interviewer.simulation.candidate.ears import Ears, TurnEnded
from interviewer.simulation.candidate.sound import Samples
from interviewer.simulation.candidate.transport import taken
from interviewer.simulation.vendors import tones

said = tones.speech
RATE = tones.RATE
QUESTION = "Who did you tell about the danger?"
TWO_SENTENCES = "We start at six. Would that work for you?"
FOLLOW_UP = "You mentioned the depot manager, so what did they say to you?"
BOTH = f"I see, thanks. {FOLLOW_UP}"


def at_the_ear(*pieces: Samples | float, gain: float = 0.4, noise: float = 8.0) -> TurnEnded:
    """What the ear makes of texts and seconds of silence, quieter and with noise."""
    joined = np.concatenate([p if isinstance(p, np.ndarray) else np.zeros(int(p * RATE), np.int16) for p in pieces])
    heard = np.interp(np.arange(0, len(joined), RATE / ears.RATE), np.arange(len(joined)), joined) * gain
    heard = np.concatenate((np.zeros(ears.RATE), heard, np.zeros(2 * ears.RATE)))
    heard += np.random.default_rng(1).normal(0, noise, len(heard))
    ear = Ears(patience=1.2)
    samples = heard[: len(heard) // ears.WINDOW * ears.WINDOW].astype(np.int16)
    (turn,) = [n for n in ear.hear(samples, 100 + len(samples) / ears.RATE) if isinstance(n, TurnEnded)]
    return turn


@pytest.fixture
def listener() -> Listener:
    texts = ("Thank you.", QUESTION, FOLLOW_UP, BOTH, "We start at six.", "Sorry, I didn't catch that.")
    return Listener(
        lambda: texts,
        said,
        (RATE, tones.LETTERS_PER_SECOND),
        planned=[QUESTION, TWO_SENTENCES],
        fixed=["Sorry, I didn't catch that."],
    )


def test_a_planned_question_is_content_from_its_first_word(listener: Listener) -> None:
    (spoken,) = listener.listen(at_the_ear(0.2, said(QUESTION)))
    assert (spoken.text, spoken.kind) == (QUESTION, "planned")
    assert spoken.began == pytest.approx(101.2, abs=0.03)
    assert spoken.content == spoken.began


def test_an_acknowledgement_before_a_question_is_not_content(listener: Listener) -> None:
    thanks = said("Thank you.")
    first, second = listener.listen(at_the_ear(thanks, 0.3, said(QUESTION)))
    assert (first.text, first.content, first.acknowledges) == ("Thank you.", None, True)
    assert second.content == pytest.approx(101 + len(thanks) / RATE + 0.3, abs=0.04)


def test_in_one_breath_content_begins_after_the_acknowledgement(listener: Listener) -> None:
    (spoken,) = listener.listen(at_the_ear(said(BOTH)))
    assert (spoken.text, spoken.kind, spoken.acknowledges) == (BOTH, "generated", True)
    assert spoken.content == pytest.approx(101 + BOTH.index("You") / tones.LETTERS_PER_SECOND, abs=0.04)


def test_a_sentence_of_a_question_is_the_question(listener: Listener) -> None:
    (spoken,) = listener.listen(at_the_ear(said("We start at six.")))
    assert (spoken.kind, spoken.question) == ("planned", TWO_SENTENCES)


def test_a_text_that_breaks_off_is_still_known(listener: Listener) -> None:
    (spoken,) = listener.listen(at_the_ear(said(FOLLOW_UP)[: int(1.1 * RATE)]))
    assert spoken.text == FOLLOW_UP


def test_a_sound_that_the_voice_never_made_is_no_text(listener: Listener) -> None:
    assert listener.listen(at_the_ear(said("Something else entirely was uttered here."))) == []


@pytest.mark.parametrize(
    ("text", "leading"),
    [
        ("Thank you.", "Thank you."),
        ("Okay, thank you. I see. How long ago was that?", "Okay, thank you. I see."),
        ("Got it, thanks. Right?", "Got it, thanks."),
        ("One moment, please.", "One moment, please."),
        ("You said that you asked a colleague. What then?", ""),
        ("Thank you for telling me about the disk. What then?", ""),
    ],
)
def test_only_sentences_that_say_nothing_are_acknowledgements(text: str, leading: str) -> None:
    assert acknowledgement(text) == leading


def exchange(*sounds: float, content: float | None = None) -> Exchange:
    spoken = [] if content is None else [Spoken(QUESTION, "planned", content, content)]
    return Exchange(opening(), began=10.0, ended=14.0, sounds=list(sounds), spoken=spoken)


def test_the_wait_is_counted_from_the_last_word() -> None:
    replied = exchange(14.6, 15.9, content=15.9)
    assert replied.first_sound == pytest.approx(0.6)
    assert replied.content == pytest.approx(1.9)


def test_who_speaks_before_the_true_end_has_cut_off_and_is_not_measured() -> None:
    early = exchange(12.0, 14.2, content=14.2)
    assert early.cut_off
    assert (early.first_sound, early.content) == (None, None)


def test_who_begins_at_the_same_moment_has_not_cut_off() -> None:
    both = exchange(10.2, 14.5)
    assert both.collided
    assert not both.cut_off
    assert both.first_sound is None


def test_a_tone_that_was_not_heard_counts_for_nothing() -> None:
    assert taken([1.0, 3.0, 5.0], [1.05, 5.04]) == pytest.approx([0.05, 0.04])
