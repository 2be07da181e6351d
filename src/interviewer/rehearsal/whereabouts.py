"""Where a rehearsal is, for those who watch it: phase, question, time left, and what the interviewer waits for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from interviewer.conversation.facts import SpeechKind
from interviewer.rehearsal.rehearsal import Rehearsal

AWAITED: Final[Mapping[SpeechKind, str]] = {
    "identity": "whether it speaks with the candidate",
    "greeting": "a yes or no to the recording",
    "consent": "a yes or no to the recording",
    "time_check": "whether now is a good time",
    "question": "the answer",
    "probe": "more about the answer",
    "read_back": "whether it understood that rightly",
    "acknowledgement": "what the candidate says next",
    "answer": "what the candidate says next",
    "check_in": "a sign of the candidate",
    "invitation": "questions of the candidate's own",
    "rating": "a number from one to five",
    "closing": "nothing more",
    "holding": "what the candidate says next",
}


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`question` counts from 1 and is None outside of the questions; `left` is negative once the time is over."""

    phase: str
    question: int | None
    of: int
    question_id: str | None
    seconds: float
    left: float
    awaits: str


def whereabouts(rehearsal: Rehearsal) -> Whereabouts:
    """Where it is now."""
    state, last = rehearsal.state, rehearsal.last
    question = state.question
    if rehearsal.ended is not None:
        awaits = "nothing more"
    elif rehearsal.wanted is not None:
        awaits = "words that are not in the plan"
    elif state.phase == "call_back":
        awaits = "a time to call back"
    elif last is not None and last.kind == "answer" and question is not None:
        awaits = AWAITED["question"]
    else:
        awaits = AWAITED[last.kind] if last is not None else "the beginning"
    return Whereabouts(
        phase=state.phase,
        question=state.index + 1 if question else None,
        of=len(state.script.questions),
        question_id=question.id if question else None,
        seconds=round(rehearsal.seconds, 1),
        left=round(state.script.minutes * 60 - rehearsal.seconds, 1),
        awaits=awaits,
    )
