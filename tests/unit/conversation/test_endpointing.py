"""How long a pause must be, by the words before it and the question before them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.conversation.backchannels import claim
from interviewer.conversation.endpointing import WAITS, shape, wait
from interviewer.conversation.floor import Kind
from interviewer.conversation.languages import ENGLISH
from interviewer.conversation.understanding import sounds_finished

WORDS = ENGLISH.words
KINDS: tuple[Kind, ...] = ("yes_no", "short", "open", "behavioural")


@pytest.mark.parametrize("text", ["Yeah.", "No.", "Yes, I do.", "Yes I can", "Yes, that's fine.", "Not really."])
def test_a_short_yes_or_no_is_a_whole_answer_to_a_yes_no_question(text: str) -> None:
    assert shape(text, "yes_no", WORDS) == "whole"
    assert wait(text, "yes_no", None, WORDS) <= 0.4


@pytest.mark.parametrize("text", ["Yeah.", "Okay.", "Mm-hmm.", "Well,", "Right, right.", "Um."])
def test_the_same_before_an_open_answer_is_only_a_beginning(text: str) -> None:
    assert shape(text, "behavioural", WORDS) == "trailing"


@pytest.mark.parametrize(
    "text",
    [
        "I looked at the logs and",
        "and then we",
        "He said that the.",
        "I worked with",
        "because um.",
        "it was, you know,",
        "we moved it to",
        "let me think",
        "I measured both of",
    ],
)
def test_words_that_trail_off_are_heard_as_such(text: str) -> None:
    assert not sounds_finished(text, WORDS)


@pytest.mark.parametrize("text", ["I don't want that.", "That is what I was asked for.", "Eight people"])
def test_words_that_only_look_like_it_are_not(text: str) -> None:
    assert sounds_finished(text, WORDS)


@pytest.mark.parametrize("text", ["That's about it.", "And that was all.", "That's all I have to say about it."])
def test_who_says_that_it_was_all_is_believed(text: str) -> None:
    assert shape(f"We fixed it. {text}", "behavioural", WORDS) == "closing"


@pytest.mark.parametrize("text", ["Could you repeat the question, please?", "Can we skip this question?"])
def test_a_request_is_answered_soon(text: str) -> None:
    assert wait(text, "behavioural", None, WORDS) <= 0.5


def test_the_more_is_expected_and_the_less_is_said_the_longer_is_the_wait() -> None:
    for waits in WAITS.values():
        assert list(waits.values()) == sorted(waits.values())
    for before, after in pairwise(WAITS[kind] for kind in KINDS):
        assert all(before[looks] <= after[looks] for looks in before)


@given(st.text(max_size=40), st.sampled_from(KINDS), st.floats(0, 1), st.floats(0, 1))
def test_a_surer_model_never_makes_the_wait_longer(text: str, kind: Kind, one: float, other: float) -> None:
    surer, less = max(one, other), min(one, other)
    assert wait(text, kind, surer, WORDS) <= wait(text, kind, less, WORDS)


@pytest.mark.parametrize("text", ["Mm-hmm.", "mhm", "Uh-huh.", "Yeah, yeah.", "I see.", "[laughter]", "oh right okay"])
def test_a_listener_s_words(text: str) -> None:
    assert claim(text, WORDS) in ("listening", "nothing")


@pytest.mark.parametrize("text", ["i", "makes", "that's", "thank", "yeah i"])
def test_the_beginning_of_a_listener_s_phrase_may_become_one(text: str) -> None:
    assert claim(text, WORDS) == "listening"


@pytest.mark.parametrize(
    "text",
    [
        "sorry could you",
        "wait",
        "no no",
        "Actually",
        "yeah but I never",
        "the line is bad",
        "what?",
        "hold on",
        "I think",
    ],
)
def test_words_that_want_the_floor(text: str) -> None:
    assert claim(text, WORDS) == "floor"


@pytest.mark.parametrize("text", ["Kubernetes", "eight", "but", "no"])
def test_one_word_alone_may_be_the_beginning_of_something(text: str) -> None:
    assert claim(text, WORDS) == "perhaps"


@given(st.text(max_size=80))
def test_any_text_has_a_meaning_on_the_floor(text: str) -> None:
    assert claim(text, WORDS) in ("nothing", "listening", "perhaps", "floor")
