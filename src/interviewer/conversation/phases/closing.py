"""The end, whatever led to it: what happens next, and goodbye."""

from __future__ import annotations

from dataclasses import replace

from interviewer.conversation import lines
from interviewer.conversation.facts import ConsentRefused, End, EndReason, Note, QuestionAnswered
from interviewer.conversation.speaking import Step, speak
from interviewer.conversation.standing import Conversation


def finish(state: Conversation, *opening: str) -> Step:
    """The regular end."""
    return leave(state, "finished", *opening, *lines.closing(state.script))


def leave(state: Conversation, reason: EndReason, *said: str, notes: tuple[Note, ...] = ()) -> Step:
    """Say this last, and go. What was said to the open question is its answer."""
    question = state.question
    if question is not None and state.answer_turns and state.consented:
        notes = (*notes, QuestionAnswered(question.id, state.answer_turns))
    state, directives = speak(replace(state, phase="over", pending=None), "closing", said, notes=notes)
    return state, (*directives, End(reason))


def decline(state: Conversation) -> Step:
    """No consent: nothing is kept."""
    return leave(state, "declined", state.said.declined, notes=(ConsentRefused(),))


def stop(state: Conversation) -> Step:
    """The candidate wants to hear no more: nothing is asked after that."""
    return leave(state, "candidate_stopped", state.replies.stopped) if state.consented else decline(state)


def silent(state: Conversation) -> Step:
    """Nobody says anything."""
    return leave(state, "candidate_silent", state.said.silent_goodbye)
