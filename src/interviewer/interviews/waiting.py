"""Which interviews wait for an agent: a queue whose rows commit with the events that cause them."""

from __future__ import annotations

from interviewer.interviews.events import (
    DialStarted,
    Event,
    InterviewAbandoned,
    InterviewCompleted,
    InterviewDeclined,
    InterviewFailed,
    InterviewInterrupted,
    InterviewLeased,
)
from interviewer.interviews.ids import STREAM_PREFIX
from interviewer.kernel.log import Dequeue, Effect, Enqueue

AGENTS = "agents"
"""The queue from which agents get interviews; the key is the interview id."""


def effects(stream: str, event: Event) -> tuple[Effect, ...]:
    """The rows that commit with this event."""
    interview_id = stream.removeprefix(STREAM_PREFIX)
    match event:
        case DialStarted(at=at) | InterviewInterrupted(at=at):
            return (Enqueue(AGENTS, interview_id, at),)
        case InterviewLeased() | InterviewCompleted() | InterviewAbandoned() | InterviewDeclined() | InterviewFailed():
            return (Dequeue(AGENTS, interview_id),)
        case _:
            return ()
