"""What an interview waits for: rows in queues that commit with the events that cause them.

Each queue holds at most one row per interview; its key is the interview id. A worker takes a row, does what it asks
for in the outside world, and may do so twice: every such act is harmless when repeated.
"""

from __future__ import annotations

from interviewer.interviews.events import (
    DialStarted,
    Event,
    InterviewAbandoned,
    InterviewCompleted,
    InterviewDeclined,
    InterviewEvaluated,
    InterviewFailed,
    InterviewInterrupted,
    InterviewLeased,
)
from interviewer.interviews.ids import STREAM_PREFIX
from interviewer.kernel.log import Dequeue, Effect, Enqueue

AGENTS = "agents"
"""Interviews that want an agent."""
LEASES = "leases"
"""Interviews that an agent holds: payload `epoch` and `agent_id`. The row is the lease."""
ROOMS = "rooms"
"""Rooms to make or to close: payload `wanted`."""
EVALUATIONS = "evaluations"
"""Interviews that are over and want a scorecard."""


def effects(stream: str, event: Event) -> tuple[Effect, ...]:
    """The rows that commit with this event."""
    interview_id = stream.removeprefix(STREAM_PREFIX)
    match event:
        case DialStarted(at=at):
            return Enqueue(AGENTS, interview_id, at), Enqueue(ROOMS, interview_id, at, {"wanted": True})
        case InterviewInterrupted(at=at):
            return Enqueue(AGENTS, interview_id, at), Dequeue(LEASES, interview_id)
        case InterviewLeased(epoch, agent_id, at):
            payload = {"epoch": epoch, "agent_id": agent_id}
            return Dequeue(AGENTS, interview_id), Enqueue(LEASES, interview_id, at, payload)
        case InterviewCompleted(at=at) | InterviewAbandoned(at=at) | InterviewDeclined(at=at) | InterviewFailed(at=at):
            return (
                Dequeue(AGENTS, interview_id),
                Dequeue(LEASES, interview_id),
                Enqueue(ROOMS, interview_id, at, {"wanted": False}),
                Enqueue(EVALUATIONS, interview_id, at),
            )
        case InterviewEvaluated():
            return (Dequeue(EVALUATIONS, interview_id),)
        case _:
            return ()
