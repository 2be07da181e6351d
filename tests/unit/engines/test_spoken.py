"""Written English becomes what a person would say, in pieces short enough to begin soon."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interviewer.engines import spoken


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Call at 9:30 a.m. on Monday.", "Call at 9 30 A M on Monday."),
        ("It starts at 14:05.", "It starts at 14 oh 5."),
        ("We open at 9:00.", "We open at 9 o'clock."),
        ("We met at 5 p.m. Then we left.", "We met at 5 P M. Then we left."),
        ("Use tools, e.g. Git, i.e. version control.", "Use tools, for example, Git, that is, version control."),
        ("Ask Dr. Smith vs. Mr. Jones.", "Ask Doctor Smith versus Mister Jones."),
        ("5-10 km in 2019\u20132021", "5 to 10 kilometres in 2019 to 2021"),
        ("Know C++, C# and CI/CD?", "Know C plus plus, C sharp and CI CD?"),
        ("Mail jobs@example.com today.", "Mail jobs at example dot com today."),
        ("See https://www.example.com/ now.", "See example dot com now."),
        ("Open 24/7, #1 & warm (20 °C)", "Open twenty-four seven, number 1 and warm (20 degrees Celsius)"),
        ("**Bold** and `code`\n- a point", "Bold and code\na point"),
        ("I paid $4,500 in 2021.", "I paid $4,500 in 2021."),
    ],
)
def test_it_says_what_is_written(written: str, said: str) -> None:
    assert spoken.normalise(written) == said


@pytest.mark.parametrize("text", ["", "   ", "\n\t", "...", "*** ---", "?!"])
def test_it_says_nothing_when_there_is_nothing_to_say(text: str) -> None:
    assert spoken.pieces(spoken.normalise(text)) == []


def test_sentences_are_spoken_one_after_another() -> None:
    text = spoken.normalise("Thank you. Dr. Smith will call at 5 p.m. on Monday. Is that all right?")
    assert spoken.pieces(text) == ["Thank you.", "Doctor Smith will call at 5 P M on Monday.", "Is that all right?"]


def test_a_long_first_sentence_is_cut_at_its_first_clause() -> None:
    text = (
        "Tell me about a time you had to calm an upset customer, what you said to them first of all, and what you "
        "have learned from it since."
    )
    first, *rest = spoken.pieces(text)
    assert first == "Tell me about a time you had to calm an upset customer,"
    assert " ".join([first, *rest]) == text


@given(st.text(alphabet="abc ,.?!;:\n-'", max_size=600))
def test_cutting_loses_no_word(text: str) -> None:
    letters = "".join(c for c in text if c.isalnum())
    found = spoken.pieces(text)
    assert "".join(c for piece in found for c in piece if c.isalnum()) == letters
    assert all(len(piece) <= spoken.PIECE for piece in found)


@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    assert all(any(c.isalnum() for c in piece) for piece in spoken.pieces(spoken.normalise(text)))
