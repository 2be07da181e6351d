"""Writes docs/lifecycle.md from the decider itself. Run it after a change of the decider; a test compares."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from pathlib import Path

from interviewer.interviews.commands import (
    Cancel,
    Command,
    Consider,
    Dial,
    Evaluate,
    GiveUp,
    Join,
    Lease,
    LoseLease,
    NoteAnswered,
    NoteAttemptFailed,
    NoteCandidateJoined,
    NoteCandidateLeft,
    Observe,
    Reschedule,
    Review,
    Schedule,
    Unappoint,
)
from interviewer.interviews.diagram import Transition, mermaid, states, transitions
from interviewer.interviews.state import (
    Dialling,
    Ended,
    Evaluated,
    Held,
    Interrupted,
    Interview,
    Live,
    Queued,
    Reviewed,
    Scheduled,
    Unknown,
)

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "docs" / "lifecycle.md"
HEAD = """
# The life of an interview

Every interview is a stream of events. `interviews/decider.py` says which events a command leads to in a state,
`interviews/evolution.py` which state follows, and `interviews/policy.py` whether a candidate may be called now.

This page is made from that code by `.venv/bin/python tools/diagrams/write.py`: starting from nothing, the decider is
asked an example of everything in every state that this leads to. So each arrow was really taken. What an agent observes
without changing the state is left out, as are commands that are refused or change nothing.
"""
MOVED = {
    Unknown: "A recruiter agrees an interview, or an import does; where something is missing, it is held at once.",
    Scheduled: (
        "A row in the queue `timers` stands for it until then. The orchestrator takes the row and considers the"
        " interview: it is queued, put off, held or ended. While its campaign is paused, nothing happens. An interview"
        " without a number has no such row: its candidate comes by the link."
    ),
    Held: (
        "Nobody looks at it by themselves. It goes on when a person gives the zone, records the consent or agrees"
        " another time; what the candidate's wish or the campaign's end says is done all the same."
    ),
    Queued: (
        "A row in an admission queue stands for it, in that of appointments for an agreed time. The orchestrator dials"
        " when a line is free, and asks the policy again before: it may have waited past the hour."
    ),
    Dialling: (
        "The dial is in the log before anything rings. An agent takes the call from the queue `agents`; the line tells"
        " whether somebody answered. A call that led to no conversation is an attempt used up."
    ),
    Live: "The agent reports what happens. How it leaves the call decides what becomes of the interview.",
    Interrupted: (
        "Without its interviewer, it waits in the queue `agents` for another one, in the same room. Without its"
        " candidate, by telephone, it has a row in `timers` and is called back. Either goes on at the open question."
    ),
    Ended: "It has an outcome, and no call follows. If there was a conversation, the orchestrator has it judged.",
    Evaluated: "The scorecard waits for a person.",
    Reviewed: "Nothing follows.",
}
"""Who moves the interview on from each state."""
WHO: dict[type[Command], str] = {
    Schedule: "a recruiter, an import",
    Consider: "the orchestrator, when a timer is due or something changed",
    Dial: "the orchestrator, when a line is free",
    Join: "the candidate, by opening the link",
    NoteAnswered: "the orchestrator, told by the line",
    NoteAttemptFailed: "the orchestrator, told by the line or by an empty room",
    Lease: "the api, to an agent that has room",
    NoteCandidateJoined: "the api, told by LiveKit",
    NoteCandidateLeft: "the api, told by LiveKit",
    Observe: "the agent, over its link",
    LoseLease: "the orchestrator, when heartbeats stop; the api, when an agent cannot be told",
    GiveUp: "the orchestrator, when nobody comes back, or for a consent taken back that was told late",
    Reschedule: "a recruiter, the candidate by the link",
    Unappoint: "a recruiter",
    Cancel: "a recruiter; the orchestrator for a campaign or the do-not-call list",
    Evaluate: "the orchestrator",
    Review: "a person",
}
BY_NAME = {command.__name__: who for command, who in WHO.items()}


def document() -> str:
    """The whole page."""
    graph = transitions()
    parts = [HEAD.strip(), f"```mermaid\n{mermaid(graph)}\n```", *(section(state, graph) for state in states())]
    return "\n\n".join(parts) + "\n"


def section(state: type[Interview], graph: Iterable[Transition]) -> str:
    """What the state means, who moves it on, and by which commands to which events and states."""
    meaning = " ".join(inspect.cleandoc(state.__doc__ or "").split())
    text = f"## {state.__name__}\n\n{meaning} {MOVED[state]}"
    rows: dict[tuple[str, str], set[str]] = {}
    for transition in graph:
        if transition.source == state.__name__:
            rows.setdefault((transition.command, transition.target), set()).add(transition.event)
    if not rows:
        return text
    table = ["| command | from | events | then |", "| --- | --- | --- | --- |"]
    for (command, target), events in sorted(rows.items()):
        named = ", ".join(f"`{event}`" for event in sorted(events))
        table.append(f"| `{command}` | {BY_NAME[command]} | {named} | {target} |")
    return text + "\n\n" + "\n".join(table)


if __name__ == "__main__":
    TARGET.write_text(document(), "utf-8")
    print(f"wrote {TARGET.relative_to(ROOT)}")
