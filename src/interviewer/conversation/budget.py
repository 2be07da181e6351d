"""What there is time for. Pure arithmetic over the script's minutes and the seconds gone.

Nothing that was begun is cut off: what does not fit any more is left out before it is asked. Follow-ups go first, then
questions that the plan does not require, then those it does, the last of the plan first each time.
"""

from __future__ import annotations

from dataclasses import replace

from interviewer.catalog import timing
from interviewer.catalog.models import Question
from interviewer.conversation.standing import Conversation

GOODBYE = 15.0
INVITATION = 30.0
"""To be asked for questions, and to ask a short one."""
RATING = 20.0
FOLLOWED_UP = 30.0
"""A follow-up and its answer."""
OVER = 1.1
"""Of the budget: what an interview takes at most, if its candidate makes pauses."""
MOST, LEAST = 240.0, 20.0
"""Seconds of one reply: no longer, and never shorter, however late it is."""
BESIDE = 45.0
"""Seconds of one reply outside of the plan's questions."""
SHARE = 3.0
"""How many times the usual length the answers to one question may take before the plan goes on."""
LEAST_SHARE = 60.0


def left(state: Conversation) -> float:
    """Seconds left of the budget."""
    return state.script.minutes * 60 - state.elapsed


def share(question: Question) -> float:
    """Seconds that all answers to one question may take together."""
    return min(MOST, max(LEAST_SHARE, SHARE * timing.answer_seconds(question)))


def limit(state: Conversation, lines: tuple[str, ...]) -> float:
    """Seconds after which the reply to these lines is ended at its next pause."""
    if state.phase not in ("questions", "over"):
        return BESIDE
    least = state.script.minutes * 60 * OVER - state.elapsed - timing.spoken_seconds(*lines) - GOODBYE
    question = state.question
    if question is not None:
        spent = state.elapsed - state.since if state.asked else 0.0
        least = min(least, share(question) - spent)
    return max(LEAST, min(MOST, least))


def overdrawn(state: Conversation) -> bool:
    """The candidate has talked about the open question for longer than its share."""
    return state.question is not None and state.asked and state.elapsed - state.since > share(state.question)


def fits_follow_up(state: Conversation) -> bool:
    """Whether a follow-up leaves time for the questions to come."""
    return left(state) >= FOLLOWED_UP + _needed(_to_come(state)) + GOODBYE


def fits(state: Conversation, seconds: float) -> bool:
    """Whether there is time for so much, and the goodbye."""
    return left(state) >= seconds + GOODBYE


def leave_out(state: Conversation) -> tuple[Conversation, tuple[Question, ...]]:
    """The questions from the open one on that there is no time for are closed; returned in the plan's order."""
    kept = list(_to_come(state, including=not state.asked))
    dropped: list[Question] = []
    while kept and _needed(kept) + GOODBYE > left(state):
        goes = next((question for question in reversed(kept) if not question.required), kept[-1])
        kept.remove(goes)
        dropped.append(goes)
    ordered = tuple(q for q in state.script.questions if q in dropped)
    return replace(state, closed=(*state.closed, *(q.id for q in ordered))), ordered


def _to_come(state: Conversation, *, including: bool = False) -> tuple[Question, ...]:
    first = state.index if including else state.index + 1
    return tuple(q for q in state.script.questions[first:] if q.id not in state.closed)


def _needed(questions: list[Question] | tuple[Question, ...]) -> float:

    return sum(timing.question_seconds(question) for question in questions)
