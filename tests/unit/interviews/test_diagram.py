"""The page about the life of an interview shows what the code does, all of it, and nothing else."""

from __future__ import annotations

import runpy
from functools import lru_cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given, settings

from interview_histories import Step, lives
from interviewer.interviews.commands import Command, NoteCandidateJoined, NoteCandidateLeft
from interviewer.interviews.diagram import Transition, mermaid, states, transitions
from interviewer.interviews.events import CODEC, EVENTS
from interviewer.interviews.evolution import evolve
from interviewer.interviews.lifecycle import CandidateJoined, CandidateLeft, Lifecycle
from interviewer.interviews.state import Interview

ROOT = Path(__file__).parents[3]
REMEDY = "run .venv/bin/python tools/diagrams/write.py"
QUIET = {EVENTS[CandidateJoined].name, EVENTS[CandidateLeft].name}


@lru_cache
def graph() -> frozenset[Transition]:
    return frozenset(transitions())


def test_the_page_about_the_life_of_an_interview_is_what_the_code_says() -> None:
    written = runpy.run_path(str(ROOT / "tools" / "diagrams" / "write.py"))["document"]()
    assert (ROOT / "docs" / "lifecycle.md").read_text("utf-8") == written, REMEDY


def test_every_state_event_and_command_is_in_the_diagram() -> None:
    found = graph()
    assert {t.source for t in found} | {t.target for t in found} == {state.__name__ for state in states()}
    assert {EVENTS[event].name for event in get_args(Lifecycle)} - {t.event for t in found} == QUIET
    quiet = {NoteCandidateJoined, NoteCandidateLeft}
    assert {command.__name__ for command in set(get_args(Command)) - quiet} == {t.command for t in found}


@given(lives())
@settings(deadline=None)
def test_whatever_happens_to_an_interview_is_in_the_diagram(life: tuple[Step, ...]) -> None:
    for step in life:
        state: Interview = step.before
        for event in step.events:
            after = evolve(state, event)
            source, target, name = type(state).__name__, type(after).__name__, CODEC.name(event)
            told = isinstance(event, Lifecycle) and name not in QUIET
            if told or source != target:
                assert Transition(source, type(step.command).__name__, name, target) in graph()
            state = after


@pytest.mark.parametrize("over", ["Ended", "Evaluated", "Reviewed"])
def test_no_arrow_leads_back_from_what_is_over(over: str) -> None:
    assert {t.target for t in graph() if t.source == over} <= {"Evaluated", "Reviewed"}


def test_the_diagram_begins_before_the_first_event_and_ends_after_the_last() -> None:
    lines = mermaid(graph()).splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert lines[1] == "    [*] --> Scheduled: interview.scheduled"
    assert lines[-1] == "    Reviewed --> [*]"
