"""The recorded turns that benches say to every system."""

from __future__ import annotations

import json

from voice import corpus

from interviewer.catalog.models import InterviewPlan
from interviewer.simulation.candidate.sound import RATE


def test_there_are_forty_turns_of_three_kinds_some_with_a_pause_inside() -> None:
    kinds = [turn.kind for turn in corpus.turns()]
    assert len(set(corpus.turns())) == 40
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"yes_no": 8, "open": 16, "behavioural": 16}
    assert sum(turn.pauses for turn in corpus.turns()) >= 8


def test_every_word_sounds_inside_its_recording_after_the_one_before() -> None:
    for turn in (corpus.opening(), *corpus.turns()):
        times = [at for _, start, end in turn.words for at in (start, end)]
        assert times == sorted(times), turn.line
        assert times[-1] <= len(turn.sound().samples) / RATE, turn.line


def test_each_order_says_every_turn_once_and_no_two_are_alike() -> None:
    sittings = corpus.sittings(5, 10)
    orders = [[turn for sitting in sittings for turn in sitting[number]] for number in range(5)]
    assert all(sorted(t.line for t in order) == sorted(t.line for t in corpus.turns()) for order in orders)
    assert len({tuple(t.line for t in order) for order in orders}) == 5
    assert corpus.sittings(5, 10) == sittings


def test_a_sitting_makes_a_plan_and_all_turns_a_script() -> None:
    asked = corpus.sittings(1, 10)[0][0]
    plan = InterviewPlan.model_validate(corpus.plan(asked)["plan"])
    assert [question.ask for question in plan.questions] == [turn.ask for turn in asked]
    assert len([json.loads(line) for line in corpus.script().splitlines()]) == 41
