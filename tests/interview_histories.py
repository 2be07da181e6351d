"""Whole lives of interviews, generated: commands that come when they should, and some that come when they should not.

Most commands are what the state waits for, so that lives get somewhere; the others are anything at all, also late,
repeated, or meant for a former call.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

from hypothesis import strategies as st

from given_interview import NOON, fold
from interview_turns import ID, anything, awaited, schedules, turns
from interviewer.interviews.commands import Command
from interviewer.interviews.decider import ObservationsMissing, Rejected, decide
from interviewer.interviews.events import CODEC, Event
from interviewer.interviews.ids import stream_of
from interviewer.interviews.state import INITIAL, Interview, Scheduled
from interviewer.kernel.log import Metadata, Recorded


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and what became of it; a refused one is no step."""

    command: Command
    before: Interview
    events: tuple[Event, ...]
    after: Interview


def carried_out(command: Command, state: Interview) -> Step | None:
    """The step that a command makes; None if it is refused."""
    try:
        events = decide(command, state)
    except (Rejected, ObservationsMissing):
        return None
    return Step(command, state, events, fold(*events, onto=state))


@st.composite
def lives(draw: st.DrawFn) -> tuple[Step, ...]:
    """All that an interview can go through, from its beginning on."""
    first = carried_out(draw(schedules), INITIAL)
    assert first is not None
    steps, state, now = [first], first.after, NOON
    for turn in draw(st.lists(turns, min_size=20, max_size=50)):
        now += turn.pause
        if turn.orderly and isinstance(state, Scheduled):
            now = max(now, state.until)
        command = awaited(state, turn, now) if turn.orderly else anything(state, turn, now - turn.back)
        step = carried_out(command, state)
        if step is not None:
            steps.append(step)
            state = step.after
    return tuple(steps)


def events_of(steps: Iterable[Step]) -> tuple[Event, ...]:
    """All that happened."""
    return tuple(event for step in steps for event in step.events)


def recorded(events: Iterable[Event]) -> tuple[Recorded, ...]:
    """These events as the log would hold them."""
    return tuple(
        Recorded(
            global_position=version,
            stream=stream_of(ID),
            version=version,
            id=uuid4(),
            type=new.type,
            schema_version=new.schema_version,
            data=new.data,
            metadata=Metadata("req_1"),
            at=NOON,
            hash=b"",
        )
        for version, new in enumerate(map(CODEC.encode, events), 1)
    )
