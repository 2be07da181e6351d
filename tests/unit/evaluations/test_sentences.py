from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.evaluations.sentences import pieces, sentences

SPOKEN = st.text(alphabet="ab .!?…\n\"'", max_size=80)


def test_a_turn_falls_into_its_sentences() -> None:
    assert sentences(' He said: "No!" I paid 3.50, um… twice.  Then\nhe left ') == [
        'He said: "No!"',
        "I paid 3.50, um…",
        "twice.",
        "Then",
        "he left",
    ]


@given(SPOKEN)
def test_every_sentence_stands_in_its_turn_and_no_word_is_lost(text: str) -> None:
    found = sentences(text)
    assert all(piece in text for piece in found)
    assert "".join(re.findall(r"\w", "".join(found))) == "".join(re.findall(r"\w", text))


@given(SPOKEN, st.integers(min_value=1, max_value=6))
def test_pieces_are_slices_of_the_turn_and_no_more_than_wanted(text: str, most: int) -> None:
    found = pieces(text, most)
    assert len(found) <= most
    assert all(piece in text for piece in found)
    assert "".join(re.findall(r"\w", "".join(found))) == "".join(re.findall(r"\w", text))


def test_neighbours_are_joined_when_there_are_more_sentences_than_pieces() -> None:
    assert pieces("One. Two. Three.", 2) == ["One. Two.", "Three."]


def test_no_piece_at_all_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="at least one"):
        pieces("One.", 0)
