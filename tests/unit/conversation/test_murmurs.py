"""A pause after a whole sentence of a story is answered with a sign of listening, and the candidate keeps the floor."""

from __future__ import annotations

import pytest

from interviewer.conversation.floor import Expectation, Murmur, TurnOver
from interviewer.conversation.floor.times import MURMUR_AFTER, MURMURS_APART
from timelines import Happened, happens

STORY = Expectation("behavioural", murmurs=True)
TOLD = "I looked at the logs, and they were full of the same line again and again."


def said(text: str, *then: str, known: float = 4.2, expectation: Expectation = STORY) -> Happened:
    """Four seconds of voice whose words are known a moment later, and what comes then."""
    timeline = ("0.0 voice", "4.0 quiet", f"{known} final {text}", *then, "15.0 later")
    return happens("\n".join(timeline), expectation=expectation)


def test_it_comes_before_the_turn_is_over_and_ends_no_turn() -> None:
    seen = said(TOLD)
    assert seen.at(Murmur) == pytest.approx(4.0 + MURMUR_AFTER)
    assert seen.at(Murmur) < seen.at(TurnOver)
    assert seen.one(TurnOver).text == TOLD


def test_who_goes_on_tells_one_answer() -> None:
    seen = said(TOLD, "4.9 voice", "6.9 quiet", "7.1 final So I rang the vendor.")
    assert seen.at(Murmur) < 4.9
    assert seen.one(TurnOver).text == f"{TOLD} So I rang the vendor."


@pytest.mark.parametrize(
    ("answer", "expectation"),
    [
        (TOLD, Expectation("behavioural")),
        (TOLD, Expectation("short", murmurs=True)),
        ("Yes.", Expectation("yes_no", murmurs=True)),
        ("I looked at the logs, and", STORY),
        ("I looked at the logs", STORY),
        ("Sorry, could you repeat that?", STORY),
        ("Mhm.", STORY),
    ],
)
def test_none_where_it_is_not_wanted_or_the_sentence_is_not_whole(answer: str, expectation: Expectation) -> None:
    seen = said(answer, expectation=expectation)
    assert not seen.all(Murmur)


def test_none_where_the_reply_is_as_soon() -> None:
    """The words came late, so that the turn is over as soon as they are known, or a moment later."""
    seen = said(TOLD, known=4.9)
    assert seen.names[-1] == "TurnOver"
    assert not seen.all(Murmur)


def _sentences(every: float, count: int) -> str:
    """So many sentences, each with a pause of 0.9 s after it."""
    lines = []
    for number in range(count):
        at = number * every
        lines += [
            f"{at} voice",
            f"{at + every - 0.9} quiet",
            f"{at + every - 0.7} final Then I did step {number} of it.",
        ]
    return "\n".join([*lines, f"{count * every + 9} later"])


def test_a_long_story_is_not_murmured_at_after_every_sentence() -> None:
    quick, slow = (happens(_sentences(every, 6), expectation=STORY) for every in (2.0, MURMURS_APART + 1.0))
    assert len(quick.all(Murmur)) == 2
    assert len(slow.all(Murmur)) == 6
    assert len(quick.all(TurnOver)) == len(slow.all(TurnOver)) == 1


def test_none_over_the_interviewer() -> None:
    seen = happens(
        f"""
        0.0 plays
        0.5 voice
        2.0 quiet
        2.2 final {TOLD}
        9.0 played
        20.0 later""",
        expectation=STORY,
    )
    assert not seen.all(Murmur)
