"""What is around the candidate: a bad line, noise, somebody else; and words that are meant for the machine."""

from __future__ import annotations

from interviewer.conversation.pending import offer
from interviewer.conversation.speaking import THINKING, Step
from interviewer.conversation.standing import Conversation, GoOn
from interviewer.conversation.wishes.wish import Asked, back


def bad_line(state: Conversation, asked: Asked) -> Step:
    """Ask again; when it stays so, the candidate may as well stop."""
    if state.signalled.count("bad_line") > 1:
        return offer(state, GoOn("bad_line"), *state.replies.bad_line_again, notes=asked.notes)
    return back(state, asked, state.replies.bad_line)


def hears_me(state: Conversation, asked: Asked) -> Step:
    """Yes, it does."""
    return back(state, asked, state.replies.i_hear)


def noise(state: Conversation, asked: Asked) -> Step:
    """Wait until it is quiet."""
    return offer(state, GoOn("noise"), state.replies.noise, notes=asked.notes, unhurried=THINKING)


def other_voice(state: Conversation, asked: Asked) -> Step:
    """The interview is with the candidate alone."""
    return back(state, asked, state.replies.other_voice)


def instructs(state: Conversation, asked: Asked) -> Step:
    """It only asks the questions; the words stay in the transcript."""
    return back(state, asked, state.replies.instructs)
