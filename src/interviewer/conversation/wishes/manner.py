"""How the candidate would like to be talked with: again, in other words, slower, with more time, in writing."""

from __future__ import annotations

from dataclasses import replace

from interviewer.conversation.facts import QuestionSkipped
from interviewer.conversation.pending import offer
from interviewer.conversation.phases import asking, questions
from interviewer.conversation.speaking import THINKING, Step, noting, remark
from interviewer.conversation.standing import MORE_TIME, Conversation, GoOn
from interviewer.conversation.understanding import agreement
from interviewer.conversation.wishes.wish import Asked, back


def repeat(state: Conversation, asked: Asked) -> Step:
    """Say it once more."""
    return back(state, asked, state.said.repeat)


def rephrase(state: Conversation, asked: Asked) -> Step:
    """Say it in other words."""
    if state.question is None:
        return back(state, asked, state.said.repeat)
    return asking.rephrase(state, state.question, asked.notes)


def thinks(state: Conversation, asked: Asked) -> Step:
    """Wait."""
    lines = state.replies.thinks
    line = lines[state.signalled.count("thinks") % len(lines)]
    return remark(state, line, notes=asked.notes, unhurried=THINKING)


def aloud(state: Conversation, asked: Asked) -> Step:
    """Thinking aloud is welcome, and belongs to the answer."""
    return remark(state, state.replies.aloud, notes=asked.notes, unhurried=THINKING)


def slower(state: Conversation, asked: Asked) -> Step:
    """Speak slowly from now on."""
    return back(replace(state, pace="slow"), asked, state.replies.slower)


def more_time(state: Conversation, asked: Asked) -> Step:
    """Wait longer at every pause from now on."""
    return remark(replace(state, unhurried=MORE_TIME), state.replies.more_time, notes=asked.notes, unhurried=THINKING)


def as_text(state: Conversation, asked: Asked) -> Step:
    """There is only the screen; the recruiter hears of it."""
    return offer(state, GoOn("as_text"), *state.replies.as_text, notes=asked.notes)


def skip(state: Conversation, asked: Asked) -> Step | None:
    """Leave the question out."""
    if state.question is None:
        return None
    if state.question.kind == "consent" and agreement(asked.seen.text, state.words) is False:
        return None  # who would rather not does not agree
    if state.followed is not None and state.answer_turns:
        return noting(asked.notes, questions.answered(state, state.said.skipped))
    note = QuestionSkipped(state.question.id, "candidate_wished")
    return noting(asked.notes, questions.skipped(state, note, state.said.skipped))
