"""The labelled set of bench/turns.py is what it says, and its marks count what they say."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from turn_taking.dialogues import PAUSE_LEAST, PAUSE_MOST, Dialogue, dialogues
from turn_taking.marks import Marks, Share, pauses
from turn_taking.recogniser import understood
from turn_taking.room import Held

from interviewer.conversation.floor import Aside, Cut, TurnOver


@pytest.fixture(scope="module")
def some() -> list[Dialogue]:
    """Made of recordings, which takes seconds: not while tests are only looked for."""
    return dialogues(40)


def test_the_set_is_always_the_same(some: list[Dialogue]) -> None:
    again = dialogues(40)
    assert [d.answer[0].words for d in again] == [d.answer[0].words for d in some]
    assert [d.answer[0].samples.tobytes() for d in again] == [d.answer[0].samples.tobytes() for d in some]


def test_pieces_have_their_words_within_and_pauses_as_promised(some: list[Dialogue]) -> None:
    for dialogue in some:
        *inside, last = dialogue.answer
        assert last.pause == 0
        for piece in dialogue.answer:
            assert all(a[1] <= b[1] for a, b in pairwise(piece.words))
            assert piece.words[-1][2] <= piece.seconds + 0.1
        assert all(PAUSE_LEAST <= piece.pause <= PAUSE_MOST for piece in inside)


def test_every_kind_of_sound_and_line_occurs(some: list[Dialogue]) -> None:
    assert {d.over for d in some} >= {"backchannel", "interruption", "cough", "keys", None}
    assert len({d.line for d in some}) == 4
    assert len({d.expects for d in some}) == 4


def test_the_recogniser_gives_each_word_once_and_none_before_it_was_said(some: list[Dialogue]) -> None:
    for dialogue in some:
        for piece in dialogue.answer:
            told = list(understood(piece, 10.0, random.Random(1)))
            finals = [event.text for _, event in told if event.final]
            assert finals == [" ".join(word for word, _, _ in piece.words)]
            for at, event in told:
                assert at > 10.0 + piece.words[len(event.text.split()) - 1][2]


def test_who_ends_every_pause_cuts_off_all_and_who_waits_for_the_end_none(some: list[Dialogue]) -> None:
    dialogue = next(d for d in some if len(d.answer) > 2)
    *inside, (end, _, _) = pauses(dialogue, 20.0)
    hasty = [(begins + 0.2, TurnOver("", 0, 0)) for begins, _, _ in inside]
    eager, calm = Marks(), Marks()
    eager.add(dialogue, Held(answer_at=20.0, acts=[*hasty, (end + 0.2, TurnOver("", 0, 0))]))
    calm.add(dialogue, Held(answer_at=20.0, acts=[(end + 0.7, TurnOver("", 0, 0))]))
    assert (eager.cut_off.percent, calm.cut_off.percent) == (100, 0)
    assert eager.delays == pytest.approx([0.2])
    assert calm.delays == pytest.approx([0.7])
    assert eager.lost == eager.words > 0


def test_yields_are_counted_by_what_sounded(some: list[Dialogue]) -> None:
    marks = Marks()
    for kind in ("backchannel", "interruption"):
        dialogue = next(d for d in some if d.over == kind)
        for acts in ([], [(5.5, Cut())]):
            marks.add(dialogue, Held(over_at=5.0, ended_at=9.0, answer_at=20.0, acts=[*acts]))
    assert (marks.false_yields.hits, marks.false_yields.of) == (1, 2)
    assert (marks.missed_yields.hits, marks.missed_yields.of) == (1, 2)
    assert marks.yielded_after == pytest.approx([0.5])


def test_words_are_kept_lost_or_doubled(some: list[Dialogue]) -> None:
    dialogue = next(d for d in some if d.sound is None)
    text = " ".join(word for piece in dialogue.answer for word, _, _ in piece.words)
    marks = Marks()
    marks.add(dialogue, Held(answer_at=20.0, acts=[(40.0, TurnOver(text, 0, 0)), (41.0, Aside("twice", 0, 0))]))
    assert (marks.lost, marks.doubled) == (0, 1)


def test_an_interval_is_wide_where_there_is_little_to_go_by() -> None:
    low, high = Share(1, 10).interval
    assert low < 10 < high
    assert Share(100, 1000).interval[1] - Share(100, 1000).interval[0] < 4
    assert Share(0, 0).interval == (0, 100)
