"""Who wants to stop, to take the consent back, not to be called again, or to talk with a person."""

from __future__ import annotations

from interviewer.conversation.facts import ConsentRefused
from interviewer.conversation.pending import offer
from interviewer.conversation.phases import closing, questions
from interviewer.conversation.speaking import THINKING, Step, noting
from interviewer.conversation.standing import Conversation, GoOn
from interviewer.conversation.wishes.wish import Asked, back


def stops(state: Conversation, asked: Asked) -> Step:
    """Nothing more is asked; what was said is kept. Who says goodbye after the last question has finished."""
    if state.phase in ("invitation", "rating"):
        return noting(asked.notes, closing.finish(state))
    return noting(asked.notes, closing.stop(state))


def withdraws(state: Conversation, asked: Asked) -> Step:
    """The consent is taken back: what was said does not count any more."""
    if not state.consented:
        return noting(asked.notes, closing.decline(state))
    return closing.leave(state, "withdrawn", state.replies.withdrawn, notes=asked.notes)


def no_more_calls(state: Conversation, asked: Asked) -> Step:
    """Nobody calls this number again."""
    return closing.leave(state, "opted_out", state.replies.opted_out, notes=asked.notes)


def asks_if_ai(state: Conversation, asked: Asked) -> Step:
    """Always the truth."""
    return back(state, asked, state.replies.is_ai)


def wants_person(state: Conversation, asked: Asked) -> Step:
    """The recruiter is told; the candidate may go on or stop."""
    return offer(state, GoOn("wants_person"), *state.replies.person, notes=asked.notes)


def told_and_goes_on(state: Conversation, asked: Asked) -> Step:
    """The truth once more, and then on without what was asked before it: it has been asked so often."""
    told, question = state.replies.is_ai, state.question
    if question is not None:
        return noting(asked.notes, questions.left(state, question, told))
    if state.phase in ("invitation", "rating"):
        return noting(asked.notes, closing.finish(state, told))
    if state.consented:
        return closing.leave(state, "rescheduled", told, state.said.no_time, notes=asked.notes)
    return closing.leave(state, "declined", told, state.said.declined, notes=(*asked.notes, ConsentRefused()))


def person_at_last(state: Conversation, asked: Asked) -> Step:
    """Who asks for a person again and again does not want to go on with a program."""
    if not state.consented:
        return noting(asked.notes, closing.decline(state))
    told = (state.replies.person[0], state.replies.stopped)
    return closing.leave(state, "candidate_stopped", *told, notes=asked.notes)


def distressed(state: Conversation, asked: Asked) -> Step:
    """A break, or the end, as the candidate likes."""
    return offer(state, GoOn("distressed"), *state.replies.distressed, notes=asked.notes, unhurried=THINKING)


def needs_pause(state: Conversation, asked: Asked) -> Step:
    """Wait until the candidate is back."""
    return offer(state, GoOn("more_time"), state.replies.pause, notes=asked.notes, unhurried=THINKING)


def rude(state: Conversation, asked: Asked) -> Step:
    """Calm the first time; then the candidate may as well stop."""
    if state.signalled.count("rude") > 1:
        return offer(state, GoOn("rude"), *state.replies.rude_again, notes=asked.notes)
    return back(state, asked, state.replies.rude)


def switches_language(state: Conversation, asked: Asked) -> Step | None:
    """There is only the plan's language; whoever cannot go on in it is not made to."""
    if state.question is not None and state.question.kind == "language_sample":
        return None  # the question asks for it
    return offer(state, GoOn("switches_language"), *state.replies.one_language, notes=asked.notes)
