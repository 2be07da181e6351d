"""Word error rate counts what was misheard, and not how it was written."""

from __future__ import annotations

import pytest

from interviewer.simulation.measure import WordErrors, total, word_errors, words


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("Yes, that's fine.", "yes that is fine"),
        ("I couldn't, and I won't.", "I could not and I will not."),
        ("It sends about forty thousand messages a day.", "It sends about 40,000 messages a day."),
        ("an alert at eighty percent", "An alert at 80%."),
        ("an alert at eighty percent", "An alert at 80 per cent."),
        ("two hundred and five", "205"),
        ("about a hundred people", "about 100 people"),
        ("one million two hundred thousand", "1,200,000"),
        ("three hundred requests", "300 requests"),
        ("five thousand and twenty", "5020"),
        ("it costs twenty dollars", "It costs $20."),
        ("two point five seconds", "2.5 seconds"),
        ("twenty-five people", "25 people"),
        ("40 thousand messages", "40,000 messages"),
        ("We apologised about the colour of the licence.", "We apologized about the color of the license."),
        ("We analysed our neighbour's behaviour.", "We analyzed our neighbor's behavior."),
        ("Okay, it\u2019s on-call duty.", "OK, it's on call duty"),
        ("at eight o'clock", "At 8 o'clock."),
    ],
)
def test_two_ways_of_writing_the_same_words_are_no_error(spoken: str, written: str) -> None:
    assert words(spoken) == words(written)
    assert word_errors(spoken, written).errors == 0


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("four", "for"),
        ("our hour", "or hour"),
        ("filled", "filed"),
        ("twenty twenty", "40"),
        ("two and three", "5"),
        ("four hours", "for ours"),
    ],
)
def test_different_words_stay_different(left: str, right: str) -> None:
    assert words(left) != words(right)


def test_each_kind_of_error_is_counted() -> None:
    found = word_errors("the quick brown fox jumps over it all", "a quick brown jumps over it all now")
    assert found == WordErrors(words=8, substitutions=1, deletions=1, insertions=1)
    assert found.rate == pytest.approx(3 / 8)


def test_of_several_transcripts_the_long_one_weighs_more() -> None:
    found = total([word_errors("yes", "no"), word_errors("we all went home early that day", "we all went home early")])
    assert found == WordErrors(words=8, substitutions=1, deletions=2)


def test_silence_written_as_nothing_is_no_error_and_invented_words_are() -> None:
    assert word_errors("", "").rate == 0.0
    assert word_errors("", "thank you for watching").rate == 1.0


def test_it_agrees_with_jiwer_on_plain_words() -> None:
    jiwer = pytest.importorskip("jiwer")
    spoken = "i listened and i found him a better room at the same price in the end he thanked me"
    written = "i listen and found him a better room at same the price in the end he really thanked me"
    assert word_errors(spoken, written).rate == pytest.approx(jiwer.wer(spoken, written))
